/* Kernels for AVX2. It has no product of 64 bits: hashes are left to the scalar ones. */
#if defined(__x86_64__)

#include "text/ascii_runs.h"

#include <immintrin.h>

static uint64_t mask_of(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

/* Which bytes are first .. first + count - 1. */
static __m256i in_range(__m256i bytes, char first, char count)
{
    __m256i from = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first));
    return _mm256_cmpeq_epi8(_mm256_min_epu8(from, _mm256_set1_epi8((char)(count - 1))), from);
}

static __m256i to_lower(__m256i bytes)
{
    return _mm256_add_epi8(bytes, _mm256_and_si256(in_range(bytes, 'A', 26), _mm256_set1_epi8(0x20)));
}

static struct rp_block classify(const unsigned char *text, char ret_lower[RP_BLOCK])
{
    __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)text), b = _mm256_loadu_si256((const __m256i *)(const void *)(text + 32));
    __m256i lower_a = to_lower(a), lower_b = to_lower(b);
    const __m256i apostrophe = _mm256_set1_epi8('\''), comma = _mm256_set1_epi8(',');
    _mm256_storeu_si256((__m256i *)(void *)ret_lower, lower_a);
    _mm256_storeu_si256((__m256i *)(void *)(ret_lower + 32), lower_b);
    uint64_t digit = mask_of(in_range(a, '0', 10), in_range(b, '0', 10));
    return (struct rp_block){.word = digit | mask_of(in_range(lower_a, 'a', 26), in_range(lower_b, 'a', 26)),
                             .digit = digit,
                             .apostrophe = mask_of(_mm256_cmpeq_epi8(a, apostrophe), _mm256_cmpeq_epi8(b, apostrophe)),
                             .comma = mask_of(_mm256_cmpeq_epi8(a, comma), _mm256_cmpeq_epi8(b, comma)),
                             .beyond = mask_of(a, b)};
}

static size_t ascii(struct rp_ascii *to, const unsigned char *text, size_t len, size_t place)
{
    return rp_ascii_by_blocks(to, text, len, place, classify);
}

const struct rp_text_kernels rp_text_kernels_avx2 = {ascii, rp_hash_tokens_scalar, rp_grams_scalar};

#else
typedef int rp_no_avx2; /* a file must declare something */
#endif
