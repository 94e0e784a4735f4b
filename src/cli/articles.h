/* The articles of files, one after another; what is wrong with a file or a line is said, and the rest goes on. */
#ifndef RP_CLI_ARTICLES_H
#define RP_CLI_ARTICLES_H

#include "base/buf.h"
#include "cli/command.h"
#include "input/feed.h"
#include "reprint/article.h"
#include "reprint/status.h"

#include <stdatomic.h>

/* Called for every article that could be read. RP_NO_MEMORY ends the reading; any other failure is of this article alone. */
typedef enum rp_status (*rp_article_function)(void *context, const struct rp_article *article, struct rp_error *error);

struct rp_reading {
    rp_article_function each;
    void (*before_fault)(void *context); /* before one is said; NULL: nothing */
    /* Told of every fault, whether it is said or not; NULL: nothing. */
    void (*on_fault)(void *context, const char *file, uint64_t line, const struct rp_error *error);
    void *context;
    const atomic_bool *interrupt;  /* ends the reading, which is no fault; NULL: none */
    uint64_t faults_said;          /* that many are said, the others only counted; 0: all are said */
    bool strict;                   /* ends at the first fault */
    bool repair;                   /* as rp_feed_repair */
    bool stop;                     /* set by `each`: reads no more */
    uint64_t articles, faults;     /* so far */
    uint64_t repaired;             /* articles whose UTF-8 was */
    uint64_t remarks;              /* on dates that were left out: no faults, unless `strict` */
    const char *file;              /* where the article of `each` stands */
    uint64_t line;                 /* 0: it is the whole file */
    bool is_file, is_stdin;        /* is_file: no pipe and no terminal */
    uint64_t over_bytes, at_bytes; /* as they stand on disk: of the files that are over, of the one that is read */
};

/* Reads the files in order. RP_EXIT_INPUT when anything was wrong. */
enum rp_exit rp_articles_read(struct rp_reading *reading, const char *const *files, int count);
/* Counts a fault, and says it; also for one that shows later than `each`. */
void rp_articles_fault(struct rp_reading *reading, const char *file, uint64_t line, const struct rp_error *error);
/* In `each`: may reading the next article wait for somebody to write it? */
bool rp_articles_would_wait(const struct rp_reading *reading);
/* Bytes of all the files; 0 when one of them is no file, so that nobody knows. */
uint64_t rp_articles_total(const char *const *files, int count);

/* The one article of a file, in memory of its own. */
struct rp_one_article {
    struct rp_buf bytes;
    struct rp_article_parser *parser; /* owned */
    struct rp_article article;        /* borrowed from both */
};
/* RP_LIMIT when there are several, RP_EMPTY_TEXT when there is none, or what reading fails with; *ret_line is where, 0 for the whole.
 * Whatever comes back, rp_one_article_done frees it. */
enum rp_status rp_one_article_read(struct rp_one_article *ret, const char *file, bool repair, uint64_t *ret_line, struct rp_error *error);
void rp_one_article_done(struct rp_one_article *one);

#endif
