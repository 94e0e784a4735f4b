/* batch/keep: what is remembered, and what is kept. */
#include "batch/keep.h"

#include "made.h"
#include "support/cmocka.h"
#include "support/failing.h"

#include <stdio.h>

static void names_policies(void **state)
{
    (void)state;
    enum rp_keep keep;
    for (unsigned i = 0; i < RP_KEEP_COUNT; i++) {
        assert_true(rp_keep_parse(rp_keep_name((enum rp_keep)i), &keep));
        assert_int_equal(keep, i);
    }
    assert_false(rp_keep_parse("best", &keep));
    assert_string_equal(rp_keep_name(RP_KEEP_COUNT), "unknown_keep");
}

/* Articles without a corpus: the policies that need none. */
static void choose(enum rp_keep keep, const struct rp_kept *articles, size_t count, const uint32_t *chosen)
{
    struct rp_keepers keepers;
    struct rp_dedup_report report = {0};
    char id[8];
    uint64_t kept = 0;
    rp_keepers_init(&keepers);
    for (size_t i = 0; i < count; i++) {
        snprintf(id, sizeof id, "%zu", i);
        assert_int_equal(rp_keepers_add(&keepers, rp_str_of(id), &articles[i]), RP_OK);
    }
    assert_int_equal(rp_keepers_add(&keepers, rp_str_of("0"), &articles[0]), RP_EXISTS);
    assert_int_equal(rp_keepers_choose(&keepers, keep, NULL, &report, NULL), RP_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(keepers.articles[i].chosen, chosen[i]);
        kept += chosen[i] == i;
        if (chosen[i] != i)
            assert_int_not_equal(rp_keepers_reason(&keepers, (uint32_t)i), RP_VERDICT_UNIQUE);
    }
    assert_int_equal(report.kept, kept);
    assert_int_equal(report.removed, count - kept);
    assert_int_equal(report.stories, 3);
    rp_keepers_done(&keepers);
}

static void keeps_by_policy(void **state)
{
    (void)state;
    /* Numbers have gaps, as after a removal. */
    const struct rp_kept articles[] = {
        {.seq = 1, .story = 1, .text_bytes = 10, .published_ms = 500, .verdict = RP_VERDICT_UNIQUE},
        {.seq = 3, .story = 3, .text_bytes = 99, .published_ms = INT64_MAX, .verdict = RP_VERDICT_PARTIAL},
        {.seq = 4, .story = 1, .text_bytes = 12, .published_ms = INT64_MAX, .verdict = RP_VERDICT_NEAR},
        {.seq = 5, .story = 1, .text_bytes = 12, .published_ms = 600, .verdict = RP_VERDICT_SYNDICATED},
        {.seq = 9, .story = 9, .text_bytes = 1, .published_ms = -5, .verdict = RP_VERDICT_UNIQUE},
        {.seq = 10, .story = 3, .text_bytes = 98, .published_ms = 1, .verdict = RP_VERDICT_REVISION},
        {.seq = 11, .story = 1, .text_bytes = 11, .published_ms = 600, .verdict = RP_VERDICT_IDENTICAL},
    };
    choose(RP_KEEP_FIRST, articles, 7, (const uint32_t[]){0, 1, 0, 0, 4, 1, 0});
    choose(RP_KEEP_LONGEST, articles, 7, (const uint32_t[]){2, 1, 2, 2, 4, 1, 2});
    choose(RP_KEEP_LATEST, articles, 7, (const uint32_t[]){3, 5, 3, 3, 4, 5, 3});
}

static void gives_reasons(void **state)
{
    (void)state;
    struct rp_keepers keepers;
    struct rp_dedup_report report = {0};
    const struct rp_kept founder = {.seq = 1, .story = 1, .text_bytes = 1, .verdict = RP_VERDICT_UNIQUE};
    const struct rp_kept copy = {.seq = 2, .story = 1, .text_bytes = 3, .verdict = RP_VERDICT_SYNDICATED};
    const struct rp_kept other = {.seq = 3, .story = 1, .text_bytes = 2, .verdict = RP_VERDICT_NEAR};
    rp_keepers_init(&keepers);
    assert_int_equal(rp_keepers_add(&keepers, rp_str_of("a"), &founder), RP_OK);
    assert_int_equal(rp_keepers_add(&keepers, rp_str_of("b"), &copy), RP_OK);
    assert_int_equal(rp_keepers_add(&keepers, rp_str_of("c"), &other), RP_OK);
    assert_int_equal(rp_keepers_choose(&keepers, RP_KEEP_LONGEST, NULL, &report, NULL), RP_OK);
    assert_int_equal(rp_keepers_reason(&keepers, 0), RP_VERDICT_SYNDICATED);
    assert_int_equal(rp_keepers_reason(&keepers, 2), RP_VERDICT_NEAR);
    rp_keepers_done(&keepers);
}

/* Stories 3 and 5 turn out to be one, and then both part of story 1. */
static void merged_stories_keep_one_article(void **state)
{
    (void)state;
    struct rp_keepers keepers;
    struct rp_dedup_report report = {0};
    const uint64_t five[] = {5}, three[] = {3};
    const struct rp_kept articles[] = {
        {.seq = 1, .story = 1, .text_bytes = 1, .verdict = RP_VERDICT_UNIQUE},
        {.seq = 3, .story = 3, .text_bytes = 3, .verdict = RP_VERDICT_PARTIAL},
        {.seq = 5, .story = 5, .text_bytes = 9, .verdict = RP_VERDICT_UNIQUE},
        {.seq = 6, .story = 5, .text_bytes = 4, .verdict = RP_VERDICT_IDENTICAL},
        {.seq = 7, .story = 3, .text_bytes = 4, .verdict = RP_VERDICT_NEAR},
        {.seq = 8, .story = 1, .text_bytes = 2, .verdict = RP_VERDICT_SYNDICATED},
        {.seq = 9, .story = 9, .text_bytes = 2, .verdict = RP_VERDICT_UNIQUE},
    };
    static const uint32_t chosen[] = {2, 2, 2, 2, 2, 2, 6};
    rp_keepers_init(&keepers);
    for (unsigned i = 0; i < 7; i++) {
        char id[8];
        snprintf(id, sizeof id, "%u", i);
        assert_int_equal(rp_keepers_add(&keepers, rp_str_of(id), &articles[i]), RP_OK);
        if (i == 4)
            rp_keepers_merge(&keepers, &(struct rp_answer){.story = 3, .verdict = RP_VERDICT_NEAR, .merged = five, .merged_count = 1});
        if (i == 5)
            rp_keepers_merge(&keepers, &(struct rp_answer){.story = 1, .verdict = RP_VERDICT_SYNDICATED, .merged = three, .merged_count = 1});
    }
    assert_int_equal(rp_keepers_choose(&keepers, RP_KEEP_LONGEST, NULL, &report, NULL), RP_OK);
    for (unsigned i = 0; i < 7; i++) {
        assert_int_equal(keepers.articles[i].chosen, chosen[i]);
        assert_int_equal(keepers.articles[i].story, i < 6 ? 1 : 9);
    }
    assert_int_equal(report.stories, 2);
    assert_int_equal(report.kept, 2);
    assert_int_equal(rp_keepers_reason(&keepers, 0), RP_VERDICT_NEAR); /* by which the story of the one that is kept was merged */
    assert_int_equal(rp_keepers_reason(&keepers, 1), RP_VERDICT_SYNDICATED);
    assert_int_equal(rp_keepers_reason(&keepers, 3), RP_VERDICT_IDENTICAL);
    rp_keepers_done(&keepers);
}

static void a_failed_add_changes_nothing(void **state)
{
    (void)state;
    const struct rp_kept article = {.seq = 1, .story = 1};
    for (size_t n = 1;; n++) {
        struct rp_keepers keepers;
        struct failing failing;
        rp_keepers_init(&keepers);
        failing_start(&failing, n);
        enum rp_status status = rp_keepers_add(&keepers, rp_str_of("a"), &article);
        failing_stop();
        size_t count = keepers.ids.count;
        rp_keepers_done(&keepers);
        assert_int_equal(count, status == RP_OK);
        if (status == RP_OK) {
            assert_true(n > 4);
            return;
        }
        assert_int_equal(status, RP_NO_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_policies),
        cmocka_unit_test(keeps_by_policy),
        cmocka_unit_test(gives_reasons),
        cmocka_unit_test(merged_stories_keep_one_article),
        cmocka_unit_test(a_failed_add_changes_nothing),
    };
    return cmocka_run_group_tests_name("batch/keep", tests, NULL, NULL);
}
