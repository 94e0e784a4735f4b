/* Reading requests. */
#include "wire/request.h"

#include "base/error.h"
#include "reprint/compare.h"
#include "wire/article.h"
#include "wire/object.h"

#include <string.h>

static const char *const method_names[] = {
#define RP_METHOD_NAME(name, text) text,
    RP_METHOD_MAP(RP_METHOD_NAME)
#undef RP_METHOD_NAME
};

const char *rp_method_name(enum rp_method method)
{
    return (unsigned)method < RP_METHOD_COUNT ? method_names[method] : "unknown_method";
}

/* --- the parameters of each method --- */

static enum rp_status read_keys(const msgpack_object *map, const struct rp_key *keys, unsigned count, void *into, struct rp_error *error)
{
    return rp_object_read(map, "params", keys, count, true, into, error);
}
#define COUNT(keys) (unsigned)(sizeof(keys) / sizeof *(keys))

static enum rp_status read_hello(const msgpack_object *map, struct rp_request *request, struct rp_error *error)
{
    static const struct rp_key keys[] = {{"protocol", RP_KIND_U64, false, offsetof(struct rp_request, protocol)}};
    request->protocol = RP_PROTOCOL_VERSION;
    enum rp_status status = read_keys(map, keys, COUNT(keys), request, error);
    if (status == RP_OK && request->protocol != RP_PROTOCOL_VERSION)
        return rp_fail(error, RP_BAD_VALUE, "params.protocol: version %llu is not spoken here, only %d", (unsigned long long)request->protocol,
                       RP_PROTOCOL_VERSION);
    return status;
}

static enum rp_status read_nothing(const msgpack_object *map, struct rp_request *request, struct rp_error *error)
{
    return read_keys(map, NULL, 0, request, error);
}

static enum rp_status read_add(const msgpack_object *map, struct rp_request *request, struct rp_error *error)
{
    static const struct rp_key keys[] = {
        RP_ARTICLE_KEYS(struct rp_request, article, true),
        {"replace", RP_KIND_BOOL, false, offsetof(struct rp_request, replace)},
    };
    return read_keys(map, keys, COUNT(keys), request, error);
}

static enum rp_status read_check(const msgpack_object *map, struct rp_request *request, struct rp_error *error)
{
    static const struct rp_key keys[] = {RP_ARTICLE_KEYS(struct rp_request, article, false)};
    return read_keys(map, keys, COUNT(keys), request, error);
}

/* The articles of add_many; a fault of one is its own. */
static enum rp_status read_entries(struct rp_decoder *decoder, const msgpack_object *array, struct rp_request *request, struct rp_error *error)
{
    static const struct rp_key keys[] = {RP_ARTICLE_KEYS(struct rp_entry, article, true)};
    uint32_t count = array->via.array.size;
    if (count == 0 || count > RP_LIMIT_ADD_MANY)
        return rp_fail(error, RP_LIMIT, "params.articles: 1 .. %d articles, the limit \"add_many\", are wanted, not %u", RP_LIMIT_ADD_MANY, count);
    request->entries = msgpack_zone_malloc(&decoder->zone, count * sizeof *request->entries);
    if (request->entries == NULL)
        return rp_fail_memory(error);
    request->entry_count = count;
    for (uint32_t i = 0; i < count; i++) {
        char where[40];
        snprintf(where, sizeof where, "params.articles[%u]", i);
        request->entries[i] = (struct rp_entry){.error.status = RP_OK};
        rp_object_read(&array->via.array.ptr[i], where, keys, COUNT(keys), true, &request->entries[i], &request->entries[i].error);
    }
    return RP_OK;
}

static enum rp_status read_add_many(struct rp_decoder *decoder, const msgpack_object *map, struct rp_request *request, struct rp_error *error)
{
    struct params {
        const msgpack_object *articles;
        bool replace;
    } params = {0};
    static const struct rp_key keys[] = {
        {"articles", RP_KIND_ARRAY, true, offsetof(struct params, articles)},
        {"replace", RP_KIND_BOOL, false, offsetof(struct params, replace)},
    };
    enum rp_status status = read_keys(map, keys, COUNT(keys), &params, error);
    request->replace = params.replace;
    return status == RP_OK ? read_entries(decoder, params.articles, request, error) : status;
}

static enum rp_status read_id(const msgpack_object *map, struct rp_request *request, struct rp_error *error)
{
    static const struct rp_key keys[] = {{"id", RP_KIND_STR, true, offsetof(struct rp_request, key)}};
    return read_keys(map, keys, COUNT(keys), request, error);
}

static enum rp_status read_story(const msgpack_object *map, struct rp_request *request, struct rp_error *error)
{
    static const struct rp_key keys[] = {
        {"id", RP_KIND_STR, true, offsetof(struct rp_request, key)},
        {"after", RP_KIND_U64, false, offsetof(struct rp_request, after)},
    };
    return read_keys(map, keys, COUNT(keys), request, error);
}

static enum rp_status read_fingerprint(const msgpack_object *map, struct rp_request *request, struct rp_error *error)
{
    static const struct rp_key keys[] = {{"text", RP_KIND_STR, true, offsetof(struct rp_request, article.text)}};
    return read_keys(map, keys, COUNT(keys), request, error);
}

static enum rp_status read_compare(const msgpack_object *map, struct rp_request *request, struct rp_error *error)
{
    static const struct rp_key keys[] = {
        {"new", RP_KIND_STR, true, offsetof(struct rp_request, new_id)},
        {"old", RP_KIND_STR, true, offsetof(struct rp_request, old_id)},
    };
    return read_keys(map, keys, COUNT(keys), request, error);
}

static enum rp_status read_verdicts(const msgpack_object *array, struct rp_request *request, struct rp_error *error)
{
    for (uint32_t i = 0; i < array->via.array.size; i++) {
        const msgpack_object *name = &array->via.array.ptr[i];
        unsigned verdict = 0;
        while (verdict < RP_VERDICT_COUNT && !rp_object_is(name, rp_verdict_name((enum rp_verdict)verdict)))
            verdict++;
        if (verdict == RP_VERDICT_COUNT)
            return rp_fail(error, RP_BAD_VALUE, "params.verdicts[%u]: one of unique, identical, near, revision, syndicated, partial is wanted", i);
        request->verdicts |= 1u << verdict;
    }
    return RP_OK;
}

static enum rp_status read_watch(const msgpack_object *map, struct rp_request *request, struct rp_error *error)
{
    struct params {
        const msgpack_object *verdicts;
        struct rp_str source;
    } params = {0};
    static const struct rp_key keys[] = {
        {"verdicts", RP_KIND_ARRAY, false, offsetof(struct params, verdicts)},
        {"source", RP_KIND_STR, false, offsetof(struct params, source)},
    };
    enum rp_status status = read_keys(map, keys, COUNT(keys), &params, error);
    request->source = params.source;
    if (status == RP_OK && params.source.len > RP_LIMIT_STRING)
        return rp_fail(error, RP_LIMIT, "params.source: %zu bytes are more than the limit \"string\" of %d", params.source.len, RP_LIMIT_STRING);
    return status == RP_OK && params.verdicts != NULL ? read_verdicts(params.verdicts, request, error) : status;
}

/* A path that is not absolute would be taken from wherever the server was started. */
static enum rp_status read_backup(const msgpack_object *map, struct rp_request *request, struct rp_error *error)
{
    static const struct rp_key keys[] = {{"path", RP_KIND_STR, true, offsetof(struct rp_request, key)}};
    enum rp_status status = read_keys(map, keys, COUNT(keys), request, error);
    struct rp_str path = request->key;
    if (status != RP_OK)
        return status;
    if (path.len > RP_LIMIT_STRING)
        return rp_fail(error, RP_LIMIT, "params.path: %zu bytes are more than the limit \"string\" of %d", path.len, RP_LIMIT_STRING);
    if (path.len == 0 || path.data[0] != '/' || memchr(path.data, 0, path.len) != NULL)
        return rp_fail(error, RP_BAD_VALUE, "params.path: an absolute path is wanted");
    return RP_OK;
}

static enum rp_status read_params(struct rp_decoder *decoder, const msgpack_object *map, struct rp_request *request, struct rp_error *error)
{
    switch (request->method) {
    case RP_METHOD_HELLO:
        return read_hello(map, request, error);
    case RP_METHOD_ADD:
        return read_add(map, request, error);
    case RP_METHOD_ADD_MANY:
        return read_add_many(decoder, map, request, error);
    case RP_METHOD_CHECK:
        return read_check(map, request, error);
    case RP_METHOD_GET:
    case RP_METHOD_REMOVE:
        return read_id(map, request, error);
    case RP_METHOD_STORY:
        return read_story(map, request, error);
    case RP_METHOD_FINGERPRINT:
        return read_fingerprint(map, request, error);
    case RP_METHOD_COMPARE:
        return read_compare(map, request, error);
    case RP_METHOD_WATCH:
        return read_watch(map, request, error);
    case RP_METHOD_BACKUP:
        return read_backup(map, request, error);
    case RP_METHOD_PING:
    case RP_METHOD_STATS:
    case RP_METHOD_COUNT:
        break;
    }
    return read_nothing(map, request, error);
}

/* --- the message around them --- */

static enum rp_status read_method(const msgpack_object *name, enum rp_method *ret, struct rp_error *error)
{
    if (name->type != MSGPACK_OBJECT_STR)
        return rp_fail(error, RP_WRONG_TYPE, "method: a string is wanted, not %s", rp_object_kind_name(name));
    for (unsigned i = 0; i < RP_METHOD_COUNT; i++)
        if (rp_object_is(name, method_names[i])) {
            *ret = (enum rp_method)i;
            return RP_OK;
        }
    return rp_fail(error, RP_UNKNOWN_METHOD, "there is no method \"%.*s\"", RP_SHOW(((struct rp_str){name->via.str.ptr, name->via.str.size})));
}

static enum rp_status read_head(const msgpack_object *message, struct rp_request *ret, bool *ret_has_id, struct rp_error *error)
{
    const msgpack_object *parts = message->type == MSGPACK_OBJECT_ARRAY ? message->via.array.ptr : NULL;
    uint32_t count = parts != NULL ? message->via.array.size : 0;
    bool number = count > 0 && parts[0].type == MSGPACK_OBJECT_POSITIVE_INTEGER;
    if (number && parts[0].via.u64 == 2)
        return rp_fail(error, RP_BAD_FRAME, "a notice: only requests, [0, id, method, [{...}]], are taken");
    if (!number || parts[0].via.u64 != 0)
        return rp_fail(error, RP_BAD_FRAME, "no request: [0, id, method, [{...}]] is wanted");
    if (count < 2 || parts[1].type != MSGPACK_OBJECT_POSITIVE_INTEGER || parts[1].via.u64 > UINT32_MAX)
        return rp_fail(error, RP_BAD_FRAME, "the id of a request is a number in 0 .. 4294967295");
    ret->id = (uint32_t)parts[1].via.u64;
    *ret_has_id = true;
    if (count != 4)
        return rp_fail(error, RP_BAD_FRAME, "a request has four parts, [0, id, method, [{...}]], not %u", count);
    return read_method(&parts[2], &ret->method, error);
}

/* params: an array of one map; an empty one stands for an empty map. */
static enum rp_status find_map(const msgpack_object *params, msgpack_object *ret, struct rp_error *error)
{
    if (params->type != MSGPACK_OBJECT_ARRAY || params->via.array.size > 1)
        return rp_fail(error, RP_WRONG_TYPE, "params: an array of one map is wanted");
    *ret = (msgpack_object){.type = MSGPACK_OBJECT_MAP};
    if (params->via.array.size == 1)
        *ret = params->via.array.ptr[0];
    return RP_OK;
}

enum rp_status rp_request_decode(struct rp_decoder *decoder, const char *data, size_t len, struct rp_request *ret, bool *ret_has_id,
                                 struct rp_error *error)
{
    msgpack_object message, map;
    *ret = (struct rp_request){0};
    *ret_has_id = false;
    enum rp_status status = rp_object_parse(decoder, data, len, &message, error);
    if (status == RP_OK)
        status = read_head(&message, ret, ret_has_id, error);
    if (status == RP_OK)
        status = find_map(&message.via.array.ptr[3], &map, error);
    return status == RP_OK ? read_params(decoder, &map, ret, error) : status;
}
