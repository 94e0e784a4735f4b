/* store: the names in a folder can not be read: that is said, and no file is taken for missing. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "disk.h"
#include "filling.h"
#include "logged.h"
#include "store/folder.h"
#include "support/cmocka.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static bool fails;

/* Stands before that of the system. */
struct dirent *readdir(DIR *dir)
{
    struct dirent *(*real)(DIR *) = NULL;
    *(void **)&real = dlsym(RTLD_NEXT, "readdir64");
    if (!fails)
        return real(dir);
    errno = EIO;
    return NULL;
}

static int teardown(void **state)
{
    fails = false;
    return disk_teardown(state);
}

static void expect_said(enum rp_status status, const struct rp_error *error)
{
    assert_int_equal(status, RP_IO);
    if (strstr(error->message, "Input/output error") == NULL)
        assert_string_equal(error->message, "Input/output error");
}

static void nothing_damaged(void *context, const char *file, const char *what)
{
    (void)context;
    fail_msg("%s: %s", file, what);
}

static void a_seal_is_neither_made_nor_held_against(void **state)
{
    (void)state;
    struct rp_error error;
    struct rp_data_folder *folder;
    const struct rp_data_folder_options options = {.path = disk_path("data"), .holder = "a test", .create = true};
    bool sealed, all;
    assert_int_equal(rp_data_folder_open(&options, &folder, NULL), RP_OK);
    assert_int_equal(mkdir(disk_path("data/rows"), 0777), 0);
    disk_write(disk_path("data/rows/CURRENT"), "current", 7);
    fails = true;
    expect_said(rp_data_folder_seal(folder, &error), &error);
    fails = false;
    assert_int_equal(rp_data_folder_seal(folder, &error), RP_OK);
    fails = true;
    expect_said(rp_data_folder_check(folder, UINT64_MAX, nothing_damaged, NULL, &sealed, &all, &error), &error);
    rp_data_folder_close(folder);
}

static void a_folder_is_not_taken_for_an_empty_one(void **state)
{
    (void)state;
    struct rp_error error;
    struct rp_data_folder *folder;
    const struct rp_data_folder_options options = {.path = disk_path("data"), .holder = "a test", .create = true};
    assert_int_equal(mkdir(disk_path("data"), 0777), 0);
    disk_write(disk_path("data/notes"), "mine", 4);
    fails = true;
    expect_said(rp_data_folder_open(&options, &folder, &error), &error);
}

static void rows_are_not_taken_for_missing(void **state)
{
    (void)state;
    struct rp_error error;
    struct logged logged = logged_open();
    logged_fill(&logged, 10, 0, 0);
    logged_close(&logged);
    for (int read_only = 0; read_only < 2; read_only++) {
        fails = true;
        expect_said(logged_try_open(read_only == 1, &logged, &error), &error);
        fails = false;
    }
}

static void a_copy_is_not_made_in_what_may_be_full(void **state)
{
    (void)state;
    struct filling filling;
    struct rp_error error;
    fill_begin(&filling);
    assert_int_equal(mkdir(disk_path("copy"), 0777), 0);
    disk_write(disk_path("copy/notes"), "mine", 4);
    fails = true;
    expect_said(rp_archive_backup(filling.archive, disk_path("copy"), NULL, &error), &error);
    fails = false;
    fill_end(&filling);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_seal_is_neither_made_nor_held_against, disk_setup, teardown),
        cmocka_unit_test_setup_teardown(a_folder_is_not_taken_for_an_empty_one, disk_setup, teardown),
        cmocka_unit_test_setup_teardown(rows_are_not_taken_for_missing, disk_setup, teardown),
        cmocka_unit_test_setup_teardown(a_copy_is_not_made_in_what_may_be_full, disk_setup, teardown),
    };
    return cmocka_run_group_tests_name("store/listing", tests, NULL, NULL);
}
