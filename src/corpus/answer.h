/* Answers: one block of memory each. */
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
/* One block with copies of everything and room for the ids of the original and of the former one. NULL when memory is out. */
struct rp_answer *rp_answer_make(const struct rp_outcome *outcome, size_t original_room);
/* Bytes of the block, the room for those ids as far as it is used. */
size_t rp_answer_bytes(const struct rp_answer *answer);
/* Names the original; the id fits into the room. */
void rp_answer_set_original(struct rp_answer *answer, struct rp_str original, enum rp_original_reason reason);
/* And then the former one, if it is another; the id fits into the rest of the room. */
void rp_answer_set_former(struct rp_answer *answer, struct rp_str former);

#endif
