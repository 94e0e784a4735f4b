/* server: one with a folder gives, when it is started again, the answers that it gave; what its logging thread has no room for is waited for. */
#include "base/alloc.h"
#include "host.h"
#include "support/cmocka.h"

#include <stdio.h>
#include <unistd.h>

enum { ARTICLES = 30, ROOM = 4000 };

/* Every third one is a copy of the one before. */
static struct rp_article numbered(uint32_t i, char *room)
{
    static const char *const sources[] = {"one.example", "two.example", "three.example"};
    char id[16];
    snprintf(id, sizeof id, "a%u", i);
    return made_article(room, ROOM, id, sources[i % 3], i % 3 == 2 ? i - 1 : i, 120);
}

struct known {
    uint64_t seq, story;
    enum rp_verdict verdict;
    char original[16];
};

static void look(struct raw *raw, uint32_t i, struct known *ret)
{
    struct rp_reply reply;
    struct rp_found_article *found;
    char id[16], room[ROOM];
    snprintf(id, sizeof id, "a%u", i);
    raw_ask(raw, (struct rp_request){.id = i, .method = RP_METHOD_GET, .key = rp_str_of(id)});
    raw_flush(raw);
    raw_expect(raw, i, RP_OK, &reply);
    assert_int_equal(rp_result_article(&reply, &found, NULL), RP_OK);
    assert_true(rp_str_equal(found->article.text, numbered(i, room).text));
    *ret = (struct known){found->answer->seq, found->answer->story, found->answer->verdict, ""};
    snprintf(ret->original, sizeof ret->original, "%.*s", (int)found->answer->original.len, found->answer->original.data);
    rp_answer_free(found->answer);
    rp_free(found);
}

static void expect_known(struct raw *raw, const struct known *known)
{
    for (uint32_t i = 1; i < ARTICLES; i++) {
        struct known now;
        look(raw, i, &now);
        assert_true(now.seq == known[i].seq && now.story == known[i].story && now.verdict == known[i].verdict);
        assert_string_equal(now.original, known[i].original);
    }
}

static void it_keeps_what_it_took(void **state)
{
    (void)state;
    struct host host;
    struct raw raw;
    struct known known[ARTICLES];
    struct rp_service_stats stats;
    char folder[64], room[ROOM];
    folder_name(folder);
    host_init(&host, true);
    host_keep(&host, folder);
    host_start(&host);
    raw_open(&raw, &host);
    for (uint32_t i = 0; i < ARTICLES; i++) {
        struct rp_article article = numbered(i, room);
        rp_answer_free(raw_add(&raw, i, &article));
    }
    raw_ask(&raw, (struct rp_request){.id = 1, .method = RP_METHOD_REMOVE, .key = rp_str_of("a0")});
    raw_flush(&raw);
    raw_expect(&raw, 1, RP_OK, NULL);
    for (uint32_t i = 1; i < ARTICLES; i++)
        look(&raw, i, &known[i]);
    raw_stats(&raw, &stats);
    assert_int_equal(stats.data.logged, ARTICLES + 1);
    assert_string_equal(stats.data.state, "ready");
    assert_string_equal(stats.data.fsync, "always");
    raw_close(&raw);
    host_end(&host, true);
    for (int again = 0; again < 2; again++) {
        host_start(&host);
        raw_open(&raw, &host);
        expect_known(&raw, known);
        raw_ask(&raw, (struct rp_request){.id = 1, .method = RP_METHOD_GET, .key = rp_str_of("a0")});
        raw_flush(&raw);
        raw_expect(&raw, 1, RP_NOT_FOUND, NULL);
        raw_close(&raw);
        host_end(&host, true);
    }
    folder_remove(folder);
}

/* A request that is wrong, or comes to nothing, stands between others; each of a list is logged for itself. */
static void what_comes_to_nothing_is_answered_in_its_turn(void **state)
{
    (void)state;
    struct host host;
    struct raw raw;
    struct rp_service_stats stats;
    char folder[64], rooms[4][ROOM];
    folder_name(folder);
    host_init(&host, true);
    host_keep(&host, folder);
    host_start(&host);
    raw_open(&raw, &host);
    struct rp_article one = numbered(0, rooms[0]), other = numbered(1, rooms[1]), changed = numbered(3, rooms[2]), third = numbered(4, rooms[3]);
    changed.id = one.id;
    struct rp_entry entries[] = {{.article = other}, {.article = {.id = rp_str_of("empty"), .text = rp_str_of("!")}}, {.article = changed}, {.article = third}};
    raw_ask(&raw, (struct rp_request){.id = 1, .method = RP_METHOD_ADD, .article = one});
    raw_ask(&raw, (struct rp_request){.id = 2, .method = RP_METHOD_ADD, .article = changed});
    raw_ask(&raw, (struct rp_request){.id = 3, .method = RP_METHOD_REMOVE, .key = rp_str_of("none")});
    raw_ask(&raw, (struct rp_request){.id = 4, .method = RP_METHOD_ADD_MANY, .entries = entries, .entry_count = 4});
    raw_ask(&raw, (struct rp_request){.id = 5, .method = RP_METHOD_ADD, .article = one});
    raw_ask(&raw, (struct rp_request){.id = 6, .method = RP_METHOD_GET, .key = third.id});
    raw_ask(&raw, (struct rp_request){.id = 7, .method = RP_METHOD_PING});
    raw_flush(&raw);
    static const enum rp_status wanted[] = {RP_OK, RP_EXISTS, RP_NOT_FOUND, RP_OK, RP_OK, RP_OK, RP_OK};
    for (uint32_t i = 0; i < 7; i++)
        raw_expect(&raw, i + 1, wanted[i], NULL);
    for (int again = 0; again < 2; again++) {
        raw_stats(&raw, &stats);
        assert_int_equal(stats.corpus.articles, 3);
        raw_close(&raw);
        host_end(&host, true);
        if (again == 0) {
            host_start(&host);
            raw_open(&raw, &host);
        }
    }
    folder_remove(folder);
}

/* --- more comes than is logged --- */

enum { SENDERS = 4, ADDS = 2000 };

struct sender {
    pthread_t thread, taker;
    struct raw raw;
    uint32_t number;
};

static void *send_adds(void *context)
{
    struct sender *sender = context;
    char room[ROOM], id[24];
    for (uint32_t i = 0; i < ADDS; i++) {
        snprintf(id, sizeof id, "%u-%u", sender->number, i);
        struct rp_article article = made_article(room, sizeof room, id, "s.example", sender->number * ADDS + i, 30);
        raw_ask(&sender->raw, (struct rp_request){.id = i, .method = RP_METHOD_ADD, .article = article});
        if (i % 100 == 99)
            raw_flush(&sender->raw);
    }
    return NULL;
}

static void *take_answers(void *context)
{
    struct sender *sender = context;
    for (uint32_t i = 0; i < ADDS; i++)
        raw_expect(&sender->raw, i, RP_OK, NULL);
    return NULL;
}

static void queues_that_are_full_are_waited_for(void **state)
{
    (void)state;
    static struct sender senders[SENDERS];
    struct host host;
    struct raw raw;
    struct rp_service_stats stats;
    char folder[64];
    folder_name(folder);
    host_init(&host, true);
    host_keep(&host, folder);
    host.options.threads = 4;
    host_start(&host);
    for (uint32_t i = 0; i < SENDERS; i++) {
        senders[i].number = i;
        raw_open(&senders[i].raw, &host);
        assert_int_equal(pthread_create(&senders[i].thread, NULL, send_adds, &senders[i]), 0);
        assert_int_equal(pthread_create(&senders[i].taker, NULL, take_answers, &senders[i]), 0);
    }
    for (int i = 0; i < SENDERS; i++) {
        pthread_join(senders[i].thread, NULL);
        pthread_join(senders[i].taker, NULL);
        raw_close(&senders[i].raw);
    }
    raw_open(&raw, &host);
    raw_stats(&raw, &stats);
    assert_int_equal(stats.corpus.articles, SENDERS * ADDS);
    assert_int_equal(stats.queued, 0);
    raw_close(&raw);
    host_end(&host, true);
    folder_remove(folder);
}

/* --- copies --- */

static void a_copy_is_a_corpus_of_its_own(void **state)
{
    (void)state;
    struct host host, other;
    struct raw raw;
    struct known known[ARTICLES];
    char folder[64], copy[64], here[512], path[600], room[ROOM];
    folder_name(folder);
    folder_name(copy);
    assert_non_null(getcwd(here, sizeof here));
    snprintf(path, sizeof path, "%s/%s", here, copy);
    host_init(&host, true);
    host_keep(&host, folder);
    host_start(&host);
    raw_open(&raw, &host);
    for (uint32_t i = 0; i < ARTICLES; i++) {
        struct rp_article article = numbered(i, room);
        raw_ask(&raw, (struct rp_request){.id = i, .method = RP_METHOD_ADD, .article = article});
    }
    /* What stands before it on the connection is in it. */
    raw_ask(&raw, (struct rp_request){.id = ARTICLES, .method = RP_METHOD_BACKUP, .key = rp_str_of(path)});
    raw_flush(&raw);
    for (uint32_t i = 0; i <= ARTICLES; i++)
        raw_expect(&raw, i, RP_OK, NULL);
    for (uint32_t i = 1; i < ARTICLES; i++)
        look(&raw, i, &known[i]);
    /* Not into what is there; and another one may follow. */
    for (uint32_t i = 0; i < 2; i++) {
        struct rp_reply reply;
        raw_ask(&raw, (struct rp_request){.id = i, .method = RP_METHOD_BACKUP, .key = rp_str_of(path)});
        raw_flush(&raw);
        assert_true(raw_take(&raw, &reply));
        assert_int_equal(reply.error.status, RP_EXISTS);
    }
    raw_close(&raw);
    host_end(&host, true);
    folder_remove(folder);
    host_init(&other, true);
    host_keep(&other, copy);
    host_start(&other);
    raw_open(&raw, &other);
    expect_known(&raw, known);
    raw_close(&raw);
    host_end(&other, true);
    folder_remove(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_keeps_what_it_took),
        cmocka_unit_test(what_comes_to_nothing_is_answered_in_its_turn),
        cmocka_unit_test(queues_that_are_full_are_waited_for),
        cmocka_unit_test(a_copy_is_a_corpus_of_its_own),
    };
    return cmocka_run_group_tests_name("server/data", tests, NULL, NULL);
}
