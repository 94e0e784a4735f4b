/* Blocks of the buddy system: zeroed, apart from each other, whole again when all was given back; without memory. */
#include "support/cmocka.h"

#include "corpus/blocks.h"
#include "support/failing.h"
#include "support/random.h"

#include <string.h>

enum { BLOCKS = 400, MOST = 1 << RP_BLOCK_MOST_SHIFT };

struct block {
    unsigned char *at; /* NULL: none */
    size_t size;
    unsigned char filled;
};

static size_t whole_size(size_t size)
{
    size_t whole = 1 << RP_BLOCK_LEAST_SHIFT;
    while (whole < size)
        whole *= 2;
    return whole;
}

static bool is_all(const unsigned char *bytes, size_t size, unsigned char value)
{
    return bytes[0] == value && memcmp(bytes, bytes + 1, size - 1) == 0;
}

static void take(struct rp_blocks *blocks, struct block *block, uint64_t *random)
{
    block->size = 1 + random_below(random, (uint64_t)1 << (random_below(random, RP_BLOCK_MOST_SHIFT) + 1));
    block->size = block->size > MOST ? MOST : block->size;
    block->at = rp_blocks_take(blocks, block->size);
    assert_non_null(block->at);
    assert_int_equal((uintptr_t)block->at % whole_size(block->size), 0);
    assert_true(is_all(block->at, block->size, 0));
    block->filled = (unsigned char)(1 + random_below(random, 255));
    memset(block->at, block->filled, whole_size(block->size));
}

static void give(struct rp_blocks *blocks, struct block *block)
{
    assert_true(is_all(block->at, whole_size(block->size), block->filled)); /* nobody else has written there */
    rp_blocks_give(blocks, block->at, block->size);
    block->at = NULL;
}

static void blocks_are_zeroed_and_apart(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 5; seed++) {
        struct rp_blocks blocks = {0};
        struct block all[BLOCKS] = {0};
        uint64_t random = seed;
        for (int step = 0; step < 20000; step++) {
            struct block *block = &all[random_below(&random, BLOCKS)];
            if (block->at == NULL)
                take(&blocks, block, &random);
            else
                give(&blocks, block);
        }
        for (size_t i = 0; i < BLOCKS; i++)
            if (all[i].at != NULL)
                give(&blocks, &all[i]);
        rp_blocks_done(&blocks);
    }
}

/* What was given back in small blocks is there for large ones. */
static void what_was_given_back_is_whole_again(void **state)
{
    (void)state;
    enum { COUNT = 8 * MOST / 128 };
    static void *small[COUNT];
    struct rp_blocks blocks = {0};
    for (size_t i = 0; i < COUNT; i++)
        assert_non_null(small[i] = rp_blocks_take(&blocks, 100));
    uint64_t bytes = rp_blocks_bytes(&blocks);
    for (size_t i = 0; i < COUNT; i++)
        rp_blocks_give(&blocks, small[i * 1001 % COUNT], 100);
    for (size_t i = 0; i < 7; i++)
        assert_non_null(rp_blocks_take(&blocks, MOST));
    assert_int_equal(rp_blocks_bytes(&blocks), bytes);
    assert_null(rp_blocks_take(&blocks, MOST + 1));
    rp_blocks_give(&blocks, NULL, 100);
    rp_blocks_done(&blocks);
}

static void without_memory_there_are_none(void **state)
{
    (void)state;
    struct rp_blocks blocks = {0};
    struct failing failing;
    for (size_t n = 1; n <= 2; n++) {
        failing_start(&failing, n);
        assert_null(rp_blocks_take(&blocks, 1000));
        failing_stop();
    }
    assert_non_null(rp_blocks_take(&blocks, 1000));
    rp_blocks_done(&blocks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_zeroed_and_apart),
        cmocka_unit_test(what_was_given_back_is_whole_again),
        cmocka_unit_test(without_memory_there_are_none),
    };
    return cmocka_run_group_tests_name("corpus/blocks", tests, NULL, NULL);
}
