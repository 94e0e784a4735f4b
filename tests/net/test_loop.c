/* net/loop: tasks from other threads, in order, many with one wake-up. */
#include "net/loop.h"

#include "run.h"
#include "support/cmocka.h"

#include <pthread.h>
#include <stdlib.h>

enum { THREADS = 4, TASKS = 20000 };

struct numbered {
    struct rp_task task; /* first */
    unsigned thread, number;
};

struct poster {
    struct rp_loop *loop;
    struct numbered *tasks; /* owned */
    unsigned number;
    pthread_t thread;
};

/* The loop's thread alone touches these. */
static unsigned next_of[THREADS], wrong, done;
static struct rp_loop *running;

static void run_numbered(struct rp_task *task)
{
    struct numbered *numbered = (struct numbered *)task;
    wrong += next_of[numbered->thread]++ != numbered->number;
    if (++done == THREADS * TASKS)
        rp_loop_end(running);
}

/* Posts one by one, and every so often a chain of ten. */
static void *post_all(void *context)
{
    struct poster *poster = context;
    for (unsigned i = 0; i < TASKS;) {
        unsigned n = i % 3 == 0 && i + 10 <= TASKS ? 10 : 1;
        for (unsigned k = 0; k < n; k++)
            poster->tasks[i + k] = (struct numbered){{.run = run_numbered}, poster->number, i + k};
        for (unsigned k = 0; k + 1 < n; k++)
            poster->tasks[i + k].task.next = &poster->tasks[i + k + 1].task;
        if (n == 1)
            rp_loop_post(poster->loop, &poster->tasks[i].task);
        else
            rp_loop_post_chain(poster->loop, &poster->tasks[i].task, &poster->tasks[i + n - 1].task);
        i += n;
    }
    return NULL;
}

static void tasks_of_each_thread_run_in_order(void **state)
{
    (void)state;
    static struct rp_loop loop;
    struct poster posters[THREADS];
    /* No tick to help: a lost wake-up would hang. */
    assert_int_equal(rp_loop_init(&loop, 1000 * 1000, NULL), RP_OK);
    running = &loop;
    for (unsigned i = 0; i < THREADS; i++) {
        posters[i] = (struct poster){.loop = &loop, .number = i, .tasks = calloc(TASKS, sizeof(struct numbered))};
        assert_non_null(posters[i].tasks);
        assert_int_equal(pthread_create(&posters[i].thread, NULL, post_all, &posters[i]), 0);
    }
    rp_loop_run(&loop);
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(posters[i].thread, NULL);
        free(posters[i].tasks);
        assert_int_equal(next_of[i], TASKS);
    }
    assert_int_equal(wrong, 0);
    rp_loop_done(&loop);
}

struct counted {
    struct rp_loop loop;
    unsigned ran, idle, idle_at_first, idle_at_last;
    struct rp_task again;
};

static struct counted counted;

static void count_idle(void *context)
{
    ((struct counted *)context)->idle++;
}

static void run_counted(struct rp_task *task)
{
    (void)task;
    if (counted.ran++ == 0)
        counted.idle_at_first = counted.idle;
    counted.idle_at_last = counted.idle;
}

static void one_wake_up_runs_many(void **state)
{
    (void)state;
    enum { MANY = 1000 };
    static struct rp_task tasks[MANY];
    counted = (struct counted){0};
    assert_int_equal(rp_loop_init(&counted.loop, TICK_MS, NULL), RP_OK);
    counted.loop.on_idle = count_idle;
    counted.loop.context = &counted;
    for (unsigned i = 0; i < MANY; i++) {
        tasks[i].run = run_counted;
        rp_loop_post(&counted.loop, &tasks[i]);
    }
    RUN_UNTIL(&counted.loop, counted.ran > 0);
    assert_int_equal(counted.ran, MANY);
    assert_int_equal(counted.idle_at_first, counted.idle_at_last);
    assert_true(counted.idle > 0);
    rp_loop_end(&counted.loop);
    rp_loop_done(&counted.loop);
}

static void post_again(struct rp_task *task)
{
    if (counted.ran++ < 3)
        rp_loop_post(&counted.loop, task);
}

/* A task is its owner's again when it runs: it may be posted from there. */
static void a_task_may_be_posted_again(void **state)
{
    (void)state;
    counted = (struct counted){.again.run = post_again};
    assert_int_equal(rp_loop_init(&counted.loop, TICK_MS, NULL), RP_OK);
    rp_loop_post(&counted.loop, &counted.again);
    RUN_UNTIL(&counted.loop, counted.ran == 4);
    run_some(&counted.loop);
    assert_int_equal(counted.ran, 4);
    rp_loop_end(&counted.loop);
    rp_loop_done(&counted.loop);
}

static void a_loop_may_never_run(void **state)
{
    (void)state;
    struct rp_loop loop;
    assert_int_equal(rp_loop_init(&loop, 1000, NULL), RP_OK);
    rp_loop_end(&loop);
    rp_loop_done(&loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tasks_of_each_thread_run_in_order),
        cmocka_unit_test(one_wake_up_runs_many),
        cmocka_unit_test(a_task_may_be_posted_again),
        cmocka_unit_test(a_loop_may_never_run),
    };
    return cmocka_run_group_tests_name("net/loop", tests, NULL, NULL);
}
