/* The table under the index: against a plain model, with many seeds and sizes, through growth, division and deletion; without memory; what it takes. */
#include "support/cmocka.h"

#include "base/bits.h"
#include "corpus/table.h"
#include "support/failing.h"
#include "support/random.h"

/* The model: the slots of each tag, as bits. */
enum { TAGS = 4000, SLOTS = 64 };
static uint64_t model[TAGS];

static uint32_t tag_at(size_t i)
{
    return i == 0 ? 0 : (uint32_t)rp_mix(i);
}

static void assert_same(const struct rp_table *table, size_t i)
{
    uint32_t found[SLOTS + 1];
    uint64_t bits = 0;
    size_t n = rp_table_find(table, tag_at(i), SLOTS + 1, found), want = 0;
    for (size_t k = 0; k < n; k++)
        bits |= UINT64_C(1) << found[k];
    for (int slot = 0; slot < SLOTS; slot++)
        want += model[i] >> slot & 1;
    assert_true(bits == model[i]);
    assert_int_equal(n, want);
}

/* Some tags have many slots, most have few. */
static size_t any_tag(uint64_t *random)
{
    return random_next(random) % 4 == 0 ? random_below(random, 40) : random_below(random, TAGS);
}

static void put_some(struct rp_table *table, uint64_t *random, uint32_t most)
{
    uint32_t tags[16], slot = (uint32_t)random_below(random, SLOTS), count = 0;
    for (uint32_t n = (uint32_t)random_below(random, most) + 1; n > 0; n--) {
        size_t i = any_tag(random);
        if (model[i] >> slot & 1)
            continue;
        model[i] |= UINT64_C(1) << slot;
        tags[count++] = tag_at(i);
    }
    assert_int_equal(rp_table_reserve(table), RP_OK);
    rp_table_put(table, tags, count, slot);
}

static void delete_one(struct rp_table *table, uint64_t *random)
{
    size_t i = any_tag(random);
    uint32_t slot = (uint32_t)random_below(random, SLOTS);
    rp_table_delete(table, tag_at(i), slot);
    model[i] &= ~(UINT64_C(1) << slot);
}

/* Puts in more than it deletes, then deletes more, and so on; a part in the end holds other entries than those that it was made for. */
static void random_operations_equal_the_model(void **state)
{
    (void)state;
    static const uint32_t at_once[] = {16, 16, 16, 300, 2050}, divides[] = {16, 64, 1000, 16, 64};
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct rp_table table;
        uint64_t random = seed;
        memset(model, 0, sizeof model);
        assert_int_equal(rp_table_init(&table, seed, at_once[seed % 5], divides[seed % 5]), RP_OK);
        for (int step = 0; step < 40000; step++) {
            if (random_below(&random, 10) < (step / 8000 % 2 == 0 ? 7u : 2u))
                put_some(&table, &random, 16);
            else
                for (int i = 0; i < 12; i++)
                    delete_one(&table, &random);
            assert_same(&table, any_tag(&random));
        }
        uint64_t count = 0;
        for (size_t i = 0; i < TAGS; i++) {
            assert_same(&table, i);
            for (int slot = 0; slot < SLOTS; slot++)
                count += model[i] >> slot & 1;
        }
        assert_int_equal(table.count, count);
        assert_true(seed % 5 > 1 || table.part_count > 8);
        rp_table_done(&table);
    }
}

/* Whoever knows the seed can aim all at one place: that costs time alone. */
static void keys_of_one_place_are_all_found(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    struct rp_table table;
    static uint32_t found[COUNT + 1];
    const uint32_t tag = 7;
    assert_int_equal(rp_table_init(&table, 1, 1, 16), RP_OK);
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_int_equal(rp_table_reserve(&table), RP_OK);
        rp_table_put(&table, &tag, 1, i);
    }
    assert_int_equal(rp_table_find(&table, tag, COUNT + 1, found), COUNT);
    assert_int_equal(rp_table_find(&table, tag, 5, found), 5);
    for (uint32_t i = 0; i < COUNT; i++)
        rp_table_delete(&table, tag, i);
    assert_int_equal(table.count, 0);
    assert_int_equal(rp_table_find(&table, tag, COUNT + 1, found), 0);
    rp_table_done(&table);
}

static bool is_number(const void *context, uint32_t slot)
{
    return slot == *(const uint32_t *)context;
}

static void the_slot_that_is_meant_is_found_among_many(void **state)
{
    (void)state;
    struct rp_table table;
    const uint32_t tag = 9, there = 77, absent = 100;
    assert_int_equal(rp_table_init(&table, 1, 1, 16), RP_OK);
    for (uint32_t i = 0; i < 100; i++) {
        assert_int_equal(rp_table_reserve(&table), RP_OK);
        rp_table_put(&table, &tag, 1, i);
    }
    assert_int_equal(rp_table_search(&table, tag, is_number, &there), 77);
    assert_int_equal(rp_table_search(&table, tag, is_number, &absent), UINT32_MAX);
    assert_int_equal(rp_table_search(&table, 10, is_number, &there), UINT32_MAX);
    rp_table_done(&table);
}

/* Of random keys: what it takes is what it may come to, whatever the seed, and not much more than the entries are; a small one is small. */
static void it_takes_little_more_than_its_entries(void **state)
{
    (void)state;
    enum { COUNT = 400000 };
    for (uint64_t seed = 0; seed < 3; seed++) {
        struct rp_table table;
        assert_int_equal(rp_table_init(&table, seed, 100, 1024), RP_OK);
        assert_true(rp_table_bytes(&table) < 2000);
        for (uint32_t i = 0; i < COUNT; i++) {
            uint32_t tag = (uint32_t)rp_mix(i + 1);
            uint64_t charge = rp_table_charge(&table, 1);
            assert_int_equal(rp_table_reserve(&table), RP_OK);
            rp_table_put(&table, &tag, 1, i);
            assert_true(rp_table_charge(&table, 0) == charge);
            assert_true(rp_table_bytes(&table) <= charge);
        }
        assert_true(rp_table_bytes(&table) < COUNT * 10);
        assert_true(table.part_count > 16);
        rp_table_done(&table);
    }
}

/* Wherever memory ends, all is there as before, and goes on when there is memory again. */
static void without_memory_it_stays_as_it_was(void **state)
{
    (void)state;
    struct rp_table table;
    struct failing failing;
    uint32_t found[2], failures = 0, count = 0;
    for (size_t n = 1; n <= 3; n++) {
        failing_start(&failing, n);
        assert_int_equal(rp_table_init(&table, 0, 1, 16), RP_NO_MEMORY);
        failing_stop();
    }
    assert_int_equal(rp_table_init(&table, 0, 1, 16), RP_OK);
    for (; count < 20000; count++) {
        uint32_t tag = (uint32_t)rp_mix(count);
        for (size_t n = 1; table.due != UINT32_MAX - 1; n++) {
            failing_start(&failing, n);
            enum rp_status status = rp_table_reserve(&table);
            failing_stop();
            failures += status == RP_NO_MEMORY;
            for (uint32_t i = 0; i < count; i += 1 + count / 50)
                assert_int_equal(rp_table_find(&table, (uint32_t)rp_mix(i), 1, found), 1);
            if (status == RP_OK)
                break;
        }
        rp_table_put(&table, &tag, 1, count);
    }
    assert_true(failures > 30);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(rp_table_find(&table, (uint32_t)rp_mix(i), 1, found), 1);
    rp_table_done(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_operations_equal_the_model),
        cmocka_unit_test(keys_of_one_place_are_all_found),
        cmocka_unit_test(the_slot_that_is_meant_is_found_among_many),
        cmocka_unit_test(it_takes_little_more_than_its_entries),
        cmocka_unit_test(without_memory_it_stays_as_it_was),
    };
    return cmocka_run_group_tests_name("corpus/table", tests, NULL, NULL);
}
