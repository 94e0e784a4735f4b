"""rensa: its deduplicators for R-MinHash and C-MinHash, and its rho pipeline.

Defaults: words of `split()`, 128 slots, threshold .8, LSH on, as the section "Usage" of its README has them (seed 42 is the default of the
deduplicator); for rho 8 bands, as its README says of its benchmark. A deduplicator compares a text with those that it kept, so a pair is a
text and one that was kept. rho answers with flags alone, not with pairs: a pair is made here of two flagged texts that share a band. The few
flagged texts that share none stay alone.
"""
import functools

from rensa import CMinHash, CMinHashDeduplicator, RMinHash, RMinHashDeduplicator, RMinHashLSH

from setting import CUTS, GRID, Setting, cut

PACKAGE = "rensa"
R, C, RHO = "rensa R-MinHash", "rensa C-MinHash", "rensa rho"
SLOTS, SEED = 128, 42
BANDS = (1, 2, 4, 8, 16, 32, 64)


def settings():
    for curve in CUTS:
        for peer in (R, C):
            for threshold in GRID:
                yield Setting(peer, curve, threshold, default=curve == "words" and threshold == 0.8)
        for bands in BANDS:
            yield Setting(RHO, curve, bands, default=curve == "words" and bands == 8)


@functools.lru_cache(maxsize=2)
def fingerprints(texts, curve, kind):
    return kind.from_token_sets(cut(texts, curve), num_perm=SLOTS, seed=SEED)


def kept_pairs(hashes, index):
    for number, minhash in enumerate(hashes):
        if not index.add(str(number), minhash):
            for other in index.get_duplicates(minhash):
                yield number, int(other)


@functools.lru_cache(maxsize=1)
def rho_matrix(texts, curve):
    return RMinHash.digest_matrix_from_token_sets_rho(cut(texts, curve), num_perm=SLOTS, seed=SEED)


def rho_pairs(texts, curve, bands):
    matrix = rho_matrix(texts, curve)
    flags = RMinHashLSH(threshold=0.8, num_perm=SLOTS, num_bands=bands).query_duplicate_flags_matrix_one_shot(matrix)
    first, width = {}, SLOTS // bands
    for number, row in enumerate(matrix.to_rows()):
        if flags[number]:
            for band in range(bands):
                other = first.setdefault((band, *row[band * width:(band + 1) * width]), number)
                if other != number:
                    yield number, other


def pairs(texts, setting):
    if setting.peer == RHO:
        return rho_pairs(texts, setting.curve, setting.value)
    if setting.peer == R:
        return kept_pairs(fingerprints(texts, setting.curve, RMinHash),
                          RMinHashDeduplicator(threshold=setting.value, num_perm=SLOTS, use_lsh=True, seed=SEED))
    return kept_pairs(fingerprints(texts, setting.curve, CMinHash),
                      CMinHashDeduplicator(threshold=setting.value, num_perm=SLOTS, seed=SEED))
