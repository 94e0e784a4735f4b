/* One connection of a load test: requests that go out many a write, replies that are counted as they come, and when each request was due. */
#ifndef RP_LOAD_CONNECTION_H
#define RP_LOAD_CONNECTION_H

#include "load/requests.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes not yet sent from which on no more requests are written: as much as the cache holds. */
enum { RP_LOAD_UNSENT = 256 << 10 };

struct rp_load_connection {
    int fd; /* owned; -1: none */
    struct rp_buf out, in;
    size_t sent, taken;        /* bytes at the front of each that are done with */
    int64_t *due;              /* owned; a ring of `window` times, those of the requests that are not answered */
    uint32_t window;
    uint64_t asked, answered;  /* requests written; replies taken */
    uint64_t next;             /* of an open-loop test: the number of the article that comes next */
    bool deaf;                 /* the server takes no more bytes */
};

/* What came of reading. */
struct rp_load_taken {
    int64_t due;        /* when the request was */
    bool refused;
    char name[RP_LOAD_NAME_BYTES]; /* of the error */
};

/* fd becomes the connection's, whatever comes back. RP_NO_MEMORY. */
enum rp_status rp_load_connection_init(struct rp_load_connection *ret, int fd, uint32_t window, const struct rp_load_requests *requests);
void rp_load_connection_done(struct rp_load_connection *connection);

/* Requests that may be written now. */
static inline uint64_t rp_load_connection_free(const struct rp_load_connection *connection)
{
    return connection->window - (connection->asked - connection->answered);
}

static inline size_t rp_load_connection_unsent(const struct rp_load_connection *connection)
{
    return connection->out.len - connection->sent;
}

/* May one more be written: is there room in the window and in `out`? */
static inline bool rp_load_connection_takes(const struct rp_load_connection *connection)
{
    return rp_load_connection_free(connection) > 0 && rp_load_connection_unsent(connection) < RP_LOAD_UNSENT && !connection->deaf;
}

/* Writes a request into `out`, where rp_load_connection_takes; gives its length. */
size_t rp_load_connection_ask(struct rp_load_connection *connection, const struct rp_load_requests *requests, uint64_t article, int64_t due);
/* Sends what the socket takes. */
void rp_load_connection_send(struct rp_load_connection *connection);
/* Reads once, without waiting. RP_CLOSED: it is over; RP_NO_MEMORY. */
enum rp_status rp_load_connection_receive(struct rp_load_connection *connection, struct rp_error *error);
/* The next reply of what was read. False: there is none; *ret_status is RP_OK, or RP_DAMAGED when what is there is no reply to anything. */
bool rp_load_connection_take(struct rp_load_connection *connection, const struct rp_load_protocol *protocol, struct rp_load_taken *ret,
                             enum rp_status *ret_status, struct rp_error *error);

#endif
