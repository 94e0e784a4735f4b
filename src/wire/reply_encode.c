/* Writing replies and notices. */
#include "wire/reply.h"

#include "match/judged.h"
#include "reprint/version.h"
#include "wire/article.h"
#include "wire/pack.h"
#include "wire/request.h"
#include "wire/stats.h"

#include <string.h>

/* --- parts that several replies have --- */

static void begin(struct rp_pack *pack, struct rp_buf *buf, uint32_t id)
{
    rp_pack_begin(pack, buf);
    rp_pack_array(pack, 4);
    rp_pack_u64(pack, 1);
    rp_pack_u64(pack, id);
    rp_pack_nil(pack);
}

static void pack_error(struct rp_pack *pack, const struct rp_error *error)
{
    rp_pack_array(pack, 3);
    rp_pack_u64(pack, error->status);
    rp_pack_text(pack, rp_status_name(error->status));
    rp_pack_text(pack, error->message);
}

static void pack_pair(struct rp_pack *pack, uint32_t start, uint32_t end)
{
    rp_pack_array(pack, 2);
    rp_pack_u64(pack, start);
    rp_pack_u64(pack, end);
}

static void pack_span(struct rp_pack *pack, const char *key, uint32_t start, uint32_t end)
{
    rp_pack_text(pack, key);
    pack_pair(pack, start, end);
}

static void pack_passages(struct rp_pack *pack, const struct rp_passage *passages, size_t count)
{
    rp_pack_text(pack, "passages");
    rp_pack_array(pack, count);
    for (size_t i = 0; i < count; i++) {
        rp_pack_map(pack, 3);
        pack_span(pack, "new", passages[i].new_start, passages[i].new_end);
        pack_span(pack, "old", passages[i].old_start, passages[i].old_end);
        rp_pack_key_u64(pack, "words", passages[i].words);
    }
}

static void pack_containment(struct rp_pack *pack, double of_new, double of_old)
{
    rp_pack_text(pack, "containment");
    rp_pack_map(pack, 2);
    rp_pack_key_number(pack, "of_new", of_new);
    rp_pack_key_number(pack, "of_old", of_old);
}

static void pack_original(struct rp_pack *pack, struct rp_str id, enum rp_original_reason reason)
{
    rp_pack_text(pack, "original");
    rp_pack_map(pack, 2);
    rp_pack_key_str(pack, "id", id);
    rp_pack_key_text(pack, "reason", rp_original_reason_name(reason));
}

static void pack_template(struct rp_pack *pack, const struct rp_judged *judged)
{
    rp_pack_text(pack, "template");
    rp_pack_map(pack, 2);
    rp_pack_key_number(pack, "numbers_shared", judged->grounds->numbers_shared);
    rp_pack_text(pack, "examples");
    rp_pack_array(pack, judged->grounds->example_count);
    for (uint32_t i = 0; i < judged->grounds->example_count; i++) {
        rp_pack_map(pack, 2);
        pack_span(pack, "new", judged->examples[i].new_start, judged->examples[i].new_end);
        pack_span(pack, "old", judged->examples[i].old_start, judged->examples[i].old_end);
    }
}

static void pack_module(struct rp_pack *pack, const struct rp_judged *judged)
{
    rp_pack_text(pack, "module");
    rp_pack_map(pack, 2);
    rp_pack_key_number(pack, "titles_shared", judged->grounds->titles_shared);
    rp_pack_key_number(pack, "longest_share", judged->grounds->longest_share);
}

static uint32_t count_reason(const struct rp_dropped *dropped, enum rp_drop_reason reason)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < dropped->range_count; i++)
        count += dropped->ranges[i].reason == reason;
    return count;
}

/* Writes nothing when nothing was dropped. */
static void pack_dropped(struct rp_pack *pack, const struct rp_dropped *dropped)
{
    size_t reasons = 0;
    if (dropped == NULL || dropped->words == 0)
        return;
    for (unsigned reason = RP_DROP_NONE + 1; reason < RP_DROP_COUNT; reason++)
        reasons += count_reason(dropped, (enum rp_drop_reason)reason) > 0;
    rp_pack_text(pack, "dropped");
    rp_pack_map(pack, 1 + reasons);
    rp_pack_key_u64(pack, "words", dropped->words);
    for (unsigned reason = RP_DROP_NONE + 1; reason < RP_DROP_COUNT; reason++) {
        uint32_t count = count_reason(dropped, (enum rp_drop_reason)reason);
        if (count == 0)
            continue;
        rp_pack_text(pack, rp_drop_reason_name((enum rp_drop_reason)reason));
        rp_pack_array(pack, count);
        for (uint32_t i = 0; i < dropped->range_count; i++)
            if (dropped->ranges[i].reason == reason)
                pack_pair(pack, dropped->ranges[i].start, dropped->ranges[i].end);
    }
}

static size_t judged_pairs(const struct rp_judged *judged)
{
    return 8 + (size_t)(judged->refusal != RP_REFUSAL_NONE) + (judged->grounds->kin != RP_KIN_NONE) + (judged->grounds->substitutions > 0) +
           (judged->grounds->rule == RP_RULE_REWRITTEN) +
           (judged->refusal == RP_REFUSAL_TEMPLATE) + (judged->refusal == RP_REFUSAL_MODULE) +
           (judged->dropped != NULL && judged->dropped->words > 0);
}

/* The judged_pairs of them, into a map that is open. */
static void pack_judged(struct rp_pack *pack, const struct rp_judged *judged)
{
    const struct rp_grounds *grounds = judged->grounds;
    rp_pack_key_text(pack, "verdict", rp_verdict_name(judged->verdict));
    if (judged->refusal != RP_REFUSAL_NONE)
        rp_pack_key_text(pack, "refusal", rp_refusal_name(judged->refusal));
    rp_pack_key_text(pack, "rule", rp_rule_name(grounds->rule));
    if (grounds->kin != RP_KIN_NONE)
        rp_pack_key_text(pack, "kin", rp_kin_name(grounds->kin));
    pack_containment(pack, judged->containment_of_new, judged->containment_of_old);
    rp_pack_key_number(pack, "resemblance", judged->resemblance);
    rp_pack_key_u64(pack, "shared", judged->shared);
    rp_pack_text(pack, "shingles");
    rp_pack_map(pack, 2);
    rp_pack_key_u64(pack, "new", judged->new_shingles);
    rp_pack_key_u64(pack, "old", judged->old_shingles);
    rp_pack_key_u64(pack, "longest", grounds->longest);
    if (grounds->substitutions > 0)
        rp_pack_key_u64(pack, "substitutions", grounds->substitutions);
    if (grounds->rule == RP_RULE_REWRITTEN)
        rp_pack_key_number(pack, "pairs_shared", grounds->pairs_shared);
    if (judged->refusal == RP_REFUSAL_TEMPLATE)
        pack_template(pack, judged);
    if (judged->refusal == RP_REFUSAL_MODULE)
        pack_module(pack, judged);
    pack_dropped(pack, judged->dropped);
    pack_passages(pack, judged->passages, judged->passage_count);
}

static void pack_match(struct rp_pack *pack, const struct rp_match *match)
{
    struct rp_judged judged = rp_judged_match(match);
    rp_pack_map(pack, 2 + judged_pairs(&judged));
    rp_pack_key_str(pack, "id", match->id);
    rp_pack_key_u64(pack, "seq", match->seq);
    pack_judged(pack, &judged);
}

/* Pairs of an answer, among them what is told only where there is any. */
static size_t answer_pairs(const struct rp_answer *answer)
{
    return 7 + (size_t)(answer->merged_count > 0) + (answer->former_original.len > 0) + (answer->dropped.words > 0);
}

/* What the article has changed for others, where it has. */
static void pack_changes(struct rp_pack *pack, const struct rp_answer *answer)
{
    if (answer->merged_count > 0) {
        rp_pack_text(pack, "merged");
        rp_pack_array(pack, answer->merged_count);
        for (size_t i = 0; i < answer->merged_count; i++)
            rp_pack_u64(pack, answer->merged[i]);
    }
    if (answer->former_original.len > 0)
        rp_pack_key_str(pack, "former_original", answer->former_original);
}

/* The pairs of an answer, into a map that is open. */
static void pack_answer_pairs(struct rp_pack *pack, const struct rp_answer *answer)
{
    rp_pack_key_str(pack, "id", answer->id);
    rp_pack_key_u64(pack, "seq", answer->seq);
    rp_pack_key_u64(pack, "story", answer->story);
    rp_pack_key_text(pack, "verdict", rp_verdict_name(answer->verdict));
    pack_original(pack, answer->original, answer->original_reason);
    pack_changes(pack, answer);
    rp_pack_text(pack, "matches");
    rp_pack_array(pack, answer->match_count);
    for (size_t i = 0; i < answer->match_count; i++)
        pack_match(pack, &answer->matches[i]);
    rp_pack_text(pack, "attribution");
    rp_pack_array(pack, answer->attribution_count);
    for (size_t i = 0; i < answer->attribution_count; i++) {
        rp_pack_map(pack, 3);
        rp_pack_key_text(pack, "agency", answer->attributions[i].agency);
        rp_pack_key_text(pack, "cue", answer->attributions[i].cue);
        pack_span(pack, "span", answer->attributions[i].start, answer->attributions[i].end);
    }
    pack_dropped(pack, &answer->dropped);
}

static void pack_answer(struct rp_pack *pack, const struct rp_answer *answer)
{
    rp_pack_map(pack, answer_pairs(answer));
    pack_answer_pairs(pack, answer);
}

/* --- replies --- */

enum rp_status rp_reply_error(struct rp_buf *buf, uint32_t id, const struct rp_error *error)
{
    struct rp_pack pack;
    rp_pack_begin(&pack, buf);
    rp_pack_array(&pack, 4);
    rp_pack_u64(&pack, 1);
    rp_pack_u64(&pack, id);
    pack_error(&pack, error);
    rp_pack_nil(&pack);
    return rp_pack_end(&pack);
}

enum rp_status rp_reply_error_unnumbered(struct rp_buf *buf, const struct rp_error *error)
{
    struct rp_pack pack;
    rp_pack_begin(&pack, buf);
    rp_pack_array(&pack, 4);
    rp_pack_u64(&pack, 1);
    rp_pack_nil(&pack);
    pack_error(&pack, error);
    rp_pack_nil(&pack);
    return rp_pack_end(&pack);
}

enum rp_status rp_reply_empty(struct rp_buf *buf, uint32_t id)
{
    struct rp_pack pack;
    begin(&pack, buf, id);
    rp_pack_map(&pack, 0);
    return rp_pack_end(&pack);
}

enum rp_status rp_reply_hello(struct rp_buf *buf, uint32_t id)
{
    struct rp_pack pack;
    begin(&pack, buf, id);
    rp_pack_map(&pack, 4);
    rp_pack_key_text(&pack, "server", "reprint");
    rp_pack_key_text(&pack, "version", rp_version());
    rp_pack_key_u64(&pack, "protocol", RP_PROTOCOL_VERSION);
    rp_pack_key_u64(&pack, "fingerprint", RP_FINGERPRINT_VERSION);
    return rp_pack_end(&pack);
}

enum rp_status rp_reply_answer(struct rp_buf *buf, uint32_t id, const struct rp_answer *answer)
{
    struct rp_pack pack;
    begin(&pack, buf, id);
    pack_answer(&pack, answer);
    return rp_pack_end(&pack);
}

enum rp_status rp_reply_answers(struct rp_buf *buf, uint32_t id, const struct rp_outcome_of_entry *outcomes, size_t count)
{
    struct rp_pack pack;
    begin(&pack, buf, id);
    rp_pack_map(&pack, 1);
    rp_pack_text(&pack, "results");
    rp_pack_array(&pack, count);
    for (size_t i = 0; i < count; i++) {
        if (outcomes[i].answer != NULL) {
            pack_answer(&pack, outcomes[i].answer);
            continue;
        }
        rp_pack_map(&pack, 1);
        rp_pack_text(&pack, "error");
        pack_error(&pack, outcomes[i].error);
    }
    return rp_pack_end(&pack);
}

enum rp_status rp_reply_article(struct rp_buf *buf, uint32_t id, const struct rp_article *article, const struct rp_answer *answer)
{
    struct rp_pack pack;
    begin(&pack, buf, id);
    rp_pack_map(&pack, 2);
    rp_pack_text(&pack, "article");
    rp_pack_map(&pack, rp_article_pairs(article));
    rp_pack_article(&pack, article);
    rp_pack_text(&pack, "answer");
    pack_answer(&pack, answer);
    return rp_pack_end(&pack);
}

static void pack_member(struct rp_pack *pack, const struct rp_member *member)
{
    rp_pack_map(pack, 3 + (size_t)(member->source.len > 0) + (member->published.len > 0));
    rp_pack_key_str(pack, "id", member->id);
    rp_pack_key_u64(pack, "seq", member->seq);
    if (member->source.len > 0)
        rp_pack_key_str(pack, "source", member->source);
    if (member->published.len > 0)
        rp_pack_key_str(pack, "published", member->published);
    rp_pack_key_text(pack, "verdict", rp_verdict_name(member->verdict));
}

enum rp_status rp_reply_story(struct rp_buf *buf, uint32_t id, const struct rp_story *story)
{
    struct rp_pack pack;
    begin(&pack, buf, id);
    rp_pack_map(&pack, 4);
    rp_pack_key_u64(&pack, "story", story->story);
    pack_original(&pack, story->original, story->original_reason);
    rp_pack_key_u64(&pack, "total", story->total);
    rp_pack_text(&pack, "members");
    rp_pack_array(&pack, story->member_count);
    for (size_t i = 0; i < story->member_count; i++)
        pack_member(&pack, &story->members[i]);
    return rp_pack_end(&pack);
}

static void pack_numbers(struct rp_pack *pack, const struct rp_stat *stats, size_t count, const void *from)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t value;
        memcpy(&value, (const char *)from + stats[i].place, sizeof value);
        rp_pack_key_u64(pack, stats[i].name, value);
    }
}

static void pack_data(struct rp_pack *pack, const struct rp_data_stats *data)
{
    bool has_why = data->why[0] != 0;
    rp_pack_map(pack, RP_DATA_STATS + 2 + (size_t)has_why);
    rp_pack_key_text(pack, "state", data->state);
    rp_pack_key_text(pack, "fsync", data->fsync);
    pack_numbers(pack, rp_data_stat, RP_DATA_STATS, data);
    if (has_why)
        rp_pack_key_text(pack, "why", data->why);
}

enum rp_status rp_reply_stats(struct rp_buf *buf, uint32_t id, const struct rp_service_stats *stats)
{
    struct rp_pack pack;
    begin(&pack, buf, id);
    rp_pack_map(&pack, RP_CORPUS_STATS + 3);
    pack_numbers(&pack, rp_corpus_stat, RP_CORPUS_STATS, &stats->corpus);
    rp_pack_text(&pack, "verdicts");
    rp_pack_map(&pack, RP_VERDICT_COUNT);
    for (unsigned i = 0; i < RP_VERDICT_COUNT; i++)
        rp_pack_key_u64(&pack, rp_verdict_name((enum rp_verdict)i), stats->corpus.verdicts[i]);
    rp_pack_text(&pack, "server");
    rp_pack_map(&pack, RP_SERVER_STATS);
    pack_numbers(&pack, rp_server_stat, RP_SERVER_STATS, stats);
    rp_pack_text(&pack, "data");
    pack_data(&pack, &stats->data);
    return rp_pack_end(&pack);
}

enum rp_status rp_reply_fingerprint(struct rp_buf *buf, uint32_t id, const struct rp_fingerprint *fingerprint)
{
    struct rp_pack pack;
    begin(&pack, buf, id);
    rp_pack_map(&pack, 7);
    rp_pack_key_u64(&pack, "version", RP_FINGERPRINT_VERSION);
    rp_pack_key_u64(&pack, "tokens", fingerprint->tokens);
    rp_pack_key_u64(&pack, "shingles", fingerprint->shingles);
    rp_pack_text(&pack, "exact");
    rp_pack_bin(&pack, fingerprint->exact, sizeof fingerprint->exact);
    rp_pack_key_u64(&pack, "simhash", fingerprint->simhash);
    rp_pack_text(&pack, "minhash");
    rp_pack_array(&pack, RP_MINHASH_VALUES);
    for (unsigned i = 0; i < RP_MINHASH_VALUES; i++)
        rp_pack_u64(&pack, fingerprint->minhash[i]);
    rp_pack_text(&pack, "keys");
    rp_pack_array(&pack, fingerprint->key_count);
    for (unsigned i = 0; i < fingerprint->key_count; i++)
        rp_pack_u64(&pack, fingerprint->keys[i]);
    return rp_pack_end(&pack);
}

enum rp_status rp_reply_comparison(struct rp_buf *buf, uint32_t id, const struct rp_comparison *comparison)
{
    struct rp_judged judged = rp_judged_comparison(comparison);
    struct rp_pack pack;
    begin(&pack, buf, id);
    rp_pack_map(&pack, judged_pairs(&judged));
    pack_judged(&pack, &judged);
    return rp_pack_end(&pack);
}

enum rp_status rp_notice_copy(struct rp_buf *buf, const struct rp_answer *answer, const struct rp_article *article)
{
    const struct rp_article about = {
        .source = article->source, .published = article->published, .url = article->url, .title = article->title};
    struct rp_pack pack;
    rp_pack_begin(&pack, buf);
    rp_pack_array(&pack, 3);
    rp_pack_u64(&pack, 2);
    rp_pack_text(&pack, "copy");
    rp_pack_array(&pack, 1);
    rp_pack_map(&pack, answer_pairs(answer) + 1 + rp_article_pairs(&about));
    pack_answer_pairs(&pack, answer);
    rp_pack_article(&pack, &about);
    /* Last, and in nine bytes whatever its value, so that it can be set in the finished message. */
    rp_pack_text(&pack, "missed");
    rp_pack_wide_u64(&pack, 0);
    return rp_pack_end(&pack);
}

void rp_notice_set_missed(char *data, size_t len, uint64_t missed)
{
    for (unsigned i = 1; i <= 8; i++)
        data[len - i] = (char)(missed >> 8 * (i - 1));
}
