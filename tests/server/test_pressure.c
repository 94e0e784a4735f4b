/* server: bounds on what it holds for clients that send much or take little, and stopping with work in hand. */
#include "base/alloc.h"
#include "host.h"
#include "server/inside.h"
#include "support/cmocka.h"
#include "support/words.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { KIB = 1024, MIB = 1024 * 1024 };

/* A text that shares a part with each of eight articles, so that the engine has more to do with it than a worker. */
enum { PARTS = 8, PART_WORDS = 350, TEXT = PARTS * PART_WORDS * 10 };
static char text[TEXT];

static void add_parts(struct raw *raw)
{
    char room[PART_WORDS * 20];
    text[0] = 0;
    for (uint32_t i = 0; i < PARTS; i++) {
        char id[16], source[24];
        snprintf(id, sizeof id, "part%u", i);
        snprintf(source, sizeof source, "%u.example", i);
        struct rp_article article = made_article(room, sizeof room, id, source, 100 + i, PART_WORDS);
        words_append(text, sizeof text, 100 + i, PART_WORDS);
        rp_answer_free(raw_add(raw, i, &article));
    }
}

/* The reader stops: of a hundred replies of 1 MiB the server has only those that it wrote before it noticed. */
static void a_reader_that_stops_is_not_worked_for(void **state)
{
    (void)state;
    enum { REPLIES = 100, MAX_UNSENT = 1000, LOOKS = 200 };
    struct host host;
    struct raw slow, other;
    struct rp_service_stats stats;
    char *big = malloc(MIB);
    assert_non_null(big);
    memset(big, 'b', MIB);
    for (size_t i = 0; i < MIB; i += 8)
        big[i] = ' ';
    host_init(&host, true);
    host.options.max_unsent = MAX_UNSENT;
    host_start(&host);
    raw_open(&slow, &host);
    raw_open(&other, &host);
    struct rp_article article = {.id = rp_str_of("big"), .text = {big, MIB}};
    rp_answer_free(raw_add(&other, 1, &article));
    for (uint32_t i = 0; i < REPLIES; i++)
        raw_ask(&slow, (struct rp_request){.id = i, .method = RP_METHOD_GET, .key = article.id});
    raw_flush(&slow);
    /* Its first reply is written; while others are served, it gets no more than one message beyond the limit. */
    uint64_t own = 1;
    do {
        raw_stats(&other, &stats);
        own++;
    } while (stats.requests < own);
    for (int i = 0; i < LOOKS; i++, own++)
        raw_stats(&other, &stats);
    assert_in_range(stats.requests - (own - 1), 1, 2);
    for (uint32_t i = 0; i < REPLIES; i++) {
        struct rp_reply reply;
        struct rp_found_article *found;
        raw_expect(&slow, i, RP_OK, &reply);
        assert_int_equal(rp_result_article(&reply, &found, NULL), RP_OK);
        assert_true(rp_str_equal(found->article.text, article.text));
        rp_answer_free(found->answer);
        rp_free(found);
    }
    raw_close(&slow);
    raw_close(&other);
    host_end(&host, true);
    free(big);
}

/* It is not kept for ever either, though it is owed replies: when it takes no byte for the time of the limit "idle", it is closed. */
static void a_reader_that_stops_is_closed(void **state)
{
    (void)state;
    struct host host;
    struct raw slow;
    host_init(&host, true);
    host.options.max_unsent = 1000;
    host.options.idle_ms = 300;
    host_start(&host);
    raw_open(&slow, &host);
    for (uint32_t i = 0; i < 2000; i++)
        raw_ask(&slow, (struct rp_request){.id = i, .method = RP_METHOD_FINGERPRINT, .article = {.text = rp_str_of("some words here")}});
    raw_flush(&slow);
    raw_expect(&slow, 0, RP_OK, NULL);
    /* Nobody asks the server how many there are: on a busy machine that one may be silent for as long. */
    for (uint64_t end = uv_hrtime() + UINT64_C(60000000000); atomic_load(&host.server->connections) > 0; sched_yield())
        assert_true(uv_hrtime() < end);
    raw_close(&slow);
    host_end(&host, true);
}

/* --- the queue to the engine --- */

enum { SENDERS = 4, CHECKS = 700 };

struct sender {
    struct host *host;
    pthread_t thread, taker;
    struct raw raw;
};

static void *send_checks(void *context)
{
    struct sender *sender = context;
    struct rp_article article = {.text = rp_str_of(text), .source = rp_str_of("z.example")};
    for (uint32_t i = 0; i < CHECKS; i++) {
        raw_ask(&sender->raw, (struct rp_request){.id = i, .method = RP_METHOD_CHECK, .article = article});
        raw_flush(&sender->raw);
    }
    return NULL;
}

static void *take_answers(void *context)
{
    struct sender *sender = context;
    for (uint32_t i = 0; i < CHECKS; i++)
        raw_expect(&sender->raw, i, RP_OK, NULL);
    return NULL;
}

static bool is_waiting(const struct host *host)
{
    for (unsigned i = 0; i < host->options.threads; i++)
        if (atomic_load(&host->server->workers[i].waiting))
            return true;
    return false;
}

/* More comes than the engine does: the queue fills, the workers wait for it, and everything is answered in the end. */
static void a_full_queue_is_waited_for(void **state)
{
    (void)state;
    static struct sender senders[SENDERS];
    struct host host;
    struct raw raw;
    size_t items = 0, bytes = 0, most = 0;
    host_init(&host, true);
    host.options.threads = 4;
    host_start(&host);
    raw_open(&raw, &host);
    add_parts(&raw);
    for (int i = 0; i < SENDERS; i++) {
        senders[i].host = &host;
        raw_open(&senders[i].raw, &host);
        assert_int_equal(pthread_create(&senders[i].thread, NULL, send_checks, &senders[i]), 0);
        assert_int_equal(pthread_create(&senders[i].taker, NULL, take_answers, &senders[i]), 0);
    }
    bool waited = false;
    for (uint64_t end = uv_hrtime() + UINT64_C(60000000000); !waited && uv_hrtime() < end; waited = waited || is_waiting(&host)) {
        rp_queue_level(host.server->queue, &items, &bytes);
        most = bytes > most ? bytes : most;
    }
    print_message("# %zu MiB were in the queue\n", most / MIB);
    assert_true(waited);
    assert_true(most <= RP_LIMIT_QUEUE_BYTES);
    for (int i = 0; i < SENDERS; i++) {
        pthread_join(senders[i].thread, NULL);
        pthread_join(senders[i].taker, NULL);
        raw_close(&senders[i].raw);
    }
    assert_false(is_waiting(&host));
    raw_close(&raw);
    host_end(&host, true);
}

/* --- stopping --- */

/* What it has when it stops is answered, in order and whole; of the message that is cut it says so; then the stream ends. No article is taken without an
 * answer. */
static void a_stop_answers_what_is_there(void **state)
{
    (void)state;
    enum { MANY = 300, CLIENTS = 4 };
    struct host host;
    struct raw raw[CLIENTS];
    struct rp_corpus_stats stats;
    size_t answered = PARTS;
    host_init(&host, true);
    host.options.drain_ms = 120000; /* one client is read after the other, on a machine that may be busy */
    host_start(&host);
    raw_open(&raw[0], &host);
    add_parts(&raw[0]);
    for (int c = 0; c < CLIENTS; c++) {
        if (c > 0)
            raw_open(&raw[c], &host);
        for (uint32_t i = 0; i < MANY; i++) {
            char id[16];
            snprintf(id, sizeof id, "%d-%u", c, i);
            struct rp_article article = {.id = rp_str_of(id), .text = {text, 2000}};
            raw_ask(&raw[c], (struct rp_request){.id = i, .method = i % 3 == 0 ? RP_METHOD_PING : RP_METHOD_ADD, .article = article});
        }
        raw_send(&raw[c], raw[c].out.data, 100 * KIB); /* the last message is cut */
    }
    for (int c = 0; c < CLIENTS; c++)
        raw_expect(&raw[c], 0, RP_OK, NULL);
    rp_server_stop(host.server);
    for (int c = 0; c < CLIENTS; c++) {
        struct rp_reply reply;
        uint32_t next = 1;
        bool cut = false;
        for (; raw_take(&raw[c], &reply); next++) {
            assert_false(cut);
            assert_int_equal(reply.id, next);
            cut = reply.error.status == RP_SHUTTING_DOWN;
            if (!cut)
                assert_int_equal(reply.error.status, RP_OK);
            answered += !cut && next % 3 != 0;
        }
        raw_close(&raw[c]);
    }
    pthread_join(host.thread, NULL);
    assert_int_equal(host.status, RP_OK);
    rp_corpus_stats(host.server->corpus, &stats);
    assert_int_equal(stats.added, answered);
    print_message("# %zu articles were taken\n", answered);
    rp_server_free(host.server);
}

/* Clients that take nothing, and one that does not close, hold it up for drain_ms and no longer. */
static void a_stop_does_not_wait_for_ever(void **state)
{
    (void)state;
    struct host host;
    struct raw raw[3];
    host_init(&host, true);
    host.options.drain_ms = 50;
    host_start(&host);
    raw_open(&raw[0], &host);
    add_parts(&raw[0]);
    for (int c = 0; c < 3; c++) {
        if (c > 0)
            raw_open(&raw[c], &host);
        for (uint32_t i = 0; i < 1000 && c < 2; i++)
            raw_ask(&raw[c], (struct rp_request){.id = i, .method = RP_METHOD_FINGERPRINT, .article = {.text = rp_str_of("some words here")}});
        raw_ask(&raw[c], (struct rp_request){.id = 1000, .method = RP_METHOD_PING});
        raw_flush(&raw[c]);
    }
    raw_expect(&raw[2], 1000, RP_OK, NULL);
    raw_expect(&raw[0], 0, RP_OK, NULL);
    host_end(&host, true);
    for (int c = 0; c < 3; c++)
        raw_close(&raw[c]);
}

/* A client that goes away with requests under way leaves nothing behind. */
static void a_client_may_go_with_work_in_hand(void **state)
{
    (void)state;
    struct host host;
    struct raw raw, other;
    struct rp_service_stats stats;
    host_init(&host, true);
    host_start(&host);
    raw_open(&other, &host);
    add_parts(&other);
    for (int round = 0; round < 20; round++) {
        raw_open(&raw, &host);
        for (uint32_t i = 0; i < 20; i++)
            raw_ask(&raw, (struct rp_request){.id = i, .method = RP_METHOD_CHECK, .article = {.text = rp_str_of(text)}});
        raw_flush(&raw);
        raw_close(&raw);
    }
    do
        raw_stats(&other, &stats);
    while (stats.connections > 1);
    raw_close(&other);
    host_end(&host, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reader_that_stops_is_not_worked_for), cmocka_unit_test(a_reader_that_stops_is_closed),
        cmocka_unit_test(a_full_queue_is_waited_for),
        cmocka_unit_test(a_stop_answers_what_is_there),          cmocka_unit_test(a_stop_does_not_wait_for_ever),
        cmocka_unit_test(a_client_may_go_with_work_in_hand),
    };
    return cmocka_run_group_tests_name("server/pressure", tests, NULL, NULL);
}
