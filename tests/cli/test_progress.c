/* cli/progress: the line, in any room. */
#include "cli/terminal.h"

#include "support/cmocka.h"

#include <string.h>

static void expect(const struct rp_progress_state *state, int columns, const char *want)
{
    char line[RP_PROGRESS_BYTES];
    rp_progress_format(state, columns, line);
    assert_string_equal(line, want);
}

/* 10 s for a quarter, so half a minute is left. */
static const struct rp_progress_state reading = {
    .what = "reading", .done = 50000000, .total = 200000000, .articles = 12345, .errors = 3, .ms = 10000};

static void shows_what_is_known(void **state)
{
    (void)state;
    expect(&reading, 100, "reading  [######..................]  25 %  12345 articles  1234/s  5.0 MB/s  0:30 left  3 bad");
    struct rp_progress_state other = reading;
    other.errors = 0;
    other.ms = 500; /* too early to say how long it takes */
    expect(&other, 100, "reading  [######..................]  25 %  12345 articles  24641/s  99.8 MB/s");
    other.total = 0;
    other.ms = 10000;
    expect(&other, 100, "reading  12345 articles  1234/s  5.0 MB/s");
    expect(&(struct rp_progress_state){.what = "evaluating", .articles = 1}, 100, "evaluating  1 article  1000/s");
    other.total = 60000; /* of a file that grows */
    expect(&other, 100, "reading  [########################] 100 %  12345 articles  1234/s  5.0 MB/s");
}

static void says_hours(void **state)
{
    (void)state;
    struct rp_progress_state slow = {.what = "reading", .done = 1000000, .total = 5000000, .ms = 3600000};
    expect(&slow, 100, "reading  [####....................]  20 %  0 articles  0.0 MB/s  4 h 00 min left");
}

/* What came before the phase began says nothing on how fast it is. */
static void a_phase_has_its_own_rates(void **state)
{
    (void)state;
    struct rp_progress_state writing = {
        .what = "writing", .done = 60000000, .total = 80000000, .articles = 500, .done_before = 20000000, .articles_before = 500, .ms = 4000};
    expect(&writing, 100, "writing  [##################......]  75 %  500 articles  10.0 MB/s  0:02 left");
    writing.articles_before = 100;
    expect(&writing, 100, "writing  [##################......]  75 %  500 articles  100/s  10.0 MB/s  0:02 left");
}

static void the_least_important_goes_first(void **state)
{
    (void)state;
    expect(&reading, 70, "reading   25 %  12345 articles  1234/s  5.0 MB/s  0:30 left  3 bad");
    expect(&reading, 60, "reading   25 %  12345 articles  1234/s  0:30 left  3 bad");
    expect(&reading, 50, "reading   25 %  12345 articles  0:30 left  3 bad");
    expect(&reading, 45, "reading   25 %  12345 articles  0:30 left");
    expect(&reading, 40, "reading   25 %  12345 articles");
    expect(&reading, 20, "reading   25 %");
    expect(&reading, 10, "reading");
    expect(&reading, 4, "read");
    expect(&reading, 0, "");
    expect(&reading, -1, "");
}

static void is_never_wider(void **state)
{
    (void)state;
    struct rp_progress_state vast = {.what = "a phase with a name that is longer than any that there is in the program",
                                     .done = 1ull << 62, .total = UINT64_MAX, .articles = UINT64_MAX, .errors = UINT64_MAX, .ms = INT64_MAX};
    const struct rp_progress_state *states[] = {&reading, &vast};
    for (size_t i = 0; i < 2; i++)
        for (int columns = 0; columns < 500; columns++) {
            char line[RP_PROGRESS_BYTES];
            rp_progress_format(states[i], columns, line);
            assert_true(strlen(line) <= (size_t)columns);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_what_is_known),        cmocka_unit_test(says_hours), cmocka_unit_test(a_phase_has_its_own_rates),
        cmocka_unit_test(the_least_important_goes_first), cmocka_unit_test(is_never_wider),
    };
    return cmocka_run_group_tests_name("cli/progress", tests, NULL, NULL);
}
