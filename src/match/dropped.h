/* What of a text was left out as boilerplate. */
#ifndef RP_MATCH_DROPPED_H
#define RP_MATCH_DROPPED_H

#include "match/align.h"
#include "reprint/compare.h"

/* The words that stand in a dropped shingle, as merged stretches of the raw text; the longest are kept in `ranges`, in the order of the text. */
struct rp_dropped rp_dropped_of(const struct rp_side *side, struct rp_dropped_range ranges[RP_LIMIT_DROPPED]);

#endif
