/* A connection under test, its owner, and the socket of its peer. */
#ifndef TESTS_NET_SIDE_H
#define TESTS_NET_SIDE_H

#include "net/connection.h"
#include "run.h"

#include <stdbool.h>
#include <stddef.h>

enum { KIB = 1024, MIB = 1024 * 1024, MESSAGE_MS = 3600 * 1000, IDLE_MS = 7200 * 1000 };

struct side {
    struct rp_loop loop;
    struct rp_connection connection;
    struct rp_connection_limits limits;
    int peer;
    bool echo, keep, close_in_bytes; /* what the owner does with bytes; keep: nothing */
    unsigned bytes, ends, sents, late[2], closed;
    size_t got, most_unsent;
    unsigned handed; /* sents, when the loop was about to wait */
};

/* What the owner is told; his pointer is the side. */
extern const struct rp_connection_calls side_calls;

void side_open(struct side *side, bool is_unix);
/* Closes the connection, where it is not, and all else. */
void side_close(struct side *side);
/* The connection sends `len` bytes of a pattern. */
void side_append(struct side *side, size_t len);
/* As if that much time had gone by without anything. */
void side_age(struct side *side, uint64_t ms);

/* What of the pattern the peer has sent and got. */
struct pattern {
    size_t sent, got;
    bool ended, reset, wrong;
};
/* As far as the sockets let it. */
void peer_sends(struct side *side, struct pattern *pattern, size_t up_to);
void peer_takes(struct side *side, struct pattern *pattern, size_t up_to);

#endif
