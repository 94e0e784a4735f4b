/* client/pipeline: many articles under way. */
#include "fake.h"

#include "base/error.h"
#include "client/session.h"
#include "support/cmocka.h"

#include <stdlib.h>

static const struct rp_article article = {.id = {"a", 1}, .text = {"text", 4}};

/* Answers each request under its number: with an answer of that seq, or every seventh with an error. */
static bool answer_each(struct fake_peer *peer, void *context)
{
    struct rp_buf buf;
    bool sent = true;
    (void)context;
    rp_buf_init(&buf, 1 << 20);
    sent = fake_hello(peer);
    while (sent && fake_take(peer)) {
        struct rp_answer answer = {.id = {"a", 1}, .seq = peer->id, .original = {"a", 1}};
        if (peer->id % 7 == 0)
            sent = fake_error(peer, peer->id, RP_EXISTS, 5);
        else
            sent = rp_reply_answer(&buf, peer->id, &answer) == RP_OK && fake_flush(peer, &buf);
    }
    rp_buf_done(&buf);
    return sent;
}

static void expect_answers(struct rp_client *client, uint32_t from, uint32_t count)
{
    for (uint32_t id = from; count-- > 0; id++) {
        struct rp_answer *answer;
        enum rp_status status = rp_client_take(client, &answer, NULL);
        assert_int_equal(status, id % 7 == 0 ? RP_EXISTS : RP_OK);
        if (status == RP_OK) {
            assert_int_equal(answer->seq, id);
            rp_answer_free(answer);
        }
        assert_int_equal(rp_client_posted(client), count);
    }
}

static void answers_come_in_order(void **state)
{
    (void)state;
    struct fake fake;
    struct rp_client *client;
    struct rp_answer *answer;
    fake_start(&fake, 1, answer_each, NULL);
    assert_int_equal(rp_client_connect(fake.path, NULL, &client, NULL), RP_OK);
    for (unsigned i = 0; i < 500; i++)
        assert_int_equal(i % 2 ? rp_client_post_add(client, &article, 0, NULL) : rp_client_post_check(client, &article, NULL), RP_OK);
    assert_int_equal(rp_client_posted(client), 500);
    expect_answers(client, 2, 500); /* 1 was hello */
    assert_int_equal(rp_client_take(client, &answer, NULL), RP_NOT_FOUND);
    rp_client_free(client);
    fake_stop(&fake);
}

/* Numbers go around after 2^32 requests. */
static void numbers_go_around(void **state)
{
    (void)state;
    struct fake fake;
    struct rp_client *client;
    fake_start(&fake, 1, answer_each, NULL);
    assert_int_equal(rp_client_connect(fake.path, NULL, &client, NULL), RP_OK);
    client->next_id = client->due_id = UINT32_MAX - 2;
    for (unsigned i = 0; i < 6; i++)
        assert_int_equal(rp_client_post_add(client, &article, 0, NULL), RP_OK);
    expect_answers(client, UINT32_MAX - 2, 6);
    rp_client_free(client);
    fake_stop(&fake);
}

/* Long errors, one after another: who does not take them is not read from. */
static bool answer_at_length(struct fake_peer *peer, void *context)
{
    const size_t *bytes = context;
    bool sent = fake_hello(peer);
    while (sent && fake_take(peer))
        sent = fake_error(peer, peer->id, RP_NOT_FOUND, *bytes);
    return true;
}

static struct rp_article large_article(char *text, size_t len)
{
    memset(text, 'a', len);
    return (struct rp_article){.id = {"a", 1}, .text = {text, len}};
}

static void take_refusals(struct rp_client *client, size_t count)
{
    struct rp_answer *answer;
    for (size_t i = 0; i < count; i++)
        assert_int_equal(rp_client_take(client, &answer, NULL), RP_NOT_FOUND);
}

/* 16 MiB each way, far more than sockets hold. */
static void reads_while_it_writes(void **state)
{
    (void)state;
    static char text[32 << 10];
    size_t bytes = sizeof text;
    struct fake fake;
    struct rp_client *client;
    struct rp_article large = large_article(text, sizeof text);
    fake_start(&fake, 1, answer_at_length, &bytes);
    assert_int_equal(rp_client_connect(fake.path, NULL, &client, NULL), RP_OK);
    for (unsigned i = 0; i < 512; i++)
        assert_int_equal(rp_client_post_add(client, &large, 0, NULL), RP_OK);
    take_refusals(client, 512);
    assert_int_equal(rp_client_posted(client), 0);
    rp_client_free(client);
    fake_stop(&fake);
}

/* Answers that nobody takes are kept up to a limit; then posting fails until some are taken. */
static void bounds_what_waits(void **state)
{
    (void)state;
    static char text[128 << 10];
    size_t bytes = sizeof text, posted = 0;
    struct fake fake;
    struct rp_client *client;
    struct rp_error error;
    struct rp_article large = large_article(text, sizeof text);
    fake_start(&fake, 1, answer_at_length, &bytes);
    assert_int_equal(rp_client_connect(fake.path, NULL, &client, NULL), RP_OK);
    enum rp_status status = RP_OK;
    while ((status = rp_client_post_add(client, &large, 0, &error)) == RP_OK)
        posted++;
    assert_int_equal(status, RP_LIMIT);
    assert_non_null(strstr(error.message, "wait to be taken"));
    assert_true(posted * bytes > RP_CHANNEL_WAITING && posted * bytes < RP_CHANNEL_WAITING + (4u << 20));
    assert_int_equal(rp_client_posted(client), posted);
    assert_true(rp_client_ready(client));
    take_refusals(client, posted / 2);
    assert_int_equal(rp_client_post_add(client, &large, 0, NULL), RP_OK);
    take_refusals(client, posted - posted / 2 + 1);
    rp_client_free(client);
    fake_stop(&fake);
}

struct gate {
    pthread_mutex_t lock;
    pthread_cond_t opened;
    bool open;
};

/* Reads nothing behind hello until the gate opens. */
static bool read_nothing(struct fake_peer *peer, void *context)
{
    struct gate *gate = context;
    if (!fake_hello(peer))
        return false;
    pthread_mutex_lock(&gate->lock);
    while (!gate->open)
        pthread_cond_wait(&gate->opened, &gate->lock);
    pthread_mutex_unlock(&gate->lock);
    return true;
}

static void tires_of_a_server_that_does_not_read(void **state)
{
    (void)state;
    static char text[64 << 10];
    struct gate gate = {.lock = PTHREAD_MUTEX_INITIALIZER, .opened = PTHREAD_COND_INITIALIZER};
    struct fake fake;
    struct rp_client_options options;
    struct rp_client *client;
    struct rp_article large = large_article(text, sizeof text);
    struct rp_error error;
    size_t posted = 0;
    enum rp_status status;
    rp_client_options_default(&options);
    options.silence_ms = 100;
    fake_start(&fake, 1, read_nothing, &gate);
    assert_int_equal(rp_client_connect(fake.path, &options, &client, NULL), RP_OK);
    while ((status = rp_client_post_add(client, &large, 0, &error)) == RP_OK)
        posted++;
    assert_int_equal(status, RP_TIMED_OUT);
    assert_true(posted * sizeof text >= RP_CHANNEL_UNSENT && posted * sizeof text < 8u << 20);
    rp_client_free(client);
    pthread_mutex_lock(&gate.lock);
    gate.open = true;
    pthread_cond_signal(&gate.opened);
    pthread_mutex_unlock(&gate.lock);
    fake_stop(&fake);
}

/* Answers three, says why it ends, and is gone. */
static bool answer_three(struct fake_peer *peer, void *context)
{
    bool sent = fake_hello(peer);
    (void)context;
    for (unsigned i = 0; i < 3 && sent; i++)
        sent = fake_take(peer) && fake_error(peer, peer->id, RP_NOT_FOUND, 5);
    return sent && fake_take(peer) && fake_error(peer, peer->id, RP_SHUTTING_DOWN, 5);
}

static void gives_what_came_before_the_end(void **state)
{
    (void)state;
    struct fake fake;
    struct rp_client *client;
    struct rp_answer *answer;
    struct rp_error error;
    fake_start(&fake, 1, answer_three, NULL);
    assert_int_equal(rp_client_connect(fake.path, NULL, &client, NULL), RP_OK);
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(rp_client_post_add(client, &article, 0, NULL), RP_OK);
    take_refusals(client, 3);
    assert_int_equal(rp_client_take(client, &answer, &error), RP_SHUTTING_DOWN);
    assert_int_equal(rp_client_take(client, &answer, &error), RP_CLOSED);
    assert_int_equal(rp_client_take(client, &answer, &error), RP_CLOSED);
    assert_int_equal(rp_client_post_add(client, &article, 0, NULL), RP_CLOSED);
    rp_client_free(client);
    fake_stop(&fake);
}

/* Says nothing until two requests are there, then answers both at once. */
static bool answer_pairs(struct fake_peer *peer, void *context)
{
    struct rp_buf buf;
    struct rp_answer answer = {.id = {"a", 1}, .seq = 1, .original = {"a", 1}};
    bool sent = fake_hello(peer);
    (void)context;
    rp_buf_init(&buf, 1 << 20);
    while (sent && fake_take(peer)) {
        sent = rp_reply_answer(&buf, peer->id, &answer) == RP_OK;
        if (sent && peer->id % 2 == 1)
            sent = fake_flush(peer, &buf);
    }
    rp_buf_done(&buf);
    return sent;
}

static void says_whether_it_would_wait(void **state)
{
    (void)state;
    struct fake fake;
    struct rp_client *client;
    struct rp_answer *answer;
    fake_start(&fake, 1, answer_pairs, NULL);
    assert_int_equal(rp_client_connect(fake.path, NULL, &client, NULL), RP_OK);
    assert_true(rp_client_ready(client)); /* taking would fail at once */
    assert_int_equal(rp_client_post_add(client, &article, 0, NULL), RP_OK);
    assert_false(rp_client_ready(client));
    assert_int_equal(rp_client_post_add(client, &article, 0, NULL), RP_OK);
    assert_int_equal(rp_client_take(client, &answer, NULL), RP_OK);
    rp_answer_free(answer);
    assert_true(rp_client_ready(client));
    assert_int_equal(rp_client_take(client, &answer, NULL), RP_OK);
    rp_answer_free(answer);
    rp_client_free(client);
    fake_stop(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_come_in_order),
        cmocka_unit_test(numbers_go_around),
        cmocka_unit_test(reads_while_it_writes),
        cmocka_unit_test(bounds_what_waits),
        cmocka_unit_test(tires_of_a_server_that_does_not_read),
        cmocka_unit_test(gives_what_came_before_the_end),
        cmocka_unit_test(says_whether_it_would_wait),
    };
    return cmocka_run_group_tests_name("client/pipeline", tests, NULL, NULL);
}
