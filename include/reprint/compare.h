/* Two texts beside each other: how much of one stands in the other, and which passages. Pure; any thread. */
#ifndef REPRINT_COMPARE_H
#define REPRINT_COMPARE_H

#include "reprint/article.h"
#include "reprint/limits.h"
#include "reprint/status.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* X(NAME, "stable_name"): what an article is to an earlier one. */
#define RP_VERDICT_MAP(X)       \
    X(UNIQUE, "unique")         \
    X(IDENTICAL, "identical")   \
    X(NEAR, "near")             \
    X(REVISION, "revision")     \
    X(SYNDICATED, "syndicated") \
    X(PARTIAL, "partial")

enum rp_verdict {
#define RP_VERDICT_ENUM(name, text) RP_VERDICT_##name,
    RP_VERDICT_MAP(RP_VERDICT_ENUM)
#undef RP_VERDICT_ENUM
    RP_VERDICT_COUNT
};
const char *rp_verdict_name(enum rp_verdict verdict);

/* Why a pair with much shared text is no copy all the same. */
enum rp_refusal { RP_REFUSAL_NONE, RP_REFUSAL_TEMPLATE, RP_REFUSAL_MODULE };
const char *rp_refusal_name(enum rp_refusal refusal); /* "none", "template", "module" */

/* X(NAME, "stable_name", "what it says"): the rule that decided. "Much" and "nearly all" are the thresholds `copy` and `near`. */
#define RP_RULE_MAP(X)                                                                                            \
    X(SAME_TOKENS, "same_tokens", "both have the same words")                                                     \
    X(NEAR_BOTH_WAYS, "near_both_ways", "nearly all of each stands in the other")                                 \
    X(CONTAINED_BOTH, "contained_both", "much of each stands in the other")                                       \
    X(CONTAINED_NEW, "contained_new", "much of the new text stands in the old one")                               \
    X(CONTAINED_OLD, "contained_old", "much of the old text stands in the new one")                               \
    X(PASSAGE, "passage_of_words", "a part of one stands in the other, with a long passage")                      \
    X(REWRITTEN, "rewritten", "few words stand together in both, but uncommon pairs of words do")                  \
    X(CHANCE, "too_few_shingles", "what is shared is so little that it may be chance")                            \
    X(TOO_LITTLE, "too_little_shared", "too little of either stands in the other")                                \
    X(NO_PASSAGE, "no_long_passage", "a part of one stands in the other, but in no long passage")                 \
    X(TEMPLATE, "template", "one form filled with other facts")                                                   \
    X(MODULE_ONE_BLOCK, "module_one_block", "what is shared is one block that the source's pages have")           \
    X(MODULE_BEHIND_BODIES, "module_behind_bodies", "what is shared stands behind two texts of their own")        \
    X(MODULE_FRAME, "module_frame", "what is shared is a frame around two texts of their own")

enum rp_rule {
    RP_RULE_NONE, /* none has decided */
#define RP_RULE_ENUM(name, text, meaning) RP_RULE_##name,
    RP_RULE_MAP(RP_RULE_ENUM)
#undef RP_RULE_ENUM
    RP_RULE_COUNT
};
const char *rp_rule_name(enum rp_rule rule);    /* "none" for RP_RULE_NONE */
const char *rp_rule_meaning(enum rp_rule rule); /* for a person, in a few words */

/* X(NAME, "stable_name"): what the two articles are to each other beside their texts: with any of it, what would be `syndicated` is a `revision`. */
#define RP_KIN_MAP(X)         \
    X(NONE, "none")           \
    X(SOURCE, "same_source")  \
    X(URL, "same_url")        \
    X(REPLACED, "replaced")

enum rp_kin {
#define RP_KIN_ENUM(name, text) RP_KIN_##name,
    RP_KIN_MAP(RP_KIN_ENUM)
#undef RP_KIN_ENUM
    RP_KIN_COUNT
};
const char *rp_kin_name(enum rp_kin kin);

/* What the rule went by, besides containment and resemblance. */
struct rp_grounds {
    enum rp_rule rule;
    enum rp_kin kin;
    uint32_t longest;       /* words of the longest passage */
    uint32_t substitutions; /* places within shared text where both have numbers and none in common; counted for all but `identical` and `unique` */
    uint32_t example_count; /* of them that are reported, for a template */
    double numbers_shared;  /* template: share of the rarer side's numbers that the other has */
    double titles_shared;   /* module: share of the longer title's words that the other has */
    double longest_share;   /* module: share of the longest passage in the words of all passages */
    double pairs_shared;    /* rewritten: share of the smaller text's uncommon word pairs that the other has */
};

/* Numbers that differ: from the first to the last word between two shared stretches. Byte offsets into the raw texts. */
struct rp_substitution {
    uint32_t new_start, new_end;
    uint32_t old_start, old_end;
};

/* A stretch of text that stands in both: aligned runs of equal words with gaps of at most 8 words between them. Byte offsets into the raw texts,
 * end exclusive: from the first byte of the first word to the last of the last one, with its marks and joiners. */
struct rp_passage {
    uint32_t new_start, new_end;
    uint32_t old_start, old_end;
    uint32_t words; /* equal tokens in it */
};

/* X(NAME, "stable_name", "why"): why words do not count. */
#define RP_DROP_MAP(X)                                                                       \
    X(SOURCE_REPEATS, "source_repeats", "the source repeats them from article to article")   \
    X(NO_RUNNING_TEXT, "no_running_text", "they are no running text: menus, links, headings")

enum rp_drop_reason {
    RP_DROP_NONE, /* they count */
#define RP_DROP_ENUM(name, text, meaning) RP_DROP_##name,
    RP_DROP_MAP(RP_DROP_ENUM)
#undef RP_DROP_ENUM
    RP_DROP_COUNT
};
const char *rp_drop_reason_name(enum rp_drop_reason reason); /* "none" for RP_DROP_NONE */
const char *rp_drop_reason_meaning(enum rp_drop_reason reason);

/* A stretch that was left out. Bytes of the raw text, end exclusive. */
struct rp_dropped_range {
    uint32_t start, end;
    enum rp_drop_reason reason;
};
/* What was left out of one text. */
struct rp_dropped {
    uint32_t words; /* all of them */
    uint32_t range_count;
    const struct rp_dropped_range *ranges; /* in the order of the text; at most RP_LIMIT_DROPPED, the longest */
};

struct rp_comparison {
    enum rp_verdict verdict; /* of a ("new") against b ("old") */
    enum rp_refusal refusal;
    double containment_of_new; /* share of a's shingles that stand in b */
    double containment_of_old;
    double resemblance;
    uint32_t shared, new_shingles, old_shingles; /* distinct shingles */
    struct rp_grounds grounds;
    struct rp_substitution examples[RP_LIMIT_SUBSTITUTIONS]; /* grounds.example_count of them */
    size_t passage_count;
    struct rp_passage *passages; /* owned; in the order of the new text */
};

/* Exact comparison of two articles, with no corpus: no boilerplate is known. Only the fields text, source, url and title are used; source and url decide
 * between `revision` and `syndicated`. Fails as rp_fingerprint does; error (may be NULL) says which text, and *ret holds nothing. */
enum rp_status rp_compare(const struct rp_article *a, const struct rp_article *b, struct rp_comparison *ret, struct rp_error *error);
void rp_comparison_done(struct rp_comparison *comparison);

#ifdef __cplusplus
}
#endif
#endif
