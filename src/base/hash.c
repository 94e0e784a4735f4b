/* Hashes of byte strings. */
#include "base/hash.h"

#include <string.h>
#include <xxhash.h>

uint64_t rp_hash64(const void *data, size_t len, uint64_t seed)
{
    return XXH3_64bits_withSeed(data, len, seed);
}

void rp_hash128(const void *data, size_t len, uint8_t ret[16])
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(data, len));
    memcpy(ret, canonical.digest, 16);
}
