/* reprint import: the articles of files into the folder of a corpus. */
#include "base/buf.h"
#include "cli/filejob.h"

#include <inttypes.h>
#include <stdio.h>

static void print_report(const struct rp_dedup_options *options, const struct rp_dedup_report *report)
{
    printf("%" PRIu64 " article%s added to ", report->articles, rp_s_of(report->articles));
    rp_show(stdout, rp_str_of(options->data), 0);
    printf(", %" PRIu64 " %s there already\n", report->there, report->there == 1 ? "was" : "were");
    rp_filejob_print_verdicts(report);
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    struct rp_filejob job;
    struct rp_args args;
    enum rp_exit code;
    rp_filejob_init(&job, command);
    struct poptOption options[] = {
        RP_OPTIONS_FILEJOB(&job),
        RP_OPTIONS_CORPUS(&job.flags),
        RP_OPTION_CPU,
        RP_OPTIONS_END,
    };
    if (rp_args_parse(&args, command, options, argc, argv, &code)) {
        struct rp_dedup_options import = {.files = args.files + 1, .file_count = (size_t)args.count - 1, .data = args.files[0], .holder = "reprint import"};
        code = rp_filejob_take(&job) ? rp_filejob_run(&job, &import, print_report) : RP_EXIT_USAGE;
        rp_args_done(&args);
    }
    rp_filejob_done(&job);
    return rp_output_end(command, code);
}

const struct rp_command rp_command_import = {
    .name = "import",
    .arguments = "DIR FILE...",
    .about = "adds the articles of files to a folder of --data",
    .notes = "FILE is JSONL, a plain text, or - for standard input; plain, .gz or .zst. DIR is made if need be, and must not be in use. All is on\n"
             "the disk when the command ends well. Articles that are there already stay as they are.",
    .min_arguments = 2,
    .max_arguments = RP_ARGUMENTS_MAX,
    .run = run,
};
