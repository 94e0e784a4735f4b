/* From the figures of a pair to its verdict. */
#include "match/judge.h"

#include "base/buf.h"

#include <string.h>

/* A text of at least this many shingles must share this many to be called a copy of another: a share of next to nothing is chance. */
enum { MIN_SHARED = 8, MIN_REST = 50 };
/* Of the uncommon word pairs, 4/9 are left when every third word is another; two reports of one event share a quarter at the most (docs/accuracy.md). */
static const double BACKGROUND = 2.0 / 3, REWRITTEN = .35;

const struct rp_thresholds rp_thresholds_default = {.copy = .5, .near = .9, .partial = .2, .partial_words = 20};

static bool same(struct rp_str a, struct rp_str b)
{
    return a.len > 0 && rp_str_equal(a, b);
}

struct rp_pair rp_pair_of(const struct rp_article *a, const struct rp_article *b)
{
    return (struct rp_pair){
        .same_source = same(a->source, b->source), .same_url = same(a->url, b->url), .titles_weak = rp_titles_are_weak(a, b)};
}

bool rp_verdict_joins(enum rp_verdict verdict)
{
    return verdict != RP_VERDICT_UNIQUE && verdict != RP_VERDICT_PARTIAL;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static bool is_other_page(const struct rp_pair *pair)
{
    return pair->same_source && !pair->same_url && !rp_titles_same(pair->titles_shared);
}

/* What two pages of one source share beside its boilerplate may be boilerplate that is not known yet, when there is little beside it. */
static bool is_rest(const struct rp_alignment *alignment)
{
    return (alignment->new_left_out > alignment->new_shingles || alignment->old_left_out > alignment->old_shingles) && alignment->shared < MIN_REST;
}

static bool is_chance(const struct rp_alignment *alignment)
{
    uint32_t smaller = alignment->new_shingles < alignment->old_shingles ? alignment->new_shingles : alignment->old_shingles;
    return alignment->shared < (smaller < MIN_SHARED ? smaller : MIN_SHARED) || alignment->shared == 0;
}

static bool enough_shared(const struct rp_pair *pair, const struct rp_alignment *alignment)
{
    return !(is_other_page(pair) && is_rest(alignment)) && !is_chance(alignment);
}

/* Two pages of one source about one matter have its background in common, whole paragraphs of it: a version under another title has more. */
static double least_for_copy(const struct rp_thresholds *thresholds, const struct rp_pair *pair)
{
    return is_other_page(pair) ? larger(thresholds->copy, BACKGROUND) : thresholds->copy;
}

static enum rp_verdict by_rule(struct rp_comparison *figures, enum rp_rule rule, enum rp_verdict verdict)
{
    figures->grounds.rule = rule;
    return verdict;
}

static enum rp_rule containing(const struct rp_comparison *figures, double least)
{
    if (figures->containment_of_new < least)
        return RP_RULE_CONTAINED_OLD;
    return figures->containment_of_old < least ? RP_RULE_CONTAINED_NEW : RP_RULE_CONTAINED_BOTH;
}

/* The verdict when nothing speaks against a copy, and its rule. */
static enum rp_verdict verdict_by_share(const struct rp_thresholds *thresholds, const struct rp_pair *pair,
                                        const struct rp_alignment *alignment, struct rp_comparison *figures)
{
    double containment = larger(figures->containment_of_new, figures->containment_of_old);
    if (pair->identical)
        return by_rule(figures, RP_RULE_SAME_TOKENS, RP_VERDICT_IDENTICAL);
    if (!enough_shared(pair, alignment))
        return by_rule(figures, RP_RULE_CHANCE, RP_VERDICT_UNIQUE);
    if (figures->containment_of_new >= thresholds->near && figures->containment_of_old >= thresholds->near)
        return by_rule(figures, RP_RULE_NEAR_BOTH_WAYS, RP_VERDICT_NEAR);
    double least = least_for_copy(thresholds, pair);
    if (containment >= least)
        return by_rule(figures, containing(figures, least),
                       pair->same_source || pair->same_url ? RP_VERDICT_REVISION : RP_VERDICT_SYNDICATED);
    if (containment >= thresholds->partial && rp_alignment_longest(alignment) >= rp_alignment_words(alignment, thresholds->partial_words))
        return by_rule(figures, RP_RULE_PASSAGE, RP_VERDICT_PARTIAL);
    if (pair->pairs_shared >= REWRITTEN) {
        figures->grounds.pairs_shared = pair->pairs_shared;
        return by_rule(figures, RP_RULE_REWRITTEN, RP_VERDICT_PARTIAL);
    }
    return by_rule(figures, containment >= thresholds->partial ? RP_RULE_NO_PASSAGE : RP_RULE_TOO_LITTLE, RP_VERDICT_UNIQUE);
}

enum rp_outlook rp_judge_outlook(const struct rp_thresholds *thresholds, const struct rp_pair *pair, const struct rp_alignment *alignment)
{
    if (pair->identical)
        return RP_OUTLOOK_OPEN;
    if (is_chance(alignment))
        return RP_OUTLOOK_UNIQUE;
    double containment = larger(rp_alignment_of_new(alignment), rp_alignment_of_old(alignment));
    bool enough = containment >= thresholds->partial || containment >= thresholds->copy || containment >= thresholds->near;
    return enough || pair->pairs_shared >= REWRITTEN ? RP_OUTLOOK_OPEN : RP_OUTLOOK_REWRITTEN;
}

bool rp_judge_wants_pairs(const struct rp_thresholds *thresholds, const struct rp_pair *pair, const struct rp_alignment *alignment)
{
    struct rp_comparison figures = {.containment_of_new = rp_alignment_of_new(alignment), .containment_of_old = rp_alignment_of_old(alignment)};
    struct rp_pair without = *pair;
    without.pairs_shared = 1;
    verdict_by_share(thresholds, &without, alignment, &figures);
    return figures.grounds.rule == RP_RULE_REWRITTEN;
}

/* What the rules go by; the rule itself comes after. */
static void fill_grounds(struct rp_grounds *grounds, const struct rp_pair *pair, const struct rp_alignment *alignment)
{
    *grounds = (struct rp_grounds){
        .kin = pair->same_url ? RP_KIN_URL : pair->same_source ? RP_KIN_SOURCE : RP_KIN_NONE,
        .longest = rp_alignment_longest(alignment),
    };
}

static double longest_share(const struct rp_alignment *alignment)
{
    uint64_t total = 0;
    for (size_t i = 0; i < alignment->passage_count; i++)
        total += alignment->passages[i].words;
    return total > 0 ? rp_alignment_longest(alignment) / (double)total : 0;
}

/* Refuses a pair by `rule`, RP_RULE_NONE: does not. */
static void refuse(struct rp_comparison *ret, enum rp_rule rule, enum rp_refusal refusal)
{
    if (rule == RP_RULE_NONE)
        return;
    ret->grounds.rule = rule;
    ret->refusal = refusal;
    ret->verdict = RP_VERDICT_UNIQUE;
}

static void keep_examples(struct rp_comparison *ret, const struct rp_numbers *numbers)
{
    ret->grounds.numbers_shared = numbers->shared;
    ret->grounds.example_count = numbers->example_count;
    memcpy(ret->examples, numbers->examples, numbers->example_count * sizeof *numbers->examples);
}

enum rp_status rp_judge(const struct rp_thresholds *thresholds, const struct rp_pair *pair, const struct rp_alignment *alignment,
                        const struct rp_side *new_side, const struct rp_side *old_side, struct rp_numbers *numbers,
                        struct rp_comparison *ret)
{
    ret->containment_of_new = rp_alignment_of_new(alignment);
    ret->containment_of_old = rp_alignment_of_old(alignment);
    ret->resemblance = rp_alignment_resemblance(alignment);
    ret->shared = alignment->shared;
    ret->new_shingles = alignment->new_shingles;
    ret->old_shingles = alignment->old_shingles;
    /* Of the same text boilerplate may be known on one side only: that is no difference. */
    if (pair->identical)
        ret->containment_of_new = ret->containment_of_old = ret->resemblance = 1;
    ret->refusal = RP_REFUSAL_NONE;
    fill_grounds(&ret->grounds, pair, alignment);
    ret->verdict = verdict_by_share(thresholds, pair, alignment, ret);
    if (ret->verdict == RP_VERDICT_UNIQUE || ret->verdict == RP_VERDICT_IDENTICAL)
        return RP_OK;
    bool is_template;
    enum rp_status status = rp_refuse_template(alignment, new_side, old_side, numbers, &is_template);
    if (status != RP_OK)
        return status;
    ret->grounds.substitutions = numbers->substitutions;
    if (is_template) {
        keep_examples(ret, numbers);
        refuse(ret, RP_RULE_TEMPLATE, RP_REFUSAL_TEMPLATE);
    } else if (pair->same_source && !pair->same_url) {
        ret->grounds.titles_shared = pair->titles_shared;
        ret->grounds.longest_share = longest_share(alignment);
        refuse(ret, rp_refuse_module(alignment, pair->titles_shared, pair->titles_weak, pair->new_headline, pair->two_bodies), RP_REFUSAL_MODULE);
    }
    return RP_OK;
}
