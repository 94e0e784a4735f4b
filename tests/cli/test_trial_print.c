/* cli/trial_print: the line of a load test, in any room. */
#include "support/cmocka.h"

#include "cli/trial_print.h"

static struct rp_load_report report;

static void expect(const struct rp_load_options *options, int64_t ns, int columns, const char *want)
{
    char line[RP_FIELDS_BYTES];
    rp_trial_line(options, &report, ns, columns, line);
    assert_string_equal(line, want);
}

/* 4 s into a test of 2 + 8 s. */
static const struct rp_load_options options = {.ms = 8000, .warm_up_ms = 2000};

static int prepare(void **state)
{
    (void)state;
    memset(&report, 0, sizeof report);
    report.answered = 20000;
    report.bytes = 60000000;
    report.refused = 3;
    report.ns = 2000000000;
    for (int i = 0; i < 98; i++)
        rp_histogram_record(&report.recent, 250000);
    rp_histogram_record(&report.recent, 2000000);
    rp_histogram_record(&report.recent, 30000000);
    return 0;
}

static void says_what_is_known(void **state)
{
    (void)state;
    expect(&options, 4000000000, 200,
           "bench  [#########...............]  40 %  20000 articles  10000/s  30.0 MB/s  p50 0.25 ms  p99 2.00 ms  0:06 left  3 errors");
}

static void what_comes_before_does_not_count(void **state)
{
    (void)state;
    report.answered = report.bytes = report.refused = 0;
    expect(&options, 1500000000, 200, "warm-up  [###.....................]  15 %  p50 0.25 ms  p99 2.00 ms  0:09 left");
}

static void a_test_without_end_has_no_bar(void **state)
{
    struct rp_load_options endless = {.ms = 0};
    (void)state;
    report.refused = 0;
    expect(&endless, 4000000000, 200, "bench  20000 articles  10000/s  30.0 MB/s  p50 0.25 ms  p99 2.00 ms");
    endless.count = 40000;
    expect(&endless, 4000000000, 200,
           "bench  [############............]  50 %  20000 articles  10000/s  30.0 MB/s  p50 0.25 ms  p99 2.00 ms  0:04 left");
}

static void the_least_important_goes_first(void **state)
{
    (void)state;
    expect(&options, 4000000000, 90, "bench   40 %  10000/s  30.0 MB/s  p50 0.25 ms  p99 2.00 ms  0:06 left  3 errors");
    expect(&options, 4000000000, 60, "bench  10000/s  p50 0.25 ms  p99 2.00 ms  3 errors");
    expect(&options, 4000000000, 30, "bench  10000/s  3 errors");
    expect(&options, 4000000000, 5, "bench");
    expect(&options, 4000000000, 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(says_what_is_known, prepare),
        cmocka_unit_test_setup(what_comes_before_does_not_count, prepare),
        cmocka_unit_test_setup(a_test_without_end_has_no_bar, prepare),
        cmocka_unit_test_setup(the_least_important_goes_first, prepare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
