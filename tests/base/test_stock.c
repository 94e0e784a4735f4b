/* Blocks that were made ready ahead: zeroed, each given to one taker, whoever starts and ends the keeping of them. */
#include "support/cmocka.h"

#include "base/pages.h"
#include "base/stock.h"

#include <string.h>

static void nothing_is_kept_without_a_start(void **state)
{
    (void)state;
    assert_false(rp_stock_is_kept());
    void *block = rp_pages_take(RP_PAGES_LARGE);
    assert_non_null(block);
    rp_pages_give(block, RP_PAGES_LARGE);
}

static void blocks_are_zeroed_and_no_ones_else(void **state)
{
    (void)state;
    enum { BLOCKS = 3 * RP_STOCK_BLOCKS };
    char *blocks[BLOCKS];
    rp_stock_start();
    for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = rp_pages_take(RP_PAGES_LARGE);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % RP_PAGES_LARGE, 0);
        assert_true(blocks[i][0] == 0 && memcmp(blocks[i], blocks[i] + 1, RP_PAGES_LARGE - 1) == 0);
        memset(blocks[i], i + 1, RP_PAGES_LARGE);
    }
    for (int i = 0; i < BLOCKS; i++) {
        assert_true(blocks[i][0] == i + 1 && memcmp(blocks[i], blocks[i] + 1, RP_PAGES_LARGE - 1) == 0);
        rp_pages_give(blocks[i], RP_PAGES_LARGE);
    }
    rp_stock_end();
}

static void starts_nest(void **state)
{
    (void)state;
    for (int round = 0; round < 3; round++) {
        rp_stock_start();
        rp_stock_start();
        for (int i = 0; i < 2; i++) {
            assert_true(rp_stock_is_kept());
            rp_pages_give(rp_stock_take(), RP_PAGES_LARGE);
            rp_stock_end();
        }
        assert_false(rp_stock_is_kept());
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_kept_without_a_start),
        cmocka_unit_test(blocks_are_zeroed_and_no_ones_else),
        cmocka_unit_test(starts_nest),
    };
    return cmocka_run_group_tests_name("base/stock", tests, NULL, NULL);
}
