"""Write random texts, hostile and mixed, with their fingerprints, as lines of a vector file (section 9).

    python tests/reference/random_texts.py COUNT [SEED] > FILE

The same COUNT and SEED give the same bytes on every machine.
"""

import sys

from fingerprint import APOSTROPHES, COMMAS, DIGIT_RUNS, IGNORABLE, G, mix, ranges
from vectors import language_texts, line, record

LETTERS = [
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "éàüßñçøıİğşəŉǅſﬁŒ",
    "абвгдеёжзийкъыьэюяЁЙї",
    "αβγδεςσΐᾳώΏΣ",
    "ابتثجحخدذرزسشـيیىﻻﷺ",
    "אבגדהשםןﬡשּׁ",
    "कखगजदनमयरसक़ज़",
    "কখগড়য়",
    "கஙசஞட",
    "กขคงจำเแโ",
    "ກຂຄຳໜ",
    "កខគឃង",
    "ကခဂဃင",
    "的一是不了人我在豈",
    "のはがプカナｶﾌー々〆",
    "가나다한글ㅎㅏ\u1112\u1161\u11ab",
    "ᎠᏸꭰᲐაႠ𐐀𞤀",
    "0123456789",
    "²½Ⅷ①㎏ℂ𝐀𝟘㍿™",
]
MARKS = sorted(
    ranges(
        "300-36F 483 591-5BD 64B-65F 93C 93E 94D 951 9BC 9D7 BBE E31 E38 E48 EB8 EC8 1037 1039 17D2 1DC0 20DD 20E3 "
        "302A 3099 309A A66F 1D165 1E8D0"
    )
)
JOINERS = sorted(APOSTROPHES | COMMAS) + [0xFF07, 0xFF0C, 0x60C, 0x2E, 0x2D]
BREAKS = [0x20, 0x20, 0x20, 0x20, 0xA, 0xA0, 0x3000, 0x2E, 0x2D, 0x2019, 0x1F600, 0, 0xFFFD, 0x30FB]
BLOCKS = [
    range(0x20, 0x7F),
    range(0x80, 0x250),
    range(0x250, 0x1000),
    range(0x1000, 0x3000),
    range(0x3000, 0xD800),
    range(0xE000, 0x10000),
    range(0x10000, 0x20000),
    range(0x20000, 0x33000),
    range(0x33000, 0x110000),
]
DIGITS = [run + value for run in (0x30, *DIGIT_RUNS) for value in range(10)]
IGNORABLES = sorted(IGNORABLE)
PASSAGES = list(language_texts().values())


class Random:
    """splitmix64, so that no version of Python changes the texts."""

    def __init__(self, seed):
        self.state = mix(seed)

    def below(self, limit):
        self.state += G
        return mix(self.state) % limit

    def of(self, items):
        return items[self.below(len(items))]

    def many(self, items, most):
        some = [self.of(items) for _ in range(1 + self.below(most))]
        return "".join(item if isinstance(item, str) else chr(item) for item in some)


def passage(random):
    text = random.of(PASSAGES)
    start = random.below(len(text))
    return text[start : start + 1 + random.below(300)]


PIECES = [
    lambda random: random.many(random.of(LETTERS), 9),
    lambda random: random.many(random.of(LETTERS), 9) + " ",
    lambda random: random.many(random.of(LETTERS), 3) + chr(random.of(JOINERS)) + random.many(random.of(LETTERS), 3),
    lambda random: random.many(DIGITS, 3) + chr(random.of(JOINERS)) + random.many(DIGITS, 3),
    lambda random: random.many(random.of(LETTERS), 2) + random.many(MARKS, 6),
    lambda random: random.many(MARKS, 40),
    lambda random: random.many(IGNORABLES, 3),
    lambda random: random.many(JOINERS, 2),
    lambda random: random.many(BREAKS, 3),
    lambda random: chr(random.of(random.of(BLOCKS))),
    lambda random: random.many(random.of(BLOCKS), 12),
    lambda random: random.many("xyz ", 80),
    passage,
]


def random_text(random):
    """Mostly short; one in sixteen long enough for full keys."""
    pieces = random.of([1, 2, 4, 8, 16, 30, 60]) if random.below(16) else 300
    favourites = [random.of(PIECES) for _ in range(1 + random.below(len(PIECES)))]
    return "".join(random.of(favourites)(random) for _ in range(1 + random.below(pieces)))


def random_bytes(random):
    """A text, or, one time in four, one with bytes changed, taken out or put in, or the end cut off."""
    data = bytearray(random_text(random).encode())
    for _ in range(0 if random.below(4) else 1 + random.below(3)):
        at = random.below(len(data))
        spoilt = [random.of([0x80, 0xBF, 0xC0, 0xC3, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF, random.below(256)])]
        data[at : at + random.below(2)] = random.of([spoilt, spoilt, []])
        if not random.below(4):
            del data[1 + random.below(len(data) + 1) :]
        if not data:
            break
    return bytes(data)


def records(count, seed):
    random = Random(seed)
    for number in range(count):
        yield record(f"random/{seed}/{number}", random_bytes(random))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.writelines(map(line, records(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)))
