/* The answer for an article as it is kept with it: the credits, then the matches, each with all that it points to. */
#include "corpus/kept.h"

/* --- packing --- */

static void put_attribution(struct rp_packing *to, const struct rp_attribution *attribution)
{
    rp_pack_str(to, (struct rp_str){attribution->agency, strlen(attribution->agency)});
    rp_pack_str(to, (struct rp_str){attribution->cue, strlen(attribution->cue)});
    rp_pack_number(to, attribution->start);
    rp_pack_number(to, attribution->end);
}

static void put_dropped(struct rp_packing *to, const struct rp_dropped *dropped)
{
    rp_pack_number(to, dropped->words);
    rp_pack_number(to, dropped->range_count);
    for (uint32_t i = 0; i < dropped->range_count; i++) {
        rp_pack_number(to, dropped->ranges[i].start);
        rp_pack_number(to, dropped->ranges[i].end);
        rp_pack_number(to, (uint64_t)dropped->ranges[i].reason);
    }
}

static void put_grounds(struct rp_packing *to, const struct rp_grounds *grounds)
{
    const double shares[] = {grounds->numbers_shared, grounds->titles_shared, grounds->longest_share, grounds->pairs_shared};
    rp_pack_number(to, (uint64_t)grounds->rule);
    rp_pack_number(to, (uint64_t)grounds->kin);
    rp_pack_number(to, grounds->longest);
    rp_pack_number(to, grounds->substitutions);
    unsigned there = 0;
    for (unsigned i = 0; i < 4; i++)
        there |= (unsigned)(shares[i] != 0) << i;
    rp_pack_number(to, there);
    for (unsigned i = 0; i < 4; i++)
        if (there >> i & 1)
            rp_pack_double(to, shares[i]);
}

static void put_match(struct rp_packing *to, const struct rp_match *match)
{
    rp_pack_str(to, match->id);
    rp_pack_number(to, match->seq);
    rp_pack_number(to, (uint64_t)match->verdict);
    rp_pack_number(to, (uint64_t)match->refusal);
    rp_pack_double(to, match->containment_of_new);
    rp_pack_double(to, match->containment_of_old);
    rp_pack_double(to, match->resemblance);
    rp_pack_number(to, match->shared);
    rp_pack_number(to, match->new_shingles);
    rp_pack_number(to, match->old_shingles);
    put_grounds(to, &match->grounds);
    rp_pack_number(to, match->grounds.example_count);
    for (uint32_t i = 0; i < match->grounds.example_count; i++) {
        rp_pack_number(to, match->examples[i].new_start);
        rp_pack_number(to, match->examples[i].new_end);
        rp_pack_number(to, match->examples[i].old_start);
        rp_pack_number(to, match->examples[i].old_end);
    }
    put_dropped(to, &match->dropped);
    rp_pack_number(to, match->passage_count);
    for (size_t i = 0; i < match->passage_count; i++) {
        rp_pack_number(to, match->passages[i].new_start);
        rp_pack_number(to, match->passages[i].new_end);
        rp_pack_number(to, match->passages[i].old_start);
        rp_pack_number(to, match->passages[i].old_end);
        rp_pack_number(to, match->passages[i].words);
    }
}

/* Only an article with matches has had anything dropped. */
void rp_kept_put(struct rp_packing *to, const struct rp_outcome *outcome)
{
    rp_pack_number(to, outcome->attribution_count);
    for (size_t i = 0; i < outcome->attribution_count; i++)
        put_attribution(to, &outcome->attributions[i]);
    rp_pack_number(to, outcome->match_count);
    for (size_t i = 0; i < outcome->match_count; i++)
        put_match(to, &outcome->matches[i]);
    if (outcome->match_count > 0)
        put_dropped(to, &outcome->dropped);
}

/* --- unpacking --- */

static bool get_attribution(struct rp_unpacking *from, struct rp_names *names, struct rp_attribution *ret)
{
    ret->agency = rp_names_keep(names, rp_unpack_str(from));
    ret->cue = rp_names_keep(names, rp_unpack_str(from));
    ret->start = rp_unpack_small(from, UINT32_MAX);
    ret->end = rp_unpack_small(from, UINT32_MAX);
    return ret->agency != NULL && ret->cue != NULL;
}

static void get_dropped(struct rp_unpacking *from, struct rp_dropped_range ranges[RP_LIMIT_DROPPED], struct rp_dropped *ret)
{
    ret->words = rp_unpack_small(from, UINT32_MAX);
    ret->range_count = rp_unpack_small(from, RP_LIMIT_DROPPED);
    ret->ranges = ranges;
    for (uint32_t i = 0; i < ret->range_count; i++) {
        ranges[i].start = rp_unpack_small(from, UINT32_MAX);
        ranges[i].end = rp_unpack_small(from, UINT32_MAX);
        ranges[i].reason = (enum rp_drop_reason)rp_unpack_small(from, RP_DROP_COUNT - 1);
    }
}

static void get_grounds(struct rp_unpacking *from, struct rp_grounds *ret)
{
    double *const shares[] = {&ret->numbers_shared, &ret->titles_shared, &ret->longest_share, &ret->pairs_shared};
    ret->rule = (enum rp_rule)rp_unpack_small(from, RP_RULE_COUNT - 1);
    ret->kin = (enum rp_kin)rp_unpack_small(from, RP_KIN_COUNT - 1);
    ret->longest = rp_unpack_small(from, UINT32_MAX);
    ret->substitutions = rp_unpack_small(from, UINT32_MAX);
    unsigned there = rp_unpack_small(from, 15);
    for (unsigned i = 0; i < 4; i++)
        *shares[i] = there >> i & 1 ? rp_unpack_double(from) : 0;
}

static void get_match(struct rp_unpacking *from, struct rp_match *match, struct rp_match_parts *parts)
{
    match->id = rp_unpack_str(from);
    match->seq = rp_unpack_number(from);
    match->verdict = (enum rp_verdict)rp_unpack_small(from, RP_VERDICT_COUNT - 1);
    match->refusal = (enum rp_refusal)rp_unpack_small(from, RP_REFUSAL_MODULE);
    match->containment_of_new = rp_unpack_double(from);
    match->containment_of_old = rp_unpack_double(from);
    match->resemblance = rp_unpack_double(from);
    match->shared = rp_unpack_small(from, UINT32_MAX);
    match->new_shingles = rp_unpack_small(from, UINT32_MAX);
    match->old_shingles = rp_unpack_small(from, UINT32_MAX);
    get_grounds(from, &match->grounds);
    match->grounds.example_count = rp_unpack_small(from, RP_LIMIT_SUBSTITUTIONS);
    match->examples = parts->examples;
    for (uint32_t i = 0; i < match->grounds.example_count; i++) {
        parts->examples[i].new_start = rp_unpack_small(from, UINT32_MAX);
        parts->examples[i].new_end = rp_unpack_small(from, UINT32_MAX);
        parts->examples[i].old_start = rp_unpack_small(from, UINT32_MAX);
        parts->examples[i].old_end = rp_unpack_small(from, UINT32_MAX);
    }
    get_dropped(from, parts->old_ranges, &match->dropped);
    match->passage_count = rp_unpack_small(from, RP_LIMIT_PASSAGES);
    match->passages = parts->passages;
    for (size_t i = 0; i < match->passage_count; i++) {
        parts->passages[i].new_start = rp_unpack_small(from, UINT32_MAX);
        parts->passages[i].new_end = rp_unpack_small(from, UINT32_MAX);
        parts->passages[i].old_start = rp_unpack_small(from, UINT32_MAX);
        parts->passages[i].old_end = rp_unpack_small(from, UINT32_MAX);
        parts->passages[i].words = rp_unpack_small(from, UINT32_MAX);
    }
}

enum rp_status rp_kept_get(struct rp_str kept, struct rp_names *names, struct rp_kept_room *room, struct rp_outcome *ret)
{
    struct rp_unpacking from = rp_unpacking_of(kept);
    *ret = (struct rp_outcome){.attributions = room->attributions, .matches = room->matches};
    ret->attribution_count = rp_unpack_small(&from, RP_LIMIT_ATTRIBUTIONS);
    for (size_t i = 0; i < ret->attribution_count; i++)
        if (!get_attribution(&from, names, &room->attributions[i]))
            return RP_NO_MEMORY;
    ret->match_count = rp_unpack_small(&from, RP_LIMIT_CANDIDATES);
    for (size_t i = 0; i < ret->match_count; i++)
        get_match(&from, &room->matches[i], &room->parts[i]);
    if (ret->match_count > 0)
        get_dropped(&from, room->ranges, &ret->dropped);
    return from.bad || from.at != from.end ? RP_DAMAGED : RP_OK;
}
