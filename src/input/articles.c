/* Articles from the bytes of a file. */
#include "input/articles.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "input/json.h"
#include "reprint/limits.h"
#include "base/utf8.h"

#include <string.h>

static const struct field {
    const char *name;
    size_t place; /* in struct rp_article */
    size_t limit;
    const char *limit_name;
    bool required;
} fields[] = {
    {"id", offsetof(struct rp_article, id), RP_LIMIT_ID, "id", true},
    {"text", offsetof(struct rp_article, text), RP_LIMIT_TEXT, "text", true},
    {"source", offsetof(struct rp_article, source), RP_LIMIT_STRING, "string", false},
    {"published", offsetof(struct rp_article, published), RP_LIMIT_STRING, "string", false},
    {"url", offsetof(struct rp_article, url), RP_LIMIT_STRING, "string", false},
    {"title", offsetof(struct rp_article, title), RP_LIMIT_STRING, "string", false},
    {"lang", offsetof(struct rp_article, lang), RP_LIMIT_STRING, "string", false},
    {"same_story_as", offsetof(struct rp_article, same_story_as), RP_LIMIT_ID, "id", false},
};
enum { FIELDS = sizeof fields / sizeof fields[0] };

struct rp_article_parser {
    struct rp_json *json; /* owned */
    struct rp_article article;
    unsigned seen;          /* a bit for each of `fields` */
    struct rp_error remark; /* status RP_OK: none */
};

enum rp_status rp_article_parser_create(struct rp_article_parser **ret)
{
    struct rp_article_parser *parser = rp_alloc_zeroed(1, sizeof *parser);
    if (parser == NULL)
        return RP_NO_MEMORY;
    enum rp_status status = rp_json_create(&parser->json);
    if (status != RP_OK) {
        rp_free(parser);
        return status;
    }
    *ret = parser;
    return RP_OK;
}

void rp_article_parser_free(struct rp_article_parser *parser)
{
    if (parser == NULL)
        return;
    rp_json_free(parser->json);
    rp_free(parser);
}

static struct rp_str *place(struct rp_article *article, const struct field *field)
{
    return (struct rp_str *)((char *)article + field->place);
}

static enum rp_status check_length(const struct field *field, struct rp_str value, struct rp_error *error)
{
    if (value.len <= field->limit)
        return RP_OK;
    return rp_fail(error, RP_LIMIT, "%s: %zu bytes are more than the %zu of the limit \"%s\"", field->name, value.len,
                   field->limit, field->limit_name);
}

static enum rp_status take(void *context, struct rp_str key, enum rp_json_kind kind, struct rp_str value,
                           struct rp_error *error)
{
    struct rp_article_parser *parser = context;
    unsigned i = 0;
    while (i < FIELDS && !rp_str_equal(key, rp_str_of(fields[i].name)))
        i++;
    if (i == FIELDS)
        return rp_fail(error, RP_UNKNOWN_KEY,
                       "\"%.*s\" is no key of an article: id, text, source, published, url, title, lang, same_story_as are",
                       RP_SHOW(key));
    if ((parser->seen & 1u << i) != 0)
        return rp_fail(error, RP_REPEATED_KEY, "%s is given twice", fields[i].name);
    parser->seen |= 1u << i;
    if (kind == RP_JSON_NULL && !fields[i].required)
        return RP_OK;
    if (kind != RP_JSON_STRING)
        return rp_fail(error, RP_WRONG_TYPE, "%s: a string is wanted, not %s", fields[i].name, rp_json_kind_name(kind));
    *place(&parser->article, &fields[i]) = value;
    return check_length(&fields[i], value, error);
}

static enum rp_status check(const struct rp_article_parser *parser, struct rp_error *error)
{
    const struct rp_article *article = &parser->article;
    for (unsigned i = 0; i < FIELDS; i++)
        if (fields[i].required && (parser->seen & 1u << i) == 0)
            return rp_fail(error, RP_MISSING_KEY, "%s is missing", fields[i].name);
    if (article->id.len == 0)
        return rp_fail(error, RP_MISSING_KEY, "id is empty");
    if (article->text.len == 0)
        return rp_fail(error, RP_EMPTY_TEXT, "text is empty");
    return RP_OK;
}

static void leave_out_bad_date(struct rp_article_parser *parser)
{
    struct rp_str *published = &parser->article.published;
    struct rp_error why;
    int64_t ms;
    if (published->len == 0 || rp_time_parse(*published, &ms, &why) == RP_OK)
        return;
    rp_fail(&parser->remark, why.status, "%.180s; it counts as undated", why.message);
    *published = (struct rp_str){0};
}

const struct rp_error *rp_article_parser_remark(const struct rp_article_parser *parser)
{
    return parser->remark.status != RP_OK ? &parser->remark : NULL;
}

enum rp_status rp_article_parse(struct rp_article_parser *parser, struct rp_str line, struct rp_article *ret,
                                struct rp_error *error)
{
    parser->article = (struct rp_article){0};
    parser->seen = 0;
    parser->remark.status = RP_OK;
    enum rp_status status = rp_json_object(parser->json, line, take, parser, error);
    if (status == RP_OK)
        status = check(parser, error);
    if (status != RP_OK)
        return status;
    leave_out_bad_date(parser);
    *ret = parser->article;
    return RP_OK;
}

enum rp_status rp_article_of_text(const char *name, struct rp_str text, struct rp_article *ret, struct rp_error *error)
{
    struct rp_article article = {.id = rp_str_of(name), .text = text};
    enum rp_status status = check_length(&fields[0], article.id, error);
    if (status == RP_OK)
        status = check_length(&fields[1], text, error);
    if (status != RP_OK)
        return status;
    if (rp_utf8_fault(article.id) < article.id.len)
        return rp_fail(error, RP_INVALID_UTF8, "the file's name is its id, and it is not valid UTF-8");
    size_t fault = rp_utf8_fault(text);
    if (fault < text.len)
        return rp_fail_at(error, RP_INVALID_UTF8, fault, "the text is not valid UTF-8 at byte %zu", fault);
    if (text.len == 0)
        return rp_fail(error, RP_EMPTY_TEXT, "the text is empty");
    *ret = article;
    return RP_OK;
}
