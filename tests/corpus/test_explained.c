/* What an answer says beside its verdicts: rules, what the articles are to each other, boilerplate that was left out, numbers that differ. */
#include "made.h"

enum { FOOTER = 900, REPORT = 1, NUMBERS = 3 };

/* Three articles of page.example that end in the same hundred words. */
static void teach_footer(struct rp_corpus *corpus)
{
    for (uint64_t i = 0; i < 3; i++) {
        struct made page;
        char id[16];
        snprintf(id, sizeof id, "page-%d", (int)i);
        rp_answer_free(add(corpus, made(&page, id, "page.example", SEEDS(10 + i, FOOTER))));
    }
}

/* Of such a text its first line, a title that is no running text, and its last hundred words, the footer. Where boilerplate begins is known to within a few
 * words: one shingle in four is looked after. */
static void assert_title_and_footer(const char *text, const struct rp_dropped *dropped)
{
    const struct rp_dropped_range *title = &dropped->ranges[0], *footer = &dropped->ranges[1];
    char words[2048] = "";
    words_append(words, sizeof words, FOOTER, 100);
    size_t start = strlen(text) - strlen(words);
    assert_int_equal(dropped->range_count, 2);
    assert_int_equal(title->reason, RP_DROP_NO_RUNNING_TEXT);
    assert_int_equal(title->start, 0);
    assert_int_equal(title->end, strchr(text, '\n') - text);
    assert_int_equal(footer->reason, RP_DROP_SOURCE_REPEATS);
    assert_int_equal(footer->end, strlen(text));
    assert_true(footer->start + 60 > start && footer->start < start + 60);
    assert_true(dropped->words > 97 && dropped->words < 117);
}

static void what_was_dropped_is_told_of_both_texts(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made old, new;
    struct rp_answer *answer;
    struct rp_error error;
    teach_footer(corpus);
    made(&old, "old", "page.example", SEEDS(REPORT, FOOTER))->url = rp_str_of("https://page.example/1");
    answer = add(corpus, &old.article);
    assert_int_equal(answer->dropped.words, 0); /* known, but there is nothing that it would explain */
    rp_answer_free(answer);
    made(&new, "new", "page.example", SEEDS(2, REPORT, FOOTER))->url = old.article.url;
    for (int kept = 0; kept < 2; kept++) {
        if (kept == 0)
            answer = add(corpus, &new.article);
        else
            assert_int_equal(rp_corpus_get(corpus, rp_str_of("new"), &answer, &error), RP_OK);
        assert_int_equal(answer->match_count, 1);
        assert_title_and_footer(new.text, &answer->dropped);
        assert_title_and_footer(old.text, &answer->matches[0].dropped);
        assert_int_equal(answer->matches[0].grounds.rule, RP_RULE_CONTAINED_OLD);
        assert_int_equal(answer->matches[0].grounds.kin, RP_KIN_URL);
        assert_true(answer->matches[0].old_shingles < 115); /* without the footer's */
        rp_answer_free(answer);
    }
    rp_corpus_free(corpus);
}

static void an_answer_without_matches_keeps_nothing_of_it(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made page;
    teach_footer(corpus);
    struct rp_answer *answer = add(corpus, made(&page, "page-9", "page.example", SEEDS(19, FOOTER)));
    assert_int_equal(answer->match_count, 0);
    assert_int_equal(answer->dropped.range_count, 0);
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

static void a_version_is_told_from_its_source(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made old, new;
    struct rp_answer *answer;
    struct rp_error error;
    rp_answer_free(add(corpus, made(&old, "a", "", SEEDS(REPORT, 4, 2))));
    made(&new, "a", "", SEEDS(REPORT, 4, 3));
    assert_int_equal(rp_corpus_add(corpus, &new.article, 0, RP_ADD_REPLACE, &answer, &error), RP_OK);
    assert_int_equal(answer->matches[0].verdict, RP_VERDICT_REVISION);
    assert_int_equal(answer->matches[0].grounds.kin, RP_KIN_REPLACED);
    assert_int_equal(answer->matches[0].grounds.rule, RP_RULE_CONTAINED_BOTH);
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

/* A hundred words with a number behind each thirty. */
static struct rp_article *form(struct made *made, const char *id, int number)
{
    *made = (struct made){0};
    snprintf(made->id, sizeof made->id, "%s", id);
    for (uint64_t i = 0; i < NUMBERS; i++) {
        words_append(made->text, sizeof made->text, 50 + i, 30);
        snprintf(made->text + strlen(made->text), 16, " %d", number++);
    }
    words_append(made->text, sizeof made->text, 60, 30);
    made->article = (struct rp_article){.id = rp_str_of(made->id), .text = rp_str_of(made->text)};
    return &made->article;
}

static void the_numbers_of_a_template_are_told(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made old, new;
    struct rp_answer *answer;
    struct rp_error error;
    rp_answer_free(add(corpus, form(&old, "old", 1000)));
    rp_answer_free(add(corpus, form(&new, "new", 2000)));
    assert_int_equal(rp_corpus_get(corpus, rp_str_of("new"), &answer, &error), RP_OK);
    const struct rp_match *match = &answer->matches[0];
    assert_int_equal(match->refusal, RP_REFUSAL_TEMPLATE);
    assert_int_equal(match->grounds.rule, RP_RULE_TEMPLATE);
    assert_int_equal(match->grounds.substitutions, NUMBERS);
    assert_int_equal(match->grounds.example_count, NUMBERS);
    assert_true(match->grounds.numbers_shared == 0);
    for (uint32_t i = 0; i < NUMBERS; i++) {
        char was[8], is[8];
        snprintf(was, sizeof was, "%u", 1000 + i);
        snprintf(is, sizeof is, "%u", 2000 + i);
        assert_int_equal(match->examples[i].new_end - match->examples[i].new_start, 4);
        assert_memory_equal(new.text + match->examples[i].new_start, is, 4);
        assert_memory_equal(old.text + match->examples[i].old_start, was, 4);
    }
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_dropped_is_told_of_both_texts),
        cmocka_unit_test(an_answer_without_matches_keeps_nothing_of_it),
        cmocka_unit_test(a_version_is_told_from_its_source),
        cmocka_unit_test(the_numbers_of_a_template_are_told),
    };
    return cmocka_run_group_tests_name("corpus/explained", tests, NULL, NULL);
}
