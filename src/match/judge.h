/* From the figures of a pair to its verdict. */
#ifndef RP_MATCH_JUDGE_H
#define RP_MATCH_JUDGE_H

#include "match/align.h"
#include "match/refuse.h"
#include "reprint/article.h"
#include "reprint/compare.h"

#include <stdbool.h>

/* As in struct rp_corpus_options. */
struct rp_thresholds {
    double copy, near, partial;
    uint32_t partial_words;
};
extern const struct rp_thresholds rp_thresholds_default;

/* What is known of a pair beside its texts. */
struct rp_pair {
    bool identical;   /* the same token stream */
    bool same_source; /* both known and equal */
    bool same_url;    /* both known and equal, or one replaces the other */
    double titles_shared;
    bool titles_weak;  /* as rp_titles_are_weak */
    bool new_headline; /* as rp_is_new_headline */
    bool two_bodies;   /* as rp_have_two_bodies */
    double pairs_shared; /* share of the smaller text's uncommon word pairs that the other has; 0 where that is not known */
};

/* What the two articles say of themselves beside their texts; all below `same_url` but `titles_weak`, and `identical`, are left to be found. */
struct rp_pair rp_pair_of(const struct rp_article *a, const struct rp_article *b);

/* What the counts of an alignment (rp_align_count) leave of a verdict, whatever the passages and the titles are. Of the pair only `identical` and
 * `pairs_shared` are used. */
enum rp_outlook {
    RP_OUTLOOK_UNIQUE,    /* nothing */
    RP_OUTLOOK_REWRITTEN, /* nothing, unless it has more in `pairs_shared` than was said */
    RP_OUTLOOK_OPEN
};
enum rp_outlook rp_judge_outlook(const struct rp_thresholds *thresholds, const struct rp_pair *pair, const struct rp_alignment *alignment);

/* Whether the verdict depends on pair->pairs_shared, which is not filled in yet. */
bool rp_judge_wants_pairs(const struct rp_thresholds *thresholds, const struct rp_pair *pair, const struct rp_alignment *alignment);

/* Sets verdict, refusal and the figures of *ret (not its passages) from the alignment. RP_NO_MEMORY. */
enum rp_status rp_judge(const struct rp_thresholds *thresholds, const struct rp_pair *pair, const struct rp_alignment *alignment,
                        const struct rp_side *new_side, const struct rp_side *old_side, struct rp_numbers *numbers,
                        struct rp_comparison *ret);

/* True for the verdicts that put an article into the story of the other. */
bool rp_verdict_joins(enum rp_verdict verdict);

#endif
