/* What of a text was left out as boilerplate: the words of its dropped shingles, run by run. */
#include "match/dropped.h"

#include "base/bits.h"

/* A run of words, all left out for one reason. */
struct run {
    uint32_t first, end;
    enum rp_drop_reason reason;
};

struct kept {
    struct run runs[RP_LIMIT_DROPPED]; /* in the order of the text */
    uint32_t count, words;
};

/* Adds a run, or a longer one in place of the shortest. */
static void keep(struct kept *kept, const struct run *run)
{
    uint32_t shortest = 0;
    if (run->end == run->first)
        return;
    kept->words += run->end - run->first;
    if (kept->count < RP_LIMIT_DROPPED) {
        kept->runs[kept->count++] = *run;
        return;
    }
    for (uint32_t i = 1; i < kept->count; i++)
        if (kept->runs[i].end - kept->runs[i].first < kept->runs[shortest].end - kept->runs[shortest].first)
            shortest = i;
    if (run->end - run->first <= kept->runs[shortest].end - kept->runs[shortest].first)
        return;
    for (uint32_t i = shortest + 1; i < kept->count; i++)
        kept->runs[i - 1] = kept->runs[i];
    kept->runs[kept->count - 1] = *run;
}

/* The next shingle from i on that does not count; `count` when all do. Most do, and eight are passed at once. */
static uint32_t next_dropped(const uint8_t *reasons, uint32_t i, uint32_t count)
{
    while (i + 8 <= count && rp_read_le64(reasons + i) == 0)
        i += 8;
    while (i < count && reasons[i] == RP_DROP_NONE)
        i++;
    return i;
}

struct rp_dropped rp_dropped_of(const struct rp_side *side, const uint8_t *reasons, struct rp_dropped_range ranges[RP_LIMIT_DROPPED])
{
    struct kept kept = {.count = 0};
    struct run run = {0};
    for (uint32_t i = 0; reasons != NULL && (i = next_dropped(reasons, i, (uint32_t)side->shingles->count)) < side->shingles->count; i++) {
        enum rp_drop_reason reason = (enum rp_drop_reason)reasons[i];
        uint32_t end = i + side->shingles->width[i];
        if (run.reason == reason && i <= run.end) {
            run.end = end;
            continue;
        }
        if (run.reason != RP_DROP_NONE)
            keep(&kept, &run);
        /* A word that two runs reach belongs to the first. */
        run = (struct run){i < run.end ? run.end : i, end, reason};
    }
    if (run.reason != RP_DROP_NONE)
        keep(&kept, &run);
    for (uint32_t i = 0; i < kept.count; i++)
        ranges[i] = (struct rp_dropped_range){side->tokens->raw_start[kept.runs[i].first], side->tokens->raw_end[kept.runs[i].end - 1],
                                              kept.runs[i].reason};
    return (struct rp_dropped){.words = kept.words, .range_count = kept.count, .ranges = ranges};
}
