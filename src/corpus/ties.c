/* What ties an article to its story. */
#include "corpus/ties.h"

#include "reprint/limits.h"

#include <stdlib.h>
#include <string.h>

static int by_start(const void *left, const void *right)
{
    const struct rp_span *a = left, *b = right;
    return a->start < b->start ? -1 : a->start > b->start;
}

/* What two spans have in common; its end is not behind its start when that is nothing. */
static struct rp_span common(struct rp_span a, struct rp_span b)
{
    return (struct rp_span){a.start > b.start ? a.start : b.start, a.end < b.end ? a.end : b.end};
}

/* Makes one span of those that touch; returns how many are left. */
static size_t close_touching(struct rp_span *spans, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || spans[i].start > spans[kept - 1].end)
            spans[kept++] = spans[i];
        else if (spans[i].end > spans[kept - 1].end)
            spans[kept - 1].end = spans[i].end;
    }
    return kept;
}

/* Makes one span of the two with the smallest gap between them, of equal gaps the first. */
static void close_smallest_gap(struct rp_span *spans, size_t count)
{
    size_t at = 1;
    for (size_t i = 2; i < count; i++)
        if (spans[i].start - spans[i - 1].end < spans[at].start - spans[at - 1].end)
            at = i;
    spans[at - 1].end = spans[at].end;
    memmove(spans + at, spans + at + 1, (count - at - 1) * sizeof *spans);
}

/* In any order; `spans` is changed. */
static struct rp_tie tie_of(struct rp_span *spans, size_t count)
{
    struct rp_tie tie = {0};
    if (count == 0)
        return tie;
    qsort(spans, count, sizeof *spans, by_start);
    for (count = close_touching(spans, count); count > RP_TIE_SPANS; count--)
        close_smallest_gap(spans, count);
    memcpy(tie.spans, spans, count * sizeof *spans);
    return tie;
}

struct rp_tie rp_tie_in_old(const struct rp_passage *passages, size_t count)
{
    struct rp_span spans[RP_LIMIT_PASSAGES];
    for (size_t i = 0; i < count; i++)
        spans[i] = (struct rp_span){passages[i].old_start, passages[i].old_end};
    return tie_of(spans, count);
}

/* Where a place of the old text stands in the new one: within a passage as far from its start, in proportion. */
static uint32_t carry(const struct rp_passage *passage, uint32_t old)
{
    uint64_t new_len = passage->new_end - passage->new_start, old_len = passage->old_end - passage->old_start;
    return passage->new_start + (uint32_t)((old - passage->old_start) * new_len / old_len);
}

struct rp_tie rp_tie_in_new(const struct rp_passage *passages, size_t count, const struct rp_tie *old)
{
    struct rp_span spans[RP_LIMIT_PASSAGES * RP_TIE_SPANS];
    size_t carried = 0;
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < RP_TIE_SPANS; k++) {
            struct rp_span both = common((struct rp_span){passages[i].old_start, passages[i].old_end}, old->spans[k]);
            if (both.start < both.end)
                spans[carried++] = (struct rp_span){carry(&passages[i], both.start), carry(&passages[i], both.end)};
        }
    if (carried > 0)
        return tie_of(spans, carried);
    for (size_t i = 0; i < count; i++)
        spans[i] = (struct rp_span){passages[i].new_start, passages[i].new_end};
    return tie_of(spans, count);
}

struct rp_tie rp_tie_of_whole(size_t len)
{
    return (struct rp_tie){{{0, (uint32_t)len}}};
}

static uint64_t span_length(struct rp_span span)
{
    return span.start < span.end ? span.end - span.start : 0;
}

static uint64_t length(const struct rp_tie *tie)
{
    uint64_t sum = 0;
    for (int i = 0; i < RP_TIE_SPANS; i++)
        sum += span_length(tie->spans[i]);
    return sum;
}

bool rp_ties_meet(const struct rp_tie *a, const struct rp_tie *b)
{
    uint64_t both = 0, of_a = length(a), of_b = length(b);
    if (rp_tie_is_none(a) || rp_tie_is_none(b))
        return true;
    for (int i = 0; i < RP_TIE_SPANS; i++)
        for (int k = 0; k < RP_TIE_SPANS; k++)
            both += span_length(common(a->spans[i], b->spans[k]));
    return 2 * both >= (of_a < of_b ? of_a : of_b);
}

void rp_tie_narrow(struct rp_tie *tie, const struct rp_tie *shared)
{
    if (rp_tie_is_none(tie) || 2 * length(shared) < length(tie))
        *tie = *shared;
}
