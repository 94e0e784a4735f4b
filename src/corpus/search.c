/* Whose text does an article repeat? Boilerplate out, candidates from the index, each verified on the two texts. Changes nothing. */
#include "base/alloc.h"
#include "base/bits.h"
#include "corpus/engine.h"

#include <stdlib.h>
#include <string.h>

/* Candidates that share less than this part of their keys are not read: far below `partial`, with room for the sampling error. */
static const double MIN_KEY_SHARE = .08;

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* --- filter --- */

enum rp_status rp_corpus_keys(struct rp_corpus *corpus, const uint64_t *shingles, size_t count, const struct rp_boilerplate *boilerplate,
                              uint64_t ret[RP_KEYS_MAX], uint32_t *ret_count)
{
    size_t kept = 0;
    if (!rp_grow(&corpus->kept, &corpus->kept_cap, count, sizeof *corpus->kept, SIZE_MAX / 16))
        return RP_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        corpus->kept[kept] = shingles[i];
        kept += !rp_is_boilerplate(boilerplate, shingles[i]);
    }
    *ret_count = kept > 0 ? rp_fracminhash(corpus->kept, kept, ret) : 0;
    return RP_OK;
}

/* --- candidates --- */

struct candidate {
    uint32_t slot, shared;
    uint64_t seq;
};

static int by_slot(const void *a, const void *b)
{
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

/* More shared keys first, then the earlier one. */
static bool goes_before(const struct candidate *a, const struct candidate *b)
{
    return a->shared != b->shared ? a->shared > b->shared : a->seq < b->seq;
}

static void keep_best(struct candidate best[], size_t *count, struct candidate candidate)
{
    size_t at = *count;
    if (at == RP_LIMIT_CANDIDATES && !goes_before(&candidate, &best[--at]))
        return;
    for (; at > 0 && goes_before(&candidate, &best[at - 1]); at--)
        best[at] = best[at - 1];
    best[at] = candidate;
    *count += *count < RP_LIMIT_CANDIDATES;
}

/* An article with the same exact key is a candidate whatever else it shares: it counts as sharing every key. */
static size_t find_candidates(struct rp_corpus *corpus, uint32_t replaces, struct candidate best[])
{
    const struct rp_findings *findings = &corpus->findings;
    uint32_t *hits = corpus->hits;
    size_t n = 0, count = 0;
    uint32_t least = findings->key_count < 2 ? 1 : 2;
    for (uint32_t i = 0; i < findings->key_count; i++)
        n += rp_postings_find(&corpus->postings, findings->keys[i], hits + n);
    qsort(hits, n, sizeof *hits, by_slot);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && hits[end] == hits[i]; end++)
            ;
        struct candidate candidate = {hits[i], (uint32_t)(end - i), corpus->records.records[hits[i]].seq};
        if (candidate.shared >= least && candidate.slot != replaces)
            keep_best(best, &count, candidate);
    }
    n = rp_postings_find(&corpus->postings, findings->exact_key, hits);
    for (size_t i = 0; i < n; i++) {
        struct candidate candidate = {hits[i], RP_KEYS_LOOKED_UP, corpus->records.records[hits[i]].seq};
        bool known = candidate.slot == replaces;
        for (size_t k = 0; k < count && !known; k++)
            known = best[k].slot == candidate.slot && best[k].shared == RP_KEYS_LOOKED_UP;
        for (size_t k = 0; k < count && !known; k++)
            if (best[k].slot == candidate.slot) {
                memmove(&best[k], &best[k + 1], (--count - k) * sizeof *best);
                break;
            }
        if (!known)
            keep_best(best, &count, candidate);
    }
    if (replaces != RP_SLOT_NONE)
        keep_best(best, &count, (struct candidate){replaces, RP_KEYS_LOOKED_UP + 1, corpus->records.records[replaces].seq});
    return count;
}

/* --- verification --- */

enum rp_status rp_corpus_read(struct rp_workspace *text, struct rp_str raw)
{
    enum rp_status status = rp_tokenise(&text->tokens, raw.data, raw.len, NULL);
    return status == RP_OK ? rp_shingle(&text->shingles, &text->tokens) : status;
}

static enum rp_status make_side(struct rp_corpus *corpus, int which, const struct rp_workspace *text, struct rp_str raw,
                                const struct rp_boilerplate *boilerplate, struct rp_side *ret)
{
    size_t count = text->shingles.count;
    if (!rp_grow(&corpus->dropped[which], &corpus->dropped_cap[which], count, 1, SIZE_MAX / 2))
        return RP_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        corpus->dropped[which][i] = rp_is_boilerplate(boilerplate, text->shingles.hash[i]);
    *ret = (struct rp_side){raw, &text->tokens, &text->shingles, corpus->dropped[which]};
    return RP_OK;
}

/* How much of their titles two articles of one source share, without the words that are in half of the source's titles. */
static enum rp_status share_titles(struct rp_corpus *corpus, const struct rp_prepared *prepared, const struct rp_record *old,
                                   double *ret)
{
    uint64_t common[RP_TITLE_WORDS * 2];
    struct rp_title new_title = prepared->title, old_title;
    size_t count = rp_sources_common_words(&corpus->sources, old->source, common);
    enum rp_status status = rp_title_of(&corpus->old_text->tokens, &old->shelved->article, &old_title, NULL);
    rp_title_without(&new_title, common, count);
    rp_title_without(&old_title, common, count);
    *ret = rp_title_shared(&new_title, &old_title);
    return status;
}

/* Two of one source, at one address or under one title, may be one article, and what both have is then counted once: boilerplate is what two runs besides
 * have, on either side. Else a second version and any third page would make boilerplate of the first one's text. */
static bool may_be_one(const struct rp_pair *pair)
{
    return pair->same_source && (pair->same_url || (rp_titles_same(pair->titles_shared) && !pair->titles_weak));
}

/* Judges one candidate against the new text in `new_side`. */
static enum rp_status verify(struct rp_corpus *corpus, const struct rp_prepared *prepared, const struct rp_side *new_side,
                             uint32_t slot, uint32_t replaces, struct rp_comparison *ret, bool *ret_version)
{
    const struct rp_record *old = &corpus->records.records[slot];
    const struct rp_article *article = &old->shelved->article;
    struct rp_boilerplate boilerplate = rp_sources_for_old(&corpus->sources, old->source);
    struct rp_pair pair = rp_pair_of(&prepared->article, article);
    struct rp_side old_side, version_side;
    enum rp_status status = RP_OK;
    pair.same_url = pair.same_url || slot == replaces;
    if (pair.same_source)
        status = share_titles(corpus, prepared, old, &pair.titles_shared);
    if (status == RP_OK)
        status = rp_corpus_read(corpus->old_text, article->text);
    if (status == RP_OK)
        status = make_side(corpus, 1, corpus->old_text, article->text, &boilerplate, &old_side);
    if (status == RP_OK && may_be_one(&pair)) {
        status = make_side(corpus, 2, corpus->new_text, prepared->article.text, &boilerplate, &version_side);
        new_side = &version_side;
    }
    if (status == RP_OK)
        status = rp_align(&corpus->alignment, new_side, &old_side);
    if (status != RP_OK)
        return status;
    const struct rp_tokens *a = new_side->tokens, *b = old_side.tokens;
    pair.identical = a->stream_len == b->stream_len && memcmp(a->stream, b->stream, a->stream_len) == 0;
    status = rp_judge(&corpus->thresholds, &pair, &corpus->alignment, new_side, &old_side, &corpus->numbers, ret);
    bool one_title = rp_titles_same(pair.titles_shared) && (!pair.titles_weak || ret->verdict == RP_VERDICT_NEAR);
    *ret_version = pair.same_source && (pair.same_url || pair.identical || one_title);
    return status;
}

/* --- ordering --- */

static int class_of(const struct rp_match *match)
{
    switch (match->verdict) {
    case RP_VERDICT_IDENTICAL:
        return 4;
    case RP_VERDICT_NEAR:
        return 3;
    case RP_VERDICT_REVISION:
    case RP_VERDICT_SYNDICATED:
        return 2;
    case RP_VERDICT_PARTIAL:
        return 1;
    default:
        return 0;
    }
}

static bool better(const struct rp_match *a, const struct rp_match *b)
{
    if (class_of(a) != class_of(b))
        return class_of(a) > class_of(b);
    double a_share = larger(a->containment_of_new, a->containment_of_old), b_share = larger(b->containment_of_new, b->containment_of_old);
    if (a_share != b_share)
        return a_share > b_share;
    if (a->resemblance != b->resemblance)
        return a->resemblance > b->resemblance;
    return a->seq < b->seq;
}

/* Keeps a judged candidate as a match, in its place; its passages move to the next free part of the scratch. */
static void keep_match(struct rp_corpus *corpus, uint32_t slot, const struct rp_comparison *comparison, bool version)
{
    struct rp_findings *findings = &corpus->findings;
    const struct rp_record *old = &corpus->records.records[slot];
    struct rp_passage *passages = corpus->passages + findings->match_count * RP_LIMIT_PASSAGES;
    struct rp_match match = {
        .id = old->shelved->article.id,
        .seq = old->seq,
        .verdict = comparison->verdict,
        .refusal = comparison->refusal,
        .containment_of_new = comparison->containment_of_new,
        .containment_of_old = comparison->containment_of_old,
        .resemblance = comparison->resemblance,
        .passage_count = corpus->alignment.passage_count,
        .passages = passages,
    };
    if (match.passage_count > 0)
        memcpy(passages, corpus->alignment.passages, match.passage_count * sizeof *passages);
    size_t at = findings->match_count++;
    for (; at > 0 && better(&match, &findings->matches[at - 1]); at--) {
        findings->matches[at] = findings->matches[at - 1];
        findings->slots[at] = findings->slots[at - 1];
        findings->versions[at] = findings->versions[at - 1];
    }
    findings->matches[at] = match;
    findings->slots[at] = slot;
    findings->versions[at] = version;
}

enum rp_status rp_corpus_search(struct rp_corpus *corpus, const struct rp_prepared *prepared, uint32_t replaces)
{
    struct candidate candidates[RP_LIMIT_CANDIDATES];
    struct rp_findings *findings = &corpus->findings;
    uint32_t source = rp_sources_find(&corpus->sources, prepared->article.source);
    struct rp_boilerplate boilerplate = rp_sources_for_new(&corpus->sources, source, &prepared->title);
    findings->match_count = 0;
    findings->exact_key = rp_read_le(prepared->fingerprint.exact, 8);
    enum rp_status status = rp_corpus_keys(corpus, prepared->shingles, prepared->fingerprint.shingles, &boilerplate, findings->keys,
                                           &findings->key_count);
    if (status != RP_OK)
        return status;
    size_t count = find_candidates(corpus, replaces, candidates);
    corpus->counters.candidates += count;
    if (count == 0)
        return RP_OK;
    struct rp_side new_side;
    status = rp_corpus_read(corpus->new_text, prepared->article.text);
    if (status == RP_OK)
        status = make_side(corpus, 0, corpus->new_text, prepared->article.text, &boilerplate, &new_side);
    for (size_t i = 0; i < count && status == RP_OK; i++) {
        uint32_t old_keys = corpus->records.records[candidates[i].slot].key_count;
        uint32_t fewer = old_keys < findings->key_count ? old_keys : findings->key_count;
        if (candidates[i].shared < MIN_KEY_SHARE * fewer)
            continue;
        struct rp_comparison comparison;
        bool version;
        status = verify(corpus, prepared, &new_side, candidates[i].slot, replaces, &comparison, &version);
        corpus->counters.verified++;
        if (status == RP_OK && (comparison.verdict != RP_VERDICT_UNIQUE || comparison.refusal != RP_REFUSAL_NONE))
            keep_match(corpus, candidates[i].slot, &comparison, version);
    }
    return status;
}
