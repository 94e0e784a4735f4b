/* batch/folder: nothing half looks whole. */
#include "batch/folder.h"

#include "files.h"
#include "support/cmocka.h"
#include "support/failing.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *top, *path;

static int setup(void **state)
{
    (void)state;
    top = strdup(files_folder());
    path = strdup(files_path(top, "out"));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    files_remove(top);
    free(top);
    free(path);
    return 0;
}

static void expect_file(const char *name, const char *want)
{
    char *got = files_read(files_path(path, name), NULL);
    assert_non_null(got);
    assert_string_equal(got, want);
    free(got);
}

static void put(struct rp_folder *folder, enum rp_output which, const char *text)
{
    assert_int_equal(rp_buf_add_str(rp_folder_buf(folder, which), rp_str_of(text)), RP_OK);
}

static void names_come_at_the_end(void **state)
{
    (void)state;
    struct rp_folder folder;
    assert_int_equal(rp_folder_open(path, false, &folder, NULL), RP_OK);
    assert_int_equal(rp_folder_go_on(&folder, 0, 0, true, NULL), RP_OK);
    put(&folder, RP_OUT_STORIES, "s\n");
    assert_int_equal(rp_folder_flush(&folder, RP_OUT_STORIES, false, NULL), RP_OK);
    expect_file("stories.jsonl.tmp", ""); /* too little to be written yet */
    assert_int_equal(rp_folder_flush(&folder, RP_OUT_STORIES, true, NULL), RP_OK);
    expect_file("stories.jsonl.tmp", "s\n");
    assert_true(files_exist(files_path(path, "spool.tmp")));
    put(&folder, RP_OUT_SUMMARY, "{}\n");
    assert_false(files_exist(files_path(path, "summary.json")));
    assert_int_equal(rp_folder_commit(&folder, NULL), RP_OK);
    rp_folder_close(&folder);
    expect_file("stories.jsonl", "s\n");
    expect_file("kept.jsonl", "");
    expect_file("removed.jsonl", "");
    expect_file("summary.json", "{}\n");
    assert_false(files_exist(files_path(path, "stories.jsonl.tmp")));
    assert_false(files_exist(files_path(path, "spool.tmp")));
}

static void an_abandoned_folder_is_as_before(void **state)
{
    (void)state;
    struct rp_folder folder;
    char big[300000];
    memset(big, 'x', sizeof big);
    assert_int_equal(rp_folder_open(path, false, &folder, NULL), RP_OK);
    assert_int_equal(rp_buf_add(rp_folder_buf(&folder, RP_OUT_KEPT), big, sizeof big), RP_OK);
    assert_int_equal(rp_folder_flush(&folder, RP_OUT_KEPT, false, NULL), RP_OK);
    assert_int_equal(rp_folder_buf(&folder, RP_OUT_KEPT)->len, 0);
    rp_folder_close(&folder);
    assert_false(files_exist(path));
    assert_int_equal(mkdir(path, 0777), 0);
    assert_int_equal(rp_folder_open(path, false, &folder, NULL), RP_OK);
    rp_folder_close(&folder);
    assert_true(files_exist(path));
    assert_int_equal(rmdir(path), 0);
}

static void what_is_there_stays_unless_forced(void **state)
{
    (void)state;
    struct rp_folder folder;
    struct rp_error error;
    assert_int_equal(mkdir(path, 0777), 0);
    files_write(files_path(path, "stories.jsonl.tmp"), "old", 3); /* of a job that was killed */
    assert_int_equal(rp_folder_open(path, false, &folder, NULL), RP_OK);
    rp_folder_close(&folder);
    files_write(files_path(path, "summary.json"), "old", 3);
    files_write(files_path(path, "notes"), "mine", 4);
    assert_int_equal(rp_folder_open(path, false, &folder, &error), RP_BAD_ARGUMENT);
    assert_non_null(strstr(error.message, "not empty"));
    assert_non_null(strstr(error.message, "--force"));
    assert_int_equal(rp_folder_open(path, true, &folder, &error), RP_OK);
    rp_folder_close(&folder);
    expect_file("summary.json", "old");
    assert_int_equal(rp_folder_open(path, true, &folder, &error), RP_OK);
    put(&folder, RP_OUT_SUMMARY, "new");
    assert_int_equal(rp_folder_commit(&folder, &error), RP_OK);
    rp_folder_close(&folder);
    expect_file("summary.json", "new");
    expect_file("notes", "mine");
}

static void fails_where_nothing_can_be_written(void **state)
{
    (void)state;
    struct rp_folder folder;
    struct rp_error error;
    files_write(path, "a file", 6);
    assert_int_equal(rp_folder_open(path, false, &folder, &error), RP_IO);
    assert_int_equal(rp_folder_open(path, true, &folder, &error), RP_IO);
    unlink(path);
    assert_int_equal(rp_folder_open(files_path(path, "deeper"), false, &folder, &error), RP_IO);
    assert_non_null(strstr(error.message, "cannot be made"));
    /* Someone puts a folder where a file is to be. */
    assert_int_equal(rp_folder_open(path, false, &folder, &error), RP_OK);
    assert_int_equal(mkdir(files_path(path, "kept.jsonl"), 0777), 0);
    assert_int_equal(rp_folder_commit(&folder, &error), RP_IO);
    assert_non_null(strstr(error.message, "kept.jsonl"));
    rp_folder_close(&folder);
    assert_false(files_exist(files_path(path, "summary.json")));
    assert_int_equal(rmdir(files_path(path, "kept.jsonl")), 0);
}

/* Locks are a process's, so the other job must be one. */
static void one_job_at_a_time(void **state)
{
    (void)state;
    struct rp_folder folder;
    assert_int_equal(rp_folder_open(path, false, &folder, NULL), RP_OK);
    put(&folder, RP_OUT_STORIES, "mine");
    assert_int_equal(rp_folder_flush(&folder, RP_OUT_STORIES, true, NULL), RP_OK);
    pid_t child = fork();
    if (child == 0) {
        struct rp_folder other;
        struct rp_error error;
        _exit(rp_folder_open(path, true, &other, &error) == RP_IO && strstr(error.message, "another job") != NULL ? 0
                                                                                                                  : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    expect_file("stories.jsonl.tmp", "mine");
    rp_folder_close(&folder);
}

/* A failure anywhere leaves no file behind. */
static void survives_failing_allocations(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        struct rp_folder folder;
        struct failing failing;
        failing_start(&failing, n);
        enum rp_status status = rp_folder_open(path, true, &folder, NULL);
        if (status == RP_OK) {
            status = rp_folder_commit(&folder, NULL);
            rp_folder_close(&folder);
        }
        failing_stop();
        if (status == RP_OK) {
            assert_true(n > 10);
            return;
        }
        assert_int_equal(status, RP_NO_MEMORY);
        assert_false(files_exist(path));
    }
}

/* The temporary names are free for another job as soon as the files have their own. */
static void closing_leaves_the_files_of_the_next_job(void **state)
{
    (void)state;
    struct rp_folder folder, next;
    assert_int_equal(rp_folder_open(path, false, &folder, NULL), RP_OK);
    assert_int_equal(rp_folder_commit(&folder, NULL), RP_OK);
    assert_int_equal(rp_folder_open(path, true, &next, NULL), RP_OK);
    put(&next, RP_OUT_STORIES, "next");
    rp_folder_close(&folder);
    assert_true(files_exist(files_path(path, "stories.jsonl.tmp")));
    assert_int_equal(rp_folder_commit(&next, NULL), RP_OK);
    rp_folder_close(&next);
    expect_file("stories.jsonl", "next");
}

static void names_temporary_files(void **state)
{
    (void)state;
    struct rp_folder folder;
    assert_int_equal(rp_folder_open(path, false, &folder, NULL), RP_OK);
    assert_string_equal(rp_folder_temporary(&folder, RP_OUT_SPOOL), files_path(path, "spool.tmp"));
    rp_folder_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names_come_at_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(an_abandoned_folder_is_as_before, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_there_stays_unless_forced, setup, teardown),
        cmocka_unit_test_setup_teardown(fails_where_nothing_can_be_written, setup, teardown),
        cmocka_unit_test_setup_teardown(one_job_at_a_time, setup, teardown),
        cmocka_unit_test_setup_teardown(survives_failing_allocations, setup, teardown),
        cmocka_unit_test_setup_teardown(closing_leaves_the_files_of_the_next_job, setup, teardown),
        cmocka_unit_test_setup_teardown(names_temporary_files, setup, teardown),
    };
    return cmocka_run_group_tests_name("batch/folder", tests, NULL, NULL);
}
