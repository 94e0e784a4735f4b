/* server: articles that are too old go part after part, whoever asks meanwhile, and are gone after a restart too. */
#define _GNU_SOURCE /* syscall */
#include "host.h"
#include "support/cmocka.h"

#include <stdatomic.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { ARTICLES = 1000, ROOM = 1000, DAY = 86400 };

static atomic_int days; /* that the system's clock is ahead */

/* Stands before that of the system. */
int clock_gettime(clockid_t clock, struct timespec *ret)
{
    int failed = (int)syscall(SYS_clock_gettime, clock, ret);
    if (failed == 0 && clock == CLOCK_REALTIME)
        ret->tv_sec += (time_t)atomic_load(&days) * DAY;
    return failed;
}

static void fill(struct host *host)
{
    struct raw raw;
    host_start(host);
    raw_open(&raw, host);
    for (uint32_t i = 0; i < ARTICLES; i++) {
        char room[ROOM], id[16];
        snprintf(id, sizeof id, "a%u", i);
        struct rp_article article = made_article(room, sizeof room, id, "s.example", i, 20);
        raw_ask(&raw, (struct rp_request){.id = i, .method = RP_METHOD_ADD, .article = article});
        if (i % 100 == 99)
            raw_flush(&raw);
    }
    for (uint32_t i = 0; i < ARTICLES; i++)
        raw_expect(&raw, i, RP_OK, NULL);
    raw_close(&raw);
    host_end(host, true);
}

/* What is asked comes between two parts, and each job that is logged may begin one. */
static uint64_t wait_until_gone(struct host *host)
{
    struct rp_service_stats stats = {0};
    struct raw raw;
    raw_open(&raw, host);
    do
        raw_stats(&raw, &stats);
    while (stats.corpus.articles > 0);
    raw_close(&raw);
    return stats.data.logged;
}

static void they_go_part_after_part(void **state)
{
    (void)state;
    struct host host;
    char folder[64];
    folder_name(folder);
    host_init(&host, true);
    host_keep(&host, folder);
    host.archive.fsync = RP_FSYNC_NEVER;
    host.archive.keep_days = 1;
    host.archive.believe_clock = true;
    fill(&host);
    atomic_store(&days, 3);
    host_start(&host);
    uint64_t logged = wait_until_gone(&host);
    assert_in_range(logged, ARTICLES + ARTICLES / RP_ARCHIVE_EXPIRED_AT_ONCE + 1, ARTICLES + ARTICLES / RP_ARCHIVE_EXPIRED_AT_ONCE + 2); /* two windows at midnight */
    host_end(&host, true);
    host_start(&host);
    assert_in_range(wait_until_gone(&host), logged, logged + 1); /* the last window stays, and is asked about once more */
    host_end(&host, true);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_go_part_after_part),
    };
    return cmocka_run_group_tests_name("server/expiry", tests, NULL, NULL);
}
