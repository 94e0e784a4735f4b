"""The reference against facts worked out by hand, the committed vectors against the reference, and, when REPRINT_BIN
names a built binary, that binary against the reference on the vectors and on random texts."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import unicodedata2 as ucd
import xxhash

import fingerprint as fp
import make_vectors
import random_texts
import vectors

BINARY = os.environ.get("REPRINT_BIN")
RANDOM_TEXTS = 500
M = "\u0308"  # a mark of class 230; U+0323 is one of class 220


def tokens(text):
    return [token.decode() for _, token in fp.tokenise(text)]


# 1. From bytes to mapped code points


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (b"\x80", 0),
        (b"ab\xc3", 2),
        (b"a\xc0\x80", 1),
        (b"\xed\xa0\x80", 0),
        (b"abc\xf4\x90\x80\x80", 3),
        ("é中😀".encode() + b"\xff", 9),
    ],
)
def test_offset_of_invalid_utf8(data, offset):
    with pytest.raises(fp.InvalidUtf8) as caught:
        fp.decode(data)
    assert caught.value.offset == offset


def test_repair_replaces_maximal_subparts():
    # Table 3-8 of the Unicode Standard, and the two before it.
    assert fp.decode(b"\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", repair=True) == "\ufffd\ufffd\ufffd\ufffdA"
    assert fp.decode(b"\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", repair=True) == "\ufffd" * 8 + "A"
    assert fp.decode(b"\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41", repair=True) == "\ufffd" * 8 + "A"


@pytest.mark.parametrize(
    ("char", "mapped"),
    [
        ("a", "a"),
        ("A", "a"),
        ("é", "e\u0301"),
        ("ß", "ss"),
        ("ẞ", "ss"),
        ("İ", "i\u0307"),
        ("ı", "i"),
        ("ς", "σ"),
        ("ﬃ", "ffi"),
        ("\u00ad", ""),
        ("\u200d", ""),
        ("\u115f", ""),
        ("\ufe0f", ""),
        ("ـ", ""),
        ("\u212a", "k"),
        ("Ａ", "a"),
        ("℃", "°c"),
        ("①", "1"),
        ("½", "1\u20442"),
        ("٣", "3"),
        ("۳", "3"),
        ("३", "3"),
        ("៣", "3"),
        ("߃", "߃"),
        ("ꭰ", "Ꭰ"),
        ("한", "\u1112\u1161\u11ab"),
        ("ガ", "カ\u3099"),
        ("ｶ", "カ"),
        ("豈", "\u8c48"),
        ("ຳ", "\u0ecd\u0eb2"),
        ("ŉ", "\u02bcn"),
        ("ᾳ", "αι"),
        ("ꟲ", "c"),
        ("𝔄", "a"),
        ("\u1c89", "\u1c89"),
        ("\u0378", "\u0378"),
        ("。", "。"),
    ],
)
def test_mapping(char, mapped):
    assert "".join(map(chr, fp.map_code_point(ord(char)))) == mapped


def test_mapping_is_stable_and_never_longer_than_eighteen():
    for c in (*range(0xD800), *range(0xE000, 0x110000)):
        mapped = fp.map_code_point(c)
        assert len(mapped) <= 18
        assert tuple(m for k in mapped for m in fp.map_code_point(k)) == mapped


def test_order_within_one_code_point_is_never_changed():
    # So it does not matter whether NFKD is applied to each folded code point or to what one code point became.
    for c in (*range(0xD800), *range(0xE000, 0x110000)):
        text, apart = chr(c), chr(c)
        for _ in range(4):
            text = ucd.normalize("NFKD", "".join(map(fp.fold, text)))
            apart = "".join(ucd.normalize("NFKD", folded) for char in apart for folded in fp.fold(char))
        assert text == apart


# 2. and 3. Classes and tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("... , ' -", ""),
        ("One two", "one two"),
        ("don't", "dont"),
        ("don''t", "don t"),
        ("'a'", "a"),
        ("a'-b", "a b"),
        ("1,000", "1000"),
        ("1,,0", "1 0"),
        ("1,a", "1 a"),
        ("a,1", "a 1"),
        ("x1,2", "x12"),
        ("1.5", "1 5"),
        ("1',2", "1 2"),
        ("1'2", "12"),
        ("1'\u03012", "12"),
        ("٣٬٢٥٠", "3250"),
        ("A股5G时代", "a 股 5g 时 代"),
        ("中'a", "中 a"),
        ("a'中", "a 中"),
        ("été", "ete"),
        ("Ёж", "еж"),
        ("йод", "и\u0306од"),
        ("їхні", f"і{M}хн\u0456"),
        ("за\u0301мок", "замок"),
        (f"е\u0301{M}\u0306", "е\u0306"),
        ("क\u094dष", "क\u094dष"),
        ("ที่", "ที่"),
        (f"{M}ж", "ж"),
        (f" {M}ж", "ж"),
        (f"ж'{M}ж", "жж"),
        (f"ж{M}\u0323", f"ж\u0323{M}"),
        (f"ж{M}\u034f\u0323", f"ж\u0323{M}"),
        (f"ж{M}\u0488\u0323", f"ж{M}\u0488\u0323"),
        (f"ж{M},1", f"ж{M} 1"),
        ("re\u00adprint", "reprint"),
        ("مُدَرِّسَة", "مدرسة"),
        ("שָׁלוֹם", "שלום"),
        ("カ\u3099", "カ\u3099"),
        ("٪", ""),
        ("〆切", "〆 切"),
        ("〱", "〱"),
    ],
)
def test_tokens(text, expected):
    assert tokens(text) == expected.split()


def test_a_base_keeps_thirty_marks():
    assert tokens("ж" + M * 31 + "\u0323") == ["ж" + M * 30]
    assert tokens("ж" + M * 29 + "\u0323" + M) == ["ж\u0323" + M * 29]
    assert tokens(("ж" + M * 31) * 2) == [("ж" + M * 30) * 2]


def test_weights():
    assert [weight for weight, _ in fp.tokenise("five 五 5")] == [2, 1, 2]


# 4. Hashes


def test_mix_is_splitmix64():
    # The published first outputs of splitmix64 for the seed 1234567.
    known = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]
    assert [fp.mix(1234567 + (i + 1) * fp.G) for i in range(5)] == known


def test_xxh3_of_nothing():
    assert xxhash.xxh3_128_hexdigest(b"") == "99aa06d3014798d86001c324468d497f"
    assert xxhash.xxh3_64_hexdigest(b"") == "2d06800538d394c2"


def test_token_and_gram_hash():
    assert fp.token_hash(b"a") == fp.mix(fp.G ^ 0x61)
    assert fp.token_hash(b"abcdefgh") == fp.mix(8 * fp.G % 2**64 ^ 0x6867666564636261)
    assert fp.token_hash(b"abcdefghi") == fp.mix(fp.mix(9 * fp.G % 2**64 ^ 0x6867666564636261) ^ 0x69)
    assert fp.gram_hash((5,)) == fp.mix(5 * (fp.mix(fp.G) | 1))
    assert fp.gram_hash((5, 7)) == fp.mix(5 * (fp.mix(fp.G) | 1) + 7 * (fp.mix(2 * fp.G) | 1))


# 5. Shingles


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("a", 1),
        ("a b c", 1),
        ("a b c d", 1),
        ("a b c d e", 2),
        ("a a a a a", 1),
        ("一二三四五六七", 1),
        ("一二三四五六七八九", 2),
        ("一二三四五六七 a", 2),
        ("a 一二三四五六七", 1),
        ("一 a b c d", 2),
        ("a b a b a b a b", 2),
    ],
)
def test_number_of_shingles(text, n):
    assert len(fp.shingle_set(fp.tokenise(text))) == n


def test_shingles_of_a_mixture():
    h = [fp.token_hash(token.encode()) for token in ("一", "a", "b", "c", "d")]
    assert fp.shingle_set(fp.tokenise("一 a b c d")) == {fp.gram_hash(tuple(h)), fp.gram_hash(tuple(h[1:]))}


# 6. The parts


def test_simhash_needs_more_than_half():
    a, b, c = (fp.token_hash(token) for token in (b"a", b"b", b"c"))
    assert fp.simhash(fp.tokenise("a")) == fp.gram_hash((a,))
    assert fp.simhash(fp.tokenise("a b")) == fp.gram_hash((a, b))
    assert fp.simhash(fp.tokenise("a b c")) == fp.gram_hash((a, b)) & fp.gram_hash((b, c))


def test_minhash_of_one_shingle_takes_the_first_throw_into_each_bin():
    s = 0x0123456789ABCDEF
    throws = [fp.mix(s + (r + 1) * fp.G) for r in range(256)]
    bins = [x >> 57 for x in throws[:128]] + list(range(128))
    assert fp.minhash({s}) == [throws[bins.index(i)] & 0xFFFF for i in range(128)]


def test_minhash_keeps_the_smallest_rank_of_the_first_round_that_fills_a_bin():
    shingles = [fp.mix(i) for i in range(5000)]
    first = [fp.mix(s + fp.G) for s in shingles]
    assert {x >> 57 for x in first} == set(range(128))  # one round is enough
    assert fp.minhash(set(shingles)) == [min(x for x in first if x >> 57 == i) & 0xFFFF for i in range(128)]


def key_set(small, large):
    """So many shingles below 2^61, and so many above."""
    return set(range(1, small + 1)) | {2**61 + i for i in range(large)}


@pytest.mark.parametrize(
    ("small", "large", "m", "threshold"),
    [
        (1, 0, 1, 2**64),
        (3, 10, 13, 2**64),
        (0, 32, 32, 2**64),
        (3, 100, 32, 2**61 + 28),
        (32, 100, 32, 2**61),
        (50, 100, 50, 2**61),
        (96, 100, 96, 96),
        (96, 0, 96, 2**64),
        (200, 900, 96, 96),
        (97, 0, 96, 96),
    ],
)
def test_number_of_keys_and_threshold(small, large, m, threshold):
    keys = fp.frac_keys(key_set(small, large))
    assert len(keys) == m and keys == sorted(key_set(small, large))[:m]
    assert fp.threshold({"keys": [f"{key:016x}" for key in keys], "shingles": small + large}) == threshold


def test_exact_is_of_the_token_stream():
    stream = "dont stop 中 文".encode()
    assert fp.fingerprint("Don't STOP – 中文".encode())["exact"] == xxhash.xxh3_128_hexdigest(stream)


def test_empty():
    with pytest.raises(fp.EmptyText):
        fp.fingerprint(b" - ")


# 7. Estimators


def test_estimators_of_one_text_with_itself_and_with_another():
    a, b = (fp.fingerprint(text.encode()) for text in ("one two three four five six", "one two three four five seven"))
    assert fp.compare_keys(a, a) == (1.0, 1.0)
    assert fp.compare_keys(a, b) == (2 / 3, 2 / 4)
    assert fp.resemblance_minhash(a, a) == 1.0 and fp.resemblance_simhash(a, a) == 1.0


def test_keys_are_compared_below_the_smaller_threshold():
    everything = {"keys": [f"{key:016x}" for key in (5, 96, 97, 2**63)], "shingles": 4}
    sample = {"keys": [f"{key:016x}" for key in range(1, 97)], "shingles": 1000}
    assert fp.compare_keys(everything, sample) == (1.0, 1 / 95)  # 5 alone is below 96
    assert fp.compare_keys({"keys": [f"{2**63:016x}"], "shingles": 1}, sample)[0] == 0.0


# 8. Encoding


def test_encoding():
    print_ = fp.fingerprint(b"one two three four five")
    data = fp.encode(print_)
    assert len(data) == 292 + 8 * 2
    assert data[:12] == bytes([1, 0, 2, 0, 5, 0, 0, 0, 2, 0, 0, 0])
    assert data[12:28].hex() == print_["exact"]
    assert data[28:36][::-1].hex() == print_["simhash"]
    assert data[36:38] == print_["minhash"][0].to_bytes(2, "little")
    assert data[292:300][::-1].hex() == print_["keys"][0]


# 9. Test vectors


def test_committed_vectors_are_what_the_reference_makes():
    committed = (make_vectors.VECTORS / "fingerprint-v1.jsonl").read_text(encoding="utf-8")
    assert committed == "".join(map(vectors.line, make_vectors.vectors()))


def test_committed_mapping_is_what_the_reference_makes():
    assert (make_vectors.VECTORS / "mapping-v1.json").read_text(encoding="utf-8") == make_vectors.mapping()


def test_vector_names_are_unique():
    names = [item["name"] for item in read_vectors()]
    assert len(names) == len(set(names))


def read_vectors():
    with open(make_vectors.VECTORS / "fingerprint-v1.jsonl", encoding="utf-8") as file:
        return list(map(json.loads, file))


def bytes_of(item):
    if "hex" in item:
        return bytes.fromhex(item["hex"])
    piece, times = item.get("repeat") or (item["text"], 1)
    return piece.encode() * times


# The binary


def run_binary(folder, files):
    """Its fingerprints by id, and its exit code."""
    command = [str(Path(BINARY).resolve()), "fingerprint", "--json", *files]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=300)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line.pop("id"): line for line in lines}, done.returncode


def assert_binary_agrees(folder, expected, files):
    """`expected`: a fingerprint, or None for a bad text, by id."""
    found, code = run_binary(folder, files)
    good = {id_: print_ for id_, print_ in expected.items() if print_}
    assert sorted(found) == sorted(good)
    assert [id_ for id_ in good if found[id_] != good[id_]] == []
    assert code == (0 if len(good) == len(expected) else 1)


needs_binary = pytest.mark.skipif(not BINARY, reason="REPRINT_BIN names no binary")
RECORDS = {"vectors": read_vectors, "random": lambda: random_texts.records(RANDOM_TEXTS, 1)}


@needs_binary
@pytest.mark.parametrize("source", RECORDS)
def test_binary_agrees_on_plain_files(source, tmp_path):
    expected = {}
    for number, item in enumerate(RECORDS[source]()):
        data = bytes_of(item)
        if data and b"{" not in data:  # what could be JSON is not taken for a plain text
            expected[f"{number}.txt"] = item.get("fingerprint")
            (tmp_path / f"{number}.txt").write_bytes(data)
    assert len(expected) > 300
    assert_binary_agrees(tmp_path, expected, list(expected))


@needs_binary
@pytest.mark.parametrize("source", RECORDS)
def test_binary_agrees_on_lines_of_json(source, tmp_path):
    items = [item for item in RECORDS[source]() if item.get("error") != "invalid_utf8"]
    lines = [{"id": item["name"], "text": bytes_of(item).decode()} for item in items]
    # Plain, and with everything escaped that can be.
    for ascii_only in (False, True):
        texts = "".join(json.dumps(line, ensure_ascii=ascii_only) + "\n" for line in lines)
        (tmp_path / "texts.jsonl").write_text(texts, encoding="utf-8")
        assert_binary_agrees(tmp_path, {item["name"]: item.get("fingerprint") for item in items}, ["texts.jsonl"])


@needs_binary
def test_binary_prints_one_form_at_a_time(tmp_path):
    (tmp_path / "a.txt").write_text("one two three four five")
    command = [str(Path(BINARY).resolve()), "fingerprint"]
    plain = subprocess.run([*command, "a.txt"], cwd=tmp_path, capture_output=True)
    named = subprocess.run([*command, "--json", "a.txt"], cwd=tmp_path, capture_output=True)
    assert plain.stdout == named.stdout and json.loads(plain.stdout)["version"] == 1
    coded = subprocess.run([*command, "--hex", "a.txt"], cwd=tmp_path, capture_output=True, text=True)
    assert coded.stdout == f"{fp.encode(fp.fingerprint(b'one two three four five')).hex()}  a.txt\n"
    both = subprocess.run([*command, "--json", "--hex", "a.txt"], cwd=tmp_path, capture_output=True, text=True)
    assert both.returncode == 2 and both.stdout == "" and "one form at a time" in both.stderr
