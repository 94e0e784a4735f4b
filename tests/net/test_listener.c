/* net/listener: addresses, the files of Unix sockets, and accepting when descriptors run out. */
#include "net/listener.h"

#include "base/log.h"
#include "run.h"
#include "support/cmocka.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>

static char folder[] = "listener-XXXXXX";
static char path[64];

static void addresses_are_checked(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", ":", "host", "host:", ":80", "[]:80", "127.0.0.1:http", "127.0.0.1:-1", "127.0.0.1:65536",
                                        "127.0.0.1:99999", "127.0.0.1:123456", "127.0.0.1: 80", "[::1]", "[::1]:", "127.0.0.1:80 ", "/a/path"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct rp_listener listener;
        struct rp_error error;
        assert_int_equal(rp_listener_open_tcp(&listener, wrong[i], &error), RP_BAD_ARGUMENT);
        assert_non_null(strstr(error.message, "the address \""));
        rp_listener_close(&listener); /* does nothing */
    }
    char longest[400];
    snprintf(longest, sizeof longest, "%0300d:80", 1);
    struct rp_listener listener;
    assert_int_equal(rp_listener_open_tcp(&listener, longest, NULL), RP_BAD_ARGUMENT);
}

static void addresses_may_not_be_had(void **state)
{
    (void)state;
    struct rp_listener one, two;
    struct rp_error error;
    assert_int_equal(rp_listener_open_tcp(&one, "192.0.2.1:0", &error), RP_UNREACHABLE);
    assert_non_null(strstr(error.message, "192.0.2.1:0 cannot be listened on: "));
    assert_int_equal(rp_listener_open_tcp(&one, "127.0.0.1:0", &error), RP_OK);
    assert_int_equal(rp_listener_open_tcp(&two, one.address, &error), RP_UNREACHABLE);
    assert_non_null(strstr(error.message, "another process listens there"));
    rp_listener_close(&one);
    assert_int_equal(rp_listener_open_tcp(&two, one.address, &error), RP_OK);
    rp_listener_close(&two);
    rp_listener_close(&two);
}

/* --- accepting --- */

struct accepts {
    unsigned count, of_unix;
    int fds[16];
};

static void accepted(void *context, int fd, bool is_unix)
{
    struct accepts *accepts = context;
    assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    accepts->fds[accepts->count++] = fd;
    accepts->of_unix += is_unix;
}

static void close_all(const struct accepts *accepts)
{
    for (unsigned i = 0; i < accepts->count; i++)
        close(accepts->fds[i]);
}

/* Connects to where a listener says that it is. */
static int connect_to(const struct rp_listener *listener)
{
    struct sockaddr_storage name;
    socklen_t len = sizeof name;
    assert_int_equal(getsockname(listener->fd, (struct sockaddr *)&name, &len), 0);
    int fd = socket(name.ss_family, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&name, len), 0);
    return fd;
}

static void accepts_from(struct rp_listener *listener, bool is_unix)
{
    struct rp_loop loop;
    struct accepts accepts = {0};
    int fds[3];
    assert_int_equal(rp_loop_init(&loop, TICK_MS, NULL), RP_OK);
    fds[0] = connect_to(listener); /* waits, from when it is open */
    assert_int_equal(rp_listener_start(listener, &loop, accepted, &accepts), RP_OK);
    fds[1] = connect_to(listener);
    fds[2] = connect_to(listener);
    RUN_UNTIL(&loop, accepts.count == 3);
    assert_int_equal(accepts.of_unix, is_unix ? 3 : 0);
    assert_int_equal(send(fds[0], "x", 1, 0), 1);
    char byte = 0;
    RUN_UNTIL(&loop, recv(accepts.fds[0], &byte, 1, 0) == 1);
    assert_int_equal(byte, 'x');
    close_all(&accepts);
    for (unsigned i = 0; i < 3; i++)
        close(fds[i]);
    rp_listener_close(listener);
    rp_listener_close(listener);
    rp_loop_end(&loop);
    rp_loop_done(&loop);
}

static void a_free_port_is_named(void **state)
{
    (void)state;
    struct rp_listener listener;
    unsigned port = 0;
    assert_int_equal(rp_listener_open_tcp(&listener, "127.0.0.1:0", NULL), RP_OK);
    assert_int_equal(sscanf(listener.address, "127.0.0.1:%u", &port), 1);
    assert_in_range(port, 1, 65535);
    accepts_from(&listener, false);
}

static bool has_ipv6(void)
{
    struct sockaddr_in6 name = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int fd = socket(AF_INET6, SOCK_STREAM, 0);
    bool has = fd >= 0 && bind(fd, (struct sockaddr *)&name, sizeof name) == 0;
    if (fd >= 0)
        close(fd);
    return has;
}

static void listens_on_ipv6(void **state)
{
    (void)state;
    struct rp_listener listener;
    unsigned port = 0;
    if (!has_ipv6())
        skip(); /* this machine has no IPv6 */
    assert_int_equal(rp_listener_open_tcp(&listener, "[::1]:0", NULL), RP_OK);
    assert_int_equal(sscanf(listener.address, "[::1]:%u", &port), 1);
    assert_in_range(port, 1, 65535);
    accepts_from(&listener, false);
}

/* --- Unix sockets --- */

static bool is_there(void)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

static void a_unix_socket_comes_and_goes(void **state)
{
    (void)state;
    struct rp_listener one, two;
    struct rp_error error;
    assert_int_equal(rp_listener_open_unix(&one, path, NULL), RP_OK);
    assert_string_equal(one.address, path);
    /* It is alive: a second one leaves it alone. */
    assert_int_equal(rp_listener_open_unix(&two, path, &error), RP_UNREACHABLE);
    assert_non_null(strstr(error.message, "another process listens there"));
    rp_listener_close(&two);
    assert_true(is_there());
    close(accept(one.fd, NULL, NULL)); /* the second one's knock */
    accepts_from(&one, true);
    assert_false(is_there());
}

static void a_stale_file_is_replaced(void **state)
{
    (void)state;
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    struct rp_listener listener;
    strcpy(name.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
    assert_int_equal(listen(fd, 1), 0);
    close(fd);
    assert_true(is_there());
    assert_int_equal(rp_listener_open_unix(&listener, path, NULL), RP_OK);
    accepts_from(&listener, true);
}

static void another_file_is_left_alone(void **state)
{
    (void)state;
    struct rp_listener listener;
    struct rp_error error;
    char line[16] = "";
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("precious", file);
    fclose(file);
    assert_int_equal(rp_listener_open_unix(&listener, path, &error), RP_UNREACHABLE);
    assert_non_null(strstr(error.message, "no socket"));
    assert_null(strstr(error.message, "another process"));
    file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    assert_string_equal(line, "precious");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rp_listener_open_unix(&listener, folder, &error), RP_UNREACHABLE);
    assert_non_null(strstr(error.message, "no socket"));
}

static void paths_are_checked(void **state)
{
    (void)state;
    struct rp_listener listener;
    struct rp_error error;
    char longest[200];
    memset(longest, 'p', sizeof longest);
    longest[108] = 0; /* one more than there is room for */
    assert_int_equal(rp_listener_open_unix(&listener, longest, &error), RP_BAD_ARGUMENT);
    assert_non_null(strstr(error.message, "1 .. 107 bytes, not 108"));
    assert_int_equal(rp_listener_open_unix(&listener, "", &error), RP_BAD_ARGUMENT);
    assert_int_equal(rp_listener_open_unix(&listener, "no/such/folder/socket", &error), RP_UNREACHABLE);
    assert_non_null(strstr(error.message, strerror(ENOENT)));
    rp_listener_close(&listener);
}

/* --- out of descriptors --- */

static void out_of_descriptors_accepting_pauses(void **state)
{
    (void)state;
    enum { MOST = 200 };
    struct rp_listener listener;
    struct rp_loop loop;
    struct accepts accepts = {0};
    struct rlimit before, few;
    int fds[3], fillers[MOST], filled = 0;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = before;
    few.rlim_cur = MOST;
    assert_int_equal(rp_loop_init(&loop, TICK_MS, NULL), RP_OK);
    assert_int_equal(rp_listener_open_tcp(&listener, "127.0.0.1:0", NULL), RP_OK);
    assert_int_equal(rp_listener_start(&listener, &loop, accepted, &accepts), RP_OK);
    for (unsigned i = 0; i < 3; i++)
        fds[i] = connect_to(&listener);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    while (filled < MOST && (fillers[filled] = dup(0)) >= 0)
        filled++;
    assert_true(filled < MOST && errno == EMFILE);
    rp_log_set_level(RP_LOG_ERROR);
    RUN_UNTIL(&loop, listener.paused);
    /* One comes free: one is accepted, the others wait on. */
    close(fillers[--filled]);
    RUN_UNTIL(&loop, accepts.count == 1);
    RUN_UNTIL(&loop, listener.paused);
    assert_int_equal(accepts.count, 1);
    while (filled > 0)
        close(fillers[--filled]);
    RUN_UNTIL(&loop, accepts.count == 3);
    assert_false(listener.paused);
    rp_log_set_level(RP_LOG_INFO);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    close_all(&accepts);
    for (unsigned i = 0; i < 3; i++)
        close(fds[i]);
    rp_listener_close(&listener);
    rp_loop_end(&loop);
    rp_loop_done(&loop);
}

static int set_up(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/socket", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_checked),
        cmocka_unit_test(addresses_may_not_be_had),
        cmocka_unit_test(a_free_port_is_named),
        cmocka_unit_test(listens_on_ipv6),
        cmocka_unit_test(a_unix_socket_comes_and_goes),
        cmocka_unit_test(a_stale_file_is_replaced),
        cmocka_unit_test(another_file_is_left_alone),
        cmocka_unit_test(paths_are_checked),
        cmocka_unit_test(out_of_descriptors_accepting_pauses),
    };
    return cmocka_run_group_tests_name("net/listener", tests, set_up, tear_down);
}
