/* What has lost its end although nothing in it is wrong: rows are held against the state, their numbers, tables that the MANIFEST does not know, and the logs that it must have. */
#include "disk.h"
#include "filling.h"
#include "store/rocks.h"
#include "store/sst.h"
#include "support/cmocka.h"
#include "support/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOME = 20, PATH_BYTES = 600, TOLD_BYTES = 2000 };

static void add_some(struct filling *filling, unsigned from)
{
    for (unsigned number = from; number < from + SOME; number++) {
        char id[16], text[2000] = "";
        snprintf(id, sizeof id, "id-%u", number);
        words_append(text, sizeof text, number, 60);
        const struct rp_article article = {.id = rp_str_of(id), .text = rp_str_of(text), .source = rp_str_of("wire.example")};
        assert_int_equal(fill_add(filling, &article, 0), RP_OK);
    }
}

static void fill(unsigned from)
{
    struct filling filling;
    fill_begin(&filling);
    add_some(&filling, from);
    fill_end(&filling);
}

/* A folder of two fills, and beside it its rows as they were after the first. */
static void fill_twice(void)
{
    fill(1);
    assert_int_equal(mkdir(disk_path("older"), 0777), 0);
    assert_int_equal(mkdir(disk_path("older/rows"), 0777), 0);
    disk_copy_files(disk_path("data"), disk_path("older"));
    fill(1 + SOME);
}

static void expect_refused(const char *what, const char *also)
{
    struct filling filling;
    struct rp_error error = {0};
    assert_int_equal(fill_try_begin(&filling, &error), RP_DAMAGED);
    if (strstr(error.message, what) == NULL || strstr(error.message, also) == NULL)
        fail_msg("%s", error.message);
}

/* --- the state --- */

static void rows_that_end_before_the_state_are_refused(void **state)
{
    (void)state;
    fill_twice();
    assert_int_equal(rename(disk_path("data/rows"), disk_path("later")), 0);
    assert_int_equal(rename(disk_path("older/rows"), disk_path("data/rows")), 0);
    assert_int_equal(unlink(disk_path("data/SEAL")), 0);
    expect_refused("data/rows ends with operation 20, and the state has articles up to 40", "MANIFEST or a log has lost its end");
    assert_int_equal(rename(disk_path("data/rows"), disk_path("older/rows")), 0);
    assert_int_equal(rename(disk_path("later"), disk_path("data/rows")), 0);
    fill(1 + 2 * SOME);
}

/* --- the numbers --- */

static void must(char *text)
{
    if (text != NULL)
        fail_msg("%s", text);
}

/* From whatever family it is in. */
static void delete_rows(const uint64_t *numbers, size_t count)
{
    enum { FAMILIES = 8, KEY = 9 };
    char key[KEY] = {'t'}, *text = NULL;
    size_t family_count;
    rocksdb_options_t *options = rp_rocks_options(false);
    rocksdb_writeoptions_t *writing = rocksdb_writeoptions_create();
    char **names = rocksdb_list_column_families(options, disk_path("data/rows"), &family_count, &text);
    const rocksdb_options_t *of_each[FAMILIES];
    rocksdb_column_family_handle_t *families[FAMILIES];
    must(text);
    assert_true(family_count <= FAMILIES);
    for (size_t i = 0; i < family_count; i++)
        of_each[i] = options;
    rocksdb_t *db = rocksdb_open_column_families(options, disk_path("data/rows"), (int)family_count, (const char *const *)names, of_each, families, &text);
    must(text);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < family_count; k++) {
            key[KEY - 1] = (char)numbers[i];
            rocksdb_delete_cf(db, writing, families[k], key, KEY, &text);
            must(text);
        }
    for (size_t i = 0; i < family_count; i++)
        rocksdb_column_family_handle_destroy(families[i]);
    rocksdb_close(db);
    rocksdb_list_column_families_destroy(names, family_count);
    rocksdb_writeoptions_destroy(writing);
    rocksdb_options_destroy(options);
}

static void tell(void *context, const char *where, const char *what)
{
    char *told = context;
    size_t len = strlen(told);
    snprintf(told + len, TOLD_BYTES - len, "%s: %s\n", where, what);
}

static const char *verify(void)
{
    static char told[TOLD_BYTES];
    struct rp_archive_report report;
    struct rp_error error;
    const struct rp_archive_look look = {.path = disk_path("data"), .damaged = tell, .context = told};
    told[0] = 0;
    if (rp_archive_verify(&look, &report, &error) != RP_OK)
        fail_msg("%s", error.message);
    return told;
}

static void numbers_that_are_missing_behind_the_state_are_named(void **state)
{
    (void)state;
    static const uint64_t missing[] = {24, 25, 26, 31};
    struct filling filling;
    fill(1);
    fill_begin(&filling);
    add_some(&filling, 1 + SOME);
    fill_abandon(&filling);
    assert_string_equal(verify(), "");
    delete_rows(missing, sizeof missing / sizeof *missing);
    assert_string_equal(verify(), "operations 24 to 26: it is missing\noperation 31: it is missing\n");
    expect_refused("the operations 24 to 26 are missing", "data/rows");
}

/* --- tables that the MANIFEST does not know --- */

struct seek {
    uint64_t number;
    char path[PATH_BYTES];
};

static void take_table_with(void *context, const char *path, const char *name)
{
    struct seek *seek = context;
    struct rp_sst table;
    if (strstr(name, ".sst") == NULL)
        return;
    assert_int_equal(rp_sst_open(path, &table, NULL), RP_OK);
    if (rp_sst_find(&table, 't', seek->number) != NULL)
        snprintf(seek->path, sizeof seek->path, "%s", path);
    rp_sst_close(&table);
}

/* Copies the table with an article of the folder "data" into that of "older", which then is the folder. */
static void leave_a_stray(uint64_t number)
{
    struct seek seek = {.number = number};
    size_t len;
    fill_twice();
    disk_each_file(disk_path("data"), take_table_with, &seek);
    assert_true(seek.path[0] != 0);
    char *bytes = disk_read(seek.path, &len);
    disk_write(disk_path("older/rows/009999.sst"), bytes, len);
    free(bytes);
    assert_int_equal(rename(disk_path("data"), disk_path("later")), 0);
    assert_int_equal(rename(disk_path("older"), disk_path("data")), 0);
    assert_int_equal(unlink(disk_path("data/SEAL")), 0);
}

static void a_table_with_later_operations_is_found_at_the_start(void **state)
{
    (void)state;
    leave_a_stray(2 * SOME);
    for (int round = 0; round < 2; round++) /* it is still there */
        expect_refused("data/rows/009999.sst has operations up to 40, and all else ends with 20", "MANIFEST or a log has lost its end");
    assert_non_null(strstr(verify(), "009999.sst has operations up to 40"));
}

static void a_table_that_has_nothing_new_is_no_damage(void **state)
{
    (void)state;
    leave_a_stray(1);
    fill(1 + SOME);
    assert_string_equal(verify(), "");
}

/* --- logs that are missing --- */

/* A process that took some, or none, and was killed: the folder is as it was then, without what RocksDB tidies up when it is closed. */
static void live(unsigned from, bool any)
{
    static unsigned lives;
    char gone[16];
    struct filling filling;
    fill_begin(&filling);
    if (any)
        add_some(&filling, from);
    assert_int_equal(mkdir(disk_path("killed"), 0777), 0);
    assert_int_equal(mkdir(disk_path("killed/rows"), 0777), 0);
    disk_copy_files(disk_path("data"), disk_path("killed"));
    fill_abandon(&filling);
    snprintf(gone, sizeof gone, "gone%u", lives++);
    assert_int_equal(rename(disk_path("data"), disk_path(gone)), 0);
    assert_int_equal(rename(disk_path("killed"), disk_path("data")), 0);
}

static void flip_end(void *context, const char *path, const char *name)
{
    unsigned *flipped = context;
    size_t len;
    if (strstr(name, ".sst") == NULL || ++*flipped > 1)
        return;
    free(disk_read(path, &len));
    disk_flip(path, 8 * (len - 16) + 2);
}

/* RocksDB does without what is damaged there. */
static void a_table_with_a_damaged_end_is_found_when_it_was_killed(void **state)
{
    (void)state;
    unsigned flipped = 0;
    fill(1);
    live(1 + SOME, true);
    disk_each_file(disk_path("data/rows"), flip_end, &flipped);
    assert_true(flipped > 0);
    expect_refused("is damaged (its end)", ".sst");
}

/* Of "data/rows" the log with the highest number; how many there are. */
struct logs {
    unsigned count;
    char last[PATH_BYTES];
};

static void take_log(void *context, const char *path, const char *name)
{
    struct logs *logs = context;
    if (strstr(name, ".log") == NULL)
        return;
    logs->count++;
    snprintf(logs->last, sizeof logs->last, "%s", path); /* they come by name */
}

static struct logs find_logs(void)
{
    struct logs logs = {0};
    disk_each_file(disk_path("data/rows"), take_log, &logs);
    assert_true(logs.count > 0);
    return logs;
}

/* The newest log is gone, and with it all that was logged in the last life. */
static void expect_log_missed(void)
{
    struct logs logs = find_logs();
    const char *what = logs.count > 1 ? "lacks a log (" : "has no log (*.log): it is missing";
    assert_string_equal(verify(), "");
    assert_int_equal(unlink(logs.last), 0);
    for (int round = 0; round < 2; round++) { /* a start that refuses changes nothing of it */
        if (strstr(verify(), what) == NULL)
            fail_msg("\"%s\" does not say \"%s\"", verify(), what);
        expect_refused(what, "data/rows");
    }
}

static void the_only_log_is_missed(void **state)
{
    (void)state;
    live(1, true);
    assert_int_equal(find_logs().count, 1);
    expect_log_missed();
}

static void a_log_is_missed_in_a_folder_that_was_closed_before(void **state)
{
    (void)state;
    fill(1);
    live(1 + SOME, true);
    expect_log_missed();
}

/* Of a process that was killed before it took anything. */
static void a_log_is_missed_beside_an_empty_one(void **state)
{
    (void)state;
    live(1, false);
    struct logs first = find_logs();
    live(1, true);
    struct logs both = find_logs();
    assert_int_equal(both.count, 2);
    assert_string_not_equal(both.last, first.last);
    expect_log_missed();
}

/* What is in the older one is in tables since; the process was killed before it deleted it. */
static void a_log_is_missed_beside_one_that_is_not_needed(void **state)
{
    (void)state;
    size_t len;
    live(1, true);
    struct logs older = find_logs();
    char *bytes = disk_read(older.last, &len);
    live(1 + SOME, true);
    disk_write(older.last, bytes, len);
    assert_int_equal(find_logs().count, 2);
    free(bytes);
    expect_log_missed();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_that_end_before_the_state_are_refused, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(numbers_that_are_missing_behind_the_state_are_named, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_table_with_later_operations_is_found_at_the_start, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_table_that_has_nothing_new_is_no_damage, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_table_with_a_damaged_end_is_found_when_it_was_killed, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(the_only_log_is_missed, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_log_is_missed_in_a_folder_that_was_closed_before, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_log_is_missed_beside_an_empty_one, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_log_is_missed_beside_one_that_is_not_needed, disk_setup, disk_teardown),
    };
    return cmocka_run_group_tests_name("store/lost_ends", tests, NULL, NULL);
}
