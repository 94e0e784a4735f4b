/* reprint dedup: the copies in files, as a folder of records. */
#include "base/buf.h"
#include "cli/filejob.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct job {
    struct rp_filejob files;
    char *output, *keep, *data; /* owned; popt allocates with malloc */
    int force, resume;
};

static void print_report(const struct rp_dedup_options *options, const struct rp_dedup_report *report)
{
    printf("%" PRIu64 " article%s in %" PRIu64 " %s: %" PRIu64 " kept, %" PRIu64 " removed\n", report->articles, rp_s_of(report->articles),
           report->stories, report->stories == 1 ? "story" : "stories", report->kept, report->removed);
    if (report->there > 0)
        printf("%" PRIu64 " more %s in %s already\n", report->there, report->there == 1 ? "was" : "were", options->data);
    rp_filejob_print_verdicts(report);
    double unit = report->bytes < 1000000 ? 1e3 : 1e6;
    printf("%.1f of %.1f %s kept; see ", (double)report->kept_bytes / unit, (double)report->bytes / unit, unit > 1e3 ? "MB" : "kB");
    rp_show(stdout, rp_str_of(options->output), 0);
    putchar('\n');
}

static enum rp_exit dedup(struct job *job, const struct rp_args *args)
{
    const struct rp_command *command = job->files.command;
    char holder[256];
    struct rp_dedup_options options = {
        .files = args->files,
        .file_count = (size_t)args->count,
        .output = job->output,
        .data = job->data,
        .holder = holder,
        .force = job->force,
        .resume = job->resume,
    };
    if (job->output == NULL)
        return rp_usage(command, "-o DIR is missing");
    if (job->keep != NULL && !rp_keep_parse(job->keep, &options.keep))
        return rp_usage(command, "--keep %s is none of original, first, longest, latest", job->keep);
    if (job->resume && job->force)
        return rp_usage(command, "--resume goes on and --force starts anew: one of them");
    if (!rp_filejob_take(&job->files))
        return RP_EXIT_USAGE;
    snprintf(holder, sizeof holder, "reprint dedup -o %s", job->output);
    return rp_filejob_run(&job->files, &options, print_report);
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    struct job job = {0};
    struct rp_args args;
    enum rp_exit code;
    rp_filejob_init(&job.files, command);
    struct poptOption options[] = {
        {"output", 'o', POPT_ARG_STRING, &job.output, 0, "folder for the outcome (required)", "DIR"},
        {"keep", 'k', POPT_ARG_STRING, &job.keep, 0, "article of each story to keep: original (default), first, longest, latest", "WHICH"},
        {"data", 'd', POPT_ARG_STRING, &job.data, 0, "match against the corpus in this folder too, and keep the articles there", "DIR"},
        {"force", 'f', POPT_ARG_NONE, &job.force, 0, "write into a folder that holds something", NULL},
        {"resume", 'r', POPT_ARG_NONE, &job.resume, 0, "go on with the job that was interrupted in the folder, if there is one", NULL},
        RP_OPTIONS_FILEJOB(&job.files),
        RP_OPTIONS_CORPUS(&job.files.flags),
        RP_OPTION_CPU,
        RP_OPTIONS_END,
    };
    if (rp_args_parse(&args, command, options, argc, argv, &code)) {
        code = dedup(&job, &args);
        rp_args_done(&args);
    }
    rp_filejob_done(&job.files);
    free(job.output);
    free(job.keep);
    free(job.data);
    return rp_output_end(command, code);
}

const struct rp_command rp_command_dedup = {
    .name = "dedup",
    .arguments = "FILE...",
    .about = "finds the copies in files and says which articles to keep",
    .notes = "FILE is JSONL, a plain text, or - for standard input; plain, .gz or .zst. -o DIR gets stories.jsonl (the answer for every\n"
             "article, as it was on arrival), kept.jsonl and removed.jsonl (by the stories as they are at the end) and summary.json, all at\n"
             "the end or none. --keep: of equals the earlier of the input. --data DIR, as of `serve`, is made if need be; what was there\n"
             "before is not said again, and of a story that had an article there none is kept. --resume: with the same arguments (also\n"
             "--data); a pipe is given again from its beginning.",
    .min_arguments = 1,
    .max_arguments = RP_ARGUMENTS_MAX,
    .run = run,
};
