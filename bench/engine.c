/* What an article costs after its fingerprint. Articles are prepared by other hands; adds are timed in processor time of the one thread that does them, so
 * that what else runs does not count.
 *
 * usage: bench_engine FILE [--runs N]          the articles of a file, in the order of publication, each add timed on its own
 *        bench_engine --articles N [--step M] [--data DIR]  made articles, prepared by a second thread meanwhile, timed in batches
 *
 * FILE: one line of JSON: for each figure the median over the runs. `mean_us` is what one core needs for an article, `median_us` and `p99_us` are
 * percentiles over the articles. Made articles: a line after each step: `adds_per_s` and `us_an_add` of the adds of the step, and what the corpus has
 * taken by then. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/queue.h"
#include "corpus/prepare.h"
#include "input/feed.h"
#include "measure.h"
#include "store/archive.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RUNS_MAX = 99,
    BATCH = 256,
    BATCHES = 16,
    BALLAST_IN_MEMORY = 5000, /* bytes for each made article that is to come */
    BALLAST_ON_DISK = 900
};

static const char PROGRAM[] = "bench_engine";

/* --- the articles of a file --- */

struct set {
    struct rp_prepared **articles; /* owned */
    size_t count, cap;
};

static int by_time(const void *left, const void *right)
{
    const struct rp_prepared *const *a = left, *const *b = right;
    if ((*a)->published_ms != (*b)->published_ms)
        return (*a)->published_ms < (*b)->published_ms ? -1 : 1;
    return 0;
}

/* What can not be prepared is left out. */
static enum rp_status take_article(struct rp_workspace *workspace, const struct rp_article *article, struct set *set, struct rp_error *error)
{
    struct rp_prepared *prepared = rp_prepared_create();
    if (prepared == NULL)
        return rp_fail_memory(error);
    if (rp_prepare(workspace, NULL, article, 0, prepared, error) == RP_OK)
        set->articles[set->count++] = prepared;
    else
        rp_prepared_free(prepared);
    return RP_OK;
}

static enum rp_status read_set(const char *path, struct set *set, struct rp_error *error)
{
    struct rp_feed *feed;
    struct rp_article_parser *parser = NULL;
    struct rp_workspace *workspace = NULL;
    struct rp_piece piece;
    struct rp_article article;
    enum rp_status status = rp_feed_open(path, NULL, &feed, error);
    if (status != RP_OK)
        return status;
    if (rp_article_parser_create(&parser) != RP_OK || rp_workspace_create(&workspace) != RP_OK)
        status = rp_fail_memory(error);
    while (status == RP_OK && (status = rp_feed_next(feed, &piece, error)) == RP_OK) {
        if (rp_piece_parse(parser, path, &piece, &article, error) != RP_OK)
            continue;
        if (!rp_grow(&set->articles, &set->cap, set->count + 1, sizeof *set->articles, SIZE_MAX / 16))
            status = rp_fail_memory(error);
        else
            status = take_article(workspace, &article, set, error);
    }
    rp_workspace_free(workspace);
    rp_article_parser_free(parser);
    rp_feed_close(feed);
    if (status == RP_CLOSED && set->count == 0)
        return rp_fail(error, RP_EMPTY_TEXT, "there are no articles in it");
    return status == RP_CLOSED ? RP_OK : status;
}

struct figures {
    double mean_us, median_us, p99_us;
};

/* One run over a fresh corpus. */
static enum rp_status run(const struct set *set, double *us, struct figures *ret, struct rp_corpus_stats *ret_stats, struct rp_error *error)
{
    struct rp_corpus *corpus;
    struct rp_answer_room room = {0};
    struct rp_answer *answer;
    double total = 0;
    if (rp_corpus_create(NULL, &corpus) != RP_OK)
        return rp_fail_memory(error);
    enum rp_status status = RP_OK;
    for (size_t i = 0; i < set->count && status == RP_OK; i++) {
        double start = bench_thread_seconds();
        status = rp_corpus_add_prepared(corpus, set->articles[i], 0, 0, &room, &answer, error);
        us[i] = (bench_thread_seconds() - start) * 1e6;
        total += us[i];
    }
    if (status == RP_OK) {
        *ret = (struct figures){total / (double)set->count, bench_median(us, set->count), bench_percentile(us, set->count, 99)};
        rp_corpus_stats(corpus, ret_stats);
    }
    rp_answer_room_done(&room);
    rp_corpus_free(corpus);
    return status;
}

static enum rp_status measure_set(const struct set *set, size_t runs, struct rp_error *error)
{
    static double mean[RUNS_MAX], median[RUNS_MAX], p99[RUNS_MAX];
    struct rp_corpus_stats stats = {0};
    double *us = rp_alloc_zeroed(set->count, sizeof *us);
    enum rp_status status = us == NULL ? rp_fail_memory(error) : RP_OK;
    for (size_t i = 0; i < runs && status == RP_OK; i++) {
        struct figures figures = {0};
        status = run(set, us, &figures, &stats, error);
        if (status != RP_OK)
            break;
        mean[i] = figures.mean_us;
        median[i] = figures.median_us;
        p99[i] = figures.p99_us;
    }
    rp_free(us);
    if (status != RP_OK)
        return status;
    bench_json_open();
    bench_json_number("articles", (double)set->count);
    bench_json_number("runs", (double)runs);
    bench_json_number("mean_us", bench_median(mean, runs));
    bench_json_number("median_us", bench_median(median, runs));
    bench_json_number("p99_us", bench_median(p99, runs));
    bench_json_number("candidates", (double)stats.candidates);
    bench_json_number("verified", (double)stats.verified);
    bench_json_number("read_again", (double)stats.read_again);
    bench_json_close();
    return RP_OK;
}

static enum rp_status measure_file(const char *path, size_t runs, struct rp_error *error)
{
    struct set set = {0};
    enum rp_status status = read_set(path, &set, error);
    if (status == RP_OK) {
        qsort(set.articles, set.count, sizeof *set.articles, by_time);
        status = measure_set(&set, runs, error);
    }
    for (size_t i = 0; i < set.count; i++)
        rp_prepared_free(set.articles[i]);
    rp_free(set.articles);
    return status;
}

/* --- made articles: one thread makes and prepares batches, this one adds them --- */

struct batch {
    size_t count;
    struct rp_prepared *articles[BATCH]; /* owned; used again and again */
};

struct maker {
    const struct rp_maker *articles;
    struct rp_queue *full, *empty; /* batches go round */
    uint64_t count;
    enum rp_status status; /* of the thread, once the queues are closed */
};

static void batch_free(struct batch *batch)
{
    for (size_t i = 0; batch != NULL && i < BATCH; i++)
        rp_prepared_free(batch->articles[i]);
    rp_free(batch);
}

static struct batch *batch_create(void)
{
    struct batch *batch = rp_alloc_zeroed(1, sizeof *batch);
    for (size_t i = 0; batch != NULL && i < BATCH; i++) {
        batch->articles[i] = rp_prepared_create();
        if (batch->articles[i] == NULL) {
            batch_free(batch);
            return NULL;
        }
    }
    return batch;
}

static enum rp_status fill_batch(const struct maker *maker, uint64_t first, struct rp_workspace *workspace, struct rp_made *made, struct batch *batch)
{
    enum rp_status status = RP_OK;
    batch->count = 0;
    for (uint64_t i = first; i < maker->count && batch->count < BATCH && status == RP_OK; i++) {
        status = rp_make(maker->articles, i, made);
        if (status == RP_OK)
            status = rp_prepare(workspace, NULL, &made->article, 0, batch->articles[batch->count], NULL);
        if (status == RP_OK)
            batch->count++;
    }
    return status;
}

static void *make_all(void *argument)
{
    struct maker *maker = argument;
    struct rp_workspace *workspace = NULL;
    struct rp_made made;
    void *batch;
    rp_made_init(&made);
    maker->status = rp_workspace_create(&workspace);
    for (uint64_t first = 0; first < maker->count && maker->status == RP_OK; first += BATCH) {
        if (rp_queue_take(maker->empty, &batch, 1) != 1)
            break;
        maker->status = fill_batch(maker, first, workspace, &made, batch);
        if (maker->status != RP_OK || rp_queue_put(maker->full, batch, 1) != RP_OK)
            batch_free(batch);
    }
    rp_workspace_free(workspace);
    rp_made_done(&made);
    rp_queue_close(maker->full);
    return NULL;
}

/* A corpus in memory, or with its articles in a folder. */
struct target {
    struct rp_corpus *corpus;
    struct rp_archive *archive; /* owned; NULL: in memory, and the corpus is owned */
    struct rp_packer *packer;   /* owned */
    struct rp_buf row;
    struct rp_logged logged[BATCH];
    struct rp_answer_room room;
};

static enum rp_status target_open(struct target *target, const struct rp_corpus_options *options, const char *folder, struct rp_error *error)
{
    *target = (struct target){0};
    rp_buf_init(&target->row, SIZE_MAX / 2);
    if (folder == NULL) {
        enum rp_status status = rp_corpus_create(options, &target->corpus);
        return status == RP_OK ? RP_OK : rp_fail(error, status, "a corpus: %s", rp_status_meaning(status));
    }
    struct rp_archive_options archive = {.path = folder, .holder = PROGRAM, .create = true, .fsync = RP_FSYNC_NEVER, .corpus = options};
    if (rp_packer_create(&target->packer) != RP_OK)
        return rp_fail_memory(error);
    enum rp_status status = rp_archive_open(&archive, &target->archive, error);
    if (status == RP_OK)
        status = rp_archive_restore(target->archive, NULL, error);
    if (status == RP_OK)
        target->corpus = rp_archive_corpus(target->archive);
    return status;
}

static void target_close(struct target *target)
{
    if (target->archive == NULL)
        rp_corpus_free(target->corpus);
    rp_archive_abandon(target->archive);
    rp_packer_free(target->packer);
    rp_buf_done(&target->row);
    rp_answer_room_done(&target->room);
}

/* Is another thread's in a server. */
static enum rp_status log_batch(struct target *target, const struct batch *batch, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    for (size_t i = 0; i < batch->count && status == RP_OK; i++) {
        rp_buf_clear(&target->row);
        if (rp_pack(target->packer, &batch->articles[i]->article, &target->row) != RP_OK)
            return rp_fail_memory(error);
        status = rp_archive_log_add(target->archive, (struct rp_str){target->row.data, target->row.len}, 0, &target->logged[i], error);
    }
    return status == RP_OK ? rp_archive_commit(target->archive, error) : status;
}

static enum rp_status add_batch(struct target *target, const struct batch *batch, double *seconds, struct rp_error *error)
{
    enum rp_status status = target->archive != NULL ? log_batch(target, batch, error) : RP_OK;
    double start = bench_thread_seconds();
    for (size_t i = 0; i < batch->count && status == RP_OK; i++) {
        struct rp_answer *answer;
        if (i + 1 < batch->count)
            rp_corpus_fetch(target->corpus, batch->articles[i + 1]);
        if (target->archive != NULL)
            status = rp_archive_add(target->archive, &target->logged[i], batch->articles[i], 0, &target->room, &answer, error);
        else
            status = rp_corpus_add_prepared(target->corpus, batch->articles[i], 0, 0, &target->room, &answer, error);
    }
    if (target->archive != NULL)
        rp_archive_rest(target->archive, false);
    *seconds += bench_thread_seconds() - start;
    return status;
}

static void print_step(const struct rp_corpus *corpus, uint64_t adds, double seconds)
{
    struct rp_corpus_stats stats;
    rp_corpus_stats(corpus, &stats);
    double articles = (double)stats.articles, added = (double)stats.added;
    bench_json_open();
    bench_json_number("articles", articles);
    bench_json_number("adds_per_s", (double)adds / seconds);
    bench_json_number("us_an_add", seconds * 1e6 / (double)adds);
    bench_json_number("bytes_per_article", (double)stats.index_bytes / articles);
    bench_json_number("text_bytes_per_article", (double)stats.text_bytes / articles);
    bench_json_number("postings_per_article", (double)stats.postings / articles);
    bench_json_number("candidates_per_article", (double)stats.candidates / added);
    bench_json_number("verified_per_article", (double)stats.verified / added);
    bench_json_number("read_again_per_article", (double)stats.read_again / added);
    bench_json_close();
}

static enum rp_status add_all(const struct maker *maker, uint64_t step, const char *folder, struct rp_error *error)
{
    struct rp_corpus_options options;
    struct target *target = rp_alloc(sizeof *target);
    struct bench_ballast ballast;
    void *batch;
    uint64_t added = 0, adds = 0;
    const uint64_t ballast_each = folder != NULL ? BALLAST_ON_DISK : BALLAST_IN_MEMORY;
    double seconds = 0;
    bench_ballast_take(&ballast, maker->count * ballast_each);
    rp_corpus_options_default(&options);
    options.max_bytes = UINT64_MAX / 2; /* what the machine has is the limit */
    if (target == NULL)
        return rp_fail_memory(error);
    enum rp_status status = target_open(target, &options, folder, error);
    while (status == RP_OK && rp_queue_take(maker->full, &batch, 1) == 1) {
        uint64_t to_come = maker->count - added - adds;
        bench_ballast_keep(&ballast, to_come * ballast_each);
        status = add_batch(target, batch, &seconds, error);
        adds += ((struct batch *)batch)->count;
        if (rp_queue_put(maker->empty, batch, 1) != RP_OK)
            batch_free(batch);
        if ((added + adds) / step > added / step) {
            print_step(target->corpus, adds, seconds);
            added += adds;
            adds = 0;
            seconds = 0;
        }
    }
    if (status == RP_OK && adds > 0)
        print_step(target->corpus, adds, seconds);
    bench_ballast_keep(&ballast, 0);
    target_close(target);
    rp_free(target);
    return status;
}

static void drain(struct rp_queue *queue)
{
    void *batch;
    if (queue == NULL)
        return;
    rp_queue_close(queue);
    while (rp_queue_take(queue, &batch, 1) == 1)
        batch_free(batch);
    rp_queue_free(queue);
}

static enum rp_status make_queues(struct maker *maker)
{
    enum rp_status status = rp_queue_create(BATCHES, BATCHES, &maker->full);
    if (status == RP_OK)
        status = rp_queue_create(BATCHES, BATCHES, &maker->empty);
    for (int i = 0; i < BATCHES && status == RP_OK; i++) {
        struct batch *batch = batch_create();
        status = batch != NULL ? rp_queue_put(maker->empty, batch, 1) : RP_NO_MEMORY;
    }
    return status;
}

static enum rp_status measure_made(uint64_t count, uint64_t step, const char *folder, struct rp_error *error)
{
    struct rp_maker *articles = bench_maker(PROGRAM);
    struct maker maker = {.articles = articles, .count = count};
    pthread_t thread;
    enum rp_status status = make_queues(&maker);
    if (status == RP_OK && pthread_create(&thread, NULL, make_all, &maker) == 0) {
        status = add_all(&maker, step, folder, error);
        rp_queue_close(maker.empty);
        rp_queue_close(maker.full);
        pthread_join(thread, NULL);
        if (status == RP_OK && maker.status != RP_OK)
            status = rp_fail(error, maker.status, "making articles: %s", rp_status_meaning(maker.status));
    } else {
        status = rp_fail_memory(error);
    }
    drain(maker.full);
    drain(maker.empty);
    rp_maker_free(articles);
    return status;
}

int main(int argc, char **argv)
{
    struct rp_error error;
    int runs = 5, code = 0;
    long long articles = 0, step = 1000000;
    char *folder = NULL;
    struct poptOption options[] = {
        {"runs", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &runs, 0, "with FILE: medians of so many", "N"},
        {"articles", 'n', POPT_ARG_LONGLONG, &articles, 0, "so many made articles", "N"},
        {"step", 0, POPT_ARG_LONGLONG | POPT_ARGFLAG_SHOW_DEFAULT, &step, 0, "with --articles: a line for each M", "M"},
        {"data", 0, POPT_ARG_STRING, &folder, 0, "with --articles: a new folder for them, so that texts take no memory", "DIR"},
        {NULL, 0, POPT_ARG_INCLUDE_TABLE, bench_made_options, 0, "With --articles, made articles:", NULL},
        POPT_AUTOHELP POPT_TABLEEND,
    };
    poptContext context = bench_parse(argc, argv, options, "FILE | --articles N");
    const char *path = poptGetArg(context);
    if (runs < 1 || runs > RUNS_MAX || articles < 0 || step < 1 || (path == NULL) == (articles == 0) || poptPeekArg(context) != NULL)
        return bench_usage(context);
    enum rp_status status =
        path != NULL ? measure_file(path, (size_t)runs, &error) : measure_made((uint64_t)articles, (uint64_t)step, folder, &error);
    if (status != RP_OK)
        code = bench_fail(PROGRAM, error.message);
    poptFreeContext(context);
    free(folder);
    return code;
}
