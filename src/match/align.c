/* Where two texts say the same. The old text's shingles go into a table of position chains; the new text is read from left to right, and at each
 * shingle that the table knows the longest equal run is taken. Chains are followed for at most CHAIN_MAX positions, so that
 * "a a a a ..." against itself stays linear. Most pairs share little: one bit for each shingle of the other text turns the rest away before the table, and
 * what is counted is put right only where the two meet. */
#include "match/align.h"

#include "base/alloc.h"
#include "reprint/limits.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { CHAIN_MAX = 8, BITS_A_SHINGLE = 16, LEAST_BITS = 4096 };
#define NONE UINT32_MAX

void rp_alignment_init(struct rp_alignment *alignment)
{
    *alignment = (struct rp_alignment){0};
}

void rp_alignment_done(struct rp_alignment *alignment)
{
    rp_free(alignment->runs);
    rp_free(alignment->passages);
    rp_free(alignment->heads);
    rp_free(alignment->next);
    rp_free(alignment->first);
    rp_free(alignment->bits);
    rp_free(alignment->hit);
    rp_free(alignment->dropped);
    rp_free(alignment->marks);
    rp_free(alignment->new_noise.of);
    rp_free(alignment->old_noise.of);
    rp_alignment_init(alignment);
}

static bool is_repeated(const struct rp_side *side, size_t position, unsigned others)
{
    return side->repeats != NULL && side->repeats[position] >= RP_BOILERPLATE_REPEATS + others;
}

/* Slot of the table for a shingle: the one that holds its first position, or an empty one. */
static size_t find_slot(const struct rp_alignment *alignment, size_t mask, const uint64_t *hashes, uint64_t hash)
{
    size_t slot = hash & mask;
    while (alignment->heads[slot] != NONE && hashes[alignment->heads[slot]] != hash)
        slot = (slot + 1) & mask;
    return slot;
}

static size_t table_mask(size_t count)
{
    size_t size = 64;
    while (size < 2 * count)
        size *= 2;
    return size - 1;
}

/* --- one bit for each shingle --- */

static size_t words_of_bits(size_t count)
{
    size_t bits = LEAST_BITS;
    while (bits < BITS_A_SHINGLE * count)
        bits *= 2;
    return bits / 64;
}

/* Not the part of the hash that chooses the slot. */
static void set_bit(uint64_t *bits, size_t words, uint64_t hash)
{
    bits[hash >> 38 & (words - 1)] |= UINT64_C(1) << (hash >> 32 & 63);
}

static bool has_bit(const uint64_t *bits, size_t words, uint64_t hash)
{
    return bits[hash >> 38 & (words - 1)] >> (hash >> 32 & 63) & 1;
}

/* The positions of shingles that have their bit, in order; returns how many. */
static size_t find_met(const struct rp_shingles *shingles, const uint64_t *bits, size_t words, uint32_t *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < shingles->count; i++) {
        ret[n] = (uint32_t)i;
        n += has_bit(bits, words, shingles->hash[i]);
    }
    return n;
}

/* --- the table --- */

/* Chains the old text's positions that are no boilerplate, and that the new text may have too (`met`), in ascending order. They are entered from the last
 * to the first, each becoming the head of its chain, and their bits set. */
static void build_table(struct rp_alignment *alignment, const struct rp_side *side, size_t met_count)
{
    const uint64_t *hashes = side->shingles->hash;
    size_t words = alignment->words, mask = alignment->mask = table_mask(met_count);
    uint64_t *of_old = alignment->bits + words;
    memset(of_old, 0, words * sizeof *of_old);
    memset(alignment->heads, 0xff, (mask + 1) * sizeof *alignment->heads);
    for (size_t k = met_count; k-- > 0;) {
        uint32_t i = alignment->old_met[k];
        if (is_repeated(side, i, 0))
            continue;
        size_t slot = find_slot(alignment, mask, hashes, hashes[i]);
        alignment->next[i] = alignment->heads[slot];
        alignment->heads[slot] = i;
        set_bit(of_old, words, hashes[i]);
    }
}

static enum rp_status reserve(struct rp_alignment *alignment, size_t new_count, size_t old_count)
{
    size_t mask = table_mask(old_count), more = (new_count > old_count ? new_count : old_count) + RP_SHINGLE_TOKENS_MAX;
    if (!rp_grow(&alignment->heads, &alignment->head_cap, mask + 1, sizeof *alignment->heads, SIZE_MAX / 8) ||
        !rp_grow(&alignment->next, &alignment->next_cap, 3 * more, sizeof *alignment->next, SIZE_MAX / 8) ||
        !rp_grow(&alignment->first, &alignment->first_cap, new_count, sizeof *alignment->first, SIZE_MAX / 8) ||
        !rp_grow(&alignment->hit, &alignment->hit_cap, mask + 1, sizeof *alignment->hit, SIZE_MAX / 8) ||
        !rp_grow(&alignment->dropped, &alignment->dropped_cap, new_count, sizeof *alignment->dropped, SIZE_MAX / 8) ||
        !rp_grow(&alignment->marks, &alignment->marks_cap, more, sizeof *alignment->marks, SIZE_MAX / 8) ||
        !rp_grow(&alignment->runs, &alignment->run_cap, new_count + 1, sizeof *alignment->runs, SIZE_MAX / 16) ||
        !rp_grow(&alignment->passages, &alignment->passage_cap, new_count + 1, sizeof *alignment->passages, SIZE_MAX / 32))
        return RP_NO_MEMORY;
    alignment->old_met = alignment->next + more;
    alignment->new_met = alignment->old_met + more;
    return RP_OK;
}

/* The words of a run of `length` shingles. Where words and single code points are mixed, the last shingle may end before the last word that is equal. */
static uint32_t words_of(const struct rp_side *new_side, const struct rp_side *old_side, size_t i, size_t j, uint32_t length)
{
    const struct rp_tokens *a = new_side->tokens, *b = old_side->tokens;
    uint32_t n = length - 1 + new_side->shingles->width[i + length - 1];
    while (i + n < a->count && j + n < b->count && a->hash[i + n] == b->hash[j + n])
        n++;
    return n;
}

/* How many shingles in a row are equal from new position i and old position j. */
static uint32_t extend(const struct rp_side *new_side, const struct rp_side *old_side, size_t i, size_t j)
{
    const uint64_t *a = new_side->shingles->hash, *b = old_side->shingles->hash;
    uint32_t n = 0;
    while (i + n < new_side->shingles->count && j + n < old_side->shingles->count && a[i + n] == b[j + n])
        n++;
    return n;
}

/* The old position with the longest run; of equals the one that goes on where the last run ended, then the first. */
static uint32_t longest(const struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side,
                        size_t i, uint32_t j, uint32_t expected, uint32_t *ret_length)
{
    uint32_t best = j, best_length = 0;
    for (int tries = 0; j != NONE && tries < CHAIN_MAX; tries++, j = alignment->next[j]) {
        uint32_t length = extend(new_side, old_side, i, j);
        bool after = j >= expected, best_after = best >= expected;
        if (length > best_length || (length == best_length && after && !best_after)) {
            best = j;
            best_length = length;
        }
    }
    *ret_length = best_length;
    return best;
}

/* Goes through the shared positions of the new text. */
static void find_runs(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side)
{
    uint32_t expected = 0, end = 0; /* of the last run */
    alignment->run_count = 0;
    for (size_t k = 0; k < alignment->start_count; k++) {
        uint32_t i = alignment->new_met[k], length;
        if (i < end)
            continue;
        uint32_t j = longest(alignment, new_side, old_side, i, alignment->first[i], expected, &length);
        uint32_t tokens = words_of(new_side, old_side, i, j, length);
        /* The last shingles of the run before may reach over this one's first tokens: cut them off it. */
        if (alignment->run_count > 0) {
            struct rp_run *last = &alignment->runs[alignment->run_count - 1];
            if (last->new_start + last->tokens > i)
                last->tokens = i - last->new_start;
        }
        alignment->runs[alignment->run_count++] = (struct rp_run){i, j, tokens};
        expected = j + length;
        end = i + length;
    }
}

/* --- counts --- */

/* In a list or a headline everything counts. */
static enum rp_status find_noise(struct rp_noise *noise, const struct rp_side *side)
{
    const struct rp_shingles *shingles = side->shingles;
    if (!rp_grow(&noise->of, &noise->cap, side->tokens->count + shingles->count + 1, 1, SIZE_MAX / 8))
        return RP_NO_MEMORY;
    noise->shingle = noise->of + side->tokens->count;
    noise->has_body = rp_noise_find(side->tokens, side->raw, noise->of);
    memset(noise->shingle, 0, shingles->count);
    if (noise->has_body && memchr(noise->of, 1, side->tokens->count) != NULL)
        for (size_t i = 0; i < shingles->count; i++)
            noise->shingle[i] = noise->of[i] & noise->of[i + shingles->width[i] - 1];
    return RP_OK;
}

/* Distinct shingles that count whatever the other text is: no boilerplate, and running text. */
static uint32_t count_own(const struct rp_side *side, const struct rp_noise *noise)
{
    const uint8_t *first = side->shingles->first, *repeats = side->repeats, *in_noise = noise->shingle;
    uint32_t count = 0;
    for (size_t i = 0; i < side->shingles->count; i++)
        count += first[i] & (in_noise[i] ^ 1) & (repeats == NULL || repeats[i] < RP_BOILERPLATE_REPEATS);
    return count;
}

/* Noise counts where it is shared. */
static void count_old(struct rp_alignment *alignment, const struct rp_side *side, size_t met_count)
{
    const struct rp_shingles *shingles = side->shingles;
    uint32_t count = count_own(side, &alignment->old_noise);
    for (size_t k = 0; k < met_count; k++) {
        uint32_t i = alignment->old_met[k];
        if (!shingles->first[i] || !alignment->old_noise.shingle[i] || is_repeated(side, i, 0))
            continue;
        size_t slot = find_slot(alignment, alignment->mask, shingles->hash, shingles->hash[i]);
        count += alignment->heads[slot] != NONE && alignment->hit[slot];
    }
    alignment->old_shingles = count;
    alignment->old_left_out = (uint32_t)shingles->distinct_count - count;
}

/* Finds the new text's boilerplate, and counts its other distinct shingles and those of them that the old text has (among those in `new_met`).
 * Where the old text is among the articles that were counted, a shingle of both stands in one other less. Leaves those that may begin a run in `new_met`. */
static void count_new(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side, size_t met_count)
{
    const struct rp_shingles *shingles = new_side->shingles;
    const uint8_t *in_noise = alignment->new_noise.shingle;
    uint32_t count = alignment->new_own, shared = 0;
    size_t starts = 0;
    memset(alignment->hit, 0, alignment->mask + 1);
    for (size_t i = 0; i < shingles->count; i++)
        alignment->dropped[i] = is_repeated(new_side, i, 0);
    for (size_t k = 0; k < met_count; k++) {
        uint32_t i = alignment->new_met[k];
        size_t slot = find_slot(alignment, alignment->mask, old_side->shingles->hash, shingles->hash[i]);
        if (alignment->heads[slot] == NONE)
            continue;
        alignment->first[i] = alignment->heads[slot];
        bool counted = !alignment->dropped[i] && !in_noise[i], dropped = is_repeated(new_side, i, new_side->other_counted);
        alignment->dropped[i] = dropped;
        if (dropped)
            continue;
        count += shingles->first[i] & !counted;
        shared += !alignment->hit[slot];
        alignment->hit[slot] = 1;
        alignment->new_met[starts++] = i;
    }
    alignment->start_count = starts;
    alignment->shared = shared;
    alignment->new_shingles = count;
    alignment->new_left_out = (uint32_t)shingles->distinct_count - count;
}

/* --- passages --- */

int rp_alignment_gap(const struct rp_alignment *alignment, size_t i, struct rp_gap *ret)
{
    const struct rp_run *a = &alignment->runs[i - 1], *b = &alignment->runs[i];
    uint32_t new_end = a->new_start + a->tokens, old_end = a->old_start + a->tokens;
    if (b->old_start < old_end || b->new_start - new_end > RP_ALIGN_GAP || b->old_start - old_end > RP_ALIGN_GAP)
        return 0;
    *ret = (struct rp_gap){new_end, b->new_start - new_end, old_end, b->old_start - old_end};
    return 1;
}

static int by_words(const void *a, const void *b)
{
    const struct rp_passage *p = a, *q = b;
    if (p->words != q->words)
        return p->words < q->words ? 1 : -1;
    return p->new_start < q->new_start ? -1 : p->new_start > q->new_start;
}

static int by_place(const void *a, const void *b)
{
    const struct rp_passage *p = a, *q = b;
    return p->new_start < q->new_start ? -1 : p->new_start > q->new_start;
}

static void join_passages(struct rp_alignment *alignment, const struct rp_tokens *new_tokens, const struct rp_tokens *old_tokens)
{
    size_t n = 0;
    for (size_t i = 0; i < alignment->run_count; i++) {
        const struct rp_run *run = &alignment->runs[i];
        if (run->tokens == 0)
            continue;
        uint32_t new_last = run->new_start + run->tokens - 1, old_last = run->old_start + run->tokens - 1;
        struct rp_gap gap;
        if (n > 0 && rp_alignment_gap(alignment, i, &gap)) {
            alignment->passages[n - 1].words += run->tokens;
        } else {
            alignment->passages[n++] = (struct rp_passage){.new_start = new_tokens->raw_start[run->new_start],
                                                           .old_start = old_tokens->raw_start[run->old_start],
                                                           .words = run->tokens};
        }
        alignment->passages[n - 1].new_end = new_tokens->raw_end[new_last];
        alignment->passages[n - 1].old_end = old_tokens->raw_end[old_last];
    }
    if (n > RP_LIMIT_PASSAGES) {
        qsort(alignment->passages, n, sizeof *alignment->passages, by_words);
        n = RP_LIMIT_PASSAGES;
        qsort(alignment->passages, n, sizeof *alignment->passages, by_place);
    }
    alignment->passage_count = n;
}

uint32_t rp_alignment_longest(const struct rp_alignment *alignment)
{
    uint32_t longest_yet = 0;
    for (size_t i = 0; i < alignment->passage_count; i++)
        if (alignment->passages[i].words > longest_yet)
            longest_yet = alignment->passages[i].words;
    return longest_yet;
}

static uint64_t weigh(const struct rp_tokens *tokens)
{
    uint64_t weight = 0;
    for (size_t i = 0; i < tokens->count; i++)
        weight += tokens->weight[i];
    return weight;
}

uint32_t rp_alignment_words(const struct rp_alignment *alignment, uint32_t words)
{
    return alignment->weight > 0 ? (uint32_t)(words * 2 * alignment->tokens / alignment->weight) : words;
}

enum rp_status rp_align_new(struct rp_alignment *alignment, const struct rp_side *side)
{
    const uint64_t *hashes = side->shingles->hash;
    size_t words = words_of_bits(side->shingles->count);
    if (!rp_grow(&alignment->bits, &alignment->bits_cap, 2 * words, sizeof *alignment->bits, SIZE_MAX / 16))
        return RP_NO_MEMORY;
    alignment->words = words;
    memset(alignment->bits, 0, words * sizeof *alignment->bits);
    for (size_t i = 0; i < side->shingles->count; i++)
        set_bit(alignment->bits, words, hashes[i]);
    if (find_noise(&alignment->new_noise, side) != RP_OK)
        return RP_NO_MEMORY;
    alignment->new_own = count_own(side, &alignment->new_noise);
    alignment->new_weight = weigh(side->tokens);
    return RP_OK;
}

enum rp_status rp_align_count(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side)
{
    const size_t words = alignment->words;
    enum rp_status status = reserve(alignment, new_side->shingles->count, old_side->shingles->count);
    if (status == RP_OK)
        status = find_noise(&alignment->old_noise, old_side);
    if (status != RP_OK)
        return status;
    alignment->tokens = new_side->tokens->count + old_side->tokens->count;
    alignment->weight = alignment->new_weight + weigh(old_side->tokens);
    alignment->run_count = alignment->passage_count = 0;
    size_t old_count = find_met(old_side->shingles, alignment->bits, words, alignment->old_met);
    build_table(alignment, old_side, old_count);
    size_t new_count = find_met(new_side->shingles, alignment->bits + words, words, alignment->new_met);
    count_new(alignment, new_side, old_side, new_count);
    count_old(alignment, old_side, old_count);
    return RP_OK;
}

void rp_align_runs(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side)
{
    find_runs(alignment, new_side, old_side);
    join_passages(alignment, new_side->tokens, old_side->tokens);
}

enum rp_status rp_align(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side)
{
    enum rp_status status = rp_align_count(alignment, new_side, old_side);
    if (status == RP_OK)
        rp_align_runs(alignment, new_side, old_side);
    return status;
}

/* Noise counts where it is shared: within a run. */
const uint8_t *rp_alignment_reasons(struct rp_alignment *alignment, const struct rp_side *side, bool is_new)
{
    uint8_t *reasons = alignment->marks;
    const struct rp_noise *noise = is_new ? &alignment->new_noise : &alignment->old_noise;
    for (size_t i = 0; i < side->shingles->count; i++)
        reasons[i] = (is_new ? alignment->dropped[i] : is_repeated(side, i, 0)) ? RP_DROP_SOURCE_REPEATS
                     : noise->shingle[i]                                         ? RP_DROP_NO_RUNNING_TEXT
                                                                                : RP_DROP_NONE;
    for (size_t r = 0; r < alignment->run_count; r++) {
        const struct rp_run *run = &alignment->runs[r];
        uint32_t start = is_new ? run->new_start : run->old_start;
        for (uint32_t i = start; i < start + run->tokens && i < side->shingles->count; i++)
            if (reasons[i] == RP_DROP_NO_RUNNING_TEXT && i + side->shingles->width[i] <= start + run->tokens)
                reasons[i] = RP_DROP_NONE;
    }
    return reasons;
}

const uint8_t *rp_alignment_left_out(struct rp_alignment *alignment, const struct rp_side *side, bool is_new)
{
    uint8_t *left_out = alignment->marks;
    for (size_t i = 0; i < side->tokens->count; i++)
        left_out[i] = i < side->shingles->count && (is_new ? alignment->dropped[i] : is_repeated(side, i, 0));
    return left_out;
}

/* What a token is to the other text. */
enum cover { OWN, IN_PHRASE, IN_RUN };

uint32_t rp_alignment_own_stretch(struct rp_alignment *alignment, const struct rp_side *side, bool is_new, uint32_t phrase)
{
    const uint8_t *left_out = rp_alignment_left_out(alignment, side, is_new);
    uint32_t *cover = alignment->next, longest_own = 0, own = 0; /* the chains are not needed any more */
    for (size_t i = 0; i < side->tokens->count; i++)
        cover[i] = left_out[i] ? IN_PHRASE : OWN;
    for (size_t r = 0; r < alignment->run_count; r++) {
        const struct rp_run *run = &alignment->runs[r];
        uint32_t start = is_new ? run->new_start : run->old_start, kind = run->tokens < phrase ? IN_PHRASE : IN_RUN;
        for (uint32_t i = start; i < start + run->tokens; i++)
            cover[i] = cover[i] > kind ? cover[i] : kind;
    }
    for (size_t i = 0; i < side->tokens->count; i++) {
        own = cover[i] == IN_RUN ? 0 : own + (cover[i] == OWN);
        longest_own = own > longest_own ? own : longest_own;
    }
    return longest_own;
}

bool rp_alignment_is_text(const struct rp_alignment *alignment)
{
    uint64_t running = 0, shared = 0;
    for (size_t r = 0; r < alignment->run_count; r++) {
        const struct rp_run *run = &alignment->runs[r];
        shared += run->tokens;
        for (uint32_t i = run->new_start; i < run->new_start + run->tokens; i++)
            running += !alignment->new_noise.of[i];
    }
    return 2 * running >= shared;
}

static double share(uint32_t part, uint32_t whole)
{
    return whole > 0 ? (double)part / whole : 0;
}

double rp_alignment_of_new(const struct rp_alignment *alignment)
{
    return share(alignment->shared, alignment->new_shingles);
}

double rp_alignment_of_old(const struct rp_alignment *alignment)
{
    return share(alignment->shared, alignment->old_shingles);
}

double rp_alignment_resemblance(const struct rp_alignment *alignment)
{
    return share(alignment->shared, alignment->new_shingles + alignment->old_shingles - alignment->shared);
}
