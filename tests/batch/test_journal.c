/* batch/journal: what was noted comes back, and of a torn file what is whole. */
#include "batch/journal.h"

#include "files.h"
#include "support/cmocka.h"
#include "support/failing.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PLACES = 5 };

static char *folder, *path;
static const struct rp_str head = {"one\ntwo\n", 8};

static int setup(void **state)
{
    (void)state;
    folder = strdup(files_folder());
    path = strdup(files_path(folder, "journal"));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    files_remove(folder);
    free(folder);
    free(path);
    return 0;
}

static struct rp_place place_of(uint64_t n)
{
    return (struct rp_place){.file = (uint32_t)n, .line = 3 * n, .stories = 1000 * n, .spool = n, .number = n << 40, .last_seq = 2 * n,
                             .report = {.articles = n, .bad_lines = 7, .verdicts = {[RP_VERDICT_NEAR] = n}, .kept_bytes = 9}};
}

/* Two articles for each place; each second one has founded a story that the next place's first one merges. */
static enum rp_status note(struct rp_journal *journal, uint64_t seq)
{
    char id[8];
    const uint64_t merged = seq - 1;
    const struct rp_kept article = {.seq = seq, .story = seq % 2 != 0 && seq > 1 ? 1 : seq, .line = seq, .hash = UINT64_MAX - seq, .published_ms = -5,
                                    .file = 2, .text_bytes = 77, .verdict = RP_VERDICT_NEAR};
    const struct rp_answer answer = {.story = article.story, .verdict = article.verdict, .merged = &merged, .merged_count = seq % 2 != 0 && seq > 1};
    snprintf(id, sizeof id, "a%d", (int)seq);
    return rp_journal_note(journal, rp_str_of(id), &article, &answer);
}

static void write_journal(struct rp_journal *journal)
{
    assert_int_equal(rp_journal_create(path, head, journal, NULL), RP_OK);
    for (uint64_t n = 1; n <= PLACES; n++) {
        struct rp_place place = place_of(n);
        assert_int_equal(note(journal, 2 * n - 1), RP_OK);
        assert_int_equal(note(journal, 2 * n), RP_OK);
        assert_int_equal(rp_journal_write(journal, &place, NULL), RP_OK);
    }
}

static enum rp_status open_journal(uint64_t *ret_places)
{
    struct rp_keepers keepers;
    struct rp_journal journal;
    struct rp_place place, want;
    rp_keepers_init(&keepers);
    enum rp_status status = rp_journal_open(path, head, UINT64_MAX, &keepers, &journal, &place, NULL);
    if (status == RP_OK) {
        *ret_places = journal.places;
        want = place_of(journal.places);
        assert_memory_equal(&place.report, &want.report, sizeof want.report);
        assert_int_equal(place.number, want.number);
        assert_int_equal(place.line, want.line);
        assert_int_equal(keepers.ids.count, 2 * journal.places);
        for (size_t i = 0; i < keepers.ids.count; i++) {
            const struct rp_kept *article = &keepers.articles[i];
            assert_int_equal(article->seq, i + 1);
            assert_true(article->hash == UINT64_MAX - article->seq);
            assert_int_equal(article->published_ms, -5);
            bool merged = i % 2 != 0 && i + 1 < keepers.ids.count;
            assert_int_equal(article->story, merged || i % 2 == 0 ? 1 : i + 1);
            assert_int_equal(article->merged_by, merged ? RP_VERDICT_NEAR : RP_VERDICT_UNIQUE);
        }
        rp_journal_close(&journal);
    }
    rp_keepers_done(&keepers);
    return status;
}

static void what_was_noted_comes_back(void **state)
{
    struct rp_journal journal;
    uint64_t places;
    (void)state;
    assert_int_equal(open_journal(&places), RP_NOT_FOUND);
    assert_int_equal(rp_journal_create(path, head, &journal, NULL), RP_OK);
    rp_journal_close(&journal);
    assert_int_equal(open_journal(&places), RP_NOT_FOUND);
    write_journal(&journal);
    rp_journal_close(&journal);
    assert_int_equal(open_journal(&places), RP_OK);
    assert_int_equal(places, PLACES);
    assert_int_equal(rp_journal_create(files_path(folder, "none/journal"), head, &journal, NULL), RP_IO);
}

/* What the corpus does not have does not count, and is forgotten. */
static void it_goes_back_to_a_number(void **state)
{
    struct rp_journal journal;
    struct rp_keepers keepers;
    struct rp_place place;
    uint64_t places;
    (void)state;
    write_journal(&journal);
    rp_journal_close(&journal);
    rp_keepers_init(&keepers);
    assert_int_equal(rp_journal_open(path, head, place_of(3).number + 1, &keepers, &journal, &place, NULL), RP_OK);
    assert_int_equal(place.line, place_of(3).line);
    assert_int_equal(keepers.ids.count, 6);
    rp_journal_close(&journal);
    rp_keepers_done(&keepers);
    assert_int_equal(open_journal(&places), RP_OK);
    assert_int_equal(places, 3);
    rp_keepers_init(&keepers);
    assert_int_equal(rp_journal_open(path, head, 5, &keepers, &journal, &place, NULL), RP_NOT_FOUND);
    rp_keepers_done(&keepers);
}

/* A reach holds from its record on, until a place says that nothing is behind it. */
static void a_reach_comes_back(void **state)
{
    struct rp_journal journal;
    struct rp_keepers keepers;
    struct rp_place place = place_of(PLACES + 1);
    const struct rp_reach near = {.found = 7, .file = 1, .line = 1000}, far = {.found = 7, .file = 2, .line = 20};
    (void)state;
    place.earlier_count = RP_EARLIER_MOST;
    for (unsigned i = 0; i < RP_EARLIER_MOST; i++)
        place.earlier[i] = (struct rp_reach){.found = UINT64_MAX - i, .file = i, .line = UINT64_MAX};
    for (unsigned i = 0; i < 2; i++) {
        struct rp_place found;
        write_journal(&journal);
        assert_int_equal(rp_journal_reach(&journal, &near, NULL), RP_OK);
        assert_int_equal(rp_journal_reach(&journal, &far, NULL), RP_OK);
        place.clear = i == 1;
        assert_int_equal(rp_journal_write(&journal, &place, NULL), RP_OK);
        rp_journal_close(&journal);
        rp_keepers_init(&keepers);
        assert_int_equal(rp_journal_open(path, head, UINT64_MAX, &keepers, &journal, &found, NULL), RP_OK);
        assert_int_equal(journal.places, PLACES + 1);
        assert_int_equal(found.reach.found, place.clear ? 0 : far.found);
        assert_int_equal(found.reach.file, place.clear ? 0 : far.file);
        assert_int_equal(found.reach.line, place.clear ? 0 : far.line);
        assert_int_equal(found.earlier_count, RP_EARLIER_MOST);
        assert_memory_equal(found.earlier, place.earlier, sizeof place.earlier);
        rp_journal_close(&journal);
        rp_keepers_done(&keepers);
    }
}

static void another_head_is_another_job(void **state)
{
    struct rp_journal journal;
    struct rp_keepers keepers;
    struct rp_place place;
    struct rp_error error;
    (void)state;
    write_journal(&journal);
    rp_journal_close(&journal);
    rp_keepers_init(&keepers);
    assert_int_equal(rp_journal_open(path, rp_str_of("one\nthree\n"), UINT64_MAX, &keepers, &journal, &place, &error), RP_BAD_ARGUMENT);
    assert_non_null(strstr(error.message, "(\"two\", and now \"three\")"));
    assert_int_equal(rp_journal_open(path, rp_str_of("one\ntwo\nthree\n"), UINT64_MAX, &keepers, &journal, &place, &error), RP_BAD_ARGUMENT);
    assert_int_equal(keepers.ids.count, 0);
    rp_keepers_done(&keepers);
}

/* Wherever it ends, and whichever bit is wrong. */
static void what_is_whole_counts(void **state)
{
    struct rp_journal journal;
    size_t len;
    (void)state;
    write_journal(&journal);
    rp_journal_close(&journal);
    char *whole = files_read(path, &len);
    uint64_t last = 0;
    for (size_t cut = 0; cut <= len; cut++) {
        uint64_t places = 0;
        files_write(path, whole, cut);
        enum rp_status status = open_journal(&places);
        assert_int_equal(status, places > 0 ? RP_OK : RP_NOT_FOUND);
        assert_true(places == last || places == last + 1);
        last = places;
    }
    assert_int_equal(last, PLACES);
    for (size_t bit = 0; bit < 8 * len; bit += 5) {
        uint64_t places = 0;
        whole[bit / 8] ^= (char)(1 << bit % 8);
        files_write(path, whole, len);
        open_journal(&places);
        assert_true(places < PLACES);
        whole[bit / 8] ^= (char)(1 << bit % 8);
    }
    free(whole);
}

static void without_memory_it_says_so(void **state)
{
    struct rp_journal journal;
    struct failing failing;
    size_t failures = 0;
    (void)state;
    for (size_t n = 1;; n++) {
        uint64_t places;
        write_journal(&journal);
        rp_journal_close(&journal);
        failing_start(&failing, n);
        enum rp_status status = open_journal(&places);
        failing_stop();
        if (status == RP_OK)
            break;
        assert_int_equal(status, RP_NO_MEMORY);
        failures++;
    }
    assert_true(failures > 3);
    failing_start(&failing, 1);
    assert_int_equal(rp_journal_create(path, head, &journal, NULL), RP_NO_MEMORY);
    failing_stop();
    assert_int_equal(rp_journal_create(path, head, &journal, NULL), RP_OK);
    failing_start(&failing, 1);
    assert_int_equal(note(&journal, 1), RP_NO_MEMORY);
    failing_stop();
    rp_journal_close(&journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_noted_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(it_goes_back_to_a_number, setup, teardown),
        cmocka_unit_test_setup_teardown(a_reach_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(another_head_is_another_job, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_whole_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(without_memory_it_says_so, setup, teardown),
    };
    return cmocka_run_group_tests_name("batch/journal", tests, NULL, NULL);
}
