/* How well stories are found: a set of articles with labelled pairs goes through a corpus in the order of publication,
 * in one pass, and what came together is held against the labels.
 *
 * A set is a folder with docs.jsonl (or docs.jsonl.zst, docs.jsonl.gz) and pairs.tsv (batch/labels.h). Pairs labelled
 * `skip` are left out; a pair that is not listed counts as `not`. The time of each operation is the article's
 * `published`, or 0. The set may then go through in random orders too, each through a corpus of its own, to see what the
 * order of arrival changes. */
#ifndef RP_BATCH_EVAL_H
#define RP_BATCH_EVAL_H

#include "base/buf.h"
#include "reprint/corpus.h"
#include "reprint/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rp_eval_options {
    const struct rp_corpus_options *corpus;                         /* borrowed; NULL: the defaults */
    size_t show;                                                    /* errors of each kind that are wanted */
    /* Every article comes from a source of its own, of which nothing is known: what is scored is pairs of two sources. */
    bool new_sources;
    uint32_t shuffles;                                              /* runs in random orders, after the first */
    uint64_t seed;                                                  /* of those orders */
    const atomic_bool *interrupt;                                   /* borrowed; may be NULL */
    void (*progress)(void *context, uint64_t done, uint64_t total); /* articles of all runs; may be NULL */
    void *context;
};

/* Shares are 1 where there is nothing to share: nothing missed of nothing. */
struct rp_score {
    uint64_t copies, found; /* pairs labelled `copy`, and those of them that came together */
    uint64_t wrong;         /* pairs that came together and are `not`, listed or not */
    uint64_t traps, traps_joined;
    double recall, precision, f1;
};

/* What was left out of a text as boilerplate: struct rp_dropped with memory of its own. */
struct rp_left_out {
    uint32_t words, range_count;
    struct rp_dropped_range ranges[RP_LIMIT_DROPPED];
};

/* What was found out of a pair. */
struct rp_explained {
    enum rp_verdict verdict;
    enum rp_refusal refusal;
    double containment_of_new, containment_of_old, resemblance;
    uint32_t shared, new_shingles, old_shingles;
    struct rp_grounds grounds;
    struct rp_left_out left_out_of_new, left_out_of_old;
    uint32_t start, end;               /* bytes of the longest passage in the later text */
    struct rp_substitution examples[RP_LIMIT_SUBSTITUTIONS]; /* grounds.example_count of them */
};

/* A pair that was judged wrongly. */
struct rp_misjudged {
    struct rp_str a, b; /* ids in the order of arrival; owned by the report */
    bool listed, trap;
    uint32_t earlier, later; /* numbers of the two in the set */
    bool matched;            /* b's answer names a */
    /* Of that match; without one, of the two beside each other, no boilerplate left out. */
    struct rp_explained explained;
    /* Of both, and the longest passage as it stands in b, cut to RP_EVAL_EXCERPT bytes; owned by the report. */
    struct rp_str title_a, title_b, excerpt;
    struct rp_str left_out_a, left_out_b; /* the first stretches: "Home News | Read also" */
    struct rp_str numbers; /* of a template, as they stand in a and b: "12 -> 17, 340 -> 512" */
};
enum { RP_EVAL_EXCERPT = 400 };

/* A labelled pair whose outcome (same story or not) was not always that of the order of publication. */
struct rp_moved {
    struct rp_str a, b; /* ids as in the file; owned by the report */
    bool copy, trap;    /* its label */
    bool together;      /* in the order of publication */
    uint32_t times;     /* shuffles that came to the other outcome */
};

/* What the order of arrival changes. Shares of the pairs labelled `copy` or `not`. */
struct rp_shuffles {
    uint64_t labelled;
    uint32_t count;                /* runs */
    double moved_mean, moved_most; /* in one shuffle */
    double moved_ever;             /* in any */
    double recall_mean, recall_worst, precision_mean, precision_worst; /* by stories */
    struct rp_moved *pairs; /* owned: at most options.show, those that moved most often */
    size_t pair_count;
};

struct rp_eval_report {
    uint64_t articles; /* that the corpus took */
    uint64_t bad;      /* lines that it could not take */
    uint64_t bad_line; /* the first of them, and why */
    struct rp_error bad_error;
    uint64_t skipped; /* pairs labelled `skip` */

    struct rp_score stories; /* together: in the same story at the end */
    struct rp_score matches; /* together: the later one's answer calls it a copy of the earlier one */
    /* Pairs whose later article is the first of its source, when nothing is known of the source's boilerplate; an
     * article without a source is a source of its own. By stories. */
    uint64_t first_copies, first_found;
    double first_recall;

    /* At most options.show of each, those with the largest containment first, then in the order of arrival. By stories.
     */
    struct rp_misjudged *missed; /* owned: copies that did not come together */
    size_t missed_count;
    struct rp_misjudged *joined; /* owned: what should not have */
    size_t joined_count;
    struct rp_shuffles shuffles; /* count 0: none were wanted */
    char *ids;                   /* owned */
    struct rp_buf excerpts;

    struct rp_corpus_stats corpus;
};

/* RP_IO, RP_DAMAGED, RP_LIMIT (a line or the corpus), what rp_labels_load fails with, RP_NO_MEMORY, RP_INTERRUPTED;
 * nothing is to be freed then. */
enum rp_status rp_eval_run(const char *folder, const struct rp_eval_options *options, struct rp_eval_report *ret,
                           struct rp_error *error);
void rp_eval_report_done(struct rp_eval_report *report);

#endif
