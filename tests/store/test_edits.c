/* store/edits: a log that is closed has another behind it, which is missed from the moment on in which both are there. */
#define _GNU_SOURCE /* syscall, readlink */
#include "disk.h"
#include "logged.h"
#include "store/edits.h"
#include "support/cmocka.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SOME = 40 };

static atomic_bool armed, waiting, released; /* the sync of a table is to wait; it does; it may go on */

static bool is_table(int fd)
{
    char link[64], path[600];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(link, path, sizeof path);
    return len > 4 && memcmp(path + len - 4, ".sst", 4) == 0;
}

/* Stands before that of the system. */
int fdatasync(int fd)
{
    if (atomic_load(&armed) && is_table(fd)) {
        atomic_store(&waiting, true);
        while (!atomic_load(&released))
            sched_yield();
    }
    return (int)syscall(SYS_fdatasync, fd);
}

static void *flush(void *rows)
{
    rp_rows_flush(rows, NULL);
    return NULL;
}

struct found {
    char manifest[600], last_log[600];
    unsigned logs;
};

static void find(void *context, const char *path, const char *name)
{
    struct found *found = context;
    if (strstr(name, "MANIFEST-") != NULL)
        snprintf(found->manifest, sizeof found->manifest, "%s", path);
    if (strstr(name, ".log") == NULL)
        return;
    found->logs++;
    snprintf(found->last_log, sizeof found->last_log, "%s", path); /* they come by name */
}

/* A copy, as a kill would leave it: the log from before the flush is closed, and some is logged in the next. */
static struct found killed_in_a_flush(void)
{
    pthread_t thread;
    struct found found = {.logs = 0};
    struct logged logged = logged_open();
    logged_fill(&logged, SOME, 0, 1);
    atomic_store(&armed, true);
    assert_int_equal(pthread_create(&thread, NULL, flush, logged.rows), 0);
    while (!atomic_load(&waiting))
        sched_yield();
    for (int i = 0; i < SOME; i++)
        logged_add(&logged, SOME);
    logged_commit(&logged);
    assert_int_equal(mkdir(disk_path("killed"), 0777), 0);
    disk_copy_files(disk_path("rows"), disk_path("killed"));
    atomic_store(&released, true);
    pthread_join(thread, NULL);
    logged_close(&logged);
    assert_int_equal(rename(disk_path("rows"), disk_path("gone")), 0);
    assert_int_equal(rename(disk_path("killed"), disk_path("rows")), 0);
    disk_each_file(disk_path("rows"), find, &found);
    return found;
}

static void the_log_behind_one_that_is_closed_is_missed(void **state)
{
    (void)state;
    uint64_t least;
    struct rp_error error = {0};
    struct logged logged;
    struct found found = killed_in_a_flush();
    assert_int_equal(found.logs, 2);
    assert_int_equal(rp_edits_last_log(found.manifest, &least, NULL), RP_OK);
    assert_true(least > 0 && least <= strtoull(strrchr(found.last_log, '/') + 1, NULL, 10));
    assert_int_equal(logged_try_open(true, &logged, &error), RP_OK);
    assert_int_equal(rp_rows_last_number(logged.rows), 2 * SOME);
    logged_close(&logged);
    assert_int_equal(unlink(found.last_log), 0);
    for (int read_only = 1; read_only >= 0; read_only--) {
        assert_int_equal(logged_try_open(read_only, &logged, &error), RP_DAMAGED);
        assert_non_null(strstr(error.message, "lacks a log ("));
    }
}

/* Whatever is in it. */
static void what_it_does_not_know_is_passed_over(void **state)
{
    (void)state;
    uint64_t least = 1;
    struct found found = killed_in_a_flush();
    size_t len;
    char *bytes = disk_read(found.manifest, &len);
    for (size_t cut = 0; cut < len; cut++) {
        disk_write(disk_path("cut"), bytes, cut);
        enum rp_status status = rp_edits_last_log(disk_path("cut"), &least, NULL);
        assert_true(status == RP_OK || status == RP_DAMAGED);
    }
    free(bytes);
}

static int setup(void **state)
{
    atomic_store(&armed, false);
    atomic_store(&waiting, false);
    atomic_store(&released, false);
    return disk_setup(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_log_behind_one_that_is_closed_is_missed, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(what_it_does_not_know_is_passed_over, setup, disk_teardown),
    };
    return cmocka_run_group_tests_name("store/edits", tests, NULL, NULL);
}
