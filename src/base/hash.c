/* Hashes of byte strings. */
#include "base/hash.h"

#include "base/alloc.h"

#include <string.h>
#include <xxhash.h>

uint64_t rp_hash64(const void *data, size_t len, uint64_t seed)
{
    return XXH3_64bits_withSeed(data, len, seed);
}

static void put_canonical(XXH128_hash_t hash, uint8_t ret[16])
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, hash);
    memcpy(ret, canonical.digest, 16);
}

void rp_hash128(const void *data, size_t len, uint8_t ret[16])
{
    put_canonical(XXH3_128bits(data, len), ret);
}

struct rp_hashing {
    XXH3_state_t *state; /* owned; the library's own */
};

struct rp_hashing *rp_hashing_create(void)
{
    struct rp_hashing *hashing = rp_alloc_zeroed(1, sizeof *hashing);
    if (hashing != NULL)
        hashing->state = XXH3_createState();
    if (hashing == NULL || hashing->state == NULL || XXH3_128bits_reset(hashing->state) != XXH_OK) {
        rp_hashing_free(hashing);
        return NULL;
    }
    return hashing;
}

void rp_hashing_free(struct rp_hashing *hashing)
{
    if (hashing == NULL)
        return;
    XXH3_freeState(hashing->state);
    rp_free(hashing);
}

void rp_hashing_add(struct rp_hashing *hashing, const void *data, size_t len)
{
    XXH3_128bits_update(hashing->state, data, len); /* fails for NULL alone */
}

void rp_hashing_end(struct rp_hashing *hashing, uint8_t ret[16])
{
    put_canonical(XXH3_128bits_digest(hashing->state), ret);
    XXH3_128bits_reset(hashing->state);
}
