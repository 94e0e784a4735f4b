/* What dedup and import share: a job over files. */
#include "cli/filejob.h"

#include "cli/interrupt.h"

#include <inttypes.h>
#include <stdio.h>

enum { ERRORS_SAID = 10 };

static void say_error(void *context, const char *file, uint64_t line, const struct rp_error *error)
{
    struct rp_filejob *job = context;
    rp_progress_clear(&job->progress);
    rp_say_fault(file, line, error);
    job->fault_said = true;
}

static void say_remark(void *context, const char *line)
{
    const struct rp_filejob *job = context;
    rp_say(job->command, "%s", line);
}

static void show_progress(void *context, const struct rp_dedup_progress *progress)
{
    struct rp_filejob *job = context;
    rp_progress_show(&job->progress, progress->writing ? "writing" : "reading", progress->done_bytes, progress->total_bytes,
                     progress->articles, progress->errors);
}

const char *rp_s_of(uint64_t count)
{
    return count == 1 ? "" : "s";
}

void rp_filejob_print_verdicts(const struct rp_dedup_report *report)
{
    for (int i = 0; i < RP_VERDICT_COUNT; i++)
        if (report->verdicts[i] > 0)
            printf("  %-10s  %9" PRIu64 "\n", rp_verdict_name((enum rp_verdict)i), report->verdicts[i]);
}

void rp_filejob_init(struct rp_filejob *ret, const struct rp_command *command)
{
    *ret = (struct rp_filejob){.command = command};
    rp_corpus_flags_init(&ret->flags);
}

void rp_filejob_done(struct rp_filejob *job)
{
    rp_corpus_flags_done(&job->flags);
}

bool rp_filejob_take(struct rp_filejob *job)
{
    if (job->threads < 0 || job->threads > RP_DEDUP_THREADS_MAX) {
        rp_usage(job->command, "--threads %d is not in 0 .. %d", job->threads, RP_DEDUP_THREADS_MAX);
        return false;
    }
    return rp_corpus_flags_take(job->command, &job->flags);
}

/* What was wrong with the input. */
static enum rp_exit say_faults(const struct rp_command *command, const struct rp_dedup_report *report)
{
    if (report->bad_dates > 0)
        rp_say(command, "%" PRIu64 " date%s left out that could not be read", report->bad_dates, rp_s_of(report->bad_dates));
    if (report->repaired > 0)
        rp_say(command, "%" PRIu64 " article%s that were no valid UTF-8 repaired", report->repaired, rp_s_of(report->repaired));
    if (report->bad_lines == 0 && report->bad_files == 0)
        return RP_EXIT_DONE;
    rp_say(command, "%" PRIu64 " bad line%s left out, %" PRIu64 " file%s not read to the end", report->bad_lines, rp_s_of(report->bad_lines),
           report->bad_files, rp_s_of(report->bad_files));
    return RP_EXIT_INPUT;
}

enum rp_exit rp_filejob_run(struct rp_filejob *job, struct rp_dedup_options *options,
                            void (*print)(const struct rp_dedup_options *options, const struct rp_dedup_report *report))
{
    struct rp_dedup_report report;
    struct rp_error error;
    options->threads = (unsigned)job->threads;
    options->strict = job->strict;
    options->repair = job->repair;
    options->max_errors = ERRORS_SAID;
    options->corpus = &job->flags.options;
    options->interrupt = rp_interrupt_watch();
    options->on_error = say_error;
    options->on_remark = say_remark;
    options->on_progress = show_progress;
    options->context = job;
    rp_progress_start(&job->progress);
    enum rp_status status = rp_dedup_run(options, &report, &error);
    rp_progress_clear(&job->progress);
    if (status != RP_OK) {
        if (!job->strict || !job->fault_said) /* a strict job ends with the fault that was said */
            rp_say(job->command, "%s", error.message);
        if (report.resumable)
            rp_say(job->command, "the same command with --resume goes on from there");
        return status == RP_BAD_ARGUMENT ? RP_EXIT_USAGE : RP_EXIT_INPUT;
    }
    print(options, &report);
    return say_faults(job->command, &report);
}
