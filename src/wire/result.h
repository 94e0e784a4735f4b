/* Parts that several results have. Private to the room. What is not understood is RP_DAMAGED. */
#ifndef RP_WIRE_RESULT_H
#define RP_WIRE_RESULT_H

#include "reprint/compare.h"
#include "reprint/corpus.h"
#include "wire/object.h"

struct rp_reply_result {
    msgpack_object object;
};

/* As rp_object_read; keys that are not known are passed over. */
enum rp_status rp_result_read(const msgpack_object *map, const struct rp_key *keys, unsigned count, void *into, struct rp_error *error);

/* RP_DAMAGED: the reply is not understood, and what of it. */
enum rp_status rp_result_strange(struct rp_error *error, const char *what);
enum rp_status rp_result_span(const msgpack_object *array, uint32_t *ret_start, uint32_t *ret_end, struct rp_error *error);

/* A match as it is read; it points into the other parts. */
struct rp_read_match {
    struct rp_match match;
    struct rp_passage *passages; /* owned */
    struct rp_substitution examples[RP_LIMIT_SUBSTITUTIONS];
    struct rp_dropped_range ranges[RP_LIMIT_DROPPED];
};
/* On failure nothing is to be freed. */
enum rp_status rp_result_match(const msgpack_object *map, struct rp_read_match *ret, struct rp_error *error);
/* map NULL: nothing was dropped. */
enum rp_status rp_result_dropped(const msgpack_object *map, struct rp_dropped_range ranges[RP_LIMIT_DROPPED], struct rp_dropped *ret,
                                 struct rp_error *error);

enum rp_status rp_result_verdict(struct rp_str name, enum rp_verdict *ret, struct rp_error *error);
enum rp_status rp_result_original(const msgpack_object *map, struct rp_str *ret_id, enum rp_original_reason *ret_reason, struct rp_error *error);

#endif
