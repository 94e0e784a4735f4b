/* One connection of a load test. */
#include "load/connection.h"

#include "base/alloc.h"
#include "base/error.h"
#include "reprint/limits.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_BYTES = 256 << 10 };

enum rp_status rp_load_connection_init(struct rp_load_connection *ret, int fd, uint32_t window, const struct rp_load_requests *requests)
{
    *ret = (struct rp_load_connection){.fd = fd, .window = window};
    rp_buf_init(&ret->out, 2 * (size_t)RP_LOAD_UNSENT + requests->longest); /* twice, so that what is sent need not be moved away each time */
    rp_buf_init(&ret->in, RP_LIMIT_FRAME + READ_BYTES);
    ret->due = rp_alloc_zeroed(window, sizeof *ret->due);
    /* All that is ever needed for sending, so that nothing is allocated on the way. */
    if (ret->due == NULL || rp_buf_reserve(&ret->out, ret->out.max) != RP_OK || rp_buf_reserve(&ret->in, READ_BYTES) != RP_OK) {
        rp_load_connection_done(ret);
        return RP_NO_MEMORY;
    }
    return RP_OK;
}

void rp_load_connection_done(struct rp_load_connection *connection)
{
    if (connection->fd >= 0)
        close(connection->fd);
    connection->fd = -1;
    rp_buf_done(&connection->out);
    rp_buf_done(&connection->in);
    rp_free(connection->due);
    connection->due = NULL;
}

size_t rp_load_connection_ask(struct rp_load_connection *connection, const struct rp_load_requests *requests, uint64_t article, int64_t due)
{
    struct rp_buf *out = &connection->out;
    if (out->len + requests->longest > out->max) {
        rp_buf_consume(out, connection->sent);
        connection->sent = 0;
    }
    size_t len = rp_load_requests_write(requests, article, (uint32_t)connection->asked, out->data + out->len);
    out->len += len;
    connection->due[connection->asked++ % connection->window] = due;
    return len;
}

static bool again(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

void rp_load_connection_send(struct rp_load_connection *connection)
{
    if (rp_load_connection_unsent(connection) == 0)
        return;
    ssize_t n = send(connection->fd, connection->out.data + connection->sent, rp_load_connection_unsent(connection), MSG_NOSIGNAL);
    if (n < 0 && again())
        return;
    if (n < 0)
        connection->deaf = true; /* it may have said why before it went */
    else
        connection->sent += (size_t)n; /* not all of it: there is no room for more */
    if (connection->deaf || rp_load_connection_unsent(connection) == 0)
        connection->sent = connection->out.len = 0;
}

enum rp_status rp_load_connection_receive(struct rp_load_connection *connection, struct rp_error *error)
{
    struct rp_buf *in = &connection->in;
    if (connection->taken > 0) {
        rp_buf_consume(in, connection->taken);
        connection->taken = 0;
    }
    enum rp_status status = rp_buf_reserve(in, READ_BYTES / 2);
    if (status == RP_NO_MEMORY)
        return rp_fail_memory(error);
    if (status != RP_OK)
        return rp_fail(error, RP_DAMAGED, "what the server sent is longer than any reply");
    ssize_t n = recv(connection->fd, in->data + in->len, in->cap - in->len, 0);
    if (n < 0 && again())
        return RP_OK;
    if (n < 0)
        return rp_fail(error, RP_CLOSED, "the connection broke: %s", strerror(errno));
    if (n == 0)
        return rp_fail(error, RP_CLOSED, "the server closed the connection");
    in->len += (size_t)n;
    return RP_OK;
}

bool rp_load_connection_take(struct rp_load_connection *connection, const struct rp_load_protocol *protocol, struct rp_load_taken *ret,
                             enum rp_status *ret_status, struct rp_error *error)
{
    size_t n;
    *ret_status = RP_OK;
    if (connection->taken == connection->in.len)
        return false;
    enum rp_load_reply found =
        protocol->next_reply(connection->in.data + connection->taken, connection->in.len - connection->taken, &n, ret->name);
    if (found == RP_LOAD_MORE)
        return false;
    if (found == RP_LOAD_BROKEN)
        *ret_status = rp_fail(error, RP_DAMAGED, "what the server sent is no reply of %s", protocol->name);
    else if (connection->answered == connection->asked && found == RP_LOAD_REFUSED)
        *ret_status = rp_fail(error, RP_CLOSED, "the server refused the connection: %s", ret->name);
    else if (connection->answered == connection->asked)
        *ret_status = rp_fail(error, RP_DAMAGED, "the server sent a reply that nobody asked for");
    if (*ret_status != RP_OK)
        return false;
    connection->taken += n;
    ret->refused = found == RP_LOAD_REFUSED;
    ret->due = connection->due[connection->answered++ % connection->window];
    return true;
}
