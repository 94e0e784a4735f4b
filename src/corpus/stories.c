/* Stories. The original is the member of the highest rank: an agency that other members credit, an agency with a credit of its own, the earliest
 * published, the first seen. */
#include "corpus/stories.h"

#include "base/alloc.h"
#include "match/attribution.h"

#include <stdbool.h>
#include <string.h>

static const size_t MAX_STORIES = UINT32_MAX - 1;

void rp_stories_init(struct rp_stories *stories)
{
    *stories = (struct rp_stories){.free_story = RP_STORY_NONE};
}

void rp_stories_done(struct rp_stories *stories)
{
    rp_free(stories->stories);
    rp_stories_init(stories);
}

enum rp_status rp_stories_reserve(struct rp_stories *stories)
{
    bool ok = rp_grow(&stories->stories, &stories->cap, stories->count + 1, sizeof *stories->stories, MAX_STORIES);
    return ok ? RP_OK : RP_NO_MEMORY;
}

uint64_t rp_stories_bytes(const struct rp_stories *stories)
{
    return stories->cap * sizeof *stories->stories;
}

uint64_t rp_stories_growth(const struct rp_stories *stories)
{
    return (rp_grown(stories->cap, stories->count + 1, MAX_STORIES) - stories->cap) * sizeof *stories->stories;
}

uint32_t rp_stories_take(struct rp_stories *stories, uint64_t id)
{
    uint32_t story = stories->free_story;
    if (story != RP_STORY_NONE)
        stories->free_story = stories->stories[story].first;
    else
        story = (uint32_t)stories->count++;
    stories->stories[story] = (struct rp_thread){.id = id, .first = RP_SLOT_NONE, .last = RP_SLOT_NONE, .original = RP_SLOT_NONE};
    stories->live++;
    return story;
}

/* --- the original --- */

struct rank {
    int level; /* 2 credited by others, 1 credits itself, 0 neither */
    int64_t published_ms;
    uint64_t seq;
};

static struct rp_str source_of(const struct rp_story_context *context, const struct rp_record *record)
{
    return rp_sources_name(context->sources, record->source);
}

static struct rank rank_of(const struct rp_story_context *context, const struct rp_thread *story, const struct rp_record *record)
{
    struct rank rank = {.published_ms = record->published_ms, .seq = record->seq};
    struct rp_str source = source_of(context, record);
    for (uint32_t i = 0; i < story->agency_count && source.len > 0; i++) {
        if (!rp_attribution_is_agency(context->agencies, source, story->agencies[i].name))
            continue;
        bool itself = false;
        for (size_t k = 0; k < record->answer->attribution_count; k++)
            itself = itself || strcmp(record->answer->attributions[k].agency, story->agencies[i].name) == 0;
        int level = story->agencies[i].members > itself ? 2 : itself ? 1 : 0;
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
    if (best->level > 0)
        return best->level == 2 ? RP_ORIGINAL_CREDITED : RP_ORIGINAL_AGENCY;
    return best->published_ms < next->published_ms ? RP_ORIGINAL_PUBLISHED : RP_ORIGINAL_SEEN;
}

static void name_original(const struct rp_story_context *context, struct rp_thread *story)
{
    struct rank best = {0}, second = {0};
    uint32_t ranked = 0;
    for (uint32_t slot = story->first; slot != RP_SLOT_NONE; slot = context->records->records[slot].next) {
        struct rank rank = rank_of(context, story, &context->records->records[slot]);
        if (ranked == 0 || ranks_before(&rank, &best)) {
            second = best;
            best = rank;
            story->original = slot;
        } else if (ranked == 1 || ranks_before(&rank, &second)) {
            second = rank;
        }
        ranked++;
    }
    story->reason = ranked == 1 ? RP_ORIGINAL_ONLY : reason_for(&best, &second);
}

/* The same when only the member in `slot` is new: compares it with the original alone. */
static void rename_original(const struct rp_story_context *context, struct rp_thread *story, uint32_t slot)
{
    struct rank old = rank_of(context, story, &context->records->records[story->original]);
    struct rank new = rank_of(context, story, &context->records->records[slot]);
    if (ranks_before(&new, &old)) {
        story->original = slot;
        story->reason = reason_for(&new, &old);
    } else if (story->reason == RP_ORIGINAL_ONLY || (story->reason == RP_ORIGINAL_PUBLISHED && old.published_ms == new.published_ms)) {
        story->reason = reason_for(&old, &new);
    }
}

/* --- the agencies that members credit --- */

/* Counts a credit up or down; true when that may change who is credited by others. */
static bool count_agency(struct rp_thread *story, const char *name, int change)
{
    for (uint32_t i = 0; i < story->agency_count; i++) {
        if (strcmp(story->agencies[i].name, name) != 0)
            continue;
        story->agencies[i].members = (uint32_t)((int64_t)story->agencies[i].members + change);
        return story->agencies[i].members <= 2;
    }
    if (change > 0 && story->agency_count < RP_STORY_AGENCIES) {
        story->agencies[story->agency_count].name = name;
        story->agencies[story->agency_count++].members = 1;
        return true;
    }
    return false;
}

static bool count_agencies(struct rp_thread *story, const struct rp_record *record, int change)
{
    bool changed = false;
    for (size_t i = 0; i < record->answer->attribution_count; i++)
        changed = count_agency(story, record->answer->attributions[i].agency, change) || changed;
    return changed;
}

/* --- members --- */

void rp_stories_join(struct rp_stories *stories, const struct rp_story_context *context, uint32_t index, uint32_t slot)
{
    struct rp_thread *story = &stories->stories[index];
    struct rp_record *record = &context->records->records[slot];
    record->story = index;
    record->previous = story->last;
    record->next = RP_SLOT_NONE;
    if (story->last != RP_SLOT_NONE)
        context->records->records[story->last].next = slot;
    else
        story->first = slot;
    story->last = slot;
    story->members++;
    bool changed = count_agencies(story, record, 1);
    if (changed || story->members == 1)
        name_original(context, story);
    else
        rename_original(context, story, slot);
}

void rp_stories_leave(struct rp_stories *stories, const struct rp_story_context *context, uint32_t slot)
{
    struct rp_record *record = &context->records->records[slot];
    uint32_t index = record->story;
    struct rp_thread *story = &stories->stories[index];
    if (record->previous != RP_SLOT_NONE)
        context->records->records[record->previous].next = record->next;
    else
        story->first = record->next;
    if (record->next != RP_SLOT_NONE)
        context->records->records[record->next].previous = record->previous;
    else
        story->last = record->previous;
    story->members--;
    count_agencies(story, record, -1);
    if (story->members > 0) {
        name_original(context, story);
        return;
    }
    *story = (struct rp_thread){.first = stories->free_story};
    stories->free_story = index;
    stories->live--;
}
