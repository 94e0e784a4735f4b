/* server: while it serves, allocations fail here and there. Each request is answered, or refused for want of memory, or the connection closes; then
 * the server goes on as before, and nothing is left behind. */
#include "base/alloc.h"
#include "host.h"
#include "support/cmocka.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>

static pthread_t exempt;         /* the thread of the client */
static atomic_uint seen, period; /* every so manieth allocation of the server fails; 0: none */
static atomic_uint failed;

static bool fails_at_times(size_t size, void *context)
{
    (void)size;
    (void)context;
    unsigned every = atomic_load(&period);
    if (every == 0 || pthread_equal(pthread_self(), exempt) || (atomic_fetch_add(&seen, 1) + 1) % every != 0)
        return true;
    atomic_fetch_add(&failed, 1);
    return false;
}

static char room[20000];

/* One of each kind; returns how many. */
static uint32_t ask_all(struct raw *raw, unsigned round)
{
    static struct rp_entry entries[3];
    char id[24];
    snprintf(id, sizeof id, "m%u", round);
    struct rp_article article = made_article(room, sizeof room, id, "one.example", round / 4, 120);
    for (unsigned i = 0; i < 3; i++)
        entries[i] = (struct rp_entry){.article = article};
    const struct rp_request requests[] = {
        {.method = RP_METHOD_HELLO, .protocol = RP_PROTOCOL_VERSION},
        {.method = RP_METHOD_WATCH, .source = rp_str_of("one.example")},
        {.method = RP_METHOD_ADD, .article = article},
        {.method = RP_METHOD_CHECK, .article = article},
        {.method = RP_METHOD_ADD_MANY, .entries = entries, .entry_count = 3},
        {.method = RP_METHOD_GET, .key = article.id},
        {.method = RP_METHOD_STORY, .key = article.id},
        {.method = RP_METHOD_COMPARE, .new_id = article.id, .old_id = article.id},
        {.method = RP_METHOD_FINGERPRINT, .article = {.text = article.text}},
        {.method = RP_METHOD_STATS},
        {.method = RP_METHOD_REMOVE, .key = rp_str_of("none")},
    };
    uint32_t count = sizeof requests / sizeof *requests;
    for (uint32_t i = 0; i < count; i++) {
        struct rp_request request = requests[i];
        request.id = i;
        raw_ask(raw, request);
    }
    return count;
}

struct tally {
    unsigned done, refused, closed;
};

/* The whole stream up to where it ends, or all replies are there. */
static void take_all(struct raw *raw, uint32_t count, struct tally *tally)
{
    uint32_t next = 0;
    char piece[4096];
    for (;;) {
        struct rp_error error;
        struct rp_reply reply;
        size_t n;
        enum rp_frame kind = rp_frames_next(&raw->frames, raw->in.data, raw->in.len, &n, &error);
        assert_int_not_equal(kind, RP_FRAME_FAULT);
        if (kind == RP_FRAME_MESSAGE) {
            assert_int_equal(rp_reply_decode(raw->decoder, raw->in.data, n, &reply, &error), RP_OK);
            if (!reply.is_notice && reply.has_id) {
                assert_int_equal(reply.id, next++);
                tally->done += reply.error.status != RP_NO_MEMORY;
                tally->refused += reply.error.status == RP_NO_MEMORY;
            }
            rp_buf_consume(&raw->in, n);
            if (next == count)
                return;
            continue;
        }
        struct pollfd ready = {.fd = raw->fd, .events = POLLIN};
        assert_int_equal(poll(&ready, 1, 30000), 1); /* an answer that never comes */
        ssize_t got = recv(raw->fd, piece, sizeof piece, 0);
        if (got <= 0) { /* closed, or reset with requests unread */
            tally->closed++;
            return;
        }
        assert_int_equal(rp_buf_add(&raw->in, piece, (size_t)got), RP_OK);
    }
}

static void serving_may_run_out_of_memory(void **state)
{
    char folder[64];
    static const unsigned periods[] = {1, 2, 3, 5, 7, 11, 13, 17, 23, 31, 43, 61, 97};
    enum { EACH = 25 };
    struct host host;
    struct raw raw, calm;
    struct tally tally = {0};
    struct rp_service_stats stats;
    exempt = pthread_self();
    rp_alloc_set_hook(fails_at_times, NULL);
    host_init(&host, true);
    folder_name(folder);
    if (*state != NULL)
        host_keep(&host, folder);
    host_start(&host);
    raw_open(&calm, &host);
    raw_stats(&calm, &stats); /* so it has started */
    for (unsigned i = 0; i < EACH * sizeof periods / sizeof *periods; i++) {
        raw_open(&raw, &host);
        atomic_store(&period, periods[i / EACH]);
        uint32_t count = ask_all(&raw, i);
        if (send(raw.fd, raw.out.data, raw.out.len, MSG_NOSIGNAL) == (ssize_t)raw.out.len)
            take_all(&raw, count, &tally);
        else
            tally.closed++;
        atomic_store(&period, 0);
        raw_close(&raw);
    }
    print_message("# %u allocations failed: %u done, %u refused, %u connections closed\n", atomic_load(&failed), tally.done,
                  tally.refused, tally.closed);
    assert_true(tally.done > 100 && tally.refused > 100 && tally.closed > 10);
    /* As before. */
    do
        raw_stats(&calm, &stats);
    while (stats.connections > 1);
    assert_int_equal(stats.watchers, 0);
    struct rp_article article = made_article(room, sizeof room, "calm", "calm.example", 100000, 100);
    struct rp_answer *answer = raw_add(&calm, 1, &article);
    assert_int_equal(answer->verdict, RP_VERDICT_UNIQUE);
    rp_answer_free(answer);
    raw_close(&calm);
    host_end(&host, true);
    folder_remove(folder);
    rp_alloc_set_hook(NULL, NULL);
}

int main(void)
{
    static bool keeps = true;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serving_may_run_out_of_memory),
        {"serving_with_a_folder_may_run_out_of_memory", serving_may_run_out_of_memory, NULL, NULL, &keeps},
    };
    return cmocka_run_group_tests_name("server/memory", tests, NULL, NULL);
}
