/* input/articles: what a line may be, and one clear error for what it may not. */
#include "input/articles.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "input/json.h"
#include "reprint/limits.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct rp_article_parser *parser;

static int setup(void **state)
{
    (void)state;
    return rp_article_parser_create(&parser) == RP_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    rp_article_parser_free(parser);
    return 0;
}

static void expect_str(struct rp_str got, const char *want)
{
    assert_int_equal(got.len, strlen(want));
    assert_memory_equal(got.data, want, got.len);
}

/* Also proves that the parser is as good as new after any error. */
static void expect_good(void)
{
    struct rp_article article;
    assert_int_equal(rp_article_parse(parser, rp_str_of("{\"id\":\"a\",\"text\":\"b\"}"), &article, NULL), RP_OK);
    expect_str(article.id, "a");
    expect_str(article.text, "b");
    assert_int_equal(article.source.len, 0);
}

static struct rp_error refuse(struct rp_str line, enum rp_status status)
{
    struct rp_article article;
    struct rp_error error = {0};
    assert_int_equal(rp_article_parse(parser, line, &article, &error), status);
    assert_int_equal(error.status, status);
    assert_int_equal(rp_article_parse(parser, line, &article, NULL), status);
    expect_good();
    return error;
}

static void expect_bad(const char *line, enum rp_status status, const char *words)
{
    struct rp_error error = refuse(rp_str_of(line), status);
    if (strstr(error.message, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", error.message, words);
}

static void reads_an_article(void **state)
{
    (void)state;
    struct rp_article article;
    struct rp_error error;
    const char *line =
        " { \"lang\" : \"de\", \"text\":\"\\u00dcber\\n\\\"x\\\" \\ud83d\\ude00\", \"id\":\"i/1\", "
        "\"source\":\"a.example\",\"same_story_as\":\"i/0\","
        "\"published\":\"2018-06-07T11:44:00+04:00\",\"url\":\"https://a.example/1\",\"title\":\"T\"} \r";
    assert_int_equal(rp_article_parse(parser, rp_str_of(line), &article, &error), RP_OK);
    expect_str(article.id, "i/1");
    expect_str(article.text, "Über\n\"x\" 😀");
    expect_str(article.source, "a.example");
    expect_str(article.published, "2018-06-07T11:44:00+04:00");
    expect_str(article.url, "https://a.example/1");
    expect_str(article.title, "T");
    expect_str(article.lang, "de");
    expect_str(article.same_story_as, "i/0");
    expect_good();
    line = "{\"i\\u0064\":\"a\",\"text\":\"b\",\"source\":null,\"published\":null,\"url\":null,\"title\":null,\"lang\":"
           "null,\"same_story_as\":null}";
    assert_int_equal(rp_article_parse(parser, rp_str_of(line), &article, &error), RP_OK);
    assert_int_equal(
        article.source.len + article.published.len + article.url.len + article.title.len + article.lang.len + article.same_story_as.len, 0);
    line = "{\"id\":\"a\",\"text\":\"b\",\"published\":\"\",\"source\":\"\"}";
    assert_int_equal(rp_article_parse(parser, rp_str_of(line), &article, &error), RP_OK);
    rp_article_parser_free(NULL);
}

static void refuses_bad_json(void **state)
{
    (void)state;
    expect_bad("", RP_BAD_JSON, "empty");
    expect_bad("   ", RP_BAD_JSON, "empty");
    expect_bad("{", RP_BAD_JSON, "does not end with the brace");
    expect_bad("{\"id\":\"a\",\"text\":\"b", RP_BAD_JSON, "a string is not closed");
    expect_bad("{\"id\":\"a\",\"text\":\"b\"", RP_BAD_JSON, "does not end with the brace");
    expect_bad("{\"id\":\"a\",\"text\":", RP_BAD_JSON, "bad JSON");
    expect_bad("{\"id\":\"a\" \"text\":\"b\"}", RP_BAD_JSON, "at or before byte");
    expect_bad("{\"id\":\"a\",,\"text\":\"b\"}", RP_BAD_JSON, "bad JSON");
    expect_bad("{\"id\":\"a\",\"text\":\"b\",}", RP_BAD_JSON, "bad JSON");
    expect_bad("{\"id\" \"a\",\"text\":\"b\"}", RP_BAD_JSON, "bad JSON");
    expect_bad("{id:\"a\",\"text\":\"b\"}", RP_BAD_JSON, "bad JSON");
    expect_bad("{\"id\":a,\"text\":\"b\"}", RP_BAD_JSON, "bad JSON");
    expect_bad("{\"id\":\"a\",\"text\":\"b\",\"url\":nul}", RP_BAD_JSON, "bad JSON");
    expect_bad("{\"id\":\"a\",\"text\":\"b\",\"url\":nulll}", RP_BAD_JSON, "bad JSON");
    expect_bad("{\"id\":\"a\",\"text\":\"\\x\"}", RP_BAD_JSON, "wrong escape");
    expect_bad("{\"id\":\"a\",\"text\":\"\\ud800\"}", RP_BAD_JSON, "wrong escape");
    expect_bad("{\"id\":\"a\",\"te\\xt\":\"b\"}", RP_BAD_JSON, "wrong escape");
    expect_bad("{\"id\":\"a\",\"text\":\"b\tc\"}", RP_BAD_JSON, "control character");
    expect_bad("{\"id\":\"a\",\"text\":\"b\"} x", RP_BAD_JSON, "does not end with the brace");
    expect_bad("{\"id\":\"a\",\"text\":\"b\"}{}", RP_BAD_JSON, "behind the object");
    struct rp_error error = refuse(rp_str_of("{\"id\":\"a\",\"text\":\"b\"} {}"), RP_BAD_JSON);
    assert_int_equal(error.offset, 22);
}

/* A cut at every byte of a good line: an error, never a crash. */
static void refuses_every_cut(void **state)
{
    (void)state;
    const char *line = "{\"id\":\"a\\u00e4\",\"text\":\"b \\\"c\\\" d\",\"url\":null,\"title\":\"t\"}";
    for (size_t cut = 0; cut < strlen(line); cut++)
        refuse((struct rp_str){line, cut}, RP_BAD_JSON);
}

static void refuses_what_is_no_object(void **state)
{
    (void)state;
    expect_bad("[]", RP_WRONG_TYPE, "not a JSON object");
    expect_bad("[{\"id\":\"a\",\"text\":\"b\"}]", RP_WRONG_TYPE, "not a JSON object");
    expect_bad("\"x\"", RP_WRONG_TYPE, "not a JSON object");
    expect_bad("12", RP_WRONG_TYPE, "not a JSON object");
    expect_bad("null", RP_WRONG_TYPE, "not a JSON object");
    expect_bad("true", RP_WRONG_TYPE, "not a JSON object");
    expect_bad("nonsense", RP_BAD_JSON, "bad JSON");
    expect_bad("truth", RP_BAD_JSON, "bad JSON");
    expect_bad("1x", RP_BAD_JSON, "bad JSON");
    expect_bad("words", RP_BAD_JSON, "bad JSON");
}

static void refuses_wrong_types(void **state)
{
    (void)state;
    expect_bad("{\"id\":7,\"text\":\"b\"}", RP_WRONG_TYPE, "id: a string is wanted, not a number");
    expect_bad("{\"id\":null,\"text\":\"b\"}", RP_WRONG_TYPE, "id: a string is wanted, not null");
    expect_bad("{\"id\":\"a\",\"text\":[\"b\"]}", RP_WRONG_TYPE, "text: a string is wanted, not an array");
    expect_bad("{\"id\":\"a\",\"text\":{\"b\":1}}", RP_WRONG_TYPE, "text: a string is wanted, not an object");
    expect_bad("{\"id\":\"a\",\"text\":\"b\",\"url\":true}", RP_WRONG_TYPE, "url: a string is wanted, not a boolean");
    expect_bad("{\"id\":\"a\",\"text\":\"b\",\"published\":1528364640}", RP_WRONG_TYPE,
               "published: a string is wanted");
}

static void refuses_wrong_keys(void **state)
{
    (void)state;
    expect_bad("{}", RP_MISSING_KEY, "id is missing");
    expect_bad("{\"text\":\"b\"}", RP_MISSING_KEY, "id is missing");
    expect_bad("{\"id\":\"a\"}", RP_MISSING_KEY, "text is missing");
    expect_bad("{\"id\":\"\",\"text\":\"b\"}", RP_MISSING_KEY, "id is empty");
    expect_bad("{\"id\":\"a\",\"text\":\"\"}", RP_EMPTY_TEXT, "text is empty");
    expect_bad("{\"id\":\"a\",\"text\":\"b\",\"author\":\"c\"}", RP_UNKNOWN_KEY, "\"author\" is no key");
    expect_bad("{\"id\":\"a\",\"text\":\"b\",\"Id\":[[[1]]]}", RP_UNKNOWN_KEY, "\"Id\" is no key");
    expect_bad("{\"id\":\"a\",\"text\":\"b\",\"id\":\"a\"}", RP_REPEATED_KEY, "id is given twice");
    expect_bad("{\"id\":\"a\",\"text\":\"b\",\"url\":null,\"url\":null}", RP_REPEATED_KEY, "url is given twice");
}

static void leaves_wrong_dates_out_with_a_remark(void **state)
{
    (void)state;
    static const char *const dates[] = {"yesterday", "2018-02-30", "7/23/17"};
    struct rp_article article;
    for (unsigned i = 0; i < 3; i++) {
        char line[100];
        snprintf(line, sizeof line, "{\"id\":\"a\",\"published\":\"%s\",\"text\":\"b\"}", dates[i]);
        assert_int_equal(rp_article_parse(parser, rp_str_of(line), &article, NULL), RP_OK);
        assert_int_equal(article.published.len, 0);
        const struct rp_error *remark = rp_article_parser_remark(parser);
        assert_non_null(remark);
        assert_int_equal(remark->status, RP_BAD_VALUE);
        assert_non_null(strstr(remark->message, dates[i]));
        assert_int_equal(rp_article_parse(parser, rp_str_of("{\"id\":\"a\",\"text\":\"b\"}"), &article, NULL), RP_OK);
        assert_null(rp_article_parser_remark(parser));
    }
}

static void refuses_what_is_not_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t fault;
    } cases[] = {{"\x80", 0},         {"ab\xff", 2},           {"\xc0\xaf", 0},
                 {"\xed\xa0\x80", 0}, {"\xf4\x90\x80\x80", 0}, {"ä\xe2\x82", 2},
                 {"\xe0\x9f\xbf", 0}, {"\xf0\x8f\xbf\xbf", 0}, {"0123456789\xf8", 10}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[128] = "{\"id\":\"a\",\"text\":\"";
        size_t before = strlen(line);
        strcat(strcat(line, cases[i].bytes), "\"}");
        struct rp_error error = refuse(rp_str_of(line), RP_INVALID_UTF8);
        assert_int_equal(error.offset, before + cases[i].fault);
    }
    assert_int_equal(rp_utf8_fault(rp_str_of("aé€😀 plain ascii of some length")),
                     strlen("aé€😀 plain ascii of some length"));
    assert_int_equal(rp_utf8_sequence("x", 0), 0);
}

/* {"id":"<n times c>","text":"b"}, or the same of another key. */
static char *long_value(const char *key, size_t n)
{
    char *line = malloc(n + 128);
    size_t len = (size_t)sprintf(line, "{\"%s\":\"", key);
    memset(line + len, 'x', n);
    len += n;
    sprintf(line + len, "\"%s%s}", strcmp(key, "id") == 0 ? "" : ",\"id\":\"a\"",
            strcmp(key, "text") == 0 ? "" : ",\"text\":\"b\"");
    return line;
}

static void refuses_what_is_too_long(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        size_t limit;
        const char *words;
    } cases[] = {
        {"id", RP_LIMIT_ID, "id: 513 bytes are more than the 512 of the limit \"id\""},
        {"text", RP_LIMIT_TEXT, "text: 4194305 bytes are more than the 4194304 of the limit \"text\""},
        {"source", RP_LIMIT_STRING, "source: 4097 bytes are more than the 4096 of the limit \"string\""},
        {"url", RP_LIMIT_STRING, "url: 4097"},
        {"title", RP_LIMIT_STRING, "title: 4097"},
        {"lang", RP_LIMIT_STRING, "lang: 4097"},
        {"same_story_as", RP_LIMIT_ID, "same_story_as: 513 bytes are more than the 512 of the limit \"id\""},
        {"published", RP_LIMIT_STRING, "published: 4097"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rp_article article;
        char *line = long_value(cases[i].key, cases[i].limit);
        if (strcmp(cases[i].key, "published") != 0)
            assert_int_equal(rp_article_parse(parser, rp_str_of(line), &article, NULL), RP_OK);
        free(line);
        line = long_value(cases[i].key, cases[i].limit + 1);
        expect_bad(line, RP_LIMIT, cases[i].words);
        free(line);
    }
    char *line = malloc(RP_LIMIT_LINE + 1);
    memset(line, ' ', RP_LIMIT_LINE + 1);
    struct rp_error error = refuse((struct rp_str){line, RP_LIMIT_LINE + 1}, RP_LIMIT);
    assert_non_null(strstr(error.message, "16777216"));
    free(line);
}

static void survives_deep_nesting(void **state)
{
    (void)state;
    enum { DEPTH = 100000 };
    char *line = malloc(2 * DEPTH + 64);
    for (int closed = 0; closed < 2; closed++) {
        memset(line, '[', DEPTH);
        memset(line + DEPTH, ']', DEPTH);
        refuse((struct rp_str){line, closed ? 2 * DEPTH : DEPTH}, RP_WRONG_TYPE);
        size_t len = (size_t)sprintf(line, "{\"id\":\"a\",\"text\":");
        memset(line + len, '[', DEPTH);
        memset(line + len + DEPTH, ']', closed ? DEPTH : 0);
        line[len + DEPTH * (closed ? 2u : 1u)] = '}';
        refuse((struct rp_str){line, len + DEPTH * (closed ? 2u : 1u) + 1}, RP_WRONG_TYPE);
        len = (size_t)sprintf(line, "{\"id\":\"a\",\"text\":\"b\",\"deep\":");
        memset(line + len, '{', DEPTH);
        refuse((struct rp_str){line, len + DEPTH}, RP_BAD_JSON);
    }
    free(line);
}

static void takes_a_plain_text(void **state)
{
    (void)state;
    struct rp_article article;
    struct rp_error error;
    assert_int_equal(rp_article_of_text("a.txt", rp_str_of("Words"), &article, &error), RP_OK);
    expect_str(article.id, "a.txt");
    expect_str(article.text, "Words");
    assert_int_equal(rp_article_of_text("a.txt", rp_str_of(""), &article, &error), RP_EMPTY_TEXT);
    assert_int_equal(rp_article_of_text("a.txt", rp_str_of("ab\xff"), &article, &error), RP_INVALID_UTF8);
    assert_int_equal(error.offset, 2);
    assert_int_equal(rp_article_of_text("a\xff.txt", rp_str_of("ab"), &article, &error), RP_INVALID_UTF8);
    char name[RP_LIMIT_ID + 2];
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = 0;
    assert_int_equal(rp_article_of_text(name, rp_str_of("ab"), &article, &error), RP_LIMIT);
    char *text = calloc(1, RP_LIMIT_TEXT + 1);
    assert_int_equal(rp_article_of_text("a", (struct rp_str){text, RP_LIMIT_TEXT + 1}, &article, &error), RP_LIMIT);
    free(text);
}

static void names_kinds(void **state)
{
    (void)state;
    assert_string_equal(rp_json_kind_name(RP_JSON_STRING), "a string");
    assert_string_equal(rp_json_kind_name(RP_JSON_OBJECT), "an object");
}

static size_t countdown;

static bool fails_at_zero(size_t size, void *context)
{
    (void)size;
    (void)context;
    return countdown-- != 0;
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    unsigned failures = 0;
    for (size_t n = 0;; n++, failures++) {
        struct rp_article_parser *own;
        struct rp_article article;
        struct rp_error error = {0};
        countdown = n;
        rp_alloc_set_hook(fails_at_zero, NULL);
        enum rp_status status = rp_article_parser_create(&own);
        if (status == RP_OK) {
            status = rp_article_parse(own, rp_str_of("{\"id\":\"a\",\"text\":\"b\"}"), &article, &error);
            rp_article_parser_free(own);
        }
        rp_alloc_set_hook(NULL, NULL);
        if (status == RP_OK)
            break;
        assert_int_equal(status, RP_NO_MEMORY);
    }
    assert_int_equal(failures, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_an_article),
        cmocka_unit_test(refuses_bad_json),
        cmocka_unit_test(refuses_every_cut),
        cmocka_unit_test(refuses_what_is_no_object),
        cmocka_unit_test(refuses_wrong_types),
        cmocka_unit_test(refuses_wrong_keys),
        cmocka_unit_test(leaves_wrong_dates_out_with_a_remark),
        cmocka_unit_test(refuses_what_is_not_utf8),
        cmocka_unit_test(refuses_what_is_too_long),
        cmocka_unit_test(survives_deep_nesting),
        cmocka_unit_test(takes_a_plain_text),
        cmocka_unit_test(names_kinds),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests_name("input/articles", tests, setup, teardown);
}
