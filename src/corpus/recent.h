/* The articles of a vault that were added or used last, in memory: most of what is looked at again is. Up to RP_LIMIT_RECENT bytes, and what was not used for
 * longest goes first; what was put or used last stays for RP_RECENT_LEAST more in any case. */
#ifndef RP_CORPUS_RECENT_H
#define RP_CORPUS_RECENT_H

#include "reprint/article.h"
#include "reprint/limits.h"
#include "reprint/status.h"

#include <stddef.h>
#include <stdint.h>

/* An operation may need as many articles at once: its candidates, the first members of all stories that it joins, and of the one that it leaves. */
enum { RP_RECENT_LEAST = 128, RP_RECENT_MOST = 1 << 16 };

struct rp_recent_entry;
struct rp_recent {
    struct rp_recent_entry *ring; /* owned: RP_RECENT_MOST of them */
    uint32_t *table;              /* owned: by number, place in the ring + 1 */
    uint64_t first, count;        /* the oldest place in use, counted from the beginning; how many are, with those that are empty since their article moved */
    uint64_t bytes;
};
enum rp_status rp_recent_init(struct rp_recent *recent); /* RP_NO_MEMORY */
void rp_recent_done(struct rp_recent *recent);
uint64_t rp_recent_bytes(const struct rp_recent *recent);

/* NULL when it is not there. Good until RP_RECENT_LEAST articles have been put or used. */
const struct rp_article *rp_recent_use(struct rp_recent *recent, uint64_t number);
/* The same of one that was put or used for what is being done, and changes nothing. */
const struct rp_article *rp_recent_find(const struct rp_recent *recent, uint64_t number);
/* A copy of one that is not there; counts as a use. RP_NO_MEMORY. */
enum rp_status rp_recent_put(struct rp_recent *recent, uint64_t number, const struct rp_article *article);

#endif
