/* The posting table: what goes in is found, full keys keep the first, deletion takes out one, growth keeps all, the seed moves no answer. */
#include "support/cmocka.h"

#include "base/bits.h"
#include "corpus/postings.h"

#include <stdlib.h>

static size_t find(const struct rp_postings *postings, uint64_t key, uint32_t found[RP_LIMIT_POSTINGS])
{
    uint8_t listed;
    size_t n = rp_postings_find(postings, &key, 1, &listed, found);
    assert_int_equal(listed, n);
    return n;
}

static void insert(struct rp_postings *postings, uint64_t key, uint32_t article)
{
    uint32_t found[RP_LIMIT_POSTINGS];
    uint8_t listed = (uint8_t)find(postings, key, found);
    uint32_t tags[RP_POSTINGS_OF_ONE];
    assert_int_equal(rp_postings_insert(postings, &key, &listed, 1, article, tags), listed < RP_LIMIT_POSTINGS);
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void finds_what_was_inserted_through_growth(void **state)
{
    (void)state;
    enum { KEYS = 20000 };
    for (uint64_t seed = 0; seed < 3; seed++) {
        struct rp_postings postings;
        uint32_t found[RP_LIMIT_POSTINGS];
        assert_int_equal(rp_postings_init(&postings, seed), RP_OK);
        for (uint32_t i = 0; i < KEYS; i++) {
            assert_int_equal(rp_postings_reserve(&postings), RP_OK);
            insert(&postings, rp_mix(i), i);
            insert(&postings, rp_mix(i), i + KEYS);
        }
        assert_int_equal(postings.table.count, 2 * KEYS);
        for (uint32_t i = 0; i < KEYS; i++) {
            size_t n = find(&postings, rp_mix(i), found);
            qsort(found, n, sizeof *found, by_value);
            assert_true(n >= 2); /* a third only where two keys share a tag */
            int seen = 0;
            for (size_t k = 0; k < n; k++)
                seen += found[k] == i || found[k] == i + KEYS;
            assert_int_equal(seen, 2);
        }
        assert_int_equal(find(&postings, 12345, found), 0);
        rp_postings_done(&postings);
    }
}

static void a_full_key_keeps_the_first(void **state)
{
    (void)state;
    struct rp_postings postings;
    uint32_t found[RP_LIMIT_POSTINGS];
    assert_int_equal(rp_postings_init(&postings, 1), RP_OK);
    assert_int_equal(rp_postings_reserve(&postings), RP_OK);
    for (uint32_t i = 0; i < RP_LIMIT_POSTINGS - 1; i++)
        insert(&postings, 77, i);
    assert_int_equal(find(&postings, 77, found), RP_LIMIT_POSTINGS - 1);
    insert(&postings, 77, 1000);
    assert_int_equal(find(&postings, 77, found), RP_LIMIT_POSTINGS);
    insert(&postings, 77, 1001);
    assert_int_equal(find(&postings, 77, found), RP_LIMIT_POSTINGS);
    assert_int_equal(postings.table.count, RP_LIMIT_POSTINGS);
    for (size_t i = 0; i < RP_LIMIT_POSTINGS; i++)
        assert_true(found[i] != 1001);
    /* When one goes there is room for one more. */
    rp_postings_delete(&postings, 77, 1000);
    assert_int_equal(find(&postings, 77, found), RP_LIMIT_POSTINGS - 1);
    insert(&postings, 77, 1002);
    assert_int_equal(find(&postings, 77, found), RP_LIMIT_POSTINGS);
    rp_postings_done(&postings);
}

static void random_operations_equal_a_plain_list(void **state)
{
    (void)state;
    enum { STEPS = 30000, KEYS = 500, ARTICLES = 40 };
    static uint8_t there[KEYS][ARTICLES];
    struct rp_postings postings;
    uint32_t found[RP_LIMIT_POSTINGS];
    uint64_t x = 1;
    memset(there, 0, sizeof there);
    assert_int_equal(rp_postings_init(&postings, 5), RP_OK);
    for (int step = 0; step < STEPS; step++) {
        x = rp_mix(x + RP_GOLDEN);
        uint32_t key = (uint32_t)(x % KEYS), article = (uint32_t)(x >> 32) % ARTICLES;
        assert_int_equal(rp_postings_reserve(&postings), RP_OK);
        if (there[key][article]) {
            rp_postings_delete(&postings, key, article);
            there[key][article] = 0;
        } else {
            insert(&postings, key, article);
            there[key][article] = 1;
        }
        if (step % 100 != 0)
            continue;
        size_t n = find(&postings, key, found), want = 0;
        for (int i = 0; i < ARTICLES; i++)
            want += there[key][i];
        assert_int_equal(n, want);
        for (size_t i = 0; i < n; i++)
            assert_true(there[key][found[i]]);
    }
    rp_postings_done(&postings);
}

static void deleting_what_is_not_there_changes_nothing(void **state)
{
    (void)state;
    struct rp_postings postings;
    uint32_t found[RP_LIMIT_POSTINGS];
    assert_int_equal(rp_postings_init(&postings, 0), RP_OK);
    insert(&postings, 9, 3);
    rp_postings_delete(&postings, 9, 4);
    rp_postings_delete(&postings, 10, 3);
    assert_int_equal(find(&postings, 9, found), 1);
    assert_int_equal(found[0], 3);
    rp_postings_done(&postings);
}

/* Two of an article's keys may have one tag, and a list takes no more than it may of them. */
static void keys_of_one_tag_share_a_list(void **state)
{
    (void)state;
    enum { KEYS = 100 };
    struct rp_postings postings;
    uint64_t keys[KEYS];
    uint32_t found[RP_LIMIT_POSTINGS];
    for (uint64_t i = 0; i < KEYS; i++)
        keys[i] = i << 32 | 5;
    assert_int_equal(rp_postings_init(&postings, 3), RP_OK);
    static uint32_t all[KEYS * RP_LIMIT_POSTINGS];
    uint8_t listed[KEYS] = {0};
    uint32_t tags[RP_POSTINGS_OF_ONE];
    assert_int_equal(rp_postings_insert(&postings, keys, listed, 2, 1, tags), 2);
    assert_int_equal(tags[1], 5);
    assert_int_equal(find(&postings, 5, found), 2);
    assert_int_equal(rp_postings_find(&postings, keys, KEYS, listed, all), 2 * KEYS);
    assert_int_equal(rp_postings_insert(&postings, keys, listed, KEYS, 2, tags), RP_LIMIT_POSTINGS - 2);
    assert_int_equal(find(&postings, 5, found), RP_LIMIT_POSTINGS);
    assert_int_equal(postings.table.count, RP_LIMIT_POSTINGS);
    rp_postings_done(&postings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_inserted_through_growth),
        cmocka_unit_test(a_full_key_keeps_the_first),
        cmocka_unit_test(random_operations_equal_a_plain_list),
        cmocka_unit_test(deleting_what_is_not_there_changes_nothing),
        cmocka_unit_test(keys_of_one_tag_share_a_list),
    };
    return cmocka_run_group_tests_name("corpus/postings", tests, NULL, NULL);
}
