/* What RocksDB's MANIFEST says of the logs: it is a log itself, whose records are edits of the database (version_edit.h of RocksDB). */
#ifndef RP_STORE_EDITS_H
#define RP_STORE_EDITS_H

#include "reprint/status.h"

#include <stdint.h>

/* *ret_least: the last log has at least this number. A log that is noted as closed has one behind it; and those that are done without, too. Checks the file as rp_torn_check. */
enum rp_status rp_edits_last_log(const char *path, uint64_t *ret_least, struct rp_error *error);

#endif
