/* reprint fingerprint: the public fingerprint of every article of the files. */
#include "base/buf.h"
#include "cli/articles.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "input/records.h"
#include "reprint/fingerprint.h"

#include <stdio.h>

struct job {
    struct rp_workspace *workspace; /* owned */
    struct rp_buf line;
    int json, hex, repair; /* json is the form without either */
};

static void print_hex(const struct rp_fingerprint *fingerprint, struct rp_str id)
{
    uint8_t bytes[RP_FINGERPRINT_MAX_BYTES];
    size_t len = rp_fingerprint_encode(fingerprint, bytes);
    for (size_t i = 0; i < len; i++)
        printf("%02x", bytes[i]);
    printf("  ");
    rp_show(stdout, id, 0);
    putchar('\n');
}

static enum rp_status print_one(void *context, const struct rp_article *article, struct rp_error *error)
{
    struct job *job = context;
    struct rp_fingerprint fingerprint;
    enum rp_status status = rp_fingerprint(job->workspace, article->text.data, article->text.len, &fingerprint, error);
    if (status != RP_OK)
        return status;
    if (job->hex) {
        print_hex(&fingerprint, article->id);
        return RP_OK;
    }
    rp_buf_clear(&job->line);
    status = rp_record_fingerprint(&job->line, article->id, &fingerprint);
    fwrite(job->line.data, 1, job->line.len, stdout);
    return status;
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    struct job job = {0};
    struct rp_args args;
    enum rp_exit code;
    struct poptOption options[] = {
        {"json", 'j', POPT_ARG_NONE, &job.json, 0, "a JSON object for each article, one a line (the default)", NULL},
        {"hex", 'x', POPT_ARG_NONE, &job.hex, 0, "the binary form in hexadecimal, then the id", NULL},
        {"repair", 0, POPT_ARG_NONE, &job.repair, 0, RP_REPAIR_HELP, NULL},
        RP_OPTION_CPU,
        RP_OPTIONS_END,
    };
    if (!rp_args_parse(&args, command, options, argc, argv, &code))
        return code;
    rp_buf_init(&job.line, 1 << 20);
    if (job.json && job.hex) {
        code = rp_usage(command, "--json and --hex: one form at a time");
    } else if (rp_workspace_create(&job.workspace) != RP_OK) {
        rp_say(command, "out of memory");
        code = RP_EXIT_INPUT;
    } else {
        struct rp_reading reading = {.each = print_one, .context = &job, .repair = job.repair};
        code = rp_articles_read(&reading, args.files, args.count);
    }
    rp_workspace_free(job.workspace);
    rp_buf_done(&job.line);
    rp_args_done(&args);
    return rp_output_end(command, code);
}

const struct rp_command rp_command_fingerprint = {
    .name = "fingerprint",
    .arguments = "FILE...",
    .about = "prints the public fingerprint of every article, as JSON or in hexadecimal",
    .notes = "FILE is JSONL, a plain text, or - for standard input; plain, .gz or .zst.\n"
             "docs/FINGERPRINT.md defines the fingerprint.",
    .min_arguments = 1,
    .max_arguments = RP_ARGUMENTS_MAX,
    .run = run,
};
