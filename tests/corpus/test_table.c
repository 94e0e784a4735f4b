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
    static const uint32_t at_once[] = {16, 100, 2050};
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct rp_table table;
        uint64_t random = seed;
        memset(model, 0, sizeof model);
        assert_int_equal(rp_table_init(&table, seed, at_once[seed % 3]), RP_OK);
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
    assert_int_equal(rp_table_init(&table, 1, 1), RP_OK);
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
    assert_int_equal(rp_table_init(&table, 1, 1), RP_OK);
    for (uint32_t i = 0; i < 100; i++) {
        assert_int_equal(rp_table_reserve(&table), RP_OK);
        rp_table_put(&table, &tag, 1, i);
    }
    assert_int_equal(rp_table_search(&table, tag, is_number, &there), 77);
    assert_int_equal(rp_table_search(&table, tag, is_number, &absent), UINT32_MAX);
    assert_int_equal(rp_table_search(&table, 10, is_number, &there), UINT32_MAX);
    rp_table_done(&table);
}

/* Of random keys: what it takes is what it may come to, whatever the seed, and not much more than the six bytes of its entries; a small one is small. */
static void it_takes_little_more_than_its_entries(void **state)
{
    (void)state;
    enum { COUNT = 5000000, SOME = 50 };
    for (uint64_t seed = 0; seed < 2; seed++) {
        struct rp_table table;
        assert_int_equal(rp_table_init(&table, seed, SOME), RP_OK);
        assert_true(rp_table_bytes(&table) < 500000);
        for (uint32_t i = 0; i < COUNT; i += SOME) {
            uint32_t tags[SOME];
            for (uint32_t k = 0; k < SOME; k++)
                tags[k] = (uint32_t)rp_mix(i + k + 1);
            uint64_t charge = rp_table_bytes(&table) + rp_table_growth(&table, SOME);
            assert_int_equal(rp_table_reserve(&table), RP_OK);
            rp_table_put(&table, tags, SOME, i);
            assert_int_equal(rp_table_bytes(&table) + rp_table_growth(&table, 0), charge);
        }
        assert_true(rp_table_bytes(&table) < (uint64_t)COUNT * 11);
        rp_table_done(&table);
    }
}

/* The tag of a position in one part: the inverse of an odd factor (Newton's method: each step doubles the bits that are right). */
static uint32_t tag_in_one_part(const struct rp_table *table, uint32_t i)
{
    uint32_t inverse = table->factor;
    for (int k = 0; k < 5; k++)
        inverse *= 2 - table->factor * inverse;
    return inverse * (UINT32_C(5) << 22 | i * 9 % (1 << 22));
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
        assert_int_equal(rp_table_init(&table, 0, 1), RP_NO_MEMORY);
        failing_stop();
    }
    assert_int_equal(rp_table_init(&table, 0, 1), RP_OK);
    for (; count < 400000; count++) {
        uint32_t tag = tag_in_one_part(&table, count);
        for (size_t n = 1; table.due != UINT32_MAX - 1; n++) {
            failing_start(&failing, n);
            enum rp_status status = rp_table_reserve(&table);
            failing_stop();
            failures += status == RP_NO_MEMORY;
            for (uint32_t i = 0; i < count; i += 1 + count / 50)
                assert_int_equal(rp_table_find(&table, tag_in_one_part(&table, i), 1, found), 1);
            if (status == RP_OK)
                break;
        }
        rp_table_put(&table, &tag, 1, count);
    }
    assert_true(failures >= 3);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(rp_table_find(&table, tag_in_one_part(&table, i), 1, found), 1);
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
