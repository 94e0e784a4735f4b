/* cli/starting: the line of a server that reads its folder. */
#include "cli/starting.h"

#include "support/cmocka.h"

#include <string.h>

static void expect(enum rp_archive_phase phase, uint64_t done, uint64_t total, int64_t ms, int columns, const char *want)
{
    const struct rp_archive_state reading = {.phase = phase, .done = done, .total = total};
    char line[RP_PROGRESS_BYTES];
    rp_starting_format(&reading, ms, columns, line);
    assert_string_equal(line, want);
}

static void shows_what_is_known(void **state)
{
    (void)state;
    expect(RP_ARCHIVE_CHECKING, 0, 0, 5000, 79, "checking");
    expect(RP_ARCHIVE_LOADING, 5000, 0, 5000, 79, "loading");
    expect(RP_ARCHIVE_INDEXING, 1000, 4000, 900, 79, "indexing  [######..................]  25 %");
    expect(RP_ARCHIVE_INDEXING, 1000, 4000, 10000, 79, "indexing  [######..................]  25 %  0:30 left");
    expect(RP_ARCHIVE_REPLAYING, 0, 4000, 10000, 79, "replaying  [........................]   0 %");
    expect(RP_ARCHIVE_REPLAYING, 4001, 4000, 10000, 79, "replaying  [########################] 100 %");
}

static void fits_the_terminal(void **state)
{
    (void)state;
    expect(RP_ARCHIVE_INDEXING, 1000, 4000, 10000, 30, "indexing   25 %  0:30 left");
    expect(RP_ARCHIVE_INDEXING, 1000, 4000, 10000, 20, "indexing   25 %");
    expect(RP_ARCHIVE_INDEXING, 1000, 4000, 10000, 10, "indexing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_what_is_known),
        cmocka_unit_test(fits_the_terminal),
    };
    return cmocka_run_group_tests_name("cli/starting", tests, NULL, NULL);
}
