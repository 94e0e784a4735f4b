/* Dedup jobs in tests. */
#include "jobs.h"

#include "base/tree.h"
#include "files.h"
#include "support/cmocka.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

char *jobs_folder;

static int saved_input, writing_end;
static pthread_t writer;
static const char *input;
static bool input_stays_open;

int jobs_setup(void **state)
{
    (void)state;
    jobs_folder = strdup(files_folder());
    return 0;
}

int jobs_teardown(void **state)
{
    (void)state;
    assert_int_equal(rp_tree_remove(jobs_folder, NULL), RP_OK);
    free(jobs_folder);
    return 0;
}

static void take_error(void *context, const char *file, uint64_t line, const struct rp_error *error)
{
    struct told *told = context;
    const char *name = strrchr(file, '/');
    if (told->errors++ == 0)
        snprintf(told->first, sizeof told->first, "%s:%llu: %s", name != NULL ? name + 1 : file,
                 (unsigned long long)line, rp_status_name(error->status));
}

struct rp_dedup_options jobs_options(const char *const *files, size_t count, const char *output, struct told *told)
{
    *told = (struct told){0};
    return (struct rp_dedup_options){.files = files,
                                     .file_count = count,
                                     .output = output,
                                     .threads = 2,
                                     .max_errors = 5,
                                     .on_error = take_error,
                                     .context = told};
}

char *jobs_read(const char *output, const char *name)
{
    char *text = files_read(files_path(output, name), NULL);
    assert_non_null(text);
    return text;
}

struct rp_dedup_report jobs_run_well(const struct rp_dedup_options *options)
{
    struct rp_dedup_report report;
    struct rp_error error;
    if (rp_dedup_run(options, &report, &error) != RP_OK)
        fail_msg("%s", error.message);
    return report;
}

void jobs_expect_failure(const struct rp_dedup_options *options, enum rp_status status, const char *words)
{
    struct rp_dedup_report report;
    struct rp_error error = {0};
    assert_int_equal(rp_dedup_run(options, &report, &error), status);
    if (strstr(error.message, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", error.message, words);
}

atomic_bool jobs_interrupted;

void jobs_interrupt_then(void *context, const struct rp_dedup_progress *progress)
{
    const struct jobs_when *when = context;
    if (progress->writing == when->writing && progress->articles >= when->articles)
        atomic_store(&jobs_interrupted, true);
}

struct rp_dedup_report jobs_interrupt(struct rp_dedup_options options, struct jobs_when when)
{
    struct rp_dedup_report report;
    atomic_store(&jobs_interrupted, false);
    options.interrupt = &jobs_interrupted;
    options.on_progress = jobs_interrupt_then;
    options.context = &when;
    assert_int_equal(rp_dedup_run(&options, &report, NULL), RP_INTERRUPTED);
    assert_true(report.resumable);
    return report;
}

void jobs_expect_same(const char *a, const char *b)
{
    static const char *const names[] = {"stories.jsonl", "kept.jsonl", "removed.jsonl", "summary.json"};
    for (unsigned i = 0; i < 4; i++) {
        char *left = jobs_read(a, names[i]), *right = jobs_read(b, names[i]);
        assert_string_equal(left, right);
        free(left);
        free(right);
    }
}

static void *write_input(void *unused)
{
    (void)unused;
    for (size_t len = strlen(input), at = 0; at < len;) {
        ssize_t n = write(writing_end, input + at, len - at);
        if (n < 0)
            break;
        at += (size_t)n;
    }
    if (!input_stays_open)
        close(writing_end);
    return NULL;
}

void jobs_give_input(const char *text, bool keep_open)
{
    int ends[2];
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    saved_input = dup(STDIN_FILENO);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    writing_end = ends[1];
    input = text;
    input_stays_open = keep_open;
    assert_int_equal(pthread_create(&writer, NULL, write_input, NULL), 0);
}

void jobs_restore_input(void)
{
    /* What nobody reads any more is not written. */
    dup2(saved_input, STDIN_FILENO);
    close(saved_input);
    pthread_join(writer, NULL);
    if (input_stays_open)
        close(writing_end);
}
