/* Replies and notices of every kind. */
#include "made.h"

#include "base/alloc.h"

#include <string.h>

#define STR(literal) {literal, sizeof(literal) - 1}

static struct rp_passage passages[RP_LIMIT_PASSAGES];
static size_t passage_count = RP_LIMIT_PASSAGES;
static struct rp_match matches[RP_LIMIT_CANDIDATES];
static struct rp_substitution examples[RP_LIMIT_SUBSTITUTIONS];
static struct rp_dropped_range ranges[RP_LIMIT_DROPPED];
static struct rp_attribution attributions[RP_LIMIT_ATTRIBUTIONS];
static char long_id[RP_LIMIT_ID];
static uint64_t merged[RP_LIMIT_CANDIDATES];

void made_set_passages(size_t count)
{
    passage_count = count;
}

/* Of a template or a module. */
static struct rp_grounds made_grounds(bool is_template, uint32_t i)
{
    struct rp_grounds grounds = {.rule = is_template ? RP_RULE_TEMPLATE : RP_RULE_MODULE_BEHIND_BODIES,
                                 .kin = (enum rp_kin)(1 + i % (RP_KIN_COUNT - 1)),
                                 .longest = UINT32_MAX - i,
                                 .substitutions = 70000 + i};
    if (is_template) {
        grounds.example_count = RP_LIMIT_SUBSTITUTIONS;
        grounds.numbers_shared = 0.3;
    } else {
        grounds.titles_shared = 0.7;
        grounds.longest_share = 0.9;
    }
    if (i == 1) {
        grounds.rule = RP_RULE_REWRITTEN;
        grounds.pairs_shared = 0.4;
    }
    return grounds;
}

static void fill_parts(void)
{
    memset(long_id, 'i', sizeof long_id);
    for (uint32_t i = 0; i < RP_LIMIT_PASSAGES; i++)
        passages[i] = (struct rp_passage){UINT32_MAX - 2 * i - 1, UINT32_MAX - i, 70000 + i, 80000 + i, UINT32_MAX - i};
    for (uint32_t i = 0; i < RP_LIMIT_SUBSTITUTIONS; i++)
        examples[i] = (struct rp_substitution){UINT32_MAX - i - 1, UINT32_MAX - i, 70000 + i, 80000 + i};
    for (uint32_t i = 0; i < RP_LIMIT_DROPPED; i++)
        ranges[i] = (struct rp_dropped_range){UINT32_MAX - 100 + i, UINT32_MAX - i, RP_DROP_SOURCE_REPEATS};
    for (unsigned i = 0; i < RP_LIMIT_CANDIDATES; i++)
        merged[i] = UINT64_MAX - i;
    for (unsigned i = 0; i < RP_LIMIT_CANDIDATES; i++)
        matches[i] = (struct rp_match){.id = {long_id, sizeof long_id - i},
                                       .seq = UINT64_MAX - i,
                                       .verdict = (enum rp_verdict)(i % RP_VERDICT_COUNT),
                                       .refusal = (enum rp_refusal)(1 + i % 2),
                                       .containment_of_new = 1.0 / (i + 1),
                                       .containment_of_old = 0.1 * i,
                                       .resemblance = 1e-300,
                                       .shared = UINT32_MAX - i,
                                       .new_shingles = UINT32_MAX - 2 * i,
                                       .old_shingles = 70000 + i,
                                       .grounds = made_grounds(i % 2 == 0, i),
                                       .examples = examples,
                                       .dropped = {UINT32_MAX, RP_LIMIT_DROPPED, ranges},
                                       .passage_count = passage_count,
                                       .passages = passages};
    for (uint32_t i = 0; i < RP_LIMIT_ATTRIBUTIONS; i++)
        attributions[i] = (struct rp_attribution){.agency = "Agence France-Presse", .cue = "according to", .start = 70000 + i, .end = UINT32_MAX};
}

const struct rp_answer *made_answer(bool small)
{
    static const struct rp_answer least = {.id = STR("a"), .seq = 1, .story = 1, .original = STR("a")};
    static struct rp_answer most;
    fill_parts();
    most = (struct rp_answer){.id = {long_id, sizeof long_id},
                              .seq = UINT64_MAX,
                              .story = UINT64_MAX - 1,
                              .verdict = RP_VERDICT_SYNDICATED,
                              .original = {long_id, sizeof long_id - 1},
                              .original_reason = RP_ORIGINAL_PUBLISHED,
                              .merged_count = RP_LIMIT_CANDIDATES,
                              .merged = merged,
                              .former_original = {long_id, sizeof long_id - 2},
                              .match_count = RP_LIMIT_CANDIDATES,
                              .matches = matches,
                              .attribution_count = RP_LIMIT_ATTRIBUTIONS,
                              .attributions = attributions,
                              .dropped = {UINT32_MAX - 1, RP_LIMIT_DROPPED, ranges}};
    return small ? &least : &most;
}

const struct rp_article *made_article(bool small)
{
    static const struct rp_article least = {.id = STR("a"), .text = STR("t")};
    static const struct rp_article most = {.id = STR("one"), .text = STR("The text."), .source = STR("a.example"), .published = STR("2026-01-02"),
                                           .url = STR("https://a.example/1"), .title = STR("A title"), .lang = STR("en"), .same_story_as = STR("two")};
    return small ? &least : &most;
}

const struct rp_story *made_story(bool small)
{
    static const struct rp_member members[MADE_MEMBERS] = {
        {.id = STR("a"), .source = STR("a.example"), .published = STR("2026-01-02"), .seq = 1, .verdict = RP_VERDICT_UNIQUE},
        {.id = STR("b"), .source = STR("b.example"), .published = STR("2026-01-03"), .seq = 9, .verdict = RP_VERDICT_SYNDICATED},
        {.id = STR("c"), .source = STR("c"), .published = STR("2026"), .seq = UINT64_MAX, .verdict = RP_VERDICT_PARTIAL},
    };
    static const struct rp_story least = {.story = 1, .original = STR("a")};
    static const struct rp_story most = {.story = UINT64_MAX, .original = STR("a"), .original_reason = RP_ORIGINAL_CREDITED, .total = 1000,
                                         .member_count = MADE_MEMBERS, .members = members};
    return small ? &least : &most;
}

const struct rp_service_stats *made_stats(bool small)
{
    static struct rp_service_stats stats = {
        .data = {.state = "read_only", .fsync = "always", .done = 1, .total = UINT64_MAX, .logged = 2, .saved = 3, .replayed = 4}};
    static const size_t count = offsetof(struct rp_service_stats, data) / sizeof(uint64_t);
    memset(stats.data.why, 0, sizeof stats.data.why);
    strcpy(stats.data.why, small ? "" : "a disk failed");
    for (size_t i = 0; i < count; i++) { /* all members before `data` are uint64_t */
        uint64_t value = UINT64_MAX - i;
        memcpy((char *)&stats + i * sizeof value, &value, sizeof value);
    }
    return &stats;
}

const struct rp_fingerprint *made_fingerprint(bool small)
{
    static struct rp_fingerprint fingerprint;
    fingerprint = (struct rp_fingerprint){.tokens = 5, .shingles = 2, .key_count = small ? 0 : RP_KEYS_MAX, .simhash = UINT64_MAX};
    for (unsigned i = 0; i < RP_MINHASH_VALUES; i++)
        fingerprint.minhash[i] = (uint16_t)(UINT16_MAX - i);
    for (unsigned i = 0; i < fingerprint.key_count; i++)
        fingerprint.keys[i] = UINT64_MAX - RP_KEYS_MAX + i;
    memset(fingerprint.exact, 0xe5, sizeof fingerprint.exact);
    return &fingerprint;
}

const struct rp_comparison *made_comparison(bool small)
{
    static struct rp_comparison comparison;
    fill_parts();
    comparison = small ? (struct rp_comparison){.verdict = RP_VERDICT_UNIQUE}
                       : (struct rp_comparison){.verdict = RP_VERDICT_NEAR, .refusal = RP_REFUSAL_TEMPLATE, .containment_of_new = 0.25,
                                                .containment_of_old = 1, .resemblance = 0.125, .shared = UINT32_MAX, .new_shingles = 1,
                                                .old_shingles = 70000, .grounds = matches[0].grounds, .passage_count = passage_count,
                                                .passages = passages};
    if (!small)
        memcpy(comparison.examples, examples, sizeof examples);
    return &comparison;
}

enum rp_status made_encode(enum made_kind kind, bool small, struct rp_buf *buf)
{
    switch (kind) {
    case MADE_HELLO:
        return rp_reply_hello(buf, MADE_ID);
    case MADE_ANSWER:
        return rp_reply_answer(buf, MADE_ID, made_answer(small));
    case MADE_ARTICLE:
        return rp_reply_article(buf, MADE_ID, made_article(small), made_answer(small));
    case MADE_STORY:
        return rp_reply_story(buf, MADE_ID, made_story(small));
    case MADE_STATS:
        return rp_reply_stats(buf, MADE_ID, made_stats(small));
    case MADE_FINGERPRINT:
        return rp_reply_fingerprint(buf, MADE_ID, made_fingerprint(small));
    case MADE_COMPARISON:
        return rp_reply_comparison(buf, MADE_ID, made_comparison(small));
    default:
        return rp_notice_copy(buf, made_answer(small), made_article(small));
    }
}

enum rp_status made_read(enum made_kind kind, const struct rp_reply *reply, struct made_result *ret, struct rp_error *error)
{
    *ret = (struct made_result){0};
    switch (kind) {
    case MADE_HELLO:
        return rp_result_hello(reply, &ret->protocol, error);
    case MADE_ANSWER:
        return rp_result_answer(reply, &ret->answer, error);
    case MADE_ARTICLE:
        return rp_result_article(reply, &ret->found, error);
    case MADE_STORY:
        return rp_result_story(reply, &ret->story, error);
    case MADE_STATS:
        return rp_result_stats(reply, &ret->stats, error);
    case MADE_FINGERPRINT:
        return rp_result_fingerprint(reply, &ret->fingerprint, error);
    case MADE_COMPARISON:
        return rp_result_comparison(reply, &ret->comparison, error);
    default:
        return rp_result_copy(reply, &ret->copy, error);
    }
}

void made_free(struct made_result *result)
{
    rp_answer_free(result->answer);
    if (result->found != NULL)
        rp_answer_free(result->found->answer);
    rp_free(result->found);
    rp_story_free(result->story);
    rp_free(result->comparison.passages);
    if (result->copy != NULL)
        rp_answer_free(result->copy->answer);
    rp_free(result->copy);
    *result = (struct made_result){0};
}
