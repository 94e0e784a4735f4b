"""Write tests/vectors/fingerprint-v1.jsonl and tests/vectors/mapping-v1.json, as section 9 of docs/FINGERPRINT.md says.

    python tests/reference/make_vectors.py

The language texts are in texts.txt; everything here was written for this file.
"""

import json

from fingerprint import DIGIT_RUNS, mapping_digest
from vectors import HERE, language_texts, line, record

VECTORS = HERE.parent / "vectors"
TEXT_LIMIT = 4 << 20


def words(count):
    return " ".join(f"w{i}" for i in range(count))


def ideographs(count):
    return "".join(chr(0x4E00 + i) for i in range(count))


def between_letters(numbers):
    return " ".join(f"a{chr(int(number, 16))}b" for number in numbers.split())


EMPTY = {
    "nothing": "",
    "spaces": " \t\r\n",
    "punctuation": "... -- ?! (…) «»",
    "apostrophes and commas": "' ’ , ,,, ٬",
    "marks alone": "\u0301\u093c \u0e31",
    "ignorables alone": "\ufeff\u200b\u00ad\u2060\U000e0020",
    "emoji": "😀👍🏽🇩🇪",
    "tatweel alone": "ــــ",
    "unassigned": "\u0378\U000e1000\U0010ffff",
}

SIZES = {
    "one letter": "a",
    "one digit": "7",
    "one ideograph": "中",
    "one word": "Reprint",
    "two words": "two words",
    "three words": "only three words",
    "four words": "these are four words",
    "five words": "here are five plain words",
    "seven ideographs": ideographs(7),
    "eight ideographs": ideographs(8),
    "nine ideographs": ideographs(9),
    "three ideographs and two words": "一二三 two words",
    "seven ideographs and a word": ideographs(7) + " word",
    "a word and seven ideographs": "word " + ideographs(7),
    "six ideographs and a word": ideographs(6) + " word",
    "a word and six ideographs": "word " + ideographs(6),
    "alternating": " ".join(f"{chr(0x4E00 + i)} w{i}" for i in range(30)),
    "one word four times": "echo echo echo echo",
    "one word a hundred times": "echo " * 100,
    "two words in turn": "tick tock " * 40,
    "four words in turn": "a b c d " * 50,
}
NUMBERS = (15, 16, 17, 31, 32, 33, 34, 95, 96, 97, 260, 400, 700, 800, 1200, 2500)
SIZES |= {f"{n} shingles of words": words(n + 3) for n in NUMBERS}
SIZES |= {f"{n} shingles of ideographs": ideographs(n + 7) for n in (15, 16, 17, 300, 1000)}
# Lengths at which XXH3 and the chunks of a token change their way.
LENGTHS = (*range(2, 18), 23, 24, 25, 128, 129, 240, 241, 512, 1024, 1025, 3000)
SIZES |= {f"a token of {n} bytes": "x" * n for n in LENGTHS}
SIZES |= {f"a token of {n} bytes in two-byte letters": "ж" * (n // 2) for n in (2, 8, 10, 16, 242)}

APOSTROPHES = {f"U+{ord(c):04X} inside": f"don{c}t {c}tis dogs{c} rock{c}n{c}roll" for c in "'‘’‛ʻʼ՚׳＇"} | {
    "not one of them": 'a`b a´b a′b a"b aʹb',
    "two": "a''b a'’b",
    "at both ends": "'quoted' ‘single’ 'end",
    "with a digit": "5'10 '98 90's",
    "before an ideograph": "a'中 b",
    "after an ideograph": "中'a 中'中",
    "and a hyphen": "a'-b a-'b",
    "and a comma": "1',2 1,'2 a',b",
    "and a mark": "a'\u0301b а'\u0308б क'\u093cख",
    "and an ignorable": "don\u00ad'\u200bt",
    "n preceded by one": "\u0149ever \u0149",
    "French": "l’été aujourd'hui qu’il",
    "Ukrainian": "під’їзд об'єкт Мар`ян",
    "Hebrew": "צ׳יפס ג'ירפה ה׳",
    "at the end of the text": "word'",
}

COMMAS = {
    "thousands": "1,000 1,000,000 12,345.67",
    "Arabic thousands": "١٬٠٠٠ ۱٬۰۰۰ 1٬000",
    "fullwidth": "１，０００ 1，000",
    "not a comma": "1،000 1.000 1 000 1\u00a0000 1、000 1'000",
    "not between digits": "1,a a,1 a,b 1, 000 1 ,000 ,1 1,",
    "two": "1,,000 1,٬000",
    "after letters and a digit": "x1,2 a1,b",
    "before an ideograph": "1,中 中,1 一,1",
    "mark after it": "1,\u03015",
    "mark before it": "1\u0301,5 क1\u093c,2",
    "kept mark before it": "क\u093c,1 ж\u0308,1",
    "superscripts": "x²,³ ½,5",
    "ignorable around it": "1\u200b,\u200b000",
    "letter number": "Ⅷ,1 1,Ⅷ",
    "other digits": "߁,߂ 𝟏,𝟐",
    "at the end of the text": "1,",
}

MAPPING = {
    "soft hyphens": "re\u00adprint reprint",
    "zero width": "re\u200bprint re\u200cprint re\u200dprint re\u2060print \ufeffreprint",
    "first and last ignorable of each range": between_letters(
        "AD 34F 61C 115F 1160 17B4 17B5 180B 180F 200B 200F 202A 202E 2060 206F 3164 FE00 FE0F FEFF FFA0 FFF0 FFF8 "
        "1BCA0 1BCA3 1D173 1D17A E0000 E0FFF"
    ),
    "neighbours of ignorables": between_letters(
        "AC AE 34E 350 61B 61D 115E 1161 17B3 17B6 180A 1810 200A 2010 2029 202F 205F 2070 3163 3165 FDFF FE10 FEFE "
        "FF00 FF9F FFA1 FFEF FFF9 1BC9F 1BCA4 1D172 1D17B DFFFF E1000"
    ),
    "case": "ABC abc Abc ÀÉÎ àéî ЖЩ жщ ΑΒΓ αβγ",
    "sharp s": "Straße STRASSE STRAẞE strasse",
    "final sigma": "ΟΔΟΣ οδος οδοσ",
    "Turkish i": "İSTANBUL istanbul ISPARTA ısparta Iğdır ığdır",
    "ligatures": "ﬁne oﬃce ﬂow ﬅ ﬆ ﬀ fine office flow",
    "Armenian ligatures": "ﬓ ﬔ և եւ",
    "long s and Kelvin": "ſtop \u212aelvin \u212bngström \u2126hm",
    "title case digraphs": "Ǆ ǅ ǆ ǈ ǋ ǲ Ĳ ŀ",
    "Cherokee": "ᎠᎡᎢ ꭰꭱꭲ ᏸ Ᏸ",
    "Georgian": "ᲐᲑᲒ აბგ ႠႡ ⴀⴁ",
    "other cased scripts": "𐐀𐐁 𐐨𐐩 𞤀𞤁 𞤢𞤣 𐲀 𐳀 𖹀 𖹠 Ⰰ ⰰ Ⲁ ⲁ 𐒰 𐓘",
    "Greek iota subscript": "ᾳ ᾼ ᾊ ᾷ ΐ ΰ ὕ ὒ ᾧ ϐ ϑ ϕ ϖ ϰ ϱ ϲ ϴ ϵ Ϲ ϒ ϔ",
    "hook and caron": "ǰ ẖ ẗ ẘ ẙ ẚ ẛ",
    "fullwidth": "Ｒｅｐｒｉｎｔ １２３ reprint 123",
    "mathematical": "𝐑𝐞𝐩𝐫𝐢𝐧𝐭 𝓡𝓮𝓹𝓻𝓲𝓷𝓽 ℝ𝕖𝕡𝕣𝕚𝕟𝕥 𝟙𝟚𝟛",
    "circled": "①② ⑳ Ⓐⓑ ㈱ ㊗ ⑴ ⒈ 🄰",
    "squared": "㎏ ㎡ ㏒ ㏂ ㍿ ㌔ ㋀ ㏠ ℡ № ℃ ℉ ㎯",
    "Roman numerals": "Ⅳ ⅳ Ⅻ ⅿ ↂ ↄ",
    "fractions": "½ ⅔ ⅐ ↉ 1⁄2 ⅟3",
    "super and subscripts": "x² H₂O 1ˢᵗ ªº ᴴᴵ",
    "modifier letters": "ʰʲʳ ʷ ˠ ꟲ ꭜ ᵢ",
    "spacing accents": "a´b a¨b a¸b a˘b a΄b ͺ a゛b",
    "Hangul": "한글 \u1112\u1161\u11ab\u1100\u1173\u11af ㅎㅏㄴ ﾡﾢ ㈎ ㉠",
    "Kana": "カナ ｶﾅ ガ ｶﾞ カ\u3099 プ ﾌﾟ ﾌ\u309a がぎ ゟ ヿ ー ｰ ヽ ゝ",
    "Kana and Han marks": "人々 〆切 〇 〡 〱 〼 ・ ㇰ ㋿ 𛀀 𛅐",
    "Han compatibility": "豈 \u8c48 \U0002f800 \u4e3d 㐀 𠀀 鿿 ⼀ ⺟",
    "Han of extension H": "\U00031350\U000323af",
    "Bopomofo and Yi": "ㄅㄆㄇ ꀀꀁ",
    "tatweel": "شكـــرًا شكرا",
    "Arabic forms": "ﺍﻟﺴﻼﻡ السلام ﻻ ﷺ ﷽ ﹰ ﹶ",
    "Persian ye and kaf": "ی ي ک ك",
    "Hebrew forms": "שּׁ ש\u05c1\u05bc ﬡ ﭏ",
    "Devanagari nukta": "क़ क\u093c ज़ ज\u093c",
    "Thai and Lao am": "ทำ ท\u0e4d\u0e32 ຄຳ ຄ\u0ecd\u0eb2 ໜ ໝ",
    "Tibetan": "བོད་ཡིག ཀ\u0f77 \u0f43 \u0f42\u0fb7",
    "Vietnamese": "Tiếng Việt Tie\u0302\u0301ng Vie\u0323\u0302t",
    "unassigned in 15.0": "a\u0378b c\u1c89d e\ua7cbf g\U0002ebf0h",
    "new in 15.0": "\U0001e4d0\U0001e4d1 \U00011f04\U00011f05 \U0001df25 \u0cf3 \U0001e030",
    "private use and noncharacters": "a\ue000b c\uffffd e\U000fffffg h\U0010fffei",
    "controls": "a\u0000b c\u0001d e\u007ff g\u0085h i\u2028j\u2029k",
    "line ends": "a\r\nb\rc\nd\te\u000bf\u000cg",
    "spaces": "a\u00a0b c\u2003d e\u3000f g\u202fh i\u1680j",
    "hyphens and dots": "a-b c‐d e‑f g.h i·j k_l m・n o/p",
    "byte order mark": "\ufeffText after a mark",
    "emoji between words": "we❤you ok👍🏽ok 3️⃣ 🇩🇪de",
}

DIGITS = {
    f"from U+{run:04X}": "".join(map(chr, range(run, run + 10))) + f" 1{chr(run)}a 0123456789" for run in DIGIT_RUNS
} | {
    "not mapped": "߀߁߂ ෦෧ ႐႑ ᠐᠑ 𐒠 𑁦 𞥐",
    "decomposed": "٠\u200b١ ⁰¹ ₂ ⑨ ０ 𝟘 🄀 \U0001fbf0",
    "numbers that are no digits": "ↀ ௰ ൰ ፩ 〇 〹 ㉈ 𐄇 ൘",
}

MARKS = {
    "Latin": "été e\u0301te\u0301 ete ạ\u0308\u0315 o\u0338",
    "Greek": "ἄνθρωπος άνθρωπος ανθρωπος ᾷ",
    "Hebrew": "שָׁלוֹם שלום",
    "Arabic": "مُدَرِّسَةٌ مدرسة آ ا\u0653 أ ؤ ئ",
    "Cyrillic stress": "за\u0301мок замо\u0301к замок ѐ ѝ ю\u0300",
    "Cyrillic yo": "ёлка елка Ё е\u0308 е\u0301\u0308 е\u0308\u0301 е\u0306\u0308 э\u0308",
    "Cyrillic short i": "й и\u0306 и ї і\u0308 ў ќ ѓ",
    "Cyrillic others": "а\u0303 а\u0483 т\ua66f ꙋ\u0301 ᲀ\u0301 ԯ\u0308",
    "neither": "ա\u0301 ⲁ\u0301 ა\u0301 ㄅ\u0301 ᎠᎡ\u0301 ߊ\u07eb",
    "digits": "1\u0301 2\u20e3 ٣\u064b ७\u093c",
    "kana and Han": "か\u3099 は\u309a 中\u0301 〇\u3099 ｶﾞ",
    "Hangul": "가\u302e 한\u0301",
    "Thai": "ก็ ที่ ปู่ น\u0e49\u0e38 น\u0e38\u0e49",
    "Lao": "ທີ່ ນ\u0ec9\u0eb8 ນ\u0eb8\u0ec9",
    "Khmer": "ភ្នំ ខ្មែរ",
    "Burmese": "မြန်မာ ရွှေ",
    "Devanagari": "क्ष हिन्दी ज़्यादा",
    "Tamil": "கொடு க\u0bc6\u0bbe கௌ",
    "Bengali": "কো ক\u09c7\u09be ড় ড\u09bc",
    "without a base": "\u0301a \u093cक  \u0e31 ก",
    "after other characters": "a \u0301b क-\u093cख 😀\u0301c",
    "in order": "क\u093c\u094d\u0951",
    "out of order": "क\u0951\u094d\u093c",
    "equal classes keep their order": "ж\u0308\u0306 ж\u0306\u0308 ж\u0323\u0308\u0306 ж\u0308\u0323\u0306",
    "class zero is not passed": "क\u094d\u093e\u093c क\u0951\u0903\u094d\u093c",
    "an ignorable between": "ж\u0308\u034f\u0323 ж\u0308\u200d\u0323",
    "enclosing": "ж\u20dd ж\u0488 a\u20dd क\u20e3",
    "order across the classes": "ж\u0360\u0315\u0308\u0327\u0338\u302a\u3099\u05b0\u0323",
    "ypogegrammeni is a letter": "α\u0345 ж\u0308\u0345\u0323 中\u0345",
    "order for each base": "ж\u0308\u0323ж\u0323\u0308 жж\u0308",
    "dropped ones do not count": "а" + "\u0301" * 40 + "\u0308\u0323",
}
MARKS |= {f"{n} on one base": "ж" + "\u0308" * n + "б" for n in (29, 30, 31, 60)}
MARKS |= {
    "the 31st would go first": "ж" + "\u0308" * 30 + "\u0323 б",
    "the 30th goes first": "ж" + "\u0308" * 29 + "\u0323\u0327 б",
    "30 on each of two bases": ("ж" + "\u0308" * 33) * 2,
    "many on an ideograph": "中" + "\u0301\u0323" * 20 + "文",
    "many on Latin": "a" + "\u0301" * 500 + "b",
    "many in falling order": "क" + "\u0360\u0315\u0308\u302a\u0327\u0338\u3099\u093c" * 5,
}

TOKENS = {
    "ideographs among words": "iPhone用アプリ A股 5G时代 Wi-Fi密码12345",
    "a mark ends nothing": "क्षत्रिय ภาษาไทย",
    "letters and digits": "COVID19 4K MP3 a1b2 1st 2x4",
    "an address": "http://example.org/a?b=1&c=2 user_name@example.org #tag",
    "languages at once": "word слово λέξη كلمة מילה शब्द คำ 词 言葉 단어",
    "markup": "<p class='x'>one&amp;two</p><!-- three -->",
}

INVALID = {
    "lone continuation": b"\x80",
    "continuations": b"ab\x80\x81\xbfcd",
    "overlong of two": b"a\xc0\xafb",
    "overlong of two, C1": b"a\xc1\xbfb",
    "overlong of three": b"a\xe0\x80\x80b",
    "overlong of three, highest": b"a\xe0\x9f\xbfb",
    "overlong of four": b"a\xf0\x80\x80\x80b",
    "overlong of four, highest": b"a\xf0\x8f\xbf\xbfb",
    "high surrogate": b"a\xed\xa0\x80b",
    "low surrogate": b"a\xed\xbf\xbfb",
    "surrogate pair": b"a\xed\xa0\xbd\xed\xb8\x80b",
    "above the last": b"a\xf4\x90\x80\x80b",
    "F5": b"a\xf5\x80\x80\x80b",
    "FE and FF": b"a\xfe\xffb",
    "five and six bytes": b"a\xf8\x88\x80\x80\x80b\xfc\x84\x80\x80\x80\x80c",
    "two cut by a letter": b"one \xc3two",
    "three cut by a letter": b"one \xe4\xb8two",
    "four cut by a letter": b"one \xf0\x9f\x98two",
    "cut by another head": b"\xe4\xb8\xe4\xb8\xad",
    "two cut by the end": b"text \xc3",
    "three cut by the end after one": b"text \xe4",
    "three cut by the end after two": b"text \xe4\xb8",
    "four cut by the end after one": b"text \xf0",
    "four cut by the end after two": b"text \xf0\x9f",
    "four cut by the end after three": b"text \xf0\x9f\x98",
    "after good ones": "aé中😀".encode() + b"\xff" + "aé中😀".encode(),
    "the second of two": b"a\xffb\xffc",
    "table 3-8": b"\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41",
    "Latin-1": "Käse und Brötchen".encode("latin-1"),
    "Windows-1251": "Привет, мир".encode("cp1251"),
    "UTF-16": "text".encode("utf-16"),
    "nothing but it": b"\xff",
    "joins a word when repaired": b"re\xffprint the whole text again and again",
}
PLAIN = b"abc def " * 20
OFFSETS = (1, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128)
INVALID |= {f"at offset {n}": PLAIN[:n] + b"\xed\xa0\x80 rest" for n in OFFSETS}
INVALID |= {f"cut by the end at offset {n}": PLAIN[:n] + b"\xf0\x9f\x98" for n in (13, 14, 15, 16, 29, 31, 61, 63, 64)}

# Long ones, given as [piece, times].
REPEATS = {
    "4 MiB of English": ("The river rose again, and the town's 1,200 bridges were closed. ", TEXT_LIMIT // 64),
    "4 MiB of ideographs": ("河水再次上涨，城里的桥全都关闭了。 ", None),
    "4 MiB of Devanagari": ("नदी फिर चढ़ी और पुल बंद हुए। ", None),
    "a token of 1 MiB": ("a", 1 << 20),
    "4 MiB of spaces": (" ", TEXT_LIMIT),
    "4 MiB of soft hyphens": ("\u00ad", TEXT_LIMIT // 2),
    "a million marks": ("\u0308", 1 << 20),
    "a hundred thousand apostrophes": ("a'", 100_000),
}

GROUPS = {
    "empty": EMPTY,
    "size": SIZES,
    "apostrophe": APOSTROPHES,
    "comma": COMMAS,
    "mapping": MAPPING,
    "digits": DIGITS,
    "marks": MARKS,
    "tokens": TOKENS,
}


def vectors():
    texts = language_texts()
    texts["mixed/all of these"] = "\n\n".join(texts.values())
    for name, text in texts.items():
        yield record(f"language/{name}", text.encode())
    for group, members in GROUPS.items():
        for name, text in members.items():
            yield record(f"{group}/{name}", text.encode())
    for name, data in INVALID.items():
        yield record(f"invalid/{name}", data, hex=data.hex())
    for name, (piece, times) in REPEATS.items():
        times = times or TEXT_LIMIT // len(piece.encode())
        yield record(f"repeat/{name}", piece.encode() * times, repeat=[piece, times])


def mapping():
    return json.dumps({"version": 1, "unicode": "15.0.0", "xxh3_64": mapping_digest()}) + "\n"


def main():
    VECTORS.mkdir(exist_ok=True)
    (VECTORS / "mapping-v1.json").write_text(mapping(), encoding="utf-8", newline="\n")
    with open(VECTORS / "fingerprint-v1.jsonl", "w", encoding="utf-8", newline="\n") as file:
        file.writelines(map(line, vectors()))


if __name__ == "__main__":
    main()
