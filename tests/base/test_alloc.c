/* The door to the heap: sizes of 0, overflow, the hook, growing arrays. */
#include "support/cmocka.h"

#include "base/alloc.h"
#include "support/failing.h"

static void a_size_of_nothing_is_a_block(void **state)
{
    (void)state;
    void *blocks[] = {rp_alloc(0), rp_alloc_zeroed(0, 8), rp_alloc_zeroed(8, 0), rp_realloc(NULL, 0)};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        assert_non_null(blocks[i]);
        rp_free(blocks[i]);
    }
    rp_free(NULL);
}

static void zeroed_memory_is_zero(void **state)
{
    (void)state;
    unsigned char *block = rp_alloc_zeroed(100, 3);
    assert_non_null(block);
    for (int i = 0; i < 300; i++)
        assert_int_equal(block[i], 0);
    rp_free(block);
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    assert_null(rp_alloc_zeroed(SIZE_MAX / 2, 3));
    assert_null(rp_alloc_zeroed(3, SIZE_MAX / 2));
    assert_null(rp_alloc_zeroed(SIZE_MAX, SIZE_MAX));
}

static void the_hook_makes_any_of_them_fail(void **state)
{
    (void)state;
    struct failing failing;
    char *block = rp_alloc(4);
    assert_non_null(block);
    memcpy(block, "abc", 4);
    failing_start(&failing, 1);
    assert_null(rp_alloc(8));
    failing_start(&failing, 1);
    assert_null(rp_alloc_zeroed(1, 8));
    failing_start(&failing, 1);
    assert_null(rp_realloc(block, 800));
    assert_string_equal(block, "abc"); /* as realloc: the old block stays */
    block = rp_realloc(block, 800);
    assert_non_null(block);
    assert_int_equal(failing.seen, 2);
    failing_stop();
    rp_free(block);
    block = rp_alloc(8);
    assert_non_null(block);
    assert_int_equal(failing.seen, 2); /* gone */
    rp_free(block);
}

static void arrays_grow_by_doubling_up_to_their_maximum(void **state)
{
    (void)state;
    uint32_t *array = NULL;
    size_t cap = 0;
    static const struct {
        size_t need, cap;
    } steps[] = {{0, 0}, {1, 16}, {16, 16}, {17, 32}, {100, 100}, {101, 200}, {201, 400}, {401, 500}, {500, 500}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        assert_true(rp_grow(&array, &cap, steps[i].need, sizeof *array, 500));
        assert_int_equal(cap, steps[i].cap);
        for (size_t k = 0; k < cap; k++)
            array[k] = (uint32_t)k; /* all of it is there */
    }
    assert_false(rp_grow(&array, &cap, 501, sizeof *array, 500));
    assert_int_equal(cap, 500);
    assert_int_equal(array[499], 499);
    rp_free(array);
}

static void a_small_maximum_is_kept(void **state)
{
    (void)state;
    char *array = NULL;
    size_t cap = 0;
    assert_true(rp_grow(&array, &cap, 1, 1, 5));
    assert_int_equal(cap, 5);
    assert_false(rp_grow(&array, &cap, 6, 1, 5));
    rp_free(array);
}

static void growing_keeps_what_was_there_when_it_fails(void **state)
{
    (void)state;
    struct failing failing;
    uint64_t *array = NULL;
    size_t cap = 0;
    assert_true(rp_grow(&array, &cap, 16, sizeof *array, 1000));
    array[15] = 7;
    uint64_t *old = array;
    failing_start(&failing, 1);
    assert_false(rp_grow(&array, &cap, 17, sizeof *array, 1000));
    failing_stop();
    assert_ptr_equal(array, old);
    assert_int_equal(cap, 16);
    assert_int_equal(array[15], 7);
    /* More bytes than there can be. */
    assert_false(rp_grow(&array, &cap, 17, sizeof *array, SIZE_MAX));
    assert_int_equal(cap, 16);
    rp_free(array);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_size_of_nothing_is_a_block),
        cmocka_unit_test(zeroed_memory_is_zero),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(the_hook_makes_any_of_them_fail),
        cmocka_unit_test(arrays_grow_by_doubling_up_to_their_maximum),
        cmocka_unit_test(a_small_maximum_is_kept),
        cmocka_unit_test(growing_keeps_what_was_there_when_it_fails),
    };
    return cmocka_run_group_tests_name("base/alloc", tests, NULL, NULL);
}
