/* Word pairs: windows, distinctness, what is left out. */
#include "support/cmocka.h"

#include "base/random.h"
#include "support/failing.h"
#include "text/kernels.h"
#include "text/pairs.h"

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

/* The pairs one by one, as they are defined. */
static size_t plain_pairs(const struct rp_tokens *of, const uint8_t *left_out, uint32_t *ret)
{
    size_t count = 0;
    for (size_t i = 0; i < of->count; i++) {
        unsigned weight = 0, width = 0;
        uint64_t gram;
        while (weight < 4 && i + width < of->count)
            weight += of->weight[i + width++];
        if (weight < 4 || left_out[i])
            continue;
        rp_grams_scalar(of->hash + i, 1, width, &gram);
        ret[count] = (uint32_t)(gram >> 47);
        size_t k = 0;
        while (ret[k] != ret[count])
            k++;
        count += k == count;
    }
    return count;
}

/* Words and single code points in runs of every length. */
static void runs_have_the_pairs_of_a_plain_loop(void **state)
{
    (void)state;
    enum { TOKENS = 500 };
    uint64_t seed = 1, hash[TOKENS];
    uint8_t weight[TOKENS], left_out[TOKENS];
    uint32_t plain[TOKENS];
    for (size_t longest = 1; longest < TOKENS; longest++) {
        struct rp_tokens made = {.hash = hash, .weight = weight, .count = 1 + rp_random_below(&seed, TOKENS)};
        for (size_t i = 0, left = 0; i < made.count; i++, left--) {
            weight[i] = left > 0 ? weight[i - 1] : rp_random_below(&seed, 2) > 0 ? RP_WEIGHT_WORD : RP_WEIGHT_SINGLE;
            left = left > 0 ? left : 1 + rp_random_below(&seed, longest);
            hash[i] = rp_mix(rp_random_below(&seed, 40));
            left_out[i] = rp_random_below(&seed, 8) == 0;
        }
        size_t count = plain_pairs(&made, left_out, plain);
        assert_int_equal(rp_pairs_find(&pairs, &made, left_out), RP_OK);
        assert_int_equal(pairs.count, count);
        assert_memory_equal(pairs.number, plain, count * sizeof *plain);
    }
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(two_words_in_a_row_are_a_pair),
        WITH(four_code_points_without_spaces_are_one),
        WITH(what_begins_at_a_left_out_token_is_left_out),
        WITH(runs_have_the_pairs_of_a_plain_loop),
        WITH(failed_allocations_are_reported),
    };
    return cmocka_run_group_tests_name("text/pairs", tests, NULL, NULL);
}
