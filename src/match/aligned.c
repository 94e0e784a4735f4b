/* What an alignment says: shares, words, what does not count. */
#include "match/align.h"

#include <string.h>

void rp_find_repeated(const struct rp_side *side, uint8_t *ret)
{
    const uint8_t *restrict repeats = side->repeats;
    const size_t count = side->shingles->count;
    uint8_t *restrict to = ret;
    if (repeats == NULL)
        memset(ret, 0, count);
    else
        for (size_t i = 0; i < count; i++)
            to[i] = repeats[i] >= RP_BOILERPLATE_REPEATS;
}

uint32_t rp_alignment_longest(const struct rp_alignment *alignment)
{
    uint32_t longest_yet = 0;
    for (size_t i = 0; i < alignment->passage_count; i++)
        if (alignment->passages[i].words > longest_yet)
            longest_yet = alignment->passages[i].words;
    return longest_yet;
}

uint32_t rp_alignment_words(const struct rp_alignment *alignment, uint32_t words)
{
    return alignment->weight > 0 ? (uint32_t)(words * 2 * alignment->tokens / alignment->weight) : words;
}

/* For each shingle of a side, 1 where it is boilerplate. */
static void find_left_out(const struct rp_alignment *alignment, const struct rp_side *side, bool is_new, uint8_t *ret)
{
    if (is_new)
        memcpy(ret, alignment->dropped, side->shingles->count);
    else
        rp_find_repeated(side, ret);
}

/* ret: 1 for what is boilerplate; becomes the reasons. */
static void choose_reasons(const uint8_t *restrict in_noise, size_t count, uint8_t *restrict ret)
{
    for (size_t i = 0; i < count; i++)
        ret[i] = ret[i] ? RP_DROP_SOURCE_REPEATS : in_noise[i] ? RP_DROP_NO_RUNNING_TEXT : RP_DROP_NONE;
}

/* Noise counts where it is shared: within a run, which ends before the word `words_end`. */
static void keep_noise(const uint8_t *width, size_t start, size_t end, size_t words_end, uint8_t *reasons)
{
    uint8_t *noise;
    for (size_t i = start; i < end && (noise = memchr(reasons + i, RP_DROP_NO_RUNNING_TEXT, end - i)) != NULL; i++) {
        i = (size_t)(noise - reasons);
        if (i + width[i] <= words_end)
            reasons[i] = RP_DROP_NONE;
    }
}

const uint8_t *rp_alignment_reasons(struct rp_alignment *alignment, const struct rp_side *side, bool is_new)
{
    uint8_t *reasons = alignment->marks;
    const size_t count = side->shingles->count;
    find_left_out(alignment, side, is_new, reasons);
    choose_reasons(is_new ? alignment->new_noise.shingle : alignment->old_noise.shingle, count, reasons);
    for (size_t r = 0; r < alignment->run_count; r++) {
        const struct rp_run *run = &alignment->runs[r];
        size_t start = is_new ? run->new_start : run->old_start, end = start + run->tokens;
        keep_noise(side->shingles->width, start, end < count ? end : count, end, reasons);
    }
    return reasons;
}

const uint8_t *rp_alignment_left_out(struct rp_alignment *alignment, const struct rp_side *side, bool is_new)
{
    uint8_t *left_out = alignment->marks;
    find_left_out(alignment, side, is_new, left_out);
    memset(left_out + side->shingles->count, 0, side->tokens->count - side->shingles->count);
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
