/* A file of articles, piece by piece. */
#include "input/feed.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/utf8.h"
#include "input/lines.h"
#include "reprint/limits.h"

#include <string.h>

enum kind { KIND_UNKNOWN, KIND_JSONL, KIND_TEXT, KIND_OVER };

struct rp_feed {
    struct rp_lines *lines; /* owned */
    enum kind kind;
    bool repair;
    struct rp_buf repaired; /* the piece in hand, when it had to be */
};

const char *rp_feed_name(const char *path)
{
    if (strcmp(path, "-") == 0)
        return "stdin";
    while (path[0] == '.' && path[1] == '/' && path[2] != '/' && path[2] != 0)
        path += 2;
    return path;
}

static bool ends_in(struct rp_str *name, const char *end)
{
    size_t len = strlen(end);
    if (name->len <= len || memcmp(name->data + name->len - len, end, len) != 0)
        return false;
    name->len -= len;
    return true;
}

/* A file that calls itself JSON is not to become an article because its first line is broken. */
static bool named_json(const char *path)
{
    struct rp_str name = rp_str_of(path);
    if (!ends_in(&name, ".gz"))
        ends_in(&name, ".zst");
    return ends_in(&name, ".jsonl") || ends_in(&name, ".ndjson") || ends_in(&name, ".json");
}

enum rp_status rp_feed_open(const char *path, const atomic_bool *interrupt, struct rp_feed **ret,
                            struct rp_error *error)
{
    struct rp_feed *feed = rp_alloc_zeroed(1, sizeof *feed);
    if (feed == NULL)
        return rp_fail_memory(error);
    enum rp_status status = rp_lines_open(path, interrupt, &feed->lines, error);
    if (status != RP_OK) {
        rp_free(feed);
        return status;
    }
    feed->kind = named_json(path) ? KIND_JSONL : KIND_UNKNOWN;
    rp_buf_init(&feed->repaired, RP_LIMIT_LINE);
    *ret = feed;
    return RP_OK;
}

void rp_feed_close(struct rp_feed *feed)
{
    if (feed == NULL)
        return;
    rp_lines_close(feed->lines);
    rp_buf_done(&feed->repaired);
    rp_free(feed);
}

void rp_feed_repair(struct rp_feed *feed)
{
    feed->repair = true;
}

void rp_feed_stop_on(struct rp_feed *feed, const atomic_bool *flag)
{
    rp_lines_stop_on(feed->lines, flag);
}

void rp_feed_progress(const struct rp_feed *feed, uint64_t *ret_done, uint64_t *ret_total)
{
    rp_lines_progress(feed->lines, ret_done, ret_total);
}

bool rp_feed_is_file(const struct rp_feed *feed)
{
    return rp_lines_is_file(feed->lines);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t skip_space(struct rp_str str, size_t at)
{
    while (at < str.len && is_space(str.data[at]))
        at++;
    return at;
}

/* A line of str begins with {" as only a line of JSONL does. */
static bool has_object_line(struct rp_str str)
{
    for (size_t at = 0; at < str.len;) {
        size_t begin = skip_space(str, at);
        if (begin < str.len && str.data[begin] == '{') {
            begin = skip_space(str, begin + 1);
            if (begin < str.len && str.data[begin] == '"')
                return true;
        }
        const char *newline = begin < str.len ? memchr(str.data + begin, '\n', str.len - begin) : NULL;
        at = newline != NULL ? (size_t)(newline - str.data) + 1 : str.len;
    }
    return false;
}

/* Looks no further than it must, so that the first line of a live pipe is given at once: a file whose first character
 * but white space is { is JSONL. Otherwise as much is looked at as a text may be long. */
static enum rp_status decide(struct rp_feed *feed, struct rp_error *error)
{
    size_t want = 1;
    bool all = false;
    struct rp_str seen;
    for (;;) {
        enum rp_status status = rp_lines_peek(feed->lines, want, &seen, &all, error);
        if (status != RP_OK)
            return status;
        size_t first = skip_space(seen, 0);
        if (first < seen.len && seen.data[first] == '{')
            feed->kind = KIND_JSONL;
        else if (all || seen.len > RP_LIMIT_TEXT)
            feed->kind = first == seen.len || has_object_line(seen) ? KIND_JSONL : KIND_TEXT;
        if (feed->kind != KIND_UNKNOWN)
            return RP_OK;
        want = first < seen.len ? RP_LIMIT_TEXT + 1 : seen.len + 1;
    }
}

static enum rp_status next_text(struct rp_feed *feed, struct rp_piece *ret, struct rp_error *error)
{
    bool all;
    feed->kind = KIND_OVER;
    enum rp_status status = rp_lines_peek(feed->lines, RP_LIMIT_TEXT + 1, &ret->bytes, &all, error);
    if (status != RP_OK)
        return status;
    if (ret->bytes.len > RP_LIMIT_TEXT)
        return rp_fail(error, RP_LIMIT, "a plain text longer than the %d bytes of the limit \"text\"", RP_LIMIT_TEXT);
    ret->is_text = true;
    return RP_OK;
}

static enum rp_status next_line(struct rp_feed *feed, struct rp_piece *ret, struct rp_error *error)
{
    enum rp_status status;
    do
        status = rp_lines_next(feed->lines, &ret->bytes, &ret->line, error);
    while (status == RP_OK && skip_space(ret->bytes, 0) == ret->bytes.len);
    return status;
}

static enum rp_status repair(struct rp_feed *feed, struct rp_piece *piece, struct rp_error *error)
{
    if (rp_utf8_fault(piece->bytes) == piece->bytes.len)
        return RP_OK;
    rp_buf_clear(&feed->repaired);
    if (rp_buf_add_str(&feed->repaired, piece->bytes) != RP_OK) {
        feed->kind = KIND_OVER;
        return rp_fail_memory(error);
    }
    rp_utf8_repair(feed->repaired.data, feed->repaired.len);
    piece->bytes = (struct rp_str){feed->repaired.data, feed->repaired.len};
    piece->repaired = true;
    return RP_OK;
}

enum rp_status rp_feed_next(struct rp_feed *feed, struct rp_piece *ret, struct rp_error *error)
{
    *ret = (struct rp_piece){.line = 1};
    if (feed->kind == KIND_OVER)
        return RP_CLOSED;
    if (feed->kind == KIND_UNKNOWN) {
        enum rp_status status = decide(feed, error);
        if (status != RP_OK) {
            feed->kind = KIND_OVER;
            return status;
        }
    }
    enum rp_status status = feed->kind == KIND_TEXT ? next_text(feed, ret, error) : next_line(feed, ret, error);
    return status == RP_OK && feed->repair ? repair(feed, ret, error) : status;
}

enum rp_status rp_piece_parse(struct rp_article_parser *parser, const char *name, const struct rp_piece *piece,
                              struct rp_article *ret, struct rp_error *error)
{
    return piece->is_text ? rp_article_of_text(name, piece->bytes, ret, error)
                          : rp_article_parse(parser, piece->bytes, ret, error);
}
