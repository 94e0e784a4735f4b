/* Every error of every public function of a corpus, and that nothing is changed by them. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "reprint/corpus.h"
#include "reprint/limits.h"

#include <math.h>
#include <stdio.h>

#define S(text) rp_str_of(text)

static char long_text[RP_LIMIT_TEXT + 2], long_string[RP_LIMIT_STRING + 2], long_id[RP_LIMIT_ID + 2];

static int setup(void **state)
{
    struct rp_corpus *corpus;
    struct rp_answer *answer;
    const struct rp_article there = {.id = S("there"), .text = S("An article that is there already, in so many words.")};
    memset(long_text, 'a', sizeof long_text - 1);
    memset(long_string, 'a', sizeof long_string - 1);
    memset(long_id, 'a', sizeof long_id - 1);
    assert_int_equal(rp_corpus_create(NULL, &corpus), RP_OK);
    assert_int_equal(rp_corpus_add(corpus, &there, 0, 0, &answer, NULL), RP_OK);
    rp_answer_free(answer);
    *state = corpus;
    return 0;
}

static int teardown(void **state)
{
    rp_corpus_free(*state);
    return 0;
}

static void assert_untouched(struct rp_corpus *corpus)
{
    struct rp_corpus_stats stats;
    rp_corpus_stats(corpus, &stats);
    assert_int_equal(stats.articles, 1);
    assert_int_equal(stats.stories, 1);
    assert_int_equal(stats.added, 1);
    assert_int_equal(stats.removed, 0);
    assert_int_equal(stats.last_seq, 1);
    assert_int_equal(stats.sources, 0);
    assert_int_equal(stats.indexed, 1);
}

struct bad {
    struct rp_article article;
    enum rp_status status;
    const char *says;
    uint64_t offset;
};

static void expect_bad(struct rp_corpus *corpus, const struct bad *bad, bool check)
{
    struct rp_answer *answer;
    struct rp_error error = {0};
    enum rp_status status = check ? rp_corpus_check(corpus, &bad->article, &answer, &error)
                                  : rp_corpus_add(corpus, &bad->article, 0, RP_ADD_REPLACE, &answer, &error);
    assert_int_equal(status, bad->status);
    assert_int_equal(error.status, bad->status);
    assert_true(error.offset == bad->offset);
    if (strstr(error.message, bad->says) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", error.message, bad->says);
    status = check ? rp_corpus_check(corpus, &bad->article, &answer, NULL) : rp_corpus_add(corpus, &bad->article, 0, 0, &answer, NULL);
    assert_int_equal(status, bad->status);
}

static void bad_articles_are_neither_added_nor_checked(void **state)
{
    const struct rp_str id = S("a"), text = S("some words");
    const struct bad cases[] = {
        {{.id = id}, RP_EMPTY_TEXT, "words", UINT64_MAX},
        {{.id = id, .text = S("?! ...")}, RP_EMPTY_TEXT, "words", UINT64_MAX},
        {{.id = S("there"), .text = S(" ")}, RP_EMPTY_TEXT, "words", UINT64_MAX},
        {{.id = id, .text = S("ab\xc3(")}, RP_INVALID_UTF8, "UTF-8", 2},
        {{.id = id, .text = S("first line\nsecond \xff")}, RP_INVALID_UTF8, "UTF-8", 18},
        {{.id = id, .text = text, .title = S("t\xff")}, RP_INVALID_UTF8, "UTF-8", 1},
        {{.id = id, .text = text, .published = S("yesterday")}, RP_BAD_VALUE, "published", UINT64_MAX},
        {{.id = id, .text = text, .published = S("2018-02-30")}, RP_BAD_VALUE, "2018-02-30", UINT64_MAX},
        {{.id = id, .text = S(long_text)}, RP_LIMIT, "text", UINT64_MAX},
        {{.id = S(long_id), .text = text}, RP_LIMIT, "id", UINT64_MAX},
        {{.id = id, .text = text, .source = S(long_string)}, RP_LIMIT, "source", UINT64_MAX},
        {{.id = id, .text = text, .published = S(long_string)}, RP_LIMIT, "published", UINT64_MAX},
        {{.id = id, .text = text, .url = S(long_string)}, RP_LIMIT, "url", UINT64_MAX},
        {{.id = id, .text = text, .title = S(long_string)}, RP_LIMIT, "title", UINT64_MAX},
        {{.id = id, .text = text, .lang = S(long_string)}, RP_LIMIT, "lang", UINT64_MAX},
        {{.id = id, .text = text, .same_story_as = S(long_id)}, RP_LIMIT, "same_story_as", UINT64_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect_bad(*state, &cases[i], false);
        expect_bad(*state, &cases[i], true);
    }
    const struct bad no_id = {{.text = text}, RP_MISSING_KEY, "id", UINT64_MAX};
    expect_bad(*state, &no_id, false);
    assert_untouched(*state);
}

static void what_is_just_within_the_limits_is_taken(void **state)
{
    struct rp_answer *answer;
    const struct rp_str string = {long_string, RP_LIMIT_STRING};
    struct rp_article article = {.id = {long_id, RP_LIMIT_ID},
                                 .text = {long_text, RP_LIMIT_TEXT},
                                 .source = string,
                                 .url = string,
                                 .title = string,
                                 .lang = string,
                                 .same_story_as = {long_id, RP_LIMIT_ID}};
    assert_int_equal(rp_corpus_add(*state, &article, 0, 0, &answer, NULL), RP_OK);
    assert_int_equal(answer->id.len, RP_LIMIT_ID);
    rp_answer_free(answer);
}

static void an_id_that_is_taken(void **state)
{
    struct rp_answer *answer;
    struct rp_error error;
    const struct rp_article other = {.id = S("there"), .text = S("Quite another text.")};
    assert_int_equal(rp_corpus_add(*state, &other, 0, 0, &answer, &error), RP_EXISTS);
    assert_int_equal(error.status, RP_EXISTS);
    assert_non_null(strstr(error.message, "\"there\""));
    assert_non_null(strstr(error.message, "replace"));
    assert_untouched(*state);
}

static void ids_that_are_not_there(void **state)
{
    struct rp_answer *answer;
    struct rp_story *story;
    struct rp_article article;
    struct rp_error error;
    static const char *const ids[] = {"nobody", "", "ther", "theree"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        char quoted[32];
        snprintf(quoted, sizeof quoted, "\"%s\"", ids[i]);
        assert_int_equal(rp_corpus_get(*state, S(ids[i]), &answer, &error), RP_NOT_FOUND);
        assert_non_null(strstr(error.message, quoted));
        assert_int_equal(rp_corpus_article(*state, S(ids[i]), &article, &error), RP_NOT_FOUND);
        assert_non_null(strstr(error.message, quoted));
        assert_int_equal(rp_corpus_story(*state, S(ids[i]), &story, &error), RP_NOT_FOUND);
        assert_non_null(strstr(error.message, quoted));
        assert_int_equal(rp_corpus_remove(*state, S(ids[i]), &error), RP_NOT_FOUND);
        assert_non_null(strstr(error.message, quoted));
        assert_int_equal(error.status, RP_NOT_FOUND);
        assert_int_equal(rp_corpus_get(*state, S(ids[i]), &answer, NULL), RP_NOT_FOUND);
        assert_int_equal(rp_corpus_article(*state, S(ids[i]), &article, NULL), RP_NOT_FOUND);
        assert_int_equal(rp_corpus_story(*state, S(ids[i]), &story, NULL), RP_NOT_FOUND);
        assert_int_equal(rp_corpus_remove(*state, S(ids[i]), NULL), RP_NOT_FOUND);
    }
    assert_untouched(*state);
}

static void an_empty_corpus_answers_too(void **state)
{
    (void)state;
    struct rp_corpus *corpus;
    struct rp_answer *answer;
    uint64_t removed = 7;
    const struct rp_article article = {.text = S("some words")};
    assert_int_equal(rp_corpus_create(NULL, &corpus), RP_OK);
    assert_int_equal(rp_corpus_get(corpus, S("a"), &answer, NULL), RP_NOT_FOUND);
    assert_int_equal(rp_corpus_remove(corpus, S("a"), NULL), RP_NOT_FOUND);
    assert_int_equal(rp_corpus_expire(corpus, INT64_MAX, UINT64_MAX, &removed, NULL), RP_OK);
    assert_int_equal(removed, 0);
    assert_int_equal(rp_corpus_check(corpus, &article, &answer, NULL), RP_OK);
    assert_int_equal(answer->verdict, RP_VERDICT_UNIQUE);
    assert_int_equal(answer->original_reason, RP_ORIGINAL_ONLY);
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

static void wrong_options_are_refused(void **state)
{
    (void)state;
    struct rp_corpus_options options[10];
    enum { CASES = sizeof options / sizeof *options };
    for (int i = 0; i < CASES; i++)
        rp_corpus_options_default(&options[i]);
    options[0].partial_containment = -.1;
    options[1].partial_containment = .51; /* above copy */
    options[2].copy_containment = .91;    /* above near */
    options[3].copy_containment = .19;    /* below partial */
    options[4].near_containment = 1.01;
    options[5].near_containment = .4;
    options[6].partial_containment = NAN;
    options[7].near_containment = NAN;
    options[8].max_articles = 0;
    options[9].max_articles = RP_LIMIT_ARTICLES + 1;
    for (int i = 0; i < CASES; i++) {
        struct rp_corpus *corpus;
        if (rp_corpus_create(&options[i], &corpus) != RP_BAD_ARGUMENT)
            fail_msg("options %d were taken", i);
    }
    struct rp_corpus *corpus;
    rp_corpus_options_default(&options[0]);
    options[0].partial_containment = options[0].copy_containment = options[0].near_containment = 1;
    assert_int_equal(rp_corpus_create(&options[0], &corpus), RP_OK);
    rp_corpus_free(corpus);
    options[0].partial_containment = options[0].copy_containment = options[0].near_containment = 0;
    assert_int_equal(rp_corpus_create(&options[0], &corpus), RP_OK);
    rp_corpus_free(corpus);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(bad_articles_are_neither_added_nor_checked),
        WITH(what_is_just_within_the_limits_is_taken),
        WITH(an_id_that_is_taken),
        WITH(ids_that_are_not_there),
        cmocka_unit_test(an_empty_corpus_answers_too),
        cmocka_unit_test(wrong_options_are_refused),
    };
    return cmocka_run_group_tests_name("corpus/errors", tests, NULL, NULL);
}
