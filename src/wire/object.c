/* A message into objects, a map into a struct. */
#include "wire/object.h"

#include "base/error.h"

#include <assert.h>
#include <string.h>

enum rp_status rp_object_parse(struct rp_decoder *decoder, const char *data, size_t len, msgpack_object *ret, struct rp_error *error)
{
    size_t offset = 0;
    msgpack_zone_clear(&decoder->zone);
    switch (msgpack_unpack(data, len, &offset, &decoder->zone, ret)) {
    case MSGPACK_UNPACK_SUCCESS:
        return RP_OK;
    case MSGPACK_UNPACK_NOMEM_ERROR:
        return rp_fail_memory(error);
    default:
        return rp_fail_at(error, RP_BAD_FRAME, offset, "not MessagePack at byte %zu of the message", offset);
    }
}

const char *rp_object_kind_name(const msgpack_object *object)
{
    switch (object->type) {
    case MSGPACK_OBJECT_NIL:
        return "nil";
    case MSGPACK_OBJECT_BOOLEAN:
        return "a boolean";
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        return "a number";
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        return "a fraction";
    case MSGPACK_OBJECT_STR:
        return "a string";
    case MSGPACK_OBJECT_BIN:
        return "binary";
    case MSGPACK_OBJECT_ARRAY:
        return "an array";
    case MSGPACK_OBJECT_MAP:
        return "a map";
    default:
        return "an extension";
    }
}

bool rp_object_is(const msgpack_object *str, const char *text)
{
    return str->type == MSGPACK_OBJECT_STR && str->via.str.size == strlen(text) && memcmp(str->via.str.ptr, text, str->via.str.size) == 0;
}

static enum rp_status wrong_type(const msgpack_object *object, const char *where, const char *name, const char *wanted,
                                 struct rp_error *error)
{
    return rp_fail(error, RP_WRONG_TYPE, "%s%s%s: %s is wanted, not %s", where, name[0] != 0 ? "." : "", name, wanted,
                   rp_object_kind_name(object));
}

static enum rp_status read_str(const msgpack_object *object, const char *where, const char *name, void *into, struct rp_error *error)
{
    if (object->type != MSGPACK_OBJECT_STR)
        return wrong_type(object, where, name, "a string", error);
    struct rp_str str = {object->via.str.ptr, object->via.str.size};
    memcpy(into, &str, sizeof str);
    return RP_OK;
}

static enum rp_status read_bin(const msgpack_object *object, const char *where, const char *name, void *into, struct rp_error *error)
{
    if (object->type != MSGPACK_OBJECT_BIN)
        return wrong_type(object, where, name, "binary", error);
    struct rp_str str = {object->via.bin.ptr, object->via.bin.size};
    memcpy(into, &str, sizeof str);
    return RP_OK;
}

static enum rp_status read_unsigned(const msgpack_object *object, const char *where, const char *name, uint64_t max, uint64_t *ret,
                                    struct rp_error *error)
{
    if (object->type == MSGPACK_OBJECT_NEGATIVE_INTEGER || (object->type == MSGPACK_OBJECT_POSITIVE_INTEGER && object->via.u64 > max))
        return rp_fail(error, RP_BAD_VALUE, "%s%s%s: a number in 0 .. %llu is wanted", where, name[0] != 0 ? "." : "", name,
                       (unsigned long long)max);
    if (object->type != MSGPACK_OBJECT_POSITIVE_INTEGER)
        return wrong_type(object, where, name, "a whole number", error);
    *ret = object->via.u64;
    return RP_OK;
}

static enum rp_status read_number(const msgpack_object *object, const char *where, const char *name, double *ret, struct rp_error *error)
{
    switch (object->type) {
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        *ret = object->via.f64;
        return RP_OK;
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        *ret = (double)object->via.u64;
        return RP_OK;
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        *ret = (double)object->via.i64;
        return RP_OK;
    default:
        return wrong_type(object, where, name, "a number", error);
    }
}

enum rp_status rp_object_value(const msgpack_object *object, const char *where, const char *name, enum rp_kind kind, void *into,
                               struct rp_error *error)
{
    uint64_t number = 0;
    enum rp_status status;
    switch (kind) {
    case RP_KIND_STR:
        return read_str(object, where, name, into, error);
    case RP_KIND_BIN:
        return read_bin(object, where, name, into, error);
    case RP_KIND_BOOL:
        if (object->type != MSGPACK_OBJECT_BOOLEAN)
            return wrong_type(object, where, name, "true or false", error);
        *(bool *)into = object->via.boolean;
        return RP_OK;
    case RP_KIND_U64:
        return read_unsigned(object, where, name, UINT64_MAX, into, error);
    case RP_KIND_U32:
        status = read_unsigned(object, where, name, UINT32_MAX, &number, error);
        if (status == RP_OK)
            *(uint32_t *)into = (uint32_t)number;
        return status;
    case RP_KIND_NUMBER:
        return read_number(object, where, name, into, error);
    case RP_KIND_ARRAY:
        if (object->type != MSGPACK_OBJECT_ARRAY)
            return wrong_type(object, where, name, "an array", error);
        break;
    case RP_KIND_MAP:
        if (object->type != MSGPACK_OBJECT_MAP)
            return wrong_type(object, where, name, "a map", error);
        break;
    }
    memcpy(into, &object, sizeof object);
    return RP_OK;
}

/* The names of a table, for the message about one that is not in it. */
static const char *list_names(const struct rp_key *keys, unsigned count, char *text, size_t size)
{
    size_t len = 0;
    text[0] = 0;
    for (unsigned i = 0; i < count && len < size; i++)
        len += (size_t)snprintf(text + len, size - len, "%s%s", i > 0 ? ", " : "", keys[i].name);
    return count > 0 ? text : "there are none";
}

enum rp_status rp_object_read(const msgpack_object *map, const char *where, const struct rp_key *keys, unsigned count, bool strict,
                              void *into, struct rp_error *error)
{
    uint32_t seen = 0;
    char names[100];
    assert(count <= RP_KEYS_OF_A_MAP);
    if (map->type != MSGPACK_OBJECT_MAP)
        return wrong_type(map, where, "", "a map", error);
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        const msgpack_object_kv *pair = &map->via.map.ptr[i];
        if (pair->key.type != MSGPACK_OBJECT_STR)
            return rp_fail(error, RP_WRONG_TYPE, "%s: a key is %s; keys are strings", where, rp_object_kind_name(&pair->key));
        unsigned k = 0;
        while (k < count && !rp_object_is(&pair->key, keys[k].name))
            k++;
        if (k == count && strict)
            return rp_fail(error, RP_UNKNOWN_KEY, "%s: \"%.*s\" is no key here: %s", where,
                           RP_SHOW(((struct rp_str){pair->key.via.str.ptr, pair->key.via.str.size})), list_names(keys, count, names, sizeof names));
        if (k == count)
            continue;
        if ((seen & 1u << k) != 0)
            return rp_fail(error, RP_REPEATED_KEY, "%s.%s is given twice", where, keys[k].name);
        seen |= 1u << k;
        if (pair->val.type == MSGPACK_OBJECT_NIL && !keys[k].required)
            continue;
        enum rp_status status = rp_object_value(&pair->val, where, keys[k].name, keys[k].kind, (char *)into + keys[k].place, error);
        if (status != RP_OK)
            return status;
    }
    for (unsigned k = 0; k < count; k++)
        if (keys[k].required && (seen & 1u << k) == 0)
            return rp_fail(error, RP_MISSING_KEY, "%s.%s is missing", where, keys[k].name);
    return RP_OK;
}
