/* Writing values into a buffer with msgpack-c. Private to the room. The first failure sticks: look once, at the end. */
#ifndef RP_WIRE_PACK_H
#define RP_WIRE_PACK_H

#include "base/buf.h"
#include "reprint/status.h"

#include <msgpack.h>
#include <stdbool.h>

struct rp_pack {
    msgpack_packer packer;
    struct rp_buf *buf; /* borrowed */
    size_t before;      /* its length at the start */
    enum rp_status status;
};

void rp_pack_begin(struct rp_pack *pack, struct rp_buf *buf);
/* The status; after a failure buf is as before. */
enum rp_status rp_pack_end(struct rp_pack *pack);

void rp_pack_map(struct rp_pack *pack, size_t pairs);
void rp_pack_array(struct rp_pack *pack, size_t values);
void rp_pack_nil(struct rp_pack *pack);
void rp_pack_bool(struct rp_pack *pack, bool value);
void rp_pack_u64(struct rp_pack *pack, uint64_t value);
void rp_pack_wide_u64(struct rp_pack *pack, uint64_t value); /* always nine bytes */
void rp_pack_number(struct rp_pack *pack, double value);
void rp_pack_str(struct rp_pack *pack, struct rp_str value);
void rp_pack_text(struct rp_pack *pack, const char *value); /* terminated */
void rp_pack_bin(struct rp_pack *pack, const void *data, size_t len);

/* Key and value. */
void rp_pack_key_str(struct rp_pack *pack, const char *key, struct rp_str value);
void rp_pack_key_text(struct rp_pack *pack, const char *key, const char *value);
void rp_pack_key_u64(struct rp_pack *pack, const char *key, uint64_t value);
void rp_pack_key_number(struct rp_pack *pack, const char *key, double value);

#endif
