/* server/server: what can be wrong with the options, and the life of a server from create to free. */
#include "server/server.h"

#include "host.h"
#include "reprint/limits.h"
#include "support/cmocka.h"
#include "support/failing.h"

#include <unistd.h>

static void assert_refused(const struct host *host, enum rp_status status, const char *says)
{
    struct rp_server *server = NULL;
    struct rp_error error;
    assert_int_equal(rp_server_create(&host->options, &server, &error), status);
    assert_int_equal(error.status, status);
    assert_null(server);
    if (strstr(error.message, says) == NULL)
        fail_msg("wanted \"%s\", got \"%s\"", says, error.message);
}

static void options_are_checked(void **state)
{
    (void)state;
    static const char *const many[RP_SERVER_LISTENERS_MAX + 1];
    struct rp_corpus_options corpus;
    struct host host;
#define REFUSED(member, value, says)                        \
    do {                                                    \
        host_init(&host, false);                            \
        host.options.member = (value);                      \
        assert_refused(&host, RP_BAD_ARGUMENT, says);       \
    } while (0)
    REFUSED(max_connections, 0, "limits are 1 or more");
    REFUSED(max_in_flight, 0, "limits are 1 or more");
    REFUSED(max_unsent, 0, "limits are 1 or more");
    REFUSED(message_ms, 0, "limits are 1 or more");
    REFUSED(idle_ms, 0, "limits are 1 or more");
    REFUSED(drain_ms, 0, "limits are 1 or more");
    REFUSED(max_frame, 1023, "max_frame is in 1024 ..");
    REFUSED(max_frame, RP_LIMIT_FRAME + 1, "max_frame is in 1024 ..");
    REFUSED(max_unsent, (1u << 30) + 1, "max_unsent in 1 ..");
    REFUSED(threads, RP_SERVER_THREADS_MAX + 1, "257 threads are more than 256");
#undef REFUSED
    host_init(&host, false);
    host.addresses[0] = "nowhere";
    assert_refused(&host, RP_BAD_ARGUMENT, "the address \"nowhere\" is neither HOST:PORT nor a path");
    host_init(&host, false);
    host.options.listen = many;
    host.options.listen_count = RP_SERVER_LISTENERS_MAX + 1;
    assert_refused(&host, RP_BAD_ARGUMENT, "more than 16 addresses");
    host_init(&host, false);
    rp_corpus_options_default(&corpus);
    corpus.copy_containment = 2;
    host.options.corpus = &corpus;
    assert_refused(&host, RP_BAD_ARGUMENT, "the corpus can not be made");
}

static void addresses_are_named(void **state)
{
    (void)state;
    struct host one, two;
    static const char *const listen[] = {"127.0.0.1:0", "127.0.0.1:0"};
    host_init(&one, true);
    one.options.listen = listen;
    one.options.listen_count = 2;
    assert_int_equal(rp_server_create(&one.options, &one.server, NULL), RP_OK);
    assert_int_equal(rp_server_address_count(one.server), 3);
    assert_string_not_equal(rp_server_address(one.server, 0), rp_server_address(one.server, 1));
    assert_string_equal(rp_server_address(one.server, 2), one.path);
    /* Taken: what the second one had bound before is given back. */
    const char *taken[] = {"127.0.0.1:0", rp_server_address(one.server, 1)};
    host_init(&two, false);
    two.options.listen = taken;
    two.options.listen_count = 2;
    assert_refused(&two, RP_UNREACHABLE, "another process listens there");
    host_init(&two, true);
    two.addresses[0] = one.path;
    assert_refused(&two, RP_UNREACHABLE, "another process listens there");
    rp_server_free(one.server);
    assert_int_not_equal(access(one.path, F_OK), 0);
}

static void a_server_may_never_run(void **state)
{
    (void)state;
    struct host host;
    for (int stops = 0; stops < 3; stops++) {
        host_init(&host, true);
        assert_int_equal(rp_server_create(&host.options, &host.server, NULL), RP_OK);
        for (int i = 0; i < stops; i++)
            rp_server_stop(host.server);
        rp_server_free(host.server);
    }
    rp_server_free(NULL);
}

static void stopped_before_it_runs_it_returns(void **state)
{
    (void)state;
    struct host host;
    struct raw raw;
    host_init(&host, false);
    assert_int_equal(rp_server_create(&host.options, &host.server, NULL), RP_OK);
    raw_open(&raw, &host); /* waits to be accepted, in vain */
    rp_server_stop(host.server);
    assert_int_equal(rp_server_run(host.server, NULL), RP_OK);
    rp_server_stop(host.server);
    rp_server_free(host.server);
    raw_close(&raw);
}

static void it_may_be_stopped_twice(void **state)
{
    (void)state;
    struct host host;
    struct raw raw;
    for (int i = 0; i < 20; i++) {
        host_init(&host, i % 2 == 0);
        host.options.threads = i % 3; /* 0: one for each processor */
        host_start(&host);
        raw_open(&raw, &host);
        raw_ask(&raw, (struct rp_request){.id = 1, .method = RP_METHOD_PING});
        raw_flush(&raw);
        raw_expect(&raw, 1, RP_OK, NULL);
        rp_server_stop(host.server);
        rp_server_stop(host.server);
        raw_expect_end(&raw);
        raw_close(&raw);
        host_end(&host, true);
    }
}

/* Every allocation of the start fails once: each time the server says so and is freed wholly. */
static void starting_may_run_out_of_memory(void **state)
{
    (void)state;
    enum rp_status status = RP_NO_MEMORY;
    size_t failures = 0;
    for (size_t n = 1; status != RP_OK; n++) {
        struct host host;
        struct failing failing;
        struct rp_error error;
        host_init(&host, true);
        host.options.threads = 3;
        failing_start(&failing, n);
        status = rp_server_create(&host.options, &host.server, &error);
        if (status == RP_OK) {
            rp_server_stop(host.server);
            status = rp_server_run(host.server, &error);
            failing_stop();
            rp_server_free(host.server);
        }
        failing_stop();
        assert_true(status == RP_OK || (status == RP_NO_MEMORY && error.status == RP_NO_MEMORY));
        assert_int_not_equal(access(host.path, F_OK), 0);
        failures += status != RP_OK;
    }
    print_message("# %zu failed allocations\n", failures);
    assert_true(failures > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(addresses_are_named),
        cmocka_unit_test(a_server_may_never_run),
        cmocka_unit_test(stopped_before_it_runs_it_returns),
        cmocka_unit_test(it_may_be_stopped_twice),
        cmocka_unit_test(starting_may_run_out_of_memory),
    };
    return cmocka_run_group_tests_name("server/server", tests, NULL, NULL);
}
