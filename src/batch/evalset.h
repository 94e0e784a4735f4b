/* The articles of an evaluation set, in memory. Private to eval. */
#ifndef RP_BATCH_EVALSET_H
#define RP_BATCH_EVALSET_H

#include "base/buf.h"
#include "batch/eval.h"
#include "batch/ids.h"
#include "batch/labels.h"
#include "input/articles.h"

struct rp_found {
    uint32_t of; /* number of the earlier article */
    struct rp_explained explained;
};

struct rp_doc {
    size_t start, len; /* of its line */
    uint64_t line;
    int64_t published_ms; /* INT64_MAX when absent */
    uint64_t source;      /* hash; 0 when absent */
    uint32_t place;       /* in the order of arrival */
    bool added, first_of_source;
    uint64_t story;         /* at the end */
    struct rp_found *found; /* owned: the matches of its answer */
    uint32_t found_count;
};

struct rp_evalset {
    struct rp_article_parser *parser; /* owned */
    struct rp_buf lines;
    struct rp_ids ids;   /* a document's number is that of its id */
    struct rp_doc *docs; /* owned, ids.count of them */
    size_t cap;
    uint32_t *order; /* owned: numbers by publication; those without a date last; in the order of the file where it is
                        the same. Shuffles put it into other orders */
    struct rp_labels labels;
    bool new_sources; /* as in the options */
};

/* Reads the folder. Bad lines are counted in *report. Whatever comes back, rp_evalset_done frees it. */
enum rp_status rp_evalset_load(struct rp_evalset *set, const char *folder, const struct rp_eval_options *options,
                               struct rp_eval_report *report, struct rp_error *error);
void rp_evalset_done(struct rp_evalset *set);
/* Counts one line that cannot be used. */
void rp_evalset_bad(struct rp_eval_report *report, uint64_t line, const struct rp_error *error);
/* The article of a document, borrowed until the next call. */
enum rp_status rp_evalset_article(struct rp_evalset *set, uint32_t number, struct rp_article *ret,
                                  struct rp_error *error);

/* evalrun.c: puts the articles into a new corpus, in `order`, and asks for their stories. The first run fills *report and keeps
 * the matches; later ones, with NULL, change only the stories. `before` counts the articles of earlier runs, for the progress. */
enum rp_status rp_evalset_run(struct rp_evalset *set, const struct rp_eval_options *options, uint64_t before,
                              struct rp_eval_report *report, struct rp_error *error);

/* evalexplain.c: what an answer says of one of its matches. */
struct rp_explained rp_explained_of(const struct rp_answer *answer, const struct rp_match *match);
/* Of the misjudged pairs of a scored report: titles and the longest passage, and why those did not match that did not. */
enum rp_status rp_evalset_explain(struct rp_evalset *set, struct rp_eval_report *report, struct rp_error *error);

/* evalscore.c: counts everything in *report, whose pairs borrow their ids from the set. */
enum rp_status rp_evalset_score(struct rp_evalset *set, size_t show, struct rp_eval_report *report,
                                struct rp_error *error);
/* The same for the stories alone, without traps. */
enum rp_status rp_evalset_score_stories(const struct rp_evalset *set, struct rp_score *ret, struct rp_error *error);
/* True when both are there and in one story. */
bool rp_evalset_together(const struct rp_evalset *set, const struct rp_pair *pair);

/* evalshuffle.c: the runs in random orders, after the first. */
enum rp_status rp_evalset_shuffle(struct rp_evalset *set, const struct rp_eval_options *options, struct rp_shuffles *ret,
                                  struct rp_error *error);

#endif
