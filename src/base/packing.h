/* Numbers and strings packed behind each other in bytes that are the same on every machine: whole numbers in 7 bits a byte, the lowest first (LEB128), as in
 * DWARF; doubles as the 8 bytes of IEEE 754, the lowest first; strings behind their length. */
#ifndef RP_BASE_PACKING_H
#define RP_BASE_PACKING_H

#include "base/bits.h"
#include "reprint/article.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Puts things at `at`, or with `at` NULL only counts the bytes. */
struct rp_packing {
    char *at;
    size_t size;
};

static inline void rp_pack_bytes(struct rp_packing *to, const void *data, size_t size)
{
    if (to->at != NULL && size > 0)
        memcpy(to->at + to->size, data, size);
    to->size += size;
}

static inline void rp_pack_number(struct rp_packing *to, uint64_t number)
{
    for (; number >= 128; number >>= 7) {
        if (to->at != NULL)
            to->at[to->size] = (char)((number & 127) | 128);
        to->size++;
    }
    if (to->at != NULL)
        to->at[to->size] = (char)number;
    to->size++;
}

static inline void rp_pack_double(struct rp_packing *to, double value)
{
    uint64_t bits;
    unsigned char bytes[8];
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(bits >> 8 * i);
    rp_pack_bytes(to, bytes, sizeof bytes);
}

static inline void rp_pack_str(struct rp_packing *to, struct rp_str str)
{
    rp_pack_number(to, str.len);
    rp_pack_bytes(to, str.data, str.len);
}

/* Takes them again; what is not there is 0 or empty, and `bad` is set. */
struct rp_unpacking {
    const char *at, *end;
    bool bad;
};

static inline struct rp_unpacking rp_unpacking_of(struct rp_str bytes)
{
    return (struct rp_unpacking){bytes.data, bytes.data + bytes.len, false};
}

static inline uint64_t rp_unpack_number(struct rp_unpacking *from)
{
    uint64_t number = 0;
    for (unsigned shift = 0; from->at < from->end && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char)*from->at++;
        number |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return number;
    }
    from->bad = true;
    return 0;
}

/* Of a number that is at most `most`. */
static inline uint32_t rp_unpack_small(struct rp_unpacking *from, uint32_t most)
{
    uint64_t number = rp_unpack_number(from);
    if (number <= most)
        return (uint32_t)number;
    from->bad = true;
    return 0;
}

static inline const char *rp_unpack_bytes(struct rp_unpacking *from, size_t size)
{
    const char *bytes = from->at;
    if (size > (size_t)(from->end - from->at)) {
        from->bad = true;
        return NULL;
    }
    from->at += size;
    return bytes;
}

static inline double rp_unpack_double(struct rp_unpacking *from)
{
    double value = 0;
    const char *bytes = rp_unpack_bytes(from, 8);
    uint64_t bits = bytes != NULL ? rp_read_le64(bytes) : 0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline struct rp_str rp_unpack_str(struct rp_unpacking *from)
{
    uint64_t len = rp_unpack_number(from);
    const char *data = len <= (uint64_t)(from->end - from->at) ? rp_unpack_bytes(from, (size_t)len) : NULL;
    from->bad = from->bad || data == NULL;
    return (struct rp_str){data, data != NULL ? (size_t)len : 0};
}

#endif
