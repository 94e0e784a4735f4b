/* The answer for an article as it is kept with it: packed (base/packing.h), so that one that says nothing takes next to nothing, and means the same in another
 * process. */
#ifndef RP_CORPUS_KEPT_H
#define RP_CORPUS_KEPT_H

#include "base/packing.h"
#include "corpus/answer.h"
#include "corpus/names.h"
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

/* Packs the matches, attributions and what was dropped; id, seq, story and verdict are the record's. */
void rp_kept_put(struct rp_packing *to, const struct rp_outcome *outcome);
/* The same back, in the room; the ids of the matches stay where they are. RP_DAMAGED when it is no answer, RP_NO_MEMORY (a name that was not there yet). */
enum rp_status rp_kept_get(struct rp_str kept, struct rp_names *names, struct rp_kept_room *room, struct rp_outcome *ret);

#endif
