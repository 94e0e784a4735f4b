/* A listening socket on a loop. */
#include "net/listener.h"

#include "base/address.h"
#include "base/error.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 511, PAUSE_MS = 200, ACCEPTS_AT_ONCE = 64 };

/* --- binding --- */

static bool make_ready(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

static enum rp_status cannot_listen(const char *address, struct rp_error *error)
{
    const char *hint = errno == EADDRINUSE ? ": another process listens there" : "";
    return rp_fail(error, RP_UNREACHABLE, "%.200s cannot be listened on: %s%s", address, strerror(errno), hint);
}

/* What the socket got: the port may have been 0. */
static void name_it(struct rp_listener *listener)
{
    struct sockaddr_storage bound;
    socklen_t len = sizeof bound;
    char host[NI_MAXHOST], port[NI_MAXSERV];
    if (getsockname(listener->fd, (struct sockaddr *)&bound, &len) != 0 ||
        getnameinfo((struct sockaddr *)&bound, len, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return;
    snprintf(listener->address, sizeof listener->address, bound.ss_family == AF_INET6 ? "[%.200s]:%s" : "%.200s:%s", host, port);
}

static int bind_to(const struct addrinfo *found)
{
    int on = 1, fd = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
    if (fd < 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 && make_ready(fd) &&
        bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int code = errno;
    close(fd);
    errno = code;
    return -1;
}

/* The first of the addresses that a name stands for which can be listened on. */
static int bind_to_any(const struct addrinfo *found)
{
    int fd = -1;
    for (; found != NULL && fd < 0; found = found->ai_next)
        fd = bind_to(found);
    return fd;
}

enum rp_status rp_listener_open_tcp(struct rp_listener *listener, const char *text, struct rp_error *error)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found;
    struct rp_address address;
    *listener = (struct rp_listener){.fd = -1};
    enum rp_status status = rp_address_parse(text, &address, error);
    if (status != RP_OK)
        return status;
    if (address.is_unix)
        return rp_fail(error, RP_BAD_ARGUMENT, "the address \"%.200s\" is a path: HOST:PORT is wanted here", text);
    int code = getaddrinfo(address.host, address.port, &hints, &found);
    if (code != 0)
        return rp_fail(error, RP_UNREACHABLE, "%.200s cannot be listened on: %s", text, gai_strerror(code));
    listener->fd = bind_to_any(found);
    status = listener->fd < 0 ? cannot_listen(text, error) : RP_OK;
    freeaddrinfo(found);
    if (status == RP_OK)
        name_it(listener);
    return status;
}

/* Removes the file of a Unix socket that nobody listens on. Fails when somebody does or it is another kind of file. */
static enum rp_status clear_path(const struct sockaddr_un *name, struct rp_error *error)
{
    struct stat info;
    if (lstat(name->sun_path, &info) != 0)
        return errno == ENOENT ? RP_OK : cannot_listen(name->sun_path, error);
    if (!S_ISSOCK(info.st_mode))
        return rp_fail(error, RP_UNREACHABLE, "%.200s cannot be listened on: it is there and no socket", name->sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0)
        return cannot_listen(name->sun_path, error);
    bool dead = connect(fd, (const struct sockaddr *)name, sizeof *name) != 0 && errno == ECONNREFUSED;
    close(fd);
    errno = EADDRINUSE;
    return dead && unlink(name->sun_path) == 0 ? RP_OK : cannot_listen(name->sun_path, error);
}

enum rp_status rp_listener_open_unix(struct rp_listener *listener, const char *path, struct rp_error *error)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    *listener = (struct rp_listener){.fd = -1, .is_unix = true};
    if (path[0] == 0 || strlen(path) >= sizeof name.sun_path)
        return rp_fail(error, RP_BAD_ARGUMENT, "the path of a Unix socket has 1 .. %zu bytes, not %zu", sizeof name.sun_path - 1, strlen(path));
    memcpy(name.sun_path, path, strlen(path) + 1);
    enum rp_status status = clear_path(&name, error);
    if (status != RP_OK)
        return status;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0)
        return cannot_listen(path, error);
    if (!make_ready(fd) || bind(fd, (const struct sockaddr *)&name, sizeof name) != 0 || listen(fd, BACKLOG) != 0) {
        status = cannot_listen(path, error);
        close(fd);
        return status;
    }
    listener->fd = fd;
    memcpy(listener->address, path, strlen(path) + 1);
    return RP_OK;
}

/* --- accepting --- */

static void on_ready(uv_poll_t *poll, int code, int events);

static void on_pause_over(uv_timer_t *timer)
{
    struct rp_listener *listener = timer->data;
    uv_poll_start(&listener->poll, UV_READABLE, on_ready);
}

/* Out of descriptors or memory: those who wait to be accepted wait on. Said once until it is over. */
static void pause_it(struct rp_listener *listener)
{
    if (!listener->paused)
        rp_log(RP_LOG_WARN, "%s: %s: accepting pauses until connections close (raise the limit with ulimit -n)", listener->address,
               strerror(errno));
    listener->paused = true;
    uv_poll_stop(&listener->poll);
    uv_timer_start(&listener->pause, on_pause_over, PAUSE_MS, 0);
}

static void on_ready(uv_poll_t *poll, int code, int events)
{
    struct rp_listener *listener = poll->data;
    (void)code;
    (void)events;
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        int fd = accept(listener->fd, NULL, NULL);
        if (fd >= 0 && make_ready(fd)) {
            listener->paused = false;
            listener->accepted(listener->context, fd, listener->is_unix);
        } else if (fd >= 0) {
            close(fd);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            pause_it(listener);
            return;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } /* else this one connection is gone: on to the next */
    }
}

enum rp_status rp_listener_start(struct rp_listener *listener, struct rp_loop *loop, rp_accepted accepted, void *context)
{
    listener->accepted = accepted;
    listener->context = context;
    if (uv_poll_init(&loop->uv, &listener->poll, listener->fd) != 0)
        return RP_IO;
    uv_timer_init(&loop->uv, &listener->pause);
    listener->poll.data = listener->pause.data = listener;
    listener->started = true;
    return uv_poll_start(&listener->poll, UV_READABLE, on_ready) == 0 ? RP_OK : RP_IO;
}

void rp_listener_close(struct rp_listener *listener)
{
    if (listener->fd < 0)
        return;
    if (listener->started) {
        uv_close((uv_handle_t *)&listener->poll, NULL);
        uv_close((uv_handle_t *)&listener->pause, NULL);
    }
    /* The file first: once the socket is closed another server may put its own there. */
    if (listener->is_unix)
        unlink(listener->address);
    close(listener->fd);
    listener->fd = -1;
}
