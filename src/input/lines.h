/* The lines of a file, one after another, in bounded memory. */
#ifndef RP_INPUT_LINES_H
#define RP_INPUT_LINES_H

#include "reprint/article.h"
#include "reprint/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct rp_lines;

/* As rp_stream_open. A byte order mark at the start of the file is no part of the first line. */
enum rp_status rp_lines_open(const char *path, const atomic_bool *interrupt, struct rp_lines **ret,
                             struct rp_error *error);
void rp_lines_close(struct rp_lines *lines); /* NULL is allowed */
/* As rp_stream_stop_on. */
void rp_lines_stop_on(struct rp_lines *lines, const atomic_bool *flag);

/* The next line without its newline, borrowed until the next call, and its number, from 1.
 *   RP_CLOSED    the end; *error is not set
 *   RP_LIMIT     this line (its number is set) is longer than RP_LIMIT_LINE: it is skipped, the next call goes on
 * behind it otherwise    as rp_stream_read: nothing more can be read, and the next call gives RP_CLOSED. A line that
 * was cut by it is not given. */
enum rp_status rp_lines_next(struct rp_lines *lines, struct rp_str *ret_line, uint64_t *ret_number,
                             struct rp_error *error);

/* Shows what comes next without taking it: at least `want` (at most RP_LIMIT_LINE) bytes, or all up to the end of the
 * file, in which case *ret_all is true. Borrowed until the next call. Fails as rp_stream_read. */
enum rp_status rp_lines_peek(struct rp_lines *lines, size_t want, struct rp_str *ret, bool *ret_all,
                             struct rp_error *error);

/* As rp_stream_progress, rp_stream_is_file. */
void rp_lines_progress(const struct rp_lines *lines, uint64_t *ret_done, uint64_t *ret_total);
bool rp_lines_is_file(const struct rp_lines *lines);

#endif
