/* The inner loop of the search for names, for each kind of processor. The scalar one is the definition; tests/match/test_kernels.c holds all others against
 * it. Pure; no allocation, no failure. */
#ifndef RP_MATCH_KERNELS_H
#define RP_MATCH_KERNELS_H

#include "base/cpu.h"
#include "text/tokens.h"

#include <stddef.h>
#include <stdint.h>

enum { RP_FILTER_BLOCK = 64 };

struct rp_match_kernels {
    /* Of n tokens from `start` on, 1 .. RP_FILTER_BLOCK. ret_shorter[i] is 1 when token start + i has fewer bytes in the stream than in the text, else 0; behind
     * n it may be written over. ret: the i, ascending, that are shorter, or whose hash is in the filter (rp_filter_has). Returns how many. */
    unsigned (*look)(const struct rp_tokens *tokens, size_t start, size_t n, const uint64_t *filter, uint8_t ret_shorter[RP_FILTER_BLOCK],
                     uint8_t ret[RP_FILTER_BLOCK]);
};

/* For a kind of processor: where there is no better one of its own, that of a lesser kind. */
const struct rp_match_kernels *rp_match_kernels_of(enum rp_cpu cpu);

static inline const struct rp_match_kernels *rp_match_kernels(void)
{
    return rp_match_kernels_of(rp_cpu_used());
}

extern const struct rp_match_kernels rp_match_kernels_scalar, rp_match_kernels_avx512;

#endif
