/* The lines of a file. */
#include "input/lines.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "input/stream.h"
#include "reprint/limits.h"

#include <string.h>

enum { CHUNK_BYTES = 256 << 10 };

struct rp_lines {
    struct rp_stream *stream; /* owned */
    struct rp_buf buf;        /* from `start` on: not given yet */
    size_t start;
    size_t scanned; /* bytes from start on that are known to hold no newline */
    uint64_t number;
    bool begun; /* the byte order mark was looked for */
    bool at_end, failed;
};

enum rp_status rp_lines_open(const char *path, const atomic_bool *interrupt, struct rp_lines **ret,
                             struct rp_error *error)
{
    struct rp_lines *lines = rp_alloc_zeroed(1, sizeof *lines);
    if (lines == NULL)
        return rp_fail_memory(error);
    rp_buf_init(&lines->buf, RP_LIMIT_LINE + 2 * CHUNK_BYTES);
    enum rp_status status = rp_stream_open(path, interrupt, &lines->stream, error);
    if (status != RP_OK) {
        rp_lines_close(lines);
        return status;
    }
    *ret = lines;
    return RP_OK;
}

void rp_lines_close(struct rp_lines *lines)
{
    if (lines == NULL)
        return;
    rp_stream_close(lines->stream);
    rp_buf_done(&lines->buf);
    rp_free(lines);
}

void rp_lines_stop_on(struct rp_lines *lines, const atomic_bool *flag)
{
    rp_stream_stop_on(lines->stream, flag);
}

void rp_lines_progress(const struct rp_lines *lines, uint64_t *ret_done, uint64_t *ret_total)
{
    rp_stream_progress(lines->stream, ret_done, ret_total);
}

bool rp_lines_is_file(const struct rp_lines *lines)
{
    return rp_stream_is_file(lines->stream);
}

/* Reads one more chunk. */
static enum rp_status more(struct rp_lines *lines, struct rp_error *error)
{
    if (lines->start > 0 && lines->buf.len + CHUNK_BYTES > lines->buf.cap) {
        rp_buf_consume(&lines->buf, lines->start);
        lines->start = 0;
    }
    enum rp_status status = rp_buf_reserve(&lines->buf, CHUNK_BYTES);
    size_t n = 0;
    if (status != RP_OK)
        rp_fail_memory(error);
    else
        status = rp_stream_read(lines->stream, lines->buf.data + lines->buf.len, CHUNK_BYTES, &n, error);
    lines->failed = status != RP_OK;
    lines->at_end = status == RP_OK && n == 0;
    lines->buf.len += n;
    return status;
}

static enum rp_status skip_mark(struct rp_lines *lines, struct rp_error *error)
{
    static const char mark[] = {'\xef', '\xbb', '\xbf'};
    enum rp_status status = RP_OK;
    if (lines->begun)
        return RP_OK;
    lines->begun = true;
    do /* a live pipe may give less than three bytes, and they may be a whole line */
        status = lines->at_end ? RP_OK : more(lines, error);
    while (status == RP_OK && !lines->at_end && lines->buf.len < sizeof mark &&
           memcmp(lines->buf.data, mark, lines->buf.len) == 0);
    if (lines->buf.len >= sizeof mark && memcmp(lines->buf.data, mark, sizeof mark) == 0)
        lines->start = sizeof mark;
    return status;
}

/* Drops the rest of a line that is too long. */
static enum rp_status skip_line(struct rp_lines *lines, struct rp_error *error)
{
    for (;;) {
        char *at = lines->buf.data + lines->start;
        char *newline = memchr(at, '\n', lines->buf.len - lines->start);
        if (newline != NULL) {
            lines->start += (size_t)(newline - at) + 1;
            return RP_OK;
        }
        rp_buf_clear(&lines->buf);
        lines->start = 0;
        if (lines->at_end)
            return RP_OK;
        enum rp_status status = more(lines, error);
        if (status != RP_OK)
            return status;
    }
}

static enum rp_status too_long(struct rp_lines *lines, struct rp_error *error)
{
    enum rp_status status = skip_line(lines, error);
    if (status != RP_OK)
        return status;
    return rp_fail(error, RP_LIMIT, "the line is longer than %d bytes (limit \"line\"): it is left out", RP_LIMIT_LINE);
}

enum rp_status rp_lines_next(struct rp_lines *lines, struct rp_str *ret_line, uint64_t *ret_number,
                             struct rp_error *error)
{
    if (lines->failed)
        return RP_CLOSED;
    enum rp_status status = skip_mark(lines, error);
    *ret_number = lines->number + 1;
    lines->scanned = 0;
    while (status == RP_OK) {
        char *at = lines->buf.data + lines->start;
        size_t left = lines->buf.len - lines->start;
        char *newline = left > lines->scanned ? memchr(at + lines->scanned, '\n', left - lines->scanned) : NULL;
        size_t len = newline != NULL ? (size_t)(newline - at) : left;
        if (lines->at_end && left == 0)
            return RP_CLOSED;
        if (len > RP_LIMIT_LINE) {
            lines->number++;
            return too_long(lines, error);
        }
        if (newline != NULL || lines->at_end) {
            lines->number++;
            lines->start += len + (newline != NULL);
            *ret_line = (struct rp_str){at, len};
            return RP_OK;
        }
        lines->scanned = left;
        status = more(lines, error);
    }
    return status;
}

enum rp_status rp_lines_peek(struct rp_lines *lines, size_t want, struct rp_str *ret, bool *ret_all,
                             struct rp_error *error)
{
    enum rp_status status = skip_mark(lines, error);
    while (status == RP_OK && !lines->at_end && lines->buf.len - lines->start < want)
        status = more(lines, error);
    if (status != RP_OK)
        return status;
    *ret = (struct rp_str){lines->buf.data + lines->start, lines->buf.len - lines->start};
    *ret_all = lines->at_end;
    return RP_OK;
}
