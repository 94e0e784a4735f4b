/* store/archive: a copy for which its own disk has no room says so of that, leaves nothing behind, and the corpus goes on. */
#include "disk.h"
#include "store/archive.h"
#include "support/cmocka.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/statvfs.h>
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

static void the_disk_that_is_full_is_named(void **state)
{
    (void)state;
    struct rp_corpus_options corpus;
    struct rp_archive *archive;
    struct rp_error error = {0};
    char want[600];
    rp_corpus_options_default(&corpus);
    struct rp_archive_options options = {.path = disk_path("data"), .holder = "a test", .create = true, .fsync = RP_FSYNC_NEVER, .corpus = &corpus};
    assert_int_equal(rp_archive_open(&options, &archive, &error), RP_OK);
    assert_int_equal(rp_archive_restore(archive, NULL, &error), RP_OK);
    full = "/copy";
    assert_int_equal(rp_archive_backup(archive, disk_path("copy"), &error), RP_IO);
    snprintf(want, sizeof want, "no copy is made in %s: rows has 1024 kB of free space left", disk_path("copy"));
    assert_ptr_equal(strstr(error.message, want), error.message);
    assert_int_not_equal(access(disk_path("copy"), F_OK), 0);
    full = NULL;
    assert_int_equal(rp_archive_backup(archive, disk_path("copy"), &error), RP_OK);
    assert_int_equal(rp_archive_close(archive, &error), RP_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_disk_that_is_full_is_named, disk_setup, disk_teardown),
    };
    return cmocka_run_group_tests_name("store/backup", tests, NULL, NULL);
}
