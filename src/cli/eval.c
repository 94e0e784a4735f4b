/* reprint eval: how well stories are found in labelled sets. */
#include "base/alloc.h"
#include "base/error.h"
#include "batch/eval.h"
#include "cli/command.h"
#include "cli/corpus_flags.h"
#include "cli/eval_print.h"
#include "cli/interrupt.h"
#include "cli/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SHUFFLES = 10000 };

struct job {
    const struct rp_command *command;
    struct rp_corpus_flags flags;
    int show, json, shuffles, new_sources;
    long long seed;
    bool headed; /* the table has its heading */
    int name_columns;
    struct rp_eval_options options;
    struct rp_progress progress;
    struct rp_buf line;
};

/* The last part of a folder's path. */
static const char *set_name(const char *folder)
{
    const char *slash = strrchr(folder, '/');
    return slash != NULL && slash[1] != 0 ? slash + 1 : folder;
}

static void show_progress(void *context, uint64_t done, uint64_t total)
{
    struct job *job = context;
    (void)total;
    rp_progress_show(&job->progress, "evaluating", 0, 0, done, 0);
}

static enum rp_status print_report(struct job *job, const char *name, const struct rp_eval_report *report)
{
    if (!job->json) {
        rp_eval_print_row(name, job->name_columns, report);
        return RP_OK;
    }
    rp_buf_clear(&job->line);
    enum rp_status status = rp_eval_record(&job->line, name, report);
    fwrite(job->line.data, 1, job->line.len, stdout);
    return status;
}

/* Prints the set's line; its errors are kept for below the table. */
static enum rp_exit eval_one(struct job *job, const char *folder, struct rp_eval_report *ret)
{
    struct rp_error error;
    rp_progress_start(&job->progress);
    enum rp_status status = rp_eval_run(folder, &job->options, ret, &error);
    rp_progress_clear(&job->progress);
    if (!job->json && !job->headed)
        rp_eval_print_heading(job->name_columns);
    job->headed = true;
    if (status == RP_OK && print_report(job, set_name(folder), ret) != RP_OK)
        status = rp_fail_memory(&error);
    if (status != RP_OK) {
        rp_say(job->command, "%s: %s", folder, error.message);
        return RP_EXIT_INPUT;
    }
    fflush(stdout);
    if (ret->bad == 0)
        return RP_EXIT_DONE;
    rp_say(job->command, "%s: %llu bad line%s, the first at line %llu: %s", folder, (unsigned long long)ret->bad,
           ret->bad == 1 ? "" : "s", (unsigned long long)ret->bad_line, ret->bad_error.message);
    return RP_EXIT_INPUT;
}

/* A table of its own, below that of the scores. */
static void print_shuffles(const struct job *job, const char **folders, const struct rp_eval_report *reports, int count)
{
    bool headed = false;
    for (int i = 0; i < count; i++) {
        if (job->json || reports[i].shuffles.count == 0)
            continue;
        if (!headed)
            rp_eval_print_shuffles_heading(job->name_columns);
        headed = true;
        rp_eval_print_shuffles(set_name(folders[i]), job->name_columns, &reports[i].shuffles);
    }
}

static enum rp_exit eval_all(struct job *job, const char **folders, int count)
{
    enum rp_exit code = RP_EXIT_DONE;
    struct rp_eval_report *reports = rp_alloc_zeroed((size_t)count, sizeof *reports);
    if (reports == NULL) {
        rp_say(job->command, "out of memory");
        return RP_EXIT_INPUT;
    }
    for (int i = 0; i < count && !atomic_load(job->options.interrupt); i++)
        if (eval_one(job, folders[i], &reports[i]) != RP_EXIT_DONE)
            code = RP_EXIT_INPUT;
    print_shuffles(job, folders, reports, count);
    for (int i = 0; i < count; i++) {
        if (!job->json)
            rp_eval_print_errors(set_name(folders[i]), &reports[i]);
        rp_eval_report_done(&reports[i]);
    }
    rp_free(reports);
    return code;
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    struct job job = {.command = command, .name_columns = 12, .seed = 1};
    struct rp_args args;
    enum rp_exit code;
    rp_corpus_flags_init(&job.flags);
    struct poptOption options[] = {
        {"show", 's', POPT_ARG_INT, &job.show, 0, "the N worst errors of each kind, for each set", "N"},
        {"shuffles", 0, POPT_ARG_INT, &job.shuffles, 0, "then N runs in random orders of arrival: which pairs move?", "N"},
        {"seed", 0, POPT_ARG_LONGLONG, &job.seed, 0, "of the random orders; default 1", "S"},
        {"new-sources", 0, POPT_ARG_NONE, &job.new_sources, 0, "every article as the first of its source; scores pairs of two sources", NULL},
        {"json", 'j', POPT_ARG_NONE, &job.json, 0, "a JSON object for each set, one a line", NULL},
        RP_OPTIONS_CORPUS(&job.flags),
        RP_OPTION_CPU,
        RP_OPTIONS_END,
    };
    if (!rp_args_parse(&args, command, options, argc, argv, &code)) {
        rp_corpus_flags_done(&job.flags);
        return code;
    }
    if (job.show < 0) {
        code = rp_usage(command, "--show %d is negative", job.show);
    } else if (job.shuffles < 0 || job.shuffles > MAX_SHUFFLES) {
        code = rp_usage(command, "--shuffles %d is not in 0 .. %d", job.shuffles, MAX_SHUFFLES);
    } else if (!rp_corpus_flags_take(command, &job.flags)) {
        code = RP_EXIT_USAGE;
    } else {
        rp_buf_init(&job.line, 64 << 20);
        job.options = (struct rp_eval_options){
            .corpus = &job.flags.options,
            .show = (size_t)job.show,
            .new_sources = job.new_sources,
            .shuffles = (uint32_t)job.shuffles,
            .seed = (uint64_t)job.seed,
            .interrupt = rp_interrupt_watch(),
            .progress = show_progress,
            .context = &job,
        };
        for (int i = 0; i < args.count; i++) {
            int columns = rp_str_columns(rp_str_of(set_name(args.files[i])));
            job.name_columns = columns > job.name_columns ? columns : job.name_columns;
        }
        code = eval_all(&job, args.files, args.count);
        rp_buf_done(&job.line);
    }
    rp_args_done(&args);
    rp_corpus_flags_done(&job.flags);
    return rp_output_end(command, code);
}

const struct rp_command rp_command_eval = {
    .name = "eval",
    .arguments = "DIR...",
    .about = "scores how well the copies of a labelled set are found",
    .notes = "DIR holds docs.jsonl (or .zst, .gz) and pairs.tsv: `a b label trap` with tabs between, label copy, not or skip.\n"
             "Articles go in by date of publication, in one pass. \"first recall\": of copies whose source is new at that point.\n"
             "--shuffles puts the set through again in random orders. A pair that is listed as copy or not has moved when it comes to\n"
             "another outcome (same story or not) than by date: on average, at most, and in any of the orders.",
    .min_arguments = 1,
    .max_arguments = RP_ARGUMENTS_MAX,
    .run = run,
};
