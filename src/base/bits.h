/* Bit mixing, the first bit of a number, little-endian numbers, cache lines. */
#ifndef RP_BASE_BITS_H
#define RP_BASE_BITS_H

#include <stdint.h>
#include <string.h>

#define RP_GOLDEN UINT64_C(0x9E3779B97F4A7C15)

/* splitmix64's finaliser: a bijection of 64 bits. */
static inline uint64_t rp_mix(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xBF58476D1CE4E5B9);
    x ^= x >> 27;
    x *= UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

/* The first bit that is set, from the lowest; bits != 0. C17 has no word for it. */
static inline unsigned rp_first_bit(uint64_t bits)
{
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(bits);
#else
    unsigned at = 0;
    for (; !(bits & 1); bits >>= 1)
        at++;
    return at;
#endif
}

/* n <= 8 bytes as a little-endian number, on any machine. */
static inline uint64_t rp_read_le(const void *data, unsigned n)
{
    const unsigned char *b = data;
    uint64_t x = 0;
    for (unsigned i = 0; i < n; i++)
        x |= (uint64_t)b[i] << 8 * i;
    return x;
}

/* The other way round. */
static inline void rp_put_le(void *ret, uint64_t value, unsigned n)
{
    unsigned char *b = ret;
    for (unsigned i = 0; i < n; i++)
        b[i] = (unsigned char)(value >> 8 * i);
}

/* 8 bytes; compilers make one load of it. */
static inline uint64_t rp_read_le64(const void *data)
{
    const unsigned char *b = data;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 |
           (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

enum { RP_CACHE_LINE = 64 };

/* The first cache line that begins in a block; the block is one line longer than what lies in it. */
static inline void *rp_cache_line(void *block)
{
    return (char *)block + (RP_CACHE_LINE - (uintptr_t)block % RP_CACHE_LINE) % RP_CACHE_LINE;
}

/* Asks for the memory at an address that is needed soon. C has no word for it: where the compiler has none either, nothing is lost but time. */
#if defined(__GNUC__)
#define RP_FETCH(address) __builtin_prefetch(address)
#else
#define RP_FETCH(address) ((void)(address))
#endif

#endif
