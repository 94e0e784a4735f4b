/* The answer for an article as it is kept with it: three counts, then whole structures at any address. What they point to follows them, in the same order. */
#include "corpus/kept.h"

#include <string.h>

enum { COUNTS = 3 };

/* Only an article with matches has had anything dropped. */
static size_t counted_dropped(const struct rp_outcome *outcome)
{
    return outcome->match_count > 0 ? outcome->dropped.range_count : 0;
}

size_t rp_kept_size(const struct rp_outcome *outcome)
{
    size_t bytes = COUNTS + outcome->attribution_count * sizeof *outcome->attributions;
    if (outcome->match_count > 0)
        bytes += sizeof outcome->dropped + counted_dropped(outcome) * sizeof *outcome->dropped.ranges;
    for (size_t i = 0; i < outcome->match_count; i++) {
        const struct rp_match *match = &outcome->matches[i];
        bytes += sizeof *match + match->passage_count * sizeof *match->passages + match->grounds.example_count * sizeof *match->examples +
                 match->dropped.range_count * sizeof *match->dropped.ranges + match->id.len;
    }
    return bytes;
}

static void put(char **at, const void *data, size_t bytes)
{
    if (bytes > 0)
        memcpy(*at, data, bytes);
    *at += bytes;
}

void rp_kept_put(char *at, const struct rp_outcome *outcome)
{
    const unsigned char counts[COUNTS] = {(unsigned char)outcome->attribution_count, (unsigned char)outcome->match_count,
                                          (unsigned char)counted_dropped(outcome)};
    put(&at, counts, COUNTS);
    put(&at, outcome->attributions, outcome->attribution_count * sizeof *outcome->attributions);
    if (outcome->match_count == 0)
        return;
    put(&at, &outcome->dropped, sizeof outcome->dropped);
    put(&at, outcome->dropped.ranges, counted_dropped(outcome) * sizeof *outcome->dropped.ranges);
    for (size_t i = 0; i < outcome->match_count; i++) {
        const struct rp_match *match = &outcome->matches[i];
        put(&at, match, sizeof *match);
        put(&at, match->passages, match->passage_count * sizeof *match->passages);
        put(&at, match->examples, match->grounds.example_count * sizeof *match->examples);
        put(&at, match->dropped.ranges, match->dropped.range_count * sizeof *match->dropped.ranges);
        put(&at, match->id.data, match->id.len);
    }
}

static void get(const char **at, void *ret, size_t bytes)
{
    if (bytes > 0)
        memcpy(ret, *at, bytes);
    *at += bytes;
}

static void get_match(const char **at, struct rp_match *match, struct rp_match_parts *parts)
{
    get(at, match, sizeof *match);
    get(at, parts->passages, match->passage_count * sizeof *parts->passages);
    get(at, parts->examples, match->grounds.example_count * sizeof *parts->examples);
    get(at, parts->old_ranges, match->dropped.range_count * sizeof *parts->old_ranges);
    match->passages = parts->passages;
    match->examples = parts->examples;
    match->dropped.ranges = parts->old_ranges;
    match->id.data = *at;
    *at += match->id.len;
}

struct rp_outcome rp_kept_get(const char *kept, struct rp_kept_room *room)
{
    unsigned char counts[COUNTS];
    get(&kept, counts, COUNTS);
    struct rp_outcome outcome = {.attributions = room->attributions, .attribution_count = counts[0], .matches = room->matches, .match_count = counts[1]};
    get(&kept, room->attributions, counts[0] * sizeof *room->attributions);
    if (counts[1] == 0)
        return outcome;
    get(&kept, &outcome.dropped, sizeof outcome.dropped);
    get(&kept, room->ranges, counts[2] * sizeof *room->ranges);
    outcome.dropped.ranges = room->ranges;
    for (unsigned i = 0; i < counts[1]; i++)
        get_match(&kept, &room->matches[i], &room->parts[i]);
    return outcome;
}

size_t rp_kept_agencies(const char *kept, const char *ret[RP_LIMIT_ATTRIBUTIONS])
{
    unsigned char counts[COUNTS];
    get(&kept, counts, COUNTS);
    for (unsigned i = 0; i < counts[0]; i++) {
        struct rp_attribution attribution;
        get(&kept, &attribution, sizeof attribution);
        ret[i] = attribution.agency;
    }
    return counts[0];
}
