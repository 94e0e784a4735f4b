/* reprint dedup: the copies in files, as a folder of records. */
#include "base/buf.h"
#include "batch/dedup.h"
#include "cli/command.h"
#include "cli/corpus_flags.h"
#include "cli/interrupt.h"
#include "cli/terminal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ERRORS_SAID = 10 };

struct job {
    const struct rp_command *command;
    struct rp_corpus_flags flags;
    char *output, *keep; /* owned; popt allocates with malloc */
    int threads, strict, force, repair;
    struct rp_progress progress;
};

static void say_error(void *context, const char *file, uint64_t line, const struct rp_error *error)
{
    struct job *job = context;
    rp_progress_clear(&job->progress);
    rp_say_fault(file, line, error);
}

static void show_progress(void *context, const struct rp_dedup_progress *progress)
{
    struct job *job = context;
    rp_progress_show(&job->progress, progress->writing ? "writing" : "reading", progress->done_bytes, progress->total_bytes,
                     progress->articles, progress->errors);
}

static const char *s_of(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static void print_report(const struct job *job, const struct rp_dedup_report *report)
{
    printf("%" PRIu64 " article%s in %" PRIu64 " %s: %" PRIu64 " kept, %" PRIu64 " removed\n", report->articles, s_of(report->articles),
           report->stories, report->stories == 1 ? "story" : "stories", report->kept, report->removed);
    for (int i = 0; i < RP_VERDICT_COUNT; i++)
        if (report->verdicts[i] > 0)
            printf("  %-10s  %9" PRIu64 "\n", rp_verdict_name((enum rp_verdict)i), report->verdicts[i]);
    double unit = report->bytes < 1000000 ? 1e3 : 1e6;
    printf("%.1f of %.1f %s kept; see ", (double)report->kept_bytes / unit, (double)report->bytes / unit, unit > 1e3 ? "MB" : "kB");
    rp_show(stdout, rp_str_of(job->output), 0);
    putchar('\n');
}

static enum rp_exit dedup(struct job *job, enum rp_keep keep, const char *const *files, int count)
{
    struct rp_dedup_report report;
    struct rp_error error;
    struct rp_dedup_options options = {
        .files = files,
        .file_count = (size_t)count,
        .output = job->output,
        .keep = keep,
        .threads = (unsigned)job->threads,
        .force = job->force,
        .strict = job->strict,
        .repair = job->repair,
        .max_errors = ERRORS_SAID,
        .corpus = &job->flags.options,
        .interrupt = rp_interrupt_watch(),
        .on_error = say_error,
        .on_progress = show_progress,
        .context = job,
    };
    rp_progress_start(&job->progress);
    enum rp_status status = rp_dedup_run(&options, &report, &error);
    rp_progress_clear(&job->progress);
    if (status != RP_OK) {
        rp_say(job->command, "%s", error.message);
        return status == RP_BAD_ARGUMENT ? RP_EXIT_USAGE : RP_EXIT_INPUT;
    }
    print_report(job, &report);
    if (report.bad_dates > 0)
        rp_say(job->command, "%" PRIu64 " date%s left out that could not be read", report.bad_dates, s_of(report.bad_dates));
    if (report.repaired > 0)
        rp_say(job->command, "%" PRIu64 " article%s that were no valid UTF-8 repaired", report.repaired, s_of(report.repaired));
    if (report.bad_lines == 0 && report.bad_files == 0)
        return RP_EXIT_DONE;
    rp_say(job->command, "%" PRIu64 " bad line%s left out, %" PRIu64 " file%s not read to the end", report.bad_lines, s_of(report.bad_lines),
           report.bad_files, s_of(report.bad_files));
    return RP_EXIT_INPUT;
}

static enum rp_exit check_and_dedup(struct job *job, const struct rp_args *args)
{
    enum rp_keep keep = RP_KEEP_ORIGINAL;
    if (job->output == NULL)
        return rp_usage(job->command, "-o DIR is missing");
    if (job->keep != NULL && !rp_keep_parse(job->keep, &keep))
        return rp_usage(job->command, "--keep %s is none of original, first, longest, latest", job->keep);
    if (job->threads < 0 || job->threads > RP_DEDUP_THREADS_MAX)
        return rp_usage(job->command, "--threads %d is not in 0 .. %d", job->threads, RP_DEDUP_THREADS_MAX);
    if (!rp_corpus_flags_take(job->command, &job->flags))
        return RP_EXIT_USAGE;
    return dedup(job, keep, args->files, args->count);
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    struct job job = {.command = command};
    struct rp_args args;
    enum rp_exit code;
    rp_corpus_flags_init(&job.flags);
    struct poptOption options[] = {
        {"output", 'o', POPT_ARG_STRING, &job.output, 0, "folder for the outcome (required)", "DIR"},
        {"keep", 'k', POPT_ARG_STRING, &job.keep, 0, "article of each story to keep: original (default), first, longest, latest", "WHICH"},
        {"threads", 't', POPT_ARG_INT, &job.threads, 0, "threads that read and fingerprint; 0 (default): one for each processor", "N"},
        {"strict", 0, POPT_ARG_NONE, &job.strict, 0, "end at the first bad line", NULL},
        {"repair", 0, POPT_ARG_NONE, &job.repair, 0, RP_REPAIR_HELP, NULL},
        {"force", 'f', POPT_ARG_NONE, &job.force, 0, "write into a folder that holds something", NULL},
        RP_OPTIONS_CORPUS(&job.flags),
        RP_OPTION_CPU,
        RP_OPTIONS_END,
    };
    if (rp_args_parse(&args, command, options, argc, argv, &code)) {
        code = check_and_dedup(&job, &args);
        rp_args_done(&args);
    }
    rp_corpus_flags_done(&job.flags);
    free(job.output);
    free(job.keep);
    return rp_output_end(command, code);
}

const struct rp_command rp_command_dedup = {
    .name = "dedup",
    .arguments = "FILE...",
    .about = "finds the copies in files and says which articles to keep",
    .notes = "FILE is JSONL, a plain text, or - for standard input; plain, .gz or .zst. DIR gets stories.jsonl (the answer for every\n"
             "article, as it was on arrival), kept.jsonl and removed.jsonl (by the stories as they are at the end) and summary.json, all at\n"
             "the end or none. --keep: of equals the earlier of the input.",
    .min_arguments = 1,
    .max_arguments = RP_ARGUMENTS_MAX,
    .run = run,
};
