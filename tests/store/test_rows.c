/* store/rows: what was logged comes back in its order, windows go whole, the room of what is deleted comes back. */
#include "disk.h"
#include "logged.h"
#include "support/cmocka.h"
#include "support/failing.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void new_rows_are_empty(void **state)
{
    (void)state;
    struct logged logged = logged_open();
    for (int round = 0; round < 2; round++) {
        assert_true(rp_rows_last_number(logged.rows) == 0);
        assert_true(rp_rows_last_time(logged.rows) == INT64_MIN);
        assert_true(rp_rows_oldest_end(logged.rows, INT64_MIN) == INT64_MAX);
        assert_string_equal(logged_operations(&logged, 0), "");
        assert_string_equal(logged_keys(&logged), "");
        logged_expect_gone(&logged, 0, 2);
        logged_commit(&logged);
        logged_reopen(&logged);
    }
    logged_close(&logged);
}

static void operations_come_back_in_their_order(void **state)
{
    (void)state;
    struct logged logged = logged_open();
    uint64_t number;
    logged_add(&logged, 10);
    logged_add(&logged, 10);
    logged_commit(&logged);
    logged_remove(&logged, 1, 20);
    logged_add(&logged, 1700);
    logged_commit(&logged);
    assert_int_equal(rp_rows_log_expire(logged.rows, 15, 128, 1800, &number, NULL), RP_OK);
    assert_true(number == logged.next++);
    logged_add(&logged, 90000);
    logged_commit(&logged);
    for (int round = 0; round < 3; round++) {
        assert_true(rp_rows_last_number(logged.rows) == 6);
        assert_true(rp_rows_last_time(logged.rows) == 90000);
        assert_string_equal(logged_operations(&logged, 0), "+1 +2 -1 +4 x15,128 +6 ");
        assert_string_equal(logged_operations(&logged, 2), "-1 +4 x15,128 +6 ");
        assert_string_equal(logged_operations(&logged, 5), "+6 ");
        assert_string_equal(logged_operations(&logged, 6), "");
        if (round == 1)
            assert_int_equal(rp_rows_flush(logged.rows, NULL), RP_OK);
        logged_reopen(&logged);
    }
    logged_close(&logged);
}

static void what_is_not_committed_is_not_there(void **state)
{
    (void)state;
    struct logged logged = logged_open();
    logged_fill(&logged, 3, 0, 1);
    logged_add(&logged, 5);
    assert_true(rp_rows_last_number(logged.rows) == 3);
    assert_int_equal(logged_look(&logged, 4, NULL), RP_NOT_FOUND);
    logged_reopen(&logged);
    assert_string_equal(logged_operations(&logged, 0), "+1 +2 +3 ");
    logged_add(&logged, 5);
    logged_commit(&logged);
    assert_string_equal(logged_operations(&logged, 0), "+1 +2 +3 +4 ");
    logged_close(&logged);
}

static void notes_are_there_when_flushed(void **state)
{
    (void)state;
    struct logged logged = logged_open();
    logged_fill(&logged, 25, 0, 100); /* over three windows */
    assert_int_equal(rp_rows_flush(logged.rows, NULL), RP_OK);
    for (int round = 0; round < 2; round++) {
        logged_expect(&logged, 1, 25);
        assert_string_equal(logged_keys(&logged), "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 ");
        logged_reopen(&logged);
    }
    logged_close(&logged);
}

static enum rp_status second_is_enough(void *context, const struct rp_operation *operation)
{
    *(uint64_t *)context = operation->number;
    return operation->number == 2 ? RP_INTERRUPTED : RP_OK;
}

static enum rp_status key_is_enough(void *context, uint64_t number, struct rp_str keys)
{
    (void)keys;
    *(uint64_t *)context = number;
    return RP_INTERRUPTED;
}

static void a_callback_may_end_it(void **state)
{
    (void)state;
    uint64_t seen;
    struct logged logged = logged_open();
    logged_fill(&logged, 5, 0, 600);
    assert_int_equal(rp_rows_each_operation(logged.rows, logged.packing.packer, 0, second_is_enough, &seen, NULL), RP_INTERRUPTED);
    assert_true(seen == 2);
    assert_int_equal(rp_rows_each_keys(logged.rows, key_is_enough, &seen, NULL), RP_INTERRUPTED);
    assert_true(seen == 1);
    logged_close(&logged);
}

static void windows_go_by_the_time_of_operations(void **state)
{
    (void)state;
    struct logged logged = logged_open();
    logged_fill(&logged, 1, -1500, 0);
    assert_true(rp_rows_oldest_end(logged.rows, INT64_MIN) == -1000);
    logged_fill(&logged, 1, -1001, 0);
    assert_int_equal(logged_families(), 4); /* with the default one, answers and keys */
    logged_fill(&logged, 1, -1000, 0);
    assert_true(rp_rows_oldest_end(logged.rows, INT64_MIN) == -1000);
    logged_fill(&logged, 2, 999, 1);
    assert_int_equal(logged_families(), 7);
    logged_reopen(&logged);
    assert_true(rp_rows_oldest_end(logged.rows, INT64_MIN) == -1000);
    logged_expect(&logged, 1, 5);
    assert_string_equal(logged_operations(&logged, 0), "+1 +2 +3 +4 +5 ");
    logged_close(&logged);
}

static void old_windows_go_whole(void **state)
{
    (void)state;
    struct logged logged = logged_open();
    logged_fill(&logged, 10, 0, 0);
    logged_fill(&logged, 10, 1000, 0);
    logged_fill(&logged, 10, 5000, 0);
    assert_int_equal(rp_rows_flush(logged.rows, NULL), RP_OK);
    uint64_t before = disk_bytes(disk_path("rows"));
    assert_int_equal(rp_rows_settle(logged.rows, 30, NULL, 0, 20, NULL), RP_OK); /* 20 is still there */
    assert_int_equal(logged_families(), 5);
    logged_expect_gone(&logged, 1, 10);
    logged_expect(&logged, 11, 30);
    assert_true(rp_rows_oldest_end(logged.rows, INT64_MIN) == 2000);
    assert_int_equal(rp_rows_settle(logged.rows, 30, NULL, 0, 31, NULL), RP_OK);
    assert_true(disk_bytes(disk_path("rows")) < before);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(logged_families(), 4); /* the last one stays, whatever is in it */
        logged_expect_gone(&logged, 1, 20);
        logged_expect(&logged, 21, 30);
        assert_true(rp_rows_oldest_end(logged.rows, INT64_MIN) == 6000);
        /* What comes of them later is passed over. */
        logged_note(&logged, 5);
        logged_commit(&logged);
        logged_reopen(&logged);
    }
    logged_close(&logged);
}

/* A state without an article says nothing of what came behind it: that may be in windows that are old. */
static void what_came_behind_a_state_without_articles_stays(void **state)
{
    (void)state;
    static const uint64_t gone[] = {1, 2, 3, 4, 5};
    struct logged logged = logged_open();
    logged_fill(&logged, 30, 0, LOGGED_WINDOW_MS / 10);
    assert_int_equal(logged_families(), 3 + 3);
    assert_int_equal(rp_rows_settle(logged.rows, 5, gone, 5, UINT64_MAX, NULL), RP_OK);
    for (int round = 0; round < 2; round++) {
        logged_expect_gone(&logged, 1, 5);
        logged_expect(&logged, 6, 30);
        assert_string_equal(logged_operations(&logged, 27), "+28 +29 +30 ");
        assert_int_equal(logged_families(), 3 + 3);
        assert_int_equal(rp_rows_flush(logged.rows, NULL), RP_OK);
        logged_reopen(&logged);
    }
    assert_int_equal(rp_rows_settle(logged.rows, 10, NULL, 0, UINT64_MAX, NULL), RP_OK); /* now the first window has none */
    assert_int_equal(logged_families(), 3 + 2);
    logged_expect(&logged, 11, 30);
    logged_close(&logged);
}

static void what_was_noted_of_a_window_that_goes_is_no_failure(void **state)
{
    (void)state;
    struct logged logged = logged_open();
    logged_fill(&logged, 10, 0, 0);
    logged_fill(&logged, 10, 1000, 0);
    rp_rows_note_keys(logged.rows, 5, rp_str_of("k of 5"));
    rp_rows_note_keys(logged.rows, 15, rp_str_of("k of 15"));
    assert_int_equal(rp_rows_settle(logged.rows, 20, NULL, 0, 11, NULL), RP_OK);
    assert_int_equal(rp_rows_commit_notes(logged.rows, NULL), RP_OK);
    logged_expect(&logged, 15, 15);
    logged_close(&logged);
}

static void numbers_are_not_used_again(void **state)
{
    (void)state;
    static const uint64_t gone[] = {2, 3};
    struct logged logged = logged_open();
    logged_fill(&logged, 3, 0, 1);
    logged_remove(&logged, 3, 77);
    logged_commit(&logged);
    assert_int_equal(rp_rows_settle(logged.rows, 4, gone, 2, 1, NULL), RP_OK);
    for (int round = 0; round < 2; round++) {
        assert_true(rp_rows_last_number(logged.rows) == 4);
        assert_true(rp_rows_last_time(logged.rows) == 77);
        assert_string_equal(logged_operations(&logged, 0), "+1 ");
        assert_string_equal(logged_keys(&logged), "1 ");
        logged_expect_gone(&logged, 2, 4);
        logged_reopen(&logged);
    }
    logged_add(&logged, 78);
    logged_commit(&logged);
    assert_string_equal(logged_operations(&logged, 4), "+5 ");
    assert_int_equal(rp_rows_settle(logged.rows, 4, gone, 2, 1, NULL), RP_OK); /* again */
    assert_string_equal(logged_operations(&logged, 0), "+1 +5 ");
    logged_close(&logged);
}

static void what_came_to_nothing_is_not_replayed(void **state)
{
    (void)state;
    static const uint64_t nothing[] = {2, 3, 5};
    struct logged logged = logged_open();
    logged_add(&logged, 10);
    logged_add(&logged, 20);
    logged_remove(&logged, 9, 30);
    logged_add(&logged, 40);
    logged_add(&logged, 50);
    logged_commit(&logged);
    assert_int_equal(rp_rows_void(logged.rows, nothing, 0, true, NULL), RP_OK);
    assert_int_equal(rp_rows_void(logged.rows, nothing, 3, true, NULL), RP_OK);
    for (int round = 0; round < 2; round++) {
        assert_string_equal(logged_operations(&logged, 0), "+1 +4 ");
        assert_int_equal(logged_look(&logged, 2, NULL), RP_NOT_FOUND);
        assert_true(rp_rows_last_number(logged.rows) == 5); /* and is not used again */
        logged_reopen(&logged);
    }
    logged_add(&logged, 60);
    logged_commit(&logged);
    assert_int_equal(rp_rows_settle(logged.rows, 5, NULL, 0, 1, NULL), RP_OK);
    assert_string_equal(logged_operations(&logged, 0), "+1 +4 +6 ");
    logged_close(&logged);
}

static void the_room_of_deleted_articles_comes_back(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    uint64_t gone[COUNT];
    struct logged logged = logged_open();
    logged_fill(&logged, COUNT, 0, 0);
    assert_int_equal(rp_rows_flush(logged.rows, NULL), RP_OK);
    uint64_t before = disk_bytes(disk_path("rows"));
    for (uint64_t i = 0; i < COUNT; i++)
        gone[i] = i + 1;
    assert_int_equal(rp_rows_settle(logged.rows, COUNT, gone, COUNT - 10, 1, NULL), RP_OK);
    logged_expect_gone(&logged, 1, COUNT - 10);
    logged_expect(&logged, COUNT - 9, COUNT);
    assert_int_equal(rp_rows_flush(logged.rows, NULL), RP_OK);
    logged_close(&logged);
    assert_true(disk_bytes(disk_path("rows")) < before / 4);
}

static void a_copy_is_a_folder_of_its_own(void **state)
{
    (void)state;
    struct logged logged = logged_open();
    struct rp_error error;
    logged_fill(&logged, 25, 0, 100);
    const char *copy = disk_path("copy");
    assert_int_equal(rp_rows_checkpoint(logged.rows, copy, NULL), RP_OK);
    assert_int_equal(rp_rows_checkpoint(logged.rows, copy, &error), RP_IO);
    assert_non_null(strstr(error.message, copy));
    logged_fill(&logged, 5, 9000, 0);
    logged_close(&logged);
    assert_int_equal(rename(disk_path("rows"), disk_path("first")), 0);
    assert_int_equal(rename(disk_path("copy"), disk_path("rows")), 0);
    logged = logged_open();
    assert_true(rp_rows_last_number(logged.rows) == 25);
    logged_expect(&logged, 1, 25);
    logged_fill(&logged, 5, 9000, 0);
    logged_close(&logged);
}

static void reading_changes_nothing(void **state)
{
    (void)state;
    struct logged logged;
    struct rp_error error;
    assert_int_equal(logged_try_open(true, &logged, &error), RP_NOT_FOUND);
    assert_int_not_equal(access(disk_path("rows"), F_OK), 0);
    logged = logged_open();
    logged_fill(&logged, 5, 0, 600);
    logged_close(&logged);
    uint64_t bytes = disk_bytes(disk_path("rows"));
    assert_int_equal(logged_try_open(true, &logged, &error), RP_OK);
    logged_expect(&logged, 1, 5);
    assert_string_equal(logged_operations(&logged, 3), "+4 +5 ");
    assert_int_equal(logged_try_add(&logged, 9000, &error), RP_IO);
    assert_int_equal(rp_rows_commit(logged.rows, &error), RP_IO);
    assert_non_null(strstr(error.message, "reading only"));
    logged_close(&logged);
    assert_true(disk_bytes(disk_path("rows")) == bytes);
    assert_int_not_equal(access(disk_path("rows/LOG.old"), F_OK), 0);
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    struct logged logged = logged_open();
    logged_fill(&logged, 25, 0, 100);
    logged_close(&logged);
    for (size_t n = 1;; n++) {
        struct failing failing;
        struct rp_rows *rows;
        struct rp_rows_options options = {.folder = disk_path("rows"), .window_ms = LOGGED_WINDOW_MS};
        failing_start(&failing, n);
        enum rp_status status = rp_rows_open(&options, &rows, NULL);
        failing_stop();
        if (status == RP_OK) {
            assert_true(n > 6);
            rp_rows_close(rows);
            break;
        }
        assert_int_equal(status, RP_NO_MEMORY);
    }
    /* A new window that there is no memory for: nothing is logged, and the next try goes through. */
    logged = logged_open();
    struct failing failing;
    uint64_t number;
    failing_start(&failing, 1);
    assert_int_equal(rp_rows_log_add(logged.rows, rp_str_of("row"), 90000, 0, &number, NULL), RP_NO_MEMORY);
    failing_stop();
    logged_fill(&logged, 3, 90000, 0);
    logged_expect(&logged, 1, 28);
    logged_close(&logged);
}

static void a_row_of_a_newer_version_says_so(void **state)
{
    (void)state;
    uint64_t number;
    struct rp_error error;
    struct logged logged = logged_open();
    logged_fill(&logged, 1, 0, 1);
    logged.packing.row.data[0] = RP_ROW_VERSION + 1;
    assert_int_equal(rp_rows_log_add(logged.rows, (struct rp_str){logged.packing.row.data, logged.packing.row.len}, 1, 1, &number, NULL), RP_OK);
    assert_int_equal(rp_rows_commit(logged.rows, NULL), RP_OK);
    assert_int_equal(logged_look_article(&logged, 1, &error), RP_OK);
    assert_int_equal(logged_look_article(&logged, number, &error), RP_NEWER);
    assert_non_null(strstr(error.message, disk_path("rows")));
    assert_non_null(strstr(error.message, "(operation 2) of format version 3 and this program knows 2: use a newer reprint"));
    logged_close(&logged);
}

/* The table in memory is full, and RocksDB begins another log: it then has parts that it takes for used when it is closed, and would end the process. */
static void a_log_that_can_not_be_made_ends_all_writes(void **state)
{
    (void)state;
    enum { GROUP = 500, GROUPS_MOST = 1000 };
    struct rp_error error;
    struct rlimit old, none;
    struct logged logged = logged_open();
    logged_fill(&logged, 10, 0, 0);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    none = old;
    none.rlim_cur = 0;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    enum rp_status status = RP_OK;
    for (int group = 0; status == RP_OK && group < GROUPS_MOST; group++) {
        for (int i = 0; i < GROUP; i++)
            logged_add(&logged, 0);
        status = rp_rows_commit(logged.rows, &error);
    }
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
    assert_int_equal(status, RP_IO);
    assert_non_null(strstr(error.message, "Too many open files"));
    assert_true(rp_rows_have_ended(logged.rows));
    logged_close(&logged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(new_rows_are_empty, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(operations_come_back_in_their_order, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(what_is_not_committed_is_not_there, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(notes_are_there_when_flushed, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_callback_may_end_it, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(windows_go_by_the_time_of_operations, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(old_windows_go_whole, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(what_came_behind_a_state_without_articles_stays, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(what_was_noted_of_a_window_that_goes_is_no_failure, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(numbers_are_not_used_again, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(what_came_to_nothing_is_not_replayed, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(the_room_of_deleted_articles_comes_back, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_copy_is_a_folder_of_its_own, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(reading_changes_nothing, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_row_of_a_newer_version_says_so, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(survives_failing_allocations, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_log_that_can_not_be_made_ends_all_writes, disk_setup, disk_teardown),
    };
    return cmocka_run_group_tests_name("store/rows", tests, NULL, NULL);
}
