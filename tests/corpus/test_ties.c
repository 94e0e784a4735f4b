/* What ties an article to its story: spans of its text. */
#include "corpus/ties.h"

#include "reprint/limits.h"
#include "support/cmocka.h"
#include "support/random.h"

static struct rp_passage passage(uint32_t new_start, uint32_t new_end, uint32_t old_start, uint32_t old_end)
{
    return (struct rp_passage){new_start, new_end, old_start, old_end, 1};
}

static void assert_span(const struct rp_tie *tie, int i, uint32_t start, uint32_t end)
{
    assert_int_equal(tie->spans[i].start, start);
    assert_int_equal(tie->spans[i].end, end);
}

static void passages_become_spans_in_order(void **state)
{
    (void)state;
    const struct rp_passage passages[] = {passage(0, 10, 70, 80), passage(30, 40, 0, 10), passage(40, 50, 5, 30)};
    struct rp_tie none = {0}, in_new = rp_tie_in_new(passages, 3, &none), in_old = rp_tie_in_old(passages, 3);
    assert_span(&in_new, 0, 0, 10);
    assert_span(&in_new, 1, 30, 50);
    assert_span(&in_new, 2, 0, 0);
    assert_span(&in_old, 0, 0, 30);
    assert_span(&in_old, 1, 70, 80);
    assert_true(rp_tie_is_none(&none));
    assert_false(rp_tie_is_none(&in_old));
    none = rp_tie_in_old(NULL, 0);
    assert_true(rp_tie_is_none(&none));
}

static void what_the_old_one_is_about_is_carried_into_the_new_one(void **state)
{
    (void)state;
    const struct rp_passage passages[] = {passage(100, 200, 1000, 1200), passage(300, 400, 2000, 2100)};
    struct rp_tie old = {{{1100, 1150}, {2090, 2300}}}, in_new = rp_tie_in_new(passages, 2, &old);
    assert_span(&in_new, 0, 150, 175);
    assert_span(&in_new, 1, 390, 400);
    assert_span(&in_new, 2, 0, 0);
    old = (struct rp_tie){{{0, 1000}, {1200, 2000}}}; /* nothing of it: then all that is shared */
    in_new = rp_tie_in_new(passages, 2, &old);
    assert_span(&in_new, 0, 100, 200);
    assert_span(&in_new, 1, 300, 400);
}

static void too_many_are_joined_over_the_smallest_gaps(void **state)
{
    (void)state;
    const struct rp_passage passages[] = {passage(0, 1, 0, 10),  passage(0, 1, 15, 20), passage(0, 1, 40, 50),
                                          passage(0, 1, 52, 60), passage(0, 1, 80, 90), passage(0, 1, 200, 210)};
    struct rp_tie tie = rp_tie_in_old(passages, 6);
    assert_span(&tie, 0, 0, 20);
    assert_span(&tie, 1, 40, 60);
    assert_span(&tie, 2, 80, 90);
    assert_span(&tie, 3, 200, 210);
}

static void ties_meet_in_half_of_the_smaller_one(void **state)
{
    (void)state;
    const struct rp_passage both[] = {passage(0, 1, 0, 20), passage(0, 1, 100, 120)};
    struct rp_tie large = rp_tie_in_old(both, 2), none = {0}, whole = rp_tie_of_whole(120);
    struct rp_tie half = {{{10, 30}}}, less = {{{11, 31}}}, between = {{{20, 100}}}, two = {{{15, 25}, {95, 105}}};
    assert_true(rp_ties_meet(&large, &half) && rp_ties_meet(&half, &large));
    assert_false(rp_ties_meet(&large, &less) || rp_ties_meet(&less, &large));
    assert_false(rp_ties_meet(&large, &between));
    assert_true(rp_ties_meet(&large, &two));
    assert_true(rp_ties_meet(&large, &whole) && rp_ties_meet(&whole, &between));
    assert_true(rp_ties_meet(&large, &none) && rp_ties_meet(&none, &less) && rp_ties_meet(&none, &none));
}

static void a_tie_is_narrowed_to_less_than_half(void **state)
{
    (void)state;
    struct rp_tie tie = {0}, all = rp_tie_of_whole(100), half = {{{10, 60}}}, less = {{{50, 70}, {90, 95}}};
    rp_tie_narrow(&tie, &all);
    assert_span(&tie, 0, 0, 100);
    rp_tie_narrow(&tie, &half);
    assert_span(&tie, 0, 0, 100);
    rp_tie_narrow(&tie, &less);
    assert_span(&tie, 0, 50, 70);
    assert_span(&tie, 1, 90, 95);
    rp_tie_narrow(&tie, &all);
    assert_span(&tie, 0, 50, 70);
}

/* Whatever the passages, the spans are few, in order and apart, and hold them all. */
static void spans_hold_all_passages(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int round = 0; round < 2000; round++) {
        struct rp_passage passages[RP_LIMIT_PASSAGES];
        size_t count = random_below(&random, RP_LIMIT_PASSAGES + 1);
        for (size_t i = 0; i < count; i++) {
            uint32_t start = (uint32_t)random_below(&random, 5000), len = 1 + (uint32_t)random_below(&random, 60);
            passages[i] = passage(start, start + 1 + (uint32_t)random_below(&random, 60), start, start + len);
        }
        struct rp_tie tie = rp_tie_in_old(passages, count), in_new = rp_tie_in_new(passages, count, &tie);
        for (int k = 1; k < RP_TIE_SPANS; k++)
            assert_true(tie.spans[k].end == 0 || tie.spans[k].start > tie.spans[k - 1].end);
        for (size_t i = 0; i < count; i++) {
            bool old_held = false, new_held = false;
            for (int k = 0; k < RP_TIE_SPANS; k++) {
                old_held = old_held || (tie.spans[k].start <= passages[i].old_start && tie.spans[k].end >= passages[i].old_end);
                new_held = new_held || (in_new.spans[k].start <= passages[i].new_start && in_new.spans[k].end >= passages[i].new_end);
            }
            assert_true(old_held && new_held);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passages_become_spans_in_order),
        cmocka_unit_test(what_the_old_one_is_about_is_carried_into_the_new_one),
        cmocka_unit_test(too_many_are_joined_over_the_smallest_gaps),
        cmocka_unit_test(ties_meet_in_half_of_the_smaller_one),
        cmocka_unit_test(a_tie_is_narrowed_to_less_than_half),
        cmocka_unit_test(spans_hold_all_passages),
    };
    return cmocka_run_group_tests_name("corpus/ties", tests, NULL, NULL);
}
