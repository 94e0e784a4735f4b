/* MinHash by Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup, arXiv:1704.04370): in each round every shingle is thrown into one bin, until all
 * bins are filled; about ln(128) * 128 throws instead of 128 for every shingle. */
#include "sketch/kernels.h"
#include "sketch/sketch.h"

#include <string.h>

enum { BINS = RP_MINHASH_VALUES };

static const uint64_t EMPTY = UINT64_MAX;

void rp_minhash(const uint64_t *set, size_t count, uint16_t ret[RP_MINHASH_VALUES])
{
    const struct rp_sketch_kernels *kernels = rp_sketch_kernels();
    uint64_t rank[BINS];
    uint8_t filled[BINS] = {0};
    int left = BINS;
    memset(rank, 0xff, sizeof rank);
    for (uint64_t round = 0; left > 0; round++) {
        kernels->throw_all(set, count, round, filled, rank);
        left = 0;
        for (size_t bin = 0; bin < BINS; bin++) {
            filled[bin] = rank[bin] != EMPTY;
            left += !filled[bin];
        }
    }
    for (size_t bin = 0; bin < BINS; bin++)
        ret[bin] = (uint16_t)rank[bin];
}
