/* batch/eval: the score of a made-up labelled set. */
#include "batch/eval.h"

#include "files.h"
#include "made.h"
#include "support/cmocka.h"
#include "support/failing.h"
#include "support/words.h"

#include <stdio.h>
#include <stdlib.h>

static char *folder;
static struct rp_buf docs;
static const struct rp_eval_options plain = {.show = 10};

/* Not in the order of publication: b2 comes before a1, and what has no date comes last. */
static int setup(void **state)
{
    (void)state;
    folder = strdup(files_folder());
    made_init(&docs);
    made_article(&docs, "a1", 1, 120, 0, "s1.example", "2020-01-02");
    made_article(&docs, "a3", 1, 120, 9, "s8.example", "2020-01-08");
    made_article(&docs, "a2", 1, 120, 5, "s2.example", "2020-01-03");
    made_article(&docs, "b1", 2, 110, 0, "s1.example", "2020-01-05");
    made_article(&docs, "b2", 2, 110, 0, "s3.example", "2020-01-01");
    made_line(&docs, "not JSON");
    made_article(&docs, "c1", 3, 90, 0, "s1.example", "2020-02-01");
    made_article(&docs, "c2", 4, 90, 0, NULL, "2020-02-02");
    made_article(&docs, "d1", 5, 100, 5, "s4.example", "2020-02-03");
    made_article(&docs, "d2", 5, 100, 3, "s5.example", "2020-02-04");
    made_article(&docs, "d2", 6, 100, 3, "s5.example", "2020-02-04");
    made_article(&docs, "e1", 7, 100, 0, "s6.example", "2020-02-05");
    made_article(&docs, "e2", 7, 100, 0, "s7.example", NULL);
    made_article(&docs, "f1", 8, 100, 0, "s1.example", "2020-02-07");
    made_article(&docs, "f2", 8, 100, 0, "s2.example", "2020-02-08");
    made_article(&docs, "h1", 9, 100, 0, "s1.example", "2020-02-09");
    made_article(&docs, "h2", 10, 100, 0, "s2.example", "2020-02-10");
    made_line(&docs, "{\"id\":\"dots\",\"text\":\"...\"}");
    files_write(files_path(folder, "docs.jsonl"), docs.data, docs.len);
    const char pairs[] = "a\tb\tlabel\ttrap\n"
                         "a1\ta2\tcopy\t0\n"
                         "a1\ta3\tcopy\t0\n"
                         "a3\ta2\tcopy\t0\n"
                         "b1\tb2\tcopy\t0\n"
                         "c1\tc2\tcopy\t0\n"
                         "d1\td2\tnot\t1\n"
                         "h1\th2\tnot\t1\n"
                         "a1\tb1\tnot\t0\n"
                         "f1\tf2\tskip\t0\n";
    files_write(files_path(folder, "pairs.tsv"), pairs, sizeof pairs - 1);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rp_buf_done(&docs);
    files_remove(folder);
    free(folder);
    return 0;
}

static void expect_id(struct rp_str id, const char *want)
{
    assert_int_equal(id.len, strlen(want));
    assert_memory_equal(id.data, want, id.len);
}

static void check_report(const struct rp_eval_report *report)
{
    assert_int_equal(report->articles, 15);
    assert_int_equal(report->corpus.articles, 15);
    assert_int_equal(report->skipped, 1);
    assert_int_equal(report->stories.copies, 5);
    assert_int_equal(report->stories.found, 4);
    assert_int_equal(report->stories.wrong, 2);
    assert_int_equal(report->stories.traps, 2);
    assert_int_equal(report->stories.traps_joined, 1);
    assert_float_equal(report->stories.recall, .8, 1e-9);
    assert_float_equal(report->stories.precision, 4 / 6., 1e-9);
    assert_float_equal(report->stories.f1, 2 * .8 * (4 / 6.) / (.8 + 4 / 6.), 1e-9);
    assert_int_equal(report->matches.copies, 5);
    assert_true(report->matches.found >= 3); /* a3 need not name both of a1 and a2 */
    assert_int_equal(report->matches.wrong, 2);
    assert_int_equal(report->matches.traps_joined, 1);
    /* a2, a3 (twice) and c2 come as the first of their sources; b1 does not, whose copy b2 is older. */
    assert_int_equal(report->first_copies, 4);
    assert_int_equal(report->first_found, 3);
    assert_float_equal(report->first_recall, .75, 1e-9);
}

static void scores_a_set(void **state)
{
    (void)state;
    struct rp_eval_report report;
    assert_int_equal(rp_eval_run(folder, &plain, &report, NULL), RP_OK);
    check_report(&report);
    assert_int_equal(report.bad, 3);
    assert_int_equal(report.bad_line, 6);
    assert_int_equal(report.bad_error.status, RP_BAD_JSON);
    assert_int_equal(report.missed_count, 1);
    expect_id(report.missed[0].a, "c1");
    expect_id(report.missed[0].b, "c2");
    assert_true(report.missed[0].listed);
    assert_false(report.missed[0].matched);
    assert_int_equal(report.joined_count, 2);
    expect_id(report.joined[0].a, "e1"); /* identical */
    expect_id(report.joined[0].b, "e2");
    assert_false(report.joined[0].listed);
    expect_id(report.joined[1].a, "d1");
    assert_true(report.joined[1].trap && report.joined[1].listed && report.joined[1].matched);
    assert_true(report.joined[1].explained.containment_of_new > .5);
    rp_eval_report_done(&report);
}

/* A pair that matched is explained by its answer, one that did not by the two beside each other. */
static void errors_are_explained(void **state)
{
    (void)state;
    struct rp_eval_report report;
    assert_int_equal(rp_eval_run(folder, &plain, &report, NULL), RP_OK);
    const struct rp_misjudged *missed = &report.missed[0], *identical = &report.joined[0], *trap = &report.joined[1];
    assert_int_equal(missed->explained.grounds.rule, RP_RULE_CHANCE);
    assert_int_equal(missed->explained.shared, 0);
    assert_true(missed->explained.new_shingles > 50);
    assert_int_equal(missed->excerpt.len, 0);
    assert_int_equal(identical->explained.grounds.rule, RP_RULE_SAME_TOKENS);
    assert_int_equal(identical->explained.verdict, RP_VERDICT_IDENTICAL);
    assert_true(trap->explained.grounds.longest > 50 && trap->explained.start < trap->explained.end);
    assert_true(trap->title_a.len > 0 && trap->title_b.len > 0);
    assert_in_range(trap->excerpt.len, 200, RP_EVAL_EXCERPT);
    /* Titles are first lines here, and passages begin with their first word. */
    assert_true(rp_str_equal(identical->title_a, identical->title_b));
    assert_memory_equal(identical->excerpt.data, identical->title_b.data, 20);
    rp_eval_report_done(&report);
}

static void shows_no_more_than_wanted(void **state)
{
    (void)state;
    struct rp_eval_options options = {.show = 1};
    struct rp_eval_report report;
    assert_int_equal(rp_eval_run(folder, &options, &report, NULL), RP_OK);
    assert_int_equal(report.joined_count, 1);
    expect_id(report.joined[0].a, "e1");
    rp_eval_report_done(&report);
    options.show = 0;
    assert_int_equal(rp_eval_run(folder, &options, &report, NULL), RP_OK);
    check_report(&report);
    assert_int_equal(report.joined_count + report.missed_count, 0);
    rp_eval_report_done(&report);
}

static void reads_packed_sets(void **state)
{
    (void)state;
    struct rp_eval_report report;
    size_t len;
    void *packed = files_zstd(docs.data, docs.len, &len);
    remove(files_path(folder, "docs.jsonl"));
    files_write(files_path(folder, "docs.jsonl.zst"), packed, len);
    assert_int_equal(rp_eval_run(folder, &plain, &report, NULL), RP_OK);
    check_report(&report);
    rp_eval_report_done(&report);
    struct rp_error error;
    files_write(files_path(folder, "docs.jsonl.zst"), packed, len - 3);
    assert_int_equal(rp_eval_run(folder, &plain, &report, &error), RP_DAMAGED);
    assert_non_null(strstr(error.message, "cut off"));
    free(packed);
}

static void nothing_to_find_is_nothing_missed(void **state)
{
    (void)state;
    struct rp_eval_report report;
    files_write(files_path(folder, "docs.jsonl"), "", 0);
    files_write(files_path(folder, "pairs.tsv"), "a\tb\tlabel\ttrap\n", 15);
    assert_int_equal(rp_eval_run(folder, &plain, &report, NULL), RP_OK);
    assert_int_equal(report.articles, 0);
    assert_float_equal(report.stories.recall, 1, 0);
    assert_float_equal(report.stories.precision, 1, 0);
    assert_float_equal(report.first_recall, 1, 0);
    rp_eval_report_done(&report);
}

static void fails_clearly(void **state)
{
    (void)state;
    struct rp_eval_report report;
    struct rp_error error;
    struct rp_corpus_options corpus;
    rp_corpus_options_default(&corpus);
    corpus.copy_containment = 7;
    struct rp_eval_options options = {.corpus = &corpus};
    assert_int_equal(rp_eval_run(folder, &options, &report, &error), RP_BAD_ARGUMENT);
    rp_corpus_options_default(&corpus);
    corpus.max_articles = 3;
    assert_int_equal(rp_eval_run(folder, &options, &report, &error), RP_LIMIT);
    atomic_bool interrupt = true;
    options = (struct rp_eval_options){.interrupt = &interrupt};
    assert_int_equal(rp_eval_run(folder, &options, &report, &error), RP_INTERRUPTED);
    files_write(files_path(folder, "pairs.tsv"), "a1\tzz\tcopy\t0\n", 13);
    assert_int_equal(rp_eval_run(folder, &plain, &report, &error), RP_NOT_FOUND);
    assert_non_null(strstr(error.message, "\"zz\""));
    remove(files_path(folder, "pairs.tsv"));
    assert_int_equal(rp_eval_run(folder, &plain, &report, &error), RP_IO);
    remove(files_path(folder, "docs.jsonl"));
    assert_int_equal(rp_eval_run(folder, &plain, &report, &error), RP_IO);
    assert_non_null(strstr(error.message, "docs.jsonl"));
}

/* Three pages of a source and one of another, all with one long frame, whose titles differ: once the frame is known to be the first source's,
 * the fourth page shares nothing with them. And a pair that is a copy in every order. */
static void write_frames(void)
{
    struct rp_buf lines;
    char text[4096], line[8192];
    made_init(&lines);
    for (int i = 0; i < 4; i++) {
        text[0] = 0;
        words_append(text, sizeof text, 50, 100);
        words_append(text, sizeof text, 60 + (uint64_t)i, 60);
        snprintf(line, sizeof line,
                 "{\"id\":\"p%d\",\"title\":\"title%d\",\"source\":\"s%d.example\",\"published\":\"2020-01-0%d\",\"text\":\"%s\"}", i, i,
                 i / 3, i + 1, text);
        made_line(&lines, line);
    }
    made_article(&lines, "a1", 1, 100, 0, "s3.example", "2020-01-02");
    made_article(&lines, "a2", 1, 100, 0, "s4.example", "2020-01-03");
    files_write(files_path(folder, "docs.jsonl"), lines.data, lines.len);
    rp_buf_done(&lines);
    const char pairs[] = "p0\tp3\tnot\t1\na1\ta2\tcopy\t0\na1\tp3\tskip\t0\na1\tp0\tnot\t0\n";
    files_write(files_path(folder, "pairs.tsv"), pairs, sizeof pairs - 1);
}

static void says_what_the_order_of_arrival_moves(void **state)
{
    (void)state;
    struct rp_eval_options options = {.show = 5, .shuffles = 12, .seed = 7};
    struct rp_eval_report report, again;
    write_frames();
    assert_int_equal(rp_eval_run(folder, &options, &report, NULL), RP_OK);
    const struct rp_shuffles *shuffles = &report.shuffles;
    assert_int_equal(report.articles, 6); /* of the first run */
    assert_int_equal(report.stories.wrong, 0);
    assert_int_equal(shuffles->count, 12);
    assert_int_equal(shuffles->labelled, 3);
    assert_int_equal(shuffles->pair_count, 1);
    expect_id(shuffles->pairs[0].a, "p0");
    expect_id(shuffles->pairs[0].b, "p3");
    assert_true(shuffles->pairs[0].trap && !shuffles->pairs[0].copy && !shuffles->pairs[0].together);
    uint32_t times = shuffles->pairs[0].times;
    assert_in_range(times, 1, 11); /* p3 comes late often enough */
    assert_float_equal(shuffles->moved_mean, times / 12. / 3, 1e-9);
    assert_float_equal(shuffles->moved_most, 1 / 3., 1e-9);
    assert_float_equal(shuffles->moved_ever, 1 / 3., 1e-9);
    assert_float_equal(shuffles->recall_worst, 1, 0);
    assert_true(shuffles->precision_worst < shuffles->precision_mean && shuffles->precision_mean < 1);
    assert_int_equal(rp_eval_run(folder, &options, &again, NULL), RP_OK);
    assert_int_equal(again.shuffles.pairs[0].times, times);
    assert_float_equal(again.shuffles.precision_mean, shuffles->precision_mean, 0);
    rp_eval_report_done(&again);
    rp_eval_report_done(&report);
}

/* Two outlets with one report, and one outlet that runs another twice. */
static void every_article_may_be_the_first_of_its_source(void **state)
{
    (void)state;
    struct rp_buf made;
    struct rp_eval_options options = {.new_sources = true};
    struct rp_eval_report report;
    made_init(&made);
    made_article(&made, "a1", 1, 40, 0, "s1.example", NULL);
    made_article(&made, "a2", 1, 40, 0, "s2.example", NULL);
    made_article(&made, "b1", 2, 40, 0, "s3.example", NULL);
    made_article(&made, "b2", 2, 40, 0, "s3.example", NULL);
    files_write(files_path(folder, "docs.jsonl"), made.data, made.len);
    rp_buf_done(&made);
    files_write(files_path(folder, "pairs.tsv"), "a1\ta2\tcopy\t0\nb1\tb2\tcopy\t0\n", 26);
    assert_int_equal(rp_eval_run(folder, &options, &report, NULL), RP_OK);
    assert_int_equal(report.stories.copies, 1);
    assert_int_equal(report.stories.found, 1);
    assert_int_equal(report.stories.wrong, 0);
    assert_int_equal(report.first_copies, 1);
    assert_int_equal(report.corpus.sources, 4);
    rp_eval_report_done(&report);
    options.new_sources = false;
    assert_int_equal(rp_eval_run(folder, &options, &report, NULL), RP_OK);
    assert_int_equal(report.stories.copies, 2);
    assert_int_equal(report.stories.found, 2);
    assert_int_equal(report.corpus.sources, 3);
    rp_eval_report_done(&report);
}

static void count_calls(void *context, uint64_t done, uint64_t total)
{
    unsigned *calls = context;
    assert_int_equal(done, ++*calls);
    assert_int_equal(total % 16, 0); /* with the one that has no words */
}

static void tells_progress(void **state)
{
    (void)state;
    unsigned calls = 0;
    struct rp_eval_options options = {.progress = count_calls, .context = &calls};
    struct rp_eval_report report;
    assert_int_equal(rp_eval_run(folder, &options, &report, NULL), RP_OK);
    assert_int_equal(calls, 16);
    rp_eval_report_done(&report);
    calls = 0;
    options.shuffles = 2;
    assert_int_equal(rp_eval_run(folder, &options, &report, NULL), RP_OK);
    assert_int_equal(calls, 48);
    rp_eval_report_done(&report);
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    struct rp_buf few;
    struct rp_eval_report report;
    struct failing failing;
    struct rp_eval_options options = {.show = 10, .shuffles = 1};
    made_init(&few);
    made_article(&few, "a1", 1, 40, 0, "s1.example", NULL);
    made_article(&few, "a2", 1, 40, 0, "s2.example", NULL);
    files_write(files_path(folder, "docs.jsonl"), few.data, few.len);
    files_write(files_path(folder, "pairs.tsv"), "a1\ta2\tcopy\t0\n", 13);
    rp_buf_done(&few);
    for (size_t n = 1;; n++) {
        failing_start(&failing, n);
        enum rp_status status = rp_eval_run(folder, &options, &report, NULL);
        failing_stop();
        if (status == RP_OK) {
            assert_true(n > 20);
            assert_int_equal(report.stories.found, 1);
            rp_eval_report_done(&report);
            return;
        }
        assert_int_equal(status, RP_NO_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(scores_a_set, setup, teardown),
        cmocka_unit_test_setup_teardown(errors_are_explained, setup, teardown),
        cmocka_unit_test_setup_teardown(shows_no_more_than_wanted, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_packed_sets, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_to_find_is_nothing_missed, setup, teardown),
        cmocka_unit_test_setup_teardown(fails_clearly, setup, teardown),
        cmocka_unit_test_setup_teardown(says_what_the_order_of_arrival_moves, setup, teardown),
        cmocka_unit_test_setup_teardown(every_article_may_be_the_first_of_its_source, setup, teardown),
        cmocka_unit_test_setup_teardown(tells_progress, setup, teardown),
        cmocka_unit_test_setup_teardown(survives_failing_allocations, setup, teardown),
    };
    return cmocka_run_group_tests_name("batch/eval", tests, NULL, NULL);
}
