/* reprint serve: the server. */
#include "base/log.h"
#include "cli/command.h"
#include "cli/corpus_flags.h"
#include "cli/data_flags.h"
#include "cli/interrupt.h"
#include "cli/starting.h"
#include "reprint/client.h"
#include "reprint/limits.h"
#include "server/server.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
    const struct rp_command *command;
    struct rp_corpus_flags flags;
    struct rp_data_flags data;
    char **listen, **unix_paths; /* owned, terminated by NULL; popt allocates with malloc. NULL: none */
    int threads, max_connections, max_in_flight, message_seconds, idle_seconds;
    long long max_frame, max_unsent;
};

static size_t count_of(char *const *list)
{
    size_t count = 0;
    while (list != NULL && list[count] != NULL)
        count++;
    return count;
}

static void free_list(char **list)
{
    for (size_t i = 0; i < count_of(list); i++)
        free(list[i]);
    free(list);
}

static bool in_range(const struct rp_command *command, const char *option, long long value, long long low, long long high)
{
    if (value >= low && value <= high)
        return true;
    rp_usage(command, "%s %lld is not in %lld .. %lld", option, value, low, high);
    return false;
}

/* False when a value is out of range, and that was said. */
static bool take_limits(struct job *job, struct rp_server_options *ret)
{
    const struct rp_command *command = job->command;
    if (!in_range(command, "--threads", job->threads, 0, RP_SERVER_THREADS_MAX) ||
        !in_range(command, "--max-connections", job->max_connections, 1, INT_MAX) ||
        !in_range(command, "--max-in-flight", job->max_in_flight, 1, INT_MAX) ||
        !in_range(command, "--max-frame", job->max_frame, 1024, RP_LIMIT_FRAME) ||
        !in_range(command, "--max-unsent", job->max_unsent, 1, 1 << 30) ||
        !in_range(command, "--message-timeout", job->message_seconds, 1, INT_MAX / 1000) ||
        !in_range(command, "--idle-timeout", job->idle_seconds, 1, INT_MAX / 1000) || !rp_data_flags_take(command, &job->data) ||
        !rp_corpus_flags_take(command, &job->flags))
        return false;
    ret->threads = (unsigned)job->threads;
    ret->max_connections = (uint32_t)job->max_connections;
    ret->max_in_flight = (uint32_t)job->max_in_flight;
    ret->max_frame = (size_t)job->max_frame;
    ret->max_unsent = (size_t)job->max_unsent;
    ret->message_ms = (uint32_t)job->message_seconds * 1000;
    ret->idle_ms = (uint32_t)job->idle_seconds * 1000;
    return true;
}

/* The second would take the first for that of another process. */
static bool differ(const struct rp_command *command, const char *option, char *const *list)
{
    for (size_t i = 1; i < count_of(list); i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(list[i], list[j]) == 0) {
                rp_usage(command, "%s %s is given twice", option, list[i]);
                return false;
            }
    return true;
}

static void stop(void *context)
{
    rp_server_stop(context);
}

/* Said to a second process that asks for the folder. */
static void name_holder(const struct job *job, size_t size, char *ret)
{
    const char *address = job->listen != NULL ? job->listen[0] : job->unix_paths != NULL ? job->unix_paths[0] : RP_DEFAULT_ADDRESS;
    snprintf(ret, size, "reprint serve on %s", address);
}

static void say_kept(const struct job *job)
{
    if (job->data.folder != NULL)
        rp_log(RP_LOG_INFO, "articles are kept in %s", job->data.folder);
    else
        rp_log(RP_LOG_WARN, "articles are kept in memory only: they are lost when the server stops; --data DIR keeps them");
}

static void say_stopped(const struct job *job, const struct rp_server *server)
{
    struct rp_corpus_stats stats;
    rp_server_corpus_stats(server, &stats);
    rp_log(RP_LOG_INFO, "stopped: %s %" PRIu64 " article%s in %" PRIu64 " %s; added were %" PRIu64 ", removed %" PRIu64,
           job->data.folder != NULL ? "kept are" : "forgotten are", stats.articles, stats.articles == 1 ? "" : "s", stats.stories,
           stats.stories == 1 ? "story" : "stories", stats.added, stats.removed);
}

/* Says how it ended. */
static enum rp_exit end(const struct job *job, const struct rp_server *server, enum rp_status status, const struct rp_error *error)
{
    if (status == RP_OK)
        say_stopped(job, server);
    else if (status == RP_INTERRUPTED)
        rp_log(RP_LOG_INFO, "stopped before all was read; the folder is as it was");
    else
        rp_say(job->command, "%s", error->message);
    return status == RP_OK || status == RP_INTERRUPTED ? RP_EXIT_DONE : RP_EXIT_INPUT;
}

static enum rp_exit serve(struct job *job)
{
    struct rp_server_options options;
    struct rp_server *server;
    struct rp_starting starting;
    struct rp_error error;
    char holder[256];
    rp_server_options_default(&options);
    if (!take_limits(job, &options) || !differ(job->command, "--unix", job->unix_paths))
        return RP_EXIT_USAGE;
    options.corpus = &job->flags.options;
    name_holder(job, sizeof holder, holder);
    job->data.options.holder = holder;
    options.archive = job->data.folder != NULL ? &job->data.options : NULL;
    options.on_progress = rp_starting_begin(&starting) ? rp_starting_show : NULL;
    options.context = &starting;
    options.listen = (const char *const *)job->listen;
    options.listen_count = count_of(job->listen);
    options.unix_paths = (const char *const *)job->unix_paths;
    options.unix_count = count_of(job->unix_paths);
    enum rp_status status = rp_server_create(&options, &server, &error);
    if (status != RP_OK)
        rp_starting_end(&starting);
    if (status == RP_BAD_ARGUMENT)
        return rp_usage(job->command, "%s", error.message);
    if (status != RP_OK) {
        rp_say(job->command, "%s", error.message);
        return RP_EXIT_INPUT;
    }
    say_kept(job);
    for (size_t i = 0; i < rp_server_address_count(server); i++)
        rp_log(RP_LOG_INFO, "listening on %s", rp_server_address(server, i));
    rp_interrupt_call(stop, server);
    status = rp_server_run(server, &error);
    rp_interrupt_call(NULL, NULL);
    rp_starting_end(&starting);
    enum rp_exit code = end(job, server, status, &error);
    rp_server_free(server);
    return code;
}

static void set_defaults(struct job *job)
{
    struct rp_server_options options;
    rp_server_options_default(&options);
    rp_corpus_flags_init(&job->flags);
    rp_data_flags_init(&job->data);
    job->threads = (int)options.threads;
    job->max_connections = (int)options.max_connections;
    job->max_in_flight = (int)options.max_in_flight;
    job->max_frame = (long long)options.max_frame;
    job->max_unsent = (long long)options.max_unsent;
    job->message_seconds = (int)(options.message_ms / 1000);
    job->idle_seconds = (int)(options.idle_ms / 1000);
}

#define DEFAULT POPT_ARGFLAG_SHOW_DEFAULT

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    struct job job = {.command = command};
    struct rp_args args;
    enum rp_exit code;
    set_defaults(&job);
    struct poptOption options[] = {
        {"listen", 'l', POPT_ARG_ARGV, &job.listen, 0, "TCP address; may be repeated; port 0: a free one", "HOST:PORT"},
        {"unix", 'u', POPT_ARG_ARGV, &job.unix_paths, 0, "Unix socket; may be repeated", "PATH"},
        {"threads", 't', POPT_ARG_INT, &job.threads, 0, "threads that read and fingerprint; 0 (default): one for each processor", "N"},
        {"max-connections", 0, POPT_ARG_INT | DEFAULT, &job.max_connections, 0, "connections at once", "N"},
        {"max-in-flight", 0, POPT_ARG_INT | DEFAULT, &job.max_in_flight, 0, "unanswered requests of a connection", "N"},
        {"max-frame", 0, POPT_ARG_LONGLONG | DEFAULT, &job.max_frame, 0, "bytes of a message", "N"},
        {"max-unsent", 0, POPT_ARG_LONGLONG | DEFAULT, &job.max_unsent, 0, "bytes of replies that a connection has not taken", "N"},
        {"message-timeout", 0, POPT_ARG_INT | DEFAULT, &job.message_seconds, 0, "from the first byte of a message to its last", "SECONDS"},
        {"idle-timeout", 0, POPT_ARG_INT | DEFAULT, &job.idle_seconds, 0, "of a connection without a byte", "SECONDS"},
        RP_OPTIONS_DATA(&job.data),
        RP_OPTIONS_CORPUS(&job.flags),
        RP_OPTION_CPU,
        RP_OPTIONS_END,
    };
    if (rp_args_parse(&args, command, options, argc, argv, &code)) {
        code = serve(&job);
        rp_args_done(&args);
    }
    rp_corpus_flags_done(&job.flags);
    rp_data_flags_done(&job.data);
    free_list(job.listen);
    free_list(job.unix_paths);
    return rp_output_end(command, code);
}

const struct rp_command rp_command_serve = {
    .name = "serve",
    .arguments = "",
    .about = "takes articles over sockets and answers whose text each repeats",
    .notes = "Without --listen and --unix it listens on 127.0.0.1:7878. SIGTERM, SIGHUP or Ctrl-C: it stops accepting, answers what it has, and\n"
             "ends; a second Ctrl-C ends it at once. Without --data nothing outlives it. Whoever reaches the socket may add and remove.",
    .min_arguments = 0,
    .max_arguments = 0,
    .run = run,
};
