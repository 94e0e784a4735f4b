/* server: a copy that nobody waits for any more ends, when its client goes and when the server stops, and nothing of it stays. */
#define _GNU_SOURCE /* syscall */
#include "host.h"
#include "support/cmocka.h"

#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_bool begun, held;

/* Stands before that of the system: FORMAT, which comes when all else of a copy is there, waits. */
int rename(const char *from, const char *to)
{
    if (strstr(to, ".copy/FORMAT") != NULL) {
        atomic_store(&begun, true);
        while (atomic_load(&held))
            sched_yield();
    }
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

struct copying {
    struct host host;
    char folder[64], path[700];
    struct raw other, asker; /* the other one is the first that is told of the end */
};

static void begin(struct copying *copying)
{
    char here[512];
    folder_name(copying->folder);
    assert_non_null(getcwd(here, sizeof here));
    snprintf(copying->path, sizeof copying->path, "%s/%s.copy", here, copying->folder);
    host_init(&copying->host, true);
    host_keep(&copying->host, copying->folder);
    copying->host.options.threads = 1;
    host_start(&copying->host);
    raw_open(&copying->other, &copying->host);
    raw_open(&copying->asker, &copying->host);
    atomic_store(&begun, false);
    atomic_store(&held, true);
    raw_ask(&copying->asker, (struct rp_request){.id = 1, .method = RP_METHOD_BACKUP, .key = rp_str_of(copying->path)});
    raw_flush(&copying->asker);
    while (!atomic_load(&begun))
        sched_yield();
}

static void end(struct copying *copying)
{
    host_end(&copying->host, true);
    assert_int_not_equal(access(copying->path, F_OK), 0);
    folder_remove(copying->path);
    folder_remove(copying->folder);
}

static void it_ends_when_who_asked_has_gone(void **state)
{
    (void)state;
    struct copying copying;
    struct rp_service_stats stats;
    begin(&copying);
    raw_close(&copying.asker);
    raw_stats(&copying.other, &stats); /* one worker: it has seen the end by now */
    atomic_store(&held, false);
    while (access(copying.path, F_OK) == 0)
        raw_stats(&copying.other, &stats);
    raw_close(&copying.other);
    end(&copying);
}

static void it_ends_when_the_server_stops(void **state)
{
    (void)state;
    struct copying copying;
    begin(&copying);
    rp_server_stop(copying.host.server);
    raw_expect_end(&copying.other);
    atomic_store(&held, false);
    raw_expect(&copying.asker, 1, RP_INTERRUPTED, NULL);
    raw_close(&copying.asker);
    raw_close(&copying.other);
    end(&copying);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_ends_when_who_asked_has_gone),
        cmocka_unit_test(it_ends_when_the_server_stops),
    };
    return cmocka_run_group_tests_name("server/copies", tests, NULL, NULL);
}
