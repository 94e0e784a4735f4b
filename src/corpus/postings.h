/* The posting table: which articles have a key. Buckets of one cache line, seven (tag, article) pairs each, linear probing over buckets.
 *
 * The tag is the low half of the key: it decides which postings belong to a key, so that answers do not depend on the seed, which only
 * decides where they lie (nobody can aim keys at one bucket without knowing it). Two keys with one tag share a list; candidates are verified on
 * their texts, so that this costs time at the most. */
#ifndef RP_CORPUS_POSTINGS_H
#define RP_CORPUS_POSTINGS_H

#include "reprint/limits.h"
#include "reprint/status.h"

#include <stddef.h>
#include <stdint.h>

struct rp_bucket;
struct rp_postings {
    struct rp_bucket *buckets; /* owned */
    void *block;               /* owned: the allocation that buckets lies in, aligned to the cache line */
    uint64_t mask;
    uint64_t count;
    uint64_t seed;
};

enum rp_status rp_postings_init(struct rp_postings *postings, uint64_t seed);
void rp_postings_done(struct rp_postings *postings);

/* Makes room for n more, so that the next n insertions can not fail. RP_NO_MEMORY. */
enum rp_status rp_postings_reserve(struct rp_postings *postings, size_t n);
/* Bytes that rp_postings_reserve(n) would add to the table. */
uint64_t rp_postings_growth(const struct rp_postings *postings, size_t n);
uint64_t rp_postings_bytes(const struct rp_postings *postings);

/* Adds a posting unless the key is full (has RP_LIMIT_POSTINGS of them): the first ones stay, so that what many repeat leads to those who had it early. */
void rp_postings_insert(struct rp_postings *postings, uint64_t key, uint32_t article);
/* Takes one posting out, if it is there. */
void rp_postings_delete(struct rp_postings *postings, uint64_t key, uint32_t article);
/* Asks for the memory that finding or inserting a key will need. */
void rp_postings_fetch(const struct rp_postings *postings, uint64_t key);
/* The articles of a key, in no certain order. */
size_t rp_postings_find(const struct rp_postings *postings, uint64_t key, uint32_t ret[RP_LIMIT_POSTINGS]);

#endif
