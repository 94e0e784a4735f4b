/* Running a loop until something is true, and pairs of connected sockets. */
#ifndef TESTS_NET_RUN_H
#define TESTS_NET_RUN_H

#include "net/loop.h"
#include "support/cmocka.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TICK_MS = 5 };

/* The tick of the loop wakes it, so that conditions are looked at. */
#define RUN_UNTIL(loop, condition)                                 \
    do {                                                           \
        uint64_t give_up = uv_hrtime() + UINT64_C(30000000000);    \
        while (!(condition)) {                                     \
            if (uv_hrtime() > give_up)                             \
                fail_msg("after 30 s still not: %s", #condition);  \
            uv_run(&(loop)->uv, UV_RUN_ONCE);                      \
        }                                                          \
    } while (0)

static inline void run_some(struct rp_loop *loop)
{
    for (int i = 0; i < 50; i++)
        uv_run(&loop->uv, UV_RUN_NOWAIT);
}

static inline void no_waiting(int fd)
{
    assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
}

/* Two connected sockets that do not block: ret[0] for the connection under test, ret[1] for its peer. */
static inline void make_pair(bool is_unix, int ret[2])
{
    if (is_unix) {
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ret), 0);
    } else {
        struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof name;
        int listening = socket(AF_INET, SOCK_STREAM, 0);
        assert_int_equal(bind(listening, (struct sockaddr *)&name, sizeof name), 0);
        assert_int_equal(listen(listening, 1), 0);
        assert_int_equal(getsockname(listening, (struct sockaddr *)&name, &len), 0);
        ret[1] = socket(AF_INET, SOCK_STREAM, 0);
        assert_int_equal(connect(ret[1], (struct sockaddr *)&name, sizeof name), 0);
        ret[0] = accept(listening, NULL, NULL);
        assert_true(ret[0] >= 0);
        close(listening);
    }
    no_waiting(ret[0]);
    no_waiting(ret[1]);
}

#endif
