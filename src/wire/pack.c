/* Writing values into a buffer. */
#include "wire/pack.h"

#include <string.h>

static int add(void *context, const char *data, size_t len)
{
    struct rp_pack *pack = context;
    if (pack->status == RP_OK)
        pack->status = rp_buf_add(pack->buf, data, len);
    return pack->status == RP_OK ? 0 : -1;
}

void rp_pack_begin(struct rp_pack *pack, struct rp_buf *buf)
{
    *pack = (struct rp_pack){.buf = buf, .before = buf->len};
    msgpack_packer_init(&pack->packer, pack, add);
}

enum rp_status rp_pack_end(struct rp_pack *pack)
{
    if (pack->status != RP_OK)
        pack->buf->len = pack->before;
    return pack->status;
}

void rp_pack_map(struct rp_pack *pack, size_t pairs)
{
    msgpack_pack_map(&pack->packer, pairs);
}

void rp_pack_array(struct rp_pack *pack, size_t values)
{
    msgpack_pack_array(&pack->packer, values);
}

void rp_pack_nil(struct rp_pack *pack)
{
    msgpack_pack_nil(&pack->packer);
}

void rp_pack_bool(struct rp_pack *pack, bool value)
{
    if (value)
        msgpack_pack_true(&pack->packer);
    else
        msgpack_pack_false(&pack->packer);
}

void rp_pack_u64(struct rp_pack *pack, uint64_t value)
{
    msgpack_pack_uint64(&pack->packer, value);
}

void rp_pack_wide_u64(struct rp_pack *pack, uint64_t value)
{
    msgpack_pack_fix_uint64(&pack->packer, value);
}

void rp_pack_number(struct rp_pack *pack, double value)
{
    msgpack_pack_double(&pack->packer, value);
}

void rp_pack_str(struct rp_pack *pack, struct rp_str value)
{
    msgpack_pack_str(&pack->packer, value.len);
    if (value.len > 0)
        msgpack_pack_str_body(&pack->packer, value.data, value.len);
}

void rp_pack_text(struct rp_pack *pack, const char *value)
{
    rp_pack_str(pack, rp_str_of(value));
}

void rp_pack_bin(struct rp_pack *pack, const void *data, size_t len)
{
    msgpack_pack_bin(&pack->packer, len);
    msgpack_pack_bin_body(&pack->packer, data, len);
}

void rp_pack_key_str(struct rp_pack *pack, const char *key, struct rp_str value)
{
    rp_pack_text(pack, key);
    rp_pack_str(pack, value);
}

void rp_pack_key_text(struct rp_pack *pack, const char *key, const char *value)
{
    rp_pack_text(pack, key);
    rp_pack_text(pack, value);
}

void rp_pack_key_u64(struct rp_pack *pack, const char *key, uint64_t value)
{
    rp_pack_text(pack, key);
    rp_pack_u64(pack, value);
}

void rp_pack_key_number(struct rp_pack *pack, const char *key, double value)
{
    rp_pack_text(pack, key);
    rp_pack_number(pack, value);
}
