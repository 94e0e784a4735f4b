/* Bare writes to RocksDB, as a yardstick for durable adds: the rows that the store would log, its options, the same sync, each thread one write after the
 * other. RocksDB makes one group of what several threads write at once.
 *
 * usage: bench_rocksdb --folder DIR [--threads N] [--seconds S] [--unsynced] [OPTION...]      DIR: must not exist yet */
#include "measure.h"
#include "made_rows.h"
#include "store/rocks.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const char PROGRAM[] = "bench_rocksdb";
enum { ROWS = 50000, THREADS_MOST = 1024, KEY = 9 };

struct load {
    const struct bench_rows *rows;
    rocksdb_t *db;
    rocksdb_writeoptions_t *writing;
    atomic_uint_fast64_t next; /* number of an article */
    atomic_bool stop, failed;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void *write_rows(void *context)
{
    struct load *load = context;
    while (!atomic_load(&load->stop)) {
        uint64_t number = atomic_fetch_add(&load->next, 1) + 1;
        size_t row = number % load->rows->count;
        char key[KEY] = {'t'}, *text = NULL;
        for (int i = 1; i < KEY; i++)
            key[i] = (char)(number >> (64 - 8 * i));
        rocksdb_put(load->db, load->writing, key, sizeof key, load->rows->rows[row], load->rows->sizes[row], &text);
        if (text != NULL) {
            fprintf(stderr, "%s: %s\n", PROGRAM, text);
            rocksdb_free(text);
            atomic_store(&load->failed, true);
            break;
        }
    }
    return NULL;
}

/* Writes with so many threads for so long; gives the writes a second, 0 when it failed. */
static double run(struct load *load, unsigned threads, double seconds)
{
    pthread_t ids[THREADS_MOST];
    unsigned started = 0;
    double start = now();
    while (started < threads && pthread_create(&ids[started], NULL, write_rows, load) == 0)
        started++;
    if (started < threads)
        atomic_store(&load->failed, true);
    struct timespec wait = {.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    if (started == threads)
        nanosleep(&wait, NULL);
    atomic_store(&load->stop, true);
    double took = now() - start; /* what is under way now is left out of the count by one a thread at most */
    uint64_t written = atomic_load(&load->next);
    for (unsigned i = 0; i < started; i++)
        pthread_join(ids[i], NULL);
    return atomic_load(&load->failed) || written < threads ? 0 : (double)(written - threads) / took;
}

static int bench(const char *folder, unsigned threads, double seconds, bool synced)
{
    struct bench_rows rows;
    char *text = NULL;
    bench_rows_make(PROGRAM, ROWS, &rows);
    rocksdb_options_t *options = rp_rocks_options(false);
    rocksdb_options_set_error_if_exists(options, 1);
    struct load load = {.rows = &rows, .db = rocksdb_open(options, folder, &text), .writing = rocksdb_writeoptions_create()};
    if (text != NULL)
        return bench_fail(PROGRAM, text);
    rocksdb_writeoptions_set_sync(load.writing, synced);
    double rate = run(&load, threads, seconds);
    rocksdb_close(load.db);
    rocksdb_writeoptions_destroy(load.writing);
    rocksdb_options_destroy(options);
    if (rate > 0) {
        bench_json_open();
        bench_json_number("writes_per_s", rate);
        bench_json_number("bytes_a_row", (double)rows.bytes / (double)rows.count);
        bench_json_close();
    }
    bench_rows_done(&rows);
    return rate > 0 ? 0 : bench_fail(PROGRAM, "writing failed");
}

int main(int argc, char **argv)
{
    char *folder = NULL;
    int threads = 1, unsynced = 0;
    double seconds = 3;
    struct poptOption options[] = {
        {"folder", 0, POPT_ARG_STRING, &folder, 0, "to be made", "DIR"},
        {"threads", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &threads, 0, "that write at once", "N"},
        {"seconds", 0, POPT_ARG_DOUBLE | POPT_ARGFLAG_SHOW_DEFAULT, &seconds, 0, "how long", "S"},
        {"unsynced", 0, POPT_ARG_NONE, &unsynced, 0, "no write is synced", NULL},
        {NULL, 0, POPT_ARG_INCLUDE_TABLE, bench_made_options, 0, "Articles:", NULL},
        POPT_AUTOHELP POPT_TABLEEND,
    };
    poptContext context = bench_parse(argc, argv, options, "--folder DIR [OPTION...]");
    if (folder == NULL || threads < 1 || threads > THREADS_MOST || !(seconds > 0 && seconds < 1e6) || poptPeekArg(context) != NULL)
        return bench_usage(context);
    int code = bench(folder, (unsigned)threads, seconds, !unsynced);
    free(folder);
    poptFreeContext(context);
    return code;
}
