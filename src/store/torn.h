/* Whether a log of RocksDB (its write-ahead log, its MANIFEST) is whole, was torn when its writer ended, or is damaged.
 *
 * RocksDB takes a last record that is not whole for torn, also when what has changed is the length that the record says of itself: then everything behind it
 * would be lost without a word. And it does not say which log is damaged. */
#ifndef RP_STORE_TORN_H
#define RP_STORE_TORN_H

#include "reprint/status.h"

/* RP_OK when it is whole or torn at its end; RP_DAMAGED names the file and the place; RP_IO. */
enum rp_status rp_torn_check(const char *path, struct rp_error *error);

#endif
