/* What reprint says, as JSON. */
#include "input/records.h"

#include "input/emit.h"
#include "match/judged.h"

static enum rp_status finish(struct rp_emit *emit, size_t before)
{
    rp_emit_close(emit, '}');
    rp_emit_newline(emit);
    if (emit->status != RP_OK)
        emit->buf->len = before;
    return emit->status;
}

static void emit_pair(struct rp_emit *emit, uint32_t start, uint32_t end)
{
    rp_emit_open(emit, '[');
    rp_emit_u64(emit, start);
    rp_emit_u64(emit, end);
    rp_emit_close(emit, ']');
}

static void emit_span(struct rp_emit *emit, const char *key, uint32_t start, uint32_t end)
{
    rp_emit_key(emit, key);
    emit_pair(emit, start, end);
}

static void emit_passages(struct rp_emit *emit, const struct rp_passage *passages, size_t count)
{
    rp_emit_key(emit, "passages");
    rp_emit_open(emit, '[');
    for (size_t i = 0; i < count; i++) {
        rp_emit_open(emit, '{');
        emit_span(emit, "new", passages[i].new_start, passages[i].new_end);
        emit_span(emit, "old", passages[i].old_start, passages[i].old_end);
        rp_emit_key_u64(emit, "words", passages[i].words);
        rp_emit_close(emit, '}');
    }
    rp_emit_close(emit, ']');
}

static void emit_containment(struct rp_emit *emit, double of_new, double of_old)
{
    rp_emit_key(emit, "containment");
    rp_emit_open(emit, '{');
    rp_emit_key_share(emit, "of_new", of_new);
    rp_emit_key_share(emit, "of_old", of_old);
    rp_emit_close(emit, '}');
}

static void emit_original(struct rp_emit *emit, struct rp_str id, enum rp_original_reason reason)
{
    rp_emit_key(emit, "original");
    rp_emit_open(emit, '{');
    rp_emit_key_str(emit, "id", id);
    rp_emit_key_text(emit, "reason", rp_original_reason_name(reason));
    rp_emit_close(emit, '}');
}

static void emit_template(struct rp_emit *emit, const struct rp_judged *judged)
{
    rp_emit_key(emit, "template");
    rp_emit_open(emit, '{');
    rp_emit_key_share(emit, "numbers_shared", judged->grounds->numbers_shared);
    rp_emit_key(emit, "examples");
    rp_emit_open(emit, '[');
    for (uint32_t i = 0; i < judged->grounds->example_count; i++) {
        rp_emit_open(emit, '{');
        emit_span(emit, "new", judged->examples[i].new_start, judged->examples[i].new_end);
        emit_span(emit, "old", judged->examples[i].old_start, judged->examples[i].old_end);
        rp_emit_close(emit, '}');
    }
    rp_emit_close(emit, ']');
    rp_emit_close(emit, '}');
}

static void emit_module(struct rp_emit *emit, const struct rp_judged *judged)
{
    rp_emit_key(emit, "module");
    rp_emit_open(emit, '{');
    rp_emit_key_share(emit, "titles_shared", judged->grounds->titles_shared);
    rp_emit_key_share(emit, "longest_share", judged->grounds->longest_share);
    rp_emit_close(emit, '}');
}

/* Stretches dropped for one reason; nothing when there are none. */
static void emit_reason(struct rp_emit *emit, const struct rp_dropped *dropped, enum rp_drop_reason reason)
{
    bool open = false;
    for (uint32_t i = 0; i < dropped->range_count; i++) {
        if (dropped->ranges[i].reason != reason)
            continue;
        if (!open) {
            rp_emit_key(emit, rp_drop_reason_name(reason));
            rp_emit_open(emit, '[');
            open = true;
        }
        emit_pair(emit, dropped->ranges[i].start, dropped->ranges[i].end);
    }
    if (open)
        rp_emit_close(emit, ']');
}

static void emit_dropped(struct rp_emit *emit, const struct rp_dropped *dropped)
{
    if (dropped == NULL || dropped->words == 0)
        return;
    rp_emit_key(emit, "dropped");
    rp_emit_open(emit, '{');
    rp_emit_key_u64(emit, "words", dropped->words);
    for (unsigned reason = RP_DROP_NONE + 1; reason < RP_DROP_COUNT; reason++)
        emit_reason(emit, dropped, (enum rp_drop_reason)reason);
    rp_emit_close(emit, '}');
}

static void emit_shingles(struct rp_emit *emit, const struct rp_judged *judged)
{
    rp_emit_key_u64(emit, "shared", judged->shared);
    rp_emit_key(emit, "shingles");
    rp_emit_open(emit, '{');
    rp_emit_key_u64(emit, "new", judged->new_shingles);
    rp_emit_key_u64(emit, "old", judged->old_shingles);
    rp_emit_close(emit, '}');
}

static void emit_estimates(struct rp_emit *emit, const struct rp_estimates *estimates)
{
    rp_emit_key(emit, "estimates");
    rp_emit_open(emit, '{');
    rp_emit_key(emit, "resemblance");
    rp_emit_open(emit, '{');
    rp_emit_key_share(emit, "minhash", estimates->minhash);
    rp_emit_key_share(emit, "simhash", estimates->simhash);
    rp_emit_key_share(emit, "keys", estimates->keys);
    rp_emit_close(emit, '}');
    emit_containment(emit, estimates->containment_of_new, estimates->containment_of_old);
    rp_emit_close(emit, '}');
}

static void emit_judged(struct rp_emit *emit, const struct rp_judged *judged, const struct rp_estimates *estimates)
{
    const struct rp_grounds *grounds = judged->grounds;
    rp_emit_key_text(emit, "verdict", rp_verdict_name(judged->verdict));
    if (judged->refusal != RP_REFUSAL_NONE)
        rp_emit_key_text(emit, "refusal", rp_refusal_name(judged->refusal));
    rp_emit_key_text(emit, "rule", rp_rule_name(grounds->rule));
    if (grounds->kin != RP_KIN_NONE)
        rp_emit_key_text(emit, "kin", rp_kin_name(grounds->kin));
    emit_containment(emit, judged->containment_of_new, judged->containment_of_old);
    rp_emit_key_share(emit, "resemblance", judged->resemblance);
    emit_shingles(emit, judged);
    rp_emit_key_u64(emit, "longest", grounds->longest);
    if (grounds->substitutions > 0)
        rp_emit_key_u64(emit, "substitutions", grounds->substitutions);
    if (grounds->rule == RP_RULE_REWRITTEN)
        rp_emit_key_share(emit, "pairs_shared", grounds->pairs_shared);
    if (judged->refusal == RP_REFUSAL_TEMPLATE)
        emit_template(emit, judged);
    if (judged->refusal == RP_REFUSAL_MODULE)
        emit_module(emit, judged);
    emit_dropped(emit, judged->dropped);
    if (estimates != NULL)
        emit_estimates(emit, estimates);
    emit_passages(emit, judged->passages, judged->passage_count);
}

static void emit_match(struct rp_emit *emit, const struct rp_match *match)
{
    struct rp_judged judged = rp_judged_match(match);
    rp_emit_open(emit, '{');
    rp_emit_key_str(emit, "id", match->id);
    rp_emit_key_u64(emit, "seq", match->seq);
    emit_judged(emit, &judged, NULL);
    rp_emit_close(emit, '}');
}

static void emit_attribution(struct rp_emit *emit, const struct rp_attribution *attribution)
{
    rp_emit_open(emit, '{');
    rp_emit_key_text(emit, "agency", attribution->agency);
    rp_emit_key_text(emit, "cue", attribution->cue);
    emit_span(emit, "span", attribution->start, attribution->end);
    rp_emit_close(emit, '}');
}

/* What the article has changed for others, where it has. */
static void emit_changes(struct rp_emit *emit, const struct rp_answer *answer)
{
    if (answer->merged_count > 0) {
        rp_emit_key(emit, "merged");
        rp_emit_open(emit, '[');
        for (size_t i = 0; i < answer->merged_count; i++)
            rp_emit_u64(emit, answer->merged[i]);
        rp_emit_close(emit, ']');
    }
    if (answer->former_original.len > 0)
        rp_emit_key_str(emit, "former_original", answer->former_original);
}

static void emit_answer(struct rp_emit *emit, const struct rp_answer *answer)
{
    rp_emit_key_str(emit, "id", answer->id);
    rp_emit_key_u64(emit, "seq", answer->seq);
    rp_emit_key_u64(emit, "story", answer->story);
    rp_emit_key_text(emit, "verdict", rp_verdict_name(answer->verdict));
    emit_original(emit, answer->original, answer->original_reason);
    emit_changes(emit, answer);
    rp_emit_key(emit, "matches");
    rp_emit_open(emit, '[');
    for (size_t i = 0; i < answer->match_count; i++)
        emit_match(emit, &answer->matches[i]);
    rp_emit_close(emit, ']');
    rp_emit_key(emit, "attribution");
    rp_emit_open(emit, '[');
    for (size_t i = 0; i < answer->attribution_count; i++)
        emit_attribution(emit, &answer->attributions[i]);
    rp_emit_close(emit, ']');
    emit_dropped(emit, &answer->dropped);
}

enum rp_status rp_record_answer(struct rp_buf *buf, const struct rp_answer *answer)
{
    struct rp_emit emit;
    size_t before = buf->len;
    rp_emit_init(&emit, buf);
    rp_emit_open(&emit, '{');
    emit_answer(&emit, answer);
    return finish(&emit, before);
}

enum rp_status rp_record_fingerprint(struct rp_buf *buf, struct rp_str id, const struct rp_fingerprint *fingerprint)
{
    struct rp_emit emit;
    size_t before = buf->len;
    rp_emit_init(&emit, buf);
    rp_emit_open(&emit, '{');
    if (id.len > 0)
        rp_emit_key_str(&emit, "id", id);
    rp_emit_key_u64(&emit, "version", RP_FINGERPRINT_VERSION);
    rp_emit_key_u64(&emit, "tokens", fingerprint->tokens);
    rp_emit_key_u64(&emit, "shingles", fingerprint->shingles);
    rp_emit_key(&emit, "exact");
    rp_emit_hex(&emit, fingerprint->exact, sizeof fingerprint->exact);
    rp_emit_key(&emit, "simhash");
    rp_emit_hex64(&emit, fingerprint->simhash);
    rp_emit_key(&emit, "minhash");
    rp_emit_open(&emit, '[');
    for (unsigned i = 0; i < RP_MINHASH_VALUES; i++)
        rp_emit_u64(&emit, fingerprint->minhash[i]);
    rp_emit_close(&emit, ']');
    rp_emit_key(&emit, "keys");
    rp_emit_open(&emit, '[');
    for (unsigned i = 0; i < fingerprint->key_count; i++)
        rp_emit_hex64(&emit, fingerprint->keys[i]);
    rp_emit_close(&emit, ']');
    return finish(&emit, before);
}

enum rp_status rp_record_comparison(struct rp_buf *buf, struct rp_str new_name, struct rp_str old_name,
                                    const struct rp_comparison *comparison, const struct rp_estimates *estimates)
{
    struct rp_judged judged = rp_judged_comparison(comparison);
    struct rp_emit emit;
    size_t before = buf->len;
    rp_emit_init(&emit, buf);
    rp_emit_open(&emit, '{');
    rp_emit_key_str(&emit, "new", new_name);
    rp_emit_key_str(&emit, "old", old_name);
    emit_judged(&emit, &judged, estimates);
    return finish(&emit, before);
}

enum rp_status rp_record_error(struct rp_buf *buf, const struct rp_error *error, const char *file, uint64_t line)
{
    struct rp_emit emit;
    size_t before = buf->len;
    rp_emit_init(&emit, buf);
    rp_emit_open(&emit, '{');
    rp_emit_key(&emit, "error");
    rp_emit_open(&emit, '{');
    rp_emit_key_text(&emit, "status", rp_status_name(error->status));
    rp_emit_key_text(&emit, "message", error->message);
    if (file != NULL)
        rp_emit_key_text(&emit, "file", file);
    if (line > 0)
        rp_emit_key_u64(&emit, "line", line);
    if (error->offset != UINT64_MAX)
        rp_emit_key_u64(&emit, "offset", error->offset);
    rp_emit_close(&emit, '}');
    return finish(&emit, before);
}

static void emit_member(struct rp_emit *emit, const struct rp_member *member)
{
    rp_emit_open(emit, '{');
    rp_emit_key_str(emit, "id", member->id);
    rp_emit_key_u64(emit, "seq", member->seq);
    if (member->source.len > 0)
        rp_emit_key_str(emit, "source", member->source);
    if (member->published.len > 0)
        rp_emit_key_str(emit, "published", member->published);
    rp_emit_key_text(emit, "verdict", rp_verdict_name(member->verdict));
    rp_emit_close(emit, '}');
}

enum rp_status rp_record_story(struct rp_buf *buf, const struct rp_story *story)
{
    struct rp_emit emit;
    size_t before = buf->len;
    rp_emit_init(&emit, buf);
    rp_emit_open(&emit, '{');
    rp_emit_key_u64(&emit, "story", story->story);
    emit_original(&emit, story->original, story->original_reason);
    rp_emit_key_u64(&emit, "total", story->total);
    rp_emit_key(&emit, "members");
    rp_emit_open(&emit, '[');
    for (size_t i = 0; i < story->member_count; i++)
        emit_member(&emit, &story->members[i]);
    rp_emit_close(&emit, ']');
    return finish(&emit, before);
}

static void emit_corpus_stats(struct rp_emit *emit, const struct rp_corpus_stats *stats)
{
    rp_emit_key_u64(emit, "articles", stats->articles);
    rp_emit_key_u64(emit, "stories", stats->stories);
    rp_emit_key_u64(emit, "added", stats->added);
    rp_emit_key_u64(emit, "removed", stats->removed);
    rp_emit_key_u64(emit, "last_seq", stats->last_seq);
    rp_emit_key_u64(emit, "sources", stats->sources);
    rp_emit_key_u64(emit, "indexed", stats->indexed);
    rp_emit_key_u64(emit, "postings", stats->postings);
    rp_emit_key_u64(emit, "candidates", stats->candidates);
    rp_emit_key_u64(emit, "verified", stats->verified);
    rp_emit_key_u64(emit, "read_again", stats->read_again);
    rp_emit_key_u64(emit, "text_bytes", stats->text_bytes);
    rp_emit_key_u64(emit, "index_bytes", stats->index_bytes);
    rp_emit_key(emit, "verdicts");
    rp_emit_open(emit, '{');
    for (unsigned i = 0; i < RP_VERDICT_COUNT; i++)
        rp_emit_key_u64(emit, rp_verdict_name((enum rp_verdict)i), stats->verdicts[i]);
    rp_emit_close(emit, '}');
}

static void emit_data_stats(struct rp_emit *emit, const struct rp_data_stats *data)
{
    rp_emit_key_text(emit, "state", data->state);
    rp_emit_key_text(emit, "fsync", data->fsync);
    rp_emit_key_u64(emit, "done", data->done);
    rp_emit_key_u64(emit, "total", data->total);
    rp_emit_key_u64(emit, "logged", data->logged);
    rp_emit_key_u64(emit, "saved", data->saved);
    rp_emit_key_u64(emit, "replayed", data->replayed);
    if (data->why[0] != 0)
        rp_emit_key_text(emit, "why", data->why);
}

enum rp_status rp_record_stats(struct rp_buf *buf, const struct rp_service_stats *stats)
{
    struct rp_emit emit;
    size_t before = buf->len;
    rp_emit_init(&emit, buf);
    rp_emit_open(&emit, '{');
    emit_corpus_stats(&emit, &stats->corpus);
    rp_emit_key(&emit, "server");
    rp_emit_open(&emit, '{');
    rp_emit_key_u64(&emit, "uptime_ms", stats->uptime_ms);
    rp_emit_key_u64(&emit, "threads", stats->threads);
    rp_emit_key_u64(&emit, "connections", stats->connections);
    rp_emit_key_u64(&emit, "accepted", stats->accepted);
    rp_emit_key_u64(&emit, "requests", stats->requests);
    rp_emit_key_u64(&emit, "faults", stats->faults);
    rp_emit_key_u64(&emit, "queued", stats->queued);
    rp_emit_key_u64(&emit, "queued_bytes", stats->queued_bytes);
    rp_emit_key_u64(&emit, "watchers", stats->watchers);
    rp_emit_key_u64(&emit, "missed", stats->missed);
    rp_emit_close(&emit, '}');
    rp_emit_key(&emit, "data");
    rp_emit_open(&emit, '{');
    emit_data_stats(&emit, &stats->data);
    rp_emit_close(&emit, '}');
    return finish(&emit, before);
}

static void emit_field(struct rp_emit *emit, const char *key, struct rp_str value)
{
    if (value.len > 0)
        rp_emit_key_str(emit, key, value);
}

static void emit_article(struct rp_emit *emit, const struct rp_article *article)
{
    emit_field(emit, "id", article->id);
    emit_field(emit, "text", article->text);
    emit_field(emit, "source", article->source);
    emit_field(emit, "published", article->published);
    emit_field(emit, "url", article->url);
    emit_field(emit, "title", article->title);
    emit_field(emit, "lang", article->lang);
    emit_field(emit, "same_story_as", article->same_story_as);
}

enum rp_status rp_record_article(struct rp_buf *buf, const struct rp_article *article)
{
    struct rp_emit emit;
    size_t before = buf->len;
    rp_emit_init(&emit, buf);
    rp_emit_open(&emit, '{');
    emit_article(&emit, article);
    return finish(&emit, before);
}

enum rp_status rp_record_found(struct rp_buf *buf, const struct rp_article *article, const struct rp_answer *answer)
{
    struct rp_emit emit;
    size_t before = buf->len;
    rp_emit_init(&emit, buf);
    rp_emit_open(&emit, '{');
    rp_emit_key(&emit, "article");
    rp_emit_open(&emit, '{');
    emit_article(&emit, article);
    rp_emit_close(&emit, '}');
    rp_emit_key(&emit, "answer");
    rp_emit_open(&emit, '{');
    emit_answer(&emit, answer);
    rp_emit_close(&emit, '}');
    return finish(&emit, before);
}

enum rp_status rp_record_copy(struct rp_buf *buf, const struct rp_copy *copy)
{
    struct rp_emit emit;
    size_t before = buf->len;
    rp_emit_init(&emit, buf);
    rp_emit_open(&emit, '{');
    emit_answer(&emit, copy->answer);
    emit_field(&emit, "source", copy->source);
    emit_field(&emit, "published", copy->published);
    emit_field(&emit, "url", copy->url);
    emit_field(&emit, "title", copy->title);
    rp_emit_key_u64(&emit, "missed", copy->missed);
    return finish(&emit, before);
}
