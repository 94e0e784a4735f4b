/* The engine's thread: takes jobs in batches, gives them to the corpus one after another, sends them back to their workers. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/log.h"
#include "base/strings.h"
#include "reprint/corpus.h"
#include "server/inside.h"
#include "server/job.h"
#include "server/news.h"
#include "server/session.h"

/* What goes back to the workers together. */
enum { BATCH = 16 };

static enum rp_status add(struct rp_server *server, struct rp_job *job, struct rp_prepared *prepared, const struct rp_logged *logged,
                          struct rp_answer_room *room, struct rp_answer **ret, struct rp_error *error)
{
    enum rp_status status = server->data.archive != NULL
                                ? rp_archive_add(server->data.archive, logged, prepared, job->flags, room, ret, error)
                                : rp_corpus_add_prepared(server->corpus, prepared, job->now_ms, job->flags, room, ret, error);
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
        bool failed = entry->prepared == NULL || (server->data.archive != NULL && entry->logged.number == 0);
        if (!failed)
            add(server, job, entry->prepared, &entry->logged, &entry->room, &entry->answer, &entry->error);
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

static enum rp_status forget(struct rp_server *server, struct rp_job *job, struct rp_error *error)
{
    if (server->data.archive != NULL)
        return rp_archive_remove(server->data.archive, &job->logged, job->key, error);
    return rp_corpus_remove(server->corpus, job->key, error);
}

/* Articles that are too old, before the job that came when they had become so. */
static void expire(struct rp_server *server, const struct rp_logged *expiry)
{
    struct rp_error error;
    if (expiry->number == 0)
        return;
    server->data.expires = true;
    if (rp_archive_expire(server->data.archive, expiry, &error) != RP_OK)
        rp_log(RP_LOG_ERROR, "old articles are not removed: %s", error.message);
}

static void do_job(struct rp_server *server, struct rp_job *job)
{
    struct rp_error error;
    enum rp_status status = RP_OK;
    switch (job->method) {
    case RP_METHOD_ADD:
        status = add(server, job, job->prepared, &job->logged, &job->room, &job->answer, &error);
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
        status = forget(server, job, &error);
        break;
    case RP_METHOD_COMPARE:
        status = copy_both(server, job, &error);
        break;
    case RP_METHOD_STATS:
        status = rp_figures_take(server, server->corpus, job, &error);
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

/* One that logging has failed is only answered. True: it was the tick. */
static bool take_turn(struct rp_server *server, struct rp_job *job)
{
    bool ticked = job->session == NULL;
    expire(server, &job->expiry);
    if (!job->failed)
        do_job(server, job);
    if (ticked)
        rp_data_ticked(server);
    else
        send_back(job);
    rp_data_go_on(server);
    return ticked;
}

static void end_batch(struct rp_server *server, bool ticked)
{
    for (unsigned i = 0; i < server->worker_count; i++) {
        struct rp_worker *worker = &server->workers[i];
        if (worker->done_first != NULL)
            rp_loop_post_chain(&worker->loop, worker->done_first, worker->done_last);
        worker->done_first = worker->done_last = NULL;
    }
    if (server->data.archive != NULL)
        rp_archive_rest(server->data.archive, ticked);
    else
        rp_workers_tell_room(server);
}

void *rp_engine_run(void *context)
{
    struct rp_server *server = context;
    void *jobs[BATCH];
    struct rp_queue *queue = server->data.archive != NULL ? server->data.logged : server->queue;
    size_t count;
    rp_data_restore(server);
    while ((count = rp_queue_take(queue, jobs, BATCH)) > 0) {
        bool ticked = false;
        for (size_t i = 0; i < count; i++) {
            const struct rp_job *next = i + 1 < count ? jobs[i + 1] : NULL;
            if (next != NULL && next->prepared != NULL)
                rp_corpus_fetch(server->corpus, next->prepared);
            ticked = take_turn(server, jobs[i]) || ticked;
        }
        end_batch(server, ticked);
    }
    return NULL;
}
