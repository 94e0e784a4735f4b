/* One request on its way. */
#include "server/job.h"

#include "base/alloc.h"
#include "base/strings.h"
#include "wire/reply.h"

#include <string.h>

/* What a reply may come to: an answer has at most 8 matches of 64 passages. */
static size_t weight_of(enum rp_method method)
{
    switch (method) {
    case RP_METHOD_ADD:
    case RP_METHOD_CHECK:
        return 32 << 10;
    case RP_METHOD_ADD_MANY:
        return RP_LIMIT_FRAME;
    case RP_METHOD_GET:
        return 2 * RP_LIMIT_TEXT;
    case RP_METHOD_COMPARE:
        return 2 * RP_LIMIT_TEXT; /* both texts are held until they are compared */
    case RP_METHOD_STORY:
        return RP_LIMIT_STORY * (RP_LIMIT_ID + 2 * RP_LIMIT_STRING);
    default:
        return 4 << 10;
    }
}

/* --- life --- */

enum { POOL_BYTES = 16 << 20, ROWS_MOST = 2 * RP_LIMIT_FRAME, ROWS_KEPT = 64 << 10 };

static size_t bytes_of(const struct rp_job *job)
{
    size_t bytes = sizeof *job + job->room.cap + job->rows.cap + job->entry_cap * sizeof *job->entries;
    for (size_t i = 0; i < job->entry_cap; i++)
        bytes += job->entries[i].room.cap;
    return bytes;
}

static struct rp_job *take(struct rp_job_pool *pool)
{
    struct rp_job *job = pool->first;
    if (job != NULL) {
        pool->first = job->next;
        pool->bytes -= bytes_of(job);
    } else if ((job = rp_alloc_zeroed(1, sizeof *job)) == NULL) {
        return NULL;
    } else {
        rp_buf_init(&job->rows, ROWS_MOST);
    }
    job->next = NULL;
    job->pool = pool;
    return job;
}

/* What is left is what a job brings with it from the pool. */
static void clear(struct rp_job *job)
{
    rp_job_forget_articles(job);
    for (size_t i = 0; i < job->entry_count; i++) {
        job->entries[i].answer = NULL;
        job->entries[i].logged.number = 0;
    }
    rp_free(job->keys);
    rp_free(job->article.block);
    rp_free(job->other_article.block);
    rp_story_free(job->story);
    rp_free(job->fingerprint);
    rp_free(job->stats);
    rp_comparison_done(&job->comparison);
    *job = (struct rp_job){.entries = job->entries, .entry_cap = job->entry_cap, .room = job->room, .rows = job->rows};
}

static void free_cleared(struct rp_job *job)
{
    for (size_t i = 0; i < job->entry_cap; i++)
        rp_answer_room_done(&job->entries[i].room);
    rp_free(job->entries);
    rp_answer_room_done(&job->room);
    rp_buf_done(&job->rows);
    rp_free(job);
}

void rp_job_free(struct rp_job *job)
{
    struct rp_job_pool *pool = job->pool;
    clear(job);
    size_t bytes = bytes_of(job);
    if (pool->bytes + bytes > POOL_BYTES) {
        free_cleared(job);
        return;
    }
    job->next = pool->first;
    pool->first = job;
    pool->bytes += bytes;
}

void rp_job_pool_done(struct rp_job_pool *pool)
{
    for (struct rp_job *job = pool->first, *next; job != NULL; job = next) {
        next = job->next;
        free_cleared(job);
    }
    rp_prepared_pool_done(&pool->prepared);
    *pool = (struct rp_job_pool){0};
}

struct rp_job *rp_job_create(struct rp_job_pool *pool, const struct rp_request *request)
{
    struct rp_str key = request->method == RP_METHOD_COMPARE ? request->new_id : request->key;
    struct rp_job *job = take(pool);
    if (job == NULL)
        return NULL;
    job->method = request->method;
    job->id = request->id;
    job->numbered = true;
    job->flags = request->replace ? RP_ADD_REPLACE : 0;
    job->after = request->after;
    job->weight = weight_of(request->method);
    if (key.len + request->old_id.len == 0)
        return job;
    char *at = job->keys = rp_alloc(key.len + request->old_id.len);
    if (at == NULL) {
        rp_job_free(job);
        return NULL;
    }
    job->key = rp_put_str(&at, key);
    job->other_key = rp_put_str(&at, request->old_id);
    return job;
}

struct rp_job *rp_job_create_failed(struct rp_job_pool *pool, bool numbered, uint32_t id, const struct rp_error *error)
{
    struct rp_job *job = take(pool);
    if (job == NULL)
        return NULL;
    job->id = id;
    job->numbered = numbered;
    job->done = job->failed = true;
    job->error = *error;
    return job;
}

bool rp_job_make_entries(struct rp_job *job, size_t count)
{
    size_t cap = job->entry_cap;
    if (!rp_grow(&job->entries, &job->entry_cap, count, sizeof *job->entries, RP_LIMIT_ADD_MANY))
        return false;
    memset(job->entries + cap, 0, (job->entry_cap - cap) * sizeof *job->entries);
    job->entry_count = count;
    return true;
}

void rp_job_forget_articles(struct rp_job *job)
{
    for (size_t i = 0; i < job->entry_count; i++) {
        rp_prepared_give(&job->pool->prepared, job->entries[i].prepared);
        job->entries[i].prepared = NULL;
    }
    rp_prepared_give(&job->pool->prepared, job->prepared);
    job->prepared = NULL;
    rp_buf_clear(&job->rows);
    if (job->rows.cap > ROWS_KEPT)
        rp_buf_done(&job->rows);
}

void rp_job_fail(struct rp_job *job, const struct rp_error *error)
{
    job->failed = true;
    job->error = *error;
}

bool rp_job_is_for_engine(const struct rp_job *job)
{
    switch (job->method) {
    case RP_METHOD_ADD:
    case RP_METHOD_ADD_MANY:
    case RP_METHOD_CHECK:
    case RP_METHOD_GET:
    case RP_METHOD_STORY:
    case RP_METHOD_REMOVE:
    case RP_METHOD_COMPARE:
    case RP_METHOD_STATS:
    case RP_METHOD_BACKUP:
        return !job->failed;
    default:
        return false;
    }
}

static enum rp_status reply_many(const struct rp_job *job, struct rp_buf *buf)
{
    struct rp_outcome_of_entry outcomes[RP_LIMIT_ADD_MANY];
    for (size_t i = 0; i < job->entry_count; i++)
        outcomes[i] = (struct rp_outcome_of_entry){job->entries[i].answer, &job->entries[i].error};
    return rp_reply_answers(buf, job->id, outcomes, job->entry_count);
}

enum rp_status rp_job_reply(const struct rp_job *job, struct rp_buf *buf)
{
    if (job->failed)
        return job->numbered ? rp_reply_error(buf, job->id, &job->error) : rp_reply_error_unnumbered(buf, &job->error);
    switch (job->method) {
    case RP_METHOD_HELLO:
        return rp_reply_hello(buf, job->id);
    case RP_METHOD_ADD:
    case RP_METHOD_CHECK:
        return rp_reply_answer(buf, job->id, job->answer);
    case RP_METHOD_ADD_MANY:
        return reply_many(job, buf);
    case RP_METHOD_GET:
        return rp_reply_article(buf, job->id, &job->article.article, job->answer);
    case RP_METHOD_STORY:
        return rp_reply_story(buf, job->id, job->story);
    case RP_METHOD_FINGERPRINT:
        return rp_reply_fingerprint(buf, job->id, job->fingerprint);
    case RP_METHOD_COMPARE:
        return rp_reply_comparison(buf, job->id, &job->comparison);
    case RP_METHOD_STATS:
        return rp_reply_stats(buf, job->id, job->stats);
    case RP_METHOD_PING:
    case RP_METHOD_REMOVE:
    case RP_METHOD_BACKUP:
    case RP_METHOD_WATCH:
    case RP_METHOD_COUNT:
        break;
    }
    return rp_reply_empty(buf, job->id);
}
