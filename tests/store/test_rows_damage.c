/* store/rows: whatever has changed or is missing, nothing wrong is read, nothing crashes, and the file is named. */
#include "disk.h"
#include "logged.h"
#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARTICLES = 120, WHERE = 14 };

/* The rows as they are when the process that has them ends just now: tables, and a log with what came behind them. */
static void leave_rows(bool closed)
{
    struct logged logged = logged_open();
    logged_fill(&logged, ARTICLES / 2, 0, 20);
    assert_int_equal(rp_rows_flush(logged.rows, NULL), RP_OK);
    logged_fill(&logged, ARTICLES / 2, 1200, 20);
    assert_int_equal(mkdir(disk_path("copy"), 0777), 0);
    if (!closed)
        disk_copy_files(disk_path("rows"), disk_path("copy"));
    logged_close(&logged);
    if (closed)
        disk_copy_files(disk_path("rows"), disk_path("copy"));
    assert_int_equal(rename(disk_path("rows"), disk_path("first")), 0);
    assert_int_equal(rename(disk_path("copy"), disk_path("rows")), 0);
}

/* Opens what is there and reads all: true when nothing is missing. What is wrong must be told with the name of the file. */
static bool is_all_there(const char *path)
{
    struct logged logged;
    struct rp_error error;
    bool all = true;
    enum rp_status status = logged_try_open(true, &logged, &error);
    if (status != RP_OK) {
        assert_int_equal(status, RP_DAMAGED);
        assert_non_null(strstr(error.message, disk_path("rows")));
        /* CURRENT leads to another file; of a log that is missing the name is not known; of some damage RocksDB says only that it is in a table. */
        const char *end = strrchr(path, '.') != NULL ? strrchr(path, '.') : "MANIFEST";
        if (strstr(path, "CURRENT") == NULL && strstr(error.message, end) == NULL)
            assert_string_equal(error.message, path);
        return false;
    }
    all = rp_rows_last_number(logged.rows) == ARTICLES;
    for (uint64_t number = 1; number <= ARTICLES; number++) {
        status = logged_look_article(&logged, number, &error);
        all = all && status == RP_OK;
        if (status == RP_DAMAGED)
            assert_non_null(strstr(error.message, path));
        else
            assert_true(status == RP_OK || status == RP_NOT_FOUND);
    }
    logged_close(&logged);
    return all;
}

/* Files that RocksDB reads when it opens the rows. */
static bool matters(const char *name)
{
    return strncmp(name, "LOG", 3) != 0 && strncmp(name, "OPTIONS", 7) != 0 && strcmp(name, "IDENTITY") != 0 && strcmp(name, "LOCK") != 0;
}

static void change_file(void *context, const char *path, const char *name)
{
    unsigned *unnoticed = context;
    size_t len;
    char *was = disk_read(path, &len);
    for (unsigned i = 0; len > 0 && i < WHERE; i++) {
        disk_flip(path, (8 * len - 1) * i / (WHERE - 1));
        *unnoticed += is_all_there(path) && matters(name) && strstr(name, ".sst") == NULL;
        disk_write(path, was, len);
    }
    if (len > 0) {
        assert_int_equal(remove(path), 0);
        *unnoticed += is_all_there(path) && matters(name);
        disk_write(path, was, len / 2);
        is_all_there(path); /* a log may end anywhere */
    }
    disk_write(path, was, len);
    free(was);
}

static void damage_is_named_and_nothing_wrong_is_read(void **state)
{
    (void)state;
    unsigned unnoticed = 0;
    leave_rows(false);
    assert_true(is_all_there("none"));
    disk_each_file(disk_path("rows"), change_file, &unnoticed);
    assert_int_equal(unnoticed, 0);
    assert_true(is_all_there("none"));
}

static void so_of_rows_that_were_closed(void **state)
{
    (void)state;
    unsigned unnoticed = 0;
    leave_rows(true);
    disk_each_file(disk_path("rows"), change_file, &unnoticed);
    assert_int_equal(unnoticed, 0);
}

static void a_torn_log_is_no_damage(void **state)
{
    (void)state;
    char path[600];
    size_t len;
    uint64_t last = ARTICLES;
    leave_rows(false);
    logged_find_log(path, sizeof path);
    char *was = disk_read(path, &len);
    for (size_t cut = len; cut > 0; cut = cut > len - 50 ? cut - 1 : cut > 997 ? cut - 997 : 0) {
        struct logged logged;
        struct rp_error error = {0};
        disk_write(path, was, cut);
        enum rp_status status = logged_try_open(true, &logged, &error);
        assert_string_equal(error.message, "");
        assert_int_equal(status, RP_OK);
        assert_true(rp_rows_last_number(logged.rows) <= last); /* groups are there as a whole or not at all */
        last = rp_rows_last_number(logged.rows);
        assert_true(last % 10 == 0 && last >= ARTICLES / 2);
        for (uint64_t number = 1; number <= last; number++)
            assert_int_equal(logged_look_article(&logged, number, NULL), RP_OK);
        logged_close(&logged);
    }
    free(was);
}

static void take_manifest(void *context, const char *path, const char *name)
{
    if (strstr(name, "MANIFEST-") != NULL)
        snprintf(context, 600, "%s", path);
}

/* As if it had been cut behind a record: nothing in it is wrong, and a table is one that it does not know. */
static void a_manifest_that_has_lost_its_end_is_found(void **state)
{
    (void)state;
    char path[600];
    size_t len;
    struct logged logged = logged_open();
    struct rp_error error = {0};
    logged_fill(&logged, ARTICLES / 2, 0, 20);
    assert_int_equal(rp_rows_flush(logged.rows, NULL), RP_OK);
    disk_each_file(disk_path("rows"), take_manifest, path);
    char *was = disk_read(path, &len);
    logged_fill(&logged, ARTICLES / 2, 1200, 20);
    assert_int_equal(rp_rows_flush(logged.rows, NULL), RP_OK);
    assert_int_equal(mkdir(disk_path("copy"), 0777), 0);
    disk_copy_files(disk_path("rows"), disk_path("copy"));
    logged_close(&logged);
    assert_int_equal(rename(disk_path("rows"), disk_path("first")), 0);
    assert_int_equal(rename(disk_path("copy"), disk_path("rows")), 0);
    assert_true(is_all_there("none"));
    disk_write(path, was, len);
    free(was);
    assert_int_equal(logged_try_open(true, &logged, &error), RP_DAMAGED);
    assert_non_null(strstr(error.message, ".sst has operations up to 120, and all else ends with 60: MANIFEST or a log has lost its end"));
}

/* What rp_rows_read_all says. */
struct audit {
    bool damaged[ARTICLES + 1];
    unsigned read, told;
};

static void count_read(void *context, const struct rp_operation *operation)
{
    struct audit *audit = context;
    assert_true(operation->number >= 1 && operation->number <= ARTICLES);
    audit->read++;
}

static void count_damaged(void *context, uint64_t number, bool whole, const char *what)
{
    struct audit *audit = context;
    (void)whole;
    assert_true(number >= 1 && number <= ARTICLES);
    assert_non_null(strstr(what, ".sst"));
    audit->told++;
    audit->damaged[number] = true;
}

static void flip_and_read_all(void *context, const char *path, const char *name)
{
    unsigned *found = context;
    size_t len;
    if (strstr(name, ".sst") == NULL)
        return;
    free(disk_read(path, &len));
    for (unsigned i = 0; i < 9; i++) {
        struct audit audit = {.read = 0};
        struct rp_rows_audit each = {.context = &audit, .each = count_read, .damaged = count_damaged};
        struct logged logged;
        disk_flip(path, 8 * len * i / 10);
        if (logged_try_open(true, &logged, NULL) == RP_OK) {
            unsigned articles = 0;
            assert_int_equal(rp_rows_read_all(logged.rows, logged.packing.packer, &each, NULL), RP_OK);
            for (uint64_t number = 1; number <= ARTICLES; number++) {
                bool lost = logged_look_article(&logged, number, NULL) != RP_OK;
                articles += lost;
                assert_true(!lost || audit.damaged[number]);
            }
            assert_int_equal(audit.read + articles, ARTICLES);
            *found += audit.told > 0;
            logged_close(&logged);
        }
        disk_flip(path, 8 * len * i / 10);
    }
}

static void reading_all_says_which_articles_are_damaged(void **state)
{
    (void)state;
    unsigned found = 0;
    struct audit audit = {.read = 0};
    struct rp_rows_audit each = {.context = &audit, .each = count_read, .damaged = count_damaged};
    leave_rows(true);
    struct logged logged;
    assert_int_equal(logged_try_open(true, &logged, NULL), RP_OK);
    assert_int_equal(rp_rows_read_all(logged.rows, logged.packing.packer, &each, NULL), RP_OK);
    assert_int_equal(audit.read, ARTICLES);
    assert_int_equal(audit.told, 0);
    logged_close(&logged);
    disk_each_file(disk_path("rows"), flip_and_read_all, &found);
    assert_true(found > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(damage_is_named_and_nothing_wrong_is_read, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(so_of_rows_that_were_closed, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_manifest_that_has_lost_its_end_is_found, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_torn_log_is_no_damage, disk_setup, disk_teardown),
        cmocka_unit_test_setup_teardown(reading_all_says_which_articles_are_damaged, disk_setup, disk_teardown),
    };
    return cmocka_run_group_tests_name("store/rows_damage", tests, NULL, NULL);
}
