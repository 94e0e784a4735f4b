/* What of a text was left out as boilerplate. */
#ifndef RP_MATCH_DROPPED_H
#define RP_MATCH_DROPPED_H

#include "match/align.h"
#include "reprint/compare.h"

/* The words that stand in a dropped shingle, as merged stretches of the raw text; the longest are kept in `ranges`, in the order of the text.
 * reasons: for each shingle position the enum rp_drop_reason, RP_DROP_NONE where the shingle counts; NULL when all do. */
struct rp_dropped rp_dropped_of(const struct rp_side *side, const uint8_t *reasons, struct rp_dropped_range ranges[RP_LIMIT_DROPPED]);

#endif
