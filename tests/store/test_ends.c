/* store/archive: what an end leaves, in good order or not. */
#include "disk.h"
#include "filling.h"
#include "store/archive_inside.h"
#include "support/cmocka.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void add_some(struct filling *filling, int from, int count)
{
    for (int i = from; i < from + count; i++) {
        char id[16], text[120];
        snprintf(id, sizeof id, "a%d", i);
        snprintf(text, sizeof text, "The council of town %d met on day %d and spoke of road %d, school %d and the harvest of %d.", i, i * 7, i * 11, i * 13, i * 17);
        struct rp_article article = {.id = rp_str_of(id), .text = rp_str_of(text)};
        fill_add(filling, &article, 0);
    }
}

static enum rp_status count(void *context, const struct rp_article *article, int64_t time_ms, struct rp_error *error)
{
    (void)article;
    (void)time_ms;
    (void)error;
    ++*(int *)context;
    return RP_OK;
}

static int exported(void)
{
    int found = 0;
    struct rp_archive_report report;
    struct rp_archive_look look = {.path = disk_path("data"), .context = &found, .each = count};
    assert_int_equal(rp_archive_export(&look, &report, NULL), RP_OK);
    assert_int_equal(report.damaged, 0);
    return found;
}

/* The first time a kill comes before it is taken out of the log. */
static void a_repeat_that_is_done_again_leaves_nothing(void **state)
{
    (void)state;
    enum { SOME = 20 };
    struct filling filling;
    fill_begin(&filling);
    add_some(&filling, 0, SOME);
    add_some(&filling, 0, SOME);
    fill_abandon(&filling);
    fill_begin(&filling);
    for (int i = 0; i < SOME; i++) {
        char id[16];
        snprintf(id, sizeof id, "a%d", i);
        fill_remove(&filling, rp_str_of(id));
    }
    fill_end(&filling);
    assert_int_equal(exported(), 0);
}

static void *begin_state(void *archive)
{
    rp_archive_rest(archive, true);
    return NULL;
}

static void check_nothing_is_done_again(void)
{
    struct filling filling;
    struct rp_archive_state now;
    fill_begin(&filling);
    rp_archive_get_state(filling.archive, &now);
    assert_int_equal(now.replayed, 0);
    fill_end(&filling);
}

/* The thread that has begun it ends first, as the engine does; and with operations behind it, or none. */
static void an_end_leaves_a_state_of_all(void **state)
{
    (void)state;
    for (int behind = 0; behind < 2; behind++) {
        pthread_t thread;
        struct filling filling;
        fill_begin(&filling);
        add_some(&filling, 1000 * behind, FILLING_STATE_EVERY);
        assert_int_equal(pthread_create(&thread, NULL, begin_state, filling.archive), 0);
        pthread_join(thread, NULL);
        add_some(&filling, 1000 * behind + FILLING_STATE_EVERY, 10 * behind);
        fill_end(&filling);
        check_nothing_is_done_again();
    }
}

/* Begins to open it, and gives that up; nothing is sealed before it is closed. */
static void interrupt_a_start(void)
{
    const atomic_bool interrupt = true;
    struct rp_corpus_options corpus;
    struct rp_archive *archive;
    struct rp_error error;
    rp_corpus_options_default(&corpus);
    struct rp_archive_options options = {.path = disk_path("data"), .holder = "a test", .fsync = RP_FSYNC_NEVER, .corpus = &corpus};
    assert_int_equal(rp_archive_open(&options, &archive, &error), RP_OK);
    assert_int_equal(rp_archive_restore(archive, &interrupt, &error), RP_INTERRUPTED);
    assert_int_not_equal(access(disk_path("data/SEAL"), F_OK), 0);
    assert_int_equal(rp_archive_close(archive, &error), RP_OK);
}

static void an_interrupted_start_leaves_it_in_order(void **state)
{
    (void)state;
    struct filling filling;
    fill_begin(&filling);
    add_some(&filling, 0, 50);
    fill_end(&filling);
    interrupt_a_start();
    assert_int_equal(access(disk_path("data/SEAL"), F_OK), 0);
    check_nothing_is_done_again();
    assert_int_equal(exported(), 50);
}

/* One whose state does not tell of all has none after an interrupted start either. */
static void an_interrupted_start_of_a_killed_one_is_not_sealed(void **state)
{
    (void)state;
    struct filling filling;
    fill_begin(&filling);
    add_some(&filling, 0, 50);
    fill_abandon(&filling);
    interrupt_a_start();
    assert_int_not_equal(access(disk_path("data/SEAL"), F_OK), 0);
    fill_begin(&filling);
    fill_end(&filling);
    assert_int_equal(exported(), 50);
}

static void an_end_of_one_that_could_not_be_written_says_so(void **state)
{
    (void)state;
    struct rp_error error = {0};
    struct filling filling;
    fill_begin(&filling);
    add_some(&filling, 0, 50);
    rp_archive_end_writing(filling.archive, "the disk is gone");
    assert_int_equal(fill_try_end(&filling, &error), RP_IO);
    assert_non_null(strstr(error.message, "the disk is gone"));
    assert_int_not_equal(access(disk_path("data/SEAL"), F_OK), 0);
    fill_begin(&filling);
    fill_end(&filling);
    assert_int_equal(exported(), 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_repeat_that_is_done_again_leaves_nothing, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(an_end_leaves_a_state_of_all, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(an_interrupted_start_leaves_it_in_order, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(an_interrupted_start_of_a_killed_one_is_not_sealed, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(an_end_of_one_that_could_not_be_written_says_so, disk_setup, disk_teardown),
    };
    return cmocka_run_group_tests_name("store/ends", tests, NULL, NULL);
}
