/* The engine's thread: takes jobs in batches, gives them to the corpus one after another, sends them back to their workers. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/strings.h"
#include "reprint/corpus.h"
#include "server/inside.h"
#include "server/job.h"
#include "server/news.h"
#include "server/session.h"

enum { BATCH = 16 };

static enum rp_status add(struct rp_server *server, struct rp_job *job, const struct rp_prepared *prepared, struct rp_answer_room *room,
                          struct rp_answer **ret, struct rp_error *error)
{
    enum rp_status status = rp_corpus_add_prepared(server->corpus, prepared, job->now_ms, job->flags, room, ret, error);
    /* The answer for an article that was there already is no news. */
    if (status == RP_OK && (*ret)->seq > server->last_seq) {
        server->last_seq = (*ret)->seq;
        rp_news_publish(server, *ret, &prepared->article);
    }
    return status;
}

static void add_many(struct rp_server *server, struct rp_job *job)
{
    for (size_t i = 0; i < job->entry_count; i++) {
        struct rp_job_entry *entry = &job->entries[i];
        if (entry->prepared != NULL)
            add(server, job, entry->prepared, &entry->room, &entry->answer, &entry->error);
    }
}

/* A copy of an article: the corpus may change before it is used. */
static enum rp_status copy_article(struct rp_server *server, struct rp_str id, struct rp_job_article *ret, struct rp_error *error)
{
    struct rp_article article;
    enum rp_status status = rp_corpus_article(server->corpus, id, &article, error);
    if (status != RP_OK)
        return status;
    char *at = ret->block = rp_alloc(rp_article_bytes(&article));
    if (at == NULL)
        return rp_fail_memory(error);
    ret->article = rp_put_article(&at, &article);
    return RP_OK;
}

static enum rp_status get(struct rp_server *server, struct rp_job *job, struct rp_error *error)
{
    enum rp_status status = rp_corpus_get_into(server->corpus, job->key, &job->room, &job->answer, error);
    return status == RP_OK ? copy_article(server, job->key, &job->article, error) : status;
}

static enum rp_status copy_both(struct rp_server *server, struct rp_job *job, struct rp_error *error)
{
    enum rp_status status = copy_article(server, job->key, &job->article, error);
    return status == RP_OK ? copy_article(server, job->other_key, &job->other_article, error) : status;
}

static enum rp_status fill_stats(struct rp_server *server, struct rp_job *job, struct rp_error *error)
{
    size_t queued, queued_bytes;
    struct rp_service_stats *stats = job->stats = rp_alloc_zeroed(1, sizeof *stats);
    if (stats == NULL)
        return rp_fail_memory(error);
    rp_corpus_stats(server->corpus, &stats->corpus);
    rp_queue_level(server->queue, &queued, &queued_bytes);
    stats->queued = queued;
    stats->queued_bytes = queued_bytes;
    stats->uptime_ms = uv_hrtime() / 1000000 - server->started_ms;
    stats->threads = server->worker_count;
    stats->connections = atomic_load(&server->connections);
    stats->accepted = atomic_load(&server->accepted);
    stats->watchers = atomic_load(&server->watchers);
    strcpy(stats->data.state, "ready");
    strcpy(stats->data.fsync, "none");
    for (unsigned i = 0; i < server->worker_count; i++) {
        stats->requests += atomic_load(&server->workers[i].requests);
        stats->faults += atomic_load(&server->workers[i].faults);
        stats->missed += atomic_load(&server->workers[i].missed);
    }
    return RP_OK;
}

static void do_job(struct rp_server *server, struct rp_job *job)
{
    struct rp_error error;
    enum rp_status status = RP_OK;
    switch (job->method) {
    case RP_METHOD_ADD:
        status = add(server, job, job->prepared, &job->room, &job->answer, &error);
        break;
    case RP_METHOD_ADD_MANY:
        add_many(server, job);
        break;
    case RP_METHOD_CHECK:
        status = rp_corpus_check_prepared(server->corpus, job->prepared, &job->room, &job->answer, &error);
        break;
    case RP_METHOD_GET:
        status = get(server, job, &error);
        break;
    case RP_METHOD_STORY:
        status = rp_corpus_story_part(server->corpus, job->key, job->after, RP_LIMIT_STORY, &job->story, &error);
        break;
    case RP_METHOD_REMOVE:
        status = rp_corpus_remove(server->corpus, job->key, &error);
        break;
    case RP_METHOD_COMPARE:
        status = copy_both(server, job, &error);
        break;
    case RP_METHOD_STATS:
        status = fill_stats(server, job, &error);
        break;
    case RP_METHOD_BACKUP:
        status = rp_fail(&error, RP_NOT_FOUND, "there is no corpus on disk to be copied: the server runs without --data");
        break;
    default:
        break;
    }
    if (status != RP_OK)
        rp_job_fail(job, &error);
}

/* Chains a job to those that go back to its worker when the batch is done. */
static void send_back(struct rp_job *job)
{
    struct rp_worker *worker = rp_session_worker(job->session);
    job->task.next = NULL;
    if (worker->done_last != NULL)
        worker->done_last->next = &job->task;
    else
        worker->done_first = &job->task;
    worker->done_last = &job->task;
}

static void end_batch(struct rp_server *server)
{
    for (unsigned i = 0; i < server->worker_count; i++) {
        struct rp_worker *worker = &server->workers[i];
        if (worker->done_first != NULL)
            rp_loop_post_chain(&worker->loop, worker->done_first, worker->done_last);
        worker->done_first = worker->done_last = NULL;
        if (atomic_exchange(&worker->waiting, false))
            rp_loop_post(&worker->loop, &worker->room);
    }
}

void *rp_engine_run(void *context)
{
    struct rp_server *server = context;
    void *jobs[BATCH];
    size_t count;
    while ((count = rp_queue_take(server->queue, jobs, BATCH)) > 0) {
        for (size_t i = 0; i < count; i++) {
            const struct rp_job *next = i + 1 < count ? jobs[i + 1] : NULL;
            if (next != NULL && next->prepared != NULL)
                rp_corpus_fetch(server->corpus, next->prepared);
            do_job(server, jobs[i]);
            send_back(jobs[i]);
        }
        end_batch(server);
    }
    return NULL;
}
