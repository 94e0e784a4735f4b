/* cli/sending and cli/remote: articles over connections that break. */
#include "cli/sending.h"

#include "client/fake.h"
#include "support/cmocka.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static const struct rp_command command = {.name = "test"};

/* What the server says on each connection, in turn. */
enum act { ANSWER_ALL, ANSWER_THREE_AND_CLOSE, CLOSE_AT_ONCE, SHUT_DOWN_AFTER_TWO, REFUSE_ODD, WAIT_FOR_A_WINDOW };
struct play {
    const enum act *acts;
    unsigned at;
    unsigned requests; /* on the connection in hand */
    unsigned seen;     /* on all */
};

static bool reply(struct fake_peer *peer, struct rp_buf *buf, const struct rp_request *request)
{
    struct rp_answer answer = {.id = request->article.id, .original = request->article.id, .verdict = RP_VERDICT_UNIQUE};
    return rp_reply_answer(buf, peer->id, &answer) == RP_OK;
}

/* False when the connection is over. */
static bool act_on(struct fake_peer *peer, enum act act, struct play *play, struct rp_buf *buf, const struct rp_request *request)
{
    if (act == SHUT_DOWN_AFTER_TWO && play->requests == 3) {
        fake_error(peer, peer->id, RP_SHUTTING_DOWN, 5);
        return false;
    }
    if (act == REFUSE_ODD && play->requests % 2 == 1)
        return fake_error(peer, peer->id, RP_EXISTS, 5);
    if (!reply(peer, buf, request))
        return false;
    if (act == WAIT_FOR_A_WINDOW && play->requests < RP_SENDING_ARTICLES)
        return true; /* answered together with the last */
    return fake_flush(peer, buf) && !(act == ANSWER_THREE_AND_CLOSE && play->requests == 3);
}

static bool perform(struct fake_peer *peer, void *context)
{
    struct play *play = context;
    enum act act = play->acts[play->at++];
    struct rp_decoder *decoder;
    struct rp_request request;
    struct rp_buf buf;
    if (!fake_hello(peer) || rp_decoder_create(&decoder) != RP_OK)
        return false;
    rp_buf_init(&buf, 1 << 20);
    play->requests = 0;
    bool good = true;
    while (act != CLOSE_AT_ONCE && fake_take(peer)) {
        good = fake_read(peer, decoder, &request) && (request.method == RP_METHOD_ADD || request.method == RP_METHOD_CHECK);
        play->requests++;
        play->seen++;
        if (!good || !act_on(peer, act, play, &buf, &request))
            break;
    }
    rp_buf_done(&buf);
    rp_decoder_free(decoder);
    return good;
}

struct taken {
    unsigned answers, faults;
    bool in_order;
    uint64_t last_fault_line;
};

/* Ids are numbers that count up; lines are ten times as large. */
static void on_answer(void *context, const struct rp_answer *answer)
{
    struct taken *taken = context;
    char want[16];
    snprintf(want, sizeof want, "%u", taken->answers + taken->faults);
    taken->in_order &= rp_str_equal(answer->id, rp_str_of(want));
    taken->answers++;
}

static void on_fault(void *context, const char *file, uint64_t line, const struct rp_error *error)
{
    struct taken *taken = context;
    taken->in_order &= line == 10 * (taken->answers + taken->faults) && error->status == RP_EXISTS && file[0] == 'f';
    taken->faults++;
}

struct stage {
    struct fake fake;
    struct play play;
    struct rp_remote remote;
    struct rp_sending sending;
    struct taken taken;
};

static void open_stage(struct stage *stage, const enum act *acts, int connections)
{
    *stage = (struct stage){.play.acts = acts, .taken.in_order = true};
    fake_start(&stage->fake, connections, perform, &stage->play);
    rp_remote_init(&stage->remote, &command);
    stage->remote.to = strdup(stage->fake.path);
    assert_int_equal(rp_remote_open(&stage->remote), RP_EXIT_DONE);
    stage->sending =
        (struct rp_sending){.remote = &stage->remote, .on_answer = on_answer, .on_fault = on_fault, .context = &stage->taken};
}

static void close_stage(struct stage *stage)
{
    rp_sending_done(&stage->sending);
    rp_remote_done(&stage->remote);
    fake_stop(&stage->fake);
}

static enum rp_status put(struct stage *stage, unsigned from, unsigned count, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    for (unsigned i = from; i < from + count && status == RP_OK; i++) {
        char id[16];
        snprintf(id, sizeof id, "%u", i);
        struct rp_article article = {.id = rp_str_of(id), .text = rp_str_of("some text")};
        status = rp_sending_put(&stage->sending, &article, "file", 10 * (uint64_t)i, error);
        assert_true(stage->sending.count <= RP_SENDING_ARTICLES);
    }
    return status;
}

/* Sends `count` articles; all must be answered, in order. */
static void send_all(const enum act *acts, int connections, unsigned count, unsigned faults)
{
    struct stage stage;
    struct rp_error error;
    open_stage(&stage, acts, connections);
    assert_int_equal(put(&stage, 0, count, &error), RP_OK);
    assert_int_equal(rp_sending_settle(&stage.sending, &error), RP_OK);
    assert_int_equal(stage.sending.count, 0);
    assert_int_equal(stage.sending.bytes, 0);
    assert_int_equal(stage.sending.answered, count);
    assert_int_equal(stage.taken.answers, count - faults);
    assert_int_equal(stage.taken.faults, faults);
    assert_true(stage.taken.in_order);
    close_stage(&stage);
    assert_int_equal(stage.play.at, connections);
    assert_true(stage.play.seen >= count);
}

static void answers_come_in_order(void **state)
{
    (void)state;
    static const enum act all[] = {ANSWER_ALL}, window[] = {WAIT_FOR_A_WINDOW}, odd[] = {REFUSE_ODD};
    send_all(all, 1, 2000, 0);
    send_all(window, 1, RP_SENDING_ARTICLES + 40, 0); /* as many go out before one is answered, and no more */
    send_all(odd, 1, 100, 50);
}

static void sends_again_when_the_connection_breaks(void **state)
{
    (void)state;
    static const enum act breaks[] = {ANSWER_THREE_AND_CLOSE, CLOSE_AT_ONCE, ANSWER_ALL};
    static const enum act stops[] = {SHUT_DOWN_AFTER_TWO, ANSWER_ALL};
    send_all(breaks, 3, 60, 0);
    send_all(stops, 2, 60, 0);
}

/* As a server that is gone for good. */
static void gives_up_after_some_tries(void **state)
{
    (void)state;
    static const enum act acts[] = {CLOSE_AT_ONCE};
    struct stage stage;
    struct rp_error error;
    open_stage(&stage, acts, 1);
    stage.remote.tries = 1000;
    enum rp_status status = put(&stage, 0, 5, &error);
    if (status == RP_OK)
        status = rp_sending_settle(&stage.sending, &error);
    assert_int_equal(status, RP_UNREACHABLE);
    assert_int_equal(rp_exit_of(status), RP_EXIT_UNREACHABLE);
    assert_non_null(strstr(error.message, stage.fake.path));
    assert_true(stage.sending.count > 0);
    close_stage(&stage);
}

/* The last one: a signal stays noted. */
static void does_not_wait_when_interrupted(void **state)
{
    (void)state;
    static const enum act acts[] = {CLOSE_AT_ONCE};
    struct stage stage;
    struct rp_error error = {.status = RP_CLOSED, .message = "closed"};
    open_stage(&stage, acts, 1);
    assert_int_equal(raise(SIGTERM), 0);
    stage.remote.tries = 9; /* the next wait is a long one */
    assert_int_equal(rp_remote_reopen(&stage.remote, &error), RP_INTERRUPTED);
    close_stage(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_come_in_order),
        cmocka_unit_test(sends_again_when_the_connection_breaks),
        cmocka_unit_test(gives_up_after_some_tries),
        cmocka_unit_test(does_not_wait_when_interrupted),
    };
    return cmocka_run_group_tests_name("cli/sending", tests, NULL, NULL);
}
