/* From tokens and shingles to the fingerprint. docs/FINGERPRINT.md section 6. Pure. */
#ifndef RP_SKETCH_SKETCH_H
#define RP_SKETCH_SKETCH_H

#include "reprint/fingerprint.h"
#include "text/pairs.h"
#include "text/shingles.h"
#include "text/tokens.h"

/* Keys are below this; a set of keys has at most so many, a fingerprint RP_KEYS_MAX of them. */
#define RP_KEYS_FRACTION (UINT64_C(1) << 61)
enum { RP_KEYS_MOST = 1024 };

/* What a workspace is made of. The rooms above use the parts after rp_fingerprint: they are of the last text. */
struct rp_workspace {
    struct rp_tokens tokens;
    struct rp_shingles shingles;
    struct rp_pairs pairs; /* not of the fingerprint: filled by those who need them */
    uint64_t keys[RP_KEYS_MOST]; /* FracMinHash, as many as there may be: a fingerprint has the first of them */
    uint32_t key_count;
};

/* The parts one by one. set: distinct shingles in any order, count > 0. No failure, no allocation. */
void rp_minhash(const uint64_t *set, size_t count, uint16_t ret[RP_MINHASH_VALUES]);
uint64_t rp_simhash(const uint64_t *token_hashes, size_t count);
/* The keys of a set, ascending, into ret: at most `most` (up to RP_KEYS_MOST), at least RP_KEYS_MIN as far as there are shingles; returns how many. A set
 * with RP_KEYS_MIN members or more below the fraction (one in eight) has the same keys without the others. */
uint32_t rp_fracminhash(const uint64_t *set, size_t count, uint32_t most, uint64_t *ret);

/* The threshold below which the keys are a sample of a set of n shingles (section 7); 0 stands for 2^64. */
uint64_t rp_keys_threshold(const uint64_t *keys, uint32_t key_count, uint32_t n);

#endif
