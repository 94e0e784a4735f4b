/* Kernels for AVX2. It has no product of 64 bits: what mixes is left to the scalar ones. */
#if defined(__x86_64__)

#include "sketch/kernels.h"

#include <immintrin.h>

enum { BITS = 64, LANE_MAX = 255 };

/* All ones in the bytes whose bit of the feature is set: bytes 8 i .. 8 i + 7 of `spread` hold byte i of the feature. */
static __m256i bytes_of(__m256i feature, __m256i spread)
{
    const __m256i bit = _mm256_set1_epi64x((long long)UINT64_C(0x8040201008040201));
    return _mm256_cmpeq_epi8(_mm256_and_si256(_mm256_shuffle_epi8(feature, spread), bit), bit);
}

static void count_bits(const uint64_t *features, size_t count, uint64_t total[BITS])
{
    const __m256i spread_low = _mm256_set_epi64x(0x0303030303030303, 0x0202020202020202, 0x0101010101010101, 0);
    const __m256i spread_high = _mm256_set_epi64x(0x0707070707070707, 0x0606060606060606, 0x0505050505050505, 0x0404040404040404);
    while (count > 0) {
        size_t some = count < LANE_MAX ? count : LANE_MAX;
        __m256i low = _mm256_setzero_si256(), high = low;
        for (size_t i = 0; i < some; i++) {
            __m256i feature = _mm256_set1_epi64x((long long)features[i]);
            low = _mm256_sub_epi8(low, bytes_of(feature, spread_low));
            high = _mm256_sub_epi8(high, bytes_of(feature, spread_high));
        }
        uint8_t counts[BITS];
        _mm256_storeu_si256((__m256i *)(void *)counts, low);
        _mm256_storeu_si256((__m256i *)(void *)(counts + 32), high);
        for (unsigned bit = 0; bit < BITS; bit++)
            total[bit] += counts[bit];
        features += some;
        count -= some;
    }
}

const struct rp_sketch_kernels rp_sketch_kernels_avx2 = {count_bits, rp_throw_all_scalar, rp_below_scalar};

#else
typedef int rp_no_avx2; /* a file must declare something */
#endif
