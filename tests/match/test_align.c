/* Alignment: counts, runs, passages with offsets into the raw texts, boilerplate, hostile repetition. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "match/align.h"
#include "reprint/limits.h"
#include "support/failing.h"
#include "support/random.h"
#include "support/words.h"

#include <stdlib.h>

struct text {
    struct rp_tokens tokens;
    struct rp_shingles shingles;
    struct rp_side side;
};

static void text_make(struct text *text, const char *raw)
{
    rp_tokens_init(&text->tokens);
    rp_shingles_init(&text->shingles);
    assert_int_equal(rp_tokenise(&text->tokens, raw, strlen(raw), NULL), RP_OK);
    assert_int_equal(rp_shingle(&text->shingles, &text->tokens), RP_OK);
    text->side = (struct rp_side){rp_str_of(raw), &text->tokens, &text->shingles, NULL, false};
}

static void text_done(struct text *text)
{
    rp_tokens_done(&text->tokens);
    rp_shingles_done(&text->shingles);
}

static enum rp_status align(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side)
{
    enum rp_status status = rp_align_new(alignment, new_side);
    return status == RP_OK ? rp_align(alignment, new_side, old_side) : status;
}

static void equal_texts_are_one_passage(void **state)
{
    (void)state;
    const char *raw = "  One two, three four -- five six seven.  ";
    struct text a, b;
    struct rp_alignment alignment;
    text_make(&a, raw);
    text_make(&b, raw);
    rp_alignment_init(&alignment);
    assert_int_equal(align(&alignment, &a.side, &b.side), RP_OK);
    assert_int_equal(alignment.shared, 4);
    assert_true(rp_alignment_of_new(&alignment) == 1 && rp_alignment_of_old(&alignment) == 1 && rp_alignment_resemblance(&alignment) == 1);
    assert_int_equal(alignment.run_count, 1);
    assert_int_equal(alignment.passage_count, 1);
    assert_int_equal(alignment.passages[0].words, 7);
    assert_int_equal(alignment.passages[0].new_start, 2);
    assert_int_equal(alignment.passages[0].new_end, strlen("  One two, three four -- five six seven"));
    rp_alignment_done(&alignment);
    text_done(&a);
    text_done(&b);
}

static void a_changed_word_splits_the_run_and_not_the_passage(void **state)
{
    (void)state;
    struct text a, b;
    struct rp_alignment alignment;
    struct rp_gap gap;
    text_make(&a, "alpha beta gamma delta epsilon zeta eta theta iota kappa");
    text_make(&b, "Preface words. Alpha beta gamma delta OTHER zeta eta theta iota kappa");
    rp_alignment_init(&alignment);
    assert_int_equal(align(&alignment, &a.side, &b.side), RP_OK);
    assert_int_equal(alignment.run_count, 2);
    assert_int_equal(alignment.passage_count, 1);
    assert_int_equal(alignment.passages[0].words, 9);
    assert_int_equal(alignment.passages[0].old_start, strlen("Preface words. "));
    assert_int_equal(rp_alignment_gap(&alignment, 1, &gap), 1);
    assert_int_equal(gap.new_start, 4);
    assert_int_equal(gap.new_len, 1);
    assert_int_equal(gap.old_len, 1);
    assert_int_equal(alignment.shared, 3);
    assert_int_equal(alignment.new_shingles, 7);
    assert_int_equal(alignment.old_shingles, 9);
    rp_alignment_done(&alignment);
    text_done(&a);
    text_done(&b);
}

static void moved_blocks_are_passages_of_their_own(void **state)
{
    (void)state;
    struct text a, b;
    struct rp_alignment alignment;
    text_make(&a, "one two three four five six seven eight nine ten eleven twelve");
    text_make(&b, "seven eight nine ten eleven twelve one two three four five six");
    rp_alignment_init(&alignment);
    assert_int_equal(align(&alignment, &a.side, &b.side), RP_OK);
    assert_int_equal(alignment.passage_count, 2);
    assert_int_equal(alignment.passages[0].words, 6);
    assert_int_equal(alignment.passages[0].old_start, strlen("seven eight nine ten eleven twelve "));
    assert_int_equal(alignment.passages[1].old_start, 0);
    rp_alignment_done(&alignment);
    text_done(&a);
    text_done(&b);
}

static void offsets_are_those_of_the_raw_bytes_in_any_script(void **state)
{
    (void)state;
    const char *a_raw = "Заголовок. Президе\xcc\x81нт сообщил о новых мерах в среду", *b_raw = "X Y Z: президент сообщил о новых мерах в среду!";
    struct text a, b;
    struct rp_alignment alignment;
    text_make(&a, a_raw);
    text_make(&b, b_raw);
    rp_alignment_init(&alignment);
    assert_int_equal(align(&alignment, &a.side, &b.side), RP_OK);
    assert_int_equal(alignment.passage_count, 1);
    const struct rp_passage *passage = &alignment.passages[0];
    assert_int_equal(passage->new_start, strlen("Заголовок. "));
    assert_int_equal(passage->new_end, strlen(a_raw));
    assert_int_equal(passage->old_start, strlen("X Y Z: "));
    assert_int_equal(passage->old_end, strlen(b_raw) - 1);
    rp_alignment_done(&alignment);
    text_done(&a);
    text_done(&b);
}

static void boilerplate_does_not_count(void **state)
{
    (void)state;
    struct text a, b;
    struct rp_alignment alignment;
    uint8_t repeats[16] = {2, 2, 3, 9, 1};
    text_make(&a, "menu home world sport contact alpha beta gamma delta epsilon");
    text_make(&b, "menu home world sport contact other words stand here now");
    a.side.repeats = repeats;
    rp_alignment_init(&alignment);
    assert_int_equal(align(&alignment, &a.side, &b.side), RP_OK);
    assert_int_equal(alignment.shared, 0);
    assert_int_equal(alignment.new_shingles, a.shingles.count - 4);
    assert_int_equal(alignment.run_count, 0);
    rp_alignment_done(&alignment);
    text_done(&a);
    text_done(&b);
}

/* The source has the shingle in two other articles; the older text may be one of them. */
static void what_both_have_stands_in_one_other_article_less(void **state)
{
    (void)state;
    struct text a, b;
    struct rp_alignment alignment;
    uint8_t two[16] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2}, three[16] = {3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3};
    text_make(&a, "alpha beta gamma delta epsilon zeta eta theta");
    text_make(&b, "alpha beta gamma delta epsilon and other words");
    rp_alignment_init(&alignment);
    a.side.repeats = two;
    assert_int_equal(align(&alignment, &a.side, &b.side), RP_OK);
    assert_int_equal(alignment.shared, 0);
    assert_int_equal(alignment.new_shingles, 0);
    a.side.other_counted = true;
    assert_int_equal(align(&alignment, &a.side, &b.side), RP_OK);
    assert_int_equal(alignment.shared, 2);
    assert_int_equal(alignment.new_shingles, 2);
    a.side.repeats = three;
    assert_int_equal(align(&alignment, &a.side, &b.side), RP_OK);
    assert_int_equal(alignment.shared, 0);
    rp_alignment_done(&alignment);
    text_done(&a);
    text_done(&b);
}

/* Noise is left out of a text's own, and counts where the other text has it too. */
static void noise_counts_only_where_it_is_shared(void **state)
{
    (void)state;
    static char a_raw[8192], b_raw[8192];
    struct text a, b;
    struct rp_alignment alignment;
    snprintf(a_raw, sizeof a_raw, "Home of the news today\nWeather in the whole country\n");
    snprintf(b_raw, sizeof b_raw, "Home of the news today\nSports from around the world\n");
    words_append(a_raw, sizeof a_raw, 1, 60);
    words_append(b_raw, sizeof b_raw, 2, 60);
    text_make(&a, a_raw);
    text_make(&b, b_raw);
    rp_alignment_init(&alignment);
    assert_int_equal(align(&alignment, &a.side, &b.side), RP_OK);
    assert_int_equal(alignment.shared, 2);
    /* What reaches from noise into the body is of the body. */
    assert_int_equal(alignment.new_shingles, 2 + 57 + 3);
    assert_int_equal(alignment.old_shingles, 2 + 57 + 3);
    rp_alignment_done(&alignment);
    text_done(&a);
    text_done(&b);
}

static void the_longest_own_stretch_is_measured(void **state)
{
    (void)state;
    struct text a, b;
    struct rp_alignment alignment;
    text_make(&a, "one two three four five six seven x x y y eight nine ten eleven z z z z z");
    text_make(&b, "one two three four five six seven eight nine ten eleven");
    rp_alignment_init(&alignment);
    assert_int_equal(align(&alignment, &a.side, &b.side), RP_OK);
    assert_int_equal(rp_alignment_own_stretch(&alignment, &a.side, true, 4), 5);
    assert_int_equal(rp_alignment_own_stretch(&alignment, &a.side, true, 5), 9);  /* the run of four is a phrase */
    assert_int_equal(rp_alignment_own_stretch(&alignment, &a.side, true, 20), 9); /* so are both */
    assert_int_equal(rp_alignment_own_stretch(&alignment, &b.side, false, 4), 0);
    rp_alignment_done(&alignment);
    text_done(&a);
    text_done(&b);
}

static void a_word_is_two_code_points_where_there_are_no_spaces(void **state)
{
    (void)state;
    struct text a, b, c;
    struct rp_alignment alignment;
    text_make(&a, "one two three four five six");
    text_make(&b, "\xe6\x96\xb0\xe5\x8d\x8e\xe7\xa4\xbe\xe5\x8c\x97\xe4\xba\xac"); /* five code points */
    text_make(&c, "\xe6\x96\xb0\xe5\x8d\x8e\xe7\xa4\xbe");
    rp_alignment_init(&alignment);
    assert_int_equal(rp_alignment_words(&alignment, 20), 20); /* of nothing yet */
    assert_int_equal(align(&alignment, &a.side, &a.side), RP_OK);
    assert_int_equal(rp_alignment_words(&alignment, 20), 20);
    assert_int_equal(align(&alignment, &b.side, &c.side), RP_OK);
    assert_int_equal(rp_alignment_words(&alignment, 20), 40);
    assert_int_equal(align(&alignment, &a.side, &c.side), RP_OK);
    assert_int_equal(rp_alignment_words(&alignment, 20), 24); /* nine tokens that are seven words and a half */
    rp_alignment_done(&alignment);
    text_done(&a);
    text_done(&b);
    text_done(&c);
}

static void at_most_64_passages_the_longest(void **state)
{
    (void)state;
    enum { BLOCKS = 100 };
    static char a_raw[BLOCKS * 200], b_raw[BLOCKS * 200];
    struct text a, b;
    struct rp_alignment alignment;
    a_raw[0] = b_raw[0] = 0;
    for (int i = 0; i < BLOCKS; i++) { /* the same blocks, growing, apart by 12 words that differ */
        words_append(a_raw, sizeof a_raw, 1000 + (uint64_t)i, 5 + i / 10);
        words_append(b_raw, sizeof b_raw, 1000 + (uint64_t)i, 5 + i / 10);
        words_append(a_raw, sizeof a_raw, 5000 + (uint64_t)i, 12);
        words_append(b_raw, sizeof b_raw, 9000 + (uint64_t)i, 12);
    }
    text_make(&a, a_raw);
    text_make(&b, b_raw);
    rp_alignment_init(&alignment);
    assert_int_equal(align(&alignment, &a.side, &b.side), RP_OK);
    assert_int_equal(alignment.passage_count, RP_LIMIT_PASSAGES);
    for (size_t i = 1; i < alignment.passage_count; i++)
        assert_true(alignment.passages[i - 1].new_start < alignment.passages[i].new_start);
    assert_true(alignment.passages[RP_LIMIT_PASSAGES - 1].words >= 14);
    rp_alignment_done(&alignment);
    text_done(&a);
    text_done(&b);
}

static void endless_repetition_stays_linear(void **state)
{
    (void)state;
    enum { WORDS = 500000 };
    char *raw = malloc(2 * WORDS + 1);
    struct text a, b;
    struct rp_alignment alignment;
    assert_non_null(raw);
    for (int i = 0; i < WORDS; i++)
        memcpy(raw + 2 * i, "a ", 2);
    raw[2 * WORDS] = 0;
    text_make(&a, raw);
    raw[WORDS] = 'b';
    text_make(&b, raw);
    rp_alignment_init(&alignment);
    assert_int_equal(align(&alignment, &a.side, &b.side), RP_OK);
    assert_int_equal(alignment.new_shingles, 1);
    assert_int_equal(alignment.shared, 1);
    rp_alignment_done(&alignment);
    text_done(&a);
    text_done(&b);
    free(raw);
}

/* --- the counts by their definition: each shingle held against all others --- */

enum { MADE_BYTES = 8000 };

static bool noisy(const struct rp_side *side, size_t i)
{
    static uint8_t noise[MADE_BYTES];
    return rp_noise_find(side->tokens, side->raw, noise) && noise[i] && noise[i + side->shingles->width[i] - 1];
}

/* Does a side have the shingle where it is no boilerplate, to less than `least` repeats? */
static bool stands_in(const struct rp_side *side, uint64_t hash, unsigned least)
{
    for (size_t i = 0; i < side->shingles->count; i++)
        if (side->shingles->hash[i] == hash && side->repeats[i] < least)
            return true;
    return false;
}

static void expect_counts(const struct rp_alignment *alignment, const struct rp_side *a, const struct rp_side *b)
{
    uint32_t shared = 0, of_a = 0, of_b = 0;
    const unsigned least = RP_BOILERPLATE_REPEATS + a->other_counted;
    for (size_t i = 0; i < a->shingles->count; i++) {
        uint64_t hash = a->shingles->hash[i];
        bool in_b = stands_in(b, hash, RP_BOILERPLATE_REPEATS);
        of_a += a->shingles->first[i] && a->repeats[i] < (in_b ? least : RP_BOILERPLATE_REPEATS) && (in_b || !noisy(a, i));
        shared += a->shingles->first[i] && in_b && stands_in(a, hash, least);
    }
    for (size_t i = 0; i < b->shingles->count; i++)
        of_b += b->shingles->first[i] && b->repeats[i] < RP_BOILERPLATE_REPEATS && (stands_in(a, b->shingles->hash[i], least) || !noisy(b, i));
    assert_int_equal(alignment->shared, shared);
    assert_int_equal(alignment->new_shingles, of_a);
    assert_int_equal(alignment->old_shingles, of_b);
    assert_int_equal(alignment->new_left_out, a->shingles->distinct_count - of_a);
    assert_int_equal(alignment->old_left_out, b->shingles->distinct_count - of_b);
}

static void make_text(char *raw, uint8_t *repeats, uint64_t *random)
{
    static const char *const words[] = {"on ", "the ", "bank\n", "新华社", "of ", "a ", "river. ", "was ", "seen "};
    size_t count = random_below(random, 200), kinds = 2 + random_below(random, 8), boiler = random_below(random, 6);
    raw[0] = 0;
    for (size_t i = 0; i < count; i++)
        strcat(raw, words[random_below(random, kinds)]);
    for (size_t i = 0; i < MADE_BYTES; i++)
        repeats[i] = random_below(random, 5) < boiler ? (uint8_t)random_below(random, 4) : 0;
}

static void counts_are_as_by_their_definition(void **state)
{
    (void)state;
    static char raw[2][MADE_BYTES];
    static uint8_t repeats[2][MADE_BYTES];
    uint64_t random = 1;
    struct rp_alignment alignment;
    rp_alignment_init(&alignment);
    for (int round = 0; round < 400; round++) {
        struct text texts[2];
        for (int i = 0; i < 2; i++) {
            make_text(raw[i], repeats[i], &random);
            text_make(&texts[i], raw[i]);
            texts[i].side.repeats = repeats[i];
        }
        texts[0].side.other_counted = random_below(&random, 2);
        assert_int_equal(align(&alignment, &texts[0].side, &texts[1].side), RP_OK);
        expect_counts(&alignment, &texts[0].side, &texts[1].side);
        text_done(&texts[0]);
        text_done(&texts[1]);
    }
    rp_alignment_done(&alignment);
}

static void failed_allocations_are_reported(void **state)
{
    (void)state;
    struct text a;
    text_make(&a, "one two three four five six");
    size_t failures = 0;
    for (enum rp_status status = RP_NO_MEMORY; status != RP_OK;) {
        struct rp_alignment alignment;
        struct failing failing;
        rp_alignment_init(&alignment);
        failing_start(&failing, failures + 1);
        status = align(&alignment, &a.side, &a.side);
        failing_stop();
        assert_true(status == RP_OK || status == RP_NO_MEMORY);
        failures += status != RP_OK;
        rp_alignment_done(&alignment);
    }
    assert_int_equal(failures, 11);
    text_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_are_one_passage),
        cmocka_unit_test(a_changed_word_splits_the_run_and_not_the_passage),
        cmocka_unit_test(moved_blocks_are_passages_of_their_own),
        cmocka_unit_test(offsets_are_those_of_the_raw_bytes_in_any_script),
        cmocka_unit_test(boilerplate_does_not_count),
        cmocka_unit_test(what_both_have_stands_in_one_other_article_less),
        cmocka_unit_test(noise_counts_only_where_it_is_shared),
        cmocka_unit_test(the_longest_own_stretch_is_measured),
        cmocka_unit_test(a_word_is_two_code_points_where_there_are_no_spaces),
        cmocka_unit_test(at_most_64_passages_the_longest),
        cmocka_unit_test(endless_repetition_stays_linear),
        cmocka_unit_test(counts_are_as_by_their_definition),
        cmocka_unit_test(failed_allocations_are_reported),
    };
    return cmocka_run_group_tests_name("match/align", tests, NULL, NULL);
}
