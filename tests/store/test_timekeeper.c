/* store/timekeeper: clocks that are set, at the start and while it runs, move no corpus by more than its own steps. */
#include "store/timekeeper.h"

#include "support/cmocka.h"

enum { SECOND = 1000, HOUR = RP_TIME_STEP_MOST_MS };
static const int64_t DAY = INT64_C(24) * HOUR, YEAR = INT64_C(365) * 24 * HOUR, NOW = INT64_C(1700000000000);

static enum rp_time_remark start(struct rp_timekeeper *keeper, int64_t last_ms, int64_t most_ms, int64_t system_ms)
{
    return rp_timekeeper_start_at(keeper, last_ms, most_ms, system_ms, 5 * SECOND);
}

static void a_new_corpus_believes_the_clock(void **state)
{
    (void)state;
    struct rp_timekeeper keeper;
    const int64_t clocks[] = {NOW, NOW - 50 * YEAR, NOW + 50 * YEAR, 0, -1, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        assert_int_equal(start(&keeper, INT64_MIN, 30 * DAY, clocks[i]), RP_TIME_FINE);
        assert_true(keeper.now_ms == clocks[i]);
    }
}

static void at_the_start_it_goes_by_the_clock(void **state)
{
    (void)state;
    struct rp_timekeeper keeper;
    assert_int_equal(start(&keeper, NOW, 30 * DAY, NOW), RP_TIME_FINE);
    assert_true(keeper.now_ms == NOW);
    assert_int_equal(start(&keeper, NOW, 30 * DAY, NOW + 30 * DAY), RP_TIME_FINE);
    assert_true(keeper.now_ms == NOW + 30 * DAY);
}

static void a_clock_behind_the_last_operation_stands_still(void **state)
{
    (void)state;
    struct rp_timekeeper keeper;
    const int64_t back[] = {1, DAY, 10 * YEAR, NOW};
    for (size_t i = 0; i < sizeof back / sizeof *back; i++) {
        assert_int_equal(start(&keeper, NOW, 30 * DAY, NOW - back[i]), RP_TIME_BEHIND);
        assert_true(keeper.now_ms == NOW);
    }
    assert_int_equal(start(&keeper, INT64_MAX, 0, INT64_MIN), RP_TIME_BEHIND);
    assert_true(keeper.now_ms == INT64_MAX);
}

static void a_clock_far_ahead_is_not_believed_unless_it_is_to_be(void **state)
{
    (void)state;
    struct rp_timekeeper keeper;
    const int64_t ahead[] = {30 * DAY + 1, YEAR, 100 * YEAR};
    for (size_t i = 0; i < sizeof ahead / sizeof *ahead; i++) {
        assert_int_equal(start(&keeper, NOW, 30 * DAY, NOW + ahead[i]), RP_TIME_NOT_BELIEVED);
        assert_true(keeper.now_ms == NOW);
        assert_int_equal(start(&keeper, NOW, 0, NOW + ahead[i]), RP_TIME_FINE);
        assert_true(keeper.now_ms == NOW + ahead[i]);
    }
    assert_int_equal(start(&keeper, INT64_MIN + 1, 30 * DAY, INT64_MAX), RP_TIME_NOT_BELIEVED);
    assert_true(keeper.now_ms == INT64_MIN + 1);
}

static void it_goes_on_by_steps(void **state)
{
    (void)state;
    struct rp_timekeeper keeper;
    start(&keeper, NOW, 0, NOW);
    assert_true(rp_timekeeper_at(&keeper, 5 * SECOND) == NOW);
    assert_true(rp_timekeeper_at(&keeper, 6 * SECOND) == NOW + SECOND);
    assert_true(rp_timekeeper_at(&keeper, 6 * SECOND) == NOW + SECOND);
    assert_true(rp_timekeeper_at(&keeper, 6 * SECOND + HOUR) == NOW + SECOND + HOUR);
}

static void a_jump_while_it_runs_is_no_step(void **state)
{
    (void)state;
    struct rp_timekeeper keeper;
    const int64_t jumps[] = {HOUR + 1, DAY, 10 * YEAR, -1, -DAY, -10 * YEAR};
    for (size_t i = 0; i < sizeof jumps / sizeof *jumps; i++) {
        start(&keeper, NOW, 0, NOW);
        rp_timekeeper_at(&keeper, 6 * SECOND);
        assert_true(rp_timekeeper_at(&keeper, 6 * SECOND + jumps[i]) == NOW + SECOND);
        /* From there on it goes as before. */
        assert_true(rp_timekeeper_at(&keeper, 7 * SECOND + jumps[i]) == NOW + 2 * SECOND);
    }
    start(&keeper, NOW, 0, NOW);
    assert_true(rp_timekeeper_at(&keeper, INT64_MAX) == NOW);
    assert_true(rp_timekeeper_at(&keeper, INT64_MIN) == NOW);
    assert_true(rp_timekeeper_at(&keeper, INT64_MAX) == NOW);
}

static void it_never_falls(void **state)
{
    (void)state;
    struct rp_timekeeper keeper;
    start(&keeper, INT64_MAX - 10, 0, INT64_MAX - 10);
    assert_true(rp_timekeeper_at(&keeper, 5 * SECOND + 10) == INT64_MAX);
    assert_true(rp_timekeeper_at(&keeper, 7 * SECOND) == INT64_MAX);
}

static void the_real_clocks_serve(void **state)
{
    (void)state;
    struct rp_timekeeper keeper;
    assert_int_equal(rp_timekeeper_start(&keeper, INT64_MIN, 0), RP_TIME_FINE);
    int64_t before = keeper.now_ms;
    assert_true(before > NOW);
    int64_t now = rp_timekeeper_now(&keeper);
    assert_true(now >= before && now - before <= HOUR);
    assert_int_equal(rp_timekeeper_start(&keeper, INT64_MAX, 0), RP_TIME_BEHIND);
    assert_true(rp_timekeeper_now(&keeper) == INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_corpus_believes_the_clock),
        cmocka_unit_test(at_the_start_it_goes_by_the_clock),
        cmocka_unit_test(a_clock_behind_the_last_operation_stands_still),
        cmocka_unit_test(a_clock_far_ahead_is_not_believed_unless_it_is_to_be),
        cmocka_unit_test(it_goes_on_by_steps),
        cmocka_unit_test(a_jump_while_it_runs_is_no_step),
        cmocka_unit_test(it_never_falls),
        cmocka_unit_test(the_real_clocks_serve),
    };
    return cmocka_run_group_tests_name("store/timekeeper", tests, NULL, NULL);
}
