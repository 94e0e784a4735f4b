/* batch/dedup: a job that was interrupted, is gone on with, and ends with the same bytes. */
#include "fixture.h"

#include "support/cmocka.h"
#include "support/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { ARTICLES = 1600, STATE_EVERY = 280 };

static struct told told;
static const char *inputs[4];

/* A plain file, a packed one, a plain text, and with a pipe standard input between them. */
static size_t write_inputs(bool with_pipe)
{
    size_t len, half;
    made_articles(&made, ARTICLES, 9);
    for (half = made.len / 2; made.data[half - 1] != '\n';)
        half++;
    inputs[0] = in_folder("1.jsonl");
    files_write(inputs[0], made.data, half);
    inputs[1] = in_folder("2.txt");
    files_write(inputs[1], "Title\n\nBody of a plain text.\n", 29);
    inputs[2] = with_pipe ? "-" : in_folder("3.jsonl.gz");
    if (!with_pipe) {
        void *packed = files_gzip(made.data + half, made.len - half, &len);
        files_write(inputs[2], packed, len);
        free(packed);
    }
    inputs[3] = in_folder("4.jsonl");
    files_write(inputs[3], "{\"id\":\"last\",\"text\":\"The last one says next to nothing of its own.\"}\n", 68);
    assert_int_equal(rp_buf_add(&made, "", 1), RP_OK);
    return half;
}

static struct rp_dedup_options options_to(const char *output)
{
    struct rp_dedup_options options = jobs_options(inputs, 4, output, &told);
    options.state_every = STATE_EVERY;
    options.on_error = NULL;
    return options;
}

static void expect_same_report(struct rp_dedup_report a, struct rp_dedup_report b)
{
    assert_memory_equal(&a, &b, sizeof a);
}

/* --- interrupted --- */

static void an_interrupted_job_goes_on(void **state)
{
    static const struct jobs_when moments[] = {{1, false}, {400, false}, {840, false}, {1480, false}, {1, true}};
    struct rp_dedup_report whole, report;
    (void)state;
    write_inputs(false);
    struct rp_dedup_options options = options_to(in_folder("whole"));
    whole = jobs_run_well(&options);
    options.resume = true;
    for (unsigned i = 0; i < sizeof moments / sizeof *moments; i++) {
        char out[8];
        snprintf(out, sizeof out, "out%u", i);
        options.output = in_folder(out);
        options.threads = 1 + i % 3;
        jobs_interrupt(options, moments[i]);
        assert_false(files_exist(files_path(options.output, "summary.json")));
        assert_false(files_exist(files_path(options.output, "stories.jsonl")));
        report = jobs_run_well(&options);
        expect_same_report(report, whole);
        jobs_expect_same(in_folder("whole"), options.output);
        assert_false(files_exist(files_path(options.output, ".reprint-job")));
        assert_false(files_exist(files_path(options.output, "stories.jsonl.tmp")));
    }
    /* Again and again. */
    options.output = in_folder("often");
    for (uint64_t articles = 200; articles < 1400; articles += 200)
        jobs_interrupt(options, (struct jobs_when){articles, false});
    jobs_run_well(&options);
    jobs_expect_same(in_folder("whole"), in_folder("often"));
}

static void a_pipe_is_given_again(void **state)
{
    (void)state;
    size_t half = write_inputs(true);
    for (int i = 0; i < 2; i++) {
        struct rp_dedup_options options = options_to(in_folder(i == 0 ? "whole" : "out"));
        options.resume = true;
        if (i == 1) {
            jobs_give_input(made.data + half, false);
            jobs_interrupt(options, (struct jobs_when){1200, false});
            jobs_restore_input();
            made.data[half + 40] ^= 1;
            jobs_give_input(made.data + half, false);
            jobs_expect_failure(&options, RP_DAMAGED, "stdin is not what it was");
            jobs_restore_input();
            made.data[half + 40] ^= 1;
        }
        jobs_give_input(made.data + half, false);
        jobs_run_well(&options);
        jobs_restore_input();
    }
    jobs_expect_same(in_folder("whole"), in_folder("out"));
    assert_false(files_exist(files_path(in_folder("out"), "spool.tmp")));
}

static void only_the_same_job_goes_on(void **state)
{
    struct rp_corpus_options corpus;
    (void)state;
    write_inputs(false);
    struct rp_dedup_options options = options_to(in_folder("out")), other = options;
    jobs_interrupt(options, (struct jobs_when){400, false});
    jobs_expect_failure(&options, RP_BAD_ARGUMENT, "--resume goes on with it, --force starts anew");
    other.resume = options.resume = true;
    other.file_count = 3;
    jobs_expect_failure(&other, RP_BAD_ARGUMENT, "another one");
    other.file_count = 4;
    rp_corpus_options_default(&corpus);
    corpus.copy_containment = .6;
    other.corpus = &corpus;
    jobs_expect_failure(&other, RP_BAD_ARGUMENT, "(\"--copy 0.5\", and now \"--copy 0.59");
    other.corpus = NULL;
    other.keep = RP_KEEP_LONGEST;
    jobs_expect_failure(&other, RP_BAD_ARGUMENT, "(\"--keep original\", and now \"--keep longest\"");
    other.keep = options.keep;
    other.data = in_folder("data");
    jobs_expect_failure(&other, RP_BAD_ARGUMENT, "(\"no --data\", and now \"--data ");
    size_t len;
    char *was = files_read(inputs[0], &len);
    files_write(inputs[0], was, len - 1);
    jobs_expect_failure(&options, RP_BAD_ARGUMENT, "1.jsonl: ");
    was[100] ^= 1;
    files_write(inputs[0], was, len);
    jobs_expect_failure(&options, RP_DAMAGED, "is not what it was");
    was[100] ^= 1;
    files_write(inputs[0], was, len);
    free(was);
    jobs_run_well(&options);
    jobs_expect_failure(&options, RP_BAD_ARGUMENT, "is finished: there is nothing to go on with; --force does it anew");
    options.output = in_folder("whole"); /* there is no job: it begins */
    jobs_run_well(&options);
    jobs_expect_same(in_folder("whole"), in_folder("out"));
}

static void another_job_starts_anew_when_forced(void **state)
{
    (void)state;
    write_inputs(false);
    struct rp_dedup_options options = options_to(in_folder("whole"));
    jobs_run_well(&options);
    assert_int_equal(mkdir(in_folder("out"), 0777), 0);
    files_write(files_path(in_folder("out"), "summary.json"), "old", 3);
    options.output = in_folder("out");
    options.force = true;
    jobs_interrupt(options, (struct jobs_when){400, false});
    char *summary = jobs_read(options.output, "summary.json");
    assert_string_equal(summary, "old"); /* until there is a new one */
    free(summary);
    jobs_run_well(&options);
    jobs_expect_same(in_folder("whole"), in_folder("out"));
    assert_false(files_exist(files_path(options.output, ".reprint-job")));
}

/* What the journal lacks at its end is done again; the states of the engine are not to be ahead of it. */
static void a_torn_journal_goes_back(void **state)
{
    uint64_t random = 11;
    (void)state;
    write_inputs(false);
    struct rp_dedup_options options = options_to(in_folder("whole"));
    options.state_every = 0;
    jobs_run_well(&options);
    options.output = in_folder("out");
    options.resume = true;
    for (int i = 0; i < 6; i++) {
        size_t len;
        jobs_interrupt(options, (struct jobs_when){1200, false});
        const char *path = files_path(in_folder("out"), ".reprint-job/journal");
        char *journal = files_read(path, &len);
        if (i % 2 == 0)
            len = random_below(&random, len);
        else
            journal[len - 1 - random_below(&random, len / 2)] ^= 4;
        files_write(path, journal, len);
        free(journal);
        jobs_run_well(&options);
        jobs_expect_same(in_folder("whole"), in_folder("out"));
        files_remove(in_folder("out"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_interrupted_job_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(a_pipe_is_given_again, setup, teardown),
        cmocka_unit_test_setup_teardown(only_the_same_job_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(another_job_starts_anew_when_forced, setup, teardown),
        cmocka_unit_test_setup_teardown(a_torn_journal_goes_back, setup, teardown),
    };
    return cmocka_run_group_tests_name("batch/resume", tests, NULL, NULL);
}
