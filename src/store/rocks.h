/* RocksDB as the store uses it: its options, and its errors as ours. */
#ifndef RP_STORE_ROCKS_H
#define RP_STORE_ROCKS_H

#include "reprint/status.h"

#include <rocksdb/c.h>
#include <stdbool.h>

/* What RocksDB may use, whatever the corpus holds. */
enum {
    RP_ROCKS_MEMTABLE = 16 << 20,  /* bytes of rows that are not in files of their own yet, of one window */
    RP_ROCKS_MEMTABLES = 64 << 20, /* and of all */
    RP_ROCKS_CACHE = 32 << 20,     /* bytes of blocks, indexes and filters that are kept in memory */
    RP_ROCKS_JOBS = 2,             /* threads that flush and compact */
    RP_ROCKS_READAHEAD = 2 << 20   /* bytes, of a scan */
};

/* What can be done about damage of tables and logs. */
#define RP_ROCKS_MEND "restore a backup, or `reprint export` what is left and `import` it into a new folder"

/* `lenient`: damage does not keep it from opening what can be read. */
rocksdb_options_t *rp_rocks_options(bool lenient);

enum rp_rocks_deed { RP_ROCKS_OPENS, RP_ROCKS_READS, RP_ROCKS_WRITES };
/* The error of RocksDB that came of doing something in the folder; frees `text`. RP_DAMAGED names the file, RP_IO says what the system said. */
enum rp_status rp_rocks_fail(const char *folder, enum rp_rocks_deed deed, char *text, struct rp_error *error);

#endif
