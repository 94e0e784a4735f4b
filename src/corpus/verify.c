/* What a candidate is to the new article. Most candidates share a phrase or two by chance: how many shingles the two texts share says so, and where
 * they stand, what the titles are and all else need not be found out. */
#include "corpus/verify.h"

#include "sketch/sketch.h"

#include <string.h>

enum rp_status rp_corpus_read(struct rp_workspace *text, struct rp_str raw)
{
    enum rp_status status = rp_tokenise(&text->tokens, raw.data, raw.len, NULL);
    return status == RP_OK ? rp_shingle(&text->shingles, &text->tokens) : status;
}

enum rp_status rp_verify_new(struct rp_corpus *corpus, const struct rp_prepared *prepared, uint32_t source, uint32_t replaces, struct rp_subject *ret)
{
    const struct rp_shingles *shingles = &corpus->new_text->shingles;
    enum rp_status status = rp_corpus_read(corpus->new_text, prepared->article.text);
    if (status != RP_OK)
        return status;
    uint8_t *repeats = rp_corpus_repeats(corpus, 0, shingles->count);
    if (repeats == NULL)
        return RP_NO_MEMORY;
    rp_sources_count_new(&corpus->sources, source, &prepared->title, shingles->hash, shingles->count, repeats);
    ret->prepared = prepared;
    ret->source = source;
    ret->replaces = replaces;
    ret->side = (struct rp_side){prepared->article.text, &corpus->new_text->tokens, shingles, repeats, false};
    ret->title_known = false;
    corpus->counters.read_again++;
    return rp_align_new(&corpus->alignment, &ret->side);
}

static enum rp_status read_old(struct rp_corpus *corpus, struct rp_str text, uint32_t source, struct rp_side *ret)
{
    const struct rp_shingles *shingles = &corpus->old_text->shingles;
    enum rp_status status = rp_corpus_read(corpus->old_text, text);
    if (status != RP_OK)
        return status;
    uint8_t *repeats = rp_corpus_repeats(corpus, 1, shingles->count);
    if (repeats == NULL)
        return RP_NO_MEMORY;
    rp_sources_count_old(&corpus->sources, source, shingles->hash, shingles->count, repeats);
    *ret = (struct rp_side){text, &corpus->old_text->tokens, shingles, repeats, false};
    return RP_OK;
}

static bool same_tokens(const struct rp_tokens *a, const struct rp_tokens *b)
{
    return a->stream_len == b->stream_len && memcmp(a->stream, b->stream, a->stream_len) == 0;
}

/* The titles of two articles of one source, without the words that are in half of the source's titles. The scratch is free: what is looked for has been
 * prepared. */
static enum rp_status find_titles(struct rp_corpus *corpus, struct rp_subject *subject, const struct rp_article *old, struct rp_titles *ret)
{
    if (!subject->title_known) {
        subject->common_count = rp_sources_common_words(&corpus->sources, subject->source, subject->common);
        subject->title = subject->prepared->title;
        rp_title_without(&subject->title, subject->common, subject->common_count);
        subject->title_known = true;
    }
    enum rp_status status = rp_title_of(&corpus->workspace->tokens, old, &ret->of_old, NULL);
    ret->of_new = subject->title;
    rp_title_without(&ret->of_old, subject->common, subject->common_count);
    return status;
}

/* How much of the smaller text's uncommon word pairs the other has, boilerplate left out. */
static enum rp_status share_pairs(struct rp_corpus *corpus, const struct rp_side *new_side, const struct rp_side *old_side, double *ret)
{
    struct rp_pairs *a = &corpus->new_text->pairs, *b = &corpus->old_text->pairs;
    enum rp_status status = rp_pairs_find(a, new_side->tokens, rp_alignment_left_out(&corpus->alignment, new_side, true));
    if (status == RP_OK)
        status = rp_pairs_find(b, old_side->tokens, rp_alignment_left_out(&corpus->alignment, old_side, false));
    if (status == RP_OK)
        *ret = rp_common_share(&corpus->common, a, b);
    return status;
}

/* Counts what the two texts share, and says whether that leaves any verdict but `unique`. */
static enum rp_status glance(struct rp_corpus *corpus, const struct rp_side *new_side, const struct rp_side *old_side, struct rp_pair *pair,
                             bool *ret_open)
{
    enum rp_status status = rp_align_count(&corpus->alignment, new_side, old_side);
    if (status != RP_OK)
        return status;
    pair->identical = same_tokens(new_side->tokens, old_side->tokens);
    enum rp_outlook outlook = rp_judge_outlook(&corpus->thresholds, pair, &corpus->alignment);
    if (outlook == RP_OUTLOOK_REWRITTEN) {
        status = share_pairs(corpus, new_side, old_side, &pair->pairs_shared);
        outlook = rp_judge_outlook(&corpus->thresholds, pair, &corpus->alignment);
    }
    *ret_open = outlook == RP_OUTLOOK_OPEN;
    return status;
}

/* Judges a pair in full. */
static enum rp_status judge(struct rp_corpus *corpus, struct rp_subject *subject, const struct rp_article *old, const struct rp_side *old_side,
                            struct rp_pair *pair, struct rp_verified *ret)
{
    struct rp_alignment *alignment = &corpus->alignment;
    struct rp_comparison *comparison = &ret->comparison;
    struct rp_titles titles = {0};
    enum rp_status status = pair->same_source ? find_titles(corpus, subject, old, &titles) : RP_OK;
    if (status != RP_OK)
        return status;
    pair->titles_shared = rp_title_shared(&titles.of_new, &titles.of_old);
    rp_align_runs(alignment, &subject->side, old_side);
    pair->two_bodies = pair->same_source && rp_have_two_bodies(alignment, &subject->side, old_side);
    pair->new_headline = pair->same_source && rp_is_new_headline(alignment, &subject->side, &titles, pair->titles_weak, pair->two_bodies);
    if (rp_judge_wants_pairs(&corpus->thresholds, pair, alignment))
        status = share_pairs(corpus, &subject->side, old_side, &pair->pairs_shared);
    if (status == RP_OK)
        status = rp_judge(&corpus->thresholds, pair, alignment, &subject->side, old_side, &corpus->numbers, comparison);
    if (status != RP_OK)
        return status;
    bool one_title = rp_titles_same(pair->titles_shared) && (!pair->titles_weak || comparison->verdict == RP_VERDICT_NEAR);
    bool one_text = pair->new_headline && rp_verdict_joins(comparison->verdict);
    ret->version = pair->same_source && (pair->same_url || pair->identical || one_title || one_text);
    ret->is_match = comparison->verdict != RP_VERDICT_UNIQUE || comparison->refusal != RP_REFUSAL_NONE;
    return RP_OK;
}

enum rp_status rp_verify(struct rp_corpus *corpus, struct rp_subject *subject, uint32_t slot, struct rp_verified *ret, struct rp_error *error)
{
    struct rp_article old;
    enum rp_status status = rp_records_article(&corpus->records, slot, &old, error);
    if (status != RP_OK)
        return status;
    struct rp_pair pair = rp_pair_of(&subject->prepared->article, &old);
    struct rp_side *new_side = &subject->side, old_side;
    bool open;
    ret->is_match = false;
    pair.same_url = pair.same_url || slot == subject->replaces;
    status = read_old(corpus, old.text, rp_record_at(&corpus->records, slot)->source, &old_side);
    if (status != RP_OK)
        return status;
    new_side->other_counted = pair.same_source;
    status = glance(corpus, new_side, &old_side, &pair, &open);
    if (status == RP_OK && open)
        status = judge(corpus, subject, &old, &old_side, &pair, ret);
    if (status != RP_OK || !ret->is_match)
        return status;
    if (slot == subject->replaces)
        ret->comparison.grounds.kin = RP_KIN_REPLACED;
    struct rp_match_parts *parts = &corpus->parts[corpus->findings.match_count]; /* it will take the next free ones */
    ret->new_dropped = rp_dropped_of(new_side, rp_alignment_reasons(&corpus->alignment, new_side, true), parts->new_ranges);
    ret->old_dropped = rp_dropped_of(&old_side, rp_alignment_reasons(&corpus->alignment, &old_side, false), parts->old_ranges);
    return RP_OK;
}
