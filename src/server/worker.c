/* A worker: one loop on one thread, its sessions, and its side of the queue. */
#include "base/alloc.h"
#include "base/error.h"
#include "reprint/fingerprint.h"
#include "server/inside.h"
#include "server/job.h"
#include "server/session.h"

#include <stddef.h>
#include <string.h>

/* The worker that a task is part of. */
#define WORKER_OF(task, member) ((struct rp_worker *)(void *)((char *)(task)-offsetof(struct rp_worker, member)))

/* --- the queue: to the engine, or to the logging thread before it --- */

/* Hands over what the queue has room for. */
static void put(struct rp_worker *worker)
{
    size_t n = rp_queue_try_put(worker->server->queue, worker->outbox, worker->outbox_bytes, worker->outbox_count);
    if (n == 0)
        return;
    for (size_t i = 0; i < n; i++)
        worker->outbox_sum -= worker->outbox_bytes[i];
    worker->outbox_count -= n;
    memmove(worker->outbox, worker->outbox + n, worker->outbox_count * sizeof *worker->outbox);
    memmove(worker->outbox_bytes, worker->outbox_bytes + n, worker->outbox_count * sizeof *worker->outbox_bytes);
}

static void hand_over(struct rp_worker *worker)
{
    if (worker->stuck || worker->outbox_count == 0)
        return;
    put(worker);
    if (worker->outbox_count == 0)
        return;
    /* Room may have been made between the failure and the flag: who takes looks at the flag afterwards. */
    atomic_store(&worker->waiting, true);
    put(worker);
    if (worker->outbox_count == 0 && atomic_exchange(&worker->waiting, false))
        return;
    worker->stuck = true;
}

static void on_room(struct rp_task *task)
{
    struct rp_worker *worker = WORKER_OF(task, room);
    worker->stuck = false;
    hand_over(worker);
    if (!worker->stuck)
        rp_sessions_resume(worker);
}

void rp_workers_tell_room(struct rp_server *server)
{
    for (unsigned i = 0; i < server->worker_count; i++) {
        struct rp_worker *worker = &server->workers[i];
        if (atomic_exchange(&worker->waiting, false))
            rp_loop_post(&worker->loop, &worker->room);
    }
}

bool rp_worker_takes(const struct rp_worker *worker)
{
    return !worker->stuck && worker->outbox_count < RP_OUTBOX_JOBS;
}

void rp_worker_give(struct rp_worker *worker, struct rp_job *job)
{
    worker->outbox[worker->outbox_count] = job;
    worker->outbox_bytes[worker->outbox_count++] = job->bytes;
    worker->outbox_sum += job->bytes;
    if (worker->outbox_count == RP_OUTBOX_JOBS || worker->outbox_sum >= RP_OUTBOX_BYTES)
        hand_over(worker);
}

static void before_waiting(void *context)
{
    hand_over(context);
}

/* --- the end --- */

void rp_worker_check_empty(struct rp_worker *worker)
{
    if (!worker->draining || worker->emptied || worker->sessions != NULL)
        return;
    worker->emptied = true;
    rp_loop_post(&worker->server->loop, &worker->empty);
}

static void on_drain(struct rp_task *task)
{
    struct rp_worker *worker = WORKER_OF(task, drain);
    worker->draining = true;
    rp_sessions_drain(worker);
    rp_worker_check_empty(worker);
}

static void on_abandon(struct rp_task *task)
{
    rp_sessions_abandon(WORKER_OF(task, abandon));
}

static void on_end(struct rp_task *task)
{
    rp_loop_end(&WORKER_OF(task, end)->loop);
}

/* --- life --- */

static void *run(void *context)
{
    struct rp_worker *worker = context;
    rp_loop_run(&worker->loop);
    return NULL;
}

static uint64_t tick_ms(const struct rp_connection_limits *limits)
{
    uint32_t least = limits->message_ms < limits->idle_ms ? limits->message_ms : limits->idle_ms;
    return least / 4 < 10 ? 10 : least / 4 > 1000 ? 1000 : least / 4;
}

enum rp_status rp_worker_start(struct rp_worker *worker, struct rp_server *server, struct rp_error *error)
{
    worker->server = server;
    worker->room.run = on_room;
    worker->drain.run = on_drain;
    worker->abandon.run = on_abandon;
    worker->end.run = on_end;
    if (rp_decoder_create(&worker->decoder) != RP_OK || rp_workspace_create(&worker->workspace) != RP_OK)
        return rp_fail_memory(error);
    if (server->data.archive != NULL && rp_packer_create(&worker->packer) != RP_OK)
        return rp_fail_memory(error);
    enum rp_status status = rp_loop_init(&worker->loop, tick_ms(&server->limits), error);
    if (status != RP_OK)
        return status;
    worker->has_loop = true;
    worker->loop.on_idle = before_waiting;
    worker->loop.context = worker;
    if (pthread_create(&worker->thread, NULL, run, worker) != 0)
        return rp_fail(error, RP_IO, "a thread can not be started");
    worker->started = true;
    return RP_OK;
}

void rp_worker_done(struct rp_worker *worker)
{
    if (worker->started) {
        rp_loop_post(&worker->loop, &worker->end);
        pthread_join(worker->thread, NULL);
    } else if (worker->has_loop) {
        rp_loop_end(&worker->loop);
    }
    if (worker->has_loop)
        rp_loop_done(&worker->loop);
    rp_job_pool_done(&worker->jobs);
    rp_packer_free(worker->packer);
    rp_workspace_free(worker->workspace);
    rp_decoder_free(worker->decoder);
}
