/* Answers: one block of memory each, its own or a room's. */
#include "corpus/answer.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/strings.h"

#include <string.h>

const char *rp_original_reason_name(enum rp_original_reason reason)
{
    static const char *const names[] = {
#define RP_ORIGINAL_NAME(name, text) text,
        RP_ORIGINAL_MAP(RP_ORIGINAL_NAME)
#undef RP_ORIGINAL_NAME
    };
    return (unsigned)reason < RP_ORIGINAL_COUNT ? names[reason] : "unknown_reason";
}

static size_t answer_bytes(const struct rp_outcome *outcome, size_t original_room)
{
    size_t bytes = sizeof(struct rp_answer) + outcome->match_count * sizeof(struct rp_match) +
                   outcome->attribution_count * sizeof(struct rp_attribution) + outcome->merged_count * sizeof(uint64_t) +
                   outcome->dropped.range_count * sizeof(struct rp_dropped_range) + outcome->id.len + original_room;
    for (size_t i = 0; i < outcome->match_count; i++) {
        const struct rp_match *match = &outcome->matches[i];
        bytes += match->passage_count * sizeof(struct rp_passage) + match->grounds.example_count * sizeof(struct rp_substitution) +
                 match->dropped.range_count * sizeof(struct rp_dropped_range) + match->id.len;
    }
    return bytes;
}

/* What an answer with many matches has made a room take is given back at the next one. */
enum { ROOM_KEPT = 16 << 10 };

void rp_answer_room_done(struct rp_answer_room *room)
{
    rp_free(room->block);
    *room = (struct rp_answer_room){0};
}

static void *take_room(struct rp_answer_room *room, size_t bytes)
{
    if (room == NULL)
        return rp_alloc(bytes);
    if (room->cap > ROOM_KEPT)
        rp_answer_room_done(room);
    return rp_grow(&room->block, &room->cap, bytes, 1, SIZE_MAX / 2) ? room->block : NULL;
}

/* Copies an array to *at, which moves on behind it. */
static const void *put(char **at, const void *data, size_t bytes)
{
    void *start = *at;
    if (bytes > 0)
        memcpy(start, data, bytes);
    *at += bytes;
    return start;
}

struct rp_answer *rp_answer_make(const struct rp_outcome *outcome, size_t original_room, struct rp_answer_room *room)
{
    struct rp_answer *answer = take_room(room, answer_bytes(outcome, original_room));
    if (answer == NULL)
        return NULL;
    /* In the order of falling alignment: matches, attributions, numbers of stories; what matches point to, in words of 32 bits; strings. */
    struct rp_match *matches = (struct rp_match *)(answer + 1);
    struct rp_attribution *attributions = (struct rp_attribution *)(matches + outcome->match_count);
    uint64_t *merged = (uint64_t *)(attributions + outcome->attribution_count);
    char *at = (char *)(merged + outcome->merged_count);
    if (outcome->attribution_count > 0)
        memcpy(attributions, outcome->attributions, outcome->attribution_count * sizeof *attributions);
    if (outcome->merged_count > 0)
        memcpy(merged, outcome->merged, outcome->merged_count * sizeof *merged);
    for (size_t i = 0; i < outcome->match_count; i++) {
        const struct rp_match *match = &outcome->matches[i];
        matches[i] = *match;
        matches[i].passages = put(&at, match->passages, match->passage_count * sizeof *match->passages);
        matches[i].examples = put(&at, match->examples, match->grounds.example_count * sizeof *match->examples);
        matches[i].dropped.ranges = put(&at, match->dropped.ranges, match->dropped.range_count * sizeof *match->dropped.ranges);
    }
    struct rp_dropped dropped = outcome->dropped;
    dropped.ranges = put(&at, dropped.ranges, dropped.range_count * sizeof *dropped.ranges);
    for (size_t i = 0; i < outcome->match_count; i++)
        matches[i].id = rp_put_str(&at, outcome->matches[i].id);
    *answer = (struct rp_answer){.id = rp_put_str(&at, outcome->id),
                                 .seq = outcome->seq,
                                 .story = outcome->story,
                                 .verdict = outcome->verdict,
                                 .merged_count = outcome->merged_count,
                                 .merged = merged,
                                 .match_count = outcome->match_count,
                                 .matches = matches,
                                 .attribution_count = outcome->attribution_count,
                                 .attributions = attributions,
                                 .dropped = dropped};
    answer->original.data = answer->former_original.data = at;
    return answer;
}

void rp_answer_set_original(struct rp_answer *answer, struct rp_str original, enum rp_original_reason reason)
{
    /* The room behind the block's other strings is ours: the const is for the users of an answer. */
    if (original.len > 0)
        memcpy((char *)(uintptr_t)answer->original.data, original.data, original.len);
    answer->original.len = original.len;
    answer->original_reason = reason;
}

void rp_answer_set_former(struct rp_answer *answer, struct rp_str former)
{
    if (former.len == 0 || rp_str_equal(former, answer->original))
        return;
    char *at = (char *)(uintptr_t)answer->original.data + answer->original.len;
    answer->former_original = rp_put_str(&at, former);
}

void rp_answer_free(struct rp_answer *answer)
{
    rp_free(answer);
}

void rp_story_free(struct rp_story *story)
{
    rp_free(story);
}
