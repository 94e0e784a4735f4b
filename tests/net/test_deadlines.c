/* net/connection: deadlines. side_age() stands for time that goes by. */
#include "side.h"

static void a_message_has_a_deadline(void **state)
{
    (void)state;
    struct side side;
    side_open(&side, true);
    rp_connection_consume(&side.connection, 0, RP_PLACE_IN_THE_SAME);
    side_age(&side, MESSAGE_MS - 60000);
    rp_connection_consume(&side.connection, 0, RP_PLACE_IN_THE_SAME); /* more of the same message is no reprieve */
    assert_int_equal(side.late[RP_DEADLINE_MESSAGE], 0);
    side_age(&side, 60000);
    assert_int_equal(side.late[RP_DEADLINE_MESSAGE], 1);
    side_age(&side, MESSAGE_MS);
    assert_int_equal(side.late[RP_DEADLINE_MESSAGE], 1);
    assert_int_equal(side.late[RP_DEADLINE_IDLE], 0);
    side_close(&side);
}

static void between_messages_there_is_no_deadline(void **state)
{
    (void)state;
    struct side side;
    side_open(&side, true);
    rp_connection_consume(&side.connection, 0, RP_PLACE_IN_THE_SAME);
    rp_connection_consume(&side.connection, 0, RP_PLACE_BETWEEN);
    side_age(&side, MESSAGE_MS);
    assert_int_equal(side.late[RP_DEADLINE_MESSAGE], 0);
    side_close(&side);
}

/* The time in which the owner does not read does not count. */
static void waiting_for_the_owner_is_not_late(void **state)
{
    (void)state;
    struct side side;
    side_open(&side, true);
    side.connection.busy = true;
    rp_connection_consume(&side.connection, 0, RP_PLACE_IN_THE_SAME);
    rp_connection_read(&side.connection, false);
    side_age(&side, MESSAGE_MS);
    assert_int_equal(side.late[RP_DEADLINE_MESSAGE], 0);
    rp_connection_read(&side.connection, true);
    side_age(&side, MESSAGE_MS - 60000);
    assert_int_equal(side.late[RP_DEADLINE_MESSAGE], 0);
    side_age(&side, 60000);
    assert_int_equal(side.late[RP_DEADLINE_MESSAGE], 1);
    side_close(&side);
}

/* One that has sent all it will can not complete a message any more: it waits for replies. */
static void after_the_end_no_message_is_late(void **state)
{
    (void)state;
    struct side side;
    side_open(&side, true);
    side.keep = side.connection.busy = true;
    assert_int_equal(shutdown(side.peer, SHUT_WR), 0);
    RUN_UNTIL(&side.loop, side.ends == 1);
    rp_connection_consume(&side.connection, 0, RP_PLACE_IN_THE_SAME); /* whole messages that wait for room */
    side_age(&side, MESSAGE_MS);
    assert_int_equal(side.late[RP_DEADLINE_MESSAGE], 0);
    side_close(&side);
}

static void silence_has_a_deadline(void **state)
{
    (void)state;
    struct side side;
    struct pattern pattern = {0};
    side_open(&side, true);
    side_age(&side, IDLE_MS - 60000);
    peer_sends(&side, &pattern, 1);
    RUN_UNTIL(&side.loop, side.got == 1);
    side_age(&side, IDLE_MS - 60000);
    side_append(&side, 1);
    RUN_UNTIL(&side.loop, side.sents == 1);
    side_age(&side, IDLE_MS - 60000);
    assert_int_equal(side.late[RP_DEADLINE_IDLE], 0);
    side.connection.busy = true;
    side_age(&side, 60000);
    assert_int_equal(side.late[RP_DEADLINE_IDLE], 0);
    side.connection.busy = false;
    side_age(&side, 0);
    side_age(&side, IDLE_MS);
    assert_int_equal(side.late[RP_DEADLINE_IDLE], 1);
    side_close(&side);
}

/* A peer that takes nothing is closed, though it is owed replies and though it was told that it is late. */
static void a_peer_that_takes_nothing_is_closed(void **state)
{
    (void)state;
    for (unsigned told = 0; told <= 1; told++) {
        struct side side;
        side_open(&side, true);
        side.connection.busy = true;
        side.connection.told_late = told;
        side_append(&side, 16 * MIB);
        run_some(&side.loop);
        assert_true(rp_connection_unsent(&side.connection) > 0);
        side_age(&side, IDLE_MS); /* the first that is seen of it */
        assert_false(side.connection.closing);
        side_age(&side, IDLE_MS - 60000);
        assert_false(side.connection.closing);
        side_age(&side, 60000);
        assert_true(side.connection.closing);
        assert_int_equal(side.late[RP_DEADLINE_IDLE], 0);
        side_close(&side);
    }
}

/* After a long silence there is something to say: that has not gone out yet is not the peer's fault. */
static void what_has_not_gone_out_is_not_late(void **state)
{
    (void)state;
    for (unsigned finished = 0; finished <= 1; finished++) {
        struct side side;
        struct pattern pattern = {0};
        side_open(&side, true);
        side.connection.last_byte_ms -= IDLE_MS;
        side_append(&side, 1000);
        if (finished)
            rp_connection_finish(&side.connection);
        rp_connections_tick(&side.loop);
        assert_false(side.connection.closing);
        assert_int_equal(side.late[RP_DEADLINE_IDLE], 0);
        RUN_UNTIL(&side.loop, (peer_takes(&side, &pattern, 1000), pattern.got == 1000));
        run_some(&side.loop);
        assert_false(side.connection.closing);
        side_close(&side);
    }
}

/* One that takes a little at a time is waited for, before and after the connection is finished. */
static void a_slow_peer_is_waited_for(void **state)
{
    (void)state;
    for (unsigned finished = 0; finished <= 1; finished++) {
        uint64_t patience = finished ? MESSAGE_MS : IDLE_MS;
        struct side side;
        struct pattern pattern = {0};
        side_open(&side, true);
        side_append(&side, 8 * MIB);
        run_some(&side.loop);
        if (finished)
            rp_connection_finish(&side.connection);
        for (int i = 0; i < 5; i++) {
            size_t unsent = rp_connection_unsent(&side.connection);
            assert_true(unsent > 0);
            side_age(&side, patience - 60000);
            RUN_UNTIL(&side.loop, (peer_takes(&side, &pattern, pattern.got + 64 * KIB), rp_connection_unsent(&side.connection) < unsent));
            side_age(&side, 0);
            assert_false(side.connection.closing);
        }
        side_age(&side, patience);
        assert_true(side.connection.closing);
        assert_false(pattern.wrong);
        side_close(&side);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_has_a_deadline),
        cmocka_unit_test(between_messages_there_is_no_deadline),
        cmocka_unit_test(waiting_for_the_owner_is_not_late),
        cmocka_unit_test(after_the_end_no_message_is_late),
        cmocka_unit_test(silence_has_a_deadline),
        cmocka_unit_test(a_peer_that_takes_nothing_is_closed),
        cmocka_unit_test(what_has_not_gone_out_is_not_late),
        cmocka_unit_test(a_slow_peer_is_waited_for),
    };
    return cmocka_run_group_tests_name("net/deadlines", tests, NULL, NULL);
}
