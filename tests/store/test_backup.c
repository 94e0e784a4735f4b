/* store/archive: a copy that is not made says why, leaves nothing behind, and the corpus goes on. */
#define _GNU_SOURCE /* syscall */
#include "disk.h"
#include "store/archive.h"
#include "support/cmocka.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *full; /* a part of the paths for which there is no room */

/* Stands before that of the system. */
int statvfs(const char *path, struct statvfs *ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), failed = fd < 0 ? -1 : fstatvfs(fd, ret);
    if (fd >= 0)
        close(fd);
    if (failed == 0 && full != NULL && strstr(path, full) != NULL)
        ret->f_bavail = (1 << 20) / ret->f_frsize;
    return failed;
}

static atomic_bool interrupt;
static bool interrupts; /* when FORMAT comes */
static bool named_last; /* FORMAT came when all else of the copy was there */

/* The same. */
int rename(const char *from, const char *to)
{
    if (strstr(to, "/copy/FORMAT") != NULL && interrupts)
        atomic_store(&interrupt, true);
    if (strstr(to, "/copy/FORMAT") != NULL)
        named_last = access(disk_path("copy/state"), F_OK) == 0 && access(disk_path("copy/rows/CURRENT"), F_OK) == 0;
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

static struct rp_corpus_options corpus;
static struct rp_archive *archive;

static int setup(void **state)
{
    struct rp_error error = {0};
    disk_setup(state);
    rp_corpus_options_default(&corpus);
    struct rp_archive_options options = {.path = disk_path("data"), .holder = "a test", .create = true, .fsync = RP_FSYNC_NEVER, .corpus = &corpus};
    assert_int_equal(rp_archive_open(&options, &archive, &error), RP_OK);
    assert_int_equal(rp_archive_restore(archive, NULL, &error), RP_OK);
    return 0;
}

static int teardown(void **state)
{
    struct rp_error error;
    assert_int_equal(rp_archive_close(archive, &error), RP_OK);
    return disk_teardown(state);
}

static void the_disk_that_is_full_is_named(void **state)
{
    (void)state;
    struct rp_error error = {0};
    char want[600];
    full = "/copy";
    assert_int_equal(rp_archive_backup(archive, disk_path("copy"), NULL, &error), RP_IO);
    snprintf(want, sizeof want, "no copy is made in %s: rows has 1024 kB of free space left", disk_path("copy"));
    assert_ptr_equal(strstr(error.message, want), error.message);
    assert_int_not_equal(access(disk_path("copy"), F_OK), 0);
    full = NULL;
    assert_int_equal(rp_archive_backup(archive, disk_path("copy"), NULL, &error), RP_OK);
}

static void none_is_made_in_the_folder_itself(void **state)
{
    (void)state;
    static const char *const inside[] = {"data/copy", "data/copy/", "data/copy//", "data/rows/copy/", "data/"};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        assert_int_not_equal(rp_archive_backup(archive, disk_path(inside[i]), NULL, NULL), RP_OK);
    assert_int_not_equal(access(disk_path("data/copy"), F_OK), 0);
    assert_int_equal(rp_archive_backup(archive, disk_path("copy/"), NULL, NULL), RP_OK);
}

static void an_interrupted_one_leaves_nothing(void **state)
{
    (void)state;
    static const char *const said[] = {"interrupted while the state was copied", "interrupted while files were read"};
    struct rp_error error;
    for (int late = 0; late < 2; late++) {
        atomic_store(&interrupt, late == 0);
        interrupts = late == 1;
        assert_int_equal(rp_archive_backup(archive, disk_path("copy"), &interrupt, &error), RP_INTERRUPTED);
        assert_non_null(strstr(error.message, said[late]));
        assert_int_not_equal(access(disk_path("copy"), F_OK), 0);
    }
    interrupts = false;
    atomic_store(&interrupt, false);
    assert_int_equal(rp_archive_backup(archive, disk_path("copy"), &interrupt, NULL), RP_OK);
}

/* Cut off before, it is no corpus. */
static void its_format_comes_last(void **state)
{
    (void)state;
    named_last = false;
    assert_int_equal(rp_archive_backup(archive, disk_path("copy"), NULL, NULL), RP_OK);
    assert_true(named_last);
}

/* A place that can not be taken is as empty as it was. */
static void the_next_try_finds_the_place_empty(void **state)
{
    (void)state;
    struct rlimit old, none;
    struct rp_error error;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    none = old;
    none.rlim_cur = 0;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    assert_int_equal(rp_archive_backup(archive, disk_path("copy"), NULL, &error), RP_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_non_null(strstr(error.message, "HOLDER"));
    assert_int_equal(rp_archive_backup(archive, disk_path("copy"), NULL, &error), RP_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_disk_that_is_full_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(none_is_made_in_the_folder_itself, setup, teardown),
        cmocka_unit_test_setup_teardown(an_interrupted_one_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(its_format_comes_last, setup, teardown),
        cmocka_unit_test_setup_teardown(the_next_try_finds_the_place_empty, setup, teardown),
    };
    return cmocka_run_group_tests_name("store/backup", tests, NULL, NULL);
}
