/* The part of a request that needs no corpus. */
#include "server/take.h"

#include "base/alloc.h"
#include "base/error.h"
#include "reprint/compare.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* What an engine job takes up in the queue beside its article. */
enum { JOB_BYTES = 1024 };

/* The clock stands in the operation: the engine reads none. */
static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Compressed here, where there are many threads. */
static enum rp_status pack(const struct rp_taker *with, struct rp_job *job, const struct rp_article *article, struct rp_error *error)
{
    size_t before = job->rows.len;
    if (with->packer == NULL)
        return RP_OK;
    enum rp_status status = rp_pack(with->packer, article, &job->rows);
    if (status != RP_OK)
        return rp_fail(error, status, "the article can not be packed: %s", rp_status_meaning(status));
    job->bytes += job->rows.len - before;
    return RP_OK;
}

static enum rp_status take_article(const struct rp_taker *with, struct rp_job *job, const struct rp_request *request, struct rp_error *error)
{
    unsigned flags = request->method == RP_METHOD_CHECK ? RP_PREPARE_NO_ID : 0;
    job->prepared = rp_prepared_take(&job->pool->prepared);
    if (job->prepared == NULL)
        return rp_fail_memory(error);
    enum rp_status status = rp_prepare(with->workspace, with->agencies, &request->article, flags, job->prepared, error);
    if (status != RP_OK)
        return status;
    job->bytes += job->prepared->bytes;
    return request->method == RP_METHOD_ADD ? pack(with, job, &job->prepared->article, error) : RP_OK;
}

/* Puts the place before the message. */
static void name_place(struct rp_error *error, size_t i)
{
    char message[sizeof error->message];
    memcpy(message, error->message, sizeof message);
    snprintf(error->message, sizeof error->message, "params.articles[%zu]: %.200s", i, message);
}

/* When it is bad, the entry has its error and nothing prepared. */
static void take_entry(const struct rp_taker *with, struct rp_job *job, const struct rp_article *article, struct rp_job_entry *entry)
{
    struct rp_prepared *prepared = rp_prepared_take(&job->pool->prepared);
    enum rp_status status = prepared != NULL ? rp_prepare(with->workspace, with->agencies, article, 0, prepared, &entry->error)
                                             : rp_fail_memory(&entry->error);
    entry->row_at = job->rows.len;
    if (status == RP_OK)
        status = pack(with, job, &prepared->article, &entry->error);
    entry->row_len = job->rows.len - entry->row_at;
    if (status == RP_OK) {
        entry->prepared = prepared;
        job->bytes += prepared->bytes;
        return;
    }
    rp_prepared_give(&job->pool->prepared, prepared);
    name_place(&entry->error, (size_t)(entry - job->entries));
}

static enum rp_status take_articles(const struct rp_taker *with, struct rp_job *job, const struct rp_request *request, struct rp_error *error)
{
    if (!rp_job_make_entries(job, request->entry_count))
        return rp_fail_memory(error);
    job->bytes += request->entry_count * sizeof *job->entries;
    for (size_t i = 0; i < request->entry_count; i++) {
        struct rp_job_entry *entry = &job->entries[i];
        const struct rp_entry *asked = &request->entries[i];
        entry->error = asked->error;
        if (asked->error.status == RP_OK)
            take_entry(with, job, &asked->article, entry);
    }
    return RP_OK;
}

static enum rp_status take_text(struct rp_workspace *workspace, struct rp_job *job, const struct rp_request *request, struct rp_error *error)
{
    job->fingerprint = rp_alloc(sizeof *job->fingerprint);
    if (job->fingerprint == NULL)
        return rp_fail_memory(error);
    return rp_fingerprint(workspace, request->article.text.data, request->article.text.len, job->fingerprint, error);
}

struct rp_job *rp_take_request(const struct rp_taker *with, const struct rp_request *request)
{
    struct rp_error error;
    enum rp_status status = RP_OK;
    struct rp_job *job = rp_job_create(with->pool, request);
    if (job == NULL)
        return NULL;
    job->now_ms = now_ms();
    job->bytes = JOB_BYTES;
    if (request->method == RP_METHOD_ADD || request->method == RP_METHOD_CHECK)
        status = take_article(with, job, request, &error);
    else if (request->method == RP_METHOD_ADD_MANY)
        status = take_articles(with, job, request, &error);
    else if (request->method == RP_METHOD_FINGERPRINT)
        status = take_text(with->workspace, job, request, &error);
    if (status != RP_OK)
        rp_job_fail(job, &error);
    return job;
}

void rp_finish_request(struct rp_job *job)
{
    struct rp_error error;
    rp_job_forget_articles(job);
    if (job->method != RP_METHOD_COMPARE || job->failed)
        return;
    if (rp_compare(&job->article.article, &job->other_article.article, &job->comparison, &error) != RP_OK)
        rp_job_fail(job, &error);
}
