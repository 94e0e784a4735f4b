/* How common word pairs are, and what two texts share but for the common ones. */
#include "support/cmocka.h"

#include "corpus/common.h"

#include <string.h>

static struct rp_common common;

static int setup(void **state)
{
    (void)state;
    return rp_common_init(&common) != RP_OK;
}

static int teardown(void **state)
{
    (void)state;
    rp_common_done(&common);
    return 0;
}

/* The pairs first .. first + count - 1. */
static struct rp_pairs range(uint32_t first, size_t count)
{
    static uint32_t numbers[2][512];
    static uint64_t seen[2][RP_PAIR_NUMBERS / 64];
    static int which;
    which = !which;
    for (size_t i = 0; i < count; i++)
        numbers[which][i] = first + (uint32_t)i;
    return (struct rp_pairs){.number = numbers[which], .count = count, .seen = seen[which]};
}

static double share(uint32_t a, size_t a_count, uint32_t b, size_t b_count)
{
    struct rp_pairs left = range(a, a_count), right = range(b, b_count);
    double ret = rp_common_share(&common, &left, &right);
    for (size_t i = 0; i < RP_PAIR_NUMBERS / 64; i++)
        assert_int_equal(right.seen[i], 0);
    return ret;
}

/* So many articles with a pair that stands in no other. */
static void learn_others(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t own = 100000 + i;
        rp_common_learn(&common, &own, 1);
    }
}

static void of_the_smaller_text_what_the_other_has(void **state)
{
    (void)state;
    learn_others(50);
    assert_true(share(0, 100, 50, 200) == .5);
    assert_true(share(50, 200, 0, 100) == .5);
    assert_true(share(0, 100, 0, 100) == 1);
    assert_true(share(0, 100, 81, 100) == 0); /* nineteen: too few to say anything */
    assert_true(share(0, 100, 80, 100) == .2);
    assert_true(share(0, 0, 0, 100) == 0);
}

static void nothing_is_said_before_fifty_articles(void **state)
{
    (void)state;
    learn_others(49);
    assert_true(share(0, 100, 0, 100) == 0);
    learn_others(1);
    assert_true(share(0, 100, 0, 100) == 1);
}

static void what_more_than_one_of_a_hundred_has_is_left_out(void **state)
{
    (void)state;
    struct rp_pairs set_phrases = range(0, 40);
    uint32_t numbers[40];
    memcpy(numbers, set_phrases.number, sizeof numbers);
    learn_others(496);
    for (int i = 0; i < 4; i++)
        rp_common_learn(&common, numbers, 40);
    assert_true(share(0, 100, 0, 80) == 1);
    learn_others(99);
    rp_common_learn(&common, numbers, 40); /* five of six hundred: more than four, but not one of a hundred */
    assert_true(share(0, 100, 0, 80) == 1);
    rp_common_learn(&common, numbers, 40);
    rp_common_learn(&common, numbers, 40); /* seven of 602 */
    assert_true(share(0, 100, 0, 50) == 0);  /* ten are left: too few */
    assert_true(share(0, 100, 10, 70) == 1); /* 40 .. 79 of 40 .. 99 */
    rp_common_unlearn(&common, numbers, 40);
    assert_true(share(0, 100, 0, 50) == 1);
}

static void a_full_count_stays(void **state)
{
    (void)state;
    const uint32_t pair = 7;
    for (int i = 0; i < UINT16_MAX + 10; i++)
        rp_common_learn(&common, &pair, 1);
    for (int i = 0; i < 100; i++)
        rp_common_unlearn(&common, &pair, 1);
    assert_int_equal(common.articles[7], UINT16_MAX);
    assert_int_equal(common.counted, UINT16_MAX - 90);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(of_the_smaller_text_what_the_other_has),
        WITH(nothing_is_said_before_fifty_articles),
        WITH(what_more_than_one_of_a_hundred_has_is_left_out),
        WITH(a_full_count_stays),
    };
    return cmocka_run_group_tests_name("corpus/common", tests, NULL, NULL);
}
