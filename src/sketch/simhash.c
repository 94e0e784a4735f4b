/* SimHash (Charikar 2002; Manku, Jain, Das Sarma 2007) over pairs of tokens, 64 bits. Bits are counted in eight words of 8-bit lanes, which are emptied
 * into wide counters before they can overflow. */
#include "sketch/sketch.h"

enum { BITS = 64, LANE_MAX = 255 };

static const uint64_t LANE_ONES = UINT64_C(0x0101010101010101);

struct counts {
    uint64_t lanes[8]; /* lane b of word i counts bit 8 * b + i */
    unsigned in_lanes;
    uint64_t total[BITS], features;
};

static void empty_lanes(struct counts *counts)
{
    for (unsigned i = 0; i < 8; i++) {
        for (unsigned b = 0; b < 8; b++)
            counts->total[8 * b + i] += counts->lanes[i] >> 8 * b & 0xff;
        counts->lanes[i] = 0;
    }
    counts->in_lanes = 0;
}

static void count_feature(struct counts *counts, uint64_t feature)
{
    for (unsigned i = 0; i < 8; i++)
        counts->lanes[i] += feature >> i & LANE_ONES;
    counts->features++;
    if (++counts->in_lanes == LANE_MAX)
        empty_lanes(counts);
}

uint64_t rp_simhash(const uint64_t *token_hashes, size_t count)
{
    struct counts counts = {0};
    uint64_t simhash = 0;
    if (count == 1)
        count_feature(&counts, rp_gram(token_hashes, 1));
    for (size_t i = 0; i + 1 < count; i++)
        count_feature(&counts, rp_gram(token_hashes + i, 2));
    empty_lanes(&counts);
    for (unsigned i = 0; i < BITS; i++)
        simhash |= (uint64_t)(2 * counts.total[i] > counts.features) << i;
    return simhash;
}
