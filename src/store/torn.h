/* Whether a log of RocksDB (its write-ahead log, its MANIFEST) is whole, was torn when its writer ended, or is damaged.
 *
 * RocksDB takes a last record that is not whole for torn, also when what has changed is the length that the record says of itself: then everything behind it
 * would be lost without a word. And it does not say which log is damaged. */
#ifndef RP_STORE_TORN_H
#define RP_STORE_TORN_H

#include "base/strings.h"
#include "reprint/status.h"

/* RP_OK when it is whole or torn at its end; RP_DAMAGED names the file and the place; RP_IO. each(), which may be NULL, gets the pieces of records that are whole, in order. */
enum rp_torn_piece { RP_TORN_WHOLE = 1, RP_TORN_FIRST, RP_TORN_MIDDLE, RP_TORN_LAST }; /* of a record */
enum rp_status rp_torn_check(const char *path, void (*each)(void *context, enum rp_torn_piece piece, struct rp_str bytes), void *context, struct rp_error *error);

#endif
