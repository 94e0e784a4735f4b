/* Blocks that were made ready ahead: zeroed, each given to one taker, whoever starts and ends the keeping of them. */
#include "support/cmocka.h"

#include "base/pages.h"
#include "base/stock.h"

#include <sched.h>
#include <string.h>

/* One that was ready: the thread needs a while. */
static char *take_ready(void)
{
    char *block = rp_stock_take();
    for (; block == NULL; block = rp_stock_take())
        sched_yield();
    return block;
}

static void nothing_is_ready_without_a_start(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++)
        assert_null(rp_stock_take());
}

static void blocks_are_zeroed_and_no_ones_else(void **state)
{
    (void)state;
    enum { BLOCKS = 3 * RP_STOCK_BLOCKS };
    char *blocks[BLOCKS];
    rp_stock_start();
    for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = take_ready();
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
        rp_pages_give(take_ready(), RP_PAGES_LARGE);
        rp_stock_end();
        rp_pages_give(take_ready(), RP_PAGES_LARGE);
        rp_stock_end();
        assert_null(rp_stock_take());
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_ready_without_a_start),
        cmocka_unit_test(blocks_are_zeroed_and_no_ones_else),
        cmocka_unit_test(starts_nest),
    };
    return cmocka_run_group_tests_name("base/stock", tests, NULL, NULL);
}
