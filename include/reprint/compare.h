/* Two texts beside each other: how much of one stands in the other, and which passages. Pure; any thread. */
#ifndef REPRINT_COMPARE_H
#define REPRINT_COMPARE_H

#include "reprint/article.h"
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

/* A stretch of text that stands in both: aligned runs of equal words with gaps of at most 8 words between them. Byte offsets into the raw texts,
 * end exclusive. */
struct rp_passage {
    uint32_t new_start, new_end;
    uint32_t old_start, old_end;
    uint32_t words; /* equal tokens in it */
};

struct rp_comparison {
    enum rp_verdict verdict; /* of a ("new") against b ("old") */
    enum rp_refusal refusal;
    double containment_of_new; /* share of a's shingles that stand in b */
    double containment_of_old;
    double resemblance;
    uint32_t shared, new_shingles, old_shingles; /* distinct shingles */
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
