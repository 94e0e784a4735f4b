"""datasketch: MinHashLSH over word 5-grams, which are the user's to choose.

Default: threshold .9 and 128 permutations, as the signature of MinHashLSH has them. Two curves: what `query` answers, and that filtered
again with `MinHash.jaccard`, as the documentation of `query` advises for more accurate results.
"""
import functools

from datasketch import MinHash, MinHashLSH

from setting import GRID, Setting, cut

PACKAGE = "datasketch"
PLAIN, FILTERED = "5-grams", "5-grams, filtered"


def settings():
    for curve in (PLAIN, FILTERED):
        for threshold in GRID:
            yield Setting("datasketch MinHashLSH", curve, threshold, default=curve == PLAIN and threshold == 0.9)


@functools.lru_cache(maxsize=1)
def fingerprints(texts):
    return MinHash.bulk([[gram.encode() for gram in set(grams)] for grams in cut(texts, "5-grams")], num_perm=128)


def pairs(texts, setting):
    index = MinHashLSH(threshold=setting.value, num_perm=128)
    hashes = fingerprints(texts)
    for number, minhash in enumerate(hashes):
        for other in index.query(minhash):
            if setting.curve == PLAIN or minhash.jaccard(hashes[other]) >= setting.value:
                yield number, other
        index.insert(number, minhash)
