/* server/session: a connection's conversation: replies in order, bad messages, ends, deadlines, news. */
#include "host.h"

#include "base/alloc.h"
#include "support/cmocka.h"
#include "support/random.h"

#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>

static char room[200000];

static void ping(struct raw *raw, uint32_t id)
{
    raw_ask(raw, (struct rp_request){.id = id, .method = RP_METHOD_PING});
}

/* Requests that the worker answers at once stand among those that go through the engine. */
static void replies_come_in_the_order_of_requests(void **state)
{
    (void)state;
    enum { ROUNDS = 100, EACH = 6 };
    struct host host;
    struct raw raw;
    host_init(&host, false);
    host.options.max_in_flight = 4;
    host_start(&host);
    raw_open(&raw, &host);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        char id[16];
        snprintf(id, sizeof id, "a%u", i);
        struct rp_article article = made_article(room, sizeof room, id, "one.example", i, 60);
        raw_ask(&raw, (struct rp_request){.id = EACH * i, .method = RP_METHOD_ADD, .article = article});
        ping(&raw, EACH * i + 1);
        raw_ask(&raw, (struct rp_request){.id = EACH * i + 2, .method = RP_METHOD_GET, .key = article.id});
        raw_ask(&raw, (struct rp_request){.id = EACH * i + 3, .method = RP_METHOD_FINGERPRINT, .article = {.text = article.text}});
        raw_ask(&raw, (struct rp_request){.id = EACH * i + 4, .method = RP_METHOD_COMPARE, .new_id = article.id, .old_id = rp_str_of("a0")});
        raw_ask(&raw, (struct rp_request){.id = EACH * i + 5, .method = RP_METHOD_GET, .key = rp_str_of("none")});
    }
    raw_flush(&raw);
    for (uint32_t i = 0; i < ROUNDS * EACH; i++)
        raw_expect(&raw, i, i % EACH == 5 ? RP_NOT_FOUND : RP_OK, NULL);
    struct rp_service_stats stats;
    raw_stats(&raw, &stats);
    assert_int_equal(stats.requests, ROUNDS * EACH);
    assert_int_equal(stats.faults, ROUNDS);
    assert_int_equal(stats.corpus.articles, ROUNDS);
    assert_int_equal(stats.corpus.last_seq, ROUNDS);
    raw_close(&raw);
    host_end(&host, true);
}

static void bad_messages_leave_the_others(void **state)
{
    (void)state;
    struct host host;
    struct raw raw;
    struct rp_reply reply;
    host_init(&host, false);
    host.options.max_frame = 1024;
    host_start(&host);
    raw_open(&raw, &host);
    ping(&raw, 1);
    raw_flush(&raw);
    raw_send(&raw, "GET / HTTP/1.1\r\n\r\n", 18);                    /* garbage */
    raw_send(&raw, "\x94\x00\x02\xa4pong\x90", 9);                   /* no such method */
    raw_send(&raw, "\x94\x00\x03\xdd\xff\xff\xff\xff", 8);           /* a lie */
    raw_send(&raw, "\x94\x00\x04\xa3" "add\x91\x81\xa4text\xda\x08\x00", 17); /* too long */
    char payload[2048] = {0};
    raw_send(&raw, payload, sizeof payload);
    raw_send(&raw, "\x93\x02\xa4" "copy\x90", 8); /* a notice */
    ping(&raw, 5);
    raw_flush(&raw);
    raw_expect(&raw, 1, RP_OK, NULL);
    raw_expect_fault(&raw, RP_BAD_FRAME, "a message is an array");
    raw_expect(&raw, 2, RP_UNKNOWN_METHOD, NULL);
    raw_expect(&raw, 3, RP_LIMIT, &reply);
    assert_non_null(strstr(reply.error.message, "declares 4294967295 values"));
    raw_expect(&raw, 4, RP_LIMIT, &reply);
    assert_non_null(strstr(reply.error.message, "1024 bytes of the limit \"frame\" (--max-frame)"));
    raw_expect_fault(&raw, RP_BAD_FRAME, "a notice");
    raw_expect(&raw, 5, RP_OK, NULL);
    raw_close(&raw);
    host_end(&host, true);
}

/* Conversations with bytes changed at random: whatever the server makes of them, it goes on, and ends each when the client has. */
static void damage_does_no_harm(void **state)
{
    (void)state;
    uint64_t random = 11;
    struct host host;
    struct raw raw;
    struct rp_article article = made_article(room, sizeof room, "a", "one.example", 1, 40);
    host_init(&host, true);
    host_start(&host);
    for (int round = 0; round < 300; round++) {
        struct rp_reply reply;
        raw_open(&raw, &host);
        for (uint32_t i = 0; i < 20; i++) {
            raw_ask(&raw, (struct rp_request){.id = i, .method = RP_METHOD_ADD, .article = article});
            raw_ask(&raw, (struct rp_request){.id = i, .method = RP_METHOD_WATCH, .verdicts = 3});
            ping(&raw, i);
        }
        for (uint64_t n = random_below(&random, 30); n > 0; n--)
            raw.out.data[random_below(&random, raw.out.len)] = (char)random_next(&random);
        raw_flush(&raw);
        assert_int_equal(shutdown(raw.fd, SHUT_WR), 0);
        while (raw_take(&raw, &reply))
            assert_true(reply.error.status != RP_NO_MEMORY && reply.error.status != RP_DAMAGED);
        raw_close(&raw);
    }
    raw_open(&raw, &host);
    ping(&raw, 1);
    raw_flush(&raw);
    raw_expect(&raw, 1, RP_OK, NULL);
    raw_close(&raw);
    host_end(&host, true);
}

/* A stream that ends within a message, at any byte: what is whole is answered, then the cut, then the end. */
static void a_cut_message_is_told(void **state)
{
    (void)state;
    static const char message[] = "\x94\x00\x07\xa3get\x91\x81\xa2id\xa1x";
    struct host host;
    struct raw raw;
    host_init(&host, true);
    host_start(&host);
    for (size_t len = 0; len < sizeof message; len++) {
        raw_open(&raw, &host);
        ping(&raw, 1);
        raw_flush(&raw);
        raw_send(&raw, message, len);
        assert_int_equal(shutdown(raw.fd, SHUT_WR), 0);
        raw_expect(&raw, 1, RP_OK, NULL);
        if (len == sizeof message - 1)
            raw_expect(&raw, 7, RP_NOT_FOUND, NULL);
        else if (len >= 3)
            raw_expect(&raw, 7, RP_BAD_FRAME, NULL);
        else if (len > 0)
            raw_expect_fault(&raw, RP_BAD_FRAME, "the connection ended within a message");
        raw_expect_end(&raw);
        raw_close(&raw);
    }
    host_end(&host, true);
}

static void what_was_asked_before_the_end_is_answered(void **state)
{
    (void)state;
    enum { MANY = 2000 };
    struct host host;
    struct raw raw;
    host_init(&host, false);
    host.options.max_in_flight = 7;
    host_start(&host);
    raw_open(&raw, &host);
    for (uint32_t i = 0; i < MANY; i++)
        raw_ask(&raw, (struct rp_request){.id = i, .method = i % 2 == 0 ? RP_METHOD_PING : RP_METHOD_STATS});
    raw_flush(&raw);
    assert_int_equal(shutdown(raw.fd, SHUT_WR), 0);
    for (uint32_t i = 0; i < MANY; i++)
        raw_expect(&raw, i, RP_OK, NULL);
    raw_expect_end(&raw);
    raw_close(&raw);
    host_end(&host, true);
}

static void deadlines_are_told(void **state)
{
    (void)state;
    struct host host;
    struct raw raw;
    struct rp_reply reply;
    host_init(&host, false);
    host.options.message_ms = 60;
    host_start(&host);
    raw_open(&raw, &host);
    raw_send(&raw, "\x94\x00\x07", 3);
    raw_expect(&raw, 7, RP_TIMED_OUT, &reply);
    assert_non_null(strstr(reply.error.message, "60 ms after its first byte: the limit \"message\" (--message-timeout)"));
    raw_expect_end(&raw);
    raw_close(&raw);
    host_end(&host, true);
    host_init(&host, false);
    host.options.idle_ms = 60;
    host_start(&host);
    raw_open(&raw, &host);
    raw_expect_fault(&raw, RP_TIMED_OUT, "60 ms: the limit \"idle\" (--idle-timeout)");
    raw_expect_end(&raw);
    raw_close(&raw);
    host_end(&host, true);
}

static void connections_have_a_limit(void **state)
{
    (void)state;
    struct host host;
    struct raw raw[3];
    host_init(&host, false);
    host.options.max_connections = 2;
    host_start(&host);
    for (int i = 0; i < 2; i++) {
        raw_open(&raw[i], &host);
        ping(&raw[i], 1);
        raw_flush(&raw[i]);
        raw_expect(&raw[i], 1, RP_OK, NULL);
    }
    raw_open(&raw[2], &host);
    raw_expect_fault(&raw[2], RP_LIMIT, "2 connections of the limit \"connections\" (--max-connections)");
    raw_expect_end(&raw[2]);
    raw_close(&raw[2]);
    raw_close(&raw[0]);
    /* The place comes free when the server has seen that the first has gone. */
    struct rp_service_stats stats;
    do
        raw_stats(&raw[1], &stats);
    while (stats.connections > 1);
    assert_int_equal(stats.accepted, 3);
    raw_open(&raw[2], &host);
    ping(&raw[2], 1);
    raw_flush(&raw[2]);
    raw_expect(&raw[2], 1, RP_OK, NULL);
    raw_close(&raw[1]);
    raw_close(&raw[2]);
    host_end(&host, true);
}

/* --- news --- */

static void watch(struct raw *raw, uint32_t verdicts, const char *source)
{
    raw_ask(raw, (struct rp_request){.id = 1, .method = RP_METHOD_WATCH, .verdicts = verdicts, .source = rp_str_of(source)});
    raw_flush(raw);
    raw_expect(raw, 1, RP_OK, NULL);
}

/* The next notice is of that article. */
static void expect_copy(struct raw *raw, const char *id, enum rp_verdict verdict, const char *source)
{
    struct rp_reply reply;
    struct rp_copy *copy;
    assert_true(raw_take(raw, &reply));
    assert_true(reply.is_notice);
    assert_int_equal(rp_result_copy(&reply, &copy, NULL), RP_OK);
    assert_true(rp_str_equal(copy->answer->id, rp_str_of(id)));
    assert_int_equal(copy->answer->verdict, verdict);
    assert_true(rp_str_equal(copy->source, rp_str_of(source)));
    assert_int_equal(copy->missed, 0);
    rp_answer_free(copy->answer);
    rp_free(copy);
}

static void add(struct raw *raw, const char *id, const char *source, uint64_t seed, enum rp_verdict verdict)
{
    struct rp_article article = made_article(room, sizeof room, id, source, seed, 200);
    struct rp_answer *answer = raw_add(raw, 7, &article);
    assert_int_equal(answer->verdict, verdict);
    rp_answer_free(answer);
}

static void those_who_watch_are_told_what_they_want(void **state)
{
    (void)state;
    struct host host;
    struct raw adds, all, some, one;
    struct rp_service_stats stats;
    host_init(&host, false);
    host_start(&host);
    raw_open(&adds, &host);
    raw_open(&all, &host);
    raw_open(&some, &host);
    raw_open(&one, &host);
    watch(&all, 0, ""); /* all but unique */
    watch(&some, 1u << RP_VERDICT_NEAR, "");
    watch(&some, 1u << RP_VERDICT_UNIQUE, ""); /* in place of the first */
    watch(&one, 0, "three.example");
    add(&adds, "a", "one.example", 1, RP_VERDICT_UNIQUE);
    add(&adds, "b", "two.example", 1, RP_VERDICT_IDENTICAL);
    add(&adds, "c", "three.example", 1, RP_VERDICT_IDENTICAL);
    add(&adds, "c", "three.example", 1, RP_VERDICT_IDENTICAL); /* again: no news */
    add(&adds, "d", "three.example", 2, RP_VERDICT_UNIQUE);
    expect_copy(&all, "b", RP_VERDICT_IDENTICAL, "two.example");
    expect_copy(&all, "c", RP_VERDICT_IDENTICAL, "three.example");
    expect_copy(&some, "a", RP_VERDICT_UNIQUE, "one.example");
    expect_copy(&some, "d", RP_VERDICT_UNIQUE, "three.example");
    expect_copy(&one, "c", RP_VERDICT_IDENTICAL, "three.example");
    raw_stats(&adds, &stats);
    assert_int_equal(stats.watchers, 3);
    assert_int_equal(stats.missed, 0);
    /* One that watches may ask, and nothing was told beside. */
    ping(&all, 2);
    raw_flush(&all);
    raw_expect(&all, 2, RP_OK, NULL);
    raw_close(&all);
    raw_close(&some);
    raw_close(&one);
    do
        raw_stats(&adds, &stats);
    while (stats.watchers > 0);
    add(&adds, "e", "two.example", 2, RP_VERDICT_IDENTICAL);
    raw_close(&adds);
    host_end(&host, true);
}

/* A watcher that does not take its news misses some, and is told how many: with those it got they are all there were. */
/* Whether taking would not wait. */
static bool has_more(const struct raw *raw)
{
    struct pollfd polled = {.fd = raw->fd, .events = POLLIN};
    return raw->in.len > raw->done || poll(&polled, 1, 0) > 0;
}

static void a_slow_watcher_misses_news(void **state)
{
    (void)state;
    enum { TITLE = 4000, MOST = 3000 };
    static char title[TITLE];
    struct host host;
    struct raw adds, watcher;
    struct rp_service_stats stats = {0};
    struct rp_article article = made_article(room, sizeof room, "first", "one.example", 1, 50);
    size_t told = 0, missed = 0, copies = 0;
    memset(title, 't', sizeof title);
    host_init(&host, true);
    host.options.max_unsent = 1;
    host_start(&host);
    raw_open(&adds, &host);
    raw_open(&watcher, &host);
    watch(&watcher, 0, "");
    rp_answer_free(raw_add(&adds, 1, &article));
    article.title = (struct rp_str){title, sizeof title};
    while (stats.missed < 20 && copies < MOST) {
        char id[16];
        snprintf(id, sizeof id, "c%zu", copies++);
        article.id = rp_str_of(id);
        rp_answer_free(raw_add(&adds, 1, &article));
        raw_stats(&adds, &stats);
    }
    assert_in_range(stats.missed, 20, copies);
    /* It takes all there is; then one more brings the count of what it missed. */
    for (bool last = false; told + missed < copies;) {
        struct rp_reply reply;
        struct rp_copy *copy;
        while (!last && !has_more(&watcher)) {
            raw_stats(&adds, &stats); /* the last news may be on their way */
            if (told + stats.missed < copies)
                continue;
            article.id = rp_str_of("last");
            rp_answer_free(raw_add(&adds, 1, &article));
            copies++;
            last = true;
        }
        assert_true(raw_take(&watcher, &reply));
        assert_int_equal(rp_result_copy(&reply, &copy, NULL), RP_OK);
        told++;
        missed += copy->missed;
        rp_answer_free(copy->answer);
        rp_free(copy);
    }
    assert_int_equal(missed, stats.missed);
    assert_int_equal(told + missed, copies);
    raw_close(&adds);
    raw_close(&watcher);
    host_end(&host, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replies_come_in_the_order_of_requests),
        cmocka_unit_test(bad_messages_leave_the_others),
        cmocka_unit_test(damage_does_no_harm),
        cmocka_unit_test(a_cut_message_is_told),
        cmocka_unit_test(what_was_asked_before_the_end_is_answered),
        cmocka_unit_test(deadlines_are_told),
        cmocka_unit_test(connections_have_a_limit),
        cmocka_unit_test(those_who_watch_are_told_what_they_want),
        cmocka_unit_test(a_slow_watcher_misses_news),
    };
    return cmocka_run_group_tests_name("server/session", tests, NULL, NULL);
}
