/* Kernels for NEON. It has no product of 64 bits: what mixes is left to the scalar ones. */
#if defined(__aarch64__)

#include "sketch/kernels.h"

#include <arm_neon.h>

enum { BITS = 64, LANE_MAX = 255, PARTS = 4 };

static void count_bits(const uint64_t *features, size_t count, uint64_t total[BITS])
{
    static const uint8_t places[PARTS][16] = {{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1},
                                              {2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3},
                                              {4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5},
                                              {6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7}};
    const uint8x16_t bit = vreinterpretq_u8_u64(vdupq_n_u64(UINT64_C(0x8040201008040201)));
    while (count > 0) {
        size_t some = count < LANE_MAX ? count : LANE_MAX;
        uint8x16_t sum[PARTS] = {vdupq_n_u8(0), vdupq_n_u8(0), vdupq_n_u8(0), vdupq_n_u8(0)};
        for (size_t i = 0; i < some; i++) {
            uint8x16_t feature = vreinterpretq_u8_u64(vdupq_n_u64(features[i]));
            for (unsigned part = 0; part < PARTS; part++)
                sum[part] = vsubq_u8(sum[part], vtstq_u8(vqtbl1q_u8(feature, vld1q_u8(places[part])), bit));
        }
        uint8_t counts[BITS];
        for (unsigned part = 0; part < PARTS; part++)
            vst1q_u8(counts + 16 * part, sum[part]);
        for (unsigned i = 0; i < BITS; i++)
            total[i] += counts[i];
        features += some;
        count -= some;
    }
}

const struct rp_sketch_kernels rp_sketch_kernels_neon = {count_bits, rp_throw_all_scalar, rp_below_scalar};

#else
typedef int rp_no_neon; /* a file must declare something */
#endif
