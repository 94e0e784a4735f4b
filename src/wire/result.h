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

enum rp_status rp_result_verdict(struct rp_str name, enum rp_verdict *ret, struct rp_error *error);
enum rp_status rp_result_original(const msgpack_object *map, struct rp_str *ret_id, enum rp_original_reason *ret_reason, struct rp_error *error);

#endif
