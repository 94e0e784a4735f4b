/* batch/ids: numbers of ids. */
#include "batch/ids.h"

#include "support/cmocka.h"
#include "support/failing.h"

#include <stdio.h>

static void numbers_ids(void **state)
{
    (void)state;
    struct rp_ids ids;
    char id[16];
    rp_ids_init(&ids);
    assert_int_equal(rp_ids_find(&ids, rp_str_of("i0")), RP_NO_NUMBER);
    for (unsigned i = 0; i < 3000; i++) {
        snprintf(id, sizeof id, "i%u", i);
        assert_int_equal(rp_ids_add(&ids, rp_str_of(id)), RP_OK);
        assert_int_equal(rp_ids_add(&ids, rp_str_of(id)), RP_EXISTS);
    }
    assert_int_equal(ids.count, 3000);
    for (unsigned i = 0; i < 3000; i++) {
        snprintf(id, sizeof id, "i%u", i);
        assert_int_equal(rp_ids_find(&ids, rp_str_of(id)), i);
        assert_true(rp_str_equal(rp_ids_get(&ids, i), rp_str_of(id)));
    }
    assert_int_equal(rp_ids_find(&ids, rp_str_of("i3000")), RP_NO_NUMBER);
    assert_int_equal(rp_ids_find(&ids, rp_str_of("")), RP_NO_NUMBER);
    rp_ids_done(&ids);
    assert_int_equal(rp_ids_find(&ids, rp_str_of("i0")), RP_NO_NUMBER);
}

static void a_failed_add_changes_nothing(void **state)
{
    (void)state;
    struct failing failing;
    for (size_t n = 1;; n++) {
        struct rp_ids ids;
        rp_ids_init(&ids);
        failing_start(&failing, n);
        enum rp_status status = rp_ids_add(&ids, rp_str_of("a"));
        failing_stop();
        if (status == RP_NO_MEMORY) {
            assert_int_equal(ids.count, 0);
            assert_int_equal(rp_ids_find(&ids, rp_str_of("a")), RP_NO_NUMBER);
            assert_int_equal(rp_ids_add(&ids, rp_str_of("a")), RP_OK);
        }
        assert_int_equal(rp_ids_find(&ids, rp_str_of("a")), 0);
        rp_ids_done(&ids);
        if (status == RP_OK) {
            assert_true(n > 3);
            return;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_ids), cmocka_unit_test(a_failed_add_changes_nothing)};
    return cmocka_run_group_tests_name("batch/ids", tests, NULL, NULL);
}
