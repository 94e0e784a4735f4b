/* Kernels for AVX-512 with VBMI. */
#if defined(__x86_64__)

#include "base/bits.h"
#include "sketch/kernels.h"
#include "text/mix_avx512.h"

#include <immintrin.h>

enum { LANES = 8, BINS = 128, BIN_SHIFT = 57, BITS = 64, LANE_MAX = 255, CHUNK = 64 };

static const uint64_t RANK_MASK = (UINT64_C(1) << BIN_SHIFT) - 1;

/* A feature is a mask of 64 bytes, each of which counts one bit. */
static void count_bits(const uint64_t *features, size_t count, uint64_t total[BITS])
{
    while (count > 0) {
        size_t some = count < LANE_MAX ? count : LANE_MAX;
        __m512i sum = _mm512_setzero_si512(), other = sum;
        size_t i = 0;
        for (; i + 2 <= some; i += 2) {
            sum = _mm512_mask_sub_epi8(sum, features[i], sum, _mm512_set1_epi8(-1));
            other = _mm512_mask_sub_epi8(other, features[i + 1], other, _mm512_set1_epi8(-1));
        }
        if (i < some)
            sum = _mm512_mask_sub_epi8(sum, features[i], sum, _mm512_set1_epi8(-1));
        uint8_t counts[BITS];
        _mm512_storeu_si512(counts, _mm512_add_epi8(sum, other));
        for (unsigned bit = 0; bit < BITS; bit++)
            total[bit] += counts[bit];
        features += some;
        count -= some;
    }
}

/* All bins are still to be filled: every throw counts. */
static void throw_first(const uint64_t *set, size_t count, uint64_t rank[BINS])
{
    uint64_t thrown[CHUNK];
    const __m512i offset = _mm512_set1_epi64((long long)RP_GOLDEN);
    for (size_t start = 0; start < count; start += CHUNK) {
        size_t n = count - start < CHUNK ? count - start : CHUNK;
        for (size_t i = 0; i < n; i += LANES) {
            __mmask8 lanes = n - i < LANES ? (__mmask8)(0xff >> (LANES - (n - i))) : 0xff;
            _mm512_storeu_si512(thrown + i, rp_mix_eight(_mm512_add_epi64(_mm512_maskz_loadu_epi64(lanes, set + start + i), offset)));
        }
        for (size_t i = 0; i < n; i++) {
            uint64_t *bin = &rank[thrown[i] >> BIN_SHIFT], its = thrown[i] & RANK_MASK;
            *bin = its < *bin ? its : *bin;
        }
    }
}

/* Few bins are still to be filled: most throws are passed over, eight at a time. */
static void throw_next(const uint64_t *set, size_t count, uint64_t round, const uint8_t filled[BINS], uint64_t rank[BINS])
{
    const __m512i offset = _mm512_set1_epi64((long long)((round + 1) * RP_GOLDEN));
    const __m512i low = _mm512_loadu_si512(filled), high = _mm512_loadu_si512(filled + BINS / 2);
    for (size_t i = 0; i < count; i += LANES) {
        __mmask8 lanes = count - i < LANES ? (__mmask8)(0xff >> (LANES - (count - i))) : 0xff;
        __m512i x = rp_mix_eight(_mm512_add_epi64(_mm512_maskz_loadu_epi64(lanes, set + i), offset));
        __m512i taken = _mm512_permutex2var_epi8(low, _mm512_srli_epi64(x, BIN_SHIFT), high);
        __mmask8 counts = _mm512_mask_testn_epi64_mask(lanes, taken, _mm512_set1_epi64(0xff));
        if (counts == 0)
            continue;
        uint64_t thrown[LANES];
        _mm512_mask_compressstoreu_epi64(thrown, counts, x);
        for (int k = 0; k < _mm_popcnt_u32(counts); k++) {
            uint64_t *bin = &rank[thrown[k] >> BIN_SHIFT], its = thrown[k] & RANK_MASK;
            *bin = its < *bin ? its : *bin;
        }
    }
}

static void throw_all(const uint64_t *set, size_t count, uint64_t round, const uint8_t filled[BINS], uint64_t rank[BINS])
{
    if (round == 0)
        throw_first(set, count, rank);
    else if (round < BINS)
        throw_next(set, count, round, filled, rank);
    else
        rp_throw_all_scalar(set, count, round, filled, rank);
}

static size_t below(const uint64_t *set, size_t count, uint64_t limit, uint64_t *ret)
{
    const __m512i limits = _mm512_set1_epi64((long long)limit);
    size_t n = 0;
    for (size_t i = 0; i < count; i += LANES) {
        __mmask8 lanes = count - i < LANES ? (__mmask8)(0xff >> (LANES - (count - i))) : 0xff;
        __m512i some = _mm512_maskz_loadu_epi64(lanes, set + i);
        __mmask8 kept = _mm512_mask_cmplt_epu64_mask(lanes, some, limits);
        _mm512_storeu_si512(ret + n, _mm512_maskz_compress_epi64(kept, some));
        n += (size_t)_mm_popcnt_u32(kept);
    }
    return n;
}

const struct rp_sketch_kernels rp_sketch_kernels_avx512 = {count_bits, throw_all, below};

#else
typedef int rp_no_avx512; /* a file must declare something */
#endif
