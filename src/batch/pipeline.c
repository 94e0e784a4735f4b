/* Reading, parsing, fingerprinting and packing many files, in order and by many threads. */
#include "batch/pipeline.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/queue.h"
#include "input/feed.h"
#include "reprint/limits.h"

#include <pthread.h>
#include <string.h>

enum {
    JOB_ITEMS = 128,
    JOB_BYTES = 512 << 10, /* from which on a job is full; its last line may go beyond */
    MAX_JOBS = RP_LIMIT_QUEUE_ARTICLES / JOB_ITEMS,
    MAX_PASSED = 2,  /* that the taker may be behind the one who passes them on */
    PREPARED_FACTOR = 5, /* a line with all that is prepared of it takes about this many times its bytes */
    ROWS_BYTES = JOB_BYTES + RP_LIMIT_LINE + (JOB_ITEMS << 10)
};

struct worker {
    pthread_t thread;
    struct rp_pipeline *pipeline;     /* borrowed */
    struct rp_article_parser *parser; /* owned */
    struct rp_workspace *workspace;   /* owned */
    struct rp_packer *packer;         /* owned */
};

struct rp_pipeline {
    struct rp_pipeline_options options;
    atomic_bool stopping;
    struct rp_queue *to_work, *in_order; /* owned; every job is in both */
    struct rp_queue *passed;             /* owned */
    pthread_mutex_t lock;                /* of every job's `ready`, and of: */
    struct rp_job *spare;                /* owned: jobs that were given back */
    pthread_cond_t ready;
    pthread_t reader, passer;
    bool reading, passing;      /* these two were started */
    enum rp_status read_status; /* the reader's, set before it closes the queues */
    uint64_t done_bytes;        /* the reader's: of the files that are over */
    struct worker *workers;     /* owned */
    unsigned worker_count;
};

static void free_job(struct rp_job *job)
{
    if (job == NULL)
        return;
    for (size_t i = 0; job->items != NULL && i < job->cap; i++)
        rp_prepared_free(job->items[i].prepared);
    rp_free(job->items);
    rp_buf_done(&job->bytes);
    rp_buf_done(&job->rows);
    rp_free(job);
}

/* One that was given back, with all its memory; else a new one. */
static struct rp_job *new_job(struct rp_pipeline *pipeline)
{
    pthread_mutex_lock(&pipeline->lock);
    struct rp_job *job = pipeline->spare;
    if (job != NULL)
        pipeline->spare = job->next;
    pthread_mutex_unlock(&pipeline->lock);
    if (job != NULL)
        return job;
    job = rp_alloc_zeroed(1, sizeof *job);
    if (job == NULL)
        return NULL;
    rp_buf_init(&job->bytes, JOB_BYTES + RP_LIMIT_LINE);
    rp_buf_init(&job->rows, ROWS_BYTES);
    job->error.status = RP_OK;
    job->items = rp_alloc_zeroed(JOB_ITEMS, sizeof *job->items);
    job->cap = JOB_ITEMS;
    if (job->items == NULL) {
        free_job(job);
        return NULL;
    }
    return job;
}

void rp_pipeline_give_back(struct rp_pipeline *pipeline, struct rp_job *job)
{
    for (size_t i = 0; i < job->count; i++)
        if (job->items[i].prepared != NULL)
            rp_prepared_shrink(job->items[i].prepared);
    if (job->bytes.cap > 2 * JOB_BYTES)
        rp_buf_done(&job->bytes);
    if (job->rows.cap > 2 * JOB_BYTES)
        rp_buf_done(&job->rows);
    rp_buf_clear(&job->bytes);
    rp_buf_clear(&job->rows);
    job->count = 0;
    job->ready = false;
    pthread_mutex_lock(&pipeline->lock);
    job->next = pipeline->spare;
    pipeline->spare = job;
    pthread_mutex_unlock(&pipeline->lock);
}

static void set_ready(struct rp_pipeline *pipeline, struct rp_job *job)
{
    pthread_mutex_lock(&pipeline->lock);
    job->ready = true;
    pthread_cond_signal(&pipeline->ready);
    pthread_mutex_unlock(&pipeline->lock);
}

/* Hands a job over, or frees it when nobody wants it any more. */
static enum rp_status send(struct rp_pipeline *pipeline, struct rp_job *job)
{
    enum rp_status status = rp_queue_put(pipeline->in_order, job, PREPARED_FACTOR * job->bytes.len);
    if (status != RP_OK)
        free_job(job);
    else if (rp_queue_put(pipeline->to_work, job, 0) != RP_OK) /* has room for all of in_order; closed only when stopping */
        set_ready(pipeline, job);                              /* with nothing done: somebody may be waiting for it */
    return status;
}

/* Adds what the feed gave to the job. */
static void add_item(struct rp_job *job, uint32_t file, const struct rp_piece *piece, enum rp_status status,
                     const struct rp_error *why)
{
    struct rp_item *item = &job->items[job->count++];
    *item = (struct rp_item){.prepared = item->prepared, .start = job->bytes.len, .line = piece->line, .file = file, .is_text = piece->is_text,
                             .repaired = piece->repaired};
    item->error.status = item->remark.status = RP_OK;
    if (status == RP_OK && rp_buf_add_str(&job->bytes, piece->bytes) != RP_OK) {
        rp_fail_memory(&item->error);
    } else if (status == RP_OK) {
        item->len = piece->bytes.len;
    } else {
        item->error = *why;
        item->file_over = status != RP_LIMIT;
    }
}

static bool is_full(const struct rp_job *job)
{
    return job->count == JOB_ITEMS || job->bytes.len >= JOB_BYTES;
}

/* Sends a full job on and begins another. *job is NULL after a failure. */
static enum rp_status change_job(struct rp_pipeline *pipeline, struct rp_job **job)
{
    enum rp_status status = send(pipeline, *job);
    *job = status == RP_OK ? new_job(pipeline) : NULL;
    return status == RP_OK && *job == NULL ? RP_NO_MEMORY : status;
}

/* Reads one file into jobs. */
static enum rp_status read_file(struct rp_pipeline *pipeline, uint32_t file, struct rp_job **job)
{
    struct rp_feed *feed = NULL;
    struct rp_piece piece = {0};
    struct rp_error why;
    uint64_t done = 0, total;
    enum rp_status status = RP_OK;
    if (pipeline->options.feed != NULL) {
        feed = pipeline->options.feed;
        pipeline->options.feed = NULL;
    } else {
        status = rp_feed_open(pipeline->options.files[file], pipeline->options.interrupt, &feed, &why);
    }
    if (status != RP_OK) {
        add_item(*job, file, &piece, status, &why);
        return is_full(*job) ? change_job(pipeline, job) : RP_OK;
    }
    enum rp_status sent = RP_OK;
    rp_feed_stop_on(feed, &pipeline->stopping);
    if (pipeline->options.repair)
        rp_feed_repair(feed);
    while (sent == RP_OK && (status = rp_feed_next(feed, &piece, &why)) != RP_CLOSED) {
        add_item(*job, file, &piece, status, &why);
        rp_feed_progress(feed, &done, &total);
        (*job)->done_bytes = pipeline->done_bytes + done;
        if (is_full(*job))
            sent = change_job(pipeline, job);
    }
    rp_feed_close(feed);
    pipeline->done_bytes += done;
    return sent;
}

static void *read_all(void *context)
{
    struct rp_pipeline *pipeline = context;
    struct rp_job *job = new_job(pipeline);
    enum rp_status status = job != NULL ? RP_OK : RP_NO_MEMORY;
    for (uint32_t i = pipeline->options.first; status == RP_OK && i < pipeline->options.file_count; i++)
        status = read_file(pipeline, i, &job);
    if (job != NULL)
        send(pipeline, job);
    pipeline->read_status = status;
    rp_queue_close(pipeline->in_order);
    rp_queue_close(pipeline->to_work);
    return NULL;
}

static enum rp_status pack(struct worker *worker, const struct rp_article *article, struct rp_job *job, struct rp_item *item)
{
    item->row_start = job->rows.len;
    enum rp_status status = rp_pack(worker->packer, article, &job->rows);
    item->row_len = job->rows.len - item->row_start;
    return status == RP_OK ? RP_OK : rp_fail(&item->error, status, "the article cannot be packed: %s", rp_status_meaning(status));
}

static void work_item(struct worker *worker, struct rp_job *job, struct rp_item *item)
{
    const struct rp_pipeline *pipeline = worker->pipeline;
    struct rp_article article;
    struct rp_piece piece = {.bytes = {job->bytes.data + item->start, item->len}, .line = item->line, .is_text = item->is_text};
    const char *name = rp_feed_name(pipeline->options.files[item->file]);
    if (item->error.status != RP_OK)
        return;
    enum rp_status status = rp_piece_parse(worker->parser, name, &piece, &article, &item->error);
    const struct rp_error *remark = status == RP_OK && !piece.is_text ? rp_article_parser_remark(worker->parser) : NULL;
    if (remark != NULL)
        item->remark = *remark;
    if (status == RP_OK && item->prepared == NULL && (item->prepared = rp_prepared_create()) == NULL)
        status = rp_fail_memory(&item->error);
    if (status == RP_OK)
        status = rp_prepare(worker->workspace, pipeline->options.agencies, &article, 0, item->prepared, &item->error);
    if (status == RP_OK)
        status = pack(worker, &article, job, item);
    if (status == RP_OK)
        item->hash = rp_hash64(piece.bytes.data, piece.bytes.len, 0);
    item->error.status = status;
}

static void *work(void *context)
{
    struct worker *worker = context;
    struct rp_pipeline *pipeline = worker->pipeline;
    void *taken;
    while (rp_queue_take(pipeline->to_work, &taken, 1) == 1) {
        struct rp_job *job = taken;
        for (size_t i = 0; i < job->count && !atomic_load_explicit(&pipeline->stopping, memory_order_relaxed); i++)
            work_item(worker, job, &job->items[i]);
        set_ready(pipeline, job);
    }
    return NULL;
}

static void wait_until_ready(struct rp_pipeline *pipeline, struct rp_job *job)
{
    pthread_mutex_lock(&pipeline->lock);
    while (!job->ready)
        pthread_cond_wait(&pipeline->ready, &pipeline->lock);
    pthread_mutex_unlock(&pipeline->lock);
}

/* What is left when it is to stop goes by without being passed. */
static void *pass_all(void *context)
{
    struct rp_pipeline *pipeline = context;
    const struct rp_pipeline_options *options = &pipeline->options;
    bool failed = false;
    void *taken;
    while (rp_queue_take(pipeline->in_order, &taken, 1) == 1) {
        struct rp_job *job = taken;
        wait_until_ready(pipeline, job);
        if (options->pass != NULL && !failed && !atomic_load_explicit(&pipeline->stopping, memory_order_relaxed))
            failed = options->pass(options->context, job, &job->error) != RP_OK;
        if (rp_queue_put(pipeline->passed, job, 1) != RP_OK)
            free_job(job);
    }
    rp_queue_close(pipeline->passed);
    return NULL;
}

enum rp_status rp_pipeline_next(struct rp_pipeline *pipeline, struct rp_job **ret, struct rp_error *error)
{
    void *taken;
    if (rp_queue_take(pipeline->passed, &taken, 1) == 1) {
        *ret = taken;
        return RP_OK;
    }
    return pipeline->read_status == RP_OK ? RP_CLOSED : rp_fail_memory(error);
}

/* Ends the threads that were started. Workers take every job that is left, so that each of them becomes ready. */
static void join(struct rp_pipeline *pipeline, unsigned workers)
{
    atomic_store(&pipeline->stopping, true);
    rp_queue_close(pipeline->in_order);
    rp_queue_close(pipeline->to_work);
    rp_queue_close(pipeline->passed);
    if (pipeline->reading)
        pthread_join(pipeline->reader, NULL);
    for (unsigned i = 0; i < workers; i++)
        pthread_join(pipeline->workers[i].thread, NULL);
    if (pipeline->passing)
        pthread_join(pipeline->passer, NULL);
}

/* Closed or not there. */
static void free_queue(struct rp_queue *queue)
{
    void *taken;
    while (queue != NULL && rp_queue_take(queue, &taken, 1) == 1)
        free_job(taken);
    rp_queue_free(queue);
}

static void free_pipeline(struct rp_pipeline *pipeline)
{
    for (struct rp_job *job = pipeline->spare, *next; job != NULL; job = next) {
        next = job->next;
        free_job(job);
    }
    for (unsigned i = 0; pipeline->workers != NULL && i < pipeline->worker_count; i++) {
        rp_article_parser_free(pipeline->workers[i].parser);
        rp_workspace_free(pipeline->workers[i].workspace);
        rp_packer_free(pipeline->workers[i].packer);
    }
    rp_feed_close(pipeline->options.feed);
    rp_free(pipeline->workers);
    rp_queue_free(pipeline->to_work);
    free_queue(pipeline->in_order);
    free_queue(pipeline->passed);
    rp_free(pipeline);
}

void rp_pipeline_stop(struct rp_pipeline *pipeline)
{
    if (pipeline == NULL)
        return;
    join(pipeline, pipeline->worker_count);
    pthread_cond_destroy(&pipeline->ready);
    pthread_mutex_destroy(&pipeline->lock);
    free_pipeline(pipeline);
}

static bool make_worker(struct rp_pipeline *pipeline, struct worker *worker)
{
    worker->pipeline = pipeline;
    return rp_article_parser_create(&worker->parser) == RP_OK && rp_workspace_create(&worker->workspace) == RP_OK && rp_packer_create(&worker->packer) == RP_OK;
}

static void close_queues(struct rp_pipeline *pipeline)
{
    if (pipeline->in_order != NULL)
        rp_queue_close(pipeline->in_order);
    if (pipeline->passed != NULL)
        rp_queue_close(pipeline->passed);
}

/* All memory, no thread yet. */
static struct rp_pipeline *new_pipeline(const struct rp_pipeline_options *options)
{
    struct rp_pipeline *pipeline = rp_alloc_zeroed(1, sizeof *pipeline);
    if (pipeline == NULL) {
        rp_feed_close(options->feed);
        return NULL;
    }
    pipeline->options = *options;
    pipeline->done_bytes = options->done_bytes;
    bool ok = rp_queue_create(MAX_JOBS, RP_LIMIT_QUEUE_BYTES, &pipeline->in_order) == RP_OK &&
              rp_queue_create(MAX_JOBS + 2, 1, &pipeline->to_work) == RP_OK && rp_queue_create(MAX_PASSED, MAX_PASSED, &pipeline->passed) == RP_OK &&
              (pipeline->workers = rp_alloc_zeroed(options->workers, sizeof *pipeline->workers)) != NULL;
    pipeline->worker_count = options->workers;
    for (unsigned i = 0; ok && i < options->workers; i++)
        ok = make_worker(pipeline, &pipeline->workers[i]);
    if (!ok) {
        close_queues(pipeline);
        free_pipeline(pipeline);
        return NULL;
    }
    return pipeline;
}

static bool start_threads(struct rp_pipeline *pipeline)
{
    unsigned started = 0;
    while (started < pipeline->worker_count &&
           pthread_create(&pipeline->workers[started].thread, NULL, work, &pipeline->workers[started]) == 0)
        started++;
    pipeline->passing = started == pipeline->worker_count && pthread_create(&pipeline->passer, NULL, pass_all, pipeline) == 0;
    pipeline->reading = pipeline->passing && pthread_create(&pipeline->reader, NULL, read_all, pipeline) == 0;
    if (!pipeline->reading)
        join(pipeline, started);
    return pipeline->reading;
}

enum rp_status rp_pipeline_start(const struct rp_pipeline_options *options, struct rp_pipeline **ret, struct rp_error *error)
{
    struct rp_pipeline *pipeline = new_pipeline(options);
    if (pipeline == NULL)
        return rp_fail_memory(error);
    if (pthread_mutex_init(&pipeline->lock, NULL) != 0)
        goto no_lock;
    if (pthread_cond_init(&pipeline->ready, NULL) != 0)
        goto no_ready;
    if (!start_threads(pipeline))
        goto no_threads;
    *ret = pipeline;
    return RP_OK;
no_threads:
    pthread_cond_destroy(&pipeline->ready);
no_ready:
    pthread_mutex_destroy(&pipeline->lock);
no_lock:
    close_queues(pipeline);
    free_pipeline(pipeline);
    return rp_fail(error, RP_IO, "threads cannot be started");
}
