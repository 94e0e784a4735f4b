/* Hashes of byte strings, for tables and against damage: XXH3. */
#ifndef RP_BASE_HASH_H
#define RP_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t rp_hash64(const void *data, size_t len, uint64_t seed);
/* XXH3-128, seed 0, canonical big-endian bytes. */
void rp_hash128(const void *data, size_t len, uint8_t ret[16]);

/* The same of what comes in pieces. */
struct rp_hashing;
struct rp_hashing *rp_hashing_create(void); /* NULL: no memory */
void rp_hashing_free(struct rp_hashing *hashing); /* NULL is allowed */
void rp_hashing_add(struct rp_hashing *hashing, const void *data, size_t len);
/* The hash of all that was added since the last call; begins anew. */
void rp_hashing_end(struct rp_hashing *hashing, uint8_t ret[16]);

#endif
