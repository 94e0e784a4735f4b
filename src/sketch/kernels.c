/* Which kernels are used, and the scalar ones, which define what all of them do. */
#include "sketch/kernels.h"

#include "base/bits.h"

enum { BINS = 128, BIN_SHIFT = 57, BITS = 64, LANE_MAX = 255 };

static const uint64_t RANK_MASK = (UINT64_C(1) << BIN_SHIFT) - 1, LANE_ONES = UINT64_C(0x0101010101010101);

/* Up to LANE_MAX features, in eight words of 8-bit lanes: lane b of word i counts bit 8 * b + i. */
static void count_some(const uint64_t *features, size_t count, uint64_t total[BITS])
{
    uint64_t lanes[8] = {0};
    for (size_t k = 0; k < count; k++)
        for (unsigned i = 0; i < 8; i++)
            lanes[i] += features[k] >> i & LANE_ONES;
    for (unsigned i = 0; i < BITS; i++)
        total[i] += lanes[i % 8] >> 8 * (i / 8) & 0xff;
}

static void count_bits(const uint64_t *features, size_t count, uint64_t total[BITS])
{
    for (; count > LANE_MAX; features += LANE_MAX, count -= LANE_MAX)
        count_some(features, LANE_MAX, total);
    count_some(features, count, total);
}

void rp_throw_all_scalar(const uint64_t *set, size_t count, uint64_t round, const uint8_t filled[128], uint64_t rank[128])
{
    uint64_t offset = (round + 1) * RP_GOLDEN;
    for (size_t i = 0; i < count; i++) {
        uint64_t x = rp_mix(set[i] + offset), its = x & RANK_MASK;
        size_t bin = round < BINS ? (size_t)(x >> BIN_SHIFT) : (size_t)(round - BINS);
        if (!filled[bin])
            rank[bin] = its < rank[bin] ? its : rank[bin];
    }
}

size_t rp_below_scalar(const uint64_t *set, size_t count, uint64_t limit, uint64_t *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        ret[n] = set[i];
        n += set[i] < limit;
    }
    return n;
}

const struct rp_sketch_kernels rp_sketch_kernels_scalar = {count_bits, rp_throw_all_scalar, rp_below_scalar};

const struct rp_sketch_kernels *rp_sketch_kernels_of(enum rp_cpu cpu)
{
    switch (cpu) {
#if defined(__x86_64__)
    case RP_CPU_AVX2:
        return &rp_sketch_kernels_avx2;
    case RP_CPU_AVX512:
        return &rp_sketch_kernels_avx512;
#elif defined(__aarch64__)
    case RP_CPU_NEON:
        return &rp_sketch_kernels_neon;
#endif
    default:
        return &rp_sketch_kernels_scalar;
    }
}
