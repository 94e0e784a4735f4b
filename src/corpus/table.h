/* A table of (tag, slot) pairs: any number of slots under a tag.
 *
 * An odd factor, which the seed decides, takes each tag to a position of its own among 2^32. The first bits of a position choose one of 1,024 parts, the
 * others are all that a part has to keep of a tag, and say where in the part it lies: an entry takes six bytes, and a part that grows is copied in one pass
 * in order. Each part grows on its own, by a third, so that no step takes long; as they do not have the same sizes, they do not grow at one moment either.
 * Large parts are made of blocks, which go from one to the other. */
#ifndef RP_CORPUS_TABLE_H
#define RP_CORPUS_TABLE_H

#include "corpus/blocks.h"
#include "reprint/status.h"

#include <stdbool.h>

/* Slots are smaller than this. */
enum { RP_TABLE_SLOTS = (1 << 26) - 1 };

struct rp_part;
struct rp_stashed;
struct rp_bucket;
struct rp_table {
    struct rp_part *parts;     /* owned */
    void *first;               /* owned: a bucket for each part, until it has more */
    struct rp_blocks blocks;   /* all other buckets */
    struct rp_stashed *stash;  /* owned: room for `at_once` entries that found their part full and wait for it to grow */
    uint32_t stashed, at_once; /* so many entries go in before anything has to grow */
    uint32_t due;              /* chain of the parts that have to grow before more goes in */
    uint32_t factor;           /* what the seed decides */
    uint64_t count, most;      /* entries; and the most there ever were */
};

enum rp_status rp_table_init(struct rp_table *table, uint64_t seed, uint32_t at_once); /* RP_NO_MEMORY */
void rp_table_done(struct rp_table *table);

/* Makes room, so that the next `at_once` entries can be put in. RP_NO_MEMORY. */
enum rp_status rp_table_reserve(struct rp_table *table);
/* The bytes that it takes; and how many more n entries are counted for, so that the sum does not depend on the seed as the bytes do. */
uint64_t rp_table_bytes(const struct rp_table *table);
uint64_t rp_table_growth(const struct rp_table *table, size_t n);

/* Puts in a slot under many tags. */
enum { RP_TABLE_TOGETHER = 64 };
void rp_table_put(struct rp_table *table, const uint32_t *tags, size_t count, uint32_t slot);
/* Many at once, part by part, so that each stays in the cache meanwhile: first sorted, which reads nothing of the table that changes, so that another thread may do it; then put
 * in. The table grows as it has to. Both RP_NO_MEMORY: rp_table_load has then put in some. */
struct rp_table_entry {
    uint32_t tag, slot;
};
struct rp_table_lot;
enum rp_status rp_table_sort(const struct rp_table *table, const struct rp_table_entry *entries, size_t count, struct rp_table_lot **ret);
enum rp_status rp_table_load(struct rp_table *table, const struct rp_table_lot *lot);
void rp_table_lot_free(struct rp_table_lot *lot); /* NULL is allowed */
/* So many will be put in in all: makes room for them at once. RP_NO_MEMORY. */
enum rp_status rp_table_expect(struct rp_table *table, uint64_t count);
/* Takes one such pair out, if it is there. */
void rp_table_delete(struct rp_table *table, uint32_t tag, uint32_t slot);
/* Asks for the memory that a tag will need. */
void rp_table_fetch(const struct rp_table *table, uint32_t tag);
/* The slots of a tag, at most `most` of them, in no certain order. */
size_t rp_table_find(const struct rp_table *table, uint32_t tag, size_t most, uint32_t *ret);
/* The first slot of a tag for which is(context, slot); UINT32_MAX when there is none. */
uint32_t rp_table_search(const struct rp_table *table, uint32_t tag, bool (*is)(const void *context, uint32_t slot), const void *context);

#endif
