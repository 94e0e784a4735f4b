/* client: questions and answers. */
#include "fake.h"

#include "base/error.h"
#include "support/cmocka.h"
#include "support/failing.h"

#include <stdio.h>

static const struct rp_passage passages[] = {{1, 2, 3, 4, 5}};
static const struct rp_match matches[] = {{.id = {"b", 1},
                                           .seq = 2,
                                           .verdict = RP_VERDICT_NEAR,
                                           .containment_of_new = .5,
                                           .containment_of_old = 1,
                                           .resemblance = .25,
                                           .passage_count = 1,
                                           .passages = passages}};
static const struct rp_attribution credits[] = {{.agency = "Agency", .cue = "citing", .start = 3, .end = 9}};
static const struct rp_answer answer = {.id = {"a", 1},
                                        .seq = 7,
                                        .story = 2,
                                        .verdict = RP_VERDICT_NEAR,
                                        .original = {"b", 1},
                                        .original_reason = RP_ORIGINAL_CREDITED,
                                        .match_count = 1,
                                        .matches = matches,
                                        .attribution_count = 1,
                                        .attributions = credits};
static const struct rp_article article = {.id = {"a", 1}, .text = {"the text", 8}, .source = {"s", 1}, .lang = {"en", 2}};

static void expect_str(struct rp_str got, const char *want)
{
    assert_int_equal(got.len, strlen(want));
    assert_memory_equal(got.data, want, got.len);
}

static void expect_answer(const struct rp_answer *got)
{
    expect_str(got->id, "a");
    assert_int_equal(got->seq, 7);
    assert_int_equal(got->story, 2);
    assert_int_equal(got->verdict, RP_VERDICT_NEAR);
    expect_str(got->original, "b");
    assert_int_equal(got->match_count, 1);
    expect_str(got->matches[0].id, "b");
    assert_int_equal(got->matches[0].passages[0].words, 5);
    assert_string_equal(got->attributions[0].agency, "Agency");
}

/* What the server got, and what it replied: one of each kind. */
struct served {
    unsigned seen[RP_METHOD_COUNT];
    bool replace;
    bool as_wanted;
};

static bool is(struct rp_str got, const char *want)
{
    return rp_str_equal(got, rp_str_of(want));
}

static enum rp_status reply_to(const struct rp_request *request, struct rp_buf *buf, struct served *served)
{
    static const struct rp_member members[] = {{.id = {"m", 1}, .seq = 9, .verdict = RP_VERDICT_UNIQUE}};
    static const struct rp_story story = {
        .story = 2, .original = {"b", 1}, .original_reason = RP_ORIGINAL_SEEN, .total = 5, .member_count = 1, .members = members};
    static const struct rp_service_stats stats = {.corpus = {.articles = 11, .verdicts = {1, 2, 3, 4, 5, 6}}, .uptime_ms = 12, .missed = 13,
        .data = {.state = "ready", .fsync = "always", .logged = 14}};
    struct rp_fingerprint fingerprint = {.tokens = 4, .shingles = 1, .simhash = 5, .key_count = 1, .keys = {6}};
    struct rp_passage shared[] = {{1, 2, 3, 4, 20}};
    struct rp_comparison comparison = {.verdict = RP_VERDICT_PARTIAL, .shared = 3, .passage_count = 1, .passages = shared};
    switch (request->method) {
    case RP_METHOD_ADD:
    case RP_METHOD_CHECK:
        served->replace = request->replace;
        served->as_wanted &= is(request->article.id, "a") && is(request->article.text, "the text") && is(request->article.lang, "en");
        return rp_reply_answer(buf, request->id, &answer);
    case RP_METHOD_GET:
        served->as_wanted &= is(request->key, "a");
        return rp_reply_article(buf, request->id, &article, &answer);
    case RP_METHOD_STORY:
        served->as_wanted &= is(request->key, "a") && request->after == 8;
        return rp_reply_story(buf, request->id, &story);
    case RP_METHOD_FINGERPRINT:
        served->as_wanted &= is(request->article.text, "some text");
        return rp_reply_fingerprint(buf, request->id, &fingerprint);
    case RP_METHOD_COMPARE:
        served->as_wanted &= is(request->new_id, "n") && is(request->old_id, "o");
        return rp_reply_comparison(buf, request->id, &comparison);
    case RP_METHOD_BACKUP:
        served->as_wanted &= is(request->key, "/a/folder");
        return rp_reply_empty(buf, request->id);
    case RP_METHOD_STATS:
        return rp_reply_stats(buf, request->id, &stats);
    case RP_METHOD_HELLO:
        return rp_reply_hello(buf, request->id);
    default:
        return rp_reply_empty(buf, request->id);
    }
}

static bool serve_all(struct fake_peer *peer, void *context)
{
    struct served *served = context;
    struct rp_decoder *decoder;
    struct rp_request request;
    struct rp_buf buf;
    served->as_wanted = rp_decoder_create(&decoder) == RP_OK;
    rp_buf_init(&buf, 1 << 20);
    while (served->as_wanted && fake_take(peer)) {
        served->as_wanted = fake_read(peer, decoder, &request);
        if (!served->as_wanted)
            break;
        served->seen[request.method]++;
        served->as_wanted = reply_to(&request, &buf, served) == RP_OK && served->as_wanted && fake_flush(peer, &buf);
    }
    rp_buf_done(&buf);
    rp_decoder_free(decoder);
    return served->as_wanted;
}

static void ask_for_answers(struct rp_client *client, struct served *served)
{
    struct rp_answer *got;
    struct rp_found_article *found;
    assert_int_equal(rp_client_add(client, &article, 0, &got, NULL), RP_OK);
    assert_false(served->replace);
    expect_answer(got);
    rp_answer_free(got);
    assert_int_equal(rp_client_add(client, &article, RP_ADD_REPLACE, &got, NULL), RP_OK);
    assert_true(served->replace);
    rp_answer_free(got);
    assert_int_equal(rp_client_check(client, &article, &got, NULL), RP_OK);
    expect_answer(got);
    rp_answer_free(got);
    assert_int_equal(rp_client_get(client, rp_str_of("a"), &found, NULL), RP_OK);
    expect_str(found->article.text, "the text");
    expect_str(found->article.source, "s");
    expect_answer(found->answer);
    rp_found_article_free(found);
    rp_found_article_free(NULL);
}

static void ask_for_the_rest(struct rp_client *client)
{
    struct rp_story *story;
    struct rp_fingerprint fingerprint;
    struct rp_comparison comparison;
    struct rp_service_stats stats;
    assert_int_equal(rp_client_ping(client, NULL), RP_OK);
    assert_int_equal(rp_client_remove(client, rp_str_of("a"), NULL), RP_OK);
    assert_int_equal(rp_client_story(client, rp_str_of("a"), 8, &story, NULL), RP_OK);
    assert_int_equal(story->total, 5);
    assert_int_equal(story->member_count, 1);
    expect_str(story->members[0].id, "m");
    rp_story_free(story);
    assert_int_equal(rp_client_fingerprint(client, rp_str_of("some text"), &fingerprint, NULL), RP_OK);
    assert_int_equal(fingerprint.simhash, 5);
    assert_int_equal(fingerprint.keys[0], 6);
    assert_int_equal(rp_client_compare(client, rp_str_of("n"), rp_str_of("o"), &comparison, NULL), RP_OK);
    assert_int_equal(comparison.verdict, RP_VERDICT_PARTIAL);
    assert_int_equal(comparison.passages[0].words, 20);
    rp_comparison_done(&comparison);
    assert_int_equal(rp_client_backup(client, "/a/folder", NULL), RP_OK);
    assert_int_equal(rp_client_stats(client, &stats, NULL), RP_OK);
    assert_int_equal(stats.corpus.articles, 11);
    assert_int_equal(stats.missed, 13);
    assert_string_equal(stats.data.fsync, "always");
    assert_int_equal(stats.data.logged, 14);
}

static void asks_every_question(void **state)
{
    (void)state;
    static const unsigned want[RP_METHOD_COUNT] = {
        [RP_METHOD_HELLO] = 1, [RP_METHOD_PING] = 1,   [RP_METHOD_ADD] = 2,         [RP_METHOD_CHECK] = 1,   [RP_METHOD_GET] = 1,
        [RP_METHOD_STORY] = 1, [RP_METHOD_REMOVE] = 1, [RP_METHOD_FINGERPRINT] = 1, [RP_METHOD_COMPARE] = 1, [RP_METHOD_STATS] = 1,
        [RP_METHOD_BACKUP] = 1};
    struct fake fake;
    struct served served = {0};
    struct rp_client *client;
    fake_start(&fake, 1, serve_all, &served);
    assert_int_equal(rp_client_connect(fake.path, NULL, &client, NULL), RP_OK);
    ask_for_answers(client, &served);
    ask_for_the_rest(client);
    rp_client_free(client);
    fake_stop(&fake);
    assert_memory_equal(served.seen, want, sizeof want);
}

/* One error, then all is well again. */
static bool refuse_once(struct fake_peer *peer, void *context)
{
    (void)context;
    return fake_hello(peer) && fake_take(peer) && fake_error(peer, peer->id, RP_NOT_FOUND, 20) && fake_take(peer) &&
           fake_send(peer, "\x94\x01\xc0\x93\x0e\xa1x\xa5where\xc0", 14) && fake_take(peer) && fake_empty(peer, peer->id) && fake_drain(peer);
}

static void goes_on_after_an_error(void **state)
{
    (void)state;
    struct fake fake;
    struct rp_client *client;
    struct rp_error error;
    fake_start(&fake, 1, refuse_once, NULL);
    assert_int_equal(rp_client_connect(fake.path, NULL, &client, NULL), RP_OK);
    assert_int_equal(rp_client_remove(client, rp_str_of("a"), &error), RP_NOT_FOUND);
    assert_string_equal(error.message, "mmmmmmmmmmmmmmmmmmmm");
    assert_int_equal(rp_client_ping(client, &error), RP_BAD_FRAME); /* the one without a number */
    assert_string_equal(error.message, "where");
    assert_int_equal(rp_client_ping(client, &error), RP_OK);
    rp_client_free(client);
    fake_stop(&fake);
}

static bool answer_pings(struct fake_peer *peer, void *context)
{
    (void)context;
    bool sent = fake_hello(peer);
    while (sent && fake_take(peer))
        sent = fake_empty(peer, peer->id);
    return sent;
}

/* What can not be asked is refused here, and the connection stays. */
static void refuses_what_can_not_be_sent(void **state)
{
    (void)state;
    struct fake fake;
    struct rp_client *client;
    struct rp_answer *got;
    struct rp_error error;
    size_t len = RP_LIMIT_FRAME + (4 << 20);
    char *text = test_malloc(len);
    memset(text, 'a', len);
    struct rp_article large = {.id = {"a", 1}, .text = {text, len}};
    fake_start(&fake, 1, answer_pings, NULL);
    assert_int_equal(rp_client_connect(fake.path, NULL, &client, NULL), RP_OK);
    assert_int_equal(rp_client_add(client, &large, 0, &got, &error), RP_LIMIT);
    assert_non_null(strstr(error.message, "longer than a message may be"));
    assert_int_equal(rp_client_take(client, &got, &error), RP_NOT_FOUND);
    assert_int_equal(rp_client_ping(client, NULL), RP_OK);
    assert_int_equal(rp_client_post_add(client, &article, 0, NULL), RP_OK);
    assert_int_equal(rp_client_ping(client, &error), RP_BAD_ARGUMENT);
    assert_non_null(strstr(error.message, "taken first"));
    assert_int_equal(rp_client_take(client, &got, &error), RP_DAMAGED); /* nil is no answer */
    assert_int_equal(rp_client_ping(client, &error), RP_CLOSED);
    assert_non_null(strstr(error.message, "over"));
    rp_client_free(client);
    fake_stop(&fake);
    test_free(text);
}

/* Whichever allocation fails, the question says so; where its reply was not taken, the connection is over. */
static void survives_lack_of_memory(void **state)
{
    (void)state;
    enum rp_status status = RP_NO_MEMORY;
    for (size_t n = 1; status != RP_OK; n++) {
        struct fake fake;
        struct failing failing;
        struct rp_client *client;
        struct rp_error error = {0};
        fake_start(&fake, 1, answer_pings, NULL);
        assert_int_equal(rp_client_connect(fake.path, NULL, &client, NULL), RP_OK);
        failing_start(&failing, n);
        status = rp_client_ping(client, &error);
        failing_stop();
        assert_true(status == RP_OK || status == RP_NO_MEMORY);
        assert_int_equal(error.status, status);
        status = status == RP_OK ? failing.seen < n ? RP_OK : RP_NO_MEMORY : status;
        enum rp_status after = rp_client_ping(client, NULL);
        assert_true(after == RP_OK || after == RP_CLOSED);
        rp_client_free(client);
        fake_stop(&fake);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_every_question),
        cmocka_unit_test(goes_on_after_an_error),
        cmocka_unit_test(refuses_what_can_not_be_sent),
        cmocka_unit_test(survives_lack_of_memory),
    };
    return cmocka_run_group_tests_name("client/client", tests, NULL, NULL);
}
