/* store/rows: threads read while one logs, windows come and go, copies are made. */
#include "disk.h"
#include "logged.h"
#include "support/cmocka.h"
#include "support/random.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { ARTICLES = 1500, READERS = 3, STEP_MS = 20 /* 50 articles a window */ };

struct shared {
    struct logged logged;
    atomic_bool ended;
    _Atomic uint64_t first; /* below it articles may be gone */
    atomic_uint seen;
};

/* Each thread has a packer and a room of its own. */
static void *read_along(void *context)
{
    struct shared *shared = context;
    struct logged own = {.rows = shared->logged.rows};
    uint64_t seed = (uint64_t)(uintptr_t)&own;
    if (packing_begin(&own.packing) != RP_OK)
        return (void *)"no packer";
    const char *wrong = NULL;
    while (wrong == NULL && !atomic_load(&shared->ended)) {
        struct rp_article article;
        uint64_t last = rp_rows_last_number(own.rows);
        if (last == 0)
            continue;
        uint64_t number = 1 + random_below(&seed, last);
        enum rp_status status = rp_rows_read_article(own.rows, own.packing.packer, number, &own.packing.room, &article, NULL);
        if (status == RP_OK)
            atomic_fetch_add(&shared->seen, 1);
        else if (status != RP_NOT_FOUND || number >= atomic_load(&shared->first))
            wrong = "an article is missing";
    }
    packing_end(&own.packing);
    return (void *)wrong;
}

static enum rp_status rising(void *context, uint64_t number, struct rp_str keys)
{
    uint64_t *last = context;
    (void)keys;
    if (number <= *last)
        return RP_DAMAGED;
    *last = number;
    return RP_OK;
}

/* What archive does beside the logging thread. */
static void *settle_along(void *context)
{
    struct shared *shared = context;
    struct rp_rows *rows = shared->logged.rows;
    const char *wrong = NULL;
    for (unsigned round = 0; wrong == NULL && !atomic_load(&shared->ended); round++) {
        char copy[32];
        uint64_t number = rp_rows_last_number(rows), seen = 0, gone[1] = {number};
        uint64_t first = number > 200 ? number - 200 : 1;
        snprintf(copy, sizeof copy, "copy-%u", round);
        atomic_store(&shared->first, first);
        if (number > 0 && (rp_rows_flush(rows, NULL) != RP_OK || rp_rows_settle(rows, number, gone, 0, first, NULL) != RP_OK))
            wrong = "settling";
        else if (rp_rows_each_keys(rows, rising, &seen, NULL) != RP_OK)
            wrong = "keys";
        else if (round % 8 == 0 && rp_rows_checkpoint(rows, disk_path(copy), NULL) != RP_OK)
            wrong = "a copy";
        else if (rp_rows_sync(rows, NULL) != RP_OK)
            wrong = "a sync";
        rp_rows_oldest_end(rows, 0);
    }
    return (void *)wrong;
}

static void readers_see_what_was_committed(void **state)
{
    (void)state;
    disk_make();
    pthread_t readers[READERS], settler;
    struct shared shared = {.logged = logged_open()};
    for (unsigned i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_along, &shared), 0);
    assert_int_equal(pthread_create(&settler, NULL, settle_along, &shared), 0);
    logged_fill(&shared.logged, ARTICLES, 0, STEP_MS);
    while (atomic_load(&shared.seen) < 100)
        continue;
    atomic_store(&shared.ended, true);
    void *wrong;
    for (unsigned i = 0; i < READERS; i++) {
        assert_int_equal(pthread_join(readers[i], &wrong), 0);
        assert_null(wrong);
    }
    assert_int_equal(pthread_join(settler, &wrong), 0);
    assert_null(wrong);
    logged_reopen(&shared.logged);
    for (uint64_t number = ARTICLES - 150; number <= ARTICLES; number++)
        assert_int_equal(logged_look_article(&shared.logged, number, NULL), RP_OK);
    logged_close(&shared.logged);
    disk_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_see_what_was_committed),
    };
    return cmocka_run_group_tests_name("store/rows_threads", tests, NULL, NULL);
}
