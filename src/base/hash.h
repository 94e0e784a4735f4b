/* Hashes of byte strings, for tables: XXH3 with a seed. */
#ifndef RP_BASE_HASH_H
#define RP_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t rp_hash64(const void *data, size_t len, uint64_t seed);
/* XXH3-128, seed 0, canonical big-endian bytes. */
void rp_hash128(const void *data, size_t len, uint8_t ret[16]);

#endif
