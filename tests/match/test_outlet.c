/* Whether a text names an outlet as the one that it is from. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "match/outlet.h"

#define SHARED "The council met on Monday and heard the harbour master for two hours."
#define OWN "Harbour plan delayed\n" SHARED

static bool is_named_beside(const char *text, const char *outlet, const char *own)
{
    return rp_outlet_is_named(rp_str_of(text), rp_str_of(outlet), rp_str_of(own));
}

static bool is_named(const char *text, const char *outlet)
{
    return is_named_beside(text, outlet, OWN);
}

static void a_host_counts_as_it_stands(void **state)
{
    (void)state;
    assert_true(is_named("Source: axar.az\n" SHARED, "axar.az"));
    assert_true(is_named(SHARED " First published by Axar.az.", "axar.az"));
    assert_true(is_named(SHARED " https://www.axar.az/news/1", "www.axar.az"));
    assert_true(is_named("axar.az", "axar.az"));
    assert_false(is_named("Source: axar.az\n" SHARED, "other.az"));
    assert_false(is_named("Source: myaxar.az, my-axar.az\n" SHARED, "axar.az"));
    assert_false(is_named("Source: axar.az.com, axar.azure, axar.az-news\n" SHARED, "axar.az"));
}

static void a_name_of_two_words_counts(void **state)
{
    (void)state;
    assert_true(is_named("Ann Lee, Jo RoeThe Harbour Post The mayor said.", "harbourpost.com"));
    assert_true(is_named("Ann Lee, Harbour\xC2\xA0Post's reporter", "www.harbourpost.com"));
    assert_true(is_named("“Harbour-Post” has more.", "harbourpost.co.uk"));
    assert_true(is_named("By ABC News", "abcnews.go.com"));
    assert_true(is_named("By The Daily Sea", "The Daily Sea"));
    assert_true(is_named("Об этом пишет Новая газета.", "Новая газета"));
    assert_false(is_named("a harbour post of oak", "harbourpost.com"));
    assert_false(is_named("Harbour post", "harbourpost.com"));
    assert_false(is_named("Harbour. Post Harbour\nPost Harbour, Post", "harbourpost.com"));
    assert_false(is_named("Harbour Poster Harbour Pos", "harbourpost.com"));
    assert_false(is_named("TV 2", "TV 2")); /* too short to mean anything */
    assert_false(is_named("By", "bythesea.example"));
}

static void a_name_of_one_word_is_a_word_like_others(void **state)
{
    (void)state;
    assert_false(is_named("Die Welt ist alles, was der Fall ist.", "welt.de"));
    assert_false(is_named("Time flies. TIME", "time.com"));
    assert_false(is_named("Reuters", "Reuters"));
    assert_true(is_named("mehr auf welt.de", "welt.de"));
}

static void what_the_outlet_says_too_is_said_of_the_news(void **state)
{
    (void)state;
    const char *told = "The mayor had told The Harbour Post that nothing was decided.";
    assert_false(is_named_beside(told, "harbourpost.com", "The Harbour Post\nMayor\nThe mayor had told The Harbour Post that nothing was decided."));
    /* Spaces, quotes and dashes differ from page to page. */
    assert_false(is_named_beside("“It was  all\ntold.” The Harbour Post knew.", "harbourpost.com", "\"It was all told\" - The Harbour Post knew"));
    assert_true(is_named_beside(told, "harbourpost.com", "The Harbour Post\nMayor\nThe mayor had told us that nothing was decided."));
}

/* Texts made to be slow: what is searched is bounded, and these take no time. */
static void the_work_is_bounded(void **state)
{
    (void)state;
    enum { BYTES = 4 << 20 };
    static char text[BYTES + 1], own[BYTES + 1];
    for (size_t i = 0; i + 8 <= BYTES; i += 8)
        memcpy(text + i, "axar.az ", 8);
    memset(own, 'a', BYTES);
    memcpy(own + 60000, " axar.az axar.az axar.az ", 25);
    for (int i = 0; i < 56; i++)
        assert_false(is_named_beside(text, "axar.az", own));
    assert_false(is_named_beside(own, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaa", text));
    memcpy(text + BYTES - 30, "First published by other.az. ", 29);
    assert_false(is_named_beside(text, "other.az", own)); /* that far nobody looks */
    static char name[200];
    memset(name, 'n', 196);
    memcpy(name + 196, ".az", 4);
    assert_false(is_named(name, name));
}

static void nothing_is_named_by_nothing(void **state)
{
    (void)state;
    assert_false(is_named("", "axar.az"));
    assert_false(is_named("Some text.", ""));
    assert_false(is_named("Some text.", "."));
    assert_false(is_named("Some text.", "..."));
    assert_false(is_named("Some text.", "www."));
    assert_false(is_named("Some text.", "- -"));
    assert_true(is_named_beside("axar.az", "axar.az", ""));
    assert_false(is_named_beside("axar.az", "axar.az", "axar.az"));
    /* cut off within a letter or a mark */
    assert_false(rp_outlet_is_named((struct rp_str){"Harbour\xC2\xA0Post", 8}, rp_str_of("harbourpost.com"), rp_str_of(OWN)));
    assert_false(rp_outlet_is_named((struct rp_str){"axar.az", 6}, rp_str_of("axar.az"), rp_str_of(OWN)));
    assert_false(is_named("Harbour\xE2\x80", "harbourpost.com"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_counts_as_it_stands),
        cmocka_unit_test(a_name_of_two_words_counts),
        cmocka_unit_test(a_name_of_one_word_is_a_word_like_others),
        cmocka_unit_test(what_the_outlet_says_too_is_said_of_the_news),
        cmocka_unit_test(the_work_is_bounded),
        cmocka_unit_test(nothing_is_named_by_nothing),
    };
    return cmocka_run_group_tests_name("match/outlet", tests, NULL, NULL);
}
