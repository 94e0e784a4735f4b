"""The reprint fingerprint, version 1, from docs/FINGERPRINT.md alone: no code is shared with the C library.

Written to be read beside that page, section by section; speed is no aim. As a program it
prints the fingerprint of each file named on the command line, in the JSON form of section 8.
"""

import json
import math
import struct
import sys
from collections import Counter
from functools import cache, lru_cache

import unicodedata2 as ucd
import xxhash

assert ucd.unidata_version == "15.0.0"
assert sys.version_info >= (3, 11), "case folding needs Unicode 14 or later: Python 3.11"

MASK = 2**64 - 1


class EmptyText(ValueError):
    """A text without a token has no fingerprint."""


class InvalidUtf8(ValueError):
    def __init__(self, offset):
        super().__init__(f"invalid UTF-8 at byte {offset}")
        self.offset = offset


def ranges(text):
    """The code points of a list of ranges as the page writes them, less the U+."""
    pairs = (part.split("-") for part in text.split())
    return frozenset(c for pair in pairs for c in range(int(pair[0], 16), int(pair[-1], 16) + 1))


# 1. From bytes to mapped code points

IGNORABLE = ranges(
    "AD 34F 61C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F FEFF FFA0 FFF0-FFF8 "
    "1BCA0-1BCA3 1D173-1D17A E0000-E0FFF"
)
DIGIT_RUNS = sorted(ranges("660 6F0 966 9E6 A66 AE6 B66 BE6 C66 CE6 D66 E50 ED0 F20 1040 17E0"))
LAST = {0x131: [0x69], 0x640: []} | {run + value: [0x30 + value] for run in DIGIT_RUNS for value in range(10)}


def decode(data, repair=False):
    # Python's decoder follows RFC 3629, names the first byte of an ill-formed sequence and replaces maximal subparts.
    try:
        return data.decode("utf-8", "replace" if repair else "strict")
    except UnicodeDecodeError as error:
        raise InvalidUtf8(error.start) from None


def fold(char):
    # str.casefold is CaseFolding.txt's C and F, of Python's own version of Unicode. Foldings of assigned characters
    # never change, so only what 15.0 does not assign must be kept from a newer one; 15.0 itself added none to 14.0's.
    return char if ucd.category(char) == "Cn" else char.casefold()


@cache
def map_code_point(c):
    """Zero or more code points for one."""
    if c in IGNORABLE:
        return ()
    before, text = None, chr(c)
    while text != before:
        before = text
        text = ucd.normalize("NFKD", "".join(map(fold, text)))
    kept = [ord(char) for char in text if ord(char) not in IGNORABLE]
    return tuple(m for k in kept for m in LAST.get(k, [k]))


# 2. Classes of mapped code points

APOSTROPHES = ranges("27 2018 2019 201B 2BB 2BC 55A 5F3")
COMMAS = ranges("2C 66C")
UNSPACED = ranges(
    "E00-EFF 1000-109F A9E0-A9FF AA60-AA7F 1780-17FF 3005-3007 3021-3029 3041-3096 309D-309F 30A1-30FA 30FC-30FF "
    "31F0-31FF 3400-4DBF 4E00-9FFF F900-FAFF 1AFF0-1B16F 20000-323AF"
)
DIGITS = ranges("30-39")


@cache
def class_of(c):
    """The letter of the class, as in the digest of section 9: Apostrophe, Comma, Mark, Single, Word, Other."""
    if c in APOSTROPHES:
        return "A"
    if c in COMMAS:
        return "C"
    category = ucd.category(chr(c))
    if category[0] == "M":
        return "M"
    if category[0] in "LN":
        return "S" if c in UNSPACED else "W"
    return "O"


# 3. Tokens

BARE_BASES = ranges("0-3FF 590-6FF 750-77F 8A0-8FF 1D00-1DBF 1E00-1FFF 2C60-2C7F A720-A7FF AB30-AB6F")
CYRILLIC = ranges("400-52F 1C80-1C8F A640-A69F")
MARKS_A_BASE = 30


def drops_mark(base, mark):
    if base in BARE_BASES:
        return True
    if base in CYRILLIC:
        return mark in (0x300, 0x301) or (mark == 0x308 and base == 0x435)
    return False


class Tokeniser:
    """The table of section 3. A token is a pair (weight, bytes)."""

    def __init__(self):
        self.tokens = []
        self.open = []  # code points of the open token
        self.base = 0  # where in it the base is
        self.weight = 0  # of the open token; 0 when none is open
        self.joiner = None

    def close(self):
        if self.weight:
            self.tokens.append((self.weight, "".join(map(chr, self.open)).encode()))
        self.open, self.weight, self.joiner = [], 0, None

    def take(self, c):
        kind = class_of(c)
        word_open = self.weight == 2
        if kind == "W" and word_open and (self.joiner != "C" or c in DIGITS):
            self.append_base(c)
        elif kind in "WS":
            self.close()
            self.weight = 2 if kind == "W" else 1
            self.append_base(c)
        elif kind == "M":
            if self.weight and not self.joiner:
                self.take_mark(c)
        elif kind == "A" and word_open and not self.joiner:
            self.joiner = "A"
        elif kind == "C" and word_open and not self.joiner and self.open[-1] in DIGITS:
            self.joiner = "C"
        else:
            self.close()

    def append_base(self, c):
        self.base = len(self.open)
        self.open.append(c)
        self.joiner = None

    def take_mark(self, mark):
        at = len(self.open)
        if drops_mark(self.open[self.base], mark) or at - self.base > MARKS_A_BASE:
            return
        ccc = ucd.combining(chr(mark))
        while ccc and at - 1 > self.base and ucd.combining(chr(self.open[at - 1])) > ccc:
            at -= 1
        self.open.insert(at, mark)


def tokenise(text):
    tokeniser = Tokeniser()
    for char in text:
        for c in map_code_point(ord(char)):
            tokeniser.take(c)
    tokeniser.close()
    return tokeniser.tokens


# 4. Hashes

G = 0x9E3779B97F4A7C15


def mix(x):
    x &= MASK
    x ^= x >> 30
    x = x * 0xBF58476D1CE4E5B9 & MASK
    x ^= x >> 27
    x = x * 0x94D049BB133111EB & MASK
    return x ^ x >> 31


@lru_cache(maxsize=1 << 16)
def token_hash(token):
    h = len(token) * G & MASK
    padded = token + bytes(-len(token) % 8)
    for (chunk,) in struct.iter_unpack("<Q", padded):
        h = mix(h ^ chunk)
    return h


C = [mix((j + 1) * G) | 1 for j in range(8)]


@lru_cache(maxsize=1 << 16)
def gram_hash(hashes):
    return mix(sum(c * t for c, t in zip(C, hashes, strict=False)))


# 5. Shingles


def shingle_set(tokens):
    weights = [weight for weight, _ in tokens]
    hashes = [token_hash(token) for _, token in tokens]
    found = set()
    end = total = 0  # the tokens [start, end) weigh total
    for start, weight in enumerate(weights):
        while total < 8 and end < len(tokens):
            total += weights[end]
            end += 1
        if total < 8:
            break
        found.add(gram_hash(tuple(hashes[start:end])))
        total -= weight
    return found or {gram_hash(tuple(hashes))}


# 6. The parts of a fingerprint


def simhash(tokens):
    hashes = [token_hash(token) for _, token in tokens]
    features = Counter(zip(hashes, hashes[1:], strict=False)) or {tuple(hashes): 1}
    counts = [0] * 64
    for feature, times in features.items():
        gram = gram_hash(feature)
        for bit in range(64):
            counts[bit] += times * (gram >> bit & 1)
    return sum(1 << bit for bit in range(64) if 2 * counts[bit] > max(1, len(hashes) - 1))


def minhash(shingles):
    ranks = [None] * 128
    r = 0
    while None in ranks:
        best = {}
        for s in shingles:
            x = mix(s + (r + 1) * G)
            at = x >> 57 if r < 128 else r - 128
            best[at] = min(best.get(at, MASK), x % 2**57)
        for at, rank in best.items():
            if ranks[at] is None:
                ranks[at] = rank
        r += 1
    return [rank % 2**16 for rank in ranks]


def frac_keys(shingles):
    n, c = len(shingles), sum(s < 2**61 for s in shingles)
    return sorted(shingles)[: min(n, max(32, min(96, c)))]


def fingerprint(data, repair=False):
    """The JSON form of section 8, as a dict."""
    tokens = tokenise(decode(data, repair))
    if not tokens:
        raise EmptyText("no token")
    shingles = shingle_set(tokens)
    stream = b" ".join(token for _, token in tokens)
    return {
        "version": 1,
        "tokens": len(tokens),
        "shingles": len(shingles),
        "exact": xxhash.xxh3_128_hexdigest(stream),
        "simhash": f"{simhash(tokens):016x}",
        "minhash": minhash(shingles),
        "keys": [f"{key:016x}" for key in frac_keys(shingles)],
    }


# 7. Estimators


def resemblance_minhash(a, b):
    equal = sum(x == y for x, y in zip(a["minhash"], b["minhash"], strict=True))
    return max(0.0, (equal / 128 - 2**-16) / (1 - 2**-16))


def resemblance_simhash(a, b):
    differing = (int(a["simhash"], 16) ^ int(b["simhash"], 16)).bit_count()
    return max(0.0, math.cos(math.pi * differing / 64))


def threshold(print_):
    m, largest = len(print_["keys"]), int(print_["keys"][-1], 16)
    if m == print_["shingles"]:
        return 2**64
    return largest if largest >= 2**61 or m == 96 else 2**61


def compare_keys(a, b):
    """(containment of a in b, resemblance) from the keys."""
    limit = min(threshold(a), threshold(b))
    in_a, in_b = ({k for key in p["keys"] if (k := int(key, 16)) < limit} for p in (a, b))
    both, either = len(in_a & in_b), len(in_a | in_b)
    return both / len(in_a) if in_a else 0.0, both / either if either else 0.0


# 8. Encoding


def encode(print_):
    keys = [int(key, 16) for key in print_["keys"]]
    head = struct.pack("<BBHII", 1, 0, len(keys), print_["tokens"], print_["shingles"])
    tail = struct.pack(f"<Q128H{len(keys)}Q", int(print_["simhash"], 16), *print_["minhash"], *keys)
    return head + bytes.fromhex(print_["exact"]) + tail


# 9. Test vectors


def mapping_digest():
    digest = xxhash.xxh3_64()
    for c in (*range(0xD800), *range(0xE000, 0x110000)):
        mapped = "".join(f" {class_of(m)}:{m:X}" for m in map_code_point(c))
        digest.update(f"{c:X}{mapped}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with open(name, "rb") as file:
            print(json.dumps(fingerprint(file.read()), separators=(",", ":")))
