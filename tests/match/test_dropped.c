/* What of a text was left out, as stretches of the raw text. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "match/dropped.h"
#include "support/words.h"

#include <stdbool.h>

static char raw[32768];
static struct rp_tokens tokens;
static struct rp_shingles shingles;
static uint8_t flags[4096];
static struct rp_dropped_range ranges[RP_LIMIT_DROPPED];

static int setup(void **state)
{
    (void)state;
    raw[0] = 0;
    memset(flags, 0, sizeof flags);
    rp_tokens_init(&tokens);
    rp_shingles_init(&shingles);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rp_tokens_done(&tokens);
    rp_shingles_done(&shingles);
    return 0;
}

static void read_text(void)
{
    assert_int_equal(rp_tokenise(&tokens, raw, strlen(raw), NULL), RP_OK);
    assert_int_equal(rp_shingle(&shingles, &tokens), RP_OK);
}

static void drop(size_t first, size_t count)
{
    memset(flags + first, RP_DROP_SOURCE_REPEATS, count);
}

static struct rp_dropped dropped(void)
{
    struct rp_side side = {rp_str_of(raw), &tokens, &shingles, NULL, false};
    return rp_dropped_of(&side, flags, ranges);
}

static void assert_range(uint32_t i, const char *text)
{
    struct rp_str got = {raw + ranges[i].start, ranges[i].end - ranges[i].start};
    assert_true(rp_str_equal(got, rp_str_of(text)));
    assert_int_equal(ranges[i].reason, RP_DROP_SOURCE_REPEATS);
}

static void nothing_dropped_is_nothing(void **state)
{
    (void)state;
    strcpy(raw, "one two three four five");
    read_text();
    assert_int_equal(dropped().words, 0);
    struct rp_side side = {rp_str_of(raw), &tokens, &shingles, NULL, false};
    assert_int_equal(rp_dropped_of(&side, NULL, ranges).range_count, 0);
}

static void a_stretch_reaches_to_the_end_of_its_last_shingle(void **state)
{
    (void)state;
    strcpy(raw, "-- Home, News | Sport & Weather: the body begins he\xcc\x81re\xcc\x81. (More from us)");
    read_text();
    drop(0, 1);
    drop(7, 2); /* "here more from us" overlaps nothing */
    struct rp_dropped got = dropped();
    assert_int_equal(got.words, 8);
    assert_int_equal(got.range_count, 2);
    assert_ptr_equal(got.ranges, ranges);
    assert_range(0, "Home, News | Sport & Weather");
    assert_range(1, "he\xcc\x81re\xcc\x81. (More from us");
}

static void stretches_that_touch_are_one(void **state)
{
    (void)state;
    strcpy(raw, "a b c d e f g h i j k l");
    read_text();
    drop(0, 1);
    drop(4, 1);
    struct rp_dropped got = dropped();
    assert_int_equal(got.words, 8);
    assert_int_equal(got.range_count, 1);
    assert_range(0, "a b c d e f g h");
}

/* More of them than are told: all words count, the longest are told, in the order of the text. */
static void the_longest_stretches_are_told(void **state)
{
    (void)state;
    enum { STRETCHES = RP_LIMIT_DROPPED + 5 };
    words_append(raw, sizeof raw, 1, 20 * STRETCHES);
    read_text();
    uint32_t words = 0;
    for (uint32_t i = 0; i < STRETCHES; i++) {
        uint32_t count = i < 5 ? 1 : 2 + i % 3;
        drop(20 * i, count);
        words += count + 3;
    }
    struct rp_dropped got = dropped();
    assert_int_equal(got.words, words);
    assert_int_equal(got.range_count, RP_LIMIT_DROPPED);
    for (uint32_t i = 0; i < RP_LIMIT_DROPPED; i++)
        assert_int_equal(ranges[i].start, tokens.raw_start[20 * (i + 5)]);
}

static void reasons_have_names(void **state)
{
    (void)state;
    assert_string_equal(rp_drop_reason_name(RP_DROP_NONE), "none");
    assert_string_equal(rp_drop_reason_name(RP_DROP_SOURCE_REPEATS), "source_repeats");
    assert_string_equal(rp_drop_reason_name((enum rp_drop_reason)99), "unknown_reason");
    assert_string_equal(rp_drop_reason_meaning((enum rp_drop_reason)99), "unknown reason");
    for (int i = 0; i < RP_DROP_COUNT; i++)
        assert_true(rp_drop_reason_meaning((enum rp_drop_reason)i)[0] != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_dropped_is_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_stretch_reaches_to_the_end_of_its_last_shingle, setup, teardown),
        cmocka_unit_test_setup_teardown(stretches_that_touch_are_one, setup, teardown),
        cmocka_unit_test_setup_teardown(the_longest_stretches_are_told, setup, teardown),
        cmocka_unit_test_setup_teardown(reasons_have_names, setup, teardown),
    };
    return cmocka_run_group_tests_name("match/dropped", tests, NULL, NULL);
}
