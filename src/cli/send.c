/* reprint send, reprint check: articles to the server, one line an answer. */
#include "base/clock.h"
#include "base/error.h"
#include "cli/answer_print.h"
#include "cli/articles.h"
#include "cli/remote.h"
#include "cli/sending.h"
#include "cli/terminal.h"
#include "input/records.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { FAULTS_SAID = 10, LINE_BYTES = 1 << 20 };

struct job {
    const struct rp_command *command;
    struct rp_remote remote;
    struct rp_sending sending;
    struct rp_reading reading;
    int json, strict, replace, repair;
    struct rp_answer_layout layout;
    struct rp_progress progress;
    struct rp_buf line;
    uint64_t total_bytes;
    uint64_t verdicts[RP_VERDICT_COUNT];
    struct rp_error failure; /* what ended it all; status RP_OK: nothing */
};

static void clear_progress(void *context)
{
    struct job *job = context;
    rp_progress_clear(&job->progress);
}

static void print_answer(void *context, const struct rp_answer *answer)
{
    struct job *job = context;
    job->verdicts[answer->verdict]++;
    if (!job->json) {
        rp_answer_print_line(&job->layout, answer);
        return;
    }
    rp_buf_clear(&job->line);
    if (rp_record_answer(&job->line, answer) == RP_OK)
        fwrite(job->line.data, 1, job->line.len, stdout);
    else
        rp_fail_memory(&job->failure);
}

/* With --json a fault stands among the answers too. */
static void record_fault(void *context, const char *file, uint64_t line, const struct rp_error *error)
{
    struct job *job = context;
    rp_buf_clear(&job->line);
    if (rp_record_error(&job->line, error, file, line) == RP_OK)
        fwrite(job->line.data, 1, job->line.len, stdout);
}

static void print_fault(void *context, const char *file, uint64_t line, const struct rp_error *error)
{
    struct job *job = context;
    struct rp_error said = *error;
    if (error->status == RP_NO_MEMORY)
        rp_fail(&said, RP_LIMIT, "the server is out of memory");
    rp_articles_fault(&job->reading, file, line, &said);
}

/* Nobody may be kept waiting for an answer by an input that is silent; and nothing is to be taken behind an article that ends it all. */
static enum rp_status settle(struct job *job, struct rp_error *error)
{
    if (!job->strict && !rp_articles_would_wait(&job->reading))
        return RP_OK;
    enum rp_status status = rp_sending_settle(&job->sending, error);
    fflush(stdout);
    return status;
}

static enum rp_status send_one(void *context, const struct rp_article *article, struct rp_error *error)
{
    struct job *job = context;
    enum rp_status status = rp_sending_put(&job->sending, article, job->reading.file, job->reading.line, error);
    if (status == RP_OK)
        status = settle(job, error);
    if (status != RP_OK) {
        job->failure = *error;
        job->reading.stop = true;
    }
    rp_progress_show(&job->progress, job->command->name, job->reading.over_bytes + job->reading.at_bytes, job->total_bytes,
                     job->sending.answered, job->reading.faults);
    return RP_OK;
}

static void print_summary(const struct job *job, int64_t started_ms)
{
    double seconds = (double)(rp_clock_ms() - started_ms) / 1000 + 1e-3;
    uint64_t good = 0;
    for (int i = 0; i < RP_VERDICT_COUNT; i++)
        good += job->verdicts[i];
    fprintf(stderr, "reprint %s: %" PRIu64 " article%s", job->command->name, good, good == 1 ? "" : "s");
    const char *before = ": ";
    for (int i = 0; i < RP_VERDICT_COUNT; i++)
        if (job->verdicts[i] > 0) {
            fprintf(stderr, "%s%" PRIu64 " %s", before, job->verdicts[i], rp_verdict_name((enum rp_verdict)i));
            before = ", ";
        }
    if (job->reading.repaired > 0)
        fprintf(stderr, "; %" PRIu64 " repaired", job->reading.repaired);
    fprintf(stderr, "; %" PRIu64 " bad; %.1f s, %.0f/s\n", job->reading.faults, seconds, (double)good / seconds);
}

static enum rp_exit send_files(struct job *job, const char *const *files, int count)
{
    struct rp_error error;
    int64_t started_ms = rp_clock_ms();
    job->total_bytes = rp_articles_total(files, count);
    rp_progress_start(&job->progress);
    job->progress.on = job->progress.on && isatty(STDOUT_FILENO) != 1; /* there the answers show how far it is */
    rp_articles_read(&job->reading, files, count);
    if (job->failure.status == RP_OK && rp_sending_settle(&job->sending, &error) != RP_OK)
        job->failure = error;
    rp_progress_clear(&job->progress);
    fflush(stdout);
    enum rp_exit code = job->reading.faults > 0 ? RP_EXIT_INPUT : RP_EXIT_DONE;
    if (job->failure.status == RP_OK && atomic_load(job->remote.interrupt))
        rp_fail(&job->failure, RP_INTERRUPTED, "interrupted");
    if (job->failure.status != RP_OK)
        code = rp_remote_fail(&job->remote, &job->failure);
    if (job->sending.count > 0)
        rp_say(job->command, "%zu articles that were sent are not answered", job->sending.count);
    print_summary(job, started_ms);
    return code;
}

static enum rp_exit open_and_send(struct job *job, bool check, const struct rp_args *args)
{
    enum rp_exit code = rp_remote_open(&job->remote);
    if (code != RP_EXIT_DONE)
        return code;
    rp_answer_layout_init(&job->layout, stdout);
    rp_buf_init(&job->line, LINE_BYTES);
    job->sending = (struct rp_sending){
        .remote = &job->remote,
        .check = check,
        .flags = job->replace ? RP_ADD_REPLACE : 0,
        .on_answer = print_answer,
        .on_fault = print_fault,
        .context = job,
    };
    job->reading = (struct rp_reading){
        .each = send_one,
        .before_fault = clear_progress,
        .on_fault = job->json ? record_fault : NULL,
        .context = job,
        .interrupt = job->remote.interrupt,
        .faults_said = FAULTS_SAID,
        .strict = job->strict,
        .repair = job->repair,
    };
    job->remote.progress = &job->progress;
    code = send_files(job, args->files, args->count);
    rp_sending_done(&job->sending);
    rp_buf_done(&job->line);
    return code;
}

static enum rp_exit run(const struct rp_command *command, struct poptOption *options, bool check, struct job *job, int argc,
                        const char **argv)
{
    struct rp_args args;
    enum rp_exit code;
    if (rp_args_parse(&args, command, options, argc, argv, &code)) {
        code = open_and_send(job, check, &args);
        rp_args_done(&args);
    }
    rp_remote_done(&job->remote);
    return rp_output_end(command, code);
}

#define OPTIONS_BOTH(job)                                                                   \
    RP_OPTIONS_REMOTE(&(job)->remote),                                                      \
        {"json", 'j', POPT_ARG_NONE, &(job)->json, 0, "one JSON object an article, bad ones too", NULL},  \
        {"strict", 0, POPT_ARG_NONE, &(job)->strict, 0, "one article at a time; end at the first bad one", NULL}, \
        {"repair", 0, POPT_ARG_NONE, &(job)->repair, 0, RP_REPAIR_HELP, NULL}

static enum rp_exit run_send(const struct rp_command *command, int argc, const char **argv)
{
    struct job job = {.command = command};
    rp_remote_init(&job.remote, command);
    struct poptOption options[] = {
        OPTIONS_BOTH(&job),
        {"replace", 'r', POPT_ARG_NONE, &job.replace, 0, "an id that is there with another text becomes a revision of it", NULL},
        RP_OPTIONS_END,
    };
    return run(command, options, false, &job, argc, argv);
}

static enum rp_exit run_check(const struct rp_command *command, int argc, const char **argv)
{
    struct job job = {.command = command};
    rp_remote_init(&job.remote, command);
    struct poptOption options[] = {
        OPTIONS_BOTH(&job),
        RP_OPTIONS_END,
    };
    return run(command, options, true, &job, argc, argv);
}

#define NOTES                                                                                                                      \
    "FILE is JSONL, a plain text, or - for standard input; plain, .gz or .zst. Each line printed: verdict, id, and for a copy the\n" \
    "original, the share taken (the larger of: of the article in the original, of the original in it), the agencies credited."

const struct rp_command rp_command_send = {
    .name = "send",
    .arguments = "FILE...",
    .about = "sends articles to the server and prints its answers",
    .notes = NOTES,
    .min_arguments = 1,
    .max_arguments = RP_ARGUMENTS_MAX,
    .run = run_send,
};

const struct rp_command rp_command_check = {
    .name = "check",
    .arguments = "FILE...",
    .about = "asks the server what it would answer to articles; nothing is kept",
    .notes = NOTES,
    .min_arguments = 1,
    .max_arguments = RP_ARGUMENTS_MAX,
    .run = run_check,
};
