/* cli/why and cli/paragraph: reasons in words, wrapped. */
#include "cli/why.h"

#include "written.h"

#include "base/buf.h"

#include <locale.h>

static int setup(void **state)
{
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") != NULL ? 0 : -1;
}

static void wraps_words_beside_a_label(void **state)
{
    (void)state;
    struct written written;
    struct rp_paragraph paragraph = rp_paragraph_begin(written_begin(&written), "why", 6, 20);
    rp_paragraph_say(&paragraph, "one %s three~%d", "two", 4);
    rp_paragraph_mark(&paragraph, ",");
    rp_paragraph_quote(&paragraph, rp_str_of("five\n\tsix seven"), 9);
    rp_paragraph_end(&paragraph);
    written_expect(&written, "why   one two\n"
                             "      three 4, five\n"
                             "      six…\n");
}

static void wraps_wide_scripts_anywhere_and_hides_control_characters(void **state)
{
    (void)state;
    struct written written;
    struct rp_paragraph paragraph = rp_paragraph_begin(written_begin(&written), "", 4, 15);
    rp_paragraph_say(&paragraph, "a");
    rp_paragraph_quote(&paragraph, rp_str_of("渡轮渡轮渡轮"), 40);
    rp_paragraph_quote(&paragraph, rp_str_of("\x1b[2J"), 40);
    rp_paragraph_end(&paragraph);
    written_expect(&written, "    a 渡轮渡轮\n"
                             "    渡轮 ?[2J\n");
}

static const struct rp_substitution examples[] = {{8, 10, 0, 5}, {13, 16, 7, 9}};

static void expect_rule(struct rp_grounds grounds, enum rp_verdict verdict, const struct rp_thresholds *thresholds, const char *want)
{
    struct rp_judged judged = {.verdict = verdict, .grounds = &grounds};
    struct written written;
    struct rp_paragraph paragraph = rp_paragraph_begin(written_begin(&written), NULL, 0, 200);
    rp_why_rule(&paragraph, &judged, thresholds);
    written_expect(&written, want);
}

static void says_the_rule_and_its_threshold(void **state)
{
    (void)state;
    const struct rp_thresholds *known = &rp_thresholds_default;
    expect_rule((struct rp_grounds){.rule = RP_RULE_SAME_TOKENS}, RP_VERDICT_IDENTICAL, known, "both have the same words (rule same_tokens)");
    expect_rule((struct rp_grounds){.rule = RP_RULE_NEAR_BOTH_WAYS}, RP_VERDICT_NEAR, known,
                "nearly all of each stands in the other (rule near_both_ways: at least 90 % both ways)");
    expect_rule((struct rp_grounds){.rule = RP_RULE_CONTAINED_OLD}, RP_VERDICT_SYNDICATED, known,
                "much of the old text stands in the new one (rule contained_old: at least 50 %)");
    expect_rule((struct rp_grounds){.rule = RP_RULE_CONTAINED_OLD}, RP_VERDICT_SYNDICATED, NULL,
                "much of the old text stands in the new one (rule contained_old)");
    expect_rule((struct rp_grounds){.rule = RP_RULE_CONTAINED_NEW, .kin = RP_KIN_SOURCE}, RP_VERDICT_REVISION, NULL,
                "much of the new text stands in the old one, of the same source (rule contained_new)");
    expect_rule((struct rp_grounds){.rule = RP_RULE_CONTAINED_NEW, .kin = RP_KIN_REPLACED}, RP_VERDICT_REVISION, NULL,
                "much of the new text stands in the old one, one replaces the other (rule contained_new)");
    expect_rule((struct rp_grounds){.rule = RP_RULE_PASSAGE, .kin = RP_KIN_URL}, RP_VERDICT_PARTIAL, known,
                "a part of one stands in the other, with a long passage (rule passage_of_words: at least 20 %, and a passage of 20 words)");
    expect_rule((struct rp_grounds){.rule = RP_RULE_TOO_LITTLE}, RP_VERDICT_UNIQUE, known,
                "too little of either stands in the other (rule too_little_shared: less than 20 %)");
}

static void shows_the_pairs_of_a_rewritten_text(void **state)
{
    (void)state;
    struct rp_grounds grounds = {.rule = RP_RULE_REWRITTEN, .pairs_shared = .416};
    struct rp_judged judged = {.verdict = RP_VERDICT_PARTIAL, .grounds = &grounds};
    struct written written;
    struct rp_paragraph paragraph = rp_paragraph_begin(written_begin(&written), "", 0, 120);
    rp_why_refusal(&paragraph, &judged);
    written_expect(&written, "42 % of the uncommon word pairs of the shorter text stand in the other");
}

static void numbers(struct rp_str new_text, struct rp_str old_text, const char *want)
{
    struct rp_grounds grounds = {.rule = RP_RULE_TEMPLATE, .substitutions = 3, .example_count = 2};
    struct rp_judged judged = {.refusal = RP_REFUSAL_TEMPLATE, .grounds = &grounds, .examples = examples};
    struct written written;
    struct rp_paragraph paragraph = rp_paragraph_begin(written_begin(&written), "", 0, 80);
    rp_why_numbers(&paragraph, &judged, new_text, old_text);
    written_expect(&written, want);
}

static void shows_the_numbers_of_both_texts(void **state)
{
    (void)state;
    numbers(rp_str_of("between 17 & 512 people"), rp_str_of("3 May, 12, and so on"), "3 May -> 17, 12 -> 512, …");
    numbers(rp_str_of("too short"), rp_str_of("3 May, 12, and so on"), "");
}

static void shows_what_was_left_out(void **state)
{
    (void)state;
    static const struct rp_dropped_range ranges[] = {{0, 11, RP_DROP_SOURCE_REPEATS}, {21, 28, RP_DROP_SOURCE_REPEATS}};
    struct rp_dropped dropped = {5, 2, ranges}, none = {0};
    struct rp_str text = rp_str_of("Home | News the body Contact");
    struct written written;
    struct rp_paragraph paragraph = rp_paragraph_begin(written_begin(&written), "", 0, 80);
    rp_why_stretches(&paragraph, &dropped, text);
    written_expect(&written, "| Home | News | Contact");
    paragraph = rp_paragraph_begin(written_begin(&written), "", 0, 120);
    rp_why_dropped(&paragraph, &none, &dropped);
    written_expect(&written, "5 words of the old text: the source repeats them from article to article");
    paragraph = rp_paragraph_begin(written_begin(&written), "", 0, 120);
    rp_why_dropped(&paragraph, NULL, &none);
    written_expect(&written, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wraps_words_beside_a_label),
        cmocka_unit_test(wraps_wide_scripts_anywhere_and_hides_control_characters),
        cmocka_unit_test(says_the_rule_and_its_threshold),
        cmocka_unit_test(shows_the_pairs_of_a_rewritten_text),
        cmocka_unit_test(shows_the_numbers_of_both_texts),
        cmocka_unit_test(shows_what_was_left_out),
    };
    return cmocka_run_group_tests_name("cli/why", tests, setup, NULL);
}
