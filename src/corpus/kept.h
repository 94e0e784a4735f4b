/* The answer for an article as it is kept with it: packed, so that one that says nothing takes next to nothing. */
#ifndef RP_CORPUS_KEPT_H
#define RP_CORPUS_KEPT_H

#include "corpus/answer.h"
#include "reprint/limits.h"

/* What a match points to. */
struct rp_match_parts {
    struct rp_passage passages[RP_LIMIT_PASSAGES];
    struct rp_substitution examples[RP_LIMIT_SUBSTITUTIONS];
    struct rp_dropped_range new_ranges[RP_LIMIT_DROPPED], old_ranges[RP_LIMIT_DROPPED];
};

/* Room for an answer that is unpacked. */
struct rp_kept_room {
    struct rp_match matches[RP_LIMIT_CANDIDATES];
    struct rp_attribution attributions[RP_LIMIT_ATTRIBUTIONS];
    struct rp_match_parts parts[RP_LIMIT_CANDIDATES];
    struct rp_dropped_range ranges[RP_LIMIT_DROPPED];
};

/* The bytes that an answer takes, and the answer put there: its matches, attributions and what was dropped; id, seq, story and verdict are the record's. */
size_t rp_kept_size(const struct rp_outcome *outcome);
void rp_kept_put(char *at, const struct rp_outcome *outcome);
/* The same back, in the room; the ids of the matches stay where they are. */
struct rp_outcome rp_kept_get(const char *kept, struct rp_kept_room *room);
/* The agencies that it credits alone; returns how many. */
size_t rp_kept_agencies(const char *kept, const char *ret[RP_LIMIT_ATTRIBUTIONS]);

#endif
