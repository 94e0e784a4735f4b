/* splitmix64's finaliser (rp_mix of base/bits.h) of eight numbers. For the files that are built with AVX-512. */
#ifndef RP_TEXT_MIX_AVX512_H
#define RP_TEXT_MIX_AVX512_H

#include <immintrin.h>
#include <stdint.h>

static inline __m512i rp_mix_eight(__m512i x)
{
    x = _mm512_xor_si512(x, _mm512_srli_epi64(x, 30));
    x = _mm512_mullo_epi64(x, _mm512_set1_epi64((long long)UINT64_C(0xBF58476D1CE4E5B9)));
    x = _mm512_xor_si512(x, _mm512_srli_epi64(x, 27));
    x = _mm512_mullo_epi64(x, _mm512_set1_epi64((long long)UINT64_C(0x94D049BB133111EB)));
    return _mm512_xor_si512(x, _mm512_srli_epi64(x, 31));
}

#endif
