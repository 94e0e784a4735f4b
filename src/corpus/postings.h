/* The index: which articles have a key.
 *
 * The tag, the low half of a key, decides which postings belong to it, so that answers do not depend on the seed, which only decides where they lie (nobody
 * can aim keys at one bucket without knowing it). Two keys with one tag share a list; candidates are verified on their texts, so that this costs time at
 * the most. */
#ifndef RP_CORPUS_POSTINGS_H
#define RP_CORPUS_POSTINGS_H

#include "corpus/table.h"
#include "reprint/limits.h"
#include "sketch/sketch.h"

/* The keys of an article and its exact key, and those of the heir of a version that it replaces. */
enum { RP_POSTINGS_OF_ONE = RP_KEYS_MOST + 1, RP_POSTINGS_AT_ONCE = 2 * RP_POSTINGS_OF_ONE };

struct rp_postings {
    struct rp_table table;
};

static inline enum rp_status rp_postings_init(struct rp_postings *postings, uint64_t seed) /* RP_NO_MEMORY */
{
    return rp_table_init(&postings->table, seed, RP_POSTINGS_AT_ONCE);
}

static inline void rp_postings_done(struct rp_postings *postings)
{
    rp_table_done(&postings->table);
}

/* Makes room, so that the next RP_POSTINGS_AT_ONCE insertions can not fail. RP_NO_MEMORY. */
static inline enum rp_status rp_postings_reserve(struct rp_postings *postings)
{
    return rp_table_reserve(&postings->table);
}

/* Adds a posting for each of the distinct keys that is not full (has RP_LIMIT_POSTINGS of them): the first ones stay, so that what many repeat leads to
 * those who had it early. listed[i]: how many keys[i] has. Returns how many went in,
 * and their tags: with those alone the same postings can be put in again (rp_table_load). */
size_t rp_postings_insert(struct rp_postings *postings, const uint64_t *keys, const uint8_t *listed, size_t count, uint32_t article,
                          uint32_t ret_tags[RP_POSTINGS_OF_ONE]);
/* Takes one posting out, if it is there. */
void rp_postings_delete(struct rp_postings *postings, uint64_t key, uint32_t article);
/* The articles of some keys, one key's behind the other's and each in no certain order; returns how many: up to RP_LIMIT_POSTINGS times `count`, and how many
 * of each. */
size_t rp_postings_find(const struct rp_postings *postings, const uint64_t *keys, size_t count, uint8_t *ret_listed, uint32_t *ret);

#endif
