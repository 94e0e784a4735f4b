/* batch/dedup: bad input, strict jobs, interruption, failure. */
#include "fixture.h"

#include "base/alloc.h"
#include "support/cmocka.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static struct told told;

static void expect_failure(const struct rp_dedup_options *options, enum rp_status status, const char *words)
{
    struct rp_dedup_report report;
    struct rp_error error = {0};
    assert_int_equal(rp_dedup_run(options, &report, &error), status);
    assert_int_equal(error.status, status);
    if (strstr(error.message, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", error.message, words);
}

/* One bad line of each kind, good ones between them. */
static void bad_lines(void)
{
    made_article(&made, "a", 1, 60, 0, NULL, NULL);
    made_line(&made, "{\"id\":\"b\",\"text\":\"cut");
    made_line(&made, "{\"id\":\"c\",\"text\":\"\xff\"}");
    made_line(&made, "{\"text\":\"no id\"}");
    made_line(&made, "{\"id\":5,\"text\":\"a number\"}");
    made_line(&made, "{\"id\":\"d\",\"text\":\"\"}");
    made_line(&made, "{\"id\":\"e\",\"text\":\"... --- !!!\"}");
    made_line(&made, "{\"id\":\"f\",\"text\":\"unknown key\",\"tags\":[]}");
    made_article(&made, "a", 1, 60, 0, NULL, NULL); /* the same id with the same text */
    made_article(&made, "a", 2, 60, 0, NULL, NULL); /* and with another */
    char *deep = malloc(100002);
    memset(deep, '[', 100001);
    deep[100001] = 0;
    made_line(&made, deep);
    free(deep);
    char *huge = malloc((20u << 20) + 1);
    memset(huge, 'x', 20u << 20);
    huge[20u << 20] = 0;
    made_line(&made, huge);
    free(huge);
    made_article(&made, "z", 3, 60, 0, NULL, NULL);
}

static void counts_bad_lines_and_goes_on(void **state)
{
    (void)state;
    struct rp_dedup_report report;
    bad_lines();
    const char *file = write_made("in.jsonl");
    struct rp_dedup_options options = jobs_options(&file, 1, in_folder("out"), &told);
    options.max_errors = 100;
    assert_int_equal(rp_dedup_run(&options, &report, NULL), RP_OK);
    assert_int_equal(report.articles, 2);
    assert_int_equal(report.bad_lines, 11);
    assert_int_equal(told.errors, 11);
    assert_string_equal(told.first, "in.jsonl:2: bad_json");
    char *kept = jobs_read(in_folder("out"), "kept.jsonl"), *summary = jobs_read(in_folder("out"), "summary.json");
    assert_non_null(strstr(kept, "\n{\"id\":\"z\""));
    assert_non_null(strstr(summary, "\"articles\":2,\"bad_lines\":11,\"bad_files\":0,\"bad_dates\":0"));
    free(kept);
    free(summary);
}

static void an_article_with_a_bad_date_counts_as_undated(void **state)
{
    (void)state;
    struct rp_dedup_report report;
    made_article(&made, "late", 1, 60, 0, NULL, "2020-01-02");
    made_article(&made, "odd", 1, 60, 0, NULL, "1/1/20");
    made_article(&made, "early", 1, 60, 0, NULL, "2020-01-01");
    const char *file = write_made("in.jsonl");
    struct rp_dedup_options options = jobs_options(&file, 1, in_folder("out"), &told);
    assert_int_equal(rp_dedup_run(&options, &report, NULL), RP_OK);
    assert_int_equal(report.articles, 3);
    assert_int_equal(report.bad_lines, 0);
    assert_int_equal(report.bad_dates, 1);
    assert_string_equal(told.first, "in.jsonl:2: bad_value");
    char *kept = jobs_read(in_folder("out"), "kept.jsonl"), *summary = jobs_read(in_folder("out"), "summary.json");
    assert_non_null(strstr(kept, "\"early\""));
    assert_non_null(strstr(summary, "\"bad_dates\":1"));
    free(kept);
    free(summary);
    options.strict = true;
    options.output = in_folder("strict");
    expect_failure(&options, RP_BAD_VALUE, "in.jsonl:2: published: \"1/1/20\" is no date");
}

static void a_strict_job_ends_at_the_first(void **state)
{
    (void)state;
    bad_lines();
    const char *file = write_made("in.jsonl");
    struct rp_dedup_options options = jobs_options(&file, 1, in_folder("out"), &told);
    options.strict = true;
    expect_failure(&options, RP_BAD_JSON, "in.jsonl:2: bad JSON");
    assert_int_equal(told.errors, 1);
    assert_false(files_exist(in_folder("out")));
    rp_buf_clear(&made);
    made_article(&made, "a", 1, 60, 0, NULL, NULL);
    made_article(&made, "a", 1, 60, 0, NULL, NULL);
    write_made("in.jsonl");
    expect_failure(&options, RP_EXISTS, "in.jsonl:2: id \"a\" was there before");
}

/* The input goes on for ever, and the job ends all the same. */
static void a_strict_job_does_not_wait_for_its_pipe(void **state)
{
    (void)state;
    made_line(&made, "{\"id\":7}");
    made_articles(&made, 300, 0);
    assert_int_equal(rp_buf_add(&made, "", 1), RP_OK);
    const char *file = "-";
    struct rp_dedup_options options = jobs_options(&file, 1, in_folder("out"), &told);
    options.strict = true;
    jobs_give_input(made.data, true);
    expect_failure(&options, RP_WRONG_TYPE, "stdin:1: id: a string is wanted, not a number");
    jobs_restore_input();
}

static void refuses_wrong_orders(void **state)
{
    (void)state;
    made_articles(&made, 5, 0);
    const char *file = write_made("in.jsonl"), *none = in_folder("none.jsonl"), *inputs[] = {"-", "-"};
    struct rp_corpus_options corpus;
    struct rp_dedup_options options = jobs_options(&file, 0, in_folder("out"), &told);
    expect_failure(&options, RP_BAD_ARGUMENT, "no files");
    options = jobs_options(inputs, 2, in_folder("out"), &told);
    expect_failure(&options, RP_BAD_ARGUMENT, "twice");
    options = jobs_options(&none, 1, in_folder("out"), &told);
    expect_failure(&options, RP_IO, "none.jsonl");
    options = jobs_options((const char *const *)&jobs_folder, 1, in_folder("out"), &told);
    expect_failure(&options, RP_IO, "is a folder");
    options = jobs_options(&file, 1, in_folder("out"), &told);
    options.threads = RP_DEDUP_THREADS_MAX + 1;
    expect_failure(&options, RP_BAD_ARGUMENT, "threads");
    options = jobs_options(&file, 1, file, &told);
    expect_failure(&options, RP_IO, "in.jsonl");
    rp_corpus_options_default(&corpus);
    corpus.copy_containment = -1;
    options = jobs_options(&file, 1, in_folder("out"), &told);
    options.corpus = &corpus;
    expect_failure(&options, RP_BAD_ARGUMENT, "corpus");
    rp_corpus_options_default(&corpus);
    corpus.max_articles = 3;
    expect_failure(&options, RP_LIMIT, "in.jsonl:4: ");
    assert_false(files_exist(in_folder("out")));
}

static void does_not_write_over_a_folder(void **state)
{
    (void)state;
    struct rp_dedup_report report;
    made_articles(&made, 5, 0);
    const char *file = write_made("in.jsonl");
    struct rp_dedup_options options = jobs_options(&file, 1, in_folder("out"), &told);
    assert_int_equal(rp_dedup_run(&options, &report, NULL), RP_OK);
    expect_failure(&options, RP_BAD_ARGUMENT, "not empty");
    options.force = true;
    assert_int_equal(rp_dedup_run(&options, &report, NULL), RP_OK);
}

/* What could be read of a file that is cut off counts; the job goes on with the next. */
static void counts_files_that_are_cut_off(void **state)
{
    (void)state;
    struct rp_dedup_report report;
    size_t len;
    made_articles(&made, 50, 0);
    char *packed = files_gzip(made.data, made.len, &len);
    const char *files[] = {in_folder("1.jsonl.gz"), in_folder("2.jsonl")};
    files_write(files[0], packed, len - 10);
    free(packed);
    rp_buf_clear(&made);
    made_article(&made, "last", 99, 80, 0, NULL, NULL);
    write_made("2.jsonl");
    struct rp_dedup_options options = jobs_options(files, 2, in_folder("out"), &told);
    assert_int_equal(rp_dedup_run(&options, &report, NULL), RP_OK);
    assert_int_equal(report.bad_files, 1);
    assert_int_equal(report.bad_lines, 0);
    assert_true(report.articles > 1 && report.articles <= 51);
    assert_non_null(strstr(told.first, "1.jsonl.gz:"));
    assert_non_null(strstr(told.first, ": damaged"));
    char *kept = jobs_read(in_folder("out"), "kept.jsonl");
    assert_non_null(strstr(kept, "{\"id\":\"last\""));
    free(kept);
}

static atomic_bool interrupt;

static void *interrupt_now(void *unused)
{
    (void)unused;
    atomic_store(&interrupt, true);
    return NULL;
}

static void an_interruption_ends_the_wait_for_a_pipe(void **state)
{
    (void)state;
    pthread_t thread;
    const char *file = "-";
    struct rp_dedup_options options = jobs_options(&file, 1, in_folder("out"), &told);
    atomic_store(&interrupt, false);
    options.interrupt = &interrupt;
    jobs_give_input("{\"id\":\"a\",\"text\":\"b\"}\n", true);
    assert_int_equal(pthread_create(&thread, NULL, interrupt_now, NULL), 0);
    expect_failure(&options, RP_INTERRUPTED, "interrupted");
    pthread_join(thread, NULL);
    jobs_restore_input();
    assert_false(files_exist(in_folder("out")));
}

static void change_the_file(void *context, const struct rp_dedup_progress *progress)
{
    const char *path = context;
    if (!progress->writing && progress->articles == 100)
        files_write(path, made.data, made.len);
}

static void notices_a_file_that_changed(void **state)
{
    (void)state;
    made_articles(&made, 100, 0);
    const char *file = write_made("in.jsonl");
    struct rp_dedup_options options = jobs_options(&file, 1, in_folder("out"), &told);
    options.on_error = NULL;
    options.on_progress = change_the_file;
    options.context = (void *)(uintptr_t)file;
    made.data[made.len / 2] ^= 1; /* what change_the_file will write */
    expect_failure(&options, RP_DAMAGED, "changed while the job was running");
    made.data[made.len / 2] ^= 1;
    write_made("in.jsonl");
    made.len /= 2;
    expect_failure(&options, RP_DAMAGED, "changed while the job was running");
    assert_false(files_exist(in_folder("out")));
}

static atomic_size_t allocations;
static size_t fails_at;

static bool fail_one(size_t size, void *context)
{
    (void)size;
    (void)context;
    return atomic_fetch_add(&allocations, 1) != fails_at;
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    made_article(&made, "a", 1, 30, 0, "a.example", NULL);
    made_article(&made, "b", 1, 30, 0, "b.example", NULL);
    const char *file = write_made("in.jsonl");
    struct rp_dedup_options options = jobs_options(&file, 1, in_folder("out"), &told);
    options.threads = 1;
    for (fails_at = 0;; fails_at++) {
        struct rp_dedup_report report;
        struct rp_error error = {0};
        atomic_store(&allocations, 0);
        rp_alloc_set_hook(fail_one, NULL);
        enum rp_status status = rp_dedup_run(&options, &report, &error);
        rp_alloc_set_hook(NULL, NULL);
        assert_int_equal(files_exist(in_folder("out")), status == RP_OK);
        if (status == RP_OK) {
            assert_int_equal(report.removed, 1);
            break;
        }
        assert_int_equal(status, RP_NO_MEMORY);
        assert_int_equal(error.status, RP_NO_MEMORY);
    }
    assert_true(fails_at > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(counts_bad_lines_and_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(an_article_with_a_bad_date_counts_as_undated, setup, teardown),
        cmocka_unit_test_setup_teardown(a_strict_job_ends_at_the_first, setup, teardown),
        cmocka_unit_test_setup_teardown(a_strict_job_does_not_wait_for_its_pipe, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_wrong_orders, setup, teardown),
        cmocka_unit_test_setup_teardown(does_not_write_over_a_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(counts_files_that_are_cut_off, setup, teardown),
        cmocka_unit_test_setup_teardown(an_interruption_ends_the_wait_for_a_pipe, setup, teardown),
        cmocka_unit_test_setup_teardown(notices_a_file_that_changed, setup, teardown),
        cmocka_unit_test_setup_teardown(survives_failing_allocations, setup, teardown),
    };
    return cmocka_run_group_tests_name("batch/dedup_errors", tests, NULL, NULL);
}
