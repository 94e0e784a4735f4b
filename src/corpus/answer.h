/* Answers: one block of memory each, its own or a room's. */
#ifndef RP_CORPUS_ANSWER_H
#define RP_CORPUS_ANSWER_H

#include "reprint/corpus.h"

/* What goes into an answer. */
struct rp_outcome {
    struct rp_str id;
    uint64_t seq, story;
    enum rp_verdict verdict;
    const struct rp_match *matches;
    size_t match_count;
    const struct rp_attribution *attributions;
    size_t attribution_count;
    const uint64_t *merged;
    size_t merged_count;
    struct rp_dropped dropped;
};
/* Memory that is used for one answer after the other. All zeros: none yet. */
struct rp_answer_room {
    void *block; /* owned */
    size_t cap;
};
void rp_answer_room_done(struct rp_answer_room *room);

/* One block with copies of everything and room for the ids of the original and of the former one: the room's, which it then is until the next one is made
 * there; without a room its own, for rp_answer_free. NULL when memory is out. */
struct rp_answer *rp_answer_make(const struct rp_outcome *outcome, size_t original_room, struct rp_answer_room *room);
/* Names the original; the id fits into the room. */
void rp_answer_set_original(struct rp_answer *answer, struct rp_str original, enum rp_original_reason reason);
/* And then the former one, if it is another; the id fits into the rest of the room. */
void rp_answer_set_former(struct rp_answer *answer, struct rp_str former);

#endif
