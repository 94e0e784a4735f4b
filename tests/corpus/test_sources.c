/* Source profiles: what counts as boilerplate, runs of one title, bounds. */
#include "support/cmocka.h"

#include "base/bits.h"
#include "base/buf.h"
#include "corpus/profile.h"
#include "corpus/sources.h"
#include "support/failing.h"

#include <stdio.h>
#include <stdlib.h>

static struct rp_title title(uint64_t word)
{
    return (struct rp_title){.count = 1, .word = {word}};
}

static void learn(struct rp_sources *sources, uint32_t source, uint64_t title_word, const uint64_t *shingles, size_t count)
{
    struct rp_title t = title(title_word);
    assert_int_equal(rp_sources_reserve(sources, source, count), RP_OK);
    uint32_t *watched = malloc((count + 1) * sizeof *watched);
    assert_non_null(watched);
    rp_sources_learn(sources, source, &t, watched, rp_profile_watch(shingles, count, watched));
    free(watched);
}

/* How many other runs had one shingle: for a new article under a title, or for one that is counted. */
static unsigned count_new(const struct rp_sources *sources, uint32_t source, uint64_t title_word, uint64_t shingle)
{
    struct rp_title t = title(title_word);
    uint8_t count;
    rp_sources_count_new(sources, source, &t, &shingle, 1, &count);
    return count;
}

static unsigned count_old(const struct rp_sources *sources, uint32_t source, uint64_t shingle)
{
    uint8_t count;
    rp_sources_count_old(sources, source, &shingle, 1, &count);
    return count;
}

static void the_other_runs_that_had_a_shingle_are_counted(void **state)
{
    (void)state;
    struct rp_sources sources;
    uint32_t source;
    const uint64_t menu[] = {11, 22};
    rp_sources_init(&sources, 1 << 20);
    assert_int_equal(rp_sources_open(&sources, rp_str_of("a.example"), &source), RP_OK);
    assert_int_equal(count_new(&sources, source, 3, 11), 0);
    learn(&sources, source, 1, menu, 2);
    assert_int_equal(count_new(&sources, source, 3, 11), 1);
    learn(&sources, source, 2, menu, 1);
    assert_int_equal(count_new(&sources, source, 3, 11), 2);
    assert_int_equal(count_new(&sources, source, 3, 22), 1);
    assert_int_equal(count_new(&sources, source, 3, 33), 0);
    /* For a text that was counted, its own run does not count. */
    assert_int_equal(count_old(&sources, source, 11), 1);
    assert_int_equal(count_old(&sources, source, 22), 0);
    assert_int_equal(count_old(&sources, source, 33), 0);
    rp_sources_done(&sources);
}

static void a_run_of_one_title_counts_once(void **state)
{
    (void)state;
    struct rp_sources sources;
    uint32_t source;
    const uint64_t text[] = {11};
    rp_sources_init(&sources, 1 << 20);
    assert_int_equal(rp_sources_open(&sources, rp_str_of("a.example"), &source), RP_OK);
    for (int i = 0; i < 10; i++)
        learn(&sources, source, 1, text, 1);
    assert_int_equal(count_new(&sources, source, 2, 11), 1);
    assert_int_equal(count_new(&sources, source, 1, 11), 0);
    learn(&sources, source, 2, text, 1);
    learn(&sources, source, 1, text, 1);
    /* Runs 1, 2, 1': a further article of run 1' has two others before it. */
    assert_int_equal(count_new(&sources, source, 1, 11), 2);
    rp_sources_done(&sources);
}

static void sources_are_told_apart_and_an_absent_one_is_none(void **state)
{
    (void)state;
    struct rp_sources sources;
    uint32_t a, b, again, none;
    rp_sources_init(&sources, 1 << 20);
    assert_int_equal(rp_sources_find(&sources, rp_str_of("a")), RP_SOURCE_NONE);
    assert_int_equal(rp_sources_open(&sources, rp_str_of("a"), &a), RP_OK);
    assert_int_equal(rp_sources_open(&sources, rp_str_of("b"), &b), RP_OK);
    assert_int_equal(rp_sources_open(&sources, rp_str_of("a"), &again), RP_OK);
    assert_int_equal(rp_sources_open(&sources, rp_str_of(""), &none), RP_OK);
    assert_int_not_equal(a, b);
    assert_int_equal(a, again);
    assert_int_equal(none, RP_SOURCE_NONE);
    assert_true(rp_str_equal(rp_sources_name(&sources, b), rp_str_of("b")));
    assert_int_equal(rp_sources_name(&sources, RP_SOURCE_NONE).len, 0);
    struct rp_title t = title(1);
    assert_int_equal(count_new(&sources, RP_SOURCE_NONE, 1, 1), 0);
    assert_int_equal(count_old(&sources, RP_SOURCE_NONE, 1), 0);
    assert_int_equal(rp_sources_reserve(&sources, RP_SOURCE_NONE, 10), RP_OK);
    rp_sources_learn(&sources, RP_SOURCE_NONE, &t, NULL, 0);
    rp_sources_done(&sources);
}

/* Names that share clusters of the table come and go in any order, and each is found as long as it is open. */
static void a_closed_source_is_gone_and_its_place_is_used_again(void **state)
{
    (void)state;
    enum { SOURCES = 300 };
    struct rp_sources sources;
    uint32_t index[SOURCES], twice;
    const uint64_t text[] = {11, 22};
    char name[16];
    rp_sources_init(&sources, 1 << 20);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < SOURCES; i++) {
            snprintf(name, sizeof name, "s%d", i);
            assert_int_equal(rp_sources_open(&sources, rp_str_of(name), &index[i]), RP_OK);
            learn(&sources, index[i], 1, text, 2);
        }
        assert_int_equal(rp_sources_open(&sources, rp_str_of("s7"), &twice), RP_OK);
        assert_int_equal(twice, index[7]);
        rp_sources_close(&sources, twice);
        for (int i = 0; i < SOURCES; i++) {
            int gone = i * 7 % SOURCES;
            rp_sources_close(&sources, index[gone]);
            index[gone] = RP_SOURCE_NONE;
            for (int k = i % 10; k < SOURCES; k += 10) {
                snprintf(name, sizeof name, "s%d", k);
                assert_int_equal(rp_sources_find(&sources, rp_str_of(name)), index[k]);
            }
        }
        assert_int_equal(sources.live, 0);
        assert_int_equal(sources.profile_bytes, 0);
        assert_int_equal(sources.name_bytes, 0);
        assert_int_equal(sources.oldest, RP_SOURCE_NONE);
    }
    assert_int_equal(sources.count, SOURCES);
    rp_sources_close(&sources, RP_SOURCE_NONE);
    rp_sources_done(&sources);
}

static void growth_is_what_is_added(void **state)
{
    (void)state;
    struct rp_sources sources;
    uint32_t source;
    char name[16];
    rp_sources_init(&sources, UINT64_C(1) << 30);
    assert_int_equal(rp_sources_growth(&sources, rp_str_of(""), 100), 0);
    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "s%d", i % 150);
        size_t shingles = 100 * (size_t)i;
        uint64_t before = rp_sources_bytes(&sources), growth = rp_sources_growth(&sources, rp_str_of(name), shingles);
        assert_int_equal(rp_sources_open(&sources, rp_str_of(name), &source), RP_OK);
        assert_int_equal(rp_sources_reserve(&sources, source, shingles), RP_OK);
        assert_int_equal(rp_sources_bytes(&sources) - before, growth);
    }
    rp_sources_done(&sources);
}

static void a_profile_keeps_boilerplate_when_it_is_full(void **state)
{
    (void)state;
    enum { ARTICLES = 1000, SHINGLES = 400 };
    struct rp_sources sources;
    uint32_t source;
    uint64_t shingles[SHINGLES];
    rp_sources_init(&sources, UINT64_C(1) << 30);
    assert_int_equal(rp_sources_open(&sources, rp_str_of("a"), &source), RP_OK);
    for (uint64_t i = 0; i < ARTICLES; i++) {
        for (uint64_t k = 0; k < SHINGLES; k++)
            shingles[k] = (k < 20 ? rp_mix(k + 1) : rp_mix(i * SHINGLES + k + 1000)) >> 2;
        learn(&sources, source, i, shingles, SHINGLES);
    }
    for (uint64_t k = 0; k < 20; k++)
        assert_int_equal(count_new(&sources, source, UINT64_MAX, rp_mix(k + 1) >> 2), 255);
    assert_true(rp_sources_bytes(&sources) < 512 << 10);
    rp_sources_done(&sources);
}

static void all_profiles_together_are_bounded(void **state)
{
    (void)state;
    enum { SOURCES = 200, MAX = 100000 };
    struct rp_sources sources;
    uint64_t shingles[300];
    uint32_t source = 0;
    for (uint64_t k = 0; k < 300; k++)
        shingles[k] = rp_mix(k);
    rp_sources_init(&sources, MAX);
    for (int i = 0; i < SOURCES; i++) {
        char name[16];
        snprintf(name, sizeof name, "s%d", i);
        assert_int_equal(rp_sources_open(&sources, rp_str_of(name), &source), RP_OK);
        for (uint64_t k = 0; k < 3; k++)
            learn(&sources, source, k, shingles, 300);
        assert_true(sources.profile_bytes <= MAX);
    }
    size_t watched = 0;
    while (shingles[watched] > UINT64_MAX / 4)
        watched++;
    assert_int_equal(count_new(&sources, source, 9, shingles[watched]), 3);
    assert_int_equal(count_new(&sources, 0, 9, shingles[watched]), 0);
    rp_sources_done(&sources);
}

static void words_of_half_of_the_titles_are_common(void **state)
{
    (void)state;
    struct rp_sources sources;
    uint32_t source;
    uint64_t words[RP_TITLE_WORDS * 2];
    rp_sources_init(&sources, 1 << 20);
    assert_int_equal(rp_sources_open(&sources, rp_str_of("a"), &source), RP_OK);
    for (uint64_t i = 0; i < 12; i++) {
        struct rp_title t = {.count = 2, .word = {7, 100 + i}};
        assert_int_equal(rp_sources_reserve(&sources, source, 0), RP_OK);
        rp_sources_learn(&sources, source, &t, NULL, 0);
    }
    assert_int_equal(rp_sources_common_words(&sources, source, words), 1);
    assert_int_equal(words[0], 7);
    rp_sources_done(&sources);
}

static void failed_allocations_are_reported(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 7; n++) {
        struct rp_sources sources;
        struct failing failing;
        uint32_t source;
        rp_sources_init(&sources, 1 << 20);
        failing_start(&failing, n);
        enum rp_status status = rp_sources_open(&sources, rp_str_of("a"), &source);
        if (status == RP_OK)
            status = rp_sources_reserve(&sources, source, 10);
        failing_stop();
        assert_int_equal(status, n <= 6 ? RP_NO_MEMORY : RP_OK);
        rp_sources_done(&sources);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_other_runs_that_had_a_shingle_are_counted),
        cmocka_unit_test(a_run_of_one_title_counts_once),
        cmocka_unit_test(sources_are_told_apart_and_an_absent_one_is_none),
        cmocka_unit_test(a_closed_source_is_gone_and_its_place_is_used_again),
        cmocka_unit_test(growth_is_what_is_added),
        cmocka_unit_test(a_profile_keeps_boilerplate_when_it_is_full),
        cmocka_unit_test(all_profiles_together_are_bounded),
        cmocka_unit_test(words_of_half_of_the_titles_are_common),
        cmocka_unit_test(failed_allocations_are_reported),
    };
    return cmocka_run_group_tests_name("corpus/sources", tests, NULL, NULL);
}
