/* server: articles that are too old go part after part, whoever asks meanwhile, and are gone after a restart too. */
#define _GNU_SOURCE /* syscall */
#include "host.h"
#include "support/cmocka.h"

#include <stdatomic.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { ARTICLES = 1000, ROOM = 1000, DAY = 86400, PARTS = ARTICLES / RP_ARCHIVE_EXPIRED_AT_ONCE + 1 };

static atomic_int days; /* that the system's clock is ahead */

/* Stands before that of the system. */
int clock_gettime(clockid_t clock, struct timespec *ret)
{
    int failed = (int)syscall(SYS_clock_gettime, clock, ret);
    if (failed == 0 && clock == CLOCK_REALTIME)
        ret->tv_sec += (time_t)atomic_load(&days) * DAY;
    return failed;
}

static void fill(struct host *host, uint32_t articles)
{
    struct raw raw;
    host_start(host);
    raw_open(&raw, host);
    for (uint32_t i = 0; i < articles; i++) {
        char room[ROOM], id[16];
        snprintf(id, sizeof id, "a%u", i);
        struct rp_article article = made_article(room, sizeof room, id, "s.example", i, 20);
        raw_ask(&raw, (struct rp_request){.id = i, .method = RP_METHOD_ADD, .article = article});
        if (i % 100 == 99)
            raw_flush(&raw);
    }
    raw_flush(&raw);
    for (uint32_t i = 0; i < articles; i++)
        raw_expect(&raw, i, RP_OK, NULL);
    raw_close(&raw);
    host_end(host, true);
}

/* What is asked comes between two parts, and each job that is logged begins one. */
static uint64_t ask_until_gone(struct host *host)
{
    struct rp_service_stats stats = {.corpus.articles = 1};
    struct raw raw;
    raw_open(&raw, host);
    for (int i = 0; i < 2 * PARTS && stats.corpus.articles > 0; i++)
        raw_stats(&raw, &stats);
    raw_close(&raw);
    assert_int_equal(stats.corpus.articles, 0);
    return stats.data.logged;
}

/* All are too old at the next start. */
static void make(struct host *host, char folder[64], uint32_t articles)
{
    folder_name(folder);
    host_init(host, true);
    host_keep(host, folder);
    host->archive.fsync = RP_FSYNC_NEVER;
    host->archive.keep_days = 1;
    host->archive.believe_clock = true;
    fill(host, articles);
    atomic_fetch_add(&days, 3);
}

static void they_go_part_after_part(void **state)
{
    (void)state;
    struct host host;
    char folder[64];
    make(&host, folder, ARTICLES);
    host_start(&host);
    uint64_t logged = ask_until_gone(&host);
    assert_in_range(logged, ARTICLES + PARTS, ARTICLES + PARTS + 1); /* two windows at midnight */
    host_end(&host, true);
    host_start(&host);
    assert_in_range(ask_until_gone(&host), logged, logged + 1); /* the last window stays, and is asked about once more */
    host_end(&host, true);
    folder_remove(folder);
}

/* Also when the last part finds none that is left, as their number is one of whole parts: the state that lets the window go is written then. */
static void a_state_is_written_behind_whole_parts(void **state)
{
    (void)state;
    struct host host;
    struct raw raw;
    struct rp_service_stats stats = {0};
    char folder[64];
    make(&host, folder, 2 * RP_ARCHIVE_EXPIRED_AT_ONCE);
    host_start(&host);
    raw_open(&raw, &host);
    do
        raw_stats(&raw, &stats);
    while (stats.corpus.articles > 0 || stats.data.saved < 2 * RP_ARCHIVE_EXPIRED_AT_ONCE + 3);
    raw_close(&raw);
    host_end(&host, true);
    folder_remove(folder);
}

/* The first that is asked for is a copy, which the engine never sees. */
static void a_copy_does_not_keep_them(void **state)
{
    (void)state;
    struct host host;
    struct raw raw;
    char folder[64], copy[64], here[512], path[600];
    make(&host, folder, ARTICLES);
    folder_name(copy);
    assert_non_null(getcwd(here, sizeof here));
    snprintf(path, sizeof path, "%s/%s", here, copy);
    host_start(&host);
    raw_open(&raw, &host);
    raw_ask(&raw, (struct rp_request){.id = 1, .method = RP_METHOD_BACKUP, .key = rp_str_of(path)});
    raw_flush(&raw);
    raw_expect(&raw, 1, RP_OK, NULL);
    raw_close(&raw);
    ask_until_gone(&host);
    host_end(&host, true);
    folder_remove(folder);
    folder_remove(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_go_part_after_part),
        cmocka_unit_test(a_copy_does_not_keep_them),
        cmocka_unit_test(a_state_is_written_behind_whole_parts),
    };
    return cmocka_run_group_tests_name("server/expiry", tests, NULL, NULL);
}
