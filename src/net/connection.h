/* One connection on a loop: bytes in, bytes out, deadlines, back-pressure. All calls on the loop's thread. */
#ifndef RP_NET_CONNECTION_H
#define RP_NET_CONNECTION_H

#include "base/buf.h"
#include "net/loop.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rp_deadline { RP_DEADLINE_MESSAGE, RP_DEADLINE_IDLE };

/* What the owner of a connection is told. `closed` is the last call. */
struct rp_connection_calls {
    void (*bytes)(void *owner);                              /* there are more bytes in `in` */
    void (*end)(void *owner);                                /* the other side sends no more; replies may still go out */
    void (*sent)(void *owner);                               /* some of `out` has gone */
    void (*late)(void *owner, enum rp_deadline deadline);    /* a deadline has passed; told once */
    void (*closed)(void *owner);                             /* everything is released; the struct is the owner's again */
};

struct rp_connection_limits {
    size_t max_in, max_out; /* bytes of the buffers */
    uint32_t message_ms;    /* a message must be complete so long after its first byte */
    uint32_t idle_ms;       /* without a byte in either direction */
};

/* Part of the owner's struct. `in` is for reading and consuming, `out` for appending (then rp_connection_send). */
struct rp_connection {
    struct rp_buf in, out;
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_tcp_t tcp;
        uv_pipe_t pipe;
    } uv;
    uv_write_t write;
    uv_shutdown_t shutdown;
    struct rp_buf sending; /* given to libuv */
    struct rp_loop *loop;  /* borrowed */
    const struct rp_connection_calls *calls;
    const struct rp_connection_limits *limits;
    void *owner;
    struct rp_connection *next, *previous;  /* on the loop */
    struct rp_connection *next_unflushed;
    uint64_t last_byte_ms, message_since_ms; /* loop time; message_since 0: between messages */
    size_t queue_seen;                       /* of libuv's bytes to write, at the last tick */
    bool reading, ended, finishing, lingering, closing, unflushed, told_late;
    bool busy; /* set by the owner: it owes replies or news, so the connection is not idle while the other side takes what there is */
};

/* Takes over a connected, non-blocking socket, which is closed also on failure. RP_IO. No call comes before this returns. */
enum rp_status rp_connection_open(struct rp_connection *connection, struct rp_loop *loop, int fd, bool is_unix,
                                  const struct rp_connection_calls *calls, const struct rp_connection_limits *limits, void *owner);
enum rp_place { RP_PLACE_BETWEEN, RP_PLACE_IN_THE_SAME, RP_PLACE_IN_ANOTHER };
/* Drops bytes of `in`. place: of what comes next, between messages, or within one that has begun: the one that was there at the last call or another, for
 * which the time begins anew. */
void rp_connection_consume(struct rp_connection *connection, size_t len, enum rp_place place);
/* What was appended to `out` goes out before the loop waits. */
void rp_connection_send(struct rp_connection *connection);
size_t rp_connection_unsent(const struct rp_connection *connection);
/* Reads no more, or again. */
void rp_connection_read(struct rp_connection *connection, bool on);
/* Closes when everything is sent. What the other side still sends is read and dropped until it closes too, for a while: closing with bytes unread would
 * take back what was sent. */
void rp_connection_finish(struct rp_connection *connection);
/* Closes now; `closed` comes later. May be called again. */
void rp_connection_close(struct rp_connection *connection);

/* For the loop. */
void rp_connections_flush(struct rp_loop *loop);
void rp_connections_tick(struct rp_loop *loop);

#endif
