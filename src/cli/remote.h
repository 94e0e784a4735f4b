/* The server that a command asks: where it is, the connection, and trying again when it breaks. */
#ifndef RP_CLI_REMOTE_H
#define RP_CLI_REMOTE_H

#include "cli/command.h"
#include "reprint/client.h"

#include <stdatomic.h>
#include <stdbool.h>

struct rp_progress;

struct rp_remote {
    const struct rp_command *command;
    const atomic_bool *interrupt; /* borrowed */
    char *to;                     /* owned; popt allocates with malloc. NULL: not said */
    const char *argument;         /* borrowed: an address that is no option; NULL: --to */
    struct rp_client *client;     /* owned; NULL: not connected */
    struct rp_progress *progress; /* borrowed: the line to take away before something is said; NULL: none */
    unsigned tries;               /* to connect again, since the server answered last */
};

/* In the table of a command, after rp_remote_init. */
#define RP_OPTIONS_REMOTE(remote) \
    {"to", 't', POPT_ARG_STRING, &(remote)->to, 0, "the server: HOST:PORT, or the path of a Unix socket (with a \"/\")", "ADDR"}

/* From now on SIGINT, SIGTERM and SIGHUP are a flag, and end what waits. */
void rp_remote_init(struct rp_remote *ret, const struct rp_command *command);
void rp_remote_done(struct rp_remote *remote);

/* The argument, --to, else $REPRINT_ADDR, else RP_DEFAULT_ADDRESS. */
const char *rp_remote_address(const struct rp_remote *remote);
/* Connects; what is wrong is said. RP_EXIT_DONE when it went well. */
enum rp_exit rp_remote_open(struct rp_remote *remote);
/* After a failure that rp_remote_broke holds for, which is *error: says so and connects again, a bounded number of times with growing waits.
 * Fails with the last failure, or RP_INTERRUPTED. */
enum rp_status rp_remote_reopen(struct rp_remote *remote, struct rp_error *error);
/* Says "reprint <command>: <words>", where the progress line was. */
void rp_remote_say(const struct rp_remote *remote, const char *words);
/* The server answered: the next break begins to count anew. */
void rp_remote_worked(struct rp_remote *remote);
/* Is this a failure of the connection, or of a server that is just starting, which another connection, later, may not have? */
bool rp_remote_broke(enum rp_status status);

/* Says what went wrong with a question, and gives the exit code. */
enum rp_exit rp_remote_fail(const struct rp_remote *remote, const struct rp_error *error);

#endif
