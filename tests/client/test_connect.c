/* client/connect and hello: a server is found or the reason is said. */
#include "fake.h"

#include "base/clock.h"
#include "base/error.h"
#include "support/cmocka.h"
#include "support/failing.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static bool greet(struct fake_peer *peer, void *context)
{
    (void)context;
    return fake_hello(peer) && fake_drain(peer);
}

static void says_hello(void **state)
{
    (void)state;
    struct fake fake;
    struct rp_client *client;
    struct rp_error error;
    fake_start(&fake, 1, greet, NULL);
    assert_int_equal(rp_client_connect(fake.path, NULL, &client, &error), RP_OK);
    assert_int_equal(rp_client_posted(client), 0);
    rp_client_free(client);
    fake_stop(&fake);
}

/* What a server may say instead, and what the caller is told. */
struct words {
    const char *bytes;
    size_t len;
    bool listens; /* until the client goes; else it closes at once */
    enum rp_status status;
    const char *message;
};

static bool say(struct fake_peer *peer, void *context)
{
    const struct words *words = context;
    return fake_take(peer) && fake_send(peer, words->bytes, words->len) && (!words->listens || fake_drain(peer));
}

#define BYTES(literal) literal, sizeof literal - 1

static void refuses_other_servers(void **state)
{
    (void)state;
    struct words cases[] = {
        {BYTES("HTTP/1.1 400 Bad Request\r\n\r\n"), true, RP_BAD_VALUE, "no message"},
        {BYTES("\x94\x01\x01\xc0\x81\xa8protocol\x02"), true, RP_BAD_VALUE, "version 2 of the protocol"},
        {BYTES("\x94\x01\x01\xc0\xc0"), true, RP_BAD_VALUE, "not understood"},
        {BYTES("\x94\x01\x07\xc0\xc0"), true, RP_BAD_VALUE, "answered request 7 where 1 was due"},
        {BYTES("\x94\x01\x01\x93\x0f\xae" "unknown_method\xa4what\xc0"), true, RP_BAD_VALUE, "what"},
        {BYTES("\x94\x01\xc0\x93\x05\xae" "limit_exceeded\xa8too many\xc0"), false, RP_UNREACHABLE, "too many"},
        {BYTES(""), false, RP_UNREACHABLE, "closed the connection"},
        {BYTES("\x94\x01"), false, RP_UNREACHABLE, "in the middle of a message"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fake fake;
        struct rp_client *client;
        struct rp_error error;
        fake_start(&fake, 1, say, &cases[i]);
        assert_int_equal(rp_client_connect(fake.path, NULL, &client, &error), cases[i].status);
        assert_int_equal(error.status, cases[i].status);
        assert_non_null(strstr(error.message, cases[i].message));
        assert_non_null(strstr(error.message, fake.path));
        fake_stop(&fake);
    }
}

static void says_when_nobody_is_there(void **state)
{
    (void)state;
    struct rp_client *client;
    struct rp_error error;
    assert_int_equal(rp_client_connect("./no-such-socket", NULL, &client, &error), RP_UNREACHABLE);
    assert_non_null(strstr(error.message, "./no-such-socket: "));
    assert_int_equal(rp_client_connect("nonsense", NULL, &client, &error), RP_BAD_ARGUMENT);
    assert_int_equal(rp_client_connect("nonsense", NULL, &client, NULL), RP_BAD_ARGUMENT);
    assert_int_equal(rp_client_connect("host.invalid:1", NULL, &client, &error), RP_UNREACHABLE);
}

/* A socket on loopback with a port of its own; *ret_address names it. */
static int loopback(char *ret_address, size_t size)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof name;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&name, sizeof name), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&name, &len), 0);
    snprintf(ret_address, size, "127.0.0.1:%u", (unsigned)ntohs(name.sin_port));
    return fd;
}

static void says_when_a_port_is_closed(void **state)
{
    (void)state;
    char address[40];
    struct rp_client *client;
    struct rp_error error;
    int fd = loopback(address, sizeof address); /* bound, and nobody listens */
    assert_int_equal(rp_client_connect(address, NULL, &client, &error), RP_UNREACHABLE);
    assert_non_null(strstr(error.message, address));
    close(fd);
}

/* The connection is made by the system, but nobody says hello. */
static void waits_only_so_long(void **state)
{
    (void)state;
    char address[40];
    struct rp_client_options options = {.connect_ms = 150};
    struct rp_client *client;
    struct rp_error error;
    int fd = loopback(address, sizeof address);
    assert_int_equal(listen(fd, 1), 0);
    int64_t start = rp_clock_ms();
    assert_int_equal(rp_client_connect(address, &options, &client, &error), RP_TIMED_OUT);
    assert_true(rp_clock_ms() - start >= 150);
    close(fd);
}

/* Nobody accepts: clients that are gone again wait to be accepted, until no more may wait. */
static void waits_only_so_long_to_be_accepted(void **state)
{
    (void)state;
    struct fake fake;
    struct rp_client_options options = {.connect_ms = 50};
    struct rp_error error = {0};
    struct rp_client *client;
    fake_start(&fake, 0, greet, NULL);
    for (int i = 0; strstr(error.message, "connecting took too long") == NULL; i++) {
        assert_true(i < 10);
        assert_int_equal(rp_client_connect(fake.path, &options, &client, &error), RP_TIMED_OUT);
    }
    fake_stop(&fake);
}

static bool third_time(void *context)
{
    return ++*(int *)context == 3;
}

static void can_be_interrupted(void **state)
{
    (void)state;
    char address[40];
    int asked = 0;
    struct rp_client_options options;
    struct rp_client *client;
    struct rp_error error;
    rp_client_options_default(&options);
    options.interrupted = third_time;
    options.context = &asked;
    int fd = loopback(address, sizeof address);
    assert_int_equal(listen(fd, 1), 0);
    int64_t start = rp_clock_ms();
    assert_int_equal(rp_client_connect(address, &options, &client, &error), RP_INTERRUPTED);
    assert_int_equal(asked, 3);
    assert_true(rp_clock_ms() - start < options.connect_ms);
    close(fd);
}

static bool greet_if_it_comes(struct fake_peer *peer, void *context)
{
    (void)context;
    return !fake_hello(peer) || fake_drain(peer);
}

/* Whichever allocation fails, connecting says so or succeeds. */
static void survives_lack_of_memory(void **state)
{
    (void)state;
    enum rp_status status = RP_NO_MEMORY;
    for (size_t n = 1; status != RP_OK; n++) {
        struct fake fake;
        struct failing failing;
        struct rp_client *client = NULL;
        struct rp_error error = {0};
        fake_start(&fake, 1, greet_if_it_comes, NULL);
        failing_start(&failing, n);
        status = rp_client_connect(fake.path, NULL, &client, &error);
        failing_stop();
        if (status == RP_OK) {
            assert_true(n > 3 && failing.seen < n);
        } else {
            assert_int_equal(status, RP_NO_MEMORY);
            assert_int_equal(error.status, RP_NO_MEMORY);
        }
        rp_client_free(client);
        fake_stop(&fake);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_hello),
        cmocka_unit_test(refuses_other_servers),
        cmocka_unit_test(says_when_nobody_is_there),
        cmocka_unit_test(says_when_a_port_is_closed),
        cmocka_unit_test(waits_only_so_long),
        cmocka_unit_test(waits_only_so_long_to_be_accepted),
        cmocka_unit_test(can_be_interrupted),
        cmocka_unit_test(survives_lack_of_memory),
    };
    return cmocka_run_group_tests_name("client/connect", tests, NULL, NULL);
}
