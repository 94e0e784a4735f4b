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

struct rp_job *rp_job_create(const struct rp_request *request)
{
    struct rp_str key = request->method == RP_METHOD_COMPARE ? request->new_id : request->key;
    struct rp_job *job = rp_alloc(sizeof *job + key.len + request->old_id.len);
    if (job == NULL)
        return NULL;
    *job = (struct rp_job){.method = request->method,
                           .id = request->id,
                           .numbered = true,
                           .flags = request->replace ? RP_ADD_REPLACE : 0,
                           .after = request->after,
                           .weight = weight_of(request->method)};
    char *at = (char *)(job + 1);
    job->key = rp_put_str(&at, key);
    job->other_key = rp_put_str(&at, request->old_id);
    return job;
}

struct rp_job *rp_job_create_failed(bool numbered, uint32_t id, const struct rp_error *error)
{
    struct rp_job *job = rp_alloc(sizeof *job);
    if (job == NULL)
        return NULL;
    *job = (struct rp_job){.id = id, .numbered = numbered, .done = true, .failed = true, .error = *error};
    return job;
}

void rp_job_forget_articles(struct rp_job *job)
{
    for (size_t i = 0; i < job->entry_count; i++) {
        rp_prepared_free(job->entries[i].prepared);
        job->entries[i].prepared = NULL;
    }
    rp_prepared_free(job->prepared);
    job->prepared = NULL;
}

void rp_job_free(struct rp_job *job)
{
    rp_job_forget_articles(job);
    for (size_t i = 0; i < job->entry_count; i++)
        rp_answer_free(job->entries[i].answer);
    rp_free(job->entries);
    rp_answer_free(job->answer);
    rp_free(job->shelved);
    rp_free(job->other_shelved);
    rp_story_free(job->story);
    rp_free(job->fingerprint);
    rp_free(job->stats);
    rp_comparison_done(&job->comparison);
    rp_free(job);
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
        return rp_reply_article(buf, job->id, &job->shelved->article, job->answer);
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
    case RP_METHOD_WATCH:
    case RP_METHOD_COUNT:
        break;
    }
    return rp_reply_empty(buf, job->id);
}
