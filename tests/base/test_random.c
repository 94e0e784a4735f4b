/* base/random: the numbers that splitmix64 is known for, and fair choices. */
#include "base/random.h"

#include "support/cmocka.h"

static void gives_the_known_numbers(void **state)
{
    (void)state;
    uint64_t seed = 1234567; /* Vigna's splitmix64.c */
    assert_int_equal(rp_random(&seed), UINT64_C(6457827717110365317));
    assert_int_equal(rp_random(&seed), UINT64_C(3203168211198807973));
    assert_int_equal(rp_random(&seed), UINT64_C(9817491932198370423));
}

static void chooses_each_as_often(void **state)
{
    (void)state;
    uint64_t seed = 1;
    unsigned count[7] = {0};
    for (unsigned i = 0; i < 7000; i++) {
        uint64_t number = rp_random_below(&seed, 7);
        assert_true(number < 7);
        count[number]++;
    }
    for (unsigned i = 0; i < 7; i++)
        assert_in_range(count[i], 900, 1100);
    assert_int_equal(rp_random_below(&seed, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_known_numbers),
        cmocka_unit_test(chooses_each_as_often),
    };
    return cmocka_run_group_tests_name("base/random", tests, NULL, NULL);
}
