/* A connected socket. */
#include "client/connect.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

bool rp_client_interrupted(const struct rp_client_options *options)
{
    return options->interrupted != NULL && options->interrupted(options->context);
}

static int slice(int64_t left)
{
    return left < 0 ? 0 : left < RP_CLIENT_POLL_MS ? (int)left : RP_CLIENT_POLL_MS;
}

/* Waits until a connection that is under way is made or failed. */
static enum rp_status finish_connecting(int fd, const struct rp_client_options *options, int64_t deadline_ms, struct rp_error *error)
{
    struct pollfd entry = {.fd = fd, .events = POLLOUT};
    int fault = 0;
    socklen_t size = sizeof fault;
    int ready = 0;
    while (ready <= 0) {
        int64_t left = deadline_ms - rp_clock_ms();
        if (rp_client_interrupted(options))
            return rp_fail(error, RP_INTERRUPTED, "interrupted while connecting");
        if (left <= 0)
            return rp_fail(error, RP_TIMED_OUT, "connecting took too long");
        ready = poll(&entry, 1, slice(left));
        if (ready < 0 && errno != EINTR)
            return rp_fail(error, RP_UNREACHABLE, "%s", strerror(errno));
    }
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &fault, &size) != 0)
        fault = errno;
    return fault == 0 ? RP_OK : rp_fail(error, RP_UNREACHABLE, "%s", strerror(fault));
}

static enum rp_status connect_tcp(const struct addrinfo *candidate, const struct rp_client_options *options, int64_t deadline_ms,
                                  int *ret_fd, struct rp_error *error)
{
    int on = 1;
    enum rp_status status = RP_OK;
    int fd = socket(candidate->ai_family, candidate->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, candidate->ai_protocol);
    if (fd < 0)
        return rp_fail(error, RP_UNREACHABLE, "%s", strerror(errno));
    /* Requests are small and are answered one by one; a peer that is gone without a word must be noticed by one who only listens. */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    if (connect(fd, candidate->ai_addr, candidate->ai_addrlen) != 0) {
        if (errno == EINPROGRESS || errno == EINTR)
            status = finish_connecting(fd, options, deadline_ms, error);
        else
            status = rp_fail(error, RP_UNREACHABLE, "%s", strerror(errno));
    }
    if (status == RP_OK)
        *ret_fd = fd;
    else
        close(fd);
    return status;
}

/* Tries one candidate after another; each has its share of the time that is left. */
static enum rp_status connect_host(const struct rp_address *address, const struct rp_client_options *options, int64_t deadline_ms,
                                   int *ret_fd, struct rp_error *error)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV}, *found;
    int fault = getaddrinfo(address->host, address->port, &hints, &found), left = 0;
    if (fault == EAI_MEMORY)
        return rp_fail_memory(error);
    if (fault != 0)
        return rp_fail(error, RP_UNREACHABLE, "%s", gai_strerror(fault));
    for (const struct addrinfo *at = found; at != NULL; at = at->ai_next)
        left++;
    enum rp_status status = rp_fail(error, RP_UNREACHABLE, "the name stands for no address");
    for (const struct addrinfo *at = found; at != NULL && status != RP_OK && status != RP_INTERRUPTED; at = at->ai_next, left--) {
        int64_t now = rp_clock_ms();
        status = connect_tcp(at, options, now + (deadline_ms - now) / left, ret_fd, error);
    }
    freeaddrinfo(found);
    return status;
}

static enum rp_status connect_unix(const struct rp_address *address, const struct rp_client_options *options, int64_t deadline_ms,
                                   int *ret_fd, struct rp_error *error)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    memcpy(name.sun_path, address->path, sizeof name.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return rp_fail(error, RP_UNREACHABLE, "%s", strerror(errno));
    /* Where many wait to be accepted, only a socket that blocks waits for its turn: so it blocks, for a while at a time. */
    const struct timeval turn = {.tv_usec = RP_CLIENT_POLL_MS * 1000};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &turn, sizeof turn);
    enum rp_status status = RP_OK;
    while (status == RP_OK && connect(fd, (const struct sockaddr *)&name, sizeof name) != 0) {
        if (errno != EAGAIN && errno != EINTR)
            status = rp_fail(error, RP_UNREACHABLE, "%s", strerror(errno));
        else if (rp_client_interrupted(options))
            status = rp_fail(error, RP_INTERRUPTED, "interrupted while connecting");
        else if (rp_clock_ms() >= deadline_ms)
            status = rp_fail(error, RP_TIMED_OUT, "connecting took too long");
    }
    if (status == RP_OK && fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
        status = rp_fail(error, RP_UNREACHABLE, "%s", strerror(errno));
    if (status == RP_OK)
        *ret_fd = fd;
    else
        close(fd);
    return status;
}

enum rp_status rp_connect(const struct rp_address *address, const struct rp_client_options *options, int64_t deadline_ms, int *ret_fd,
                          struct rp_error *error)
{
    *ret_fd = -1;
    if (address->is_unix)
        return connect_unix(address, options, deadline_ms, ret_fd, error);
    return connect_host(address, options, deadline_ms, ret_fd, error);
}
