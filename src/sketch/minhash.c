/* MinHash by Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup, arXiv:1704.04370): in each round every shingle is thrown into one bin, until all
 * bins are filled; about ln(128) * 128 throws instead of 128 for every shingle. */
#include "base/bits.h"
#include "sketch/sketch.h"

#include <string.h>

enum { BINS = RP_MINHASH_VALUES, BIN_SHIFT = 57 };

static const uint64_t RANK_MASK = (UINT64_C(1) << BIN_SHIFT) - 1;
static const uint64_t EMPTY = UINT64_MAX;

/* Throws the set once. Bins filled before (bit set in `filled`) keep what they have. */
static void throw_round(const uint64_t *set, size_t count, uint64_t round, const uint8_t *filled, uint64_t *rank)
{
    uint64_t offset = (round + 1) * RP_GOLDEN;
    for (size_t i = 0; i < count; i++) {
        uint64_t x = rp_mix(set[i] + offset);
        size_t bin = round < BINS ? (size_t)(x >> BIN_SHIFT) : (size_t)(round - BINS);
        if (!filled[bin] && (x & RANK_MASK) < rank[bin])
            rank[bin] = x & RANK_MASK;
    }
}

void rp_minhash(const uint64_t *set, size_t count, uint16_t ret[RP_MINHASH_VALUES])
{
    uint64_t rank[BINS];
    uint8_t filled[BINS] = {0};
    int left = BINS;
    memset(rank, 0xff, sizeof rank);
    for (uint64_t round = 0; left > 0; round++) {
        throw_round(set, count, round, filled, rank);
        for (size_t bin = 0; bin < BINS; bin++) {
            if (filled[bin] || rank[bin] == EMPTY)
                continue;
            filled[bin] = 1;
            left--;
        }
    }
    for (size_t bin = 0; bin < BINS; bin++)
        ret[bin] = (uint16_t)rank[bin];
}
