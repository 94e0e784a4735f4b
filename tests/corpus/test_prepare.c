/* What is checked of an article before a corpus sees it: the UTF-8 of each of its fields. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "corpus/prepare.h"

#include <stdlib.h>

static void every_field_must_be_utf8(void **state)
{
    (void)state;
    const struct rp_str id = rp_str_of("a"), text = rp_str_of("some words");
    const struct {
        struct rp_article article;
        const char *says;
    } cases[] = {
        {{.id = rp_str_of("a\xff"), .text = text}, "id: not valid UTF-8 at byte 1"},
        {{.id = id, .text = rp_str_of("ab\xc3(")}, "not valid UTF-8 at byte 2"},
        {{.id = id, .text = text, .source = rp_str_of("\xc3(")}, "source: not valid UTF-8 at byte 0"},
        {{.id = id, .text = text, .published = rp_str_of("2020-01-01\x80")}, "published: not valid UTF-8 at byte 10"},
        {{.id = id, .text = text, .url = rp_str_of("http://x/\xed\xa0\x80")}, "url: not valid UTF-8 at byte 9"},
        {{.id = id, .text = text, .title = rp_str_of("Ti\xe2\x82")}, "title: not valid UTF-8 at byte 2"},
        {{.id = id, .text = text, .lang = rp_str_of("e\xf5")}, "lang: not valid UTF-8 at byte 1"},
        {{.id = id, .text = text, .same_story_as = rp_str_of("a\xff")}, "same_story_as: not valid UTF-8 at byte 1"},
    };
    struct rp_workspace *workspace;
    struct rp_prepared *prepared = rp_prepared_create();
    assert_non_null(prepared);
    assert_int_equal(rp_workspace_create(&workspace), RP_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rp_error error = {0};
        assert_int_equal(rp_prepare(workspace, NULL, &cases[i].article, 0, prepared, &error), RP_INVALID_UTF8);
        assert_int_equal(error.status, RP_INVALID_UTF8);
        assert_string_equal(error.message, cases[i].says);
        assert_int_equal(error.offset, (unsigned)atoi(strrchr(error.message, ' ')));
    }
    const struct rp_article whole = {.id = rp_str_of("ä"),
                                     .text = rp_str_of("नमस्ते 世界 😀 and more"),
                                     .source = rp_str_of("пример.example"),
                                     .published = rp_str_of("2020-01-01"),
                                     .url = rp_str_of("https://пример.example/ж"),
                                     .title = rp_str_of("世界"),
                                     .lang = rp_str_of("हि")};
    assert_int_equal(rp_prepare(workspace, NULL, &whole, 0, prepared, NULL), RP_OK);
    assert_true(rp_str_equal(prepared->article.source, whole.source));
    rp_prepared_free(prepared);
    rp_workspace_free(workspace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_must_be_utf8),
    };
    return cmocka_run_group_tests_name("corpus/prepare", tests, NULL, NULL);
}
