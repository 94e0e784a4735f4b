/* Kernels for AVX-512 with VBMI2: blocks of ASCII are compressed to what stands in the stream, tokens are hashed eight at a time. */
#if defined(__x86_64__)

#include "base/bits.h"
#include "text/ascii_blocks.h"
#include "text/kernels.h"
#include "text/mix_avx512.h"
#include "text/tokens.h"

#include <immintrin.h>

enum { LANES = 8 };

/* --- ASCII --- */

static struct rp_block classify(__m512i bytes, __m512i *ret_lower)
{
    __mmask64 capital = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8('A')), _mm512_set1_epi8(26));
    __m512i lower = _mm512_mask_add_epi8(bytes, capital, bytes, _mm512_set1_epi8(0x20));
    __mmask64 letter = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(lower, _mm512_set1_epi8('a')), _mm512_set1_epi8(26));
    __mmask64 digit = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8('0')), _mm512_set1_epi8(10));
    *ret_lower = lower;
    return (struct rp_block){.word = letter | digit,
                             .digit = digit,
                             .apostrophe = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\'')),
                             .comma = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(',')),
                             .beyond = _mm512_movepi8_mask(bytes)};
}

/* Writes base + i for every bit i of the mask, `count` of them; and up to the slack behind. */
static void write_places(uint32_t *ret, uint64_t mask, unsigned count, size_t base)
{
    const __m512i bytes = _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36,
                                          35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8,
                                          7, 6, 5, 4, 3, 2, 1, 0);
    __m512i places = _mm512_maskz_compress_epi8(mask, bytes), from = _mm512_set1_epi32((int)base);
    _mm512_storeu_si512(ret, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places))));
    if (count > 16)
        _mm512_storeu_si512(ret + 16, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 1))));
}

static void write_block(struct rp_ascii *to, const struct rp_block_tokens *tokens, __m512i lower, size_t place)
{
    uint64_t kept = tokens->word | tokens->end;
    unsigned starts = (unsigned)_mm_popcnt_u64(tokens->start), ends = (unsigned)_mm_popcnt_u64(tokens->end);
    __m512i bytes = _mm512_mask_mov_epi8(lower, tokens->end, _mm512_set1_epi8(' '));
    _mm512_storeu_si512(to->stream + to->stream_len, _mm512_maskz_compress_epi8(kept, bytes));
    write_places(to->raw_start + to->count + to->open, tokens->start, starts, place);
    write_places(to->raw_end + to->count, tokens->end, ends, place);
    write_places(to->stream_end + to->count, _pext_u64(tokens->end, kept), ends, to->stream_len);
    _mm256_storeu_si256((__m256i *)(void *)(to->weight + to->count), _mm256_set1_epi8(RP_WEIGHT_WORD));
    to->stream_len += (size_t)_mm_popcnt_u64(kept);
    to->count += ends;
}

static size_t ascii(struct rp_ascii *to, const unsigned char *text, size_t len, size_t place)
{
    size_t at = 0;
    while (at < len) {
        unsigned n = len - at < RP_BLOCK ? (unsigned)(len - at) : RP_BLOCK;
        __m512i lower, bytes = n == RP_BLOCK ? _mm512_loadu_si512(text + at) : _mm512_maskz_loadu_epi8(UINT64_MAX >> (RP_BLOCK - n), text + at);
        struct rp_block block = classify(bytes, &lower);
        unsigned before = block.beyond != 0 ? (unsigned)_tzcnt_u64(block.beyond) : n;
        if (before == 0)
            break;
        struct rp_block_tokens tokens = rp_block_tokens(&block, before, to->open, to->is_digit);
        if (tokens.n == 0)
            break;
        write_block(to, &tokens, lower, place + at);
        to->open = tokens.open;
        to->is_digit = tokens.is_digit;
        at += tokens.n;
        if (before < n && tokens.n == before)
            break;
    }
    return at;
}

/* --- hashes --- */

/* Eight tokens, those in `lanes`. */
static __m512i hash_eight(const char *stream, __m256i start, __m256i end, __mmask8 lanes)
{
    const __m512i eight = _mm512_set1_epi64(8);
    __m512i len = _mm512_maskz_cvtepu32_epi64(lanes, _mm256_sub_epi32(end, start));
    __m512i hash = _mm512_mullo_epi64(len, _mm512_set1_epi64((long long)RP_GOLDEN));
    for (;;) {
        __mmask8 longer = _mm512_mask_cmpgt_epu64_mask(lanes, len, eight);
        if (longer == 0)
            break;
        __m512i chunk = _mm512_mask_i32gather_epi64(_mm512_setzero_si512(), longer, start, stream, 1);
        hash = _mm512_mask_mov_epi64(hash, longer, rp_mix_eight(_mm512_xor_si512(hash, chunk)));
        len = _mm512_mask_sub_epi64(len, longer, len, eight);
        start = _mm256_mask_add_epi32(start, longer, start, _mm256_set1_epi32(8));
    }
    __m512i chunk = _mm512_mask_i32gather_epi64(_mm512_setzero_si512(), lanes, start, stream, 1);
    __m512i unused = _mm512_sub_epi64(_mm512_set1_epi64(64), _mm512_slli_epi64(len, 3));
    return rp_mix_eight(_mm512_xor_si512(hash, _mm512_and_si512(chunk, _mm512_srlv_epi64(_mm512_set1_epi64(-1), unused))));
}

static void hash_tokens(const char *stream, const uint32_t *stream_end, size_t count, uint64_t *ret)
{
    const __m256i one = _mm256_set1_epi32(1), lane_before = _mm256_set_epi32(6, 5, 4, 3, 2, 1, 0, 0);
    for (size_t i = 0; i < count; i += LANES) {
        __mmask8 lanes = count - i < LANES ? (__mmask8)(0xff >> (LANES - (count - i))) : 0xff;
        __m256i end = _mm256_maskz_loadu_epi32(lanes, stream_end + i), start;
        if (i > 0)
            start = _mm256_add_epi32(_mm256_maskz_loadu_epi32(lanes, stream_end + i - 1), one);
        else /* the first token begins at 0 */
            start = _mm256_maskz_add_epi32(0xfe, _mm256_permutexvar_epi32(lane_before, end), one);
        _mm512_mask_storeu_epi64(ret + i, lanes, hash_eight(stream, start, end, lanes));
    }
}

static void grams(const uint64_t *hashes, size_t count, unsigned width, uint64_t *ret)
{
    for (size_t i = 0; i < count; i += LANES) {
        __mmask8 lanes = count - i < LANES ? (__mmask8)(0xff >> (LANES - (count - i))) : 0xff;
        __m512i sum = _mm512_setzero_si512();
        for (unsigned j = 0; j < width; j++) {
            __m512i factor = _mm512_set1_epi64((long long)rp_gram_factors[j]);
            sum = _mm512_add_epi64(sum, _mm512_mullo_epi64(_mm512_maskz_loadu_epi64(lanes, hashes + i + j), factor));
        }
        _mm512_mask_storeu_epi64(ret + i, lanes, rp_mix_eight(sum));
    }
}

const struct rp_text_kernels rp_text_kernels_avx512 = {ascii, hash_tokens, grams};

#else
typedef int rp_no_avx512; /* a file must declare something */
#endif
