/* net/connection: bytes both ways, back-pressure, lingering, and peers that go away. */
#include "side.h"
#include "support/failing.h"

/* --- bytes --- */

static void echoes(bool is_unix)
{
    enum { BYTES = 8 * MIB };
    struct side side;
    struct pattern pattern = {0};
    side_open(&side, is_unix);
    side.echo = true;
    RUN_UNTIL(&side.loop, (peer_sends(&side, &pattern, BYTES), peer_takes(&side, &pattern, BYTES), pattern.got == BYTES));
    assert_false(pattern.wrong || pattern.ended || pattern.reset);
    assert_int_equal(rp_connection_unsent(&side.connection), 0);
    side_close(&side);
}

static void echoes_over_unix(void **state)
{
    (void)state;
    echoes(true);
}

static void echoes_over_tcp(void **state)
{
    (void)state;
    echoes(false);
}

/* The peer sends without taking: what is kept for it stays bounded, and all of it arrives when it takes. */
static void a_peer_that_does_not_take_is_not_read(void **state)
{
    (void)state;
    enum { BYTES = 32 * MIB };
    struct side side;
    struct pattern pattern = {0};
    size_t before;
    side_open(&side, true);
    side.echo = true;
    do {
        before = pattern.sent;
        peer_sends(&side, &pattern, BYTES);
        run_some(&side.loop);
    } while (pattern.sent > before);
    assert_false(side.connection.reading);
    assert_true(pattern.sent < 4 * MIB);
    assert_in_range(side.most_unsent, 256 * KIB, 512 * KIB);
    assert_in_range(side.connection.in.len + rp_connection_unsent(&side.connection), 256 * KIB, MIB);
    RUN_UNTIL(&side.loop, (peer_sends(&side, &pattern, BYTES), peer_takes(&side, &pattern, BYTES), pattern.got == BYTES));
    assert_false(pattern.wrong || pattern.reset);
    assert_in_range(side.most_unsent, 256 * KIB, 512 * KIB);
    side_close(&side);
}

static void reading_is_turned_off_and_on(void **state)
{
    (void)state;
    struct side side;
    struct pattern pattern = {0};
    side_open(&side, true);
    rp_connection_read(&side.connection, false);
    rp_connection_read(&side.connection, false);
    peer_sends(&side, &pattern, 1000);
    run_some(&side.loop);
    assert_int_equal(side.bytes, 0);
    rp_connection_read(&side.connection, true);
    RUN_UNTIL(&side.loop, side.got == 1000);
    side_close(&side);
}

/* An owner that takes nothing, and turns reading not off either, loses the connection when the buffer is full. */
static void bytes_nobody_takes_have_a_maximum(void **state)
{
    (void)state;
    struct side side;
    struct pattern pattern = {0};
    side_open(&side, true);
    side.keep = true;
    RUN_UNTIL(&side.loop, (peer_sends(&side, &pattern, SIZE_MAX), side.closed > 0));
    side_close(&side);
}

/* What owners take on when some of their bytes have gone is there for on_idle before the loop waits. */
static void hand_over(void *context)
{
    struct side *side = context;
    side->handed = side->sents;
}

static void on_idle_comes_last(void **state)
{
    (void)state;
    struct side side;
    side_open(&side, true);
    side.loop.on_idle = hand_over;
    side.loop.context = &side;
    side_append(&side, 10);
    for (int i = 0; i < 10 && side.sents == 0; i++)
        uv_run(&side.loop.uv, UV_RUN_NOWAIT);
    assert_int_equal(side.sents, 1);
    assert_int_equal(side.handed, 1);
    side_close(&side);
}

/* --- ends --- */

static void replies_go_out_after_the_end(void **state)
{
    (void)state;
    struct side side;
    struct pattern pattern = {0};
    side_open(&side, false);
    peer_sends(&side, &pattern, 100);
    assert_int_equal(shutdown(side.peer, SHUT_WR), 0);
    RUN_UNTIL(&side.loop, side.ends == 1);
    assert_int_equal(side.got, 100);
    side_append(&side, 5 * MIB);
    rp_connection_finish(&side.connection);
    rp_connection_finish(&side.connection);
    RUN_UNTIL(&side.loop, (peer_takes(&side, &pattern, SIZE_MAX), pattern.ended));
    assert_int_equal(pattern.got, 5 * MIB);
    assert_false(pattern.wrong);
    RUN_UNTIL(&side.loop, side.closed == 1);
    assert_int_equal(side.ends, 1);
    side_close(&side);
}

/* The peer still sends when the connection is finished: it gets everything all the same, then the end. */
static void finishing_lingers(bool is_unix)
{
    struct side side;
    struct pattern pattern = {0};
    side_open(&side, is_unix);
    side.keep = true;
    peer_sends(&side, &pattern, 1000);
    RUN_UNTIL(&side.loop, side.connection.in.len == 1000);
    side_append(&side, 3 * MIB);
    rp_connection_finish(&side.connection);
    RUN_UNTIL(&side.loop, (peer_sends(&side, &pattern, SIZE_MAX), peer_takes(&side, &pattern, SIZE_MAX), pattern.ended || pattern.reset));
    assert_true(pattern.ended && !pattern.wrong);
    assert_int_equal(pattern.got, 3 * MIB);
    /* It goes on sending, and nothing of that is kept or told. */
    size_t sent = pattern.sent;
    RUN_UNTIL(&side.loop, (peer_sends(&side, &pattern, sent + 2 * MIB), pattern.sent == sent + 2 * MIB || side.closed > 0));
    assert_int_equal(pattern.sent, sent + 2 * MIB);
    assert_int_equal(side.bytes, 1);
    assert_int_equal(side.closed, 0);
    close(side.peer);
    side.peer = -1;
    RUN_UNTIL(&side.loop, side.closed == 1);
    assert_int_equal(side.ends, 0);
    side_close(&side);
}

static void finishing_lingers_over_unix(void **state)
{
    (void)state;
    finishing_lingers(true);
}

static void finishing_lingers_over_tcp(void **state)
{
    (void)state;
    finishing_lingers(false);
}

static void lingering_has_an_end(void **state)
{
    (void)state;
    struct side side;
    side_open(&side, true);
    rp_connection_finish(&side.connection);
    run_some(&side.loop);
    assert_true(side.connection.lingering);
    side_age(&side, 1000);
    assert_false(side.connection.closing);
    side_age(&side, 1000);
    assert_true(side.connection.closing);
    side_close(&side);
}

static void a_reset_closes(void **state)
{
    (void)state;
    for (unsigned sending = 0; sending <= 1; sending++) {
        struct side side;
        struct linger hard = {.l_onoff = 1};
        side_open(&side, false);
        if (sending) { /* more than the sockets hold */
            side_append(&side, 16 * MIB);
            run_some(&side.loop);
            assert_true(rp_connection_unsent(&side.connection) > 0);
        }
        assert_int_equal(setsockopt(side.peer, SOL_SOCKET, SO_LINGER, &hard, sizeof hard), 0);
        close(side.peer);
        side.peer = -1;
        RUN_UNTIL(&side.loop, side.closed == 1);
        assert_int_equal(side.ends, 0);
        side_close(&side);
    }
}

static void closing_may_come_at_any_time(void **state)
{
    (void)state;
    struct side side;
    struct pattern pattern = {0};
    side_open(&side, true); /* at once */
    side_close(&side);
    side_open(&side, true); /* while told of bytes */
    side.close_in_bytes = true;
    peer_sends(&side, &pattern, 10);
    RUN_UNTIL(&side.loop, side.closed == 1);
    assert_int_equal(side.bytes, 1);
    side_close(&side);
    side_open(&side, true); /* with bytes that were to go out */
    side_append(&side, 100);
    rp_connection_close(&side.connection);
    rp_connection_close(&side.connection);
    rp_connection_send(&side.connection);
    rp_connection_finish(&side.connection);
    rp_connection_read(&side.connection, false);
    RUN_UNTIL(&side.loop, side.closed == 1);
    side_close(&side);
    side_open(&side, true); /* with bytes on their way */
    side_append(&side, 16 * MIB);
    run_some(&side.loop);
    side_close(&side);
}

/* Several on one loop: those between others go too. */
static void connections_leave_the_loop(void **state)
{
    (void)state;
    struct side first;
    struct rp_connection more[3];
    int fds[3][2];
    side_open(&first, true);
    for (int i = 0; i < 3; i++) {
        make_pair(true, fds[i]);
        assert_int_equal(rp_connection_open(&more[i], &first.loop, fds[i][0], true, &side_calls, &first.limits, &first), RP_OK);
        assert_int_equal(rp_buf_add(&more[i].out, "x", 1), RP_OK);
        rp_connection_send(&more[i]);
    }
    rp_connection_close(&more[1]);
    RUN_UNTIL(&first.loop, first.closed == 1);
    assert_ptr_equal(more[2].next, &more[0]);
    assert_ptr_equal(more[0].previous, &more[2]);
    RUN_UNTIL(&first.loop, first.sents == 2);
    rp_connection_close(&more[2]);
    rp_connection_close(&more[0]);
    RUN_UNTIL(&first.loop, first.closed == 3);
    assert_ptr_equal(first.loop.connections, &first.connection);
    assert_null(first.connection.next);
    for (int i = 0; i < 3; i++)
        close(fds[i][1]);
    first.closed = 0;
    side_close(&first);
}

static void a_bad_descriptor_is_told_as_closed(void **state)
{
    (void)state;
    for (unsigned is_unix = 0; is_unix <= 1; is_unix++) {
        struct side side = {.peer = -1};
        assert_int_equal(rp_loop_init(&side.loop, TICK_MS, NULL), RP_OK);
        assert_int_equal(rp_connection_open(&side.connection, &side.loop, -1, is_unix, &side_calls, &side.limits, &side), RP_OK);
        assert_int_equal(side.closed, 0);
        side_close(&side);
    }
}

static void no_memory_to_read_closes(void **state)
{
    (void)state;
    struct side side;
    struct pattern pattern = {0};
    struct failing failing;
    side_open(&side, true);
    peer_sends(&side, &pattern, 10);
    failing_start(&failing, 1);
    RUN_UNTIL(&side.loop, side.closed == 1);
    failing_stop();
    assert_int_equal(side.bytes, 0);
    side_close(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(echoes_over_unix),
        cmocka_unit_test(echoes_over_tcp),
        cmocka_unit_test(a_peer_that_does_not_take_is_not_read),
        cmocka_unit_test(reading_is_turned_off_and_on),
        cmocka_unit_test(bytes_nobody_takes_have_a_maximum),
        cmocka_unit_test(on_idle_comes_last),
        cmocka_unit_test(replies_go_out_after_the_end),
        cmocka_unit_test(finishing_lingers_over_unix),
        cmocka_unit_test(finishing_lingers_over_tcp),
        cmocka_unit_test(lingering_has_an_end),
        cmocka_unit_test(a_reset_closes),
        cmocka_unit_test(closing_may_come_at_any_time),
        cmocka_unit_test(connections_leave_the_loop),
        cmocka_unit_test(a_bad_descriptor_is_told_as_closed),
        cmocka_unit_test(no_memory_to_read_closes),
    };
    return cmocka_run_group_tests_name("net/connection", tests, NULL, NULL);
}
