/* Kernels for AVX-512: 16 tokens at a time. */
#if defined(__x86_64__)

#include "match/kernels.h"

#include "match/attribution_table.h"

#include <immintrin.h>

enum { LANES = 16 };

static inline __mmask16 lanes_of(size_t left)
{
    return left < LANES ? (__mmask16)((1u << left) - 1) : 0xffff;
}

/* The tokens that are shorter in the stream. `before`: its last lane is where the token before them ends there. */
static inline __mmask16 find_shorter(const struct rp_tokens *tokens, size_t i, __mmask16 lanes, __m512i before, __m512i end)
{
    __m512i raw = _mm512_sub_epi32(_mm512_maskz_loadu_epi32(lanes, tokens->raw_end + i), _mm512_maskz_loadu_epi32(lanes, tokens->raw_start + i));
    __m512i start = _mm512_add_epi32(_mm512_alignr_epi32(end, before, LANES - 1), _mm512_set1_epi32(1));
    return _mm512_mask_cmpgt_epu32_mask(lanes, raw, _mm512_sub_epi32(end, start));
}

/* The hashes that are in the filter; it is read as words of 32 bits, which this processor's order of bytes allows. */
static inline __mmask16 find_in(const uint64_t *filter, const uint64_t *hash, __mmask16 lanes)
{
    __m512i low = _mm512_srli_epi64(_mm512_maskz_loadu_epi64((__mmask8)lanes, hash), RP_FILTER_SHIFT);
    __m512i high = _mm512_srli_epi64(_mm512_maskz_loadu_epi64((__mmask8)(lanes >> 8), hash + LANES / 2), RP_FILTER_SHIFT);
    __m512i bit = _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi64_epi32(low)), _mm512_cvtepi64_epi32(high), 1);
    __m512i word = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), lanes, _mm512_srli_epi32(bit, 5), filter, 4);
    return _mm512_test_epi32_mask(word, _mm512_sllv_epi32(_mm512_set1_epi32(1), _mm512_and_si512(bit, _mm512_set1_epi32(31))));
}

static __m512i numbers(void)
{
    return _mm512_set_epi64(0x3F3E3D3C3B3A3938, 0x3736353433323130, 0x2F2E2D2C2B2A2928, 0x2726252423222120, 0x1F1E1D1C1B1A1918, 0x1716151413121110,
                            0x0F0E0D0C0B0A0908, 0x0706050403020100);
}

static unsigned look(const struct rp_tokens *tokens, size_t start, size_t n, const uint64_t *filter, uint8_t ret_shorter[RP_FILTER_BLOCK],
                     uint8_t ret[RP_FILTER_BLOCK])
{
    uint64_t shorter = 0, in = 0;
    __m512i before = _mm512_set1_epi32(start > 0 ? (int)tokens->stream_end[start - 1] : -1); /* the first token begins at 0 */
    for (size_t i = 0; i < n; i += LANES) {
        __mmask16 lanes = lanes_of(n - i);
        __m512i end = _mm512_maskz_loadu_epi32(lanes, tokens->stream_end + start + i);
        shorter |= (uint64_t)find_shorter(tokens, start + i, lanes, before, end) << i;
        in |= (uint64_t)find_in(filter, tokens->hash + start + i, lanes) << i;
        before = end;
    }
    _mm512_storeu_si512(ret_shorter, _mm512_maskz_set1_epi8(shorter, 1));
    _mm512_storeu_si512(ret, _mm512_maskz_compress_epi8(shorter | in, numbers()));
    return (unsigned)_mm_popcnt_u64(shorter | in);
}

const struct rp_match_kernels rp_match_kernels_avx512 = {look};

#else
typedef int rp_no_avx512; /* a file must declare something */
#endif
