/* The comparison of two articles: every verdict, both refusals, every error. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "reprint/compare.h"
#include "reprint/limits.h"
#include "support/failing.h"
#include "support/words.h"

#include <stdio.h>
#include <stdlib.h>

static struct rp_comparison compare(struct rp_article a, struct rp_article b)
{
    struct rp_comparison comparison;
    struct rp_error error;
    assert_int_equal(rp_compare(&a, &b, &comparison, &error), RP_OK);
    return comparison;
}

static struct rp_article article(const char *text)
{
    return (struct rp_article){.text = rp_str_of(text)};
}

static void the_same_words_are_identical(void **state)
{
    (void)state;
    struct rp_comparison c = compare(article("Some Words, here."), article("some words HERE"));
    assert_int_equal(c.verdict, RP_VERDICT_IDENTICAL);
    assert_true(c.resemblance == 1);
    rp_comparison_done(&c);
}

static void verdict_follows_the_share(void **state)
{
    (void)state;
    /* A text of 200 words, and one that holds its first `common` words and 200 - common others. */
    static const struct {
        int common;
        enum rp_verdict verdict;
    } cases[] = {{196, RP_VERDICT_NEAR}, {150, RP_VERDICT_SYNDICATED}, {70, RP_VERDICT_PARTIAL}, {30, RP_VERDICT_UNIQUE}, {0, RP_VERDICT_UNIQUE}};
    char a[4096] = "", b[4096];
    words_append(a, sizeof a, 1, 200);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        b[0] = 0;
        words_append(b, sizeof b, 1, cases[i].common);
        words_append(b, sizeof b, 2 + i, 200 - cases[i].common);
        struct rp_comparison c = compare(article(b), article(a));
        assert_int_equal(c.verdict, cases[i].verdict);
        assert_int_equal(c.shared, cases[i].common > 3 ? cases[i].common - 3 : 0);
        rp_comparison_done(&c);
    }
}

static void a_short_text_within_a_long_one_is_found_both_ways(void **state)
{
    (void)state;
    static char whole[300000];
    char part[8192] = "";
    whole[0] = 0;
    words_append(part, sizeof part, 7, 400);
    words_append(whole, sizeof whole, 8, 10000);
    words_append(whole, sizeof whole, 7, 400);
    words_append(whole, sizeof whole, 9, 10000);
    struct rp_comparison c = compare(article(part), article(whole)), d = compare(article(whole), article(part));
    assert_int_equal(c.verdict, RP_VERDICT_SYNDICATED);
    assert_int_equal(d.verdict, RP_VERDICT_SYNDICATED);
    assert_true(c.containment_of_new > .99 && d.containment_of_old > .99);
    assert_int_equal(c.passages[0].words, 400);
    rp_comparison_done(&c);
    rp_comparison_done(&d);
}

static void source_or_url_make_a_revision(void **state)
{
    (void)state;
    char a[4096] = "", b[4096] = "";
    words_append(a, sizeof a, 1, 200);
    words_append(b, sizeof b, 1, 150);
    words_append(b, sizeof b, 3, 50);
    struct rp_article x = article(a), y = article(b);
    x.title = y.title = rp_str_of("The same title over both");
    x.source = y.source = rp_str_of("a.example");
    struct rp_comparison c = compare(y, x);
    assert_int_equal(c.verdict, RP_VERDICT_REVISION);
    rp_comparison_done(&c);
    x.source = rp_str_of("b.example");
    x.url = y.url = rp_str_of("https://a.example/1");
    c = compare(y, x);
    assert_int_equal(c.verdict, RP_VERDICT_REVISION);
    rp_comparison_done(&c);
}

static void a_form_with_other_facts_is_a_template(void **state)
{
    (void)state;
    char a[4096], b[4096];
    const char *form = "Health officials in the district reported %d new cases of the disease on day %d of the month, bringing the total since the beginning of the "
                       "year to %d infections. A further %d patients were taken to hospital in the regional capital, the ministry said in its daily "
                       "bulletin, while %d people recovered and were sent home by their doctors.";
    snprintf(a, sizeof a, form, 17, 3, 1405, 22, 96);
    snprintf(b, sizeof b, form, 25, 4, 1430, 18, 101);
    struct rp_comparison c = compare(article(a), article(b));
    assert_int_equal(c.refusal, RP_REFUSAL_TEMPLATE);
    assert_int_equal(c.verdict, RP_VERDICT_UNIQUE);
    assert_true(c.containment_of_new > .5);
    rp_comparison_done(&c);
}

static void one_common_block_of_a_source_is_a_module(void **state)
{
    (void)state;
    char a[4096] = "First thing that happened\n", b[4096] = "Quite another event\n";
    words_append(a, sizeof a, 1, 40);
    words_append(b, sizeof b, 2, 300);
    words_append(a, sizeof a, 3, 100);
    words_append(b, sizeof b, 3, 100);
    struct rp_article x = article(a), y = article(b);
    struct rp_comparison c = compare(y, x);
    assert_int_equal(c.verdict, RP_VERDICT_SYNDICATED);
    rp_comparison_done(&c);
    x.source = y.source = rp_str_of("a.example");
    c = compare(y, x);
    assert_int_equal(c.refusal, RP_REFUSAL_MODULE);
    assert_int_equal(c.verdict, RP_VERDICT_UNIQUE);
    rp_comparison_done(&c);
}

static void errors_name_the_text(void **state)
{
    (void)state;
    struct rp_comparison c;
    struct rp_error error;
    struct rp_article good = article("some words"), bad = article("ok \xff"), empty = article(" .,! ");
    assert_int_equal(rp_compare(&good, &bad, &c, &error), RP_INVALID_UTF8);
    assert_non_null(strstr(error.message, "second"));
    assert_int_equal(error.offset, 3);
    assert_int_equal(rp_compare(&bad, &good, &c, &error), RP_INVALID_UTF8);
    assert_non_null(strstr(error.message, "first"));
    assert_int_equal(rp_compare(&empty, &good, &c, NULL), RP_EMPTY_TEXT);
    assert_int_equal(rp_compare(&good, &empty, &c, &error), RP_EMPTY_TEXT);
    assert_non_null(strstr(error.message, "second"));
    struct rp_article bad_title = good, none = {0};
    bad_title.title = rp_str_of("\xff");
    assert_int_equal(rp_compare(&good, &bad_title, &c, &error), RP_INVALID_UTF8);
    assert_int_equal(rp_compare(&none, &good, &c, &error), RP_EMPTY_TEXT);
    char *long_text = malloc(RP_LIMIT_TEXT + 1);
    assert_non_null(long_text);
    memset(long_text, 'a', RP_LIMIT_TEXT + 1);
    struct rp_article large = {.text = {long_text, RP_LIMIT_TEXT + 1}, .title = rp_str_of("a title")};
    assert_int_equal(rp_compare(&good, &large, &c, &error), RP_LIMIT);
    assert_int_equal(error.status, RP_LIMIT);
    assert_non_null(strstr(error.message, "second"));
    free(long_text);
    /* After each there is nothing to free, and freeing does no harm. */
    assert_null(c.passages);
    assert_int_equal(c.passage_count, 0);
    rp_comparison_done(&c);
}

static void texts_with_nothing_in_common_have_no_passages(void **state)
{
    (void)state;
    struct rp_comparison c = compare(article("one two three four five"), article("six seven eight nine ten"));
    assert_int_equal(c.verdict, RP_VERDICT_UNIQUE);
    assert_int_equal(c.passage_count, 0);
    assert_int_equal(c.shared, 0);
    assert_int_equal(c.new_shingles, 2);
    assert_true(c.resemblance == 0);
    rp_comparison_done(&c);
    rp_comparison_done(&c);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    char a[4096] = "";
    words_append(a, sizeof a, 1, 300);
    struct rp_article x = article(a);
    size_t failures = 0;
    for (enum rp_status status = RP_NO_MEMORY; status != RP_OK;) {
        struct rp_comparison c;
        struct failing failing;
        failing_start(&failing, failures + 1);
        status = rp_compare(&x, &x, &c, NULL);
        failing_stop();
        assert_true(status == RP_OK || (status == RP_NO_MEMORY && c.passages == NULL && c.passage_count == 0 && c.shared == 0));
        failures += status != RP_OK;
        rp_comparison_done(&c);
    }
    assert_true(failures > 10);
}

static void names_are_stable(void **state)
{
    (void)state;
    assert_string_equal(rp_verdict_name(RP_VERDICT_SYNDICATED), "syndicated");
    assert_string_equal(rp_verdict_name(RP_VERDICT_COUNT), "unknown_verdict");
    assert_string_equal(rp_refusal_name(RP_REFUSAL_NONE), "none");
    assert_string_equal(rp_refusal_name(RP_REFUSAL_TEMPLATE), "template");
    assert_string_equal(rp_refusal_name(RP_REFUSAL_MODULE), "module");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_words_are_identical),
        cmocka_unit_test(verdict_follows_the_share),
        cmocka_unit_test(a_short_text_within_a_long_one_is_found_both_ways),
        cmocka_unit_test(source_or_url_make_a_revision),
        cmocka_unit_test(a_form_with_other_facts_is_a_template),
        cmocka_unit_test(one_common_block_of_a_source_is_a_module),
        cmocka_unit_test(errors_name_the_text),
        cmocka_unit_test(texts_with_nothing_in_common_have_no_passages),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(names_are_stable),
    };
    return cmocka_run_group_tests_name("match/compare", tests, NULL, NULL);
}
