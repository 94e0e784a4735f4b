/* A candidate beside the new article: what it is, judged on the two texts. */
#ifndef RP_CORPUS_VERIFY_H
#define RP_CORPUS_VERIFY_H

#include "corpus/engine.h"

/* The new article, read once for all its candidates. Borrows what is prepared, and scratch of the corpus. */
struct rp_subject {
    const struct rp_prepared *prepared;
    uint32_t source, replaces;
    struct rp_side side;
    bool title_known;
    struct rp_title title; /* without the words that are in half of the source's titles: those follow */
    uint64_t common[RP_TITLE_WORDS * 2];
    size_t common_count;
};
/* RP_NO_MEMORY. */
enum rp_status rp_verify_new(struct rp_corpus *corpus, const struct rp_prepared *prepared, uint32_t source, uint32_t replaces, struct rp_subject *ret);

struct rp_verified {
    bool is_match; /* a verdict or a refusal; of anything else the rest is not filled in */
    bool version;  /* the two are one article of one source: the same URL, title or text */
    struct rp_comparison comparison;            /* without passages: they are in the alignment of the corpus */
    struct rp_dropped new_dropped, old_dropped; /* their ranges in the next free parts of the corpus */
};
/* RP_NO_MEMORY. */
enum rp_status rp_verify(struct rp_corpus *corpus, struct rp_subject *subject, uint32_t slot, struct rp_verified *ret, struct rp_error *error);

#endif
