// One JSON object, read by simdjson. No exception and no abort leaves this file: simdjson is built without exceptions,
// and strings are unescaped into memory of our own, as version 3.0.1 does not check whether it got its own.
#include "input/json.h"

#include <new>
#include <simdjson.h>

extern "C" {
#include "base/alloc.h"
#include "base/error.h"
#include "reprint/limits.h"
#include "base/utf8.h"
}

using namespace simdjson;

struct rp_json {
    ondemand::parser parser{RP_LIMIT_LINE};
    char *text = nullptr;    /* owned: a copy of the input with the padding that simdjson wants */
    char *strings = nullptr; /* owned: unescaped keys and values; never longer than the text */
    size_t text_cap = 0, strings_cap = 0;
};

const char *rp_json_kind_name(enum rp_json_kind kind)
{
    static const char *const names[] = {"a string", "null", "a number", "a boolean", "an array", "an object"};
    return names[kind];
}

enum rp_status rp_json_create(struct rp_json **ret)
{
    void *block = rp_alloc(sizeof(rp_json));
    if (block == nullptr)
        return RP_NO_MEMORY;
    *ret = new (block) rp_json;
    return RP_OK;
}

void rp_json_free(struct rp_json *json)
{
    if (json == nullptr)
        return;
    rp_free(json->text);
    rp_free(json->strings);
    json->~rp_json();
    rp_free(json);
}

static enum rp_status make_room(struct rp_json *json, size_t len)
{
    const size_t max = RP_LIMIT_LINE + SIMDJSON_PADDING;
    if (!rp_grow(&json->text, &json->text_cap, len + SIMDJSON_PADDING, 1, max) ||
        !rp_grow(&json->strings, &json->strings_cap, len + SIMDJSON_PADDING, 1, max))
        return RP_NO_MEMORY;
    size_t capacity = json->text_cap - SIMDJSON_PADDING;
    if (json->parser.capacity() < capacity && json->parser.allocate(capacity, 16) != SUCCESS)
        return RP_NO_MEMORY;
    return RP_OK;
}

/* What simdjson says, with the place where it is known. */
static enum rp_status fail(struct rp_json *json, size_t len, error_code code, ondemand::document *document,
                           struct rp_error *error)
{
    if (code == MEMALLOC)
        return rp_fail_memory(error);
    if (code == UTF8_ERROR) {
        size_t at = rp_utf8_fault({json->text, len});
        return rp_fail_at(error, RP_INVALID_UTF8, at, "the line is not valid UTF-8 at byte %zu", at);
    }
    if (code == EMPTY)
        return rp_fail(error, RP_BAD_JSON, "bad JSON: the line is empty");
    if (code == UNCLOSED_STRING)
        return rp_fail_at(error, RP_BAD_JSON, len, "bad JSON: cut off: a string is not closed");
    if (code == INCOMPLETE_ARRAY_OR_OBJECT)
        return rp_fail_at(error, RP_BAD_JSON, len,
                          "bad JSON: the line does not end with the brace that closes its object");
    if (code == UNESCAPED_CHARS)
        return rp_fail(error, RP_BAD_JSON, "bad JSON: a control character stands in a string without being escaped");
    const char *place = nullptr;
    if (document != nullptr && document->current_location().get(place) == SUCCESS && place >= json->text &&
        place <= json->text + len) {
        size_t at = static_cast<size_t>(place - json->text);
        return rp_fail_at(error, RP_BAD_JSON, at, "bad JSON at or before byte %zu: %s", at,
                          code == STRING_ERROR ? "a string with a wrong escape"
                                               : "a comma, colon, quote or brace is out of place");
    }
    return rp_fail(error, RP_BAD_JSON, "bad JSON: %s", error_message(code));
}

static error_code kind_of(ondemand::value &value, enum rp_json_kind *ret)
{
    ondemand::json_type type;
    error_code code = value.type().get(type);
    if (code != SUCCESS)
        return code;
    *ret = type == ondemand::json_type::string    ? RP_JSON_STRING
           : type == ondemand::json_type::null    ? RP_JSON_NULL
           : type == ondemand::json_type::number  ? RP_JSON_NUMBER
           : type == ondemand::json_type::boolean ? RP_JSON_BOOLEAN
           : type == ondemand::json_type::array   ? RP_JSON_ARRAY
                                                  : RP_JSON_OBJECT;
    return SUCCESS;
}

/* Unescapes one string behind those that are there. */
static error_code unescape(struct rp_json *json, ondemand::raw_json_string raw, uint8_t **at, struct rp_str *ret)
{
    std::string_view view;
    error_code code = json->parser.unescape(raw, *at).get(view);
    *ret = {view.data(), code == SUCCESS ? view.size() : 0};
    return code;
}

/* Takes one member apart. */
static error_code take_member(struct rp_json *json, ondemand::field &field, uint8_t **at, struct rp_str *ret_key,
                              enum rp_json_kind *ret_kind, struct rp_str *ret_value)
{
    ondemand::value value = field.value();
    ondemand::raw_json_string raw;
    *ret_value = {nullptr, 0};
    error_code code = unescape(json, field.key(), at, ret_key);
    if (code == SUCCESS)
        code = kind_of(value, ret_kind);
    if (code != SUCCESS)
        return code;
    if (*ret_kind == RP_JSON_STRING) {
        code = value.get_raw_json_string().get(raw);
        return code == SUCCESS ? unescape(json, raw, at, ret_value) : code;
    }
    if (*ret_kind == RP_JSON_NULL) {
        bool is_null = false;
        code = value.is_null().get(is_null);
        return code == SUCCESS && !is_null ? N_ATOM_ERROR : code;
    }
    return SUCCESS;
}

/* The type is told by the first character only: "nonsense" would pass for null. */
static error_code check_scalar(ondemand::document &document, ondemand::json_type type)
{
    ondemand::raw_json_string raw;
    double number;
    bool flag;
    switch (type) {
    case ondemand::json_type::string:
        return document.get_raw_json_string().get(raw);
    case ondemand::json_type::number:
        return document.get_double().get(number);
    case ondemand::json_type::boolean:
        return document.get_bool().get(flag);
    case ondemand::json_type::null:
        return document.is_null().get(flag) == SUCCESS && flag ? SUCCESS : N_ATOM_ERROR;
    default:
        return SUCCESS;
    }
}

static enum rp_status read_object(struct rp_json *json, size_t len, ondemand::document &document, rp_json_member member,
                                  void *context, struct rp_error *error)
{
    ondemand::json_type type;
    ondemand::object object;
    uint8_t *at = reinterpret_cast<uint8_t *>(json->strings);
    error_code code = document.type().get(type);
    if (code != SUCCESS)
        return fail(json, len, code, &document, error);
    if (type != ondemand::json_type::object && (code = check_scalar(document, type)) != SUCCESS)
        return fail(json, len, code, nullptr, error);
    if (type != ondemand::json_type::object)
        return rp_fail(error, RP_WRONG_TYPE, "the line is not a JSON object: {\"id\": ..., \"text\": ...} is wanted");
    if ((code = document.get_object().get(object)) != SUCCESS)
        return fail(json, len, code, &document, error);
    for (auto item : object) {
        ondemand::field field;
        struct rp_str key, value;
        enum rp_json_kind kind;
        if ((code = std::move(item).get(field)) != SUCCESS ||
            (code = take_member(json, field, &at, &key, &kind, &value)) != SUCCESS)
            return fail(json, len, code, &document, error);
        enum rp_status status = member(context, key, kind, value, error);
        if (status != RP_OK)
            return status;
    }
    const char *place = nullptr;
    if (document.current_location().get(place) == OUT_OF_BOUNDS)
        return RP_OK;
    size_t offset = static_cast<size_t>(place - json->text);
    return rp_fail_at(error, RP_BAD_JSON, offset, "bad JSON at byte %zu: something stands behind the object", offset);
}

enum rp_status rp_json_object(struct rp_json *json, struct rp_str text, rp_json_member member, void *context,
                              struct rp_error *error)
{
    ondemand::document document;
    if (text.len > RP_LIMIT_LINE)
        return rp_fail(error, RP_LIMIT, "the line is longer than %d bytes (limit \"line\")", RP_LIMIT_LINE);
    if (make_room(json, text.len) != RP_OK)
        return rp_fail_memory(error);
    if (text.len > 0)
        memcpy(json->text, text.data, text.len);
    memset(json->text + text.len, ' ', SIMDJSON_PADDING);
    error_code code = json->parser.iterate(json->text, text.len, text.len + SIMDJSON_PADDING).get(document);
    if (code != SUCCESS)
        return fail(json, text.len, code, nullptr, error);
    return read_object(json, text.len, document, member, context, error);
}
