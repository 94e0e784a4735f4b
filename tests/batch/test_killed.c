/* batch/dedup: a job that is killed at any moment is gone on with, and ends with the same bytes. All jobs are processes of their own: the threads of RocksDB are not
 * there in a process that was forked from one that has used it. */
#include "fixture.h"

#include "input/records.h"
#include "store/archive.h"
#include "support/cmocka.h"
#include "support/random.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARTICLES = 2000, TWICE = 2 * ARTICLES, BEFORE = 300, LIVES = 24, STATE_EVERY = 350, LOOK_NS = 100000 };

static struct told told;
static const char *input, *before, *theirs;

static off_t size_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? info.st_size : -1;
}

static struct rp_dedup_options options_to(const char *const *file, const char *output, const char *data)
{
    struct rp_dedup_options options = jobs_options(file, 1, output, &told);
    options.data = data;
    options.holder = "a test";
    options.keep = RP_KEEP_LONGEST;
    options.state_every = STATE_EVERY;
    options.on_error = NULL;
    options.resume = output != NULL;
    return options;
}

/* The process is killed as soon as a file has a size: at a moment that depends on all that goes on. False: it was over before. */
static bool kill_when(const struct rp_dedup_options *options, const char *path, off_t size)
{
    int status = 0;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        struct rp_dedup_report report;
        struct rp_error error;
        enum rp_status done = rp_dedup_run(options, &report, &error);
        if (done != RP_OK)
            fprintf(stderr, "# %s\n", error.message);
        _exit(done == RP_OK ? 0 : 1);
    }
    assert_true(pid > 0);
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (size_of(path) >= size) {
            kill(pid, SIGKILL);
            assert_int_equal(waitpid(pid, &status, 0), pid);
            break;
        }
        nanosleep(&(struct timespec){.tv_nsec = LOOK_NS}, NULL);
    }
    if (WIFEXITED(status))
        assert_int_equal(WEXITSTATUS(status), 0);
    return WIFSIGNALED(status);
}

static void run_well(const struct rp_dedup_options *options)
{
    assert_false(kill_when(options, in_folder("never"), 0));
}

static void import(const char *const *file, const char *data)
{
    struct rp_dedup_options options = options_to(file, NULL, data);
    run_well(&options);
}

/* The job that is never killed, in "whole", with the corpus "data" or one of its own. */
static void run_whole(bool standing, unsigned articles)
{
    made_articles(&made, BEFORE, 0);
    before = write_made("before.jsonl");
    rp_buf_clear(&made);
    made_articles(&made, articles, 9);
    char *lines = strstr(made.data, "{\"id\":\"a300\""); /* the ids before are those of the corpus */
    files_write(in_folder("in.jsonl"), lines, made.len - (size_t)(lines - made.data));
    input = in_folder("in.jsonl");
    struct rp_dedup_options options = options_to(&input, in_folder("whole"), standing ? in_folder("data") : NULL);
    if (standing)
        import(&before, options.data);
    run_well(&options);
}

/* Moments in the order of a job: names of files, and how large they are in the end. */
struct moment {
    const char *name;
    off_t most;
};
enum { MOMENTS = 6 };

/* Most of them in the first pass, which is the longest. */
static struct moment draw(bool standing, uint64_t *random)
{
    const struct moment moments[MOMENTS] = {
        {"out/.reprint-job/journal", 50 * ARTICLES},
        {"out/stories.jsonl.tmp", size_of(in_folder("whole/stories.jsonl"))},
        {standing ? "again/state.new" : "out/.reprint-job/corpus/state.new", 1000},
        {"out/kept.jsonl.tmp", size_of(in_folder("whole/kept.jsonl"))},
        {"out/stories.jsonl", 1},
        {"out/summary.json", 1},
    };
    size_t which = (size_t)random_below(random, 4 * MOMENTS);
    struct moment moment = moments[which < MOMENTS ? which : which % 2];
    moment.most = (off_t)random_below(random, (uint64_t)moment.most);
    return moment;
}

static enum rp_status add_line(void *context, const struct rp_article *article, int64_t time_ms, struct rp_error *error)
{
    (void)time_ms;
    (void)error;
    return rp_record_article(context, article);
}

/* Into a file, by a process of its own. */
static char *export(const char *data, const char *name)
{
    int status = 0;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        struct rp_archive_report report;
        struct rp_buf lines;
        rp_buf_init(&lines, 64 << 20);
        const struct rp_archive_look look = {.path = data, .each = add_line, .context = &lines};
        bool ok = rp_archive_export(&look, &report, NULL) == RP_OK && report.damaged == 0;
        files_write(in_folder(name), lines.data, lines.len);
        _exit(ok ? 0 : 1);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    return files_read(in_folder(name), NULL);
}

static void expect_same_articles(const char *a, const char *b)
{
    char *left = export(a, "left.jsonl"), *right = export(b, "right.jsonl");
    assert_string_equal(left, right);
    free(left);
    free(right);
}

static void expect_whole(const struct rp_dedup_options *options)
{
    jobs_expect_same(in_folder("whole"), options->output);
    assert_false(files_exist(files_path(options->output, ".reprint-job")));
    if (options->data != NULL)
        expect_same_articles(in_folder("data"), options->data);
    files_remove(options->output);
    if (options->data != NULL)
        files_remove(options->data);
}

static bool is_done(const struct rp_dedup_options *options)
{
    return files_exist(files_path(options->output, "summary.json")) && !files_exist(files_path(options->output, ".reprint-job"));
}

static void kill_often(bool standing)
{
    uint64_t random = 23;
    int kills = 0;
    run_whole(standing, ARTICLES);
    struct rp_dedup_options options = options_to(&input, in_folder("out"), standing ? in_folder("again") : NULL);
    for (int life = 0; life < LIVES; life++) {
        struct moment moment = draw(standing, &random);
        if (standing && !files_exist(options.data))
            import(&before, options.data);
        bool killed = kill_when(&options, in_folder(moment.name), moment.most);
        kills += killed;
        if (!killed || is_done(&options))
            expect_whole(&options);
    }
    if (standing && !files_exist(options.data))
        import(&before, options.data);
    run_well(&options);
    expect_whole(&options);
    print_message("# killed %d times\n", kills);
    assert_true(kills > LIVES / 3);
}

static void a_killed_job_goes_on(void **state)
{
    (void)state;
    kill_often(false);
}

static void a_killed_job_on_a_corpus_that_is_kept_goes_on(void **state)
{
    (void)state;
    kill_often(true);
}

/* --- with others in between --- */

/* The ids and verdicts of the answers. */
static char *read_verdicts(const char *output)
{
    char *text = jobs_read(output, "stories.jsonl"), *to = text;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        size_t id = strcspn(line, ",");
        const char *verdict = strstr(line, "\"verdict\":");
        size_t len = strcspn(verdict, ",");
        memmove(to, line, id);
        memmove(to + id, verdict, len);
        to += id + len;
        *to++ = '\n';
    }
    *to = 0;
    return text;
}

static void expect_same_text(char *a, char *b)
{
    assert_string_equal(a, b);
    free(a);
    free(b);
}

/* What the job had logged when it was killed is in the corpus for good when somebody else opens it: the job finds it again as its own. */
static void others_come_after_the_kill(void **state)
{
    static const off_t sizes[] = {20000, 60000, 61000, 120000};
    int kills = 0;
    (void)state;
    run_whole(true, TWICE);
    struct rp_dedup_options options = options_to(&input, in_folder("out"), in_folder("again"));
    import(&before, options.data);
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char id[16];
        kills += kill_when(&options, in_folder("out/.reprint-job/journal"), sizes[i]);
        rp_buf_clear(&made);
        snprintf(id, sizeof id, "theirs%u", i);
        made_article(&made, id, 900000 + i, 80, 0, "their.example", NULL);
        theirs = write_made("theirs.jsonl");
        import(&theirs, options.data);
    }
    assert_true(kills > 1);
    run_well(&options);
    static const char ours[] = "kept.jsonl";
    expect_same_text(jobs_read(in_folder("whole"), ours), jobs_read(options.output, ours));
    expect_same_text(read_verdicts(in_folder("whole")), read_verdicts(options.output));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_killed_job_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(a_killed_job_on_a_corpus_that_is_kept_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(others_come_after_the_kill, setup, teardown),
    };
    return cmocka_run_group_tests_name("batch/killed", tests, NULL, NULL);
}
