"""Sketches of texts by each library: with 128 values on word 4-grams, which is nearest to what reprint does, and as it is usually called.

The time is all that it takes from a Python string on: cutting it, sets, hashing. gaoya has no call for a sketch alone: a query of an empty index
is one, with lookups that find nothing.
"""
import functools
import time

import xxhash
from datasketch import MinHash
from gaoya.minhash import MinHashStringIndex
from gaoya.simhash import SimHashStringIndex
from rensa import CMinHash, RMinHash

from setting import grams, words

CUTS = {"words": words, "4-grams": functools.partial(grams, 4)}
VALUES, SEED = 128, 42
BUDGET = 3.0  # seconds a run
PROBE = 100  # texts by which it is judged how many that makes


def datasketch(cut, texts):
    MinHash.bulk([{gram.encode() for gram in CUTS[cut](text)} for text in texts], num_perm=VALUES, hashfunc=xxhash.xxh32_intdigest)


def rensa(kind, cut, texts):
    kind.from_token_sets([CUTS[cut](text) for text in texts], num_perm=VALUES, seed=SEED)


def rensa_rho(cut, texts):
    RMinHash.digest_matrix_from_token_sets_rho([CUTS[cut](text) for text in texts], num_perm=VALUES, seed=SEED)


def gaoya(kind, options, texts):
    index = kind(**options)
    for text in texts:
        index.query(text)


def sketches():
    """{name: call}; "128 of 4-grams" are the ones that do what is nearest to reprint's own."""
    every = {}
    for cut in CUTS:
        every[f"datasketch MinHash, 128 of {cut}"] = functools.partial(datasketch, cut)
        every[f"rensa R-MinHash, 128 of {cut}"] = functools.partial(rensa, RMinHash, cut)
        every[f"rensa C-MinHash, 128 of {cut}"] = functools.partial(rensa, CMinHash, cut)
        every[f"rensa rho, 128 of {cut}"] = functools.partial(rensa_rho, cut)
    four = {"lowercase": True, "ngram_range": (4, 4)}
    every["gaoya MinHash, 100 of words"] = functools.partial(gaoya, MinHashStringIndex, {})
    every["gaoya MinHash, 128 of 4-grams"] = functools.partial(gaoya, MinHashStringIndex, {"num_bands": None, "band_size": None, "num_hashes": VALUES, **four})
    every["gaoya SimHash, words"] = functools.partial(gaoya, SimHashStringIndex, {})
    every["gaoya SimHash, 4-grams"] = functools.partial(gaoya, SimHashStringIndex, four)
    return every


def seconds(sketch, texts):
    start = time.process_time()
    sketch(texts)
    return time.process_time() - start


def affordable(sketch, texts):
    an_article = seconds(sketch, texts[:PROBE]) / min(PROBE, len(texts))
    return max(1, min(len(texts), int(BUDGET / an_article)))
