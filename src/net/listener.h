/* A listening socket on a loop. It is polled and accepted from here: libuv's own accept closes connections silently when the process is out of
 * descriptors; here that pauses accepting, and is said. */
#ifndef RP_NET_LISTENER_H
#define RP_NET_LISTENER_H

#include "net/loop.h"
#include "reprint/status.h"

#include <stdbool.h>

/* Takes over an accepted socket: non-blocking, closed on exec. */
typedef void (*rp_accepted)(void *context, int fd, bool is_unix);

enum { RP_ADDRESS_MAX = 300 };

struct rp_listener {
    int fd; /* -1: none */
    bool is_unix;
    char address[RP_ADDRESS_MAX]; /* where it listens: "127.0.0.1:7878", "[::1]:7878", a path */
    uv_poll_t poll;
    uv_timer_t pause;
    rp_accepted accepted;
    void *context;
    bool started, paused;
};

/* Binds and listens. text: "HOST:PORT" or "[IPv6]:PORT"; port 0 takes a free one. RP_BAD_ARGUMENT, RP_UNREACHABLE, RP_IO. */
enum rp_status rp_listener_open_tcp(struct rp_listener *listener, const char *text, struct rp_error *error);
/* A Unix socket; a file left by a server that is gone is replaced. */
enum rp_status rp_listener_open_unix(struct rp_listener *listener, const char *path, struct rp_error *error);
/* Begins to accept, on the loop's thread. RP_IO. */
enum rp_status rp_listener_start(struct rp_listener *listener, struct rp_loop *loop, rp_accepted accepted, void *context);
/* Accepts no more; the file of a Unix socket goes. On the loop's thread when it was started. Once more does nothing. */
void rp_listener_close(struct rp_listener *listener);

#endif
