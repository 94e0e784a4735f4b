/* store/rows: a disk that is full, that fails, that has lost or changed what was on it. */
#include "disk.h"
#include "logged.h"
#include "support/cmocka.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* These stand before those of the system, in RocksDB too. */
static bool sync_fails;
static uint64_t room = UINT64_MAX;

int fdatasync(int fd)
{
    if (!sync_fails)
        return fsync(fd);
    errno = EIO;
    return -1;
}

int statvfs(const char *path, struct statvfs *ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), failed = fd < 0 ? -1 : fstatvfs(fd, ret);
    if (fd >= 0)
        close(fd);
    if (failed == 0 && room != UINT64_MAX)
        ret->f_bavail = room / ret->f_frsize;
    return failed;
}

static int teardown(void **state)
{
    sync_fails = false;
    room = UINT64_MAX;
    logged_move(false);
    return disk_teardown(state);
}

static void expect_no_room(enum rp_status status, const struct rp_error *error)
{
    assert_int_equal(status, RP_IO);
    assert_non_null(strstr(error->message, disk_path("rows")));
    assert_non_null(strstr(error->message, "1024 kB of free space"));
}

static void a_full_disk_refuses_a_group_and_no_more(void **state)
{
    (void)state;
    struct rp_error error;
    struct logged logged = logged_open();
    logged_fill(&logged, 5, 0, 0);
    logged_add(&logged, 1);
    logged_remove(&logged, 1, 1);
    logged_add(&logged, 5000); /* in a window of its own, which nothing comes to lie in */
    logged_note(&logged, 2);
    room = 1 << 20;
    expect_no_room(rp_rows_commit(logged.rows, &error), &error);
    assert_false(rp_rows_have_ended(logged.rows));
    assert_true(rp_rows_last_number(logged.rows) == 5 && rp_rows_last_time(logged.rows) == 0);
    logged.next = 6;
    expect_no_room(logged_try_add(&logged, 9000, &error), &error); /* no new window either */
    logged_expect(&logged, 1, 5);
    assert_string_equal(logged_operations(&logged, 0), "+1 +2 +3 +4 +5 ");
    assert_int_equal(rp_rows_commit(logged.rows, NULL), RP_OK); /* an empty group needs none */
    room = UINT64_MAX;
    logged_remove(&logged, 1, 2);
    logged_commit(&logged);
    logged_fill(&logged, 3, 7000, 0);
    for (int round = 0; round < 2; round++) {
        assert_string_equal(logged_operations(&logged, 0), "+1 +2 +3 +4 +5 -1 +7 +8 +9 ");
        logged_reopen(&logged);
    }
    logged_close(&logged);
}

static void when_room_is_short_removals_are_still_taken(void **state)
{
    (void)state;
    struct rp_error error;
    uint64_t number;
    struct logged logged = logged_open();
    logged_fill(&logged, 5, 0, 0);
    room = RP_ROWS_ROOM - 4096;
    logged_remove(&logged, 1, 1);
    assert_int_equal(logged_try_add(&logged, 1, &error), RP_IO);
    assert_non_null(strstr(error.message, "nothing is added before there is more room"));
    assert_int_equal(logged_try_add(&logged, 9000, &error), RP_IO);
    assert_int_equal(rp_rows_log_expire(logged.rows, 1, 128, 1, &number, NULL), RP_OK);
    assert_true(number == logged.next++);
    logged_commit(&logged);
    room = RP_ROWS_ROOM_TO_REMOVE - 4096;
    logged_remove(&logged, 2, 1);
    assert_int_equal(rp_rows_commit(logged.rows, &error), RP_IO);
    assert_non_null(strstr(error.message, "nothing is written before there is more room"));
    logged.next--;
    room = RP_ROWS_ROOM;
    logged_fill(&logged, 1, 2, 0);
    assert_string_equal(logged_operations(&logged, 0), "+1 +2 +3 +4 +5 -1 x1,128 +8 ");
    logged_close(&logged);
}

/* A window that was made for a number that was not logged in the end, found when the rows are opened. */
static void an_unused_window_is_no_burden(void **state)
{
    (void)state;
    struct logged logged = logged_open();
    logged_fill(&logged, 2, 0, 0);
    logged_add(&logged, 1);
    logged_add(&logged, 5000);
    logged_reopen(&logged);
    logged_fill(&logged, 4, 0, 2000);
    logged_reopen(&logged);
    assert_string_equal(logged_operations(&logged, 0), "+1 +2 +3 +4 +5 +6 ");
    logged_close(&logged);
}

static void expect_ended(enum rp_status status, const struct rp_error *error)
{
    assert_int_equal(status, RP_IO);
    assert_non_null(strstr(error->message, disk_path("rows")));
    assert_non_null(strstr(error->message, "before a restart"));
}

static void expect_all_ended(struct logged *logged)
{
    struct rp_error error;
    uint64_t number = 1;
    assert_true(rp_rows_have_ended(logged->rows));
    expect_ended(rp_rows_commit(logged->rows, &error), &error);
    expect_ended(rp_rows_commit_notes(logged->rows, &error), &error);
    expect_ended(logged_try_add(logged, 90000, &error), &error);
    expect_ended(rp_rows_log_remove(logged->rows, rp_str_of("id-1"), 90000, &number, &error), &error);
    expect_ended(rp_rows_log_expire(logged->rows, 1, 1, 90000, &number, &error), &error);
    expect_ended(rp_rows_sync(logged->rows, &error), &error);
    expect_ended(rp_rows_flush(logged->rows, &error), &error);
    expect_ended(rp_rows_void(logged->rows, &number, 1, true, &error), &error);
    expect_ended(rp_rows_settle(logged->rows, 1, NULL, 0, 1, &error), &error);
}

static void a_failed_sync_ends_all_writes(void **state)
{
    (void)state;
    struct rp_error error;
    struct logged logged = logged_open();
    logged_fill(&logged, 5, 0, 0);
    assert_int_equal(rp_rows_sync(logged.rows, NULL), RP_OK);
    logged_add(&logged, 1);
    logged_commit(&logged);
    sync_fails = true;
    expect_ended(rp_rows_sync(logged.rows, &error), &error);
    assert_non_null(strstr(error.message, "Input/output error"));
    sync_fails = false;
    expect_all_ended(&logged);
    logged_expect(&logged, 1, 5);
    logged_close(&logged);
    logged_move(true);
    logged = logged_open();
    for (uint64_t number = 1; number <= 6; number++)
        assert_int_equal(logged_look_article(&logged, number, NULL), RP_OK); /* the answers are to be made again */
    logged_fill(&logged, 5, 1, 0);
    logged_close(&logged);
}

static void what_is_not_synced_is_not_committed(void **state)
{
    (void)state;
    struct rp_error error;
    struct logged logged = logged_open();
    logged_fill(&logged, 5, 0, 0);
    logged_close(&logged);
    assert_int_equal(logged_try_open(false, &logged, &error), RP_OK);
    rp_rows_close(logged.rows);
    struct rp_rows_options options = {.folder = disk_path("rows"), .fsync = RP_FSYNC_ALWAYS, .window_ms = LOGGED_WINDOW_MS};
    assert_int_equal(rp_rows_open(&options, &logged.rows, &error), RP_OK);
    logged_fill(&logged, 5, 0, 0);
    logged_add(&logged, 1);
    sync_fails = true;
    expect_ended(rp_rows_commit(logged.rows, &error), &error);
    sync_fails = false;
    assert_true(rp_rows_last_number(logged.rows) == 10);
    expect_all_ended(&logged);
    logged_close(&logged);
}

static void a_write_that_fails_ends_all_writes(void **state)
{
    (void)state;
    struct rp_error error;
    struct rlimit old, small;
    enum rp_status status = RP_OK;
    struct logged logged = logged_open();
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 100000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    uint64_t done = 0;
    while (status == RP_OK) {
        logged_add(&logged, 1);
        status = rp_rows_commit(logged.rows, &error);
        done = rp_rows_last_number(logged.rows);
        assert_true(status != RP_OK || done == logged.next - 1);
    }
    assert_true(done > 100);
    expect_ended(status, &error);
    expect_all_ended(&logged);
    logged_close(&logged);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    logged_move(true);
    logged = logged_open();
    assert_true(rp_rows_last_number(logged.rows) >= done);
    for (uint64_t number = 1; number <= done; number++)
        assert_int_equal(logged_look_article(&logged, number, NULL), RP_OK);
    logged_fill(&logged, 5, 1, 0);
    logged_close(&logged);
}

static void a_missing_operation_is_found(void **state)
{
    (void)state;
    static const uint64_t lost = 5;
    struct rp_error error;
    struct logged logged = logged_open();
    logged_fill(&logged, 8, 0, 400);
    assert_int_equal(rp_rows_settle(logged.rows, 0, &lost, 1, 1, NULL), RP_OK); /* deleted before its time */
    enum rp_status status = rp_rows_each_operation(logged.rows, logged.packing.packer, 2, logged_nothing, NULL, &error);
    assert_int_equal(status, RP_DAMAGED);
    assert_non_null(strstr(error.message, "operations 5 to 5 are missing"));
    assert_int_equal(rp_rows_each_operation(logged.rows, logged.packing.packer, 5, logged_nothing, NULL, &error), RP_OK);
    assert_int_equal(rp_rows_settle(logged.rows, 5, &lost, 1, 1, NULL), RP_OK);
    assert_string_equal(logged_operations(&logged, 0), "+1 +2 +3 +4 +6 +7 +8 ");
    logged_close(&logged);
}

static void rows_that_cannot_be_opened_are_an_error(void **state)
{
    (void)state;
    struct logged logged;
    struct rp_error error;
    disk_write(disk_path("rows"), "a file", 6);
    assert_int_equal(logged_try_open(false, &logged, &error), RP_IO);
    assert_non_null(strstr(error.message, disk_path("rows")));
    assert_int_equal(logged_try_open(true, &logged, &error), RP_IO);
    assert_int_equal(remove(disk_path("rows")), 0);
    /* Two at once. */
    logged = logged_open();
    struct logged other;
    assert_int_equal(logged_try_open(false, &other, &error), RP_IO);
    logged_close(&logged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_full_disk_refuses_a_group_and_no_more, disk_setup, teardown),
        cmocka_unit_test_setup_teardown(when_room_is_short_removals_are_still_taken, disk_setup, teardown),
        cmocka_unit_test_setup_teardown(an_unused_window_is_no_burden, disk_setup, teardown),
        cmocka_unit_test_setup_teardown(a_failed_sync_ends_all_writes, disk_setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_not_synced_is_not_committed, disk_setup, teardown),
        cmocka_unit_test_setup_teardown(a_write_that_fails_ends_all_writes, disk_setup, teardown),
        cmocka_unit_test_setup_teardown(a_missing_operation_is_found, disk_setup, teardown),
        cmocka_unit_test_setup_teardown(rows_that_cannot_be_opened_are_an_error, disk_setup, teardown),
    };
    return cmocka_run_group_tests_name("store/rows_faults", tests, NULL, NULL);
}
