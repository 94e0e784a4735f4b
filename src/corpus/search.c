/* Whose text does an article repeat? Boilerplate out, candidates from the index, each verified on the two texts (verify.c). Changes nothing. */
#include "base/alloc.h"
#include "base/bits.h"
#include "corpus/verify.h"
#include "sketch/kernels.h"

#include <string.h>

/* Candidates that share less than this part of their keys are not read: far below `partial`, with room for the sampling error. */
static const double MIN_KEY_SHARE = .08, MIN_KEY_SHARE_OF_LONG = .15;
enum { MANY_TIMES = 4 };

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* --- filter --- */

uint8_t *rp_corpus_repeats(struct rp_corpus *corpus, int which, size_t count)
{
    bool ok = rp_grow(&corpus->repeats[which], &corpus->repeats_cap[which], count + 1, 1, SIZE_MAX / 2);
    return ok ? corpus->repeats[which] : NULL;
}

static void count_repeats(const struct rp_corpus *corpus, uint32_t source, const struct rp_title *title, const uint64_t *shingles,
                          size_t count, uint8_t *ret)
{
    if (title != NULL)
        rp_sources_count_new(&corpus->sources, source, title, shingles, count, ret);
    else
        rp_sources_count_old(&corpus->sources, source, shingles, count, ret);
}

/* Moves the shingles that are no boilerplate to the front of `set`; returns how many. The article that is looked for may be one of those that have
 * the shingle, so that a key is boilerplate from one more on. */
static size_t without_boilerplate(struct rp_corpus *corpus, uint32_t source, const struct rp_title *title, uint64_t *set, size_t count)
{
    size_t kept = 0;
    uint8_t *repeats = corpus->repeats[0];
    count_repeats(corpus, source, title, set, count, repeats);
    for (size_t i = 0; i < count; i++) {
        set[kept] = set[i];
        kept += repeats[i] <= RP_BOILERPLATE_REPEATS;
    }
    return kept;
}

/* The shingles below the fraction: of a usual article they are its keys, in order. */
static size_t find_small(const struct rp_keyed *set, uint64_t *ret)
{
    if (set->key_count == 0 || set->key_count == RP_KEYS_MOST || set->keys[set->key_count - 1] >= RP_KEYS_FRACTION)
        return rp_sketch_kernels()->below(set->shingles, set->count, RP_KEYS_FRACTION, ret);
    memcpy(ret, set->keys, set->key_count * sizeof *ret);
    return set->key_count;
}

static bool is_ascending(const uint64_t *keys, size_t count)
{
    bool ascending = true;
    for (size_t i = 1; i < count; i++)
        ascending = ascending && keys[i - 1] < keys[i];
    return ascending;
}

enum rp_status rp_corpus_keys(struct rp_corpus *corpus, uint32_t source, const struct rp_title *title, const struct rp_keyed *set,
                              uint64_t ret[RP_INDEX_KEYS_MAX], uint32_t *ret_count)
{
    const uint64_t *shingles = set->shingles;
    size_t count = set->count;
    if (!rp_grow(&corpus->kept, &corpus->kept_cap, count + RP_BELOW_SLACK, sizeof *corpus->kept, SIZE_MAX / 16) ||
        rp_corpus_repeats(corpus, 0, count) == NULL)
        return RP_NO_MEMORY;
    /* Of a usual article the keys are among one in eight of its shingles, and the others need not be looked up. */
    size_t kept = find_small(set, corpus->kept);
    kept = without_boilerplate(corpus, source, title, corpus->kept, kept);
    if (kept < RP_KEYS_MIN && count > 0) {
        memcpy(corpus->kept, shingles, count * sizeof *shingles);
        kept = without_boilerplate(corpus, source, title, corpus->kept, count);
    }
    if (kept >= RP_KEYS_MIN && kept <= RP_INDEX_KEYS_MAX && corpus->kept[kept - 1] < RP_KEYS_FRACTION && is_ascending(corpus->kept, kept)) {
        memcpy(ret, corpus->kept, kept * sizeof *ret); /* nothing is left to be done */
        *ret_count = (uint32_t)kept;
        return RP_OK;
    }
    *ret_count = kept > 0 ? rp_fracminhash(corpus->kept, kept, RP_INDEX_KEYS_MAX, ret) : 0;
    return RP_OK;
}

/* --- candidates --- */

struct candidate {
    uint32_t slot, shared;
    uint64_t seq;
};

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
    struct rp_findings *findings = &corpus->findings;
    uint32_t *hits = corpus->hits;
    size_t n, count = 0;
    uint32_t least = findings->key_count < 2 ? 1 : 2;
    n = rp_postings_find(&corpus->postings, findings->keys, findings->key_count + 1, findings->listed, hits);
    uint32_t exact_count = findings->listed[findings->key_count], exact[RP_LIMIT_POSTINGS];
    n -= exact_count;
    memcpy(exact, hits + n, exact_count * sizeof *exact);
    n = least > 1 ? rp_tally_repeated(hits, n) : n;
    for (size_t i = 0; i < n; i++)
        RP_FETCH(rp_record_at(&corpus->records, hits[i]));
    rp_tally_fill(&corpus->tally, hits, n);
    for (size_t i = 0; i < corpus->tally.cap; i++) {
        struct candidate candidate = {corpus->tally.places[i].number, corpus->tally.places[i].count, 0};
        if (candidate.shared < least || candidate.slot == replaces)
            continue;
        candidate.seq = rp_record_at(&corpus->records, candidate.slot)->seq;
        keep_best(best, &count, candidate);
    }
    for (size_t i = 0; i < exact_count; i++) {
        struct candidate candidate = {exact[i], RP_KEYS_LOOKED_UP, rp_record_at(&corpus->records, exact[i])->seq};
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
        keep_best(best, &count, (struct candidate){replaces, RP_KEYS_LOOKED_UP + 1, rp_record_at(&corpus->records, replaces)->seq});
    return count;
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

/* Keeps a judged candidate as a match, in its place; what it points to moves to the next free parts. */
static void keep_match(struct rp_corpus *corpus, uint32_t slot, const struct rp_verified *verified)
{
    const struct rp_comparison *comparison = &verified->comparison;
    struct rp_findings *findings = &corpus->findings;
    const struct rp_record *old = rp_record_at(&corpus->records, slot);
    struct rp_match_parts *parts = &corpus->parts[findings->match_count];
    struct rp_match match = {
        .id = rp_records_id(&corpus->records, slot),
        .seq = old->seq,
        .verdict = comparison->verdict,
        .refusal = comparison->refusal,
        .containment_of_new = comparison->containment_of_new,
        .containment_of_old = comparison->containment_of_old,
        .resemblance = comparison->resemblance,
        .shared = comparison->shared,
        .new_shingles = comparison->new_shingles,
        .old_shingles = comparison->old_shingles,
        .grounds = comparison->grounds,
        .examples = parts->examples,
        .dropped = verified->old_dropped,
        .passage_count = corpus->alignment.passage_count,
        .passages = parts->passages,
    };
    if (match.passage_count > 0)
        memcpy(parts->passages, corpus->alignment.passages, match.passage_count * sizeof *parts->passages);
    memcpy(parts->examples, comparison->examples, match.grounds.example_count * sizeof *parts->examples);
    size_t at = findings->match_count++;
    for (; at > 0 && better(&match, &findings->matches[at - 1]); at--) {
        findings->matches[at] = findings->matches[at - 1];
        findings->slots[at] = findings->slots[at - 1];
        findings->versions[at] = findings->versions[at - 1];
    }
    findings->matches[at] = match;
    findings->slots[at] = slot;
    findings->versions[at] = verified->version;
    if (at == 0)
        findings->dropped = verified->new_dropped;
}

/* What part of the keys must be shared, of the shorter list as far as both lists reach: of a long text only its smallest shingles are keys, and they are
 * spread evenly. A text many times as long shares a little with everything, costs as many times more to read, and can hold the shorter one or a passage of
 * it, but not be it rewritten. */
static double least_shared(const struct rp_findings *findings, const struct rp_record *old)
{
    if (findings->key_count == 0 || old->key_count == 0)
        return 0;
    double new_reach = (double)findings->keys[findings->key_count - 1], old_reach = (double)((uint64_t)old->last_key << 32 | UINT32_MAX);
    double of_new = old_reach < new_reach ? findings->key_count * old_reach / new_reach : findings->key_count;
    double of_old = new_reach < old_reach ? old->key_count * new_reach / old_reach : old->key_count;
    double fewer = of_new < of_old ? of_new : of_old, more = of_new < of_old ? of_old : of_new;
    return fewer * (more > MANY_TIMES * fewer ? MIN_KEY_SHARE_OF_LONG : MIN_KEY_SHARE);
}

/* Leaves out the candidates that share too few keys to be read; returns how many are left. */
static size_t without_weak(const struct rp_corpus *corpus, struct candidate candidates[], size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (candidates[i].shared >= least_shared(&corpus->findings, rp_record_at(&corpus->records, candidates[i].slot)))
            candidates[n++] = candidates[i];
    return n;
}

enum rp_status rp_corpus_search(struct rp_corpus *corpus, const struct rp_prepared *prepared, uint32_t replaces, struct rp_error *error)
{
    struct candidate candidates[RP_LIMIT_CANDIDATES];
    struct rp_findings *findings = &corpus->findings;
    uint32_t source = rp_sources_find(&corpus->sources, prepared->article.source);
    findings->match_count = 0;
    findings->dropped = (struct rp_dropped){0};
    struct rp_keyed set = {prepared->shingles, prepared->keys, prepared->fingerprint.shingles, prepared->key_count};
    enum rp_status status = rp_corpus_keys(corpus, source, &prepared->title, &set, findings->keys, &findings->key_count);
    if (status != RP_OK)
        return status;
    findings->keys[findings->key_count] = rp_read_le64(prepared->fingerprint.exact);
    size_t count = find_candidates(corpus, replaces, candidates);
    corpus->counters.candidates += count;
    count = without_weak(corpus, candidates, count);
    if (count == 0)
        return RP_OK;
    struct rp_subject subject;
    status = rp_verify_new(corpus, prepared, source, replaces, &subject);
    for (size_t i = 0; i < count && status == RP_OK; i++) {
        struct rp_verified verified;
        status = rp_verify(corpus, &subject, candidates[i].slot, &verified, error);
        corpus->counters.verified++;
        if (status == RP_OK && verified.is_match)
            keep_match(corpus, candidates[i].slot, &verified);
    }
    return status;
}
