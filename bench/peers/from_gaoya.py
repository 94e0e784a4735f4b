"""gaoya: MinHashStringIndex and SimHashStringIndex, which cut the texts themselves.

Defaults: those of the signatures: single words as they are; MinHash with threshold .75 and 20 bands of 5, SimHash of 64 bits with 6 blocks
and 5 bits of difference. For the curves gaoya chooses the bands for 128 hashes and the threshold, or has one block more than bits of
difference, and takes words in lower case (as its README does) or word 5-grams of them.
"""
from gaoya.minhash import MinHashStringIndex
from gaoya.simhash import SimHashStringIndex

from setting import GRID, Setting

PACKAGE = "gaoya"
MINHASH, SIMHASH = "gaoya MinHash", "gaoya SimHash"
RANGES = {"words": (1, 1), "5-grams": (5, 5)}
BITS = range(1, 17)


def settings():
    yield Setting(MINHASH, "words", 0.75, default=True, on_curve=False)
    yield Setting(SIMHASH, "words", 5, default=True, on_curve=False)
    for curve, ngrams in RANGES.items():
        for threshold in GRID:
            yield Setting(MINHASH, curve, threshold, {"jaccard_threshold": threshold, "num_bands": None, "band_size": None,
                                                      "num_hashes": 128, "lowercase": True, "ngram_range": ngrams})
        for bits in BITS:
            yield Setting(SIMHASH, curve, bits, {"hamming_distance": bits, "num_blocks": max(3, bits + 1), "lowercase": True,
                                                 "ngram_range": ngrams})


def pairs(texts, setting):
    kind = MinHashStringIndex if setting.peer == MINHASH else SimHashStringIndex
    index = kind(**setting.options)
    for number, text in enumerate(texts):
        for other in index.query(text):
            yield number, other
        index.insert_document(number, text)
