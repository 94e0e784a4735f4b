/* Answers: one block of memory each. */
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
                   outcome->id.len + original_room;
    for (size_t i = 0; i < outcome->match_count; i++)
        bytes += outcome->matches[i].passage_count * sizeof(struct rp_passage) + outcome->matches[i].id.len;
    return bytes;
}

size_t rp_answer_bytes(const struct rp_answer *answer)
{
    struct rp_outcome outcome = {.id = answer->id,
                                 .matches = answer->matches,
                                 .match_count = answer->match_count,
                                 .attribution_count = answer->attribution_count,
                                 .merged_count = answer->merged_count};
    return answer_bytes(&outcome, answer->original.len + answer->former_original.len);
}

struct rp_answer *rp_answer_make(const struct rp_outcome *outcome, size_t original_room)
{
    struct rp_answer *answer = rp_alloc(answer_bytes(outcome, original_room));
    if (answer == NULL)
        return NULL;
    /* In the order of falling alignment: matches, attributions, numbers of stories, passages, strings. */
    struct rp_match *matches = (struct rp_match *)(answer + 1);
    struct rp_attribution *attributions = (struct rp_attribution *)(matches + outcome->match_count);
    uint64_t *merged = (uint64_t *)(attributions + outcome->attribution_count);
    struct rp_passage *passages = (struct rp_passage *)(merged + outcome->merged_count);
    if (outcome->attribution_count > 0)
        memcpy(attributions, outcome->attributions, outcome->attribution_count * sizeof *attributions);
    if (outcome->merged_count > 0)
        memcpy(merged, outcome->merged, outcome->merged_count * sizeof *merged);
    for (size_t i = 0; i < outcome->match_count; i++) {
        matches[i] = outcome->matches[i];
        matches[i].passages = passages;
        if (matches[i].passage_count > 0)
            memcpy(passages, outcome->matches[i].passages, matches[i].passage_count * sizeof *passages);
        passages += matches[i].passage_count;
    }
    char *at = (char *)passages;
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
                                 .attributions = attributions};
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
