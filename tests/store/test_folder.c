/* store/folder: one holder at a time, formats by name, and what has changed since it was closed is found. */
#include "store/folder.h"

#include "base/hash.h"
#include "disk.h"
#include "logged.h"
#include "support/cmocka.h"
#include "support/failing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char top[512];

static int setup(void **state)
{
    (void)state;
    snprintf(top, sizeof top, "%s", disk_make());
    return 0;
}

static enum rp_status open_at(const char *path, bool create, struct rp_data_folder **ret, struct rp_error *error)
{
    struct rp_data_folder_options options = {.path = path, .holder = "a test", .create = create};
    return rp_data_folder_open(&options, ret, error);
}

static struct rp_data_folder *open_top(void)
{
    struct rp_data_folder *folder;
    assert_int_equal(open_at(top, true, &folder, NULL), RP_OK);
    return folder;
}

static void fails_with(enum rp_status want, const char *path, bool create, const char *text)
{
    struct rp_data_folder *folder;
    struct rp_error error;
    assert_int_equal(open_at(path, create, &folder, &error), want);
    assert_non_null(strstr(error.message, path));
    if (strstr(error.message, text) == NULL)
        assert_string_equal(error.message, text);
}

static void a_folder_is_made_and_opened_again(void **state)
{
    (void)state;
    struct rp_data_folder *folder;
    const char *path = disk_path("new");
    fails_with(RP_NOT_FOUND, path, false, "cannot be opened");
    assert_int_equal(open_at(path, true, &folder, NULL), RP_OK);
    assert_string_equal(rp_data_folder_state(folder), disk_path("new/state"));
    assert_string_equal(rp_data_folder_new_state(folder), disk_path("new/state.new"));
    assert_string_equal(rp_data_folder_rows(folder), disk_path("new/rows"));
    rp_data_folder_close(folder);
    for (int create = 0; create < 2; create++) {
        assert_int_equal(open_at(path, create == 1, &folder, NULL), RP_OK);
        rp_data_folder_close(folder);
    }
    rp_data_folder_close(NULL);
    assert_int_equal(open_at(disk_path("other//"), true, &folder, NULL), RP_OK);
    assert_string_equal(rp_data_folder_state(folder), disk_path("other/state"));
    rp_data_folder_close(folder);
    assert_int_equal(rp_data_folder_path_length("/"), 1);
    fails_with(RP_IO, disk_path("new/FORMAT/in-a-file"), true, "cannot be made");
}

static void a_folder_of_something_else_is_left_alone(void **state)
{
    (void)state;
    disk_write(disk_path("notes"), "mine", 4);
    fails_with(RP_DAMAGED, top, true, "something else");
    fails_with(RP_NOT_FOUND, top, false, "no corpus");
    assert_int_not_equal(access(disk_path("HOLDER"), F_OK), 0);
    assert_int_equal(mkdir(disk_path("rows"), 0777), 0);
    fails_with(RP_DAMAGED, top, true, "FORMAT is missing");
    fails_with(RP_DAMAGED, top, false, "FORMAT is missing");
}

static void an_interrupted_start_is_gone_on_with(void **state)
{
    (void)state;
    disk_write(disk_path("HOLDER"), "", 0);
    disk_write(disk_path("FORMAT.new"), "repr", 4);
    rp_data_folder_close(open_top());
    assert_int_not_equal(access(disk_path("FORMAT.new"), F_OK), 0);
}

/* Whoever takes it has one of his own, and sees that of the one before him; who looks changes none. */
static void each_turn_is_another(void **state)
{
    struct rp_data_folder *folder;
    uint64_t before = 0;
    (void)state;
    for (int i = 0; i < 3; i++) {
        const struct rp_data_folder_options look = {.path = top, .holder = "a test", .look = true};
        folder = open_top();
        assert_int_equal(rp_data_folder_turn_before(folder), before);
        before = rp_data_folder_turn(folder);
        assert_int_not_equal(before, 0);
        rp_data_folder_close(folder);
        assert_int_equal(rp_data_folder_open(&look, &folder, NULL), RP_OK);
        rp_data_folder_close(folder);
    }
    const struct rp_data_folder_options back = {.path = top, .holder = "a short one", .turn = before}, late = {.path = top, .holder = "b", .turn = before + 1};
    assert_int_equal(rp_data_folder_open(&back, &folder, NULL), RP_OK);
    assert_int_equal(rp_data_folder_turn(folder), before); /* nobody came in between */
    rp_data_folder_close(folder);
    assert_int_equal(rp_data_folder_open(&late, &folder, NULL), RP_OK);
    assert_int_equal(rp_data_folder_turn_before(folder), before);
    assert_int_not_equal(rp_data_folder_turn(folder), before + 1);
    rp_data_folder_close(folder);
    disk_write(disk_path("HOLDER"), "a line", 6);
    folder = open_top();
    assert_int_equal(rp_data_folder_turn_before(folder), 0);
    rp_data_folder_close(folder);
}

static void a_newer_format_is_refused_by_name(void **state)
{
    (void)state;
    size_t len;
    rp_data_folder_close(open_top());
    char *was = disk_read(disk_path("FORMAT"), &len);
    for (uint64_t bit = 0; bit < 8 * len; bit++) {
        disk_flip(disk_path("FORMAT"), bit);
        fails_with(RP_DAMAGED, top, true, "FORMAT is damaged");
        disk_write(disk_path("FORMAT"), was, len);
    }
    free(was);
    static const char said[] = "reprint corpus, format 2";
    char newer[100];
    snprintf(newer, sizeof newer, "%s (%016" PRIx64 ")\n", said, rp_hash64(said, strlen(said), 0));
    disk_write(disk_path("FORMAT"), newer, strlen(newer));
    fails_with(RP_NEWER, top, true, "use a newer reprint");
    fails_with(RP_NEWER, top, false, "format version 2");
}

/* Locks are a process's, so the other one must be one. */
static void the_second_is_told_who_holds_it(void **state)
{
    (void)state;
    char want[64];
    struct rp_data_folder *folder = open_top();
    snprintf(want, sizeof want, "in use by a test (process %ld)", (long)getpid());
    pid_t child = fork();
    if (child == 0) {
        struct rp_data_folder *other;
        struct rp_error error;
        _exit(open_at(top, true, &other, &error) == RP_IN_USE && strstr(error.message, want) != NULL ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    rp_data_folder_close(folder);
    child = fork();
    if (child == 0)
        _exit(open_at(top, true, &folder, NULL));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == RP_OK);
    rp_data_folder_close(open_top()); /* the child that had it is gone */
}

static void the_new_state_takes_the_place_of_the_old_one(void **state)
{
    (void)state;
    struct rp_error error;
    struct rp_data_folder *folder = open_top();
    assert_int_equal(rp_data_folder_take_state(folder, &error), RP_IO);
    assert_non_null(strstr(error.message, "state cannot be replaced"));
    for (int round = 0; round < 2; round++) {
        disk_write(rp_data_folder_new_state(folder), round == 0 ? "a" : "b", 1);
        assert_int_equal(rp_data_folder_take_state(folder, &error), RP_OK);
        assert_int_not_equal(access(rp_data_folder_new_state(folder), F_OK), 0);
        char *text = disk_read(rp_data_folder_state(folder), NULL);
        assert_string_equal(text, round == 0 ? "a" : "b");
        free(text);
    }
    rp_data_folder_close(folder);
}

/* What rp_data_folder_check has found: "name: what; " of each. */
static char found[2000];

static void note_damage(void *context, const char *file, const char *what)
{
    (void)context;
    size_t len = strlen(found);
    snprintf(found + len, sizeof found - len, "%s: %s; ", file, what);
}

static const char *check(const struct rp_data_folder *folder, uint64_t most, bool want_sealed, bool want_all)
{
    bool sealed, all;
    found[0] = 0;
    assert_int_equal(rp_data_folder_check(folder, most, note_damage, NULL, &sealed, &all, NULL), RP_OK);
    assert_true(sealed == want_sealed);
    assert_true(all == want_all);
    return found;
}

/* A closed folder with everything that one has. */
static struct rp_data_folder *make_closed(void)
{
    struct rp_data_folder *folder = open_top();
    struct logged logged = logged_open();
    logged_fill(&logged, 60, 0, 30);
    assert_int_equal(rp_rows_flush(logged.rows, NULL), RP_OK);
    logged_reopen(&logged);
    logged_fill(&logged, 20, 2000, 30);
    logged_close(&logged);
    disk_write(rp_data_folder_state(folder), "state", 5);
    assert_int_equal(rp_data_folder_seal(folder, NULL), RP_OK);
    return folder;
}

static void a_closed_folder_is_as_it_was_left(void **state)
{
    (void)state;
    struct rp_error error;
    struct rp_data_folder *folder = open_top();
    assert_string_equal(check(folder, UINT64_MAX, false, false), "");
    rp_data_folder_close(folder);
    folder = make_closed();
    assert_string_equal(check(folder, UINT64_MAX, true, true), "");
    assert_string_equal(check(folder, 100, true, false), "");
    rp_data_folder_close(folder);
    folder = open_top();
    assert_string_equal(check(folder, UINT64_MAX, true, true), "");
    assert_int_equal(rp_data_folder_unseal(folder, &error), RP_OK);
    assert_string_equal(check(folder, UINT64_MAX, false, false), "");
    assert_int_equal(rp_data_folder_unseal(folder, &error), RP_OK);
    assert_int_equal(rp_data_folder_seal(folder, &error), RP_OK);
    assert_string_equal(check(folder, UINT64_MAX, true, true), "");
    rp_data_folder_close(folder);
}

struct flips {
    const struct rp_data_folder *folder;
    unsigned files;
};

static void change_file(void *context, const char *path, const char *name)
{
    struct flips *flips = context;
    size_t len;
    char want[200];
    if (strcmp(name, "HOLDER") == 0)
        return;
    bool is_seal = strcmp(name, "SEAL") == 0;
    char *was = disk_read(path, &len);
    for (unsigned i = 0; len > 0 && i < 5; i++) {
        disk_flip(path, (8 * len - 1) * i / 4);
        snprintf(want, sizeof want, "%s: is not as it was left; ", name);
        assert_string_equal(check(flips->folder, UINT64_MAX, true, !is_seal), want);
        disk_write(path, was, len);
    }
    if (len > 0) {
        disk_write(path, was, len - 1);
        snprintf(want, sizeof want, "%s: is %s; ", name, is_seal ? "not as it was left" : "shorter than it was");
        assert_string_equal(check(flips->folder, 0, true, false), want);
    }
    disk_write(path, was, len + 1);
    snprintf(want, sizeof want, "%s: is %s; ", name, is_seal ? "not as it was left" : "longer than it was");
    assert_string_equal(check(flips->folder, 0, true, false), want);
    if (!is_seal) {
        assert_int_equal(remove(path), 0);
        snprintf(want, sizeof want, "%s: is missing; ", name);
        assert_string_equal(check(flips->folder, UINT64_MAX, true, true), want);
    }
    disk_write(path, was, len);
    free(was);
    flips->files++;
}

static void every_change_is_found_and_named(void **state)
{
    (void)state;
    struct flips flips = {.folder = make_closed()};
    disk_each_file(top, change_file, &flips);
    assert_true(flips.files > 8); /* FORMAT, SEAL, state, CURRENT, IDENTITY, LOG, MANIFEST, OPTIONS, tables */
    assert_string_equal(check(flips.folder, UINT64_MAX, true, true), "");
    disk_write(disk_path("rows/000099.sst"), "x", 1);
    assert_string_equal(check(flips.folder, UINT64_MAX, true, true), ""); /* what came in addition */
    rp_data_folder_close((struct rp_data_folder *)flips.folder);
}

/* A table that was damaged while the folder was in use is found behind the next seal too. */
static void a_table_is_held_against_its_first_seal(void **state)
{
    (void)state;
    struct rp_data_folder *folder = open_top();
    assert_int_equal(mkdir(rp_data_folder_rows(folder), 0777), 0);
    disk_write(disk_path("rows/000010.sst"), "table", 5);
    disk_write(disk_path("rows/LOG"), "log", 3);
    assert_int_equal(rp_data_folder_seal(folder, NULL), RP_OK);
    assert_int_equal(rp_data_folder_unseal(folder, NULL), RP_OK);
    disk_flip(disk_path("rows/000010.sst"), 9);
    disk_flip(disk_path("rows/LOG"), 9);
    assert_int_equal(rp_data_folder_seal(folder, NULL), RP_OK);
    assert_string_equal(check(folder, UINT64_MAX, true, true), "rows/000010.sst: is not as it was left; ");
    rp_data_folder_close(folder);
}

static void what_cannot_be_sealed_is_named(void **state)
{
    (void)state;
    struct rp_error error;
    struct rp_data_folder *folder = open_top();
    assert_int_equal(mkdir(disk_path("rows"), 0777), 0);
    disk_write(disk_path("rows/MANIFEST-a\nb"), "x", 1);
    assert_int_equal(rp_data_folder_seal(folder, &error), RP_IO);
    assert_non_null(strstr(error.message, "a?b"));
    assert_int_equal(remove(disk_path("rows/MANIFEST-a\nb")), 0);
    assert_int_equal(symlink("nowhere", disk_path("rows/1.sst")), 0);
    assert_int_equal(rp_data_folder_seal(folder, &error), RP_IO);
    assert_non_null(strstr(error.message, "1.sst"));
    assert_string_equal(check(folder, UINT64_MAX, false, false), "");
    rp_data_folder_close(folder);
}

/* Notes of the user, a state that was not finished. */
static void what_is_not_ours_is_not_sealed(void **state)
{
    (void)state;
    struct rp_data_folder *folder = open_top();
    disk_write(disk_path("notes.txt"), "note", 4);
    disk_write(disk_path("state"), "state", 5);
    disk_write(disk_path("state.new"), "sta", 3);
    assert_int_equal(mkdir(disk_path("rows"), 0777), 0);
    assert_int_equal(mkdir(disk_path("copy"), 0777), 0);
    disk_write(disk_path("copy/state"), "state", 5);
    disk_write(disk_path("rows/CURRENT"), "current", 7);
    disk_write(disk_path("rows/foo"), "note", 4);
    assert_int_equal(rp_data_folder_seal(folder, NULL), RP_OK);
    disk_write(disk_path("notes.txt"), "more", 5);
    assert_int_equal(remove(disk_path("rows/foo")), 0);
    assert_int_equal(remove(disk_path("state.new")), 0);
    assert_int_equal(remove(disk_path("copy/state")), 0);
    assert_string_equal(check(folder, UINT64_MAX, true, true), "");
    assert_int_equal(remove(disk_path("rows/CURRENT")), 0);
    disk_write(disk_path("state"), "other", 5);
    assert_string_equal(check(folder, UINT64_MAX, true, true), "state: is not as it was left; rows/CURRENT: is missing; ");
    rp_data_folder_close(folder);
}

static enum rp_status all_of_it(void)
{
    bool sealed, all;
    struct rp_data_folder *folder;
    found[0] = 0;
    enum rp_status status = open_at(disk_path("new"), true, &folder, NULL);
    if (status != RP_OK)
        return status;
    status = rp_data_folder_seal(folder, NULL);
    if (status == RP_OK)
        status = rp_data_folder_check(folder, UINT64_MAX, note_damage, NULL, &sealed, &all, NULL);
    if (status == RP_OK)
        status = rp_data_folder_unseal(folder, NULL);
    rp_data_folder_close(folder);
    return status;
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        struct failing failing;
        failing_start(&failing, n);
        enum rp_status status = all_of_it();
        failing_stop();
        assert_string_equal(found, "");
        if (status == RP_OK) {
            assert_true(n > 20);
            return;
        }
        assert_int_equal(status, RP_NO_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_folder_is_made_and_opened_again, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_folder_of_something_else_is_left_alone, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(an_interrupted_start_is_gone_on_with, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(each_turn_is_another, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_newer_format_is_refused_by_name, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(the_second_is_told_who_holds_it, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(the_new_state_takes_the_place_of_the_old_one, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_closed_folder_is_as_it_was_left, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(every_change_is_found_and_named, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_table_is_held_against_its_first_seal, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_sealed_is_named, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(what_is_not_ours_is_not_sealed, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(survives_failing_allocations, setup, disk_teardown),
    };
    return cmocka_run_group_tests_name("store/folder", tests, NULL, NULL);
}
