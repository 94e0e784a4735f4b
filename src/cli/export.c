/* reprint export: the articles of the folder of a corpus, as JSONL. */
#include "base/buf.h"
#include "base/error.h"
#include "base/tree.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/terminal.h"
#include "input/records.h"
#include "reprint/limits.h"
#include "store/archive.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
    const struct rp_command *command;
    const char *path; /* NULL: standard output */
    FILE *out;
    struct rp_buf line;
    const atomic_bool *interrupt;
};

static void say_damaged(void *context, const char *where, const char *what)
{
    (void)context;
    fprintf(stderr, "damaged  ");
    rp_show(stderr, rp_str_of(where), 0);
    fprintf(stderr, ": ");
    rp_show(stderr, rp_str_of(what), 0);
    fputc('\n', stderr);
}

static enum rp_status cannot_write(const struct job *job, struct rp_error *error)
{
    return rp_fail(error, RP_IO, "%s cannot be written: %s", job->path != NULL ? job->path : "standard output", strerror(errno));
}

/* Not before there is something to be written: neither a wrong path of the folder nor an end while it is read is to cost a file that is there. */
static enum rp_status open_out(struct job *job, struct rp_error *error)
{
    if (job->out == NULL)
        job->out = job->path != NULL ? fopen(job->path, "w") : stdout;
    return job->out != NULL ? RP_OK : cannot_write(job, error);
}

static enum rp_status write_article(void *context, const struct rp_article *article, int64_t time_ms, struct rp_error *error)
{
    struct job *job = context;
    (void)time_ms;
    if (atomic_load_explicit(job->interrupt, memory_order_relaxed))
        return rp_fail(error, RP_INTERRUPTED, "interrupted");
    enum rp_status status = open_out(job, error);
    if (status != RP_OK)
        return status;
    rp_buf_clear(&job->line);
    if (rp_record_article(&job->line, article) != RP_OK)
        return rp_fail_memory(error);
    return fwrite(job->line.data, 1, job->line.len, job->out) == job->line.len ? RP_OK : cannot_write(job, error);
}

static enum rp_status export(struct job *job, const char *folder, struct rp_archive_report *ret, struct rp_error *error)
{
    const struct rp_archive_look look = {.path = folder, .damaged = say_damaged, .each = write_article, .context = job, .interrupt = job->interrupt};
    enum rp_status status = rp_archive_export(&look, ret, error);
    if (status == RP_OK)
        status = open_out(job, error);
    if (job->out != NULL && (job->path != NULL ? fclose(job->out) : fflush(job->out)) != 0 && status == RP_OK)
        status = cannot_write(job, error);
    return status;
}

static enum rp_exit run_job(struct job *job, const char *folder)
{
    struct rp_archive_report report;
    struct rp_error error;
    if (job->path != NULL && rp_tree_has(folder, job->path)) {
        rp_say(job->command, "%s is in %s, in which nothing is changed: name another place", job->path, folder);
        return RP_EXIT_INPUT;
    }
    enum rp_status status = export(job, folder, &report, &error);
    if (status != RP_OK) {
        rp_say(job->command, "%s", error.message);
        return RP_EXIT_INPUT;
    }
    rp_say(job->command, "%" PRIu64 " article%s", report.articles, report.articles == 1 ? "" : "s");
    if (report.damaged == 0)
        return RP_EXIT_DONE;
    rp_say(job->command, "%" PRIu64 " named above: damaged, or left out", report.damaged);
    return RP_EXIT_INPUT;
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    char *path = NULL;
    struct rp_args args;
    enum rp_exit code;
    struct poptOption options[] = {
        {"output", 'o', POPT_ARG_STRING, &path, 0, "write to a file, not to standard output", "FILE"},
        RP_OPTIONS_END,
    };
    if (rp_args_parse(&args, command, options, argc, argv, &code)) {
        struct job job = {.command = command, .path = path, .interrupt = rp_interrupt_watch()};
        rp_buf_init(&job.line, 8 * (size_t)RP_LIMIT_LINE);
        code = run_job(&job, args.files[0]);
        rp_buf_done(&job.line);
        rp_args_done(&args);
    }
    free(path);
    return rp_output_end(command, code);
}

const struct rp_command rp_command_export = {
    .name = "export",
    .arguments = "DIR",
    .about = "writes the articles of a folder of --data as JSONL",
    .notes = "In the order in which they were added; not those that were removed or replaced, or that expired. DIR must not be in use; nothing\n"
             "in it is changed. What is damaged is named and left out. `reprint import` takes the lines in again, to the same stories\n"
             "(same_story_as).",
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
