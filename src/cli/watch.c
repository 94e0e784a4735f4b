/* reprint watch: copies, as the server finds them. */
#include "base/error.h"
#include "cli/answer_print.h"
#include "cli/remote.h"
#include "input/records.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 1 << 20 };

struct job {
    const struct rp_command *command;
    struct rp_remote remote;
    char *verdict_list, *source; /* owned; popt allocates with malloc */
    int json;
    uint32_t verdicts; /* bits */
    struct rp_answer_layout layout;
    struct rp_buf line;
};

static bool take_verdict(struct job *job, const char *name, size_t len)
{
    for (unsigned i = 0; i < RP_VERDICT_COUNT; i++) {
        const char *known = rp_verdict_name((enum rp_verdict)i);
        if (strlen(known) == len && memcmp(known, name, len) == 0) {
            job->verdicts |= 1u << i;
            return true;
        }
    }
    return false;
}

/* "near,syndicated" */
static bool take_verdicts(struct job *job)
{
    const char *at = job->verdict_list;
    while (at != NULL) {
        size_t len = strcspn(at, ",");
        if (!take_verdict(job, at, len))
            return false;
        at = at[len] == ',' ? at + len + 1 : NULL;
    }
    return true;
}

static enum rp_status print_copy(struct job *job, const struct rp_copy *copy)
{
    enum rp_status status = RP_OK;
    if (!job->json) {
        rp_answer_print_line(&job->layout, copy->answer);
    } else {
        rp_buf_clear(&job->line);
        status = rp_record_copy(&job->line, copy);
        if (status == RP_OK)
            fwrite(job->line.data, 1, job->line.len, stdout);
    }
    if (fflush(stdout) != 0)
        status = RP_IO;
    if (copy->missed > 0)
        rp_say(job->command, "%" PRIu64 " copies before this one came too fast to be told", copy->missed);
    return status;
}

/* Watches over one connection until it ends. */
static enum rp_status watch(struct job *job, struct rp_error *error)
{
    enum rp_status status = rp_client_watch(job->remote.client, job->verdicts, rp_str_of(job->source), error);
    if (status == RP_OK)
        rp_remote_worked(&job->remote);
    while (status == RP_OK) {
        struct rp_copy *copy;
        status = rp_client_next_copy(job->remote.client, &copy, error);
        if (status != RP_OK)
            break;
        status = print_copy(job, copy);
        if (status != RP_OK)
            rp_fail(error, status, "%s", rp_status_meaning(status));
        rp_copy_free(copy);
    }
    return status;
}

static enum rp_exit watch_on(struct job *job)
{
    struct rp_error error;
    enum rp_exit code = rp_remote_open(&job->remote);
    if (code != RP_EXIT_DONE)
        return atomic_load(job->remote.interrupt) ? RP_EXIT_DONE : code;
    enum rp_status status = watch(job, &error);
    while (rp_remote_broke(status)) {
        status = rp_remote_reopen(&job->remote, &error);
        if (status == RP_OK)
            status = watch(job, &error);
        else
            break;
    }
    return status == RP_INTERRUPTED ? RP_EXIT_DONE : rp_remote_fail(&job->remote, &error);
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    struct job job = {.command = command};
    struct rp_args args;
    enum rp_exit code;
    rp_remote_init(&job.remote, command);
    struct poptOption options[] = {
        RP_OPTIONS_REMOTE(&job.remote),
        {"json", 'j', POPT_ARG_NONE, &job.json, 0, "one JSON object a copy", NULL},
        {"verdict", 'v', POPT_ARG_STRING, &job.verdict_list, 0, "only these verdicts, with commas between; all but unique by default", "LIST"},
        {"source", 's', POPT_ARG_STRING, &job.source, 0, "only articles of this source", "SOURCE"},
        RP_OPTIONS_END,
    };
    if (rp_args_parse(&args, command, options, argc, argv, &code)) {
        rp_answer_layout_init(&job.layout, stdout);
        rp_buf_init(&job.line, LINE_BYTES);
        if (take_verdicts(&job))
            code = watch_on(&job);
        else
            code = rp_usage(command, "--verdict %s is not of unique, identical, near, revision, syndicated, partial", job.verdict_list);
        rp_buf_done(&job.line);
        rp_args_done(&args);
    }
    free(job.verdict_list);
    free(job.source);
    rp_remote_done(&job.remote);
    return rp_output_end(command, code);
}

const struct rp_command rp_command_watch = {
    .name = "watch",
    .arguments = "",
    .about = "prints copies as the server finds them, until it is interrupted",
    .notes = "Each line: verdict, id, original, share taken, agencies credited; see reprint send --help. Below it, where there is such\n"
             "news: stories that the article has shown to be one, and the original that is another now, by an earlier version that came late.",
    .min_arguments = 0,
    .max_arguments = 0,
    .run = run,
};
