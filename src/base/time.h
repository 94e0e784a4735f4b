/* ISO 8601 dates. */
#ifndef RP_BASE_TIME_H
#define RP_BASE_TIME_H

#include "reprint/article.h"
#include "reprint/status.h"

#include <stdint.h>

enum { RP_DAY_MS = 86400000 };

/* "2018-06-07", "2018-06-07T11:44[:05[.123]]" (or a space for the T), each with nothing, "Z", or "+04:00" / "+0400" / "+04" behind it. Years 1 .. 9999.
 * Unix milliseconds, UTC where no zone is given. RP_BAD_VALUE otherwise. */
enum rp_status rp_time_parse(struct rp_str text, int64_t *ret_ms, struct rp_error *error);

#endif
