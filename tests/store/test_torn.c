/* store/torn: a log that was torn at its end is no damage, anything else is. */
#include "store/torn.h"

#include "disk.h"
#include "logged.h"
#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>

static char log_path[600];

/* A log over more than one block, as RocksDB writes it: a copy, as it was while the rows were open. */
static int setup(void **state)
{
    (void)state;
    size_t len;
    disk_make();
    struct logged logged = logged_open();
    logged_fill(&logged, 150, 0, 0);
    logged_find_log(log_path, sizeof log_path);
    char *bytes = disk_read(log_path, &len);
    assert_true(len > 40000);
    logged_close(&logged);
    snprintf(log_path, sizeof log_path, "%s", disk_path("copy.log"));
    disk_write(log_path, bytes, len);
    free(bytes);
    return 0;
}

static void a_log_may_end_anywhere(void **state)
{
    (void)state;
    size_t len;
    char *bytes = disk_read(log_path, &len);
    for (size_t cut = len; cut > 0; cut = cut > len - 700 ? cut - 1 : cut > 1001 ? cut - 1001 : 0) {
        disk_write(log_path, bytes, cut);
        assert_int_equal(rp_torn_check(log_path, NULL, NULL, NULL), RP_OK);
    }
    free(bytes);
}

static void room_that_is_not_used_yet_is_no_damage(void **state)
{
    (void)state;
    size_t len;
    char *bytes = disk_read(log_path, &len), *longer = calloc(len + 100000, 1);
    assert_non_null(longer);
    memcpy(longer, bytes, len);
    disk_write(log_path, longer, len + 100000);
    assert_int_equal(rp_torn_check(log_path, NULL, NULL, NULL), RP_OK);
    free(bytes);
    free(longer);
}

static void every_flipped_bit_is_found(void **state)
{
    (void)state;
    struct rp_error error;
    size_t len;
    free(disk_read(log_path, &len));
    for (uint64_t bit = 0; bit < 8 * len; bit += bit < 2000 || bit + 8 * 1200 > 8 * len ? 1 : 397) {
        disk_flip(log_path, bit);
        assert_int_equal(rp_torn_check(log_path, NULL, NULL, &error), RP_DAMAGED);
        assert_non_null(strstr(error.message, log_path));
        assert_true(error.offset <= bit / 8);
        disk_flip(log_path, bit);
    }
}

static void a_log_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    struct rp_error error;
    assert_int_equal(rp_torn_check(disk_path("other.log"), NULL, NULL, &error), RP_IO);
    assert_int_equal(rp_torn_check(disk_path("rows"), NULL, NULL, &error), RP_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_log_may_end_anywhere, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(room_that_is_not_used_yet_is_no_damage, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(every_flipped_bit_is_found, setup, disk_teardown),
        cmocka_unit_test_setup_teardown(a_log_that_is_not_there_is_an_error, setup, disk_teardown),
    };
    return cmocka_run_group_tests_name("store/torn", tests, NULL, NULL);
}
