/* Stories. The original is the member of the highest rank: an agency that other members credit, an outlet that another member names, an agency with a
 * credit of its own, the earliest published, the first seen. */
#include "corpus/stories.h"

#include "match/attribution.h"
#include "match/outlet.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

static_assert(sizeof(struct rp_thread) <= 40, "a story is small");

/* An article joins one story, or makes one of those of all its matches. */
enum { CREDITS_AT_ONCE = RP_LIMIT_CANDIDATES + 1 };

void rp_stories_init(struct rp_stories *stories)
{
    *stories = (struct rp_stories){.free_story = RP_STORY_NONE};
    rp_chunks_init(&stories->stories, sizeof(struct rp_thread));
    rp_credits_init(&stories->credits);
}

void rp_stories_done(struct rp_stories *stories)
{
    rp_chunks_done(&stories->stories);
    rp_credits_done(&stories->credits);
    rp_stories_init(stories);
}

enum rp_status rp_stories_reserve(struct rp_stories *stories)
{
    enum rp_status status = rp_chunks_reserve(&stories->stories, stories->count + 1);
    return status == RP_OK ? rp_credits_reserve(&stories->credits, CREDITS_AT_ONCE) : status;
}

uint64_t rp_stories_bytes(const struct rp_stories *stories)
{
    return rp_chunks_bytes(&stories->stories) + rp_credits_bytes(&stories->credits);
}

uint64_t rp_stories_growth(const struct rp_stories *stories)
{
    return rp_chunks_growth(&stories->stories, stories->count + 1) +
           rp_credits_growth(&stories->credits, CREDITS_AT_ONCE);
}

uint32_t rp_stories_take(struct rp_stories *stories, uint64_t id)
{
    uint32_t story = stories->free_story;
    if (story != RP_STORY_NONE)
        stories->free_story = rp_story_at(stories, story)->first;
    else
        story = (uint32_t)stories->count++;
    *rp_story_at(stories, story) = (struct rp_thread){.id = id, .first = RP_SLOT_NONE, .last = RP_SLOT_NONE, .original = RP_SLOT_NONE, .credits = RP_CREDITS_NONE};
    stories->live++;
    return story;
}

/* --- the original --- */

enum { LEVEL_NONE, LEVEL_OWN_AGENCY, LEVEL_NAMED, LEVEL_CREDITED };

struct rank {
    int level;
    int64_t published_ms;
    uint64_t seq;
};

static struct rp_str source_of(const struct rp_story_context *context, const struct rp_record *record)
{
    return rp_sources_name(context->sources, record->source);
}

static bool credits_agency(const struct rp_story_context *context, uint32_t slot, const char *name)
{
    const char *agencies[RP_LIMIT_ATTRIBUTIONS];
    size_t count = rp_records_agencies(context->records, slot, agencies);
    for (size_t i = 0; i < count; i++)
        if (strcmp(agencies[i], name) == 0)
            return true;
    return false;
}

static struct rank rank_of(const struct rp_story_context *context, const struct rp_thread *story, uint32_t slot)
{
    const struct rp_record *record = rp_record_at(context->records, slot);
    struct rank rank = {record->named > 0 ? LEVEL_NAMED : LEVEL_NONE, record->published_ms, record->seq};
    struct rp_str source = source_of(context, record);
    const struct rp_credits *credits = rp_credits_at(context->credits, story->credits);
    for (uint32_t i = 0; credits != NULL && i < credits->count && source.len > 0; i++) {
        if (!rp_attribution_is_agency(context->agencies, source, credits->agencies[i].name))
            continue;
        bool itself = credits_agency(context, slot, credits->agencies[i].name);
        int level = credits->agencies[i].members > itself ? LEVEL_CREDITED : itself ? LEVEL_OWN_AGENCY : LEVEL_NONE;
        rank.level = level > rank.level ? level : rank.level;
    }
    return rank;
}

static bool ranks_before(const struct rank *a, const struct rank *b)
{
    if (a->level != b->level)
        return a->level > b->level;
    if (a->published_ms != b->published_ms)
        return a->published_ms < b->published_ms;
    return a->seq < b->seq;
}

/* Why `best` goes before `next`, the one that it had to be compared with last. */
static enum rp_original_reason reason_for(const struct rank *best, const struct rank *next)
{
    if (best->level > LEVEL_NONE)
        return best->level == LEVEL_OWN_AGENCY ? RP_ORIGINAL_AGENCY : RP_ORIGINAL_CREDITED;
    return best->published_ms < next->published_ms ? RP_ORIGINAL_PUBLISHED : RP_ORIGINAL_SEEN;
}

static void name_original(const struct rp_story_context *context, struct rp_thread *story)
{
    struct rank best = {0}, second = {0};
    uint32_t ranked = 0;
    for (uint32_t slot = story->first; slot != RP_SLOT_NONE; slot = rp_record_at(context->records, slot)->next) {
        struct rank rank = rank_of(context, story, slot);
        if (ranked == 0 || ranks_before(&rank, &best)) {
            second = best;
            best = rank;
            story->original = slot;
        } else if (ranked == 1 || ranks_before(&rank, &second)) {
            second = rank;
        }
        ranked++;
    }
    story->reason = (uint8_t)(ranked == 1 ? RP_ORIGINAL_ONLY : reason_for(&best, &second));
}

/* The same when only the member in `slot` is new: compares it with the original alone. */
static void rename_original(const struct rp_story_context *context, struct rp_thread *story, uint32_t slot)
{
    struct rank old = rank_of(context, story, story->original);
    struct rank new = rank_of(context, story, slot);
    if (ranks_before(&new, &old)) {
        story->original = slot;
        story->reason = (uint8_t)reason_for(&new, &old);
    } else if (story->reason == RP_ORIGINAL_ONLY || (story->reason == RP_ORIGINAL_PUBLISHED && old.published_ms == new.published_ms)) {
        story->reason = (uint8_t)reason_for(&old, &new);
    }
}

/* --- the order of members --- */

/* Merges two chains of members by `next`; both end with RP_SLOT_NONE. */
static uint32_t merge_chains(const struct rp_records *records, uint32_t a, uint32_t b)
{
    uint32_t first = RP_SLOT_NONE, *at = &first;
    while (a != RP_SLOT_NONE && b != RP_SLOT_NONE) {
        uint32_t *lower = rp_record_at(records, a)->seq < rp_record_at(records, b)->seq ? &a : &b;
        *at = *lower;
        at = &rp_record_at(records, *lower)->next;
        *lower = *at;
    }
    *at = a != RP_SLOT_NONE ? a : b;
    return first;
}

/* Cuts off the first run of rising seq and returns what is behind it. */
static uint32_t cut_run(const struct rp_records *records, uint32_t slot)
{
    struct rp_record *last = rp_record_at(records, slot);
    while (last->next != RP_SLOT_NONE && rp_record_at(records, last->next)->seq > last->seq)
        last = rp_record_at(records, last->next);
    uint32_t rest = last->next;
    last->next = RP_SLOT_NONE;
    return rest;
}

/* A merge sort of chains in place: chain i holds 2^i runs or none. */
static uint32_t sort_chain(const struct rp_records *records, uint32_t rest)
{
    enum { CHAINS = 33 };
    uint32_t chains[CHAINS], sorted = RP_SLOT_NONE;
    for (int i = 0; i < CHAINS; i++)
        chains[i] = RP_SLOT_NONE;
    while (rest != RP_SLOT_NONE) {
        uint32_t run = rest;
        int i = 0;
        rest = cut_run(records, run);
        for (; chains[i] != RP_SLOT_NONE; i++) {
            run = merge_chains(records, chains[i], run);
            chains[i] = RP_SLOT_NONE;
        }
        chains[i] = run;
    }
    for (int i = 0; i < CHAINS; i++)
        sorted = merge_chains(records, chains[i], sorted);
    return sorted;
}

static void sort_members(struct rp_records *records, struct rp_thread *story)
{
    if (!story->unsorted)
        return;
    story->first = sort_chain(records, story->first);
    story->last = RP_SLOT_NONE;
    for (uint32_t slot = story->first; slot != RP_SLOT_NONE; slot = rp_record_at(records, slot)->next) {
        rp_record_at(records, slot)->previous = story->last;
        story->last = slot;
    }
    story->unsorted = false;
}

void rp_stories_sort(struct rp_stories *stories, struct rp_records *records, uint32_t index)
{
    sort_members(records, rp_story_at(stories, index));
}

/* --- the agencies that members credit --- */

static bool count_credits(const struct rp_story_context *context, struct rp_thread *story, uint32_t slot, int change)
{
    const char *agencies[RP_LIMIT_ATTRIBUTIONS];
    size_t count = rp_records_agencies(context->records, slot, agencies);
    bool changed = false;
    for (size_t i = 0; i < count; i++)
        changed = rp_credits_count(context->credits, &story->credits, agencies[i], change) || changed;
    return changed;
}

/* Before a second member comes. Of one that is alone nobody asks. */
static void count_first(const struct rp_story_context *context, struct rp_thread *story)
{
    if (story->counted)
        return;
    story->counted = true;
    if (story->first != RP_SLOT_NONE)
        count_credits(context, story, story->first, 1);
}

/* Which agencies are counted where there is no room for all: those credited first, by seq. Then whoever the members are, they alone decide. */
static void recount_credits(const struct rp_story_context *context, struct rp_thread *story)
{
    sort_members(context->records, story);
    rp_credits_drop(context->credits, &story->credits);
    for (uint32_t slot = story->first; slot != RP_SLOT_NONE; slot = rp_record_at(context->records, slot)->next)
        count_credits(context, story, slot, 1);
}

/* --- the outlets that members name --- */

/* Only this many members of a story, the first by seq, are compared, since each is with each. They are the first of the chain in the order of seq, whatever
 * else is not in order: sorting the chain for a reader then changes nothing else. */
enum { COMPARED = 8, NAMED_MASK = 15 };

static bool is_compared(const struct rp_story_context *context, const struct rp_thread *story, uint32_t slot)
{
    uint32_t at = story->first;
    for (int i = 0; i < COMPARED && at != RP_SLOT_NONE; i++, at = rp_record_at(context->records, at)->next)
        if (at == slot)
            return true;
    return false;
}

static bool names(const struct rp_story_context *context, uint32_t slot, uint32_t other)
{
    return rp_outlet_is_named(rp_records_at_hand(context->records, slot).text, source_of(context, rp_record_at(context->records, other)),
                              rp_records_at_hand(context->records, other).text);
}

/* Compares a member with those before it; true when one of them names the other and is not named in turn. */
static bool count_names(const struct rp_story_context *context, const struct rp_thread *story, uint32_t slot)
{
    struct rp_record *record = rp_record_at(context->records, slot);
    bool changed = false;
    record->named = 0;
    if (!is_compared(context, story, slot))
        return false;
    for (uint32_t at = story->first; at != slot; at = rp_record_at(context->records, at)->next) {
        struct rp_record *other = rp_record_at(context->records, at);
        if (other->source == record->source)
            continue;
        bool before = names(context, at, slot), behind = names(context, slot, at);
        record->named = (record->named + (before && !behind)) & NAMED_MASK;
        other->named = (other->named + (behind && !before)) & NAMED_MASK;
        changed = changed || before != behind;
    }
    return changed;
}

/* Of those that are compared; of the others none is named. True when one of them names another. */
static bool recount_names(const struct rp_story_context *context, const struct rp_thread *story)
{
    bool changed = false;
    uint32_t slot = story->first;
    for (int i = 0; i < COMPARED && slot != RP_SLOT_NONE; i++, slot = rp_record_at(context->records, slot)->next)
        changed = count_names(context, story, slot) || changed;
    return changed;
}

/* True when one was named. */
static bool forget_names(const struct rp_story_context *context, const struct rp_thread *story)
{
    bool changed = false;
    uint32_t slot = story->first;
    for (int i = 0; i < COMPARED && slot != RP_SLOT_NONE; i++, slot = rp_record_at(context->records, slot)->next) {
        changed = changed || rp_record_at(context->records, slot)->named > 0;
        rp_record_at(context->records, slot)->named = 0;
    }
    return changed;
}

enum rp_status rp_stories_fetch(const struct rp_stories *stories, struct rp_records *records, uint32_t index, struct rp_error *error)
{
    uint32_t slot = rp_story_at(stories, index)->first;
    enum rp_status status = RP_OK;
    for (int i = 0; i <= COMPARED && slot != RP_SLOT_NONE && status == RP_OK; i++, slot = rp_record_at(records, slot)->next) {
        struct rp_article article;
        status = rp_records_article(records, slot, &article, error);
    }
    return status;
}

/* --- members --- */

static void append(struct rp_records *records, struct rp_thread *story, uint32_t slot)
{
    rp_record_at(records, slot)->previous = story->last;
    if (story->last != RP_SLOT_NONE)
        rp_record_at(records, story->last)->next = slot;
    else
        story->first = slot;
    story->last = slot;
}

void rp_stories_join(struct rp_stories *stories, const struct rp_story_context *context, uint32_t index, uint32_t slot)
{
    struct rp_thread *story = rp_story_at(stories, index);
    struct rp_record *record = rp_record_at(context->records, slot);
    if (story->members > 0)
        count_first(context, story);
    record->story = index;
    record->next = RP_SLOT_NONE;
    append(context->records, story, slot);
    story->members++;
    bool changed = story->counted && count_credits(context, story, slot, 1);
    changed = count_names(context, story, slot) || changed;
    if (changed || story->members == 1)
        name_original(context, story);
    else
        rename_original(context, story, slot);
}

void rp_stories_leave(struct rp_stories *stories, const struct rp_story_context *context, uint32_t slot)
{
    struct rp_record *record = rp_record_at(context->records, slot);
    uint32_t index = record->story;
    struct rp_thread *story = rp_story_at(stories, index);
    bool compared = is_compared(context, story, slot);
    if (record->previous != RP_SLOT_NONE)
        rp_record_at(context->records, record->previous)->next = record->next;
    else
        story->first = record->next;
    if (record->next != RP_SLOT_NONE)
        rp_record_at(context->records, record->next)->previous = record->previous;
    else
        story->last = record->previous;
    story->members--;
    if (rp_credits_full(context->credits, story->credits))
        recount_credits(context, story);
    else if (story->counted)
        count_credits(context, story, slot, -1);
    if (story->members > 0) {
        if (compared) {
            rp_stories_sort(stories, context->records, index); /* one more is among the first */
            recount_names(context, story);
        }
        name_original(context, story);
        if (story->members == 1)
            rp_records_set_tie(context->records, story->first, (struct rp_tie){0});
        return;
    }
    rp_credits_drop(context->credits, &story->credits);
    *story = (struct rp_thread){.first = stories->free_story};
    stories->free_story = index;
    stories->live--;
}

/* --- merging --- */

/* Appends a chain of members as it is. */
static void append_chain(struct rp_records *records, struct rp_thread *story, uint32_t first, uint32_t last)
{
    if (first == RP_SLOT_NONE)
        return;
    story->unsorted = story->unsorted || rp_record_at(records, story->last)->seq > rp_record_at(records, first)->seq;
    append(records, story, first);
    story->last = last;
}

/* Takes in the members of `less`: the first of both by seq in order, then the rest of each as it is. */
static void splice(struct rp_records *records, struct rp_thread *more, const struct rp_thread *less)
{
    uint32_t a = more->first, b = less->first, last = more->last;
    more->unsorted = more->unsorted || less->unsorted;
    more->first = more->last = RP_SLOT_NONE;
    for (int i = 0; i < COMPARED && (a != RP_SLOT_NONE || b != RP_SLOT_NONE); i++) {
        bool of_b = a == RP_SLOT_NONE || (b != RP_SLOT_NONE && rp_record_at(records, b)->seq < rp_record_at(records, a)->seq);
        uint32_t *from = of_b ? &b : &a, slot = *from;
        *from = rp_record_at(records, slot)->next;
        append(records, more, slot);
    }
    append_chain(records, more, a, last);
    append_chain(records, more, b, less->last);
    rp_record_at(records, more->last)->next = RP_SLOT_NONE;
    more->members += less->members;
    more->indexed += less->indexed;
}

/* Whether counting the members of `less` makes others credited in `more`. */
static bool take_credits(const struct rp_story_context *context, struct rp_thread *more, const struct rp_thread *less)
{
    bool changed = false;
    for (uint32_t slot = less->first; slot != RP_SLOT_NONE; slot = rp_record_at(context->records, slot)->next)
        changed = count_credits(context, more, slot, 1) || changed;
    return changed;
}

uint32_t rp_stories_merge(struct rp_stories *stories, const struct rp_story_context *context, uint32_t a, uint32_t b)
{
    uint32_t into = rp_story_at(stories, a)->members >= rp_story_at(stories, b)->members ? a : b, from = into == a ? b : a;
    struct rp_thread *more = rp_story_at(stories, into), less = *rp_story_at(stories, from);
    count_first(context, more);
    bool changed = take_credits(context, more, &less);
    changed = forget_names(context, more) || changed;
    changed = forget_names(context, &less) || changed;
    for (uint32_t slot = less.first; slot != RP_SLOT_NONE; slot = rp_record_at(context->records, slot)->next) {
        rp_record_at(context->records, slot)->story = into;
        if (!changed)
            rename_original(context, more, slot);
    }
    splice(context->records, more, &less);
    if (rp_credits_full(context->credits, more->credits)) {
        recount_credits(context, more);
        changed = true;
    }
    more->id = less.id < more->id ? less.id : more->id;
    if (recount_names(context, more) || changed)
        name_original(context, more);
    rp_credits_drop(context->credits, &less.credits);
    *rp_story_at(stories, from) = (struct rp_thread){.first = stories->free_story};
    stories->free_story = from;
    stories->live--;
    return into;
}
