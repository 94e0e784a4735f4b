/* Replies and notices of every kind, as large as they come and as small, and what reads each. */
#ifndef TESTS_WIRE_MADE_H
#define TESTS_WIRE_MADE_H

#include "reprint/limits.h"
#include "wire/reply.h"

enum made_kind {
    MADE_HELLO,
    MADE_ANSWER,
    MADE_ARTICLE,
    MADE_STORY,
    MADE_STATS,
    MADE_FINGERPRINT,
    MADE_COMPARISON,
    MADE_COPY,
    MADE_KINDS
};

enum { MADE_ID = 7, MADE_MEMBERS = 3 };

/* How many passages matches and comparisons have; RP_LIMIT_PASSAGES at first. */
void made_set_passages(size_t count);

/* What is sent. small: with nothing that may be absent. */
const struct rp_answer *made_answer(bool small);
const struct rp_article *made_article(bool small);
const struct rp_story *made_story(bool small);
const struct rp_service_stats *made_stats(bool small);
const struct rp_fingerprint *made_fingerprint(bool small);
const struct rp_comparison *made_comparison(bool small);

/* Appends the message of that kind, under MADE_ID. */
enum rp_status made_encode(enum made_kind kind, bool small, struct rp_buf *buf);

/* What was read; made_free frees it. */
struct made_result {
    uint64_t protocol;
    struct rp_answer *answer;
    struct rp_found_article *found;
    struct rp_story *story;
    struct rp_service_stats stats;
    struct rp_fingerprint fingerprint;
    struct rp_comparison comparison;
    struct rp_copy *copy;
};
/* Reads the result of a reply as that kind. */
enum rp_status made_read(enum made_kind kind, const struct rp_reply *reply, struct made_result *ret, struct rp_error *error);
void made_free(struct made_result *result);

#endif
