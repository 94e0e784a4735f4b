/* Word pairs: windows, distinctness, what is left out. */
#include "support/cmocka.h"

#include "support/failing.h"
#include "support/random.h"
#include "text/pairs.h"
#include "text/shingles.h"

#include <stdbool.h>
#include <string.h>

static struct rp_tokens tokens;
static struct rp_pairs pairs;

static int setup(void **state)
{
    (void)state;
    rp_tokens_init(&tokens);
    rp_pairs_init(&pairs);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rp_tokens_done(&tokens);
    rp_pairs_done(&pairs);
    return 0;
}

static size_t find(const char *text, const uint8_t *left_out)
{
    assert_int_equal(rp_tokenise(&tokens, text, strlen(text), NULL), RP_OK);
    assert_int_equal(rp_pairs_find(&pairs, &tokens, left_out), RP_OK);
    return pairs.count;
}

static void two_words_in_a_row_are_a_pair(void **state)
{
    (void)state;
    assert_int_equal(find("the minister said the minister left", NULL), 4);
    uint32_t first = pairs.number[0], last = pairs.number[3];
    assert_int_equal(find("minister left", NULL), 1);
    assert_int_equal(pairs.number[0], last);
    assert_int_equal(find("The MINISTER", NULL), 1);
    assert_int_equal(pairs.number[0], first);
    assert_int_equal(find("minister the", NULL), 1);
    assert_int_not_equal(pairs.number[0], first);
    assert_int_equal(find("alone", NULL), 0);
    assert_int_equal(find("", NULL), 0);
    for (size_t i = 0; i < pairs.count; i++)
        assert_true(pairs.number[i] < RP_PAIR_NUMBERS);
}

static void four_code_points_without_spaces_are_one(void **state)
{
    (void)state;
    assert_int_equal(find("新华社北京", NULL), 2);
    assert_int_equal(find("新华社", NULL), 0);
    assert_int_equal(find("新华社 reported", NULL), 2);
}

static void what_begins_at_a_left_out_token_is_left_out(void **state)
{
    (void)state;
    const uint8_t left_out[] = {1, 1, 0, 0, 0};
    assert_int_equal(find("one two three four five", left_out), 2);
    uint32_t number = pairs.number[0];
    assert_int_equal(find("three four", NULL), 1);
    assert_int_equal(pairs.number[0], number);
}

static void failed_allocations_are_reported(void **state)
{
    (void)state;
    size_t failures = 0;
    assert_int_equal(rp_tokenise(&tokens, "one two three", 13, NULL), RP_OK);
    for (enum rp_status status = RP_NO_MEMORY; status != RP_OK;) {
        struct failing failing;
        rp_pairs_done(&pairs);
        failing_start(&failing, failures + 1);
        status = rp_pairs_find(&pairs, &tokens, NULL);
        failing_stop();
        assert_true(status == RP_OK || (status == RP_NO_MEMORY && pairs.count == 0));
        failures += status != RP_OK;
    }
    assert_int_equal(failures, 2);
    assert_int_equal(pairs.count, 2);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

/* The pairs by their definition: one token after the other, each number looked for among those before. */
static size_t find_slowly(const uint8_t *left_out, uint32_t *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < tokens.count; i++) {
        unsigned weight = 0, width = 0;
        while (weight < 4 && i + width < tokens.count)
            weight += tokens.weight[i + width++];
        if (weight < 4)
            break;
        uint32_t number = (uint32_t)(rp_gram(tokens.hash + i, width) >> (64 - 17));
        bool known = left_out[i];
        for (size_t k = 0; k < n && !known; k++)
            known = ret[k] == number;
        ret[n] = number;
        n += !known;
    }
    return n;
}

static void runs_of_one_width_are_as_by_the_definition(void **state)
{
    (void)state;
    static const char *const words[] = {"新", "华", "社", "北", "京", "alpha ", "beta ", "gamma ", "delta ", "x "};
    static char text[4096];
    static uint8_t left_out[4096];
    static uint32_t numbers[4096];
    uint64_t random = 1;
    for (int round = 0; round < 2000; round++) {
        size_t count = random_below(&random, 400), kinds = 1 + random_below(&random, 10), first = random_below(&random, 11 - kinds);
        text[0] = 0;
        for (size_t i = 0; i < count; i++)
            strcat(text, words[first + random_below(&random, kinds)]);
        for (size_t i = 0; i < sizeof left_out; i++)
            left_out[i] = random_below(&random, 8) == 0;
        find(text, left_out);
        assert_int_equal(pairs.count, find_slowly(left_out, numbers));
        assert_memory_equal(pairs.number, numbers, pairs.count * sizeof *numbers);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(two_words_in_a_row_are_a_pair),
        WITH(four_code_points_without_spaces_are_one),
        WITH(what_begins_at_a_left_out_token_is_left_out),
        WITH(runs_of_one_width_are_as_by_the_definition),
        WITH(failed_allocations_are_reported),
    };
    return cmocka_run_group_tests_name("text/pairs", tests, NULL, NULL);
}
