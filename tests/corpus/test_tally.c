/* Counting numbers of a list: against counting each by hand. */
#include "support/cmocka.h"

#include "corpus/tally.h"
#include "support/random.h"

static void every_number_is_counted(void **state)
{
    (void)state;
    enum { MOST = 3000 };
    static uint32_t numbers[MOST], left[MOST];
    static struct rp_tally_count places[4 * MOST];
    struct rp_tally tally = {.places = places};
    uint64_t random = 1;
    for (size_t n = 0; n <= MOST; n = n * 2 + 1) {
        uint32_t distinct = 1 + (uint32_t)(n / 3);
        memset(left, 0, sizeof left);
        for (size_t i = 0; i < n; i++) {
            numbers[i] = (uint32_t)random_below(&random, distinct);
            left[numbers[i]]++;
        }
        assert_true(rp_tally_places(n) >= 2 * n && rp_tally_places(n) <= sizeof places / sizeof *places);
        rp_tally_fill(&tally, numbers, n);
        size_t sum = 0;
        for (size_t i = 0; i < tally.cap; i++) {
            if (tally.places[i].count == 0)
                continue;
            assert_int_equal(tally.places[i].count, left[tally.places[i].number]);
            left[tally.places[i].number] = 0;
            sum += tally.places[i].count;
        }
        assert_int_equal(sum, n);
    }
}

static void what_occurs_once_is_left_out(void **state)
{
    (void)state;
    enum { MOST = 500 };
    uint64_t random = 2;
    for (int round = 0; round < 200; round++) {
        uint32_t numbers[MOST], list[MOST], n = 1 + (uint32_t)random_below(&random, MOST), singles = 0;
        for (uint32_t i = 0; i < n; i++)
            list[i] = numbers[i] = (uint32_t)random_below(&random, 1 + random_below(&random, 100000));
        size_t kept = rp_tally_repeated(list, n), found = 0;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t same = 0;
            for (uint32_t k = 0; k < n; k++)
                same += numbers[k] == numbers[i];
            singles += same == 1;
            while (same > 1 && found < kept && list[found] != numbers[i])
                found++; /* in the same order */
            assert_true(same == 1 || found < kept);
        }
        assert_true(kept <= n && n - kept <= singles && n - kept >= singles / 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_is_counted),
        cmocka_unit_test(what_occurs_once_is_left_out),
    };
    return cmocka_run_group_tests_name("corpus/tally", tests, NULL, NULL);
}
