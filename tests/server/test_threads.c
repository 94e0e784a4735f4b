/* server: eight clients at once, with all they may do, while others watch; run under ThreadSanitizer too. */
#include "base/alloc.h"
#include "host.h"
#include "support/cmocka.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { CLIENTS = 8, ROUNDS = 40, ASKED = 7 };

struct client {
    struct host *host;
    unsigned number;
    pthread_t thread;
    uint64_t seqs[ROUNDS];
};

static void ask_round(struct raw *raw, unsigned client, uint32_t round)
{
    char room[4000], id[20], twin[20];
    snprintf(id, sizeof id, "%u-%u", client, round);
    snprintf(twin, sizeof twin, "%u-%u", client, round > 0 ? round - 1 : 0);
    /* Every client sends the same texts: the first to come is the original. */
    struct rp_article article = made_article(room, sizeof room, id, client % 2 ? "odd.example" : "even.example", round, 100);
    struct rp_entry entry = {.article = article};
    uint32_t first = round * ASKED;
    raw_ask(raw, (struct rp_request){.id = first, .method = RP_METHOD_ADD, .article = article});
    raw_ask(raw, (struct rp_request){.id = first + 1, .method = RP_METHOD_PING});
    raw_ask(raw, (struct rp_request){.id = first + 2, .method = RP_METHOD_CHECK, .article = article});
    raw_ask(raw, (struct rp_request){.id = first + 3, .method = RP_METHOD_ADD_MANY, .entries = &entry, .entry_count = 1});
    raw_ask(raw, (struct rp_request){.id = first + 4, .method = RP_METHOD_COMPARE, .new_id = rp_str_of(id), .old_id = rp_str_of(twin)});
    raw_ask(raw, (struct rp_request){.id = first + 5, .method = RP_METHOD_STORY, .key = rp_str_of(id)});
    raw_ask(raw, (struct rp_request){.id = first + 6, .method = RP_METHOD_STATS});
}

static void *talk(void *context)
{
    struct client *client = context;
    struct raw raw;
    raw_open(&raw, client->host);
    for (uint32_t i = 0; i < ROUNDS; i++)
        ask_round(&raw, client->number, i);
    raw_flush(&raw);
    for (uint32_t i = 0; i < ROUNDS * ASKED; i++) {
        struct rp_reply reply;
        struct rp_answer *answer;
        raw_expect(&raw, i, RP_OK, &reply);
        if (i % ASKED != 0)
            continue;
        assert_int_equal(rp_result_answer(&reply, &answer, NULL), RP_OK);
        client->seqs[i / ASKED] = answer->seq;
        rp_answer_free(answer);
    }
    raw_close(&raw);
    return NULL;
}

/* Counts copies until every text but the first of its kind has been told. */
static void *listen_in(void *context)
{
    struct raw *raw = context;
    uint64_t last = 0;
    for (size_t told = 0; told < ROUNDS * (CLIENTS - 1);) {
        struct rp_reply reply;
        struct rp_copy *copy;
        assert_true(raw_take(raw, &reply));
        assert_true(reply.is_notice);
        assert_int_equal(rp_result_copy(&reply, &copy, NULL), RP_OK);
        assert_true(copy->answer->seq > last);
        last = copy->answer->seq;
        told += 1 + copy->missed;
        rp_answer_free(copy->answer);
        rp_free(copy);
    }
    return NULL;
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void eight_clients_at_once(void **state)
{
    char folder[64];
    static struct client clients[CLIENTS];
    uint64_t seqs[CLIENTS * ROUNDS];
    struct host host;
    struct raw watchers[2];
    pthread_t listeners[2];
    host_init(&host, false);
    folder_name(folder);
    if (*state != NULL)
        host_keep(&host, folder);
    host.options.threads = 3;
    host_start(&host);
    for (int i = 0; i < 2; i++) {
        raw_open(&watchers[i], &host);
        raw_ask(&watchers[i], (struct rp_request){.id = 1, .method = RP_METHOD_WATCH});
        raw_flush(&watchers[i]);
        raw_expect(&watchers[i], 1, RP_OK, NULL);
        assert_int_equal(pthread_create(&listeners[i], NULL, listen_in, &watchers[i]), 0);
    }
    for (unsigned i = 0; i < CLIENTS; i++) {
        clients[i] = (struct client){.host = &host, .number = i};
        assert_int_equal(pthread_create(&clients[i].thread, NULL, talk, &clients[i]), 0);
    }
    for (unsigned i = 0; i < CLIENTS; i++) {
        pthread_join(clients[i].thread, NULL);
        memcpy(seqs + i * ROUNDS, clients[i].seqs, sizeof clients[i].seqs);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(listeners[i], NULL);
        raw_close(&watchers[i]);
    }
    /* Each article has a number of its own, 1 .. all of them. */
    qsort(seqs, CLIENTS * ROUNDS, sizeof *seqs, by_number);
    for (size_t i = 0; i < CLIENTS * ROUNDS; i++)
        assert_int_equal(seqs[i], i + 1);
    struct raw raw;
    struct rp_service_stats stats;
    raw_open(&raw, &host);
    raw_stats(&raw, &stats);
    assert_int_equal(stats.corpus.articles, CLIENTS * ROUNDS);
    assert_int_equal(stats.corpus.stories, ROUNDS);
    assert_int_equal(stats.accepted, CLIENTS + 3);
    assert_int_equal(stats.faults, 0);
    raw_close(&raw);
    host_end(&host, true);
    folder_remove(folder);
}

/* Clients come, ask and go without waiting, while the server stops. */
static atomic_bool going;

static void *come_and_go(void *context)
{
    struct host *host = context;
    for (uint32_t i = 0; atomic_load(&going); i++) {
        struct raw raw;
        raw_open(&raw, host);
        ask_round(&raw, 9, i);
        raw_flush(&raw);
        if (i % 2 == 0)
            raw_expect(&raw, i * ASKED, RP_OK, NULL);
        raw_close(&raw);
    }
    return NULL;
}

static void clients_come_and_go(void **state)
{
    char folder[64];
    struct host host;
    struct raw raw;
    struct rp_service_stats stats;
    pthread_t threads[3];
    host_init(&host, true);
    folder_name(folder);
    if (*state != NULL)
        host_keep(&host, folder);
    host_start(&host);
    atomic_store(&going, true);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, come_and_go, &host), 0);
    raw_open(&raw, &host);
    do
        raw_stats(&raw, &stats);
    while (stats.accepted < 100);
    atomic_store(&going, false);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    raw_close(&raw);
    host_end(&host, true);
    folder_remove(folder);
}

int main(void)
{
    static bool keeps = true;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eight_clients_at_once),
        cmocka_unit_test(clients_come_and_go),
        {"eight_clients_at_once_of_a_server_with_a_folder", eight_clients_at_once, NULL, NULL, &keeps},
        {"clients_come_and_go_of_a_server_with_a_folder", clients_come_and_go, NULL, NULL, &keeps},
    };
    return cmocka_run_group_tests_name("server/threads", tests, NULL, NULL);
}
