/* Titles: their words, the last part, what two of them share. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "match/refuse.h"
#include "support/failing.h"
#include "support/words.h"

#include <string.h>

static struct rp_tokens tokens;

static int setup(void **state)
{
    (void)state;
    rp_tokens_init(&tokens);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rp_tokens_done(&tokens);
    return 0;
}

static struct rp_title title_of(const char *title, const char *text)
{
    struct rp_article article = {.title = rp_str_of(title), .text = rp_str_of(text)};
    struct rp_title ret;
    assert_int_equal(rp_title_of(&tokens, &article, &ret, NULL), RP_OK);
    return ret;
}

static void a_title_is_its_words_or_those_of_the_first_line(void **state)
{
    (void)state;
    struct rp_title given = title_of("Some words, SOME!", "Another line\nand text"), first = title_of(NULL, "Words: some\nand text");
    assert_int_equal(given.count, 2);
    assert_int_equal(first.count, 2);
    assert_memory_equal(given.word, first.word, 2 * sizeof *given.word); /* sorted */
    assert_true(given.word[0] < given.word[1]);
    assert_int_equal(title_of(NULL, "one line alone").count, 3);
    assert_int_equal(title_of(NULL, "").count, 0);
    assert_int_equal(title_of("... !", "words").count, 0);
    assert_int_equal(title_of(NULL, "\nwords").count, 0);
    char many[1000] = "";
    words_append(many, sizeof many, 1, 100);
    assert_int_equal(title_of(many, "").count, RP_TITLE_WORDS);
    /* Of a text in one line the first KiB, cut between code points. */
    static char line[4096] = "one two  ";
    for (size_t i = 9; i + 3 <= 3000; i += 3)
        memcpy(line + i, "\xe2\x82\xac", 3);
    strcpy(line + strlen(line), " three");
    assert_int_equal(title_of(NULL, line).count, 2);
}

static void titles_share_words_of_the_longer_one(void **state)
{
    (void)state;
    struct rp_title a = title_of("one two three", ""), b = title_of("three four two five", ""), none = title_of("", "");
    assert_true(rp_title_shared(&a, &a) == 1);
    assert_true(rp_title_shared(&a, &b) == 2.0 / 4);
    assert_true(rp_title_shared(&b, &a) == 2.0 / 4);
    assert_true(rp_title_shared(&a, &none) == 0);
    assert_true(rp_title_shared(&none, &none) == 0);
}

static double shared_titles(const char *a, const char *b)
{
    struct rp_title left_title = title_of(a, ""), right_title = title_of(b, "");
    return rp_title_shared(&left_title, &right_title);
}

static void an_equal_last_part_is_the_name_of_the_site(void **state)
{
    (void)state;
    assert_true(shared_titles("Bridge shut at dawn - The Daily Example", "Mayor opens school | The Daily Example") == 0);
    assert_true(shared_titles("Bridge shut at dawn - The Daily Example", "Bridge shut at noon - The Daily Example") == 3.0 / 4);
    /* Not where the parts differ, nor where it is long, nor within a word. */
    assert_true(shared_titles("Comment - Why the bridge is shut", "Comment - Why the bridge was shut") == 5.0 / 6);
    assert_true(shared_titles("Dawn - one two three four five six seven", "Noon - one two three four five six seven") == 7.0 / 8);
    assert_true(shared_titles("Ten-year plan agreed", "Ten-year plan dropped") == 3.0 / 4);
    assert_true(shared_titles("The bridge - ", "The bridge") == 1);
    assert_true(shared_titles("", " - ") == 0);
}

static void one_word_of_several_says_nothing(void **state)
{
    (void)state;
    assert_true(shared_titles("Christmas morning", "Christmas biscuits") == 0);
    assert_true(shared_titles("Christmas", "Christmas") == 1);
    assert_true(shared_titles("Christmas morning soups", "Christmas morning") == 2.0 / 3);
}

static void common_words_are_left_out(void **state)
{
    (void)state;
    struct rp_title a = title_of("news today rain", ""), common_words = title_of("news today", "");
    rp_title_without(&a, common_words.word, common_words.count);
    struct rp_title rain = title_of("rain", "");
    assert_int_equal(a.count, 1);
    assert_true(a.word[0] == rain.word[0]);
    rp_title_without(&a, NULL, 0);
    assert_int_equal(a.count, 1);
    rp_title_without(&a, rain.word, 1);
    assert_int_equal(a.count, 0);
}

static void bad_titles_have_their_error(void **state)
{
    (void)state;
    struct rp_title title;
    struct rp_error error;
    struct rp_article article = {.title = rp_str_of("ab\xff"), .text = rp_str_of("fine")};
    assert_int_equal(rp_title_of(&tokens, &article, &title, &error), RP_INVALID_UTF8);
    assert_int_equal(error.offset, 2);
    assert_int_equal(title.count, 0);
    article = (struct rp_article){.text = rp_str_of("bad \xe4\xb8\nfine")};
    assert_int_equal(rp_title_of(&tokens, &article, &title, &error), RP_INVALID_UTF8);
    assert_int_equal(error.offset, 4);
    article = (struct rp_article){.text = rp_str_of("fine\nbad \xff")}; /* its second line is no business of the title */
    assert_int_equal(rp_title_of(&tokens, &article, &title, &error), RP_OK);
    struct rp_tokens tokens;
    struct failing failing;
    size_t n = 1;
    for (enum rp_status status = RP_NO_MEMORY; status != RP_OK; n++) {
        rp_tokens_init(&tokens);
        failing_start(&failing, n);
        status = rp_title_of(&tokens, &article, &title, &error);
        failing_stop();
        assert_true(status == RP_OK || (status == RP_NO_MEMORY && title.count == 0));
        rp_tokens_done(&tokens);
    }
    assert_true(n > 5);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(a_title_is_its_words_or_those_of_the_first_line),
        WITH(titles_share_words_of_the_longer_one),
        WITH(an_equal_last_part_is_the_name_of_the_site),
        WITH(one_word_of_several_says_nothing),
        WITH(common_words_are_left_out),
        WITH(bad_titles_have_their_error),
    };
    return cmocka_run_group_tests_name("match/titles", tests, NULL, NULL);
}
