/* The agencies and cues by which credits are found: those that are built in, and more of a user's. */
#ifndef REPRINT_AGENCIES_H
#define REPRINT_AGENCIES_H

#include "reprint/article.h"
#include "reprint/status.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Tables of agencies and cues. They do not change once they are made: any thread may use them, many at once. */
struct rp_agencies;

/* The built-in agencies and cues and those of `table`, which has lines as data/agencies.tsv (an agency) and data/cues.tsv (a cue: the first
 * column is its kind) explain. A line for an agency that is there adds hosts and spellings to it; nothing can be taken away. `table` is not
 * needed afterwards. The outcome must outlive every corpus that is made with it and all answers of those.
 * Fails with RP_BAD_VALUE, RP_REPEATED_KEY, RP_INVALID_UTF8, RP_LIMIT (RP_LIMIT_AGENCY_TABLE, RP_LIMIT_AGENCIES, RP_LIMIT_PHRASES), RP_NO_MEMORY.
 * *ret_line is then the number of the line at fault, from 1; 0 when it is no line's. */
enum rp_status rp_agencies_load(struct rp_str table, struct rp_agencies **ret, uint64_t *ret_line, struct rp_error *error);
void rp_agencies_free(struct rp_agencies *agencies); /* NULL is allowed */

#ifdef __cplusplus
}
#endif
#endif
