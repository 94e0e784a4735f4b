/* A file of articles, piece by piece: lines of JSONL, or one plain text.
 *
 * Reading is apart from parsing, so that one thread can read and many parse. */
#ifndef RP_INPUT_FEED_H
#define RP_INPUT_FEED_H

#include "input/articles.h"
#include "reprint/article.h"
#include "reprint/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct rp_piece {
    struct rp_str bytes; /* borrowed until the next call on the feed */
    uint64_t line;       /* where it begins, from 1 */
    bool is_text;        /* the whole of a plain text file */
    bool repaired;       /* it was no valid UTF-8 */
};

struct rp_feed;
/* As rp_stream_open; plain, gzip, Zstandard, "-". */
enum rp_status rp_feed_open(const char *path, const atomic_bool *interrupt, struct rp_feed **ret,
                            struct rp_error *error);
void rp_feed_close(struct rp_feed *feed); /* NULL is allowed */
/* Repairs invalid UTF-8 in the pieces from now on: a question mark for each bad byte, so that all offsets are those of the file's own bytes. */
void rp_feed_repair(struct rp_feed *feed);
/* As rp_stream_stop_on. */
void rp_feed_stop_on(struct rp_feed *feed, const atomic_bool *flag);

/* The next piece; lines of white space are passed over. RP_CLOSED at the end. RP_LIMIT: the piece (ret->line is set) is
 * too long and left out, go on. RP_IO, RP_DAMAGED, RP_NO_MEMORY, RP_INTERRUPTED: this file is over, the next call gives
 * RP_CLOSED; ret->line is the line that could not be read. */
enum rp_status rp_feed_next(struct rp_feed *feed, struct rp_piece *ret, struct rp_error *error);

/* Parses a piece of the file called `name`. Any thread; fails as rp_article_parse and rp_article_of_text, and remarks as the former does. */
enum rp_status rp_piece_parse(struct rp_article_parser *parser, const char *name, const struct rp_piece *piece,
                              struct rp_article *ret, struct rp_error *error);

/* What a file is called in messages and as the id of a plain text: the path without a leading "./", or "stdin". */
const char *rp_feed_name(const char *path);
/* As rp_stream_progress and rp_stream_is_file. */
void rp_feed_progress(const struct rp_feed *feed, uint64_t *ret_done, uint64_t *ret_total);
bool rp_feed_is_file(const struct rp_feed *feed);

#endif
