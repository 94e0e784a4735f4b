/* Where two texts say the same. The new text's shingles get numbers, once for all that it is matched with; then each of them that the old text has leads a
 * chain of the old text's positions. The new text is read from left to right, and at each shingle that has a chain the longest equal run is taken. Chains are
 * followed for at most CHAIN_MAX positions, so that "a a a a ..." against itself stays linear. Most pairs share little: two bits for each shingle of the new
 * text turn the old one's away before the table of numbers, and what is counted is put right only where the two meet. */
#include "match/align.h"

#include "base/alloc.h"
#include "reprint/limits.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { CHAIN_MAX = 8, BITS_A_SHINGLE = 64, LEAST_BITS = 4096 };
#define NONE UINT32_MAX

void rp_alignment_init(struct rp_alignment *alignment)
{
    *alignment = (struct rp_alignment){0};
}

void rp_alignment_done(struct rp_alignment *alignment)
{
    rp_free(alignment->runs);
    rp_free(alignment->passages);
    rp_free(alignment->numbers);
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

/* --- bits for each shingle --- */

static size_t words_of_bits(size_t count)
{
    size_t bits = LEAST_BITS;
    while (bits < BITS_A_SHINGLE * count)
        bits *= 2;
    return bits / 64;
}

/* Two bits of one word; not the part of the hash that chooses the slot. */
static uint64_t bits_of(uint64_t hash)
{
    return UINT64_C(1) << (hash >> 32 & 63) | UINT64_C(1) << (hash >> 58);
}

static void set_bits(uint64_t *bits, size_t words, uint64_t hash)
{
    bits[hash >> 38 & (words - 1)] |= bits_of(hash);
}

static bool has_bits(const uint64_t *bits, size_t words, uint64_t hash)
{
    return (bits[hash >> 38 & (words - 1)] & bits_of(hash)) == bits_of(hash);
}

/* The positions of shingles that have their bits, in order; returns how many. */
static size_t find_met(const struct rp_shingles *shingles, const uint64_t *bits, size_t words, uint32_t *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < shingles->count; i++) {
        ret[n] = (uint32_t)i;
        n += has_bits(bits, words, shingles->hash[i]);
    }
    return n;
}

/* --- numbers: where a shingle stands first in the new text --- */

/* Mostly empty: a second look is not to be foretold, and costs more than memory that is near. */
static size_t table_mask(size_t count)
{
    size_t size = 64;
    while (size < 4 * count)
        size *= 2;
    return size - 1;
}

/* NONE: it does not stand there. */
static uint32_t find_number(const struct rp_alignment *alignment, const uint64_t *hashes, uint64_t hash)
{
    size_t slot = hash & alignment->mask;
    while (alignment->table[slot] != NONE && hashes[alignment->table[slot]] != hash)
        slot = (slot + 1) & alignment->mask;
    return alignment->table[slot];
}

static enum rp_status number_shingles(struct rp_alignment *alignment, const struct rp_shingles *shingles)
{
    size_t mask = table_mask(shingles->count);
    if (!rp_grow(&alignment->numbers, &alignment->numbers_cap, shingles->count + mask + 1, sizeof *alignment->numbers, SIZE_MAX / 8))
        return RP_NO_MEMORY;
    uint32_t *table = alignment->table = alignment->numbers + shingles->count;
    alignment->mask = mask;
    memset(table, 0xff, (mask + 1) * sizeof *table);
    for (size_t i = 0; i < shingles->count; i++) {
        size_t slot = shingles->hash[i] & mask;
        if (!shingles->first[i]) {
            alignment->numbers[i] = find_number(alignment, shingles->hash, shingles->hash[i]);
            continue;
        }
        while (table[slot] != NONE)
            slot = (slot + 1) & mask;
        table[slot] = alignment->numbers[i] = (uint32_t)i;
    }
    return RP_OK;
}

/* --- chains --- */

/* Chains the old text's positions that are no boilerplate, and that the new text has too, in ascending order. They are entered from the last to the first,
 * each becoming the head of its chain. Where one shingle is met, the one before it most often is too. `old_met` is left with those in chains. */
static void build_chains(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *side, size_t met_count)
{
    const uint64_t *hashes = side->shingles->hash, *new_hashes = new_side->shingles->hash;
    uint32_t at = 0; /* in the new text, behind what would go before */
    size_t kept = met_count;
    memset(alignment->heads, 0xff, new_side->shingles->count * sizeof *alignment->heads);
    for (size_t k = met_count; k-- > 0;) {
        uint32_t i = alignment->old_met[k], number;
        if (at > 0 && new_hashes[at - 1] == hashes[i])
            number = alignment->numbers[--at];
        else if ((number = find_number(alignment, new_hashes, hashes[i])) != NONE)
            at = number;
        if (number == NONE || rp_is_repeated(side, i))
            continue;
        alignment->next[i] = alignment->heads[number];
        alignment->heads[number] = i;
        alignment->old_met[--kept] = i;
        alignment->old_numbers[kept] = number;
    }
    alignment->old_first = kept;
    alignment->old_end = met_count;
}

static enum rp_status reserve(struct rp_alignment *alignment, size_t new_count, size_t old_count)
{
    size_t more = (new_count > old_count ? new_count : old_count) + RP_SHINGLE_TOKENS_MAX;
    if (!rp_grow(&alignment->next, &alignment->next_cap, 5 * more, sizeof *alignment->next, SIZE_MAX / 8) ||
        !rp_grow(&alignment->first, &alignment->first_cap, new_count, sizeof *alignment->first, SIZE_MAX / 8) ||
        !rp_grow(&alignment->hit, &alignment->hit_cap, new_count, sizeof *alignment->hit, SIZE_MAX / 8) ||
        !rp_grow(&alignment->dropped, &alignment->dropped_cap, new_count, sizeof *alignment->dropped, SIZE_MAX / 8) ||
        !rp_grow(&alignment->marks, &alignment->marks_cap, more, sizeof *alignment->marks, SIZE_MAX / 8) ||
        !rp_grow(&alignment->runs, &alignment->run_cap, new_count + 1, sizeof *alignment->runs, SIZE_MAX / 16) ||
        !rp_grow(&alignment->passages, &alignment->passage_cap, new_count + 1, sizeof *alignment->passages, SIZE_MAX / 32))
        return RP_NO_MEMORY;
    alignment->heads = alignment->next + more;
    alignment->old_met = alignment->heads + more;
    alignment->old_numbers = alignment->old_met + more;
    alignment->new_met = alignment->old_numbers + more;
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

static void mark_shingles(const uint8_t *restrict begins, const uint8_t *restrict ends, size_t count, uint8_t *restrict ret)
{
    for (size_t i = 0; i < count; i++)
        ret[i] = begins[i] & ends[i];
}

/* In a list or a headline everything counts. */
static enum rp_status find_noise(struct rp_noise *noise, const struct rp_side *side)
{
    const struct rp_shingles *shingles = side->shingles;
    if (!rp_grow(&noise->of, &noise->cap, side->tokens->count + shingles->count + 1, 1, SIZE_MAX / 8))
        return RP_NO_MEMORY;
    noise->shingle = noise->of + side->tokens->count;
    noise->has_body = rp_noise_find(side->tokens, side->raw, noise->of);
    if (!noise->has_body || memchr(noise->of, 1, side->tokens->count) == NULL)
        memset(noise->shingle, 0, shingles->count);
    else if (memcmp(shingles->width, shingles->width + 1, shingles->count - 1) == 0) /* all of one width, nearly always */
        mark_shingles(noise->of, noise->of + shingles->width[0] - 1, shingles->count, noise->shingle);
    else
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
static void count_old(struct rp_alignment *alignment, const struct rp_side *side)
{
    const uint8_t *first = side->shingles->first, *in_noise = alignment->old_noise.shingle;
    uint32_t count = count_own(side, &alignment->old_noise);
    for (size_t k = alignment->old_first; k < alignment->old_end; k++) {
        uint32_t i = alignment->old_met[k];
        count += first[i] & in_noise[i] & alignment->hit[alignment->old_numbers[k]];
    }
    alignment->old_shingles = count;
    alignment->old_left_out = (uint32_t)side->shingles->distinct_count - count;
}

/* The positions of the new text that have a chain, and where it begins; returns how many. */
static size_t find_shared(struct rp_alignment *alignment, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t head = alignment->heads[alignment->numbers[i]];
        alignment->first[i] = head;
        alignment->new_met[n] = (uint32_t)i;
        n += head != NONE;
    }
    return n;
}

/* Finds the new text's boilerplate, and counts its other distinct shingles and those of them that the old text has. Where the old text is among the
 * articles that were counted, a shingle of both stands in one other less. Leaves the positions that may begin a run in `new_met`. */
static void count_new(struct rp_alignment *alignment, const struct rp_side *side)
{
    const uint8_t *first = side->shingles->first, *repeats = side->repeats, *in_noise = alignment->new_noise.shingle;
    const uint32_t *numbers = alignment->numbers;
    const unsigned least = RP_BOILERPLATE_REPEATS + side->other_counted;
    uint32_t *met = alignment->new_met;
    uint8_t *dropped = alignment->dropped, *hit = alignment->hit;
    uint32_t count = alignment->new_own, shared = 0;
    size_t starts = 0, shared_count = find_shared(alignment, side->shingles->count);
    memset(hit, 0, side->shingles->count);
    rp_find_repeated(side, dropped);
    for (size_t k = 0; k < shared_count; k++) {
        uint32_t i = met[k], number = numbers[i];
        uint8_t counted = (dropped[i] | in_noise[i]) ^ 1, counts = repeats == NULL || repeats[i] < least;
        dropped[i] = counts ^ 1;
        count += first[i] & counts & (counted ^ 1);
        shared += counts & (hit[number] ^ 1);
        hit[number] |= counts;
        met[starts] = i;
        starts += counts;
    }
    alignment->start_count = starts;
    alignment->shared = shared;
    alignment->new_shingles = count;
    alignment->new_left_out = (uint32_t)side->shingles->distinct_count - count;
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

static uint64_t weigh(const struct rp_tokens *tokens)
{
    uint64_t weight = 0;
    for (size_t i = 0; i < tokens->count; i++)
        weight += tokens->weight[i];
    return weight;
}

enum rp_status rp_align_new(struct rp_alignment *alignment, const struct rp_side *side)
{
    const uint64_t *hashes = side->shingles->hash;
    size_t words = words_of_bits(side->shingles->count);
    if (!rp_grow(&alignment->bits, &alignment->bits_cap, words, sizeof *alignment->bits, SIZE_MAX / 16))
        return RP_NO_MEMORY;
    alignment->words = words;
    memset(alignment->bits, 0, words * sizeof *alignment->bits);
    for (size_t i = 0; i < side->shingles->count; i++)
        set_bits(alignment->bits, words, hashes[i]);
    if (number_shingles(alignment, side->shingles) != RP_OK || find_noise(&alignment->new_noise, side) != RP_OK)
        return RP_NO_MEMORY;
    alignment->new_own = count_own(side, &alignment->new_noise);
    alignment->new_weight = weigh(side->tokens);
    return RP_OK;
}

enum rp_status rp_align_count(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side)
{
    enum rp_status status = reserve(alignment, new_side->shingles->count, old_side->shingles->count);
    if (status == RP_OK)
        status = find_noise(&alignment->old_noise, old_side);
    if (status != RP_OK)
        return status;
    alignment->tokens = new_side->tokens->count + old_side->tokens->count;
    alignment->weight = alignment->new_weight + weigh(old_side->tokens);
    alignment->run_count = alignment->passage_count = 0;
    build_chains(alignment, new_side, old_side, find_met(old_side->shingles, alignment->bits, alignment->words, alignment->old_met));
    count_new(alignment, new_side);
    count_old(alignment, old_side);
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

