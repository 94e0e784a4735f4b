/* Messages both ways over one socket. */
#include "client/channel.h"

#include "base/clock.h"
#include "base/error.h"
#include "client/connect.h"
#include "reprint/limits.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    READ_BYTES = 128 << 10,
    MESSAGE_VALUES = 1 << 22 /* of one message from the server, which is trusted more than a client */
};

void rp_channel_init(struct rp_channel *channel, int fd, const struct rp_client_options *options)
{
    *channel = (struct rp_channel){.fd = fd, .options = *options, .deadline_ms = INT64_MAX, .moved_ms = rp_clock_ms()};
    /* Twice, for the bytes in front that are done with (close_gap). */
    rp_buf_init(&channel->out, 2 * RP_CHANNEL_UNSENT + RP_LIMIT_FRAME);
    rp_buf_init(&channel->in, 2 * (RP_CHANNEL_WAITING + READ_BYTES));
    rp_frames_init(&channel->frames, RP_LIMIT_FRAME, MESSAGE_VALUES);
}

void rp_channel_done(struct rp_channel *channel)
{
    if (channel->fd >= 0)
        close(channel->fd);
    channel->fd = -1;
    rp_buf_done(&channel->out);
    rp_buf_done(&channel->in);
}

static bool again(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

static size_t unsent(const struct rp_channel *channel)
{
    return channel->out.len - channel->sent;
}

static size_t waiting(const struct rp_channel *channel)
{
    return channel->in.len - channel->taken;
}

/* Makes room behind the bytes that are not done with; moves them only when fewer than those before them. */
static void close_gap(struct rp_buf *buf, size_t *done)
{
    if (*done >= buf->len - *done) {
        rp_buf_consume(buf, *done);
        *done = 0;
    }
}

void rp_channel_send(struct rp_channel *channel)
{
    while (unsent(channel) > 0 && !channel->deaf) {
        ssize_t n = send(channel->fd, channel->out.data + channel->sent, unsent(channel), MSG_NOSIGNAL);
        if (n < 0 && again())
            break;
        if (n < 0) {
            /* It may have said why before it went. */
            channel->deaf = true;
            break;
        }
        channel->sent += (size_t)n;
        channel->moved_ms = rp_clock_ms();
    }
    close_gap(&channel->out, &channel->sent);
}

/* Reads once, without waiting. RP_NO_MEMORY. */
static enum rp_status receive(struct rp_channel *channel)
{
    close_gap(&channel->in, &channel->taken);
    enum rp_status status = rp_buf_reserve(&channel->in, READ_BYTES);
    if (status != RP_OK)
        return status;
    ssize_t n = recv(channel->fd, channel->in.data + channel->in.len, READ_BYTES, 0);
    if (n > 0) {
        channel->in.len += (size_t)n;
        channel->moved_ms = rp_clock_ms();
    } else if (n == 0 || !again()) {
        channel->ended = true;
    }
    return RP_OK;
}

/* Looks for a whole message in what is there. RP_DAMAGED. */
static enum rp_status scan(struct rp_channel *channel, struct rp_error *error)
{
    struct rp_error why;
    size_t n;
    if (channel->message == 0 && channel->fault.status == RP_OK && waiting(channel) > 0) {
        enum rp_frame found = rp_frames_next(&channel->frames, channel->in.data + channel->taken, waiting(channel), &n, &why);
        if (found == RP_FRAME_MESSAGE)
            channel->message = n;
        else if (found == RP_FRAME_FAULT)
            rp_fail(&channel->fault, RP_DAMAGED, "what the server sent is no message: %s", why.message);
    }
    if (channel->fault.status != RP_OK && error != NULL)
        *error = channel->fault;
    return channel->fault.status;
}

static enum rp_status say_ended(const struct rp_channel *channel, struct rp_error *error)
{
    const char *where = rp_frames_inside(&channel->frames) ? " in the middle of a message" : "";
    return rp_fail(error, RP_CLOSED, "the server closed the connection%s", where);
}

/* Waits until bytes can go or come, and moves them. */
static enum rp_status move(struct rp_channel *channel, struct rp_error *error)
{
    int64_t now = rp_clock_ms(), until = channel->deadline_ms;
    if (rp_client_interrupted(&channel->options))
        return rp_fail(error, RP_INTERRUPTED, "interrupted");
    if (channel->options.silence_ms > 0 && channel->moved_ms + channel->options.silence_ms < until)
        until = channel->moved_ms + channel->options.silence_ms;
    if (now >= until)
        return rp_fail(error, RP_TIMED_OUT, "the server was silent for too long");
    bool writes = unsent(channel) > 0 && !channel->deaf;
    struct pollfd entry = {.fd = channel->fd, .events = (short)(writes ? POLLIN | POLLOUT : POLLIN)};
    int ready = poll(&entry, 1, until - now < RP_CLIENT_POLL_MS ? (int)(until - now) : RP_CLIENT_POLL_MS);
    if (ready < 0 && errno != EINTR)
        return rp_fail(error, RP_CLOSED, "the connection broke: %s", strerror(errno));
    if (ready <= 0)
        return RP_OK;
    if (writes && (entry.revents & (POLLOUT | POLLERR | POLLHUP)) != 0)
        rp_channel_send(channel);
    if ((entry.revents & (POLLIN | POLLERR | POLLHUP)) != 0 && receive(channel) != RP_OK)
        return rp_fail_memory(error);
    return RP_OK;
}

enum rp_status rp_channel_room(struct rp_channel *channel, struct rp_error *error)
{
    if (unsent(channel) >= RP_CHANNEL_UNSENT)
        rp_channel_send(channel);
    channel->moved_ms = rp_clock_ms();
    while (unsent(channel) >= RP_CHANNEL_UNSENT) {
        if (channel->deaf || channel->ended)
            return say_ended(channel, error);
        if (waiting(channel) >= RP_CHANNEL_WAITING)
            return rp_fail(error, RP_LIMIT, "%d MiB of answers wait to be taken", RP_CHANNEL_WAITING >> 20);
        enum rp_status status = move(channel, error);
        if (status != RP_OK)
            return status;
    }
    return RP_OK;
}

bool rp_channel_ready(struct rp_channel *channel)
{
    rp_channel_send(channel);
    if (scan(channel, NULL) != RP_OK)
        return true;
    if (channel->message == 0 && !channel->ended && receive(channel) != RP_OK)
        return true;
    return scan(channel, NULL) != RP_OK || channel->message > 0 || channel->ended;
}

enum rp_status rp_channel_next(struct rp_channel *channel, struct rp_str *ret, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    rp_channel_send(channel);
    channel->moved_ms = rp_clock_ms();
    while (status == RP_OK && (status = scan(channel, error)) == RP_OK && channel->message == 0) {
        if (channel->ended)
            status = say_ended(channel, error);
        else
            status = move(channel, error);
    }
    if (status != RP_OK)
        return status;
    *ret = (struct rp_str){channel->in.data + channel->taken, channel->message};
    channel->taken += channel->message;
    channel->message = 0;
    return RP_OK;
}
