/* client: servers that break off, are silent, or talk nonsense. */
#include "fake.h"

#include "base/clock.h"
#include "base/error.h"
#include "support/cmocka.h"

/* After hello, the bytes that answer the first question. */
struct words {
    const char *bytes;
    size_t len;
    bool closes;
    enum rp_status status;
    const char *message;
};

#define BYTES(literal) literal, sizeof literal - 1

static bool say(struct fake_peer *peer, void *context)
{
    const struct words *words = context;
    return fake_hello(peer) && fake_take(peer) && fake_send(peer, words->bytes, words->len) && (words->closes || fake_drain(peer));
}

/* Each ends the connection, with a word on why. */
static void says_what_was_wrong(void **state)
{
    (void)state;
    struct words cases[] = {
        {BYTES(""), true, RP_CLOSED, "the server closed the connection"},
        {BYTES("\x94\x01\x02"), true, RP_CLOSED, "in the middle of a message"},
        {BYTES("\x94"), true, RP_CLOSED, "in the middle of a message"},
        {BYTES("\x94\x01\x02\xc0\xc1"), false, RP_DAMAGED, "is no message"},
        {BYTES("\x94\x01\x03\xc0\xc0"), false, RP_DAMAGED, "answered request 3 where 2 was due"},
        {BYTES("\x94\x01\xc0\xc0\xc0"), false, RP_DAMAGED, "a reply that has no number"},
        {BYTES("\x94\x01\xa1x\xc0\xc0"), false, RP_DAMAGED, "whose id is no number"},
        {BYTES("\x94\x00\x02\xc0\xc0"), false, RP_DAMAGED, "what is no reply"},
        {BYTES("\x93\x02\xa4" "copy\x91\x80"), false, RP_DAMAGED, "a notice where a reply was due"},
        {BYTES("\x94\x01\x02\x05\xc0"), false, RP_DAMAGED, "an error that is not"},
        {BYTES("what is this?"), false, RP_DAMAGED, "is no message"},
        {BYTES("\xdd\xff\xff\xff\xff"), false, RP_DAMAGED, "is no message"},
        {BYTES("\x94\x01\x02\xc0\xc6\xff\xff\xff\xff"), false, RP_DAMAGED, "is no message"},
        {BYTES("\x94\x01\xc0\x93\x14\xa9timed_out\xa4idle\xc0"), true, RP_TIMED_OUT, "idle"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fake fake;
        struct rp_client *client;
        struct rp_error error;
        fake_start(&fake, 1, say, &cases[i]);
        assert_int_equal(rp_client_connect(fake.path, NULL, &client, NULL), RP_OK);
        assert_int_equal(rp_client_ping(client, &error), cases[i].status);
        assert_int_equal(error.status, cases[i].status);
        assert_non_null(strstr(error.message, cases[i].message));
        assert_int_equal(rp_client_ping(client, &error), RP_CLOSED);
        assert_true(rp_client_ready(client));
        rp_client_free(client);
        fake_stop(&fake);
    }
}

/* A reply that comes a byte at a time is whole in the end. */
static bool drip(struct fake_peer *peer, void *context)
{
    const char *reply = context;
    bool sent = fake_hello(peer) && fake_take(peer);
    for (size_t i = 0; i < 5 && sent; i++)
        sent = fake_send(peer, reply + i, 1);
    return sent && fake_drain(peer);
}

static void puts_pieces_together(void **state)
{
    (void)state;
    char reply[] = "\x94\x01\x02\xc0\xc0";
    struct fake fake;
    struct rp_client *client;
    fake_start(&fake, 1, drip, reply);
    assert_int_equal(rp_client_connect(fake.path, NULL, &client, NULL), RP_OK);
    assert_int_equal(rp_client_ping(client, NULL), RP_OK);
    rp_client_free(client);
    fake_stop(&fake);
}

static bool say_nothing(struct fake_peer *peer, void *context)
{
    (void)context;
    return fake_hello(peer) && fake_drain(peer);
}

static void tires_of_silence(void **state)
{
    (void)state;
    struct fake fake;
    struct rp_client_options options;
    struct rp_client *client;
    struct rp_error error;
    rp_client_options_default(&options);
    options.silence_ms = 120;
    fake_start(&fake, 1, say_nothing, NULL);
    assert_int_equal(rp_client_connect(fake.path, &options, &client, NULL), RP_OK);
    int64_t start = rp_clock_ms();
    assert_int_equal(rp_client_ping(client, &error), RP_TIMED_OUT);
    assert_true(rp_clock_ms() - start >= 120);
    assert_non_null(strstr(error.message, "silent"));
    assert_int_equal(rp_client_ping(client, &error), RP_CLOSED);
    rp_client_free(client);
    fake_stop(&fake);
}

static bool third_time(void *context)
{
    return ++*(int *)context >= 3;
}

static void can_be_interrupted(void **state)
{
    (void)state;
    int asked = 0;
    struct fake fake;
    struct rp_client_options options = {.connect_ms = 60000, .interrupted = third_time, .context = &asked}; /* else waits for ever */
    struct rp_client *client;
    struct rp_error error;
    fake_start(&fake, 1, say_nothing, NULL);
    asked = -1000000; /* not while connecting */
    assert_int_equal(rp_client_connect(fake.path, &options, &client, NULL), RP_OK);
    asked = 0;
    assert_int_equal(rp_client_ping(client, &error), RP_INTERRUPTED);
    assert_int_equal(asked, 3);
    assert_int_equal(rp_client_ping(client, &error), RP_CLOSED);
    rp_client_free(client);
    fake_stop(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_was_wrong),
        cmocka_unit_test(puts_pieces_together),
        cmocka_unit_test(tires_of_silence),
        cmocka_unit_test(can_be_interrupted),
    };
    return cmocka_run_group_tests_name("client/faults", tests, NULL, NULL);
}
