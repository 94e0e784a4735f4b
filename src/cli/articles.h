/* The articles of files, one after another; what is wrong with a file or a line is said, and the rest goes on. */
#ifndef RP_CLI_ARTICLES_H
#define RP_CLI_ARTICLES_H

#include "base/buf.h"
#include "cli/command.h"
#include "input/feed.h"
#include "reprint/article.h"
#include "reprint/status.h"

/* Called for every article that could be read. RP_NO_MEMORY ends the reading; any other failure is of this article alone. */
typedef enum rp_status (*rp_article_function)(void *context, const struct rp_article *article, struct rp_error *error);

struct rp_reading {
    rp_article_function each;
    void *context;
    uint64_t articles, faults; /* so far */
};

/* Reads the files in order. RP_EXIT_INPUT when anything was wrong. */
enum rp_exit rp_articles_read(struct rp_reading *reading, const char *const *files, int count);

/* The one article of a file, in memory of its own. */
struct rp_one_article {
    struct rp_buf bytes;
    struct rp_article_parser *parser; /* owned */
    struct rp_article article;        /* borrowed from both */
};
/* RP_LIMIT when there are several, RP_EMPTY_TEXT when there is none, or what reading fails with; *ret_line is where, 0 for the whole.
 * Whatever comes back, rp_one_article_done frees it. */
enum rp_status rp_one_article_read(struct rp_one_article *ret, const char *file, uint64_t *ret_line, struct rp_error *error);
void rp_one_article_done(struct rp_one_article *one);

#endif
