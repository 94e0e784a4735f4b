/* Verdicts on made-up figures: each of them, at the edges of every threshold, and what refuses it. */
#include "support/cmocka.h"

#include "match/judge.h"
#include "support/random.h"


/* A pair with the given figures and one passage of the given words; its texts are not looked at. */
struct figures {
    uint32_t shared, new_shingles, old_shingles, words;
};

static struct rp_comparison judge(const struct rp_thresholds *thresholds, const struct rp_pair *pair, struct figures figures)
{
    struct rp_passage passages[2] = {{.words = 3}, {.words = figures.words}};
    struct rp_run run = {0, 0, figures.words};
    struct rp_alignment alignment = {.runs = &run,
                                     .run_count = 1,
                                     .shared = figures.shared,
                                     .new_shingles = figures.new_shingles,
                                     .old_shingles = figures.old_shingles,
                                     .passages = passages,
                                     .passage_count = 2};
    struct rp_side side = {0};
    struct rp_numbers numbers = {0};
    struct rp_comparison comparison = {.refusal = RP_REFUSAL_MODULE};
    assert_int_equal(rp_judge(thresholds, pair, &alignment, &side, &side, &numbers, &comparison), RP_OK);
    rp_numbers_done(&numbers);
    return comparison;
}

static void expect(const struct rp_pair *pair, struct figures figures, enum rp_verdict verdict)
{
    struct rp_comparison comparison = judge(&rp_thresholds_default, pair, figures);
    if (comparison.verdict != verdict || comparison.refusal != RP_REFUSAL_NONE)
        fail_msg("%u of %u and %u, %u words: %s (%s), not %s", figures.shared, figures.new_shingles, figures.old_shingles, figures.words,
                 rp_verdict_name(comparison.verdict), rp_refusal_name(comparison.refusal), rp_verdict_name(verdict));
}

static const struct rp_pair strangers = {0};

static void the_figures_are_filled_in(void **state)
{
    (void)state;
    struct rp_comparison c = judge(&rp_thresholds_default, &strangers, (struct figures){50, 100, 200, 60});
    assert_true(c.containment_of_new == .5);
    assert_true(c.containment_of_old == .25);
    assert_true(c.resemblance == 50.0 / 250);
    assert_int_equal(c.shared, 50);
    assert_int_equal(c.new_shingles, 100);
    assert_int_equal(c.old_shingles, 200);
    c = judge(&rp_thresholds_default, &strangers, (struct figures){0, 0, 0, 0});
    assert_true(c.containment_of_new == 0 && c.containment_of_old == 0 && c.resemblance == 0);
}

static void near_is_from_nine_tenths_both_ways(void **state)
{
    (void)state;
    expect(&strangers, (struct figures){900, 1000, 1000, 900}, RP_VERDICT_NEAR);
    expect(&strangers, (struct figures){900, 1000, 900, 900}, RP_VERDICT_NEAR);
    expect(&strangers, (struct figures){899, 1000, 900, 899}, RP_VERDICT_SYNDICATED);
    expect(&strangers, (struct figures){899, 900, 1000, 899}, RP_VERDICT_SYNDICATED);
    expect(&strangers, (struct figures){100, 100, 100, 100}, RP_VERDICT_NEAR);
}

static void a_copy_is_from_half_either_way(void **state)
{
    (void)state;
    expect(&strangers, (struct figures){500, 1000, 5000, 500}, RP_VERDICT_SYNDICATED);
    expect(&strangers, (struct figures){500, 5000, 1000, 500}, RP_VERDICT_SYNDICATED);
    expect(&strangers, (struct figures){499, 1000, 5000, 499}, RP_VERDICT_PARTIAL);
    expect(&strangers, (struct figures){499, 5000, 1000, 499}, RP_VERDICT_PARTIAL);
    /* However short the passages are. */
    expect(&strangers, (struct figures){500, 1000, 1000, 4}, RP_VERDICT_SYNDICATED);
}

static void a_part_is_from_a_fifth_and_twenty_words_at_a_stretch(void **state)
{
    (void)state;
    expect(&strangers, (struct figures){200, 1000, 1000, 20}, RP_VERDICT_PARTIAL);
    expect(&strangers, (struct figures){200, 9000, 1000, 20}, RP_VERDICT_PARTIAL);
    expect(&strangers, (struct figures){200, 1000, 1000, 19}, RP_VERDICT_UNIQUE);
    expect(&strangers, (struct figures){199, 1000, 1000, 199}, RP_VERDICT_UNIQUE);
    expect(&strangers, (struct figures){0, 1000, 1000, 0}, RP_VERDICT_UNIQUE);
}

/* Two articles of a source about one matter share paragraphs of background. */
static void other_pages_of_one_source_need_two_thirds(void **state)
{
    (void)state;
    struct rp_pair other_page = {.same_source = true, .titles_shared = .5, .new_headline = true};
    struct rp_pair same_title = {.same_source = true, .titles_shared = .7}, same_url = {.same_source = true, .same_url = true};
    struct rp_thresholds strict = {.copy = .8, .near = .9, .partial = .2, .partial_words = 20};
    expect(&other_page, (struct figures){666, 1000, 1000, 500}, RP_VERDICT_PARTIAL);
    expect(&other_page, (struct figures){667, 1000, 1000, 500}, RP_VERDICT_REVISION);
    expect(&same_title, (struct figures){500, 1000, 1000, 500}, RP_VERDICT_REVISION);
    expect(&same_url, (struct figures){500, 1000, 1000, 500}, RP_VERDICT_REVISION);
    assert_int_equal(judge(&strict, &other_page, (struct figures){799, 1000, 1000, 500}).verdict, RP_VERDICT_PARTIAL);
    assert_int_equal(judge(&strict, &other_page, (struct figures){800, 1000, 1000, 500}).verdict, RP_VERDICT_REVISION);
}

/* Of two pages of one source that are mostly boilerplate, fifty shingles must be shared beside it. */
static void what_is_left_of_two_pages_says_little(void **state)
{
    (void)state;
    struct rp_passage passages[2] = {{.words = 26}, {.words = 26}};
    struct rp_run run = {0, 0, 52};
    struct rp_side side = {0};
    struct rp_numbers numbers = {0};
    struct rp_comparison comparison;
    struct rp_pair pair = {.same_source = true};
    struct rp_alignment alignment = {.runs = &run, .run_count = 1, .passages = passages, .passage_count = 2,
                                     .shared = 49, .new_shingles = 52, .old_shingles = 52, .old_left_out = 53};
    assert_int_equal(rp_judge(&rp_thresholds_default, &pair, &alignment, &side, &side, &numbers, &comparison), RP_OK);
    assert_int_equal(comparison.verdict, RP_VERDICT_UNIQUE);
    assert_int_equal(comparison.grounds.rule, RP_RULE_CHANCE);
    alignment.shared = 50;
    assert_int_equal(rp_judge(&rp_thresholds_default, &pair, &alignment, &side, &side, &numbers, &comparison), RP_OK);
    assert_int_equal(comparison.verdict, RP_VERDICT_NEAR);
    alignment.shared = 49;
    alignment.old_left_out = 52; /* no more than what counts */
    assert_int_equal(rp_judge(&rp_thresholds_default, &pair, &alignment, &side, &side, &numbers, &comparison), RP_OK);
    assert_int_equal(comparison.verdict, RP_VERDICT_NEAR);
    alignment.old_left_out = 53;
    pair.same_url = true;
    assert_int_equal(rp_judge(&rp_thresholds_default, &pair, &alignment, &side, &side, &numbers, &comparison), RP_OK);
    assert_int_equal(comparison.verdict, RP_VERDICT_NEAR);
    rp_numbers_done(&numbers);
}

static void a_rewritten_text_is_known_by_its_pairs(void **state)
{
    (void)state;
    struct rp_pair rewritten = {.pairs_shared = .35}, less = {.pairs_shared = .34};
    struct rp_comparison c = judge(&rp_thresholds_default, &rewritten, (struct figures){120, 1000, 1000, 12});
    assert_int_equal(c.verdict, RP_VERDICT_PARTIAL);
    assert_int_equal(c.grounds.rule, RP_RULE_REWRITTEN);
    assert_true(c.grounds.pairs_shared == .35);
    expect(&less, (struct figures){120, 1000, 1000, 12}, RP_VERDICT_UNIQUE);
    expect(&rewritten, (struct figures){500, 1000, 1000, 12}, RP_VERDICT_SYNDICATED);
}

static void next_to_nothing_is_chance(void **state)
{
    (void)state;
    /* Eight shared shingles, or all of a text that has fewer. */
    expect(&strangers, (struct figures){7, 8, 1000, 11}, RP_VERDICT_UNIQUE);
    expect(&strangers, (struct figures){8, 8, 1000, 11}, RP_VERDICT_SYNDICATED);
    expect(&strangers, (struct figures){7, 7, 1000, 10}, RP_VERDICT_SYNDICATED);
    expect(&strangers, (struct figures){1, 1, 1000, 4}, RP_VERDICT_SYNDICATED);
    expect(&strangers, (struct figures){1, 2, 2, 4}, RP_VERDICT_UNIQUE);
    expect(&strangers, (struct figures){1, 1, 1, 4}, RP_VERDICT_NEAR);
    expect(&strangers, (struct figures){0, 0, 10, 0}, RP_VERDICT_UNIQUE);
}

static void the_same_words_are_identical_whatever_the_figures(void **state)
{
    (void)state;
    struct rp_pair pair = {.identical = true};
    expect(&pair, (struct figures){1, 1, 1, 4}, RP_VERDICT_IDENTICAL);
    expect(&pair, (struct figures){0, 0, 0, 0}, RP_VERDICT_IDENTICAL); /* all of it is boilerplate */
    pair.same_source = true; /* and no title makes a module of it */
    expect(&pair, (struct figures){100, 100, 100, 100}, RP_VERDICT_IDENTICAL);
}

static void source_or_url_make_a_revision(void **state)
{
    (void)state;
    struct rp_pair pair = {.same_source = true, .titles_shared = 1};
    expect(&pair, (struct figures){500, 1000, 1000, 500}, RP_VERDICT_REVISION);
    expect(&pair, (struct figures){499, 1000, 1000, 499}, RP_VERDICT_PARTIAL);
    expect(&pair, (struct figures){950, 1000, 1000, 950}, RP_VERDICT_NEAR);
    pair = (struct rp_pair){.same_url = true};
    expect(&pair, (struct figures){500, 1000, 1000, 500}, RP_VERDICT_REVISION);
    expect(&pair, (struct figures){100, 1000, 1000, 100}, RP_VERDICT_UNIQUE);
}

static void a_module_needs_one_source_and_two_titles(void **state)
{
    (void)state;
    const struct figures block = {600, 1000, 1000, 600};
    struct rp_pair pair = {.same_source = true, .titles_shared = .66};
    struct rp_comparison c = judge(&rp_thresholds_default, &pair, block);
    assert_int_equal(c.refusal, RP_REFUSAL_MODULE);
    assert_int_equal(c.verdict, RP_VERDICT_UNIQUE);
    assert_true(c.containment_of_new == .6); /* the figures stay */
    pair.titles_shared = 2.0 / 3;
    expect(&pair, block, RP_VERDICT_REVISION);
    pair.titles_shared = 0;
    pair.same_url = true;
    expect(&pair, block, RP_VERDICT_REVISION);
    pair.same_source = false;
    expect(&pair, block, RP_VERDICT_REVISION);
    /* What is no copy is not refused either. */
    pair = (struct rp_pair){.same_source = true};
    expect(&pair, (struct figures){100, 1000, 1000, 100}, RP_VERDICT_UNIQUE);
}

static void expect_rule(const struct rp_pair *pair, struct figures figures, enum rp_rule rule)
{
    struct rp_comparison c = judge(&rp_thresholds_default, pair, figures);
    if (c.grounds.rule != rule)
        fail_msg("%u of %u and %u, %u words: %s, not %s", figures.shared, figures.new_shingles, figures.old_shingles, figures.words,
                 rp_rule_name(c.grounds.rule), rp_rule_name(rule));
}

static void every_verdict_has_its_rule(void **state)
{
    (void)state;
    struct rp_pair pair = {.identical = true};
    expect_rule(&pair, (struct figures){1, 1, 1, 4}, RP_RULE_SAME_TOKENS);
    expect_rule(&strangers, (struct figures){900, 1000, 1000, 900}, RP_RULE_NEAR_BOTH_WAYS);
    expect_rule(&strangers, (struct figures){500, 1000, 1000, 500}, RP_RULE_CONTAINED_BOTH);
    expect_rule(&strangers, (struct figures){500, 1000, 1001, 500}, RP_RULE_CONTAINED_NEW);
    expect_rule(&strangers, (struct figures){500, 1001, 1000, 500}, RP_RULE_CONTAINED_OLD);
    expect_rule(&strangers, (struct figures){200, 1000, 1000, 20}, RP_RULE_PASSAGE);
    expect_rule(&strangers, (struct figures){200, 1000, 1000, 19}, RP_RULE_NO_PASSAGE);
    expect_rule(&strangers, (struct figures){199, 1000, 1000, 199}, RP_RULE_TOO_LITTLE);
    expect_rule(&strangers, (struct figures){7, 8, 8, 11}, RP_RULE_CHANCE);
    pair = (struct rp_pair){.same_source = true};
    expect_rule(&pair, (struct figures){600, 1000, 1000, 600}, RP_RULE_MODULE_ONE_BLOCK);
}

static void what_the_rule_went_by_is_told(void **state)
{
    (void)state;
    struct rp_pair pair = {.same_source = true, .titles_shared = .25};
    struct rp_comparison c = judge(&rp_thresholds_default, &pair, (struct figures){600, 1000, 1000, 597});
    assert_int_equal(c.grounds.kin, RP_KIN_SOURCE);
    assert_int_equal(c.grounds.longest, 597);
    assert_true(c.grounds.titles_shared == .25);
    assert_true(c.grounds.longest_share == 597 / 600.0);
    pair.same_url = true;
    assert_int_equal(judge(&rp_thresholds_default, &pair, (struct figures){600, 1000, 1000, 597}).grounds.kin, RP_KIN_URL);
    assert_int_equal(judge(&rp_thresholds_default, &strangers, (struct figures){600, 1000, 1000, 597}).grounds.kin, RP_KIN_NONE);
}

static void names_are_for_every_value(void **state)
{
    (void)state;
    assert_string_equal(rp_rule_name(RP_RULE_NONE), "none");
    assert_string_equal(rp_rule_name(RP_RULE_SAME_TOKENS), "same_tokens");
    assert_string_equal(rp_rule_name(RP_RULE_MODULE_FRAME), "module_frame");
    assert_string_equal(rp_rule_name(RP_RULE_COUNT), "unknown_rule");
    assert_string_equal(rp_rule_meaning(RP_RULE_TEMPLATE), "one form filled with other facts");
    assert_string_equal(rp_rule_meaning(RP_RULE_COUNT), "unknown rule");
    assert_string_equal(rp_kin_name(RP_KIN_NONE), "none");
    assert_string_equal(rp_kin_name(RP_KIN_REPLACED), "replaced");
    assert_string_equal(rp_kin_name(RP_KIN_COUNT), "unknown_kin");
}

static void thresholds_are_options(void **state)
{
    (void)state;
    const struct rp_thresholds strict = {.copy = .8, .near = 1, .partial = .5, .partial_words = 50};
    static const struct {
        struct figures figures;
        enum rp_verdict verdict;
    } cases[] = {
        {{1000, 1000, 1000, 1000}, RP_VERDICT_NEAR}, {{999, 1000, 1000, 999}, RP_VERDICT_SYNDICATED}, {{800, 1000, 1000, 800}, RP_VERDICT_SYNDICATED},
        {{799, 1000, 1000, 799}, RP_VERDICT_PARTIAL}, {{500, 1000, 1000, 50}, RP_VERDICT_PARTIAL},     {{500, 1000, 1000, 49}, RP_VERDICT_UNIQUE},
        {{499, 1000, 1000, 499}, RP_VERDICT_UNIQUE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(judge(&strict, &strangers, cases[i].figures).verdict, cases[i].verdict);
    /* All at 0: whatever is shared is a copy, next to nothing is not. */
    const struct rp_thresholds loose = {0};
    assert_int_equal(judge(&loose, &strangers, (struct figures){8, 1000, 1000, 8}).verdict, RP_VERDICT_NEAR);
    assert_int_equal(judge(&loose, &strangers, (struct figures){7, 1000, 1000, 7}).verdict, RP_VERDICT_UNIQUE);
    assert_int_equal(judge(&loose, &strangers, (struct figures){0, 1000, 1000, 0}).verdict, RP_VERDICT_UNIQUE);
}

static void some_verdicts_join_the_story(void **state)
{
    (void)state;
    assert_false(rp_verdict_joins(RP_VERDICT_UNIQUE));
    assert_false(rp_verdict_joins(RP_VERDICT_PARTIAL));
    assert_true(rp_verdict_joins(RP_VERDICT_IDENTICAL));
    assert_true(rp_verdict_joins(RP_VERDICT_NEAR));
    assert_true(rp_verdict_joins(RP_VERDICT_REVISION));
    assert_true(rp_verdict_joins(RP_VERDICT_SYNDICATED));
}

/* What the counts alone say is never other than what the verdict is in the end. */
static void an_outlook_is_borne_out_by_the_verdict(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int round = 0; round < 200000; round++) {
        uint32_t smaller = 1 + (uint32_t)random_below(&random, round % 2 ? 20 : 400), shared = (uint32_t)random_below(&random, smaller + 1);
        struct figures figures = {shared, smaller, smaller + (uint32_t)random_below(&random, 400), (uint32_t)random_below(&random, 60)};
        struct rp_alignment counts = {.shared = shared, .new_shingles = figures.new_shingles, .old_shingles = figures.old_shingles};
        struct rp_pair pair = {.identical = random_below(&random, 50) == 0, .same_source = random_below(&random, 2), .same_url = random_below(&random, 2),
                               .titles_shared = (double)random_below(&random, 5) / 4, .pairs_shared = (double)random_below(&random, 10) / 9};
        struct rp_pair unknown = pair;
        unknown.pairs_shared = 0;
        enum rp_outlook before = rp_judge_outlook(&rp_thresholds_default, &unknown, &counts), outlook = rp_judge_outlook(&rp_thresholds_default, &pair, &counts);
        struct rp_comparison comparison = judge(&rp_thresholds_default, &pair, figures);
        bool unique = comparison.verdict == RP_VERDICT_UNIQUE && comparison.refusal == RP_REFUSAL_NONE;
        assert_true(outlook == RP_OUTLOOK_OPEN || unique);
        assert_true(before != RP_OUTLOOK_UNIQUE || outlook == RP_OUTLOOK_UNIQUE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_outlook_is_borne_out_by_the_verdict),
        cmocka_unit_test(the_figures_are_filled_in),
        cmocka_unit_test(near_is_from_nine_tenths_both_ways),
        cmocka_unit_test(a_copy_is_from_half_either_way),
        cmocka_unit_test(a_part_is_from_a_fifth_and_twenty_words_at_a_stretch),
        cmocka_unit_test(other_pages_of_one_source_need_two_thirds),
        cmocka_unit_test(what_is_left_of_two_pages_says_little),
        cmocka_unit_test(a_rewritten_text_is_known_by_its_pairs),
        cmocka_unit_test(next_to_nothing_is_chance),
        cmocka_unit_test(the_same_words_are_identical_whatever_the_figures),
        cmocka_unit_test(source_or_url_make_a_revision),
        cmocka_unit_test(a_module_needs_one_source_and_two_titles),
        cmocka_unit_test(every_verdict_has_its_rule),
        cmocka_unit_test(what_the_rule_went_by_is_told),
        cmocka_unit_test(names_are_for_every_value),
        cmocka_unit_test(thresholds_are_options),
        cmocka_unit_test(some_verdicts_join_the_story),
    };
    return cmocka_run_group_tests_name("match/judge", tests, NULL, NULL);
}
