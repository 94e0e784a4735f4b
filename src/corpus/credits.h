/* Which agencies the members of a story credit, and how many of them each: kept for those stories only that have any. */
#ifndef RP_CORPUS_CREDITS_H
#define RP_CORPUS_CREDITS_H

#include "corpus/chunks.h"

#include <stdbool.h>

#define RP_CREDITS_NONE UINT32_MAX
enum { RP_STORY_AGENCIES = 8 };

struct rp_credits {
    uint32_t count;
    uint32_t next_free;
    struct {
        const char *name; /* borrowed from the table of agencies */
        uint32_t members; /* that credit it */
    } agencies[RP_STORY_AGENCIES];
};

/* The credits of all stories, each known by a number. */
struct rp_credit_pool {
    struct rp_chunks all;
    size_t count; /* in use or freed */
    uint32_t free;
};

void rp_credits_init(struct rp_credit_pool *pool);
void rp_credits_done(struct rp_credit_pool *pool);
/* Room for so many that have none yet. RP_NO_MEMORY. */
enum rp_status rp_credits_reserve(struct rp_credit_pool *pool, size_t n);
uint64_t rp_credits_bytes(const struct rp_credit_pool *pool);
uint64_t rp_credits_growth(const struct rp_credit_pool *pool, size_t n);

/* Counts a credit up or down; true when that may change who is credited by others. *credits is made when it is RP_CREDITS_NONE; reserve first. */
bool rp_credits_count(struct rp_credit_pool *pool, uint32_t *credits, const char *name, int change);
/* No other agency is counted any more. */
bool rp_credits_full(const struct rp_credit_pool *pool, uint32_t credits);
/* Puts in the count of an agency that *credits has none of yet; reserve first. */
void rp_credits_restore(struct rp_credit_pool *pool, uint32_t *credits, const char *name, uint32_t members);
/* NULL for RP_CREDITS_NONE. */
const struct rp_credits *rp_credits_at(const struct rp_credit_pool *pool, uint32_t credits);
void rp_credits_drop(struct rp_credit_pool *pool, uint32_t *credits);

#endif
