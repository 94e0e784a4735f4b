/* Kernels for AVX2: the eight places of a set at once. */
#if defined(__x86_64__)

#include "corpus/kernels.h"

#include <immintrin.h>

enum { ALL = (1 << RP_SEEN_WAYS) - 1 };

static unsigned first_of(unsigned places)
{
    return (unsigned)_tzcnt_u32(places);
}

/* Which places are not free: a bit each. */
static unsigned used_in(const struct rp_seen *set)
{
    __m128i counts = _mm_loadl_epi64((const __m128i *)(const void *)set->count);
    return ~(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(counts, _mm_setzero_si128())) & ALL;
}

static unsigned with_tag(const struct rp_seen *set, uint32_t tag)
{
    __m256i tags = _mm256_loadu_si256((const __m256i *)(const void *)set->tag);
    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(tags, _mm256_set1_epi32((int)tag))));
}

static void count_seen(const struct rp_seen *sets, uint32_t mask, const uint32_t *tags, size_t count, int64_t own_run, uint8_t *ret)
{
    uint32_t own = own_run < 0 ? 0 : (uint16_t)own_run, every = own_run < 0;
    for (size_t i = 0; i < count && i < RP_SEEN_AHEAD; i++)
        _mm_prefetch((const char *)&sets[tags[i] & mask], _MM_HINT_T0);
    for (size_t i = 0; i < count; i++) {
        if (i + RP_SEEN_AHEAD < count)
            _mm_prefetch((const char *)&sets[tags[i + RP_SEEN_AHEAD] & mask], _MM_HINT_T0);
        const struct rp_seen *set = &sets[tags[i] & mask];
        unsigned places = with_tag(set, tags[i]) & used_in(set), at = first_of(places) % RP_SEEN_WAYS;
        uint32_t seen = set->count[at] - (every | (set->run[at] == own));
        ret[i] = places != 0 ? (uint8_t)seen : 0;
    }
}

/* Of a full set: the one that was had the longest ago, of those that only one run had, if there are any. */
static unsigned worst_of_full(const struct rp_seen *set, uint32_t run)
{
    __m128i counts = _mm_loadl_epi64((const __m128i *)(const void *)set->count), single = _mm_cmpeq_epi8(counts, _mm_set1_epi8(1));
    single = _mm_unpacklo_epi8(single, single);
    if (_mm_testz_si128(single, single))
        single = _mm_set1_epi16(-1);
    __m128i runs = _mm_loadu_si128((const __m128i *)(const void *)set->run), ones = _mm_set1_epi16(-1);
    __m128i age = _mm_sub_epi16(_mm_set1_epi16((short)run), runs);
    __m128i youth = _mm_or_si128(_mm_xor_si128(age, ones), _mm_xor_si128(single, ones)); /* of the others: the greatest there is */
    uint32_t least = (uint32_t)_mm_cvtsi128_si32(_mm_minpos_epu16(youth));
    if ((least & UINT16_MAX) == UINT16_MAX) /* no older than the others, then: it is the first of them */
        return first_of((unsigned)_mm_movemask_epi8(single)) / 2;
    return least >> 16;
}

static size_t learn(struct rp_seen *sets, uint32_t mask, const uint32_t *tags, size_t count, uint32_t run)
{
    size_t taken = 0;
    for (size_t i = 0; i < count && i < RP_SEEN_AHEAD; i++)
        _mm_prefetch((const char *)&sets[tags[i] & mask], _MM_HINT_T0);
    for (size_t i = 0; i < count; i++) {
        if (i + RP_SEEN_AHEAD < count)
            _mm_prefetch((const char *)&sets[tags[i + RP_SEEN_AHEAD] & mask], _MM_HINT_T0);
        struct rp_seen *set = &sets[tags[i] & mask];
        unsigned used = used_in(set), places = with_tag(set, tags[i]) & used, at = first_of(places);
        if (places == 0) {
            at = used != ALL ? first_of(~used) : worst_of_full(set, run);
            taken += used != ALL;
        }
        rp_seen_note(set, at, places == 0, tags[i], run);
    }
    return taken;
}

const struct rp_corpus_kernels rp_corpus_kernels_avx2 = {count_seen, learn};

#else
typedef int rp_no_avx2; /* a file must declare something */
#endif
