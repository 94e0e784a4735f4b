/* What ties an article to its story: the parts of its text that it has in common with the others. Few spans, so that each record can keep them. */
#ifndef RP_CORPUS_TIES_H
#define RP_CORPUS_TIES_H

#include "reprint/compare.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RP_TIE_SPANS = 4 };

/* Bytes of a text, in order and apart from each other, `end` exclusive; those not needed are 0 .. 0. No span at all: the article is alone, and may be
 * tied by any part of its text. */
struct rp_tie {
    struct rp_span {
        uint32_t start, end;
    } spans[RP_TIE_SPANS];
};

static inline bool rp_tie_is_none(const struct rp_tie *tie)
{
    return tie->spans[0].end == 0;
}

/* The tie that the passages (at most RP_LIMIT_PASSAGES) make on the side of the old text. What they have in more than RP_TIE_SPANS places becomes that
 * many spans over the smallest gaps. */
struct rp_tie rp_tie_in_old(const struct rp_passage *passages, size_t count);
/* And on the side of the new one: only what stands in the old one's tie, when that has any part of them. */
struct rp_tie rp_tie_in_new(const struct rp_passage *passages, size_t count, const struct rp_tie *old);
struct rp_tie rp_tie_of_whole(size_t len);
/* True when the two overlap in at least half of the smaller one: they are about the same text. So is anything with no tie. */
bool rp_ties_meet(const struct rp_tie *a, const struct rp_tie *b);
/* Narrows a tie to what is shared with one article more, when that is less than half of it: who has a short version is tied by that. */
void rp_tie_narrow(struct rp_tie *tie, const struct rp_tie *shared);

#endif
