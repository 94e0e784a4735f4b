/* One connection on a loop. */
#include "net/connection.h"

#include <unistd.h>

enum { READ_BYTES = 64 << 10, KEEP_BYTES = 256 << 10, LINGER_MS = 2000 };

static void start_reading(struct rp_connection *connection);
static void flush(struct rp_connection *connection);

/* --- life --- */

static void link_up(struct rp_connection *connection)
{
    struct rp_loop *loop = connection->loop;
    connection->next = loop->connections;
    if (connection->next != NULL)
        connection->next->previous = connection;
    loop->connections = connection;
}

static void unlink_it(struct rp_connection *connection)
{
    struct rp_loop *loop = connection->loop;
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else
        loop->connections = connection->next;
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
    if (!connection->unflushed)
        return;
    struct rp_connection **at = &loop->unflushed;
    while (*at != connection)
        at = &(*at)->next_unflushed;
    *at = connection->next_unflushed;
}

enum rp_status rp_connection_open(struct rp_connection *connection, struct rp_loop *loop, int fd, bool is_unix,
                                  const struct rp_connection_calls *calls, const struct rp_connection_limits *limits, void *owner)
{
    *connection = (struct rp_connection){.loop = loop, .calls = calls, .limits = limits, .owner = owner};
    int code = is_unix ? uv_pipe_init(&loop->uv, &connection->uv.pipe, 0) : uv_tcp_init(&loop->uv, &connection->uv.tcp);
    if (code != 0) {
        close(fd);
        return RP_IO;
    }
    rp_buf_init(&connection->in, limits->max_in);
    rp_buf_init(&connection->out, limits->max_out);
    rp_buf_init(&connection->sending, limits->max_out);
    connection->uv.handle.data = connection->write.data = connection->shutdown.data = connection;
    connection->last_byte_ms = uv_now(&loop->uv);
    link_up(connection);
    code = is_unix ? uv_pipe_open(&connection->uv.pipe, fd) : uv_tcp_open(&connection->uv.tcp, fd);
    if (code != 0) {
        close(fd);
        rp_connection_close(connection);
        return RP_OK; /* `closed` tells */
    }
    if (!is_unix)
        uv_tcp_nodelay(&connection->uv.tcp, 1);
    connection->reading = true;
    start_reading(connection);
    return RP_OK;
}

static void on_closed(uv_handle_t *handle)
{
    struct rp_connection *connection = handle->data;
    rp_buf_done(&connection->in);
    rp_buf_done(&connection->out);
    rp_buf_done(&connection->sending);
    connection->calls->closed(connection->owner);
}

void rp_connection_close(struct rp_connection *connection)
{
    if (connection->closing)
        return;
    connection->closing = true;
    unlink_it(connection);
    uv_close(&connection->uv.handle, on_closed);
}

static void on_shut(uv_shutdown_t *shutdown, int code)
{
    struct rp_connection *connection = shutdown->data;
    if (code != 0 && !connection->closing)
        rp_connection_close(connection);
}

/* Everything is sent. */
static void linger(struct rp_connection *connection)
{
    if (connection->ended) {
        rp_connection_close(connection);
        return;
    }
    connection->lingering = true;
    connection->last_byte_ms = uv_now(&connection->loop->uv);
    if (uv_shutdown(&connection->shutdown, &connection->uv.stream, on_shut) != 0) {
        rp_connection_close(connection);
        return;
    }
    start_reading(connection);
}

void rp_connection_finish(struct rp_connection *connection)
{
    if (connection->finishing || connection->closing)
        return;
    rp_connection_read(connection, false);
    connection->finishing = true;
    connection->last_byte_ms = uv_now(&connection->loop->uv);
    if (rp_connection_unsent(connection) == 0)
        linger(connection);
    else
        rp_connection_send(connection);
}

/* --- in --- */

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
    struct rp_connection *connection = handle->data;
    (void)suggested;
    if (connection->lingering)
        rp_buf_clear(&connection->in);
    size_t left = connection->in.max - connection->in.len;
    size_t want = left < READ_BYTES ? left : READ_BYTES;
    *ret = (uv_buf_t){0};
    /* No room is UV_ENOBUFS in on_read. */
    if (want > 0 && rp_buf_reserve(&connection->in, want) == RP_OK)
        *ret = uv_buf_init(connection->in.data + connection->in.len, (unsigned)want);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    struct rp_connection *connection = stream->data;
    (void)buf;
    if (n == 0 || connection->closing)
        return;
    if (n == UV_EOF && !connection->lingering) {
        connection->ended = true;
        connection->reading = false;
        uv_read_stop(stream);
        connection->calls->end(connection->owner);
        return;
    }
    if (n < 0) {
        rp_connection_close(connection);
        return;
    }
    if (connection->lingering)
        return;
    connection->in.len += (size_t)n;
    connection->last_byte_ms = uv_now(&connection->loop->uv);
    connection->calls->bytes(connection->owner);
}

static void start_reading(struct rp_connection *connection)
{
    if (uv_read_start(&connection->uv.stream, on_room, on_read) != 0)
        rp_connection_close(connection);
}

void rp_connection_read(struct rp_connection *connection, bool on)
{
    if (connection->closing || connection->ended || connection->finishing || connection->reading == on)
        return;
    connection->reading = on;
    if (!on) {
        uv_read_stop(&connection->uv.stream);
        return;
    }
    /* What it waited for us does not count. */
    if (connection->message_since_ms != 0)
        connection->message_since_ms = uv_now(&connection->loop->uv);
    start_reading(connection);
}

void rp_connection_consume(struct rp_connection *connection, size_t len, enum rp_place place)
{
    if (len > 0)
        rp_buf_consume(&connection->in, len);
    if (place == RP_PLACE_BETWEEN)
        connection->message_since_ms = 0;
    else if (place == RP_PLACE_IN_ANOTHER || connection->message_since_ms == 0)
        connection->message_since_ms = uv_now(&connection->loop->uv);
    if (connection->in.len == 0 && connection->in.cap > KEEP_BYTES)
        rp_buf_done(&connection->in);
}

/* --- out --- */

size_t rp_connection_unsent(const struct rp_connection *connection)
{
    return connection->out.len + uv_stream_get_write_queue_size(&connection->uv.stream);
}

void rp_connection_send(struct rp_connection *connection)
{
    if (connection->unflushed || connection->closing)
        return;
    connection->unflushed = true;
    connection->next_unflushed = connection->loop->unflushed;
    connection->loop->unflushed = connection;
}

static void on_sent(struct rp_connection *connection)
{
    connection->last_byte_ms = uv_now(&connection->loop->uv);
    if (connection->finishing && rp_connection_unsent(connection) == 0)
        linger(connection);
    else if (!connection->finishing)
        connection->calls->sent(connection->owner);
}

static void on_written(uv_write_t *write, int code)
{
    struct rp_connection *connection = write->data;
    if (connection->closing)
        return;
    if (code != 0) {
        rp_connection_close(connection);
        return;
    }
    rp_buf_clear(&connection->sending);
    on_sent(connection);
    if (!connection->closing)
        flush(connection);
}

/* Sends what the socket takes at once and leaves the rest to libuv. */
static void flush(struct rp_connection *connection)
{
    if (connection->closing || connection->sending.len > 0 || connection->out.len == 0)
        return;
    struct rp_buf full = connection->out;
    connection->out = connection->sending;
    connection->sending = full;
    uv_buf_t buf = uv_buf_init(full.data, (unsigned)full.len);
    int n = uv_try_write(&connection->uv.stream, &buf, 1);
    if (n < 0 && n != UV_EAGAIN) {
        rp_connection_close(connection);
        return;
    }
    size_t sent = n > 0 ? (size_t)n : 0;
    if (sent == full.len) {
        rp_buf_clear(&connection->sending);
        if (connection->sending.cap > KEEP_BYTES)
            rp_buf_done(&connection->sending);
        on_sent(connection);
        return;
    }
    buf = uv_buf_init(full.data + sent, (unsigned)(full.len - sent));
    if (uv_write(&connection->write, &connection->uv.stream, &buf, 1, on_written) != 0)
        rp_connection_close(connection);
    else if (n > 0)
        on_sent(connection);
}

void rp_connections_flush(struct rp_loop *loop)
{
    /* Owners may append and send again while they are told: as long as the socket takes it, that goes out now. */
    while (loop->unflushed != NULL) {
        struct rp_connection *connection = loop->unflushed;
        loop->unflushed = connection->next_unflushed;
        connection->unflushed = false;
        flush(connection);
    }
}

/* --- deadlines --- */

/* libuv tells of a write when all of it is done: what the other side takes in between shows here. Time counts from when bytes began to wait. */
static void note_progress(struct rp_connection *connection, uint64_t now)
{
    size_t queue = uv_stream_get_write_queue_size(&connection->uv.stream);
    if (queue < connection->queue_seen || (queue > 0 && connection->queue_seen == 0))
        connection->last_byte_ms = now;
    connection->queue_seen = queue;
}

/* How long it may be without a byte, when the other side has to take what was sent, or to close; else UINT64_MAX. */
static uint64_t patience(const struct rp_connection *connection)
{
    if (connection->lingering)
        return LINGER_MS;
    if (connection->finishing)
        return connection->limits->message_ms;
    return connection->queue_seen > 0 ? connection->limits->idle_ms : UINT64_MAX;
}

static void look_at(struct rp_connection *connection, uint64_t now)
{
    const struct rp_connection_limits *limits = connection->limits;
    note_progress(connection, now);
    /* Nobody listens, so nobody is told. */
    if (now - connection->last_byte_ms >= patience(connection))
        rp_connection_close(connection);
    if (connection->told_late || connection->finishing || connection->closing)
        return;
    bool waits = connection->reading && connection->message_since_ms != 0;
    if (waits && now - connection->message_since_ms >= limits->message_ms) {
        connection->told_late = true;
        connection->calls->late(connection->owner, RP_DEADLINE_MESSAGE);
    } else if (!connection->busy && rp_connection_unsent(connection) == 0 && now - connection->last_byte_ms >= limits->idle_ms) {
        connection->told_late = true;
        connection->calls->late(connection->owner, RP_DEADLINE_IDLE);
    }
}

void rp_connections_tick(struct rp_loop *loop)
{
    uint64_t now = uv_now(&loop->uv);
    for (struct rp_connection *connection = loop->connections, *next; connection != NULL; connection = next) {
        next = connection->next;
        look_at(connection, now);
    }
}
