/* Which instructions are used: what the environment asks for, what is asked for later, and what is refused. */
#include "support/cmocka.h"

#include "base/cpu.h"

#include <stdlib.h>

/* First: what is used is chosen when it is asked for the first time. */
static void the_environment_chooses(void **state)
{
    (void)state;
    assert_int_equal(setenv("REPRINT_CPU", "scalar", 1), 0);
    assert_int_equal(rp_cpu_used(), RP_CPU_SCALAR);
    assert_int_equal(setenv("REPRINT_CPU", "avx2", 1), 0);
    assert_int_equal(rp_cpu_used(), RP_CPU_SCALAR);
}

static void every_one_that_is_there_can_be_used(void **state)
{
    (void)state;
    struct rp_error error;
    assert_true(rp_cpu_has(RP_CPU_SCALAR));
    for (int cpu = 0; cpu < RP_CPU_COUNT; cpu++) {
        enum rp_status status = rp_cpu_use(rp_cpu_name((enum rp_cpu)cpu), &error);
        assert_int_equal(status, rp_cpu_has((enum rp_cpu)cpu) ? RP_OK : RP_BAD_ARGUMENT);
        if (status == RP_OK)
            assert_int_equal(rp_cpu_used(), cpu);
        else
            assert_non_null(strstr(error.message, "this processor has no "));
    }
}

static void an_unknown_name_is_refused(void **state)
{
    (void)state;
    struct rp_error error;
    assert_int_equal(rp_cpu_use("scalar", &error), RP_OK);
    assert_int_equal(rp_cpu_use("mmx", &error), RP_BAD_ARGUMENT);
    assert_string_equal(error.message, "no such instructions \"mmx\": there are scalar, neon, avx2 and avx512");
    assert_int_equal(rp_cpu_use("", &error), RP_BAD_ARGUMENT);
    assert_int_equal(rp_cpu_used(), RP_CPU_SCALAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_environment_chooses),
        cmocka_unit_test(every_one_that_is_there_can_be_used),
        cmocka_unit_test(an_unknown_name_is_refused),
    };
    return cmocka_run_group_tests_name("base/cpu", tests, NULL, NULL);
}
