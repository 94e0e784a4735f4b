/* Reading replies and notices: the message, and results that are no lists of matches. */
#include "wire/reply.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/strings.h"
#include "wire/article.h"
#include "wire/result.h"
#include "wire/stats.h"

#include <string.h>

#define COUNT(keys) (unsigned)(sizeof(keys) / sizeof *(keys))

/* --- the message --- */

static enum rp_status damaged(struct rp_error *error, const char *what)
{
    return rp_fail(error, RP_DAMAGED, "the server sent %s", what);
}

static enum rp_status read_error(const msgpack_object *object, struct rp_reply *ret, struct rp_error *error)
{
    const msgpack_object *parts = object->type == MSGPACK_OBJECT_ARRAY ? object->via.array.ptr : NULL;
    if (parts == NULL || object->via.array.size != 3 || parts[0].type != MSGPACK_OBJECT_POSITIVE_INTEGER ||
        parts[1].type != MSGPACK_OBJECT_STR || parts[2].type != MSGPACK_OBJECT_STR)
        return damaged(error, "an error that is not [code, name, message]");
    /* A newer server may have codes that are not known here: the name and the message say it all the same. */
    uint64_t code = parts[0].via.u64;
    struct rp_str name = {parts[1].via.str.ptr, parts[1].via.str.size}, message = {parts[2].via.str.ptr, parts[2].via.str.size};
    if (code > RP_OK && code < RP_STATUS_COUNT)
        rp_fail(&ret->error, (enum rp_status)code, "%.*s", (int)(message.len < 4096 ? message.len : 4096), message.data);
    else
        rp_fail(&ret->error, RP_BAD_VALUE, "%.*s: %.*s", RP_SHOW(name), RP_SHOW(message));
    return RP_OK;
}

static enum rp_status keep_result(struct rp_decoder *decoder, const msgpack_object *object, struct rp_reply *ret, struct rp_error *error)
{
    struct rp_reply_result *result = msgpack_zone_malloc(&decoder->zone, sizeof *result);
    if (result == NULL)
        return rp_fail_memory(error);
    result->object = *object;
    ret->result = result;
    return RP_OK;
}

enum rp_status rp_reply_decode(struct rp_decoder *decoder, const char *data, size_t len, struct rp_reply *ret, struct rp_error *error)
{
    msgpack_object message;
    *ret = (struct rp_reply){.error.status = RP_OK};
    enum rp_status status = rp_object_parse(decoder, data, len, &message, error);
    if (status != RP_OK)
        return status == RP_NO_MEMORY ? status : damaged(error, "what is no MessagePack");
    const msgpack_object *parts = message.type == MSGPACK_OBJECT_ARRAY ? message.via.array.ptr : NULL;
    uint32_t count = parts != NULL ? message.via.array.size : 0;
    uint64_t type = count > 0 && parts[0].type == MSGPACK_OBJECT_POSITIVE_INTEGER ? parts[0].via.u64 : UINT64_MAX;
    if (type == 2 && count == 3 && rp_object_is(&parts[1], "copy") && parts[2].type == MSGPACK_OBJECT_ARRAY && parts[2].via.array.size == 1) {
        ret->is_notice = true;
        return keep_result(decoder, &parts[2].via.array.ptr[0], ret, error);
    }
    if (type != 1 || count != 4)
        return damaged(error, "what is no reply");
    if (parts[1].type == MSGPACK_OBJECT_POSITIVE_INTEGER && parts[1].via.u64 <= UINT32_MAX) {
        ret->has_id = true;
        ret->id = (uint32_t)parts[1].via.u64;
    } else if (parts[1].type != MSGPACK_OBJECT_NIL) {
        return damaged(error, "a reply whose id is no number");
    }
    return parts[2].type == MSGPACK_OBJECT_NIL ? keep_result(decoder, &parts[3], ret, error) : read_error(&parts[2], ret, error);
}

/* --- results --- */

enum rp_status rp_result_read(const msgpack_object *map, const struct rp_key *keys, unsigned count, void *into, struct rp_error *error)
{
    struct rp_error why;
    enum rp_status status = rp_object_read(map, "result", keys, count, false, into, &why);
    if (status == RP_OK || status == RP_NO_MEMORY)
        return status;
    return rp_fail(error, RP_DAMAGED, "the server's reply is not understood: %.160s", why.message);
}

enum rp_status rp_result_hello(const struct rp_reply *reply, uint64_t *ret_protocol, struct rp_error *error)
{
    static const struct rp_key keys[] = {{"protocol", RP_KIND_U64, true, 0}};
    return rp_result_read(&reply->result->object, keys, COUNT(keys), ret_protocol, error);
}

/* Reads figures by name; one that is not sent stays 0. */
static enum rp_status read_numbers(const msgpack_object *map, const struct rp_stat *stats, unsigned count, void *into, struct rp_error *error)
{
    struct rp_key keys[RP_KEYS_OF_A_MAP];
    for (unsigned i = 0; i < count; i++)
        keys[i] = (struct rp_key){stats[i].name, RP_KIND_U64, false, stats[i].place};
    return rp_result_read(map, keys, count, into, error);
}

/* Into a room of `size` bytes, cut between two characters. */
static void take_text(struct rp_str text, size_t size, char *ret)
{
    size_t len = text.len < size ? text.len : size - 1;
    while (len < text.len && len > 0 && ((unsigned char)text.data[len] & 0xc0) == 0x80)
        len--;
    if (len > 0)
        memcpy(ret, text.data, len);
    ret[len] = 0;
}

static enum rp_status read_data(const msgpack_object *map, struct rp_data_stats *ret, struct rp_error *error)
{
    struct texts {
        struct rp_str state, fsync, why;
    } texts = {0};
    static const struct rp_key keys[] = {
        {"state", RP_KIND_STR, false, offsetof(struct texts, state)},
        {"fsync", RP_KIND_STR, false, offsetof(struct texts, fsync)},
        {"why", RP_KIND_STR, false, offsetof(struct texts, why)},
    };
    enum rp_status status = rp_result_read(map, keys, COUNT(keys), &texts, error);
    if (status != RP_OK)
        return status;
    take_text(texts.state, sizeof ret->state, ret->state);
    take_text(texts.fsync, sizeof ret->fsync, ret->fsync);
    take_text(texts.why, sizeof ret->why, ret->why);
    return read_numbers(map, rp_data_stat, RP_DATA_STATS, ret, error);
}

enum rp_status rp_result_stats(const struct rp_reply *reply, struct rp_service_stats *ret, struct rp_error *error)
{
    struct parts {
        const msgpack_object *verdicts, *server, *data;
    } parts = {0};
    static const struct rp_key keys[] = {
        {"verdicts", RP_KIND_MAP, true, offsetof(struct parts, verdicts)},
        {"server", RP_KIND_MAP, true, offsetof(struct parts, server)},
        {"data", RP_KIND_MAP, true, offsetof(struct parts, data)},
    };
    struct rp_stat verdicts[RP_VERDICT_COUNT];
    for (unsigned i = 0; i < RP_VERDICT_COUNT; i++)
        verdicts[i] = (struct rp_stat){rp_verdict_name((enum rp_verdict)i), i * sizeof(uint64_t)};
    *ret = (struct rp_service_stats){0};
    enum rp_status status = rp_result_read(&reply->result->object, keys, COUNT(keys), &parts, error);
    if (status == RP_OK)
        status = read_numbers(&reply->result->object, rp_corpus_stat, RP_CORPUS_STATS, &ret->corpus, error);
    if (status == RP_OK)
        status = read_numbers(parts.verdicts, verdicts, RP_VERDICT_COUNT, ret->corpus.verdicts, error);
    if (status == RP_OK)
        status = read_numbers(parts.server, rp_server_stat, RP_SERVER_STATS, ret, error);
    if (status == RP_OK)
        status = read_data(parts.data, &ret->data, error);
    return status;
}

static enum rp_status read_values(const msgpack_object *array, uint64_t max, uint32_t most, uint64_t *ret, struct rp_error *error)
{
    if (array->via.array.size > most)
        return damaged(error, "a list that is too long");
    for (uint32_t i = 0; i < array->via.array.size; i++) {
        const msgpack_object *value = &array->via.array.ptr[i];
        if (value->type != MSGPACK_OBJECT_POSITIVE_INTEGER || value->via.u64 > max)
            return damaged(error, "a list of numbers with something else in it");
        ret[i] = value->via.u64;
    }
    return RP_OK;
}

enum rp_status rp_result_fingerprint(const struct rp_reply *reply, struct rp_fingerprint *ret, struct rp_error *error)
{
    struct parts {
        uint64_t simhash;
        uint32_t version, tokens, shingles;
        struct rp_str exact;
        const msgpack_object *minhash, *keys;
    } parts = {0};
    static const struct rp_key keys[] = {
        {"version", RP_KIND_U32, true, offsetof(struct parts, version)},   {"tokens", RP_KIND_U32, true, offsetof(struct parts, tokens)},
        {"shingles", RP_KIND_U32, true, offsetof(struct parts, shingles)}, {"simhash", RP_KIND_U64, true, offsetof(struct parts, simhash)},
        {"exact", RP_KIND_BIN, true, offsetof(struct parts, exact)},       {"minhash", RP_KIND_ARRAY, true, offsetof(struct parts, minhash)},
        {"keys", RP_KIND_ARRAY, true, offsetof(struct parts, keys)},
    };
    uint64_t minhash[RP_MINHASH_VALUES];
    enum rp_status status = rp_result_read(&reply->result->object, keys, COUNT(keys), &parts, error);
    if (status != RP_OK)
        return status;
    if (parts.version != RP_FINGERPRINT_VERSION || parts.exact.len != sizeof ret->exact || parts.minhash->via.array.size != RP_MINHASH_VALUES)
        return damaged(error, "a fingerprint that is not of version 1");
    *ret = (struct rp_fingerprint){.tokens = parts.tokens, .shingles = parts.shingles, .simhash = parts.simhash};
    memcpy(ret->exact, parts.exact.data, sizeof ret->exact);
    status = read_values(parts.minhash, UINT16_MAX, RP_MINHASH_VALUES, minhash, error);
    if (status == RP_OK)
        status = read_values(parts.keys, UINT64_MAX, RP_KEYS_MAX, ret->keys, error);
    for (unsigned i = 0; i < RP_MINHASH_VALUES && status == RP_OK; i++)
        ret->minhash[i] = (uint16_t)minhash[i];
    ret->key_count = parts.keys->via.array.size;
    return status;
}

/* --- a story --- */

struct member {
    struct rp_member member;
    struct rp_str verdict;
};

static enum rp_status read_member(const msgpack_object *map, struct rp_member *ret, struct rp_error *error)
{
    static const struct rp_key keys[] = {
        {"id", RP_KIND_STR, true, offsetof(struct member, member.id)},
        {"seq", RP_KIND_U64, true, offsetof(struct member, member.seq)},
        {"source", RP_KIND_STR, false, offsetof(struct member, member.source)},
        {"published", RP_KIND_STR, false, offsetof(struct member, member.published)},
        {"verdict", RP_KIND_STR, true, offsetof(struct member, verdict)},
    };
    struct member member = {0};
    enum rp_status status = rp_result_read(map, keys, COUNT(keys), &member, error);
    if (status == RP_OK)
        status = rp_result_verdict(member.verdict, &member.member.verdict, error);
    *ret = member.member;
    return status;
}

/* The block of a story from what was read: `members` borrow their strings from the message. */
static struct rp_story *make_story(const struct rp_story *story, const struct rp_member *members)
{
    size_t bytes = sizeof *story + story->member_count * sizeof *members + story->original.len;
    for (size_t i = 0; i < story->member_count; i++)
        bytes += members[i].id.len + members[i].source.len + members[i].published.len;
    struct rp_story *made = rp_alloc(bytes);
    if (made == NULL)
        return NULL;
    struct rp_member *copies = (struct rp_member *)(made + 1);
    char *at = (char *)(copies + story->member_count);
    *made = *story;
    made->members = copies;
    made->original = rp_put_str(&at, story->original);
    for (size_t i = 0; i < story->member_count; i++) {
        copies[i] = members[i];
        copies[i].id = rp_put_str(&at, members[i].id);
        copies[i].source = rp_put_str(&at, members[i].source);
        copies[i].published = rp_put_str(&at, members[i].published);
    }
    return made;
}

enum rp_status rp_result_story(const struct rp_reply *reply, struct rp_story **ret, struct rp_error *error)
{
    struct parts {
        struct rp_story story;
        const msgpack_object *original, *members;
    } parts = {0};
    static const struct rp_key keys[] = {
        {"story", RP_KIND_U64, true, offsetof(struct parts, story.story)},
        {"total", RP_KIND_U64, true, offsetof(struct parts, story.total)},
        {"original", RP_KIND_MAP, true, offsetof(struct parts, original)},
        {"members", RP_KIND_ARRAY, true, offsetof(struct parts, members)},
    };
    enum rp_status status = rp_result_read(&reply->result->object, keys, COUNT(keys), &parts, error);
    if (status == RP_OK)
        status = rp_result_original(parts.original, &parts.story.original, &parts.story.original_reason, error);
    if (status != RP_OK)
        return status;
    uint32_t count = parts.members->via.array.size;
    struct rp_member *members = rp_alloc_zeroed(count, sizeof *members);
    if (members == NULL)
        return rp_fail_memory(error);
    for (uint32_t i = 0; i < count && status == RP_OK; i++)
        status = read_member(&parts.members->via.array.ptr[i], &members[i], error);
    parts.story.member_count = count;
    if (status == RP_OK && (*ret = make_story(&parts.story, members)) == NULL)
        status = rp_fail_memory(error);
    rp_free(members);
    return status;
}
