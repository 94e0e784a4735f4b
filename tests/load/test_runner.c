/* The runner against a server of reprint, and against one that says and withholds what a test wants. */
#include "client/fake.h"
#include "server/host.h"
#include "support/cmocka.h"

#include "base/clock.h"
#include "base/error.h"
#include "load/runner.h"
#include "support/failing.h"
#include "support/words.h"

#include <stdio.h>

enum { TEXTS = 50, TEXT_BYTES = 1000 };

static struct rp_load_report report;
static struct rp_load_requests requests;

static void make_requests(const struct rp_load_protocol *protocol, int empty)
{
    static char text[TEXT_BYTES];
    rp_load_requests_init(&requests, protocol, 7);
    for (int i = 0; i < TEXTS; i++) {
        text[0] = 0;
        words_append(text, sizeof text, (uint64_t)i + 1, 100);
        struct rp_article article = {.text = rp_str_of(i < empty ? " - " : text)};
        assert_int_equal(rp_load_requests_add(&requests, &article), RP_OK);
    }
}

static struct rp_load_options options_for(const char *path)
{
    struct rp_load_options options;
    char address[100];
    rp_load_options_default(&options);
    snprintf(address, sizeof address, "%s%s", strpbrk(path, "/:") != NULL ? "" : "./", path); /* the host's is but a name */
    assert_int_equal(rp_address_parse(address, &options.address, NULL), RP_OK);
    options.requests = &requests;
    return options;
}

static void run_well(const struct rp_load_options *options)
{
    struct rp_error error = {0};
    if (rp_load_run(options, &report, &error) != RP_OK)
        fail_msg("%s", error.message);
    assert_int_equal(report.all.total, report.answered);
}

/* --- a server of reprint --- */

static uint64_t articles_of(const struct host *host)
{
    struct raw raw;
    struct rp_service_stats stats;
    raw_open(&raw, host);
    raw_stats(&raw, &stats);
    raw_close(&raw);
    return stats.corpus.articles;
}

static void every_article_is_new(void **state)
{
    struct host host;
    (void)state;
    host_init(&host, true);
    host_start(&host);
    make_requests(&rp_load_add, 0);
    struct rp_load_options options = options_for(rp_server_address(host.server, 0));
    options.connections = 3;
    options.in_flight = 16;
    options.count = 10 * TEXTS;
    run_well(&options);
    assert_int_equal(report.answered, options.count);
    assert_int_equal(report.asked, options.count);
    assert_int_equal(report.sent_in_all, options.count);
    assert_int_equal(report.refused, 0);
    assert_true(report.ns > 0 && report.all.max > 0 && report.bytes > options.count * 300);
    assert_int_equal(articles_of(&host), options.count);
    rp_load_requests_done(&requests);
    host_end(&host, true);
}

static void a_check_keeps_nothing(void **state)
{
    struct host host;
    (void)state;
    host_init(&host, false);
    host_start(&host);
    make_requests(&rp_load_check, 0);
    struct rp_load_options options = options_for(rp_server_address(host.server, 0));
    options.rate = 10000;
    options.in_flight = 100;
    options.connections = 2;
    options.count = TEXTS;
    run_well(&options);
    assert_int_equal(report.answered, TEXTS);
    assert_int_equal(articles_of(&host), 0);
    rp_load_requests_done(&requests);
    host_end(&host, true);
}

static void errors_are_counted_by_name(void **state)
{
    struct host host;
    (void)state;
    host_init(&host, true);
    host_start(&host);
    make_requests(&rp_load_add, 3);
    struct rp_load_options options = options_for(rp_server_address(host.server, 0));
    options.in_flight = 4;
    options.count = 2 * TEXTS;
    run_well(&options);
    assert_int_equal(report.answered, 2 * TEXTS);
    assert_int_equal(report.refused, 6);
    assert_int_equal(report.fault_count, 1);
    assert_string_equal(report.faults[0].name, "empty_text");
    assert_int_equal(report.faults[0].count, 6);
    rp_load_requests_done(&requests);
    host_end(&host, true);
}

/* --- a fake one --- */

static bool answer_all(struct fake_peer *peer, void *context)
{
    (void)context;
    while (fake_take(peer))
        if (!fake_empty(peer, peer->id))
            break;
    return true;
}

static void the_warm_up_does_not_count(void **state)
{
    struct fake fake;
    (void)state;
    make_requests(&rp_load_add, 0);
    fake_start(&fake, 1, answer_all, NULL);
    struct rp_load_options options = options_for(fake.path);
    options.rate = 1000;
    options.warm_up_ms = 50;
    options.ms = 100;
    options.in_flight = 8;
    run_well(&options);
    assert_int_equal(report.answered, 100);
    assert_int_equal(report.sent_in_all, 150);
    fake_stop(&fake);
    fake_start(&fake, 1, answer_all, NULL);
    options = options_for(fake.path);
    options.warm_up_ms = 20;
    options.ms = 20;
    run_well(&options);
    assert_true(report.answered < report.sent_in_all);
    fake_stop(&fake);
    rp_load_requests_done(&requests);
}

/* A server that stalls over the first reply until it is told to go on. */
struct stall {
    pthread_mutex_t lock;
    pthread_cond_t change;
    bool over;
};

static bool stall_then_answer(struct fake_peer *peer, void *context)
{
    struct stall *stall = context;
    bool taken = fake_take(peer);
    pthread_mutex_lock(&stall->lock);
    while (!stall->over)
        pthread_cond_wait(&stall->change, &stall->lock);
    pthread_mutex_unlock(&stall->lock);
    return taken && fake_empty(peer, peer->id) && answer_all(peer, NULL);
}

static void end_stall(void *context, struct rp_load_report *now, int64_t ns)
{
    struct stall *stall = context;
    (void)now;
    if (ns < 300000000)
        return;
    pthread_mutex_lock(&stall->lock);
    stall->over = true;
    pthread_cond_signal(&stall->change);
    pthread_mutex_unlock(&stall->lock);
}

/* 400 requests are due in 400 ms, and nothing is answered for 300: those of the first 200 have waited for at least 100, though but one of them could be
 * sent. A test that took the time of sending would have seen one slow reply. */
static void a_stall_is_seen_by_all_that_was_due(void **state)
{
    struct stall stall = {.over = false};
    struct fake fake;
    (void)state;
    pthread_mutex_init(&stall.lock, NULL);
    pthread_cond_init(&stall.change, NULL);
    make_requests(&rp_load_add, 0);
    fake_start(&fake, 1, stall_then_answer, &stall);
    struct rp_load_options options = options_for(fake.path);
    options.rate = 1000;
    options.ms = 400;
    options.in_flight = 1;
    options.drain_ms = 60000;
    options.on_look = end_stall;
    options.context = &stall;
    run_well(&options);
    assert_int_equal(report.answered, 400);
    assert_int_equal(report.unsent, 0);
    assert_true(rp_histogram_at(&report.all, .51) >= 100000000);
    assert_true(rp_histogram_at(&report.all, .76) >= 200000000 - 1000000);
    assert_true(report.all.max >= 300000000 - 1000000);
    fake_stop(&fake);
    rp_load_requests_done(&requests);
    pthread_cond_destroy(&stall.change);
    pthread_mutex_destroy(&stall.lock);
}

/* Answers when so many requests have come. */
static bool answer_together(struct fake_peer *peer, void *context)
{
    const int *together = context;
    uint32_t first = 0;
    for (int i = 0; i < *together; i++) {
        if (!fake_take(peer))
            return false;
        if (i == 0)
            first = peer->id;
    }
    for (int i = 0; i < *together; i++)
        if (!fake_empty(peer, first + (uint32_t)i))
            return false;
    return fake_drain(peer);
}

static void requests_are_not_sent_before_they_are_due(void **state)
{
    int together = 100;
    struct fake fake;
    (void)state;
    make_requests(&rp_load_add, 0);
    fake_start(&fake, 1, answer_together, &together);
    struct rp_load_options options = options_for(fake.path);
    options.rate = 1000;
    options.count = 100;
    options.in_flight = 1000;
    run_well(&options);
    assert_int_equal(report.answered, 100);
    assert_true(report.all.max >= 99000000); /* the first one waited for the last one, which was due 99 ms later */
    assert_true(rp_histogram_at(&report.all, .51) >= 49000000);
    fake_stop(&fake);
    rp_load_requests_done(&requests);
}

static void the_window_is_filled(void **state)
{
    int together = 300;
    struct fake fake;
    (void)state;
    make_requests(&rp_load_add, 0);
    fake_start(&fake, 1, answer_together, &together);
    struct rp_load_options options = options_for(fake.path);
    options.count = 300;
    options.in_flight = 300;
    run_well(&options);
    assert_int_equal(report.answered, 300);
    fake_stop(&fake);
    rp_load_requests_done(&requests);
}

static bool take_and_drain(struct fake_peer *peer, void *context)
{
    (void)context;
    return fake_take(peer) && fake_drain(peer);
}

static void what_could_not_be_sent_is_told(void **state)
{
    struct fake fake;
    (void)state;
    make_requests(&rp_load_add, 0);
    fake_start(&fake, 1, take_and_drain, NULL);
    struct rp_load_options options = options_for(fake.path);
    options.rate = 1e6;
    options.ms = 20;
    options.drain_ms = 1;
    run_well(&options);
    assert_int_equal(report.asked, 1);
    assert_int_equal(report.answered, 0);
    assert_int_equal(report.unsent, 20000 - 1);
    fake_stop(&fake);
    rp_load_requests_done(&requests);
}

/* --- faults --- */

static bool answer_five(struct fake_peer *peer, void *context)
{
    (void)context;
    for (int i = 0; i < 5; i++)
        if (!fake_take(peer) || !fake_empty(peer, peer->id))
            return false;
    return true;
}

static bool talk_nonsense(struct fake_peer *peer, void *context)
{
    (void)context;
    return fake_take(peer) && fake_send(peer, "HTTP/1.1 400", 12) && fake_drain(peer);
}

static bool answer_twice(struct fake_peer *peer, void *context)
{
    (void)context;
    return fake_take(peer) && fake_send(peer, "\x94\x01\x00\xc0\xc0\x94\x01\x00\xc0\xc0", 10) && fake_drain(peer);
}

static bool refuse_twice(struct fake_peer *peer, void *context)
{
    static const char no[] = "\x94\x01\xc0\x93\x05\xae" "limit_exceeded\xa0\xc0\x94\x01\xc0\x93\x05\xae" "limit_exceeded\xa0\xc0";
    (void)context;
    return fake_take(peer) && fake_send(peer, no, sizeof no - 1) && fake_drain(peer);
}

static void faults_end_the_test(void **state)
{
    static const struct {
        fake_serve serve;
        enum rp_status status;
        const char *says;
        uint64_t answered;
    } cases[] = {
        {answer_five, RP_CLOSED, "", 5},
        {talk_nonsense, RP_DAMAGED, "no reply of reprint add", 0},
        {answer_twice, RP_DAMAGED, "nobody asked for", 1},
        {refuse_twice, RP_CLOSED, "refused the connection: limit_exceeded", 1},
        {take_and_drain, RP_TIMED_OUT, "silent", 0},
    };
    (void)state;
    make_requests(&rp_load_add, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fake fake;
        struct rp_error error;
        fake_start(&fake, 1, cases[i].serve, NULL);
        struct rp_load_options options = options_for(fake.path);
        options.silence_ms = cases[i].status == RP_TIMED_OUT ? 50 : 60000;
        assert_int_equal(rp_load_run(&options, &report, &error), cases[i].status);
        assert_non_null(strstr(error.message, cases[i].says));
        assert_int_equal(report.answered, cases[i].answered);
        assert_int_equal(report.all.total, cases[i].answered);
        fake_stop(&fake);
    }
    rp_load_requests_done(&requests);
}

static void nobody_is_there(void **state)
{
    struct rp_error error;
    (void)state;
    make_requests(&rp_load_add, 0);
    struct rp_load_options options = options_for("./no-such-socket");
    assert_int_equal(rp_load_run(&options, &report, &error), RP_UNREACHABLE);
    assert_int_equal(report.answered, 0);
    rp_load_requests_done(&requests);
}

static atomic_bool interrupt;

static void press(void *context, struct rp_load_report *now, int64_t ns)
{
    (void)context;
    (void)ns;
    if (now->answered > 0)
        atomic_store(&interrupt, true);
}

static void an_interruption_ends_it_with_the_figures_so_far(void **state)
{
    struct fake fake;
    struct rp_error error;
    (void)state;
    make_requests(&rp_load_add, 0);
    fake_start(&fake, 1, answer_all, NULL);
    struct rp_load_options options = options_for(fake.path);
    atomic_store(&interrupt, false);
    options.interrupt = &interrupt;
    options.on_look = press;
    assert_int_equal(rp_load_run(&options, &report, &error), RP_INTERRUPTED);
    assert_true(report.answered > 0);
    assert_int_equal(report.all.total, report.answered);
    fake_stop(&fake);
    rp_load_requests_done(&requests);
}

/* The allocations of a test of so many requests; at `fail_at` one fails. */
static size_t allocations_of(uint64_t count, size_t fail_at, enum rp_status *ret_status)
{
    struct fake fake;
    struct failing failing;
    struct rp_error error;
    fake_start(&fake, 2, answer_all, NULL);
    struct rp_load_options options = options_for(fake.path);
    options.in_flight = 10;
    options.count = count;
    failing_start(&failing, fail_at);
    *ret_status = rp_load_run(&options, &report, &error);
    failing_stop();
    fake_stop(&fake);
    return failing.seen;
}

static void nothing_is_allocated_on_the_way(void **state)
{
    enum rp_status status;
    (void)state;
    make_requests(&rp_load_add, 0);
    size_t few = allocations_of(10, 0, &status), many = allocations_of(2000, 0, &status);
    assert_int_equal(status, RP_OK);
    assert_int_equal(few, many);
    for (size_t n = 1; n <= few; n++) {
        allocations_of(10, n, &status);
        assert_int_equal(status, RP_NO_MEMORY);
    }
    rp_load_requests_done(&requests);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_article_is_new),
        cmocka_unit_test(a_check_keeps_nothing),
        cmocka_unit_test(errors_are_counted_by_name),
        cmocka_unit_test(the_warm_up_does_not_count),
        cmocka_unit_test(a_stall_is_seen_by_all_that_was_due),
        cmocka_unit_test(requests_are_not_sent_before_they_are_due),
        cmocka_unit_test(the_window_is_filled),
        cmocka_unit_test(what_could_not_be_sent_is_told),
        cmocka_unit_test(faults_end_the_test),
        cmocka_unit_test(nobody_is_there),
        cmocka_unit_test(an_interruption_ends_it_with_the_figures_so_far),
        cmocka_unit_test(nothing_is_allocated_on_the_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
