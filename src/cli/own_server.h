/* A server of one's own, for a command that wants one: on a thread, on a Unix socket in a folder that nobody else reaches. */
#ifndef RP_CLI_OWN_SERVER_H
#define RP_CLI_OWN_SERVER_H

#include "server/server.h"

#include <pthread.h>

enum { RP_OWN_SERVER_PATH = 100 };

struct rp_own_server {
    char folder[RP_OWN_SERVER_PATH - 8], path[RP_OWN_SERVER_PATH];
    const char *paths[1]; /* the options' */
    struct rp_server *server; /* owned */
    pthread_t thread;
    enum rp_status status; /* of running */
    struct rp_error error;
};

/* Starts a server with the default options, that takes at least so many connections. It can be connected to when this returns. RP_IO, RP_UNREACHABLE,
 * RP_NO_MEMORY. *ret must not move. */
enum rp_status rp_own_server_start(struct rp_own_server *ret, uint32_t connections, struct rp_error *error);
/* Stops it and waits for its end. What running failed with. */
enum rp_status rp_own_server_stop(struct rp_own_server *own, struct rp_error *error);

#endif
