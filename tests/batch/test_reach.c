/* batch/reach: what is of a job whose corpus others have used after each of its turns. */
#include "batch/work.h"

#include "support/cmocka.h"

static struct rp_place place_at(uint32_t file, uint64_t line)
{
    return (struct rp_place){.file = file, .line = line};
}

/* A turn begins behind what was found, and logs up to here. */
static void turn(struct rp_place *place, uint64_t found, bool stays, uint32_t file, uint64_t line)
{
    rp_dedup_begin_turn(place, found, stays);
    place->reach.file = file;
    place->reach.line = line;
}

static bool is_ours(const struct rp_place *place, uint32_t file, uint64_t line, uint64_t seq)
{
    return rp_dedup_is_of_job(place, &(struct rp_reach){.file = file, .line = line}, seq);
}

static void what_a_turn_has_logged_is_of_the_job(void **state)
{
    struct rp_place place = place_at(0, 100);
    (void)state;
    turn(&place, 50, false, 0, 300);
    turn(&place, 400, true, 1, 20); /* others have added up to 400 */
    turn(&place, 600, true, 0, 0);
    assert_int_equal(place.earlier_count, 2);
    assert_true(is_ours(&place, 0, 101, 51));
    assert_true(is_ours(&place, 0, 300, 400));
    assert_false(is_ours(&place, 0, 300, 50));
    assert_false(is_ours(&place, 0, 301, 400)); /* others had been there when the job came that far */
    assert_true(is_ours(&place, 0, 301, 401));
    assert_true(is_ours(&place, 1, 20, 401));
    assert_false(is_ours(&place, 1, 21, 600));
    assert_true(is_ours(&place, 1, 21, 601));
}

static void what_the_place_has_passed_is_forgotten(void **state)
{
    struct rp_place place = place_at(0, 100);
    (void)state;
    turn(&place, 50, false, 0, 300);
    turn(&place, 400, true, 0, 500);
    place.line = 300;
    turn(&place, 600, true, 0, 0);
    assert_int_equal(place.earlier_count, 1);
    assert_false(is_ours(&place, 0, 301, 400));
    assert_true(is_ours(&place, 0, 301, 401));
    place = place_at(1, 0);
    turn(&place, 700, true, 0, 0);
    assert_int_equal(place.earlier_count, 0);
}

/* One that was taken back, and those that came no farther than one before. */
static void what_a_turn_has_not_logged_does_not_count(void **state)
{
    struct rp_place place = place_at(0, 100);
    (void)state;
    turn(&place, 50, false, 0, 300);
    turn(&place, 50, false, 0, 100);
    turn(&place, 400, true, 0, 0);
    assert_int_equal(place.earlier_count, 0);
    assert_false(is_ours(&place, 0, 101, 51));
    turn(&place, 500, true, 0, 400);
    turn(&place, 600, true, 0, 300);
    turn(&place, 700, true, 0, 0);
    assert_int_equal(place.earlier_count, 1);
    assert_true(is_ours(&place, 0, 300, 501));
}

static void of_many_turns_what_is_own_stays_own(void **state)
{
    enum { TURNS = 3 * RP_EARLIER_MOST };
    struct rp_place place = place_at(0, 0);
    (void)state;
    for (uint64_t n = 0; n < TURNS; n++)
        turn(&place, 100 * n, true, 0, 10 * (n + 1));
    turn(&place, 100 * TURNS, true, 0, 0);
    assert_int_equal(place.earlier_count, RP_EARLIER_MOST);
    for (uint64_t n = 0; n < TURNS; n++) {
        assert_true(is_ours(&place, 0, 10 * n + 1, 100 * n + 1));
        assert_true(is_ours(&place, 0, 10 * n + 10, 100 * n + 1));
    }
    assert_false(is_ours(&place, 0, 10 * TURNS + 1, 100 * TURNS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_turn_has_logged_is_of_the_job),
        cmocka_unit_test(what_the_place_has_passed_is_forgotten),
        cmocka_unit_test(what_a_turn_has_not_logged_does_not_count),
        cmocka_unit_test(of_many_turns_what_is_own_stays_own),
    };
    return cmocka_run_group_tests_name("batch/reach", tests, NULL, NULL);
}
