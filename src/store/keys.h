/* The tags by which an article stands in the index, as bytes: in order, the gaps between them as Rice codes (Rice and Plaunt, "Adaptive Variable-Length Coding",
 * 1971), since tags are spread evenly. 65 of them take some 225 bytes. */
#ifndef RP_STORE_KEYS_H
#define RP_STORE_KEYS_H

#include "base/packing.h"
#include "corpus/postings.h"
#include "reprint/status.h"

/* At most RP_POSTINGS_OF_ONE of them, in any order. At most 4 * count + 16 bytes. */
void rp_keys_pack(struct rp_packing *to, const uint32_t *tags, size_t count);
/* In order. RP_DAMAGED when the bytes are none. */
enum rp_status rp_keys_unpack(struct rp_str bytes, uint32_t ret_tags[RP_POSTINGS_OF_ONE], size_t *ret_count);

#endif
