/* Accepted connections are dealt to the workers round robin. */
#include "base/buf.h"
#include "base/error.h"
#include "server/inside.h"
#include "server/session.h"
#include "wire/reply.h"

#include <sys/socket.h>
#include <unistd.h>

/* Says why on the way out; whether that arrives is not waited for. */
static void turn_away(int fd, const struct rp_error *error)
{
    struct rp_buf reply;
    rp_buf_init(&reply, 1024);
    if (rp_reply_error_unnumbered(&reply, error) == RP_OK) {
        ssize_t sent = send(fd, reply.data, reply.len, MSG_NOSIGNAL | MSG_DONTWAIT);
        (void)sent;
    }
    rp_buf_done(&reply);
    close(fd);
}

void rp_server_accepted(void *context, int fd, bool is_unix)
{
    struct rp_server *server = context;
    struct rp_error error;
    atomic_fetch_add(&server->accepted, 1);
    if (atomic_fetch_add(&server->connections, 1) >= server->options.max_connections) {
        rp_fail(&error, RP_LIMIT, "the server has the %u connections of the limit \"connections\" (--max-connections)", server->options.max_connections);
    } else {
        struct rp_worker *worker = &server->workers[server->next_worker++ % server->worker_count];
        if (rp_session_create(worker, fd, is_unix) != NULL)
            return;
        rp_fail_memory(&error);
    }
    atomic_fetch_sub(&server->connections, 1);
    turn_away(fd, &error);
}
