/* What was found out of a pair, the same for a match of an answer and for a comparison: one view for all who tell it. Everything borrowed. */
#ifndef RP_MATCH_JUDGED_H
#define RP_MATCH_JUDGED_H

#include "reprint/compare.h"
#include "reprint/corpus.h"

struct rp_judged {
    enum rp_verdict verdict;
    enum rp_refusal refusal;
    double containment_of_new, containment_of_old, resemblance;
    uint32_t shared, new_shingles, old_shingles;
    const struct rp_grounds *grounds;
    const struct rp_substitution *examples;
    const struct rp_dropped *dropped; /* of the old text; NULL: not known */
    const struct rp_passage *passages;
    size_t passage_count;
};

static inline struct rp_judged rp_judged_match(const struct rp_match *match)
{
    return (struct rp_judged){match->verdict,
                              match->refusal,
                              match->containment_of_new,
                              match->containment_of_old,
                              match->resemblance,
                              match->shared,
                              match->new_shingles,
                              match->old_shingles,
                              &match->grounds,
                              match->examples,
                              &match->dropped,
                              match->passages,
                              match->passage_count};
}

static inline struct rp_judged rp_judged_comparison(const struct rp_comparison *comparison)
{
    return (struct rp_judged){comparison->verdict,
                              comparison->refusal,
                              comparison->containment_of_new,
                              comparison->containment_of_old,
                              comparison->resemblance,
                              comparison->shared,
                              comparison->new_shingles,
                              comparison->old_shingles,
                              &comparison->grounds,
                              comparison->examples,
                              NULL,
                              comparison->passages,
                              comparison->passage_count};
}

#endif
