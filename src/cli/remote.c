/* The server that a command asks. */
#include "cli/remote.h"

#include "base/clock.h"
#include "base/error.h"
#include "cli/interrupt.h"
#include "cli/terminal.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    TRIES = 10,
    FIRST_WAIT_MS = 100, /* doubled with every try; all together about half a minute */
    LONGEST_WAIT_MS = 5000,
    LOOK_MS = 100 /* how soon an interruption is seen */
};

void rp_remote_init(struct rp_remote *ret, const struct rp_command *command)
{
    *ret = (struct rp_remote){.command = command, .interrupt = rp_interrupt_watch()};
}

void rp_remote_done(struct rp_remote *remote)
{
    rp_client_free(remote->client);
    free(remote->to);
    *remote = (struct rp_remote){0};
}

const char *rp_remote_address(const struct rp_remote *remote)
{
    const char *set = getenv("REPRINT_ADDR");
    if (remote->argument != NULL)
        return remote->argument;
    if (remote->to != NULL)
        return remote->to;
    return set != NULL && set[0] != 0 ? set : RP_DEFAULT_ADDRESS;
}

static bool is_interrupted(void *context)
{
    const struct rp_remote *remote = context;
    return atomic_load_explicit(remote->interrupt, memory_order_relaxed);
}

static enum rp_status connect_once(struct rp_remote *remote, struct rp_error *error)
{
    struct rp_client_options options;
    rp_client_options_default(&options);
    options.interrupted = is_interrupted;
    options.context = remote;
    rp_client_free(remote->client);
    remote->client = NULL;
    return rp_client_connect(rp_remote_address(remote), &options, &remote->client, error);
}

enum rp_exit rp_remote_open(struct rp_remote *remote)
{
    struct rp_error error;
    enum rp_status status = connect_once(remote, &error);
    if (status == RP_OK)
        return RP_EXIT_DONE;
    if (status == RP_BAD_ARGUMENT)
        return rp_usage(remote->command, "%s", error.message);
    return rp_remote_fail(remote, &error);
}

enum rp_exit rp_remote_fail(const struct rp_remote *remote, const struct rp_error *error)
{
    rp_say(remote->command, "%s%s", error->message, error->status == RP_UNREACHABLE ? " (is `reprint serve` running there?)" : "");
    return rp_exit_of(error->status);
}

bool rp_remote_broke(enum rp_status status)
{
    return status == RP_UNREACHABLE || status == RP_CLOSED || status == RP_TIMED_OUT || status == RP_SHUTTING_DOWN ||
           status == RP_NOT_READY;
}

/* False when it was interrupted. */
static bool wait(struct rp_remote *remote, int64_t ms)
{
    int64_t until = rp_clock_ms() + ms, left;
    while (!is_interrupted(remote) && (left = until - rp_clock_ms()) > 0)
        poll(NULL, 0, left < LOOK_MS ? (int)left : LOOK_MS);
    return !is_interrupted(remote);
}

void rp_remote_say(const struct rp_remote *remote, const char *words)
{
    if (remote->progress != NULL)
        rp_progress_clear(remote->progress);
    rp_say(remote->command, "%s", words);
}

enum rp_status rp_remote_reopen(struct rp_remote *remote, struct rp_error *error)
{
    char words[sizeof error->message + 32];
    snprintf(words, sizeof words, "%s; connecting again", error->message);
    if (remote->tries < TRIES)
        rp_remote_say(remote, words);
    enum rp_status status = rp_fail(error, RP_UNREACHABLE, "%s: the server does not answer", rp_remote_address(remote));
    while (rp_remote_broke(status) && remote->tries < TRIES) {
        int64_t ms = (int64_t)FIRST_WAIT_MS << remote->tries++;
        if (!wait(remote, ms < LONGEST_WAIT_MS ? ms : LONGEST_WAIT_MS))
            return rp_fail(error, RP_INTERRUPTED, "interrupted");
        status = connect_once(remote, error);
    }
    return status;
}

void rp_remote_worked(struct rp_remote *remote)
{
    remote->tries = 0;
}
