/* reprint bench: a load test of the server. */
#include "base/error.h"
#include "cli/own_server.h"
#include "cli/remote.h"
#include "cli/trial.h"

#include <stdlib.h>

struct job {
    struct rp_trial trial;
    int check;
};

/* Whether a server of reprint is there, that this program can speak with. */
static enum rp_exit look_for_server(const struct job *job)
{
    const struct rp_trial *trial = &job->trial;
    struct rp_client *client;
    struct rp_error error;
    enum rp_status status = rp_client_connect(trial->to, NULL, &client, &error);
    if (status == RP_OK)
        rp_client_free(client);
    else if (status == RP_BAD_ARGUMENT)
        return rp_usage(trial->command, "%s", error.message);
    else
        return rp_remote_fail(&(struct rp_remote){.command = trial->command}, &error);
    return RP_EXIT_DONE;
}

static enum rp_exit bench_own_server(struct job *job)
{
    struct rp_own_server own;
    struct rp_error error;
    struct rp_trial *trial = &job->trial;
    enum rp_status status = rp_own_server_start(&own, trial->options.connections + 1, &error);
    if (status != RP_OK) {
        rp_say(trial->command, "the server can not be started: %s", error.message);
        return RP_EXIT_INPUT;
    }
    enum rp_exit code = rp_trial_run(trial, own.path);
    status = rp_own_server_stop(&own, &error);
    if (status != RP_OK) {
        rp_say(trial->command, "the server failed: %s", error.message);
        code = RP_EXIT_INPUT;
    }
    return code;
}

static enum rp_exit bench(struct job *job, const struct rp_args *args)
{
    struct rp_trial *trial = &job->trial;
    if (!rp_trial_check(trial))
        return RP_EXIT_USAGE;
    enum rp_exit code = trial->to != NULL ? look_for_server(job) : RP_EXIT_DONE;
    if (code == RP_EXIT_DONE)
        code = rp_trial_read(trial, job->check ? &rp_load_check : &rp_load_add, args->files, args->count);
    if (code != RP_EXIT_DONE)
        return code;
    return trial->to != NULL ? rp_trial_run(trial, trial->to) : bench_own_server(job);
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    struct job job = {.check = 0};
    struct rp_args args;
    enum rp_exit code;
    rp_trial_init(&job.trial, command);
    struct poptOption options[] = {
        RP_OPTIONS_TRIAL(&job.trial),
        {"check", 0, POPT_ARG_NONE, &job.check, 0, "only ask: the server keeps nothing of it", NULL},
        RP_OPTIONS_END,
    };
    if (rp_args_parse(&args, command, options, argc, argv, &code)) {
        code = bench(&job, &args);
        rp_args_done(&args);
    }
    rp_trial_done(&job.trial);
    return rp_output_end(command, code);
}

const struct rp_command rp_command_bench = {
    .name = "bench",
    .arguments = "[FILE...]",
    .about = "a load test: how many articles a second a server takes, and how long each waits",
    .notes = "The articles of FILE, or made-up ones of about 3 kB, get ids of their own, so that all are new to the server. When they run out\n"
             "they are sent again, and are copies then. Without --to a server is started for the test, with the default options; with it, the\n"
             "server keeps what it gets, but for --check. With --rate a latency counts from when the article was due, not from when it could\n"
             "be sent, so that a server that stalls is seen by all that was due meanwhile. Ctrl-C ends the test with the figures so far.",
    .min_arguments = 0,
    .max_arguments = RP_ARGUMENTS_MAX,
    .run = run,
};
