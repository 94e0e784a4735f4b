/* What a seal says: name, length and XXH3-128 of each file, as a text with a checksum of its own at the end. */
#ifndef RP_STORE_SEAL_H
#define RP_STORE_SEAL_H

#include "base/buf.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rp_sealed {
    char *name; /* owned; from the folder on, with slashes */
    uint64_t size;
    uint8_t hash[16];
};

struct rp_seal {
    struct rp_sealed *files; /* owned; by name */
    size_t count, cap;
};

void rp_seal_done(struct rp_seal *seal); /* and makes it an empty one */
/* Adds a file; to be sorted. RP_NO_MEMORY; RP_LIMIT past a million files. */
enum rp_status rp_seal_add(struct rp_seal *seal, const char *name, uint64_t size, const uint8_t hash[16]);
void rp_seal_sort(struct rp_seal *seal);
const struct rp_sealed *rp_seal_find(const struct rp_seal *seal, const char *name); /* NULL: none. It is sorted. */

/* RP_NO_MEMORY, RP_LIMIT. */
enum rp_status rp_seal_write(const struct rp_seal *seal, struct rp_buf *ret);
/* Into an empty seal. RP_DAMAGED when the text is not as it was written; RP_NEWER, of the version *ret_version; RP_NO_MEMORY. */
enum { RP_SEAL_VERSION = 1 };
enum rp_status rp_seal_read(struct rp_str text, struct rp_seal *ret, unsigned *ret_version);

/* The files of those names in a folder (NULL at their end), and those in folders of such a name, without hashes, sorted; what else lies there is not ours. RP_IO, RP_NO_MEMORY. */
enum rp_status rp_seal_list(const char *folder, const char *const *names, struct rp_seal *ret, struct rp_error *error);

#endif
