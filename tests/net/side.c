/* A connection under test, its owner, and the socket of its peer. */
#include "side.h"

#include <errno.h>
#include <stdlib.h>

static void echo(struct side *side)
{
    struct rp_connection *connection = &side->connection;
    if (rp_connection_unsent(connection) > 256 * KIB) {
        rp_connection_read(connection, false);
        return;
    }
    if (connection->in.len > 0) {
        assert_int_equal(rp_buf_add(&connection->out, connection->in.data, connection->in.len), RP_OK);
        rp_connection_consume(connection, connection->in.len, RP_PLACE_BETWEEN);
        rp_connection_send(connection);
    }
    if (rp_connection_unsent(connection) > side->most_unsent)
        side->most_unsent = rp_connection_unsent(connection);
    rp_connection_read(connection, true);
}

static void on_bytes(void *owner)
{
    struct side *side = owner;
    side->bytes++;
    if (side->close_in_bytes)
        rp_connection_close(&side->connection);
    else if (side->echo)
        echo(side);
    else if (!side->keep) {
        side->got += side->connection.in.len;
        rp_connection_consume(&side->connection, side->connection.in.len, RP_PLACE_BETWEEN);
    }
}

static void on_end(void *owner)
{
    ((struct side *)owner)->ends++;
}

static void on_sent(void *owner)
{
    struct side *side = owner;
    side->sents++;
    if (side->echo)
        echo(side);
}

static void on_late(void *owner, enum rp_deadline deadline)
{
    ((struct side *)owner)->late[deadline]++;
}

static void on_closed(void *owner)
{
    ((struct side *)owner)->closed++;
}

const struct rp_connection_calls side_calls = {on_bytes, on_end, on_sent, on_late, on_closed};

void side_open(struct side *side, bool is_unix)
{
    int fds[2];
    *side = (struct side){.limits = {.max_in = 256 * KIB, .max_out = 16 * MIB, .message_ms = MESSAGE_MS, .idle_ms = IDLE_MS}};
    assert_int_equal(rp_loop_init(&side->loop, TICK_MS, NULL), RP_OK);
    make_pair(is_unix, fds);
    side->peer = fds[1];
    assert_int_equal(rp_connection_open(&side->connection, &side->loop, fds[0], is_unix, &side_calls, &side->limits, side), RP_OK);
}

void side_close(struct side *side)
{
    rp_connection_close(&side->connection);
    RUN_UNTIL(&side->loop, side->closed > 0);
    run_some(&side->loop);
    assert_int_equal(side->closed, 1);
    rp_loop_end(&side->loop);
    rp_loop_done(&side->loop);
    if (side->peer >= 0)
        close(side->peer);
}

void side_append(struct side *side, size_t len)
{
    char *bytes = malloc(len);
    assert_non_null(bytes);
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)(i % 251);
    assert_int_equal(rp_buf_add(&side->connection.out, bytes, len), RP_OK);
    free(bytes);
    rp_connection_send(&side->connection);
}

void peer_sends(struct side *side, struct pattern *pattern, size_t up_to)
{
    char piece[10000];
    while (pattern->sent < up_to) {
        size_t n = up_to - pattern->sent < sizeof piece ? up_to - pattern->sent : sizeof piece;
        for (size_t i = 0; i < n; i++)
            piece[i] = (char)((pattern->sent + i) % 251);
        ssize_t sent = send(side->peer, piece, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        pattern->sent += (size_t)sent;
    }
}

void peer_takes(struct side *side, struct pattern *pattern, size_t up_to)
{
    char piece[10000];
    while (pattern->got < up_to && !pattern->ended && !pattern->reset) {
        size_t n = up_to - pattern->got < sizeof piece ? up_to - pattern->got : sizeof piece;
        ssize_t got = recv(side->peer, piece, n, 0);
        if (got < 0) {
            pattern->reset = errno != EAGAIN;
            return;
        }
        pattern->ended = got == 0;
        for (ssize_t i = 0; i < got; i++)
            pattern->wrong |= piece[i] != (char)((pattern->got + (size_t)i) % 251);
        pattern->got += (size_t)got;
    }
}

void side_age(struct side *side, uint64_t ms)
{
    side->connection.last_byte_ms -= ms;
    if (side->connection.message_since_ms != 0)
        side->connection.message_since_ms -= ms;
    rp_connections_tick(&side->loop);
}
