/* The logging thread of a server with a folder: what changes the corpus is made to last before the engine sees it. One commit, and so one sync, serves all
 * that has come while the last one took its time. Everything else goes through in its order. */
#include "server/inside.h"
#include "server/job.h"

enum { BATCH = 512 };

static void log_many(struct rp_archive *archive, struct rp_job *job)
{
    for (size_t i = 0; i < job->entry_count; i++) {
        struct rp_job_entry *entry = &job->entries[i];
        struct rp_str row = {job->rows.data + entry->row_at, entry->row_len};
        if (entry->prepared != NULL && rp_archive_log_add(archive, row, job->flags, &entry->logged, &entry->error) != RP_OK)
            entry->logged.number = 0;
    }
}

static void log_job(struct rp_archive *archive, struct rp_job *job)
{
    struct rp_error error;
    enum rp_status status = RP_OK;
    switch (job->method) {
    case RP_METHOD_ADD:
        status = rp_archive_log_add(archive, (struct rp_str){job->rows.data, job->rows.len}, job->flags, &job->logged, &error);
        break;
    case RP_METHOD_ADD_MANY:
        log_many(archive, job);
        break;
    case RP_METHOD_REMOVE:
        status = rp_archive_log_remove(archive, job->key, &job->logged, &error);
        break;
    default:
        break;
    }
    if (status != RP_OK)
        rp_job_fail(job, &error);
}

/* Nothing of the group is on the disk. */
static void take_back(struct rp_job *job, const struct rp_error *error)
{
    job->expiry.number = 0;
    if ((job->method == RP_METHOD_ADD || job->method == RP_METHOD_REMOVE) && !job->failed)
        rp_job_fail(job, error);
    if (job->method != RP_METHOD_ADD_MANY)
        return;
    for (size_t i = 0; i < job->entry_count; i++)
        if (job->entries[i].logged.number != 0) {
            job->entries[i].logged.number = 0;
            job->entries[i].error = *error;
        }
}

/* An expiry that is due goes with the first job that the engine gets: a copy is none. */
static void log_expiry(struct rp_archive *archive, void *const *jobs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct rp_job *job = jobs[i];
        if (job->method == RP_METHOD_BACKUP)
            continue;
        if (!rp_archive_log_expiry(archive, &job->expiry))
            job->expiry.number = 0;
        return;
    }
}

static void log_all(struct rp_archive *archive, void *const *jobs, size_t count)
{
    struct rp_error error;
    log_expiry(archive, jobs, count);
    for (size_t i = 0; i < count; i++)
        log_job(archive, jobs[i]);
    if (rp_archive_commit(archive, &error) == RP_OK)
        return;
    for (size_t i = 0; i < count; i++)
        take_back(jobs[i], &error);
}

/* A copy is begun when all that came before it is on the disk. True when the job is not to go to the engine. */
static bool begin_copy(struct rp_server *server, struct rp_job *job)
{
    struct rp_error error;
    if (job->method != RP_METHOD_BACKUP)
        return false;
    if (rp_backup_start(server, job, &error) == RP_OK)
        return true;
    rp_job_fail(job, &error);
    return false;
}

/* To the engine, in order; waits for room. */
static void pass_on(struct rp_server *server, void *const *jobs, size_t count)
{
    void *items[BATCH];
    size_t bytes[BATCH], n = 0;
    for (size_t i = 0; i < count; i++) {
        struct rp_job *job = jobs[i];
        if (begin_copy(server, job))
            continue;
        items[n] = job;
        bytes[n++] = job->bytes;
    }
    for (size_t at = 0; at < n;) {
        at += rp_queue_try_put(server->data.logged, items + at, bytes + at, n - at);
        if (at < n) {
            rp_queue_put(server->data.logged, items[at], bytes[at]);
            at++;
        }
    }
}

void *rp_logging_run(void *context)
{
    struct rp_server *server = context;
    void *jobs[BATCH];
    size_t count;
    while ((count = rp_queue_take(server->queue, jobs, BATCH)) > 0) {
        rp_workers_tell_room(server);
        log_all(server->data.archive, jobs, count);
        pass_on(server, jobs, count);
    }
    rp_queue_close(server->data.logged);
    return NULL;
}
