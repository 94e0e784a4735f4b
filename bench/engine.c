/* What an article costs after its fingerprint: the articles of a set are prepared beforehand, then added to a corpus one by one, in the order of
 * the file or of publication, each add timed on its own, in processor time, so that what else runs does not count.
 *
 * usage: bench_engine FILE [RUNS]
 *
 * One line of JSON: for each figure the median over the runs. `mean_us` is what one core needs for an article, `median_us` and `p99_us` are
 * percentiles over the articles. */
#include "base/alloc.h"
#include "base/error.h"
#include "corpus/prepare.h"
#include "input/feed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS_MAX = 99 };

struct set {
    struct rp_prepared **articles; /* owned */
    size_t count, cap;
};

struct figures {
    double mean_us, median_us, p99_us;
};

static int fail(const struct rp_error *error)
{
    fprintf(stderr, "bench_engine: %s\n", error->message);
    return 1;
}

static int by_time(const void *left, const void *right)
{
    const struct rp_prepared *const *a = left, *const *b = right;
    if ((*a)->published_ms != (*b)->published_ms)
        return (*a)->published_ms < (*b)->published_ms ? -1 : 1;
    return 0;
}

static int by_value(const void *left, const void *right)
{
    double a, b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return (a > b) - (a < b);
}

/* Prepares all articles of a file. */
static enum rp_status read_set(const char *path, struct set *set, struct rp_error *error)
{
    struct rp_feed *feed;
    struct rp_article_parser *parser;
    struct rp_workspace *workspace = NULL;
    struct rp_piece piece;
    struct rp_article article;
    enum rp_status status = rp_feed_open(path, NULL, &feed, error);
    if (status != RP_OK)
        return status;
    if (rp_article_parser_create(&parser) != RP_OK || rp_workspace_create(&workspace) != RP_OK)
        return rp_fail_memory(error);
    while ((status = rp_feed_next(feed, &piece, error)) == RP_OK) {
        if (rp_piece_parse(parser, path, &piece, &article, error) != RP_OK)
            continue;
        if (!rp_grow(&set->articles, &set->cap, set->count + 1, sizeof *set->articles, SIZE_MAX / 16))
            return rp_fail_memory(error);
        struct rp_prepared *prepared = rp_prepared_create();
        if (prepared == NULL)
            return rp_fail_memory(error);
        if (rp_prepare(workspace, NULL, &article, 0, prepared, error) == RP_OK)
            set->articles[set->count++] = prepared;
        else
            rp_prepared_free(prepared);
    }
    rp_workspace_free(workspace);
    rp_article_parser_free(parser);
    rp_feed_close(feed);
    return status == RP_CLOSED ? RP_OK : status;
}

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* One run over a fresh corpus. */
static enum rp_status run(const struct set *set, double *us, struct figures *ret, struct rp_corpus_stats *ret_stats, struct rp_error *error)
{
    struct rp_corpus *corpus;
    struct rp_answer_room room = {0};
    struct rp_answer *answer;
    double total = 0;
    enum rp_status status = rp_corpus_create(NULL, &corpus);
    for (size_t i = 0; i < set->count && status == RP_OK; i++) {
        double start = now_us();
        status = rp_corpus_add_prepared(corpus, set->articles[i], 0, 0, &room, &answer, error);
        us[i] = now_us() - start;
        total += us[i];
    }
    if (status == RP_OK) {
        qsort(us, set->count, sizeof *us, by_value);
        *ret = (struct figures){total / (double)set->count, us[set->count / 2], us[set->count * 99 / 100]};
        rp_corpus_stats(corpus, ret_stats);
    }
    rp_answer_room_done(&room);
    rp_corpus_free(corpus);
    return status;
}

int main(int argc, char **argv)
{
    struct rp_error error;
    struct set set = {0};
    struct rp_corpus_stats stats = {0};
    static double mean[RUNS_MAX], median[RUNS_MAX], p99[RUNS_MAX];
    int runs = argc > 2 ? atoi(argv[2]) : 5;
    if (argc < 2 || runs < 1 || runs > RUNS_MAX) {
        fprintf(stderr, "usage: bench_engine FILE [RUNS]\n");
        return 2;
    }
    if (read_set(argv[1], &set, &error) != RP_OK || set.count == 0)
        return fail(&error);
    qsort(set.articles, set.count, sizeof *set.articles, by_time);
    double *us = rp_alloc_zeroed(set.count, sizeof *us);
    for (int i = 0; i < runs; i++) {
        struct figures figures;
        if (us == NULL || run(&set, us, &figures, &stats, &error) != RP_OK)
            return fail(&error);
        mean[i] = figures.mean_us;
        median[i] = figures.median_us;
        p99[i] = figures.p99_us;
    }
    qsort(mean, (size_t)runs, sizeof *mean, by_value);
    qsort(median, (size_t)runs, sizeof *median, by_value);
    qsort(p99, (size_t)runs, sizeof *p99, by_value);
    printf("{\"articles\":%zu,\"runs\":%d,\"mean_us\":%.2f,\"median_us\":%.2f,\"p99_us\":%.2f,\"candidates\":%" PRIu64 ",\"verified\":%" PRIu64
           ",\"read_again\":%" PRIu64 "}\n",
           set.count, runs, mean[runs / 2], median[runs / 2], p99[runs / 2], stats.candidates, stats.verified, stats.read_again);
    for (size_t i = 0; i < set.count; i++)
        rp_prepared_free(set.articles[i]);
    rp_free(set.articles);
    rp_free(us);
    return 0;
}
