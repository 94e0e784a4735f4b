/* One connection's conversation. */
#include "server/session.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/log.h"
#include "server/job.h"
#include "server/take.h"
#include "wire/frame.h"
#include "wire/reply.h"

#include <string.h>

struct rp_session {
    struct rp_task open; /* first */
    struct rp_connection connection;
    struct rp_worker *worker; /* borrowed */
    int fd;                   /* until it is open */
    bool is_unix;
    struct rp_frames frames;
    struct rp_job *first, *last; /* owned: unanswered, by arrival */
    uint32_t in_flight;
    size_t weight;         /* of their replies */
    bool over;             /* nothing more is read; what is there is answered, then the connection closes */
    bool told_cut;         /* that the stream ended within a message */
    bool closed;           /* the connection is gone; jobs may still come back */
    bool settling;         /* rp_settle is at work */
    bool watches;
    uint32_t verdicts;     /* bits */
    struct rp_buf source;  /* that it watches; empty: all */
    uint64_t missed;       /* news since the last it was told */
    struct rp_session *next, *previous; /* of the worker */
};

struct rp_worker *rp_session_worker(const struct rp_session *session)
{
    return session->worker;
}

/* --- jobs in order --- */

static void append(struct rp_session *session, struct rp_job *job)
{
    job->session = session;
    atomic_store(&job->interrupt, session->over);
    if (session->last != NULL)
        session->last->next = job;
    else
        session->first = job;
    session->last = job;
    session->in_flight++;
    session->weight += job->weight;
}

static void drop_first(struct rp_session *session)
{
    struct rp_job *job = session->first;
    session->first = job->next;
    if (session->first == NULL)
        session->last = NULL;
    session->in_flight--;
    session->weight -= job->weight;
    rp_job_free(job);
}

/* A copy may take long; others are answered soon. */
static void give_up_copies(struct rp_session *session)
{
    for (struct rp_job *job = session->first; job != NULL; job = job->next)
        if (job->method == RP_METHOD_BACKUP)
            atomic_store(&job->interrupt, true);
}

/* Appends the reply of a job; when there is no memory for it, the error that says so. */
static bool write_reply(struct rp_session *session, struct rp_job *job)
{
    struct rp_error error;
    enum rp_status status = rp_job_reply(job, &session->connection.out);
    if (status != RP_OK) {
        rp_fail(&error, status, "the reply can not be written: %s", rp_status_meaning(status));
        rp_job_fail(job, &error);
        status = rp_job_reply(job, &session->connection.out);
    }
    atomic_fetch_add_explicit(&session->worker->requests, 1, memory_order_relaxed);
    if (job->failed)
        atomic_fetch_add_explicit(&session->worker->faults, 1, memory_order_relaxed);
    return status == RP_OK;
}

/* Writes the replies whose turn it is, as far as the other side takes them. */
static void write_replies(struct rp_session *session)
{
    size_t max = session->worker->server->options.max_unsent;
    while (session->first != NULL && session->first->done && rp_connection_unsent(&session->connection) < max) {
        if (!write_reply(session, session->first)) {
            rp_connection_close(&session->connection);
            return;
        }
        drop_first(session);
    }
    if (session->connection.out.len > 0)
        rp_connection_send(&session->connection);
}

/* --- requests --- */

static bool may_take(const struct rp_session *session)
{
    const struct rp_server_options *options = &session->worker->server->options;
    return !session->connection.closing && session->in_flight < options->max_in_flight && session->weight < RP_REPLY_BYTES &&
           rp_connection_unsent(&session->connection) < options->max_unsent && rp_worker_takes(session->worker);
}

static void on_done(struct rp_task *task);
static void watch(struct rp_session *session, const struct rp_request *request, struct rp_job *job);

/* Before there is a corpus, all that is asked of the engine is how far it is. */
static bool is_too_early(const struct rp_server *server, enum rp_method method)
{
    return method != RP_METHOD_HELLO && method != RP_METHOD_PING && method != RP_METHOD_STATS && !rp_server_is_ready(server);
}

static void take_early_figures(struct rp_server *server, struct rp_job *job)
{
    struct rp_error error;
    if (rp_figures_take(server, NULL, job, &error) != RP_OK)
        rp_job_fail(job, &error);
}

/* Takes a job on: the engine's are handed over, all others are done. */
static void take_job(struct rp_session *session, struct rp_job *job, const struct rp_request *request)
{
    append(session, job);
    job->task.run = on_done;
    if (request != NULL && job->method == RP_METHOD_WATCH && !job->failed)
        watch(session, request, job);
    if (rp_job_is_for_engine(job) && rp_server_is_ready(session->worker->server)) {
        rp_worker_give(session->worker, job);
        return;
    }
    if (job->method == RP_METHOD_STATS && !job->failed)
        take_early_figures(session->worker->server, job);
    job->done = true;
}

/* Answers what can not be read. */
static void take_fault(struct rp_session *session, bool numbered, uint32_t id, const struct rp_error *error)
{
    struct rp_job *job = rp_job_create_failed(&session->worker->jobs, numbered, id, error);
    if (job != NULL)
        take_job(session, job, NULL);
    else
        rp_connection_close(&session->connection); /* no memory even to say so */
}

static void take_message(struct rp_session *session, const char *data, size_t len)
{
    struct rp_worker *worker = session->worker;
    struct rp_taker with = {worker->workspace, worker->packer, &worker->jobs, worker->server->agencies};
    struct rp_request request;
    struct rp_error error;
    bool numbered;
    if (rp_request_decode(worker->decoder, data, len, &request, &numbered, &error) != RP_OK) {
        take_fault(session, numbered, request.id, &error);
        return;
    }
    if (is_too_early(worker->server, request.method)) {
        rp_data_not_ready(worker->server, &error);
        take_fault(session, true, request.id, &error);
        return;
    }
    struct rp_job *job = rp_take_request(&with, &request);
    if (job != NULL) {
        take_job(session, job, &request);
        return;
    }
    rp_fail_memory(&error);
    take_fault(session, true, request.id, &error);
}

/* Takes what is there whole, as far as limits let it. False when that was nothing. */
static bool take_requests(struct rp_session *session)
{
    struct rp_connection *connection = &session->connection;
    bool another = false; /* the message in hand at the beginning is over */
    size_t at = 0;
    while (at < connection->in.len && may_take(session)) {
        const char *data = connection->in.data + at;
        size_t len = connection->in.len - at, n;
        struct rp_error error;
        enum rp_frame frame = rp_frames_next(&session->frames, data, len, &n, &error);
        uint32_t id = 0;
        if (frame == RP_FRAME_MESSAGE) {
            take_message(session, data, n);
        } else if (frame == RP_FRAME_FAULT) {
            bool numbered = rp_frame_id(data, len, &id);
            take_fault(session, numbered, id, &error);
        } else if (n == 0) {
            break;
        }
        another = another || !rp_frames_passing(&session->frames);
        at += n;
    }
    if (connection->closing)
        return false;
    bool inside = at < connection->in.len || rp_frames_inside(&session->frames);
    rp_connection_consume(connection, at, !inside ? RP_PLACE_BETWEEN : another ? RP_PLACE_IN_ANOTHER : RP_PLACE_IN_THE_SAME);
    return at > 0;
}

/* When no more comes and that is within a message that was not answered yet, and all before it is taken. */
static void tell_cut(struct rp_session *session)
{
    struct rp_error error;
    size_t left = session->connection.in.len;
    bool no_more = session->connection.ended || session->worker->draining;
    if (session->told_cut || !no_more || !may_take(session) || left == 0 || rp_frames_passing(&session->frames))
        return;
    session->told_cut = true;
    uint32_t id = 0;
    bool numbered = rp_frame_id(session->connection.in.data, left, &id);
    if (session->connection.ended)
        rp_fail_at(&error, RP_BAD_FRAME, left, "the connection ended within a message, after %zu bytes of it", left);
    else
        rp_fail(&error, RP_SHUTTING_DOWN, "the server is shutting down: what had come of this message, %zu bytes, is not taken", left);
    take_fault(session, numbered, id, &error);
}

/* Brings everything as far as it goes: replies, requests, reading, the end. */
static void settle(struct rp_session *session)
{
    struct rp_connection *connection = &session->connection;
    if (session->settling || session->closed || connection->closing)
        return;
    session->settling = true;
    write_replies(session);
    while (take_requests(session))
        write_replies(session);
    tell_cut(session);
    write_replies(session);
    if (!connection->closing) {
        connection->busy = session->in_flight > 0 || session->watches;
        if (!session->over)
            rp_connection_read(connection, may_take(session));
        else if (session->first == NULL && may_take(session)) /* so nothing that is whole is left */
            rp_connection_finish(connection);
    }
    session->settling = false;
}

/* --- what the connection tells --- */

static void on_bytes(void *owner)
{
    settle(owner);
}

static void on_end(void *owner)
{
    struct rp_session *session = owner;
    session->over = true;
    give_up_copies(session);
    settle(session);
}

static void on_sent(void *owner)
{
    settle(owner);
}

static void on_late(void *owner, enum rp_deadline deadline)
{
    struct rp_session *session = owner;
    const struct rp_connection_limits *limits = session->connection.limits;
    struct rp_error error;
    uint32_t id = 0;
    bool numbered = deadline == RP_DEADLINE_MESSAGE && rp_frame_id(session->connection.in.data, session->connection.in.len, &id);
    if (deadline == RP_DEADLINE_MESSAGE)
        rp_fail(&error, RP_TIMED_OUT, "a message was not complete %u ms after its first byte: the limit \"message\" (--message-timeout)",
                limits->message_ms);
    else
        rp_fail(&error, RP_TIMED_OUT, "nothing was heard for %u ms: the limit \"idle\" (--idle-timeout)", limits->idle_ms);
    take_fault(session, numbered, id, &error);
    session->over = session->told_cut = true;
    rp_connection_read(&session->connection, false);
    settle(session);
}

static void stop_watching(struct rp_session *session)
{
    struct rp_server *server = session->worker->server;
    if (!session->watches)
        return;
    session->watches = false;
    atomic_fetch_sub(&server->watchers, 1);
    for (unsigned i = 0; i < RP_VERDICT_COUNT; i++)
        if (session->verdicts >> i & 1u)
            atomic_fetch_sub(&server->watching[i], 1);
}

static void free_session(struct rp_session *session)
{
    struct rp_worker *worker = session->worker;
    if (session->previous != NULL)
        session->previous->next = session->next;
    else
        worker->sessions = session->next;
    if (session->next != NULL)
        session->next->previous = session->previous;
    rp_buf_done(&session->source);
    rp_free(session);
    atomic_fetch_sub(&worker->server->connections, 1);
    rp_worker_check_empty(worker);
}

/* Frees the jobs of a closed session that are done, and the session when none is left. */
static void clear_away(struct rp_session *session)
{
    struct rp_job **at = &session->first;
    while (*at != NULL) {
        struct rp_job *job = *at;
        if (!job->done) {
            at = &job->next;
            continue;
        }
        *at = job->next;
        rp_job_free(job);
    }
    if (session->first == NULL)
        free_session(session);
}

static void on_closed(void *owner)
{
    struct rp_session *session = owner;
    session->closed = true;
    give_up_copies(session);
    stop_watching(session);
    clear_away(session);
}

static const struct rp_connection_calls calls = {.bytes = on_bytes, .end = on_end, .sent = on_sent, .late = on_late, .closed = on_closed};

/* --- what the engine tells --- */

static void on_done(struct rp_task *task)
{
    struct rp_job *job = (struct rp_job *)task;
    struct rp_session *session = job->session;
    rp_finish_request(job);
    job->done = true;
    if (session->closed)
        clear_away(session);
    else
        settle(session);
}

/* --- life --- */

static void on_open(struct rp_task *task)
{
    struct rp_session *session = (struct rp_session *)task;
    struct rp_worker *worker = session->worker;
    session->next = worker->sessions;
    if (session->next != NULL)
        session->next->previous = session;
    worker->sessions = session;
    if (rp_connection_open(&session->connection, &worker->loop, session->fd, session->is_unix, &calls, &worker->server->limits, session) == RP_OK)
        return;
    rp_log(RP_LOG_WARN, "a connection could not be opened");
    free_session(session);
}

struct rp_session *rp_session_create(struct rp_worker *worker, int fd, bool is_unix)
{
    struct rp_session *session = rp_alloc_zeroed(1, sizeof *session);
    if (session == NULL)
        return NULL;
    session->open.run = on_open;
    session->worker = worker;
    session->fd = fd;
    session->is_unix = is_unix;
    rp_frames_init(&session->frames, worker->server->options.max_frame, RP_LIMIT_VALUES);
    rp_buf_init(&session->source, RP_LIMIT_STRING);
    rp_loop_post(&worker->loop, &session->open);
    return session;
}

void rp_sessions_resume(struct rp_worker *worker)
{
    for (struct rp_session *session = worker->sessions, *next; session != NULL; session = next) {
        next = session->next;
        settle(session);
    }
}

void rp_sessions_drain(struct rp_worker *worker)
{
    for (struct rp_session *session = worker->sessions, *next; session != NULL; session = next) {
        next = session->next;
        session->over = true;
        give_up_copies(session);
        stop_watching(session);
        rp_connection_read(&session->connection, false);
        settle(session);
    }
}

void rp_sessions_abandon(struct rp_worker *worker)
{
    for (struct rp_session *session = worker->sessions; session != NULL; session = session->next)
        rp_connection_close(&session->connection);
}

/* --- watching --- */

static void watch(struct rp_session *session, const struct rp_request *request, struct rp_job *job)
{
    struct rp_server *server = session->worker->server;
    struct rp_error error;
    stop_watching(session);
    rp_buf_clear(&session->source);
    if (rp_buf_add_str(&session->source, request->source) != RP_OK) {
        rp_fail_memory(&error);
        rp_job_fail(job, &error);
        return;
    }
    session->watches = true;
    session->verdicts = request->verdicts != 0 ? request->verdicts : ~(1u << RP_VERDICT_UNIQUE);
    atomic_fetch_add(&server->watchers, 1);
    for (unsigned i = 0; i < RP_VERDICT_COUNT; i++)
        if (session->verdicts >> i & 1u)
            atomic_fetch_add(&server->watching[i], 1);
}

static bool wants(const struct rp_session *session, const struct rp_news *news)
{
    struct rp_str source = {session->source.data, session->source.len};
    return session->watches && (session->verdicts >> news->verdict & 1u) &&
           (source.len == 0 || rp_str_equal(source, (struct rp_str){news->source.data, news->source.len}));
}

void rp_sessions_tell(struct rp_worker *worker, const struct rp_news *news)
{
    size_t max = worker->server->options.max_unsent, len = news->message.len;
    for (struct rp_session *session = worker->sessions; session != NULL; session = session->next) {
        struct rp_connection *connection = &session->connection;
        if (session->closed || connection->closing || connection->finishing || !wants(session, news))
            continue;
        if (rp_connection_unsent(connection) >= max || rp_buf_add(&connection->out, news->message.data, len) != RP_OK) {
            session->missed++;
            atomic_fetch_add_explicit(&worker->missed, 1, memory_order_relaxed);
            continue;
        }
        rp_notice_set_missed(connection->out.data + connection->out.len - len, len, session->missed);
        session->missed = 0;
        rp_connection_send(connection);
    }
}
