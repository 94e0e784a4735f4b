/* The binary form of a fingerprint. docs/FINGERPRINT.md section 8. */
#include "base/bits.h"
#include "base/error.h"
#include "reprint/fingerprint.h"

#include <string.h>

enum { AT_KEY_COUNT = 2, AT_TOKENS = 4, AT_SHINGLES = 8, AT_EXACT = 12, AT_SIMHASH = 28, AT_MINHASH = 36, AT_KEYS = 292 };

static void put(uint8_t *to, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        to[i] = (uint8_t)(value >> 8 * i);
}

size_t rp_fingerprint_encode(const struct rp_fingerprint *fingerprint, uint8_t ret[RP_FINGERPRINT_MAX_BYTES])
{
    ret[0] = RP_FINGERPRINT_VERSION;
    ret[1] = 0;
    put(ret + AT_KEY_COUNT, fingerprint->key_count, 2);
    put(ret + AT_TOKENS, fingerprint->tokens, 4);
    put(ret + AT_SHINGLES, fingerprint->shingles, 4);
    memcpy(ret + AT_EXACT, fingerprint->exact, 16);
    put(ret + AT_SIMHASH, fingerprint->simhash, 8);
    for (size_t i = 0; i < RP_MINHASH_VALUES; i++)
        put(ret + AT_MINHASH + 2 * i, fingerprint->minhash[i], 2);
    for (size_t i = 0; i < fingerprint->key_count; i++)
        put(ret + AT_KEYS + 8 * i, fingerprint->keys[i], 8);
    return AT_KEYS + 8 * (size_t)fingerprint->key_count;
}

static enum rp_status check_head(const uint8_t *data, size_t len, struct rp_error *error)
{
    if (len < AT_KEYS)
        return rp_fail(error, RP_DAMAGED, "%zu bytes are too few for a fingerprint", len);
    if (data[0] != RP_FINGERPRINT_VERSION)
        return rp_fail(error, RP_DAMAGED, "fingerprint version %u; only %d is known here", data[0], RP_FINGERPRINT_VERSION);
    if (data[1] != 0)
        return rp_fail_at(error, RP_DAMAGED, 1, "the second byte of a fingerprint is 0, not %u", data[1]);
    uint64_t keys = rp_read_le(data + AT_KEY_COUNT, 2), shingles = rp_read_le(data + AT_SHINGLES, 4);
    if (keys < 1 || keys > RP_KEYS_MAX || keys > shingles)
        return rp_fail_at(error, RP_DAMAGED, AT_KEY_COUNT, "%u keys for %u shingles can not be", (unsigned)keys, (unsigned)shingles);
    if (len != AT_KEYS + 8 * keys)
        return rp_fail(error, RP_DAMAGED, "%zu bytes where a fingerprint with %u keys has %u", len, (unsigned)keys,
                       (unsigned)(AT_KEYS + 8 * keys));
    return RP_OK;
}

enum rp_status rp_fingerprint_decode(const uint8_t *data, size_t len, struct rp_fingerprint *ret, struct rp_error *error)
{
    enum rp_status status = check_head(data, len, error);
    if (status != RP_OK)
        return status;
    struct rp_fingerprint fingerprint = {
        .tokens = (uint32_t)rp_read_le(data + AT_TOKENS, 4),
        .shingles = (uint32_t)rp_read_le(data + AT_SHINGLES, 4),
        .simhash = rp_read_le64(data + AT_SIMHASH),
        .key_count = (uint32_t)rp_read_le(data + AT_KEY_COUNT, 2),
    };
    memcpy(fingerprint.exact, data + AT_EXACT, 16);
    for (size_t i = 0; i < RP_MINHASH_VALUES; i++)
        fingerprint.minhash[i] = (uint16_t)rp_read_le(data + AT_MINHASH + 2 * i, 2);
    for (size_t i = 0; i < fingerprint.key_count; i++) {
        fingerprint.keys[i] = rp_read_le64(data + AT_KEYS + 8 * i);
        if (i > 0 && fingerprint.keys[i] <= fingerprint.keys[i - 1])
            return rp_fail_at(error, RP_DAMAGED, AT_KEYS + 8 * i, "key %zu is not larger than the one before", i);
    }
    *ret = fingerprint;
    return RP_OK;
}
