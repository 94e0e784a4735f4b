/* The latest articles: what was put or used last stays as long as an operation may need it, however old it is; the bytes are bounded. */
#include "support/cmocka.h"

#include "corpus/recent.h"
#include "support/failing.h"
#include "support/random.h"

#include <string.h>

enum { LARGE = 1 << 20, SMALL = 100 };

static char text[LARGE];

static void put(struct rp_recent *recent, uint64_t number, size_t len)
{
    char id[8];
    memcpy(id, &number, sizeof id);
    const struct rp_article article = {.id = {id, sizeof id}, .text = {text, len}};
    assert_int_equal(rp_recent_put(recent, number, &article), RP_OK);
}

static void expect(const struct rp_recent *recent, uint64_t number, size_t len)
{
    const struct rp_article *article = rp_recent_find(recent, number);
    assert_non_null(article);
    assert_memory_equal(article->id.data, &number, sizeof number);
    assert_int_equal(article->text.len, len);
}

static struct rp_recent make(void)
{
    struct rp_recent recent;
    assert_int_equal(rp_recent_init(&recent), RP_OK);
    return recent;
}

static void the_latest_stay_and_the_bytes_are_bounded(void **state)
{
    (void)state;
    enum { PUT = 1000, LEN = 500 << 10 };
    struct rp_recent recent = make();
    for (uint64_t number = 1; number <= PUT; number++)
        put(&recent, number, LEN);
    assert_true(recent.bytes <= RP_LIMIT_RECENT || recent.count <= 2 * RP_RECENT_LEAST);
    for (uint64_t number = PUT - RP_RECENT_LEAST + 1; number <= PUT; number++)
        expect(&recent, number, LEN);
    assert_null(rp_recent_find(&recent, 1));
    rp_recent_done(&recent);
}

/* The oldest of all is used, and then room is made for others: it is not the first to go. */
static void what_is_used_stays_however_old_it_is(void **state)
{
    (void)state;
    struct rp_recent recent = make();
    put(&recent, 1, SMALL);
    uint64_t last = 1;
    while (recent.bytes + LARGE <= RP_LIMIT_RECENT || recent.count < 2 * RP_RECENT_LEAST)
        put(&recent, ++last, recent.count < 2 * RP_RECENT_LEAST ? SMALL : LARGE);
    assert_non_null(rp_recent_use(&recent, 1));
    for (unsigned i = 0; i < RP_RECENT_LEAST; i++) {
        put(&recent, ++last, LARGE);
        expect(&recent, 1, SMALL);
    }
    assert_null(rp_recent_use(&recent, 2));
    rp_recent_done(&recent);
}

/* Against a list of when each was put or used last. */
static void any_order_of_puts_and_uses_keeps_the_last_ones(void **state)
{
    (void)state;
    enum { NUMBERS = 3000, STEPS = 30000 };
    static uint64_t last_use[NUMBERS + 1];
    struct rp_recent recent = make();
    uint64_t seed = 5, found = 0, gone = 0;
    memset(last_use, 0, sizeof last_use);
    for (uint64_t step = 1; step <= STEPS; step++) {
        /* Most are of a few, as with the members of a story. */
        uint64_t number = 1 + random_below(&seed, random_below(&seed, 4) == 0 ? NUMBERS : 100);
        size_t len = number % 7 == 0 ? LARGE / 2 : SMALL * (number % 50 + 1);
        bool is_there = rp_recent_use(&recent, number) != NULL;
        assert_true(is_there || last_use[number] == 0 || step - last_use[number] > RP_RECENT_LEAST);
        if (!is_there)
            put(&recent, number, len);
        expect(&recent, number, len);
        found += is_there;
        gone += !is_there && last_use[number] != 0;
        last_use[number] = step;
    }
    assert_true(found > STEPS / 4);
    assert_true(gone > 100);
    rp_recent_done(&recent);
}

/* All places are in use, of small articles and of what has moved. */
static void a_full_ring_goes_round(void **state)
{
    (void)state;
    struct rp_recent recent = make();
    for (uint64_t number = 1; number <= RP_RECENT_MOST; number++)
        put(&recent, number, 1);
    assert_int_equal(recent.count, RP_RECENT_MOST);
    assert_non_null(rp_recent_use(&recent, 1)); /* the very first */
    assert_non_null(rp_recent_use(&recent, 1000));
    put(&recent, RP_RECENT_MOST + 1, 1);
    expect(&recent, 1, 1);
    expect(&recent, 1000, 1);
    expect(&recent, RP_RECENT_MOST + 1, 1);
    assert_null(rp_recent_find(&recent, 2));
    for (uint64_t round = 0; round < 3ull * RP_RECENT_MOST; round++)
        if (rp_recent_use(&recent, round % 5000 + 1) == NULL)
            put(&recent, round % 5000 + 1, 1);
    for (uint64_t number = 1; number <= 5000; number++)
        expect(&recent, number, 1);
    assert_true(recent.count <= RP_RECENT_MOST);
    rp_recent_done(&recent);
}

static void without_memory_nothing_changes(void **state)
{
    (void)state;
    struct rp_recent recent = make();
    const struct rp_article article = {.id = {"x", 1}, .text = {text, SMALL}};
    put(&recent, 1, SMALL);
    struct failing failing;
    failing_start(&failing, 1);
    assert_int_equal(rp_recent_put(&recent, 2, &article), RP_NO_MEMORY);
    failing_stop();
    expect(&recent, 1, SMALL);
    assert_null(rp_recent_find(&recent, 2));
    rp_recent_done(&recent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_latest_stay_and_the_bytes_are_bounded),
        cmocka_unit_test(what_is_used_stays_however_old_it_is),
        cmocka_unit_test(any_order_of_puts_and_uses_keeps_the_last_ones),
        cmocka_unit_test(a_full_ring_goes_round),
        cmocka_unit_test(without_memory_nothing_changes),
    };
    return cmocka_run_group_tests_name("corpus/recent", tests, NULL, NULL);
}
