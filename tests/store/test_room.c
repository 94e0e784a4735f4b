/* store/archive: on a disk that is nearly full there is room for the next state, and a state that does not fit takes none. */
#define _GNU_SOURCE /* syscall */
#include "disk.h"
#include "filling.h"
#include "support/cmocka.h"
#include "support/words.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ARTICLES = 100, WORDS = 40 };

static uint64_t room = UINT64_MAX;
static pid_t parent; /* its children can not write; 0: they can */

/* These stand before those of the system. */
int statvfs(const char *path, struct statvfs *ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), failed = fd < 0 ? -1 : fstatvfs(fd, ret);
    if (fd >= 0)
        close(fd);
    if (failed == 0 && room != UINT64_MAX)
        ret->f_bavail = room / ret->f_frsize;
    return failed;
}

ssize_t write(int fd, const void *data, size_t size)
{
    if (parent == 0 || getpid() == parent)
        return (ssize_t)syscall(SYS_write, fd, data, size);
    errno = ENOSPC;
    return -1;
}

static void add(struct filling *filling, uint64_t from, uint64_t to)
{
    for (uint64_t i = from; i < to; i++) {
        char id[24], text[1000] = "";
        snprintf(id, sizeof id, "a%u", (unsigned)i);
        words_append(text, sizeof text, i, WORDS);
        struct rp_article article = {.id = rp_str_of(id), .text = rp_str_of(text)};
        assert_int_equal(fill_add(filling, &article, 0), RP_OK);
    }
}

static uint64_t size_of(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return (uint64_t)info.st_size;
}

static void adds_leave_room_for_the_next_state(void **state)
{
    (void)state;
    struct filling filling;
    struct rp_error error;
    struct rp_logged logged;
    fill_begin(&filling);
    add(&filling, 0, ARTICLES);
    for (int round = 0; round < 2; round++) { /* of this state, and of one that was written meanwhile */
        fill_end(&filling);
        uint64_t size = size_of(disk_path("data/state"));
        assert_true(size > 16384);
        fill_begin(&filling);
        room = RP_ROWS_ROOM + size - 8192;
        assert_int_equal(rp_archive_log_add(filling.archive, rp_str_of("a row"), 0, &logged, &error), RP_IO);
        assert_non_null(strstr(error.message, "nothing is added before there is more room"));
        room = RP_ROWS_ROOM + size + 8192;
        add(&filling, ARTICLES + (uint64_t)round, ARTICLES + (uint64_t)round + 1);
        room = UINT64_MAX;
    }
    fill_end(&filling);
}

static void a_state_that_does_not_fit_takes_no_room(void **state)
{
    (void)state;
    struct filling filling;
    struct rp_error error;
    struct rlimit old, small;
    fill_begin(&filling);
    add(&filling, 0, FILLING_STATE_EVERY);
    parent = getpid();
    rp_archive_rest(filling.archive, true);
    assert_int_equal(access(disk_path("data/state.new"), F_OK), 0);
    fill_abandon(&filling); /* waits for it */
    assert_int_not_equal(access(disk_path("data/state.new"), F_OK), 0);
    parent = 0;
    disk_write(disk_path("data/state.new"), "of a process that was killed", 28);
    fill_begin(&filling);
    assert_int_not_equal(access(disk_path("data/state.new"), F_OK), 0);
    add(&filling, FILLING_STATE_EVERY, FILLING_STATE_EVERY + 1);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 4096;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(rp_archive_close(filling.archive, &error), RP_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_non_null(strstr(error.message, "state.new cannot be written"));
    assert_int_not_equal(access(disk_path("data/state.new"), F_OK), 0);
    fill_end(&(struct filling){.workspace = filling.workspace, .prepared = filling.prepared, .packer = filling.packer, .row = filling.row});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(adds_leave_room_for_the_next_state, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_state_that_does_not_fit_takes_no_room, disk_setup, disk_teardown),
    };
    return cmocka_run_group_tests_name("store/room", tests, NULL, NULL);
}
