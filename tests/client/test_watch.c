/* client/watch: copies as they are found. */
#include "fake.h"

#include "base/error.h"
#include "support/cmocka.h"

struct watched {
    uint32_t verdicts;
    char source[20];
    enum rp_status end; /* said at the end; RP_OK: nothing */
    bool replies;       /* sends a reply where nothing was asked */
};

static bool read_question(struct fake_peer *peer, struct watched *watched)
{
    struct rp_decoder *decoder;
    struct rp_request request;
    if (!fake_take(peer) || rp_decoder_create(&decoder) != RP_OK)
        return false;
    bool read = fake_read(peer, decoder, &request) && request.method == RP_METHOD_WATCH && request.source.len < sizeof watched->source;
    if (read) {
        watched->verdicts = request.verdicts;
        memcpy(watched->source, request.source.data, request.source.len);
    }
    rp_decoder_free(decoder);
    return read;
}

static bool add_notice(struct rp_buf *buf, const struct rp_answer *answer, const struct rp_article *article, uint64_t missed)
{
    size_t before = buf->len;
    if (rp_notice_copy(buf, answer, article) != RP_OK)
        return false;
    rp_notice_set_missed(buf->data + before, buf->len - before, missed);
    return true;
}

static bool notify(struct fake_peer *peer, void *context)
{
    struct watched *watched = context;
    struct rp_buf buf;
    struct rp_answer answer = {.id = {"b", 1}, .seq = 2, .story = 1, .verdict = RP_VERDICT_NEAR, .original = {"a", 1}};
    struct rp_article article = {.id = {"b", 1}, .source = {"s", 1}, .published = {"p", 1}, .url = {"u", 1}, .title = {"t", 1}};
    struct rp_error why;
    rp_buf_init(&buf, 1 << 20);
    bool sent = fake_hello(peer) && read_question(peer, watched) && rp_reply_empty(&buf, peer->id) == RP_OK &&
                add_notice(&buf, &answer, &article, 0) &&
                add_notice(&buf, &answer, &article, 9);
    rp_fail(&why, watched->end, "it ends");
    if (sent && watched->end != RP_OK)
        sent = rp_reply_error_unnumbered(&buf, &why) == RP_OK;
    if (sent && watched->replies)
        sent = rp_reply_empty(&buf, peer->id) == RP_OK;
    sent = sent && fake_flush(peer, &buf);
    rp_buf_done(&buf);
    return sent;
}

static void expect_copy(struct rp_client *client, uint64_t missed)
{
    struct rp_copy *copy;
    assert_int_equal(rp_client_next_copy(client, &copy, NULL), RP_OK);
    assert_int_equal(copy->answer->verdict, RP_VERDICT_NEAR);
    assert_int_equal(copy->answer->original.data[0], 'a');
    assert_int_equal(copy->source.data[0], 's');
    assert_int_equal(copy->published.data[0], 'p');
    assert_int_equal(copy->url.data[0], 'u');
    assert_int_equal(copy->title.data[0], 't');
    assert_int_equal(copy->missed, missed);
    rp_copy_free(copy);
}

/* Watches two copies, then wants a third. */
static enum rp_status watch(struct watched *watched, struct rp_error *error)
{
    struct fake fake;
    struct rp_client *client;
    struct rp_copy *copy;
    fake_start(&fake, 1, notify, watched);
    assert_int_equal(rp_client_connect(fake.path, NULL, &client, NULL), RP_OK);
    assert_int_equal(rp_client_next_copy(client, &copy, error), RP_BAD_ARGUMENT); /* does not watch yet */
    assert_int_equal(rp_client_watch(client, 1u << RP_VERDICT_NEAR, rp_str_of("news.example"), NULL), RP_OK);
    expect_copy(client, 0);
    assert_int_equal(rp_client_ping(client, error), RP_BAD_ARGUMENT);
    assert_int_equal(rp_client_post_check(client, &(struct rp_article){.id = {"a", 1}, .text = {"b", 1}}, error), RP_BAD_ARGUMENT);
    expect_copy(client, 9);
    enum rp_status status = rp_client_next_copy(client, &copy, error);
    rp_client_free(client);
    rp_copy_free(NULL);
    fake_stop(&fake);
    assert_int_equal(watched->verdicts, 1u << RP_VERDICT_NEAR);
    assert_string_equal(watched->source, "news.example");
    return status;
}

static void tells_of_copies(void **state)
{
    (void)state;
    struct watched watched = {0};
    struct rp_error error;
    assert_int_equal(watch(&watched, &error), RP_CLOSED);
}

static void says_why_it_ends(void **state)
{
    (void)state;
    struct watched watched = {.end = RP_SHUTTING_DOWN};
    struct rp_error error;
    assert_int_equal(watch(&watched, &error), RP_SHUTTING_DOWN);
    assert_string_equal(error.message, "it ends");
}

static void takes_no_reply_for_a_copy(void **state)
{
    (void)state;
    struct watched watched = {.replies = true};
    struct rp_error error;
    assert_int_equal(watch(&watched, &error), RP_DAMAGED);
    assert_non_null(strstr(error.message, "where nothing was asked"));
}

/* Silence is no fault of one who is watched. */
struct pause {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool asked_often;
};

static bool count(void *context)
{
    struct pause *pause = context;
    pthread_mutex_lock(&pause->lock);
    pause->asked_often = true;
    pthread_cond_signal(&pause->changed);
    pthread_mutex_unlock(&pause->lock);
    return false;
}

static bool notify_late(struct fake_peer *peer, void *context)
{
    struct pause *pause = context;
    struct rp_answer answer = {.id = {"b", 1}, .verdict = RP_VERDICT_NEAR, .original = {"a", 1}};
    struct rp_article article = {.id = {"b", 1}, .source = {"s", 1}, .published = {"p", 1}, .url = {"u", 1}, .title = {"t", 1}};
    struct rp_buf buf;
    bool sent = fake_hello(peer) && fake_take(peer) && fake_empty(peer, peer->id);
    rp_buf_init(&buf, 1 << 20);
    /* The client asks whether it is interrupted after each fifth of a second: seven times is beyond its patience. */
    for (int i = 0; i < 7; i++) {
        pthread_mutex_lock(&pause->lock);
        pause->asked_often = false;
        while (!pause->asked_often)
            pthread_cond_wait(&pause->changed, &pause->lock);
        pthread_mutex_unlock(&pause->lock);
    }
    sent = sent && add_notice(&buf, &answer, &article, 0) && fake_flush(peer, &buf);
    rp_buf_done(&buf);
    return sent && fake_drain(peer);
}

static void waits_however_long(void **state)
{
    (void)state;
    struct pause pause = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    struct rp_client_options options = {.connect_ms = 5000, .silence_ms = 1000, .interrupted = count, .context = &pause};
    struct fake fake;
    struct rp_client *client;
    fake_start(&fake, 1, notify_late, &pause);
    assert_int_equal(rp_client_connect(fake.path, &options, &client, NULL), RP_OK);
    assert_int_equal(rp_client_watch(client, 0, rp_str_of(NULL), NULL), RP_OK);
    expect_copy(client, 0);
    rp_client_free(client);
    fake_stop(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_of_copies),
        cmocka_unit_test(says_why_it_ends),
        cmocka_unit_test(takes_no_reply_for_a_copy),
        cmocka_unit_test(waits_however_long),
    };
    return cmocka_run_group_tests_name("client/watch", tests, NULL, NULL);
}
