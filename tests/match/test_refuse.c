/* What speaks against a copy: forms filled with other facts, modules of a page. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "match/judge.h"
#include "support/failing.h"
#include "support/words.h"

#include <stdio.h>

struct text {
    char raw[16384];
    struct rp_tokens tokens;
    struct rp_shingles shingles;
    struct rp_side side;
};

static struct text left, right;
static struct rp_alignment alignment;
static struct rp_numbers numbers;

static int setup(void **state)
{
    (void)state;
    left.raw[0] = right.raw[0] = 0;
    rp_tokens_init(&left.tokens);
    rp_tokens_init(&right.tokens);
    rp_shingles_init(&left.shingles);
    rp_shingles_init(&right.shingles);
    rp_alignment_init(&alignment);
    numbers = (struct rp_numbers){0};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rp_tokens_done(&left.tokens);
    rp_tokens_done(&right.tokens);
    rp_shingles_done(&left.shingles);
    rp_shingles_done(&right.shingles);
    rp_alignment_done(&alignment);
    rp_numbers_done(&numbers);
    return 0;
}

static void read_text(struct text *text)
{
    assert_int_equal(rp_tokenise(&text->tokens, text->raw, strlen(text->raw), NULL), RP_OK);
    assert_int_equal(rp_shingle(&text->shingles, &text->tokens), RP_OK);
    text->side = (struct rp_side){rp_str_of(text->raw), &text->tokens, &text->shingles, NULL, false};
}

static void align(void)
{
    read_text(&left);
    read_text(&right);
    assert_int_equal(rp_align_new(&alignment, &left.side), RP_OK);
    assert_int_equal(rp_align(&alignment, &left.side, &right.side), RP_OK);
}

static bool is_template(void)
{
    bool refused;
    align();
    assert_int_equal(rp_refuse_template(&alignment, &left.side, &right.side, &numbers, &refused), RP_OK);
    return refused;
}

/* Appends the same words to both, then words of each one's own. */
static void common(int count, uint64_t seed)
{
    words_append(left.raw, sizeof left.raw, seed, count);
    words_append(right.raw, sizeof right.raw, seed, count);
}

static void own(const char *a, const char *b)
{
    strcat(strcat(left.raw, " "), a);
    strcat(strcat(right.raw, " "), b);
}

/* So many gaps with other numbers, `between` common words between them. */
static void form(int gaps, int between)
{
    for (int i = 0; i < gaps; i++) {
        char a[24], b[24];
        common(between, 100 + (uint64_t)i);
        snprintf(a, sizeof a, "%d", 1000 + i);
        snprintf(b, sizeof b, "%d", 2000 + i);
        own(a, b);
    }
    common(between, 99);
}

static void clear(void)
{
    left.raw[0] = right.raw[0] = 0;
}

static void three_other_numbers_make_a_template(void **state)
{
    (void)state;
    form(3, 20);
    assert_true(is_template());
    clear();
    form(2, 20);
    assert_false(is_template());
}

/* Whether the bytes of a text are those. */
static bool stands_at(const char *raw, uint32_t start, uint32_t end, const char *text)
{
    return end - start == strlen(text) && memcmp(raw + start, text, strlen(text)) == 0;
}

static void the_numbers_that_differ_are_told(void **state)
{
    (void)state;
    form(RP_LIMIT_SUBSTITUTIONS + 2, 20);
    assert_true(is_template());
    assert_int_equal(numbers.substitutions, RP_LIMIT_SUBSTITUTIONS + 2);
    assert_true(numbers.shared == 0);
    assert_int_equal(numbers.example_count, RP_LIMIT_SUBSTITUTIONS);
    for (uint32_t i = 0; i < RP_LIMIT_SUBSTITUTIONS; i++) {
        char a[24], b[24];
        snprintf(a, sizeof a, "%u", 1000 + i);
        snprintf(b, sizeof b, "%u", 2000 + i);
        assert_true(stands_at(left.raw, numbers.examples[i].new_start, numbers.examples[i].new_end, a));
        assert_true(stands_at(right.raw, numbers.examples[i].old_start, numbers.examples[i].old_end, b));
    }
    /* Words beside the number go with it. */
    clear();
    common(20, 1);
    own("3rd of May,", "4 June");
    common(20, 2);
    assert_false(is_template());
    assert_int_equal(numbers.substitutions, 1);
    assert_true(stands_at(left.raw, numbers.examples[0].new_start, numbers.examples[0].new_end, "3rd of May"));
    assert_true(stands_at(right.raw, numbers.examples[0].old_start, numbers.examples[0].old_end, "4 June"));
}

static void one_substitution_for_each_hundred_shingles(void **state)
{
    (void)state;
    /* The last three words of each of the four stretches begin no shingle that is shared. */
    form(3, 78);
    assert_true(is_template());
    assert_int_equal(alignment.shared, 300);
    clear();
    form(3, 79);
    assert_false(is_template());
    assert_int_equal(alignment.shared, 304);
}

static void words_in_place_of_words_are_an_edit(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 5; i++) {
        common(20, 100 + i);
        own("first", "second");
    }
    common(20, 99);
    assert_false(is_template());
    /* A number on one side alone is none either. */
    clear();
    for (uint64_t i = 0; i < 5; i++) {
        common(20, 100 + i);
        own("17", "many");
    }
    common(20, 99);
    assert_false(is_template());
}

static void a_number_that_both_have_in_the_gap_is_no_substitution(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 5; i++) {
        common(20, 100 + i);
        own("on 17 old 18", "at 19 new 17");
    }
    common(20, 99);
    assert_false(is_template());
}

static void wide_gaps_do_not_count(void **state)
{
    (void)state;
    for (int words = 8; words <= 9; words++) {
        clear();
        for (uint64_t i = 0; i < 4; i++) {
            char a[400] = "", b[400] = "";
            common(30, 100 + i);
            snprintf(a, sizeof a, "%d", 10 + (int)i);
            snprintf(b, sizeof b, "%d", 20 + (int)i);
            words_append(a, sizeof a, 200 + i, words - 1);
            words_append(b, sizeof b, 300 + i, words - 1);
            own(a, b);
        }
        common(30, 99);
        assert_int_equal(is_template(), words == 8);
    }
}

static void a_text_that_shares_its_numbers_is_a_copy_with_corrections(void **state)
{
    (void)state;
    /* Three numbers corrected of twelve: nine shared are three quarters. Of eleven: less. */
    for (int shared = 9; shared >= 8; shared--) {
        clear();
        for (int i = 0; i < shared; i++) {
            char number[8];
            snprintf(number, sizeof number, "%d", 500 + i);
            own(number, number);
        }
        form(3, 20);
        assert_int_equal(is_template(), shared < 9);
    }
}

static void repeated_numbers_count_once(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        own("2018", "2018");
    form(3, 20);
    assert_true(is_template()); /* 1 of 4 */
}

static void a_template_needs_memory_for_its_numbers(void **state)
{
    (void)state;
    struct failing failing;
    bool refused = true;
    form(3, 20);
    align();
    failing_start(&failing, 1);
    enum rp_status status = rp_refuse_template(&alignment, &left.side, &right.side, &numbers, &refused);
    failing_stop();
    assert_int_equal(status, RP_NO_MEMORY);
    assert_false(refused);
    /* And the judge says so. */
    struct rp_comparison comparison = {0};
    const struct rp_pair pair = {0};
    failing_start(&failing, 1);
    status = rp_judge(&rp_thresholds_default, &pair, &alignment, &left.side, &right.side, &numbers, &comparison);
    failing_stop();
    assert_int_equal(status, RP_NO_MEMORY);
    assert_int_equal(rp_judge(&rp_thresholds_default, &pair, &alignment, &left.side, &right.side, &numbers, &comparison), RP_OK);
    assert_int_equal(comparison.refusal, RP_REFUSAL_TEMPLATE);
    assert_int_equal(comparison.verdict, RP_VERDICT_UNIQUE);
    assert_int_equal(comparison.grounds.rule, RP_RULE_TEMPLATE);
    assert_int_equal(comparison.grounds.substitutions, 3);
    assert_int_equal(comparison.grounds.example_count, 3);
    assert_memory_equal(comparison.examples, numbers.examples, 3 * sizeof *numbers.examples);
    assert_true(is_template());
}

/* --- modules --- */

static bool is_module(const uint32_t *words, size_t count, double titles_shared)
{
    struct rp_passage passages[8];
    struct rp_run runs[8];
    uint32_t at = 0;
    for (size_t i = 0; i < count; i++) {
        passages[i] = (struct rp_passage){.words = words[i]};
        runs[i] = (struct rp_run){at, at, words[i]};
        at += words[i] + 20;
    }
    struct rp_alignment made = {.passages = passages, .passage_count = count, .runs = runs, .run_count = count};
    return rp_refuse_module(&made, titles_shared, false, false, false);
}

static void one_passage_of_seven_tenths_is_a_module(void **state)
{
    (void)state;
    assert_true(is_module((const uint32_t[]){70, 30}, 2, 0));
    assert_false(is_module((const uint32_t[]){69, 31}, 2, 0));
    assert_true(is_module((const uint32_t[]){10, 70, 20}, 3, 0));
    assert_true(is_module((const uint32_t[]){30}, 1, 0));
    assert_false(is_module((const uint32_t[]){50, 50}, 2, 0));
}

static void titles_that_share_two_thirds_make_none(void **state)
{
    (void)state;
    assert_true(is_module((const uint32_t[]){100}, 1, .66));
    assert_false(is_module((const uint32_t[]){100}, 1, 2.0 / 3));
    assert_false(is_module((const uint32_t[]){100}, 1, 1));
}

/* Two equal stretches, so that neither is most of it, from the given words of each text on. */
static bool is_tail(uint32_t new_start, uint32_t old_start, uint32_t tokens)
{
    struct rp_passage passages[] = {{.words = tokens}, {.words = tokens}};
    struct rp_run runs[] = {{new_start, old_start, tokens}, {new_start + 60, old_start + 60, tokens}};
    struct rp_alignment made = {.passages = passages, .passage_count = 2, .runs = runs, .run_count = 2};
    return rp_refuse_module(&made, 0, false, false, false);
}

static void what_stands_behind_both_bodies_is_a_module(void **state)
{
    (void)state;
    assert_true(is_tail(50, 50, 40));
    assert_false(is_tail(49, 50, 40));
    assert_false(is_tail(50, 49, 40));
    assert_false(is_tail(0, 0, 40));
    assert_true(is_tail(0, 0, 11)); /* set phrases of less than twelve words may stand anywhere */
    assert_false(is_tail(0, 0, 12));
}

/* Two titles of twenty words, that share of them the same. */
static struct rp_titles titles_that_share(double share)
{
    enum { WORDS = 20 };
    struct rp_titles ret = {.of_new = {.count = WORDS}, .of_old = {.count = WORDS}};
    for (uint32_t i = 0; i < WORDS; i++) {
        ret.of_new.word[i] = i + 1;
        ret.of_old.word[i] = i < share * WORDS - .001 ? i + 1 : i + 1001;
    }
    return ret;
}

/* One text of `block` common words, each side with `a` and `b` words of its own before it, `tail` behind it. */
static bool is_new_headline(int block, int a, int b, int tail, double titles_shared, bool titles_weak)
{
    clear();
    words_append(left.raw, sizeof left.raw, 1, a);
    words_append(right.raw, sizeof right.raw, 2, b);
    common(block, 3);
    words_append(left.raw, sizeof left.raw, 4, tail);
    align();
    struct rp_titles titles = titles_that_share(titles_shared);
    return rp_is_new_headline(&alignment, &left.side, &titles, titles_weak, rp_have_two_bodies(&alignment, &left.side, &right.side));
}

static void one_text_under_a_new_headline_is_told_from_a_module(void **state)
{
    (void)state;
    assert_true(is_new_headline(200, 10, 10, 0, .25, false));
    assert_false(is_new_headline(200, 10, 30, 0, .2, false));
    /* What stands in many pages is shorter. */
    assert_true(is_new_headline(100, 10, 40, 0, .25, false));
    assert_false(is_new_headline(99, 10, 40, 0, .25, false));
    /* But for a flash and the report that it grows into; not for a teaser of a report. */
    assert_true(is_new_headline(40, 0, 0, 200, .25, false));
    assert_false(is_new_headline(40, 0, 200, 0, .25, false));
    /* One of the two may say more, not both. */
    assert_true(is_new_headline(200, 300, 49, 0, .25, false));
    assert_true(is_new_headline(200, 49, 300, 0, .25, false));
    assert_false(is_new_headline(200, 50, 50, 0, .25, false));
    assert_false(is_new_headline(200, 10, 50, 50, .25, false));
    /* Equal weak titles are the head of a page. */
    assert_true(is_new_headline(200, 10, 10, 0, .5, true));
    assert_true(is_new_headline(200, 10, 10, 0, .7, false));
    assert_false(is_new_headline(200, 10, 10, 0, .7, true));
    /* It is no module, though it is one block; but other bodies in a common frame are one. */
    assert_false(rp_refuse_module(&alignment, .5, false, true, false));
    assert_true(rp_refuse_module(&alignment, .5, false, false, false));
}

/* One body under two headlines with no word in common: both are about it. */
static void unrelated_titles_may_be_about_one_text(void **state)
{
    (void)state;
    struct rp_titles titles = {0};
    clear();
    common(150, 3);
    align();
    for (uint32_t i = 0; i < 4; i++) { /* half of each from the text */
        titles.of_new.word[titles.of_new.count++] = i < 2 ? left.tokens.hash[10 + i] : i;
        titles.of_old.word[titles.of_old.count++] = i < 2 ? left.tokens.hash[50 + i] : 100 + i;
    }
    assert_true(rp_title_shared(&titles.of_new, &titles.of_old) == 0);
    assert_true(rp_is_new_headline(&alignment, &left.side, &titles, false, rp_have_two_bodies(&alignment, &left.side, &right.side)));
    titles.of_old.word[0] = 99; /* less than half: the page of another article that shows the same */
    assert_false(rp_is_new_headline(&alignment, &left.side, &titles, false, rp_have_two_bodies(&alignment, &left.side, &right.side)));
    titles.of_old.count = 0;
    assert_false(rp_is_new_headline(&alignment, &left.side, &titles, false, rp_have_two_bodies(&alignment, &left.side, &right.side)));
}

/* A column: equal titles, a standing note, another text each time. */
static void equal_titles_over_two_bodies_are_no_version(void **state)
{
    (void)state;
    clear();
    words_append(left.raw, sizeof left.raw, 1, 60);
    words_append(right.raw, sizeof right.raw, 2, 60);
    common(80, 3);
    align();
    assert_true(rp_have_two_bodies(&alignment, &left.side, &right.side));
    assert_int_equal(rp_refuse_module(&alignment, 1, false, false, true), RP_RULE_MODULE_ONE_BLOCK);
    assert_int_equal(rp_refuse_module(&alignment, 1, false, false, false), RP_RULE_NONE);
    clear();
    words_append(left.raw, sizeof left.raw, 1, 60);
    words_append(right.raw, sizeof right.raw, 2, 60);
    common(160, 3); /* most of both: an article with another lead */
    align();
    assert_int_equal(rp_refuse_module(&alignment, 1, false, false, true), RP_RULE_NONE);
    clear();
    words_append(left.raw, sizeof left.raw, 1, 60);
    words_append(right.raw, sizeof right.raw, 2, 49);
    common(80, 3);
    align();
    assert_false(rp_have_two_bodies(&alignment, &left.side, &right.side));
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(three_other_numbers_make_a_template),
        WITH(the_numbers_that_differ_are_told),
        WITH(one_substitution_for_each_hundred_shingles),
        WITH(words_in_place_of_words_are_an_edit),
        WITH(a_number_that_both_have_in_the_gap_is_no_substitution),
        WITH(wide_gaps_do_not_count),
        WITH(a_text_that_shares_its_numbers_is_a_copy_with_corrections),
        WITH(repeated_numbers_count_once),
        WITH(a_template_needs_memory_for_its_numbers),
        WITH(one_passage_of_seven_tenths_is_a_module),
        WITH(titles_that_share_two_thirds_make_none),
        WITH(what_stands_behind_both_bodies_is_a_module),
        WITH(one_text_under_a_new_headline_is_told_from_a_module),
        WITH(unrelated_titles_may_be_about_one_text),
        WITH(equal_titles_over_two_bodies_are_no_version),
    };
    return cmocka_run_group_tests_name("match/refuse", tests, NULL, NULL);
}
