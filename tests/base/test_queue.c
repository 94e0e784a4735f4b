/* The queue: order, both bounds, closing, many threads, failure. */
#include "support/cmocka.h"

#include "base/queue.h"
#include "support/failing.h"

#include <pthread.h>
#include <stdatomic.h>

static struct rp_queue *make(size_t max_items, size_t max_bytes)
{
    struct rp_queue *queue;
    assert_int_equal(rp_queue_create(max_items, max_bytes, &queue), RP_OK);
    return queue;
}

static bool try_put(struct rp_queue *queue, void *item, size_t bytes)
{
    return rp_queue_try_put(queue, &item, &bytes, 1) == 1;
}

static void expect_level(struct rp_queue *queue, size_t items, size_t bytes)
{
    size_t got_items, got_bytes;
    rp_queue_level(queue, &got_items, &got_bytes);
    assert_int_equal(got_items, items);
    assert_int_equal(got_bytes, bytes);
}

static void bounds_of_nothing_are_refused(void **state)
{
    (void)state;
    struct rp_queue *queue;
    assert_int_equal(rp_queue_create(0, 1, &queue), RP_BAD_ARGUMENT);
    assert_int_equal(rp_queue_create(1, 0, &queue), RP_BAD_ARGUMENT);
    rp_queue_free(NULL);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct rp_queue *queue;
    struct failing failing;
    size_t n = 1;
    for (;; n++) {
        failing_start(&failing, n);
        enum rp_status status = rp_queue_create(4, 4, &queue);
        failing_stop();
        if (status == RP_OK)
            break;
        assert_int_equal(status, RP_NO_MEMORY);
    }
    assert_int_equal(n, 3);
    rp_queue_free(queue);
}

static void items_come_out_in_order_and_in_batches(void **state)
{
    (void)state;
    struct rp_queue *queue = make(5, 100);
    char items[12];
    void *taken[8];
    size_t put = 0, got = 0;
    /* Round and round the ring. */
    while (got < 12) {
        while (put < 12 && try_put(queue, &items[put], 3))
            put++;
        size_t n = rp_queue_take(queue, taken, 2 + got % 3);
        assert_true(n > 0 && n <= 2 + got % 3);
        for (size_t i = 0; i < n; i++)
            assert_ptr_equal(taken[i], &items[got++]);
    }
    expect_level(queue, 0, 0);
    rp_queue_free(queue);
}

static void items_are_bounded(void **state)
{
    (void)state;
    struct rp_queue *queue = make(3, 1000);
    char item;
    void *taken[3];
    for (int i = 0; i < 3; i++)
        assert_true(try_put(queue, &item, 0));
    assert_false(try_put(queue, &item, 0));
    expect_level(queue, 3, 0);
    assert_int_equal(rp_queue_take(queue, taken, 1), 1);
    assert_true(try_put(queue, &item, 0));
    assert_false(try_put(queue, &item, 0));
    rp_queue_free(queue);
}

static void bytes_are_bounded(void **state)
{
    (void)state;
    struct rp_queue *queue = make(100, 10);
    char item;
    void *taken[100];
    assert_true(try_put(queue, &item, 6));
    assert_false(try_put(queue, &item, 5));
    assert_true(try_put(queue, &item, 4));
    assert_false(try_put(queue, &item, 1));
    assert_true(try_put(queue, &item, 0));
    expect_level(queue, 3, 10);
    assert_int_equal(rp_queue_take(queue, taken, 1), 1);
    expect_level(queue, 2, 4);
    assert_true(try_put(queue, &item, 6));
    rp_queue_free(queue);
}

static void an_oversized_item_goes_in_alone(void **state)
{
    (void)state;
    struct rp_queue *queue = make(100, 10);
    char item;
    void *taken[100];
    assert_true(try_put(queue, &item, 1));
    assert_false(try_put(queue, &item, 11));
    assert_int_equal(rp_queue_take(queue, taken, 1), 1);
    assert_true(try_put(queue, &item, SIZE_MAX));
    expect_level(queue, 1, 10);
    assert_false(try_put(queue, &item, 1));
    assert_int_equal(rp_queue_take(queue, taken, 100), 1);
    expect_level(queue, 0, 0);
    assert_true(try_put(queue, &item, 10));
    rp_queue_free(queue);
}

static void of_a_batch_goes_in_what_there_is_room_for(void **state)
{
    (void)state;
    struct rp_queue *queue = make(4, 10);
    char all[6];
    void *items[6], *taken[6];
    const size_t bytes[6] = {3, 3, 3, 3, 0, 0};
    for (int i = 0; i < 6; i++)
        items[i] = &all[i];
    assert_int_equal(rp_queue_try_put(queue, items, bytes, 0), 0);
    assert_int_equal(rp_queue_try_put(queue, items, bytes, 6), 3); /* no smaller one goes before the one that waits */
    expect_level(queue, 3, 9);
    assert_int_equal(rp_queue_try_put(queue, items + 3, bytes + 3, 3), 0);
    assert_int_equal(rp_queue_take(queue, taken, 1), 1);
    assert_int_equal(rp_queue_try_put(queue, items + 3, bytes + 3, 3), 2); /* four items */
    assert_int_equal(rp_queue_take(queue, taken, 6), 4);
    for (int i = 0; i < 4; i++)
        assert_ptr_equal(taken[i], items[i + 1]);
    assert_int_equal(rp_queue_try_put(queue, items, (const size_t[]){50, 0, 1}, 3), 2); /* an oversized one fills it for those with bytes */
    rp_queue_close(queue);
    assert_int_equal(rp_queue_try_put(queue, items, bytes, 6), 0);
    rp_queue_free(queue);
}

static void a_closed_queue_gives_what_is_left_and_takes_nothing(void **state)
{
    (void)state;
    struct rp_queue *queue = make(4, 10);
    char items[2];
    void *taken[4];
    assert_int_equal(rp_queue_put(queue, &items[0], 1), RP_OK);
    assert_int_equal(rp_queue_put(queue, &items[1], 1), RP_OK);
    rp_queue_close(queue);
    assert_int_equal(rp_queue_put(queue, &items[0], 1), RP_CLOSED);
    assert_false(try_put(queue, &items[0], 1));
    assert_int_equal(rp_queue_take(queue, taken, 4), 2);
    assert_ptr_equal(taken[1], &items[1]);
    assert_int_equal(rp_queue_take(queue, taken, 4), 0);
    rp_queue_close(queue);
    rp_queue_free(queue);
}

/* --- threads; what they find is looked at when they are over --- */

static void *put_one(void *context)
{
    static char item;
    return rp_queue_put(context, &item, 5) == RP_CLOSED ? context : NULL;
}

static void *take_one(void *context)
{
    void *taken;
    return rp_queue_take(context, &taken, 1) == 0 ? context : NULL;
}

/* Whether they wait already or come later, closing ends them. */
static void closing_wakes_those_who_wait(void **state)
{
    (void)state;
    enum { WAITING = 4 };
    char item;
    for (int full = 0; full < 2; full++) {
        struct rp_queue *queue = make(full ? 1 : 9, full ? 100 : 10);
        pthread_t threads[WAITING];
        void *end;
        assert_true(try_put(queue, &item, full ? 1 : 10)); /* full in items, or in bytes */
        for (int i = 0; i < WAITING; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, put_one, queue), 0);
        rp_queue_close(queue);
        for (int i = 0; i < WAITING; i++) {
            assert_int_equal(pthread_join(threads[i], &end), 0);
            assert_ptr_equal(end, queue);
        }
        rp_queue_free(queue);
        queue = make(4, 10);
        for (int i = 0; i < WAITING; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, take_one, queue), 0);
        rp_queue_close(queue);
        for (int i = 0; i < WAITING; i++) {
            assert_int_equal(pthread_join(threads[i], &end), 0);
            assert_ptr_equal(end, queue);
        }
        rp_queue_free(queue);
    }
}

static void *take_just_one(void *context)
{
    void *taken;
    return rp_queue_take(context, &taken, 1) == 1 ? taken : NULL;
}

/* Two wait, and two items come at once: whoever is woken first passes it on. */
static void one_wake_up_serves_all_that_wait(void **state)
{
    (void)state;
    enum { ROUNDS = 500 };
    struct rp_queue *queue = make(4, 10);
    char item;
    void *items[] = {&item, &item};
    for (int round = 0; round < ROUNDS; round++) {
        pthread_t threads[2];
        for (int i = 0; i < 2; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, take_just_one, queue), 0);
        assert_int_equal(rp_queue_try_put(queue, items, (const size_t[]){1, 1}, 2), 2);
        for (int i = 0; i < 2; i++) {
            void *taken;
            assert_int_equal(pthread_join(threads[i], &taken), 0);
            assert_ptr_equal(taken, &item);
        }
    }
    rp_queue_free(queue);
}

enum { GIVERS = 4, TAKERS = 3, EACH = 20000, ALL = GIVERS * EACH, MAX_ITEMS = 7, MAX_BYTES = 40 };

struct crowd {
    struct rp_queue *queue;
    unsigned char items[ALL]; /* their addresses are what is handed over */
    atomic_uint times[ALL];   /* each was taken */
    atomic_uint faults, next_giver, next_taker;
};

static size_t bytes_of(size_t number)
{
    return number % 97 == 0 ? MAX_BYTES + 5 : number % 13;
}

static void check_level(struct crowd *crowd)
{
    size_t items, bytes;
    rp_queue_level(crowd->queue, &items, &bytes);
    if (items > MAX_ITEMS || bytes > MAX_BYTES)
        atomic_fetch_add(&crowd->faults, 1);
}

static void *give(void *context)
{
    struct crowd *crowd = context;
    size_t first = (size_t)atomic_fetch_add(&crowd->next_giver, 1) * EACH;
    for (size_t i = first; i < first + EACH; i++) {
        if (i % 3 != 0 || !try_put(crowd->queue, &crowd->items[i], bytes_of(i)))
            if (rp_queue_put(crowd->queue, &crowd->items[i], bytes_of(i)) != RP_OK)
                atomic_fetch_add(&crowd->faults, 1);
        check_level(crowd);
    }
    return NULL;
}

/* What one giver gives reaches a taker in the order in which it was given. */
static void *take(void *context)
{
    struct crowd *crowd = context;
    size_t most = 1 + 2 * atomic_fetch_add(&crowd->next_taker, 1), last[GIVERS] = {0}, n;
    void *taken[1 + 2 * TAKERS];
    while ((n = rp_queue_take(crowd->queue, taken, most)) > 0) {
        for (size_t i = 0; i < n; i++) {
            size_t number = (size_t)((unsigned char *)taken[i] - crowd->items), giver = number / EACH;
            atomic_fetch_add(&crowd->times[number], 1);
            if (last[giver] > number % EACH)
                atomic_fetch_add(&crowd->faults, 1);
            last[giver] = number % EACH;
        }
        check_level(crowd);
    }
    return NULL;
}

static void a_crowd_loses_nothing_and_keeps_the_bounds(void **state)
{
    (void)state;
    static struct crowd crowd;
    pthread_t givers[GIVERS], takers[TAKERS];
    crowd.queue = make(MAX_ITEMS, MAX_BYTES);
    for (int i = 0; i < TAKERS; i++)
        assert_int_equal(pthread_create(&takers[i], NULL, take, &crowd), 0);
    for (int i = 0; i < GIVERS; i++)
        assert_int_equal(pthread_create(&givers[i], NULL, give, &crowd), 0);
    for (int i = 0; i < GIVERS; i++)
        assert_int_equal(pthread_join(givers[i], NULL), 0);
    rp_queue_close(crowd.queue);
    for (int i = 0; i < TAKERS; i++)
        assert_int_equal(pthread_join(takers[i], NULL), 0);
    assert_int_equal(atomic_load(&crowd.faults), 0);
    for (size_t i = 0; i < ALL; i++)
        assert_int_equal(atomic_load(&crowd.times[i]), 1);
    expect_level(crowd.queue, 0, 0);
    rp_queue_free(crowd.queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_of_nothing_are_refused),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(items_come_out_in_order_and_in_batches),
        cmocka_unit_test(items_are_bounded),
        cmocka_unit_test(bytes_are_bounded),
        cmocka_unit_test(an_oversized_item_goes_in_alone),
        cmocka_unit_test(of_a_batch_goes_in_what_there_is_room_for),
        cmocka_unit_test(a_closed_queue_gives_what_is_left_and_takes_nothing),
        cmocka_unit_test(closing_wakes_those_who_wait),
        cmocka_unit_test(one_wake_up_serves_all_that_wait),
        cmocka_unit_test(a_crowd_loses_nothing_and_keeps_the_bounds),
    };
    return cmocka_run_group_tests_name("base/queue", tests, NULL, NULL);
}
