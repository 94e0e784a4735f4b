/* A table of RocksDB, read without RocksDB: where its index or its end is damaged, RocksDB reads nothing of it; the blocks with the rows stand in front of those, one behind the
 * other, each with a checksum, and are found without them.
 *
 * What RocksDB wrote with the options of rocks.c: format 5, no compression, XXH3. */
#ifndef RP_STORE_SST_H
#define RP_STORE_SST_H

#include "base/buf.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether what RocksDB reads when it opens the table is whole: its footer, and the blocks that it leads to but for those of the rows. RP_DAMAGED names the file and what of it;
 * RP_IO. `all`: not the properties alone. *ret_fatal: RocksDB would end the process by an assertion, as it uses the properties before it looks at their checksum. */
enum rp_status rp_sst_check(const char *path, bool all, bool *ret_fatal, struct rp_error *error);

/* A row of a block that is whole. */
struct rp_sst_row {
    uint64_t number, sequence; /* of two rows with the same key, the one with the higher sequence counts */
    uint64_t at;               /* byte of the value */
    uint32_t size;
    char letter;
    bool deleted;
};

struct rp_sst {
    int fd;
    struct rp_sst_row *rows; /* owned; in the order of letters and numbers */
    size_t count, cap;
};
/* All rows of blocks that are whole; what cannot be read of the file is passed over. RP_IO when it is not there, RP_NO_MEMORY, RP_LIMIT. To be closed. */
enum rp_status rp_sst_open(const char *path, struct rp_sst *ret, struct rp_error *error);
void rp_sst_close(struct rp_sst *table);
/* The latest row of a key; NULL: none. */
const struct rp_sst_row *rp_sst_find(const struct rp_sst *table, char letter, uint64_t number);
/* Its value, into row->size bytes. RP_IO. */
enum rp_status rp_sst_read(const struct rp_sst *table, const struct rp_sst_row *row, char *ret);

#endif
