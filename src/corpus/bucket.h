/* One bucket of the table: two cache lines with twenty entries, each a tag of 22 bits and a slot of 26; how many there are; and a filter of the tags that
 * went on past the bucket because it was full. Whether a tag is there the first line says alone. */
#ifndef RP_CORPUS_BUCKET_H
#define RP_CORPUS_BUCKET_H

#include "base/bits.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { RP_BUCKET_ENTRIES = 20, RP_BUCKET_TAG_BITS = 22, RP_BUCKET_SLOT_BITS = 26 };

struct rp_bucket {
    uint64_t head;                     /* 5 bits: how many entries; the others are the filter */
    uint16_t tags[RP_BUCKET_ENTRIES];  /* the low bits of each */
    uint32_t slots[RP_BUCKET_ENTRIES]; /* below the high bits of the tag */
};
_Static_assert(sizeof(struct rp_bucket) == 2 * RP_CACHE_LINE, "a bucket is two cache lines");

enum { RP_BUCKET_USED_BITS = 5, RP_BUCKET_FILTER_BITS = 64 - RP_BUCKET_USED_BITS };

static inline unsigned rp_bucket_used(const struct rp_bucket *bucket)
{
    return (unsigned)bucket->head & ((1 << RP_BUCKET_USED_BITS) - 1);
}

static inline uint32_t rp_bucket_slot(const struct rp_bucket *bucket, unsigned i)
{
    return bucket->slots[i] & ((UINT32_C(1) << RP_BUCKET_SLOT_BITS) - 1);
}

static inline uint32_t rp_bucket_tag(const struct rp_bucket *bucket, unsigned i)
{
    return bucket->slots[i] >> RP_BUCKET_SLOT_BITS << 16 | bucket->tags[i];
}

/* Whether there was room. */
static inline bool rp_bucket_put(struct rp_bucket *bucket, uint32_t tag, uint32_t slot)
{
    unsigned n = rp_bucket_used(bucket);
    if (n == RP_BUCKET_ENTRIES)
        return false;
    bucket->slots[n] = tag >> 16 << RP_BUCKET_SLOT_BITS | slot;
    bucket->tags[n] = (uint16_t)tag;
    bucket->head++;
    return true;
}

/* The last one takes its place. */
static inline void rp_bucket_take_out(struct rp_bucket *bucket, unsigned i)
{
    unsigned last = rp_bucket_used(bucket) - 1;
    bucket->slots[i] = bucket->slots[last];
    bucket->tags[i] = bucket->tags[last];
    bucket->head--;
}

/* Not 0 when one of the four numbers of 16 bits is 0. */
static inline uint64_t rp_bucket_zero_of_four(uint64_t four)
{
    return (four - UINT64_C(0x0001000100010001)) & ~four & UINT64_C(0x8000800080008000);
}

/* Whether any entry may have the tag; seldom true when none has. */
static inline bool rp_bucket_may_have(const struct rp_bucket *bucket, uint32_t tag)
{
    uint64_t wanted = (tag & UINT16_MAX) * UINT64_C(0x0001000100010001), four, any = 0;
    for (int i = 0; i < RP_BUCKET_ENTRIES; i += 4) {
        memcpy(&four, bucket->tags + i, sizeof four);
        any |= rp_bucket_zero_of_four(four ^ wanted);
    }
    return any != 0;
}

static inline uint64_t rp_bucket_filter_bit(uint32_t tag)
{
    return UINT64_C(1) << (RP_BUCKET_USED_BITS + ((tag & UINT16_MAX) * RP_BUCKET_FILTER_BITS >> 16));
}

/* Notes that an entry with the tag lies further on; and whether one may. */
static inline void rp_bucket_pass(struct rp_bucket *bucket, uint32_t tag)
{
    bucket->head |= rp_bucket_filter_bit(tag);
}

static inline bool rp_bucket_passed(const struct rp_bucket *bucket, uint32_t tag)
{
    return (bucket->head & rp_bucket_filter_bit(tag)) != 0;
}

#endif
