/* Reading answers and what holds them: articles with their answers, copies. */
#include "wire/reply.h"

#include "base/alloc.h"
#include "base/error.h"
#include "corpus/answer.h"
#include "base/strings.h"
#include "reprint/limits.h"
#include "wire/article.h"
#include "wire/result.h"

#include <string.h>

#define COUNT(keys) (unsigned)(sizeof(keys) / sizeof *(keys))

/* --- answers --- */

enum rp_status rp_result_original(const msgpack_object *map, struct rp_str *ret_id, enum rp_original_reason *ret_reason, struct rp_error *error)
{
    struct parts {
        struct rp_str id, reason;
    } parts = {0};
    static const struct rp_key keys[] = {
        {"id", RP_KIND_STR, true, offsetof(struct parts, id)},
        {"reason", RP_KIND_STR, true, offsetof(struct parts, reason)},
    };
    enum rp_status status = rp_result_read(map, keys, COUNT(keys), &parts, error);
    if (status != RP_OK)
        return status;
    *ret_id = parts.id;
    for (unsigned i = 0; i < RP_ORIGINAL_COUNT; i++)
        if (rp_str_equal(parts.reason, rp_str_of(rp_original_reason_name((enum rp_original_reason)i)))) {
            *ret_reason = (enum rp_original_reason)i;
            return RP_OK;
        }
    return rp_result_strange(error, "a reason for the original that is not known");
}

/* An attribution whose strings are not terminated yet. */
struct credit {
    struct rp_str agency, cue;
    const msgpack_object *span;
    uint32_t start, end;
};

static enum rp_status read_credit(const msgpack_object *map, struct credit *ret, struct rp_error *error)
{
    static const struct rp_key keys[] = {
        {"agency", RP_KIND_STR, true, offsetof(struct credit, agency)},
        {"cue", RP_KIND_STR, true, offsetof(struct credit, cue)},
        {"span", RP_KIND_ARRAY, true, offsetof(struct credit, span)},
    };
    enum rp_status status = rp_result_read(map, keys, COUNT(keys), ret, error);
    return status == RP_OK ? rp_result_span(ret->span, &ret->start, &ret->end, error) : status;
}

/* What an answer is made of, while it is read. */
struct parts {
    struct rp_outcome outcome;
    struct rp_str verdict, original, former;
    enum rp_original_reason reason;
    const msgpack_object *original_map, *match_array, *attribution_array, *merged_array, *dropped_map;
    uint64_t merged[RP_LIMIT_CANDIDATES];
    struct rp_read_match matches[RP_LIMIT_CANDIDATES];
    struct rp_dropped_range ranges[RP_LIMIT_DROPPED];
    struct credit credits[RP_LIMIT_ATTRIBUTIONS];
};

static void parts_done(struct parts *parts)
{
    for (size_t i = 0; i < parts->outcome.match_count; i++)
        rp_free(parts->matches[i].passages);
}

static enum rp_status read_merged(struct parts *parts, struct rp_error *error)
{
    const msgpack_object *array = parts->merged_array;
    uint32_t count = array != NULL ? array->via.array.size : 0;
    if (count > RP_LIMIT_CANDIDATES)
        return rp_result_strange(error, "more merged stories than an answer has");
    for (uint32_t i = 0; i < count; i++) {
        if (array->via.array.ptr[i].type != MSGPACK_OBJECT_POSITIVE_INTEGER)
            return rp_result_strange(error, "a story that is no number");
        parts->merged[i] = array->via.array.ptr[i].via.u64;
    }
    parts->outcome.merged = parts->merged;
    parts->outcome.merged_count = count;
    return RP_OK;
}

static enum rp_status read_lists(struct parts *parts, struct rp_error *error)
{
    enum rp_status status = read_merged(parts, error);
    uint32_t matches = parts->match_array->via.array.size, credits = parts->attribution_array->via.array.size;
    if (matches > RP_LIMIT_CANDIDATES || credits > RP_LIMIT_ATTRIBUTIONS)
        return rp_result_strange(error, "more matches or attributions than an answer has");
    for (uint32_t i = 0; i < matches && status == RP_OK; i++) {
        status = rp_result_match(&parts->match_array->via.array.ptr[i], &parts->matches[i], error);
        parts->outcome.match_count += status == RP_OK;
    }
    for (uint32_t i = 0; i < credits && status == RP_OK; i++)
        status = read_credit(&parts->attribution_array->via.array.ptr[i], &parts->credits[i], error);
    parts->outcome.attribution_count = credits;
    return status == RP_OK ? rp_result_dropped(parts->dropped_map, parts->ranges, &parts->outcome.dropped, error) : status;
}

static const char *put_terminated(char **at, struct rp_str str)
{
    const char *start = rp_put_str(at, str).data;
    *(*at)++ = 0;
    return start;
}

/* The answer, in one block: the room behind its own strings takes the ids of the originals and the strings of the attributions. */
static struct rp_answer *make_answer(struct parts *parts)
{
    struct rp_match matches[RP_LIMIT_CANDIDATES];
    struct rp_attribution attributions[RP_LIMIT_ATTRIBUTIONS];
    size_t room = parts->original.len + parts->former.len;
    for (size_t i = 0; i < parts->outcome.attribution_count; i++) {
        attributions[i] = (struct rp_attribution){.start = parts->credits[i].start, .end = parts->credits[i].end};
        room += parts->credits[i].agency.len + parts->credits[i].cue.len + 2;
    }
    for (size_t i = 0; i < parts->outcome.match_count; i++)
        matches[i] = parts->matches[i].match;
    parts->outcome.matches = matches;
    parts->outcome.attributions = attributions;
    struct rp_answer *answer = rp_answer_make(&parts->outcome, room, NULL);
    if (answer == NULL)
        return NULL;
    rp_answer_set_original(answer, parts->original, parts->reason);
    rp_answer_set_former(answer, parts->former);
    char *at = (char *)(uintptr_t)answer->original.data + parts->original.len + parts->former.len;
    struct rp_attribution *own = (struct rp_attribution *)(uintptr_t)answer->attributions;
    for (size_t i = 0; i < answer->attribution_count; i++) {
        own[i].agency = put_terminated(&at, parts->credits[i].agency);
        own[i].cue = put_terminated(&at, parts->credits[i].cue);
    }
    return answer;
}

static enum rp_status read_answer(const msgpack_object *map, struct rp_answer **ret, struct rp_error *error)
{
    static const struct rp_key keys[] = {
        {"id", RP_KIND_STR, true, offsetof(struct parts, outcome.id)},
        {"seq", RP_KIND_U64, true, offsetof(struct parts, outcome.seq)},
        {"story", RP_KIND_U64, true, offsetof(struct parts, outcome.story)},
        {"verdict", RP_KIND_STR, true, offsetof(struct parts, verdict)},
        {"original", RP_KIND_MAP, true, offsetof(struct parts, original_map)},
        {"merged", RP_KIND_ARRAY, false, offsetof(struct parts, merged_array)},
        {"former_original", RP_KIND_STR, false, offsetof(struct parts, former)},
        {"matches", RP_KIND_ARRAY, true, offsetof(struct parts, match_array)},
        {"attribution", RP_KIND_ARRAY, true, offsetof(struct parts, attribution_array)},
        {"dropped", RP_KIND_MAP, false, offsetof(struct parts, dropped_map)},
    };
    struct parts parts = {0};
    enum rp_status status = rp_result_read(map, keys, COUNT(keys), &parts, error);
    if (status == RP_OK)
        status = rp_result_verdict(parts.verdict, &parts.outcome.verdict, error);
    if (status == RP_OK)
        status = rp_result_original(parts.original_map, &parts.original, &parts.reason, error);
    if (status == RP_OK)
        status = read_lists(&parts, error);
    if (status == RP_OK && (*ret = make_answer(&parts)) == NULL)
        status = rp_fail_memory(error);
    parts_done(&parts);
    return status;
}

enum rp_status rp_result_answer(const struct rp_reply *reply, struct rp_answer **ret, struct rp_error *error)
{
    return read_answer(&reply->result->object, ret, error);
}

/* --- an article with its answer, a copy --- */

enum rp_status rp_result_article(const struct rp_reply *reply, struct rp_found_article **ret, struct rp_error *error)
{
    struct both {
        const msgpack_object *article, *answer;
    } both = {0};
    static const struct rp_key keys[] = {
        {"article", RP_KIND_MAP, true, offsetof(struct both, article)},
        {"answer", RP_KIND_MAP, true, offsetof(struct both, answer)},
    };
    static const struct rp_key article_keys[] = {RP_ARTICLE_KEYS(struct rp_found_article, article, true)};
    struct rp_found_article read = {0};
    enum rp_status status = rp_result_read(&reply->result->object, keys, COUNT(keys), &both, error);
    if (status == RP_OK)
        status = rp_result_read(both.article, article_keys, COUNT(article_keys), &read, error);
    if (status == RP_OK)
        status = read_answer(both.answer, &read.answer, error);
    if (status != RP_OK)
        return status;
    const struct rp_article *article = &read.article;
    struct rp_found_article *found = rp_alloc(sizeof *found + rp_article_bytes(article));
    if (found == NULL) {
        rp_answer_free(read.answer);
        return rp_fail_memory(error);
    }
    char *at = (char *)(found + 1);
    found->answer = read.answer;
    found->article = rp_put_article(&at, article);
    *ret = found;
    return RP_OK;
}

enum rp_status rp_result_copy(const struct rp_reply *reply, struct rp_copy **ret, struct rp_error *error)
{
    static const struct rp_key keys[] = {
        {"source", RP_KIND_STR, false, offsetof(struct rp_copy, source)}, {"published", RP_KIND_STR, false, offsetof(struct rp_copy, published)},
        {"url", RP_KIND_STR, false, offsetof(struct rp_copy, url)},       {"title", RP_KIND_STR, false, offsetof(struct rp_copy, title)},
        {"missed", RP_KIND_U64, false, offsetof(struct rp_copy, missed)},
    };
    struct rp_copy read = {0};
    enum rp_status status = rp_result_read(&reply->result->object, keys, COUNT(keys), &read, error);
    if (status == RP_OK)
        status = read_answer(&reply->result->object, &read.answer, error);
    if (status != RP_OK)
        return status;
    struct rp_copy *copy = rp_alloc(sizeof *copy + read.source.len + read.published.len + read.url.len + read.title.len);
    if (copy == NULL) {
        rp_answer_free(read.answer);
        return rp_fail_memory(error);
    }
    char *at = (char *)(copy + 1);
    *copy = read;
    copy->source = rp_put_str(&at, read.source);
    copy->published = rp_put_str(&at, read.published);
    copy->url = rp_put_str(&at, read.url);
    copy->title = rp_put_str(&at, read.title);
    *ret = copy;
    return RP_OK;
}
