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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_is_counted),
    };
    return cmocka_run_group_tests_name("corpus/tally", tests, NULL, NULL);
}
