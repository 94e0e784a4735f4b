/* A table of (tag, slot) pairs in words of 64 bits: any number of slots under a tag. Buckets of one cache line, eight entries each without a head.
 *
 * The table is cut into parts by the position of a tag, which the seed decides; where an entry lies within its part goes by the position too, so that a
 * part that grows is copied in one pass in order. Each grows on its own, by a quarter, and divides when it is large: never is everything copied, and no
 * step takes longer in a large table than in a small one. The sizes differ a little from part to part, so that they do not grow at one moment. */
#ifndef RP_CORPUS_TABLE_H
#define RP_CORPUS_TABLE_H

#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Slots are smaller than this. */
enum { RP_TABLE_SLOTS = (1 << 26) - 1 };

enum { RP_TABLE_SPARES = 4 };

struct rp_part;
struct rp_table {
    struct rp_part *parts; /* owned */
    size_t part_count, part_cap;
    uint16_t *directory; /* owned: by the first `depth` bits of a position, the part */
    unsigned depth;
    uint32_t due;     /* chain of the parts that have to grow before more goes in */
    uint32_t at_once; /* so many entries go in before anything has to grow */
    uint32_t divides; /* buckets from which on a part may divide */
    uint64_t count, most; /* entries; and the most there ever were */
    uint64_t bytes;       /* of the parts */
    uint64_t factor;      /* what the seed decides */
    struct rp_spare {
        uint64_t *block; /* owned; NULL: none */
        size_t size;
    } spares[RP_TABLE_SPARES]; /* that parts have left, of 1 MiB and more */
};

enum { RP_TABLE_DIVIDES = 64 << 10 };
/* `divides`: RP_TABLE_DIVIDES, less in tests. RP_NO_MEMORY. */
enum rp_status rp_table_init(struct rp_table *table, uint64_t seed, uint32_t at_once, uint32_t divides);
void rp_table_done(struct rp_table *table);

/* Makes room, so that the next `at_once` entries can be put in. RP_NO_MEMORY. */
enum rp_status rp_table_reserve(struct rp_table *table);
/* The bytes that it takes; and those that it may come to with n more entries, which do not depend on the seed as the first do. */
uint64_t rp_table_bytes(const struct rp_table *table);
uint64_t rp_table_charge(const struct rp_table *table, size_t n);

/* Puts in a slot under many tags. */
enum { RP_TABLE_TOGETHER = 64 };
void rp_table_put(struct rp_table *table, const uint32_t *tags, size_t count, uint32_t slot);
/* Takes one such pair out, if it is there. */
void rp_table_delete(struct rp_table *table, uint32_t tag, uint32_t slot);
/* Asks for the memory that a tag will need. */
void rp_table_fetch(const struct rp_table *table, uint32_t tag);
/* The slots of a tag, at most `most` of them, in no certain order. */
size_t rp_table_find(const struct rp_table *table, uint32_t tag, size_t most, uint32_t *ret);
/* The first slot of a tag for which is(context, slot); UINT32_MAX when there is none. */
uint32_t rp_table_search(const struct rp_table *table, uint32_t tag, bool (*is)(const void *context, uint32_t slot), const void *context);

#endif
