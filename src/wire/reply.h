/* Replies and notices: what the server says. docs/PROTOCOL.md is their specification. */
#ifndef RP_WIRE_REPLY_H
#define RP_WIRE_REPLY_H

#include "base/buf.h"
#include "reprint/client.h"
#include "reprint/compare.h"
#include "reprint/corpus.h"
#include "reprint/fingerprint.h"
#include "wire/decoder.h"

#include <stdbool.h>
#include <stdint.h>

/* --- the server's side: each appends one message. RP_NO_MEMORY, RP_LIMIT; buf is then as before --- */

enum rp_status rp_reply_error(struct rp_buf *buf, uint32_t id, const struct rp_error *error);
/* To a message that has no number. */
enum rp_status rp_reply_error_unnumbered(struct rp_buf *buf, const struct rp_error *error);
enum rp_status rp_reply_empty(struct rp_buf *buf, uint32_t id); /* ping, remove, backup, watch */
enum rp_status rp_reply_hello(struct rp_buf *buf, uint32_t id);
enum rp_status rp_reply_answer(struct rp_buf *buf, uint32_t id, const struct rp_answer *answer); /* add, check */
/* One of add_many: either an answer, or the error where that is NULL. */
struct rp_outcome_of_entry {
    const struct rp_answer *answer;
    const struct rp_error *error;
};
enum rp_status rp_reply_answers(struct rp_buf *buf, uint32_t id, const struct rp_outcome_of_entry *outcomes, size_t count);
enum rp_status rp_reply_article(struct rp_buf *buf, uint32_t id, const struct rp_article *article, const struct rp_answer *answer);
enum rp_status rp_reply_story(struct rp_buf *buf, uint32_t id, const struct rp_story *story);
enum rp_status rp_reply_stats(struct rp_buf *buf, uint32_t id, const struct rp_service_stats *stats);
enum rp_status rp_reply_fingerprint(struct rp_buf *buf, uint32_t id, const struct rp_fingerprint *fingerprint);
enum rp_status rp_reply_comparison(struct rp_buf *buf, uint32_t id, const struct rp_comparison *comparison);
/* The notice "copy", for which rp_notice_set_missed then says how many were missed: that differs from one who watches to the next. */
enum rp_status rp_notice_copy(struct rp_buf *buf, const struct rp_answer *answer, const struct rp_article *article);
/* data[0 .. len): such a notice. */
void rp_notice_set_missed(char *data, size_t len, uint64_t missed);

/* --- the client's side --- */

struct rp_reply_result; /* of msgpack-c */
struct rp_reply {
    bool is_notice; /* a copy; else a reply */
    bool has_id;
    uint32_t id;
    struct rp_error error; /* the server's; status RP_OK: none */
    const struct rp_reply_result *result; /* borrowed from the decoder and the message */
};
/* RP_DAMAGED when it is no reply and no notice; RP_NO_MEMORY. */
enum rp_status rp_reply_decode(struct rp_decoder *decoder, const char *data, size_t len, struct rp_reply *ret, struct rp_error *error);

/* What the result is. Keys that are not known are passed over. RP_DAMAGED when it is not that; RP_NO_MEMORY. */
enum rp_status rp_result_hello(const struct rp_reply *reply, uint64_t *ret_protocol, struct rp_error *error);
enum rp_status rp_result_answer(const struct rp_reply *reply, struct rp_answer **ret, struct rp_error *error);
enum rp_status rp_result_article(const struct rp_reply *reply, struct rp_found_article **ret, struct rp_error *error);
enum rp_status rp_result_story(const struct rp_reply *reply, struct rp_story **ret, struct rp_error *error);
enum rp_status rp_result_stats(const struct rp_reply *reply, struct rp_service_stats *ret, struct rp_error *error);
enum rp_status rp_result_fingerprint(const struct rp_reply *reply, struct rp_fingerprint *ret, struct rp_error *error);
enum rp_status rp_result_comparison(const struct rp_reply *reply, struct rp_comparison *ret, struct rp_error *error);
enum rp_status rp_result_copy(const struct rp_reply *reply, struct rp_copy **ret, struct rp_error *error);

#endif
