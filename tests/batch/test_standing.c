/* batch/dedup with a corpus that is kept: a job that was interrupted is gone on with, also when somebody else has used the corpus in between. */
#include "fixture.h"

#include "input/records.h"
#include "store/archive.h"
#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BEFORE = 400, ARTICLES = 1200, STATE_EVERY = 250 };

static struct told told;
static const char *input;

static struct rp_dedup_options options_to(const char *output, const char *data)
{
    struct rp_dedup_options options = jobs_options(&input, 1, output, &told);
    options.data = data;
    options.holder = "a test";
    options.state_every = STATE_EVERY;
    options.on_error = NULL;
    return options;
}

/* A corpus with the first articles. */
static const char *make_data(const char *name)
{
    const char *file = in_folder("before.jsonl"), *data = in_folder(name);
    struct rp_dedup_options options = options_to(NULL, data);
    options.files = &file;
    assert_int_equal(jobs_run_well(&options).articles, BEFORE);
    return data;
}

/* The articles before the job, and those of the job: each third one has the text of the one before it, each fifth one that of an article from before, some are bad. */
static void write_inputs(void)
{
    made_articles(&made, BEFORE, 0);
    write_made("before.jsonl");
    rp_buf_clear(&made);
    for (unsigned i = 0; i < ARTICLES; i++) {
        char id[16];
        unsigned seed = i % 5 == 4 ? 1 + i % BEFORE : 5000 + (i % 3 == 2 ? i - 1 : i);
        snprintf(id, sizeof id, "j%u", i);
        made_article(&made, id, seed, 60 + (int)(seed % 50), i % 7, "j.example", i % 2 == 0 ? "2021-02-03" : NULL);
        if (i % 100 == 50)
            made_article(&made, i % 200 == 50 ? id : "a7", 1, 90, 1, NULL, NULL); /* ids that are there, with another text */
    }
    input = write_made("in.jsonl");
}

/* --- what is in a corpus --- */

static enum rp_status add_id(void *context, const struct rp_article *article, int64_t time_ms, struct rp_error *error)
{
    (void)time_ms;
    (void)error;
    assert_int_equal(rp_buf_add_str(context, article->id), RP_OK);
    return rp_buf_add(context, "\n", 1);
}

static struct rp_archive *open_corpus(const char *data)
{
    static struct rp_corpus_options corpus;
    struct rp_archive *archive;
    struct rp_error error;
    rp_corpus_options_default(&corpus);
    const struct rp_archive_options options = {.path = data, .holder = "a test", .fsync = RP_FSYNC_NEVER, .corpus = &corpus};
    if (rp_archive_open(&options, &archive, &error) != RP_OK || rp_archive_restore(archive, NULL, &error) != RP_OK)
        fail_msg("%s", error.message);
    return archive;
}

/* The answers for all articles, in the order in which they were added. */
static char *describe(const char *data)
{
    struct rp_buf ids, answers;
    struct rp_archive_report report;
    rp_buf_init(&ids, 1 << 20);
    rp_buf_init(&answers, 64 << 20);
    const struct rp_archive_look look = {.path = data, .each = add_id, .context = &ids};
    assert_int_equal(rp_archive_export(&look, &report, NULL), RP_OK);
    struct rp_archive *archive = open_corpus(data);
    for (size_t at = 0; at < ids.len;) {
        struct rp_answer *answer;
        size_t len = (size_t)((char *)memchr(ids.data + at, '\n', ids.len - at) - ids.data) - at;
        assert_int_equal(rp_corpus_get(rp_archive_corpus(archive), (struct rp_str){ids.data + at, len}, &answer, NULL), RP_OK);
        assert_int_equal(rp_record_answer(&answers, answer), RP_OK);
        rp_answer_free(answer);
        at += len + 1;
    }
    assert_int_equal(rp_archive_close(archive, NULL), RP_OK);
    assert_int_equal(rp_buf_add(&answers, "", 1), RP_OK);
    char *text = strdup(answers.data);
    rp_buf_done(&ids);
    rp_buf_done(&answers);
    return text;
}

static void expect_same_corpus(const char *a, const char *b)
{
    char *left = describe(a), *right = describe(b);
    assert_string_equal(left, right);
    free(left);
    free(right);
}

/* --- the tests --- */

static void an_interrupted_job_goes_on(void **state)
{
    static const struct jobs_when moments[] = {{1, false}, {500, false}, {1000, false}, {1, true}};
    struct rp_archive_report verified;
    (void)state;
    write_inputs();
    struct rp_dedup_options options = options_to(in_folder("whole"), make_data("data"));
    options.keep = RP_KEEP_LONGEST;
    struct rp_dedup_report whole = jobs_run_well(&options), report;
    assert_int_equal(whole.articles, ARTICLES);
    assert_true(whole.kept < whole.stories); /* some stories are older */
    options.resume = true;
    for (unsigned i = 0; i < sizeof moments / sizeof *moments; i++) {
        char out[8], data[8];
        snprintf(out, sizeof out, "out%u", i);
        snprintf(data, sizeof data, "data%u", i);
        options.output = in_folder(out);
        options.data = make_data(data);
        options.threads = 1 + i % 3;
        report = jobs_interrupt(options, moments[i]);
        assert_false(files_exist(files_path(options.output, "summary.json")));
        const struct rp_archive_look look = {.path = options.data};
        assert_int_equal(rp_archive_verify(&look, &verified, NULL), RP_OK);
        assert_true(verified.sealed);
        assert_int_equal(verified.articles, BEFORE + report.articles); /* what was logged and not looked at is taken back */
        assert_int_equal(verified.operations, 0);
        report = jobs_run_well(&options);
        assert_memory_equal(&report, &whole, sizeof whole);
        jobs_expect_same(in_folder("whole"), options.output);
        expect_same_corpus(in_folder("data"), options.data);
        assert_false(files_exist(files_path(options.output, ".reprint-job")));
    }
    /* Again and again. */
    options.output = in_folder("often");
    options.data = make_data("data-often");
    for (uint64_t articles = 150; articles < 1100; articles += 300) {
        jobs_interrupt(options, (struct jobs_when){articles, false});
        /* While the corpus is read, too. */
        options.interrupt = &jobs_interrupted;
        jobs_expect_failure(&options, RP_INTERRUPTED, "interrupted");
        options.interrupt = NULL;
    }
    jobs_run_well(&options);
    jobs_expect_same(in_folder("whole"), in_folder("often"));
    expect_same_corpus(in_folder("data"), options.data);
}

static void an_interrupted_import_has_added_what_it_says(void **state)
{
    struct rp_archive_report verified;
    struct rp_dedup_report report;
    struct jobs_when when = {250, false};
    (void)state;
    write_inputs();
    struct rp_dedup_options options = options_to(NULL, make_data("data"));
    atomic_store(&jobs_interrupted, false);
    options.interrupt = &jobs_interrupted;
    options.on_progress = jobs_interrupt_then;
    options.context = &when;
    assert_int_equal(rp_dedup_run(&options, &report, NULL), RP_INTERRUPTED);
    assert_false(report.resumable);
    const struct rp_archive_look look = {.path = options.data};
    assert_int_equal(rp_archive_verify(&look, &verified, NULL), RP_OK);
    assert_int_equal(verified.articles, BEFORE + report.articles);
    assert_int_equal(verified.operations, 0);
    options.interrupt = NULL;
    struct rp_dedup_report rest = jobs_run_well(&options);
    assert_int_equal(rest.there, report.articles);
    assert_int_equal(rest.articles, ARTICLES - report.articles);
}

static void only_the_same_corpus_is_gone_on_with(void **state)
{
    (void)state;
    write_inputs();
    struct rp_dedup_options options = options_to(in_folder("out"), make_data("data")), other = options;
    jobs_interrupt(options, (struct jobs_when){500, false});
    jobs_expect_failure(&options, RP_BAD_ARGUMENT, "--resume goes on with it, --force starts anew");
    other.resume = options.resume = true;
    other.data = in_folder("other");
    jobs_expect_failure(&other, RP_BAD_ARGUMENT, "the interrupted job was another one (\"--data ");
    assert_false(files_exist(other.data));
    other.data = NULL;
    jobs_expect_failure(&other, RP_BAD_ARGUMENT, "and now \"no --data\"");
    options.data = files_path(jobs_folder, "./data"); /* the same in other words */
    jobs_run_well(&options);
    jobs_expect_failure(&options, RP_BAD_ARGUMENT, "is finished");
}

/* Of a file of records: there is one of this id, with these words. */
static bool has_line(const char *text, const char *id, const char *words)
{
    char start[64];
    snprintf(start, sizeof start, "\n{\"id\":\"%s\",", id);
    const char *line = strncmp(text, start + 1, strlen(start + 1)) == 0 ? text : strstr(text, start);
    const char *found = line != NULL ? strstr(line, words) : NULL;
    return found != NULL && found <= line + 1 + strcspn(line + 1, "\n");
}

static size_t count_lines(const char *text)
{
    size_t lines = 0;
    for (; *text != 0; text++)
        lines += *text == '\n';
    return lines;
}

/* What others add between two halves of a job is there, and stories that they have founded are kept already. */
static void others_may_use_the_corpus_in_between(void **state)
{
    (void)state;
    write_inputs();
    struct rp_dedup_options options = options_to(in_folder("out"), make_data("data")), theirs;
    uint64_t done = jobs_interrupt(options, (struct jobs_when){1000, false}).articles;
    rp_buf_clear(&made);
    made_article(&made, "theirs", 5000 + 1195, 60 + (5000 + 1195) % 50, 0, "their.example", "2020-01-01"); /* has the text of j1195 and j1196 */
    made_article(&made, "j1191", 5000 + 1191, 60 + (5000 + 1191) % 50, 1191 % 7, "j.example", NULL);       /* is one of the job's */
    made_article(&made, "late", 5000, 60 + 5000 % 50, 0, "their.example", "2020-01-01");                         /* joins the story of j0 */
    const char *file = write_made("theirs.jsonl");
    theirs = options_to(NULL, options.data);
    theirs.files = &file;
    assert_int_equal(jobs_run_well(&theirs).articles, 3);
    options.resume = true;
    struct rp_dedup_report report = jobs_run_well(&options);
    assert_int_equal(report.there, 1);
    assert_int_equal(report.articles, ARTICLES - 1);
    assert_true(done < report.articles);
    char *stories = jobs_read(options.output, "stories.jsonl"), *removed = jobs_read(options.output, "removed.jsonl"), *kept = jobs_read(options.output, "kept.jsonl");
    assert_int_equal(count_lines(stories), ARTICLES - 1);
    assert_int_equal(count_lines(removed), report.removed);
    assert_int_equal(count_lines(kept), report.kept);
    assert_int_equal(report.removed + report.kept, ARTICLES - 1);
    assert_false(has_line(stories, "j1191", ""));
    assert_false(has_line(stories, "theirs", ""));
    assert_true(has_line(removed, "j1195", "\"kept\":\"theirs\""));
    assert_true(has_line(removed, "j1196", "\"kept\":\"theirs\""));
    assert_true(has_line(kept, "j0", ""));
    free(stories);
    free(removed);
    free(kept);
}

static void remove_article(const char *data, const char *id)
{
    struct rp_logged logged;
    struct rp_archive *archive = open_corpus(data);
    assert_int_equal(rp_archive_log_remove(archive, rp_str_of(id), &logged, NULL), RP_OK);
    assert_int_equal(rp_archive_commit(archive, NULL), RP_OK);
    assert_int_equal(rp_archive_remove(archive, &logged, rp_str_of(id), NULL), RP_OK);
    assert_int_equal(rp_archive_close(archive, NULL), RP_OK);
}

static void an_article_that_was_removed_is_named(void **state)
{
    (void)state;
    write_inputs();
    struct rp_dedup_options options = options_to(in_folder("out"), make_data("data"));
    jobs_interrupt(options, (struct jobs_when){500, false});
    remove_article(options.data, "a3"); /* not of the job */
    remove_article(options.data, "j17");
    options.resume = true;
    jobs_expect_failure(&options, RP_DAMAGED, "\"j17\", which the job has added to ");
    jobs_expect_failure(&options, RP_DAMAGED, "was removed since: --force starts anew");
    options.resume = false;
    options.force = true;
    struct rp_dedup_report report = jobs_run_well(&options);
    assert_true(report.there >= 499 && report.articles + report.there == ARTICLES);
}

/* The journal has more than the corpus, as after a power failure: it goes back to what is there. */
static void a_corpus_that_has_less_is_gone_on_with(void **state)
{
    char before[300], copy[300];
    (void)state;
    write_inputs();
    struct rp_dedup_options options = options_to(in_folder("whole"), make_data("data"));
    jobs_run_well(&options);
    options = options_to(in_folder("out"), make_data("again"));
    options.resume = true;
    jobs_interrupt(options, (struct jobs_when){250, false});
    snprintf(before, sizeof before, "cp -r %s %s", options.data, in_folder("saved"));
    snprintf(copy, sizeof copy, "rm -r %s && cp -r %s %s", options.data, in_folder("saved"), options.data);
    assert_int_equal(system(before), 0);
    jobs_interrupt(options, (struct jobs_when){750, false});
    size_t len;
    char *holder = files_read(files_path(options.data, "HOLDER"), &len); /* the system has the same turn after a failure */
    assert_int_equal(system(copy), 0);
    files_write(files_path(options.data, "HOLDER"), holder, len);
    free(holder);
    jobs_run_well(&options);
    jobs_expect_same(in_folder("whole"), in_folder("out"));
    expect_same_corpus(in_folder("data"), options.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_interrupted_job_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(an_interrupted_import_has_added_what_it_says, setup, teardown),
        cmocka_unit_test_setup_teardown(only_the_same_corpus_is_gone_on_with, setup, teardown),
        cmocka_unit_test_setup_teardown(others_may_use_the_corpus_in_between, setup, teardown),
        cmocka_unit_test_setup_teardown(an_article_that_was_removed_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(a_corpus_that_has_less_is_gone_on_with, setup, teardown),
    };
    return cmocka_run_group_tests_name("batch/standing", tests, NULL, NULL);
}
