/* The inside of a server, shared by the files of this room.
 *
 * Threads: the one that runs the server accepts; each worker has a loop with its sessions, reads, fingerprints, and writes; one engine thread owns the
 * corpus. Jobs go from worker to engine through one bounded queue and come back as tasks on the worker's loop, both in batches. */
#ifndef RP_SERVER_INSIDE_H
#define RP_SERVER_INSIDE_H

#include "base/queue.h"
#include "net/connection.h"
#include "net/listener.h"
#include "net/loop.h"
#include "reprint/client.h"
#include "server/job.h"
#include "server/server.h"
#include "wire/decoder.h"

#include <pthread.h>
#include <stdatomic.h>

struct rp_session;
struct rp_workspace;

enum {
    RP_OUTBOX_JOBS = 256,       /* of a worker, waiting to be handed over together */
    RP_OUTBOX_BYTES = 1 << 20,  /* from which on they are handed over at once */
    RP_REPLY_BYTES = 32 << 20   /* that the replies of a connection's unanswered requests may come to */
};

struct rp_worker {
    struct rp_loop loop;
    struct rp_server *server;
    pthread_t thread;
    bool has_loop, started;
    struct rp_decoder *decoder;     /* owned */
    struct rp_workspace *workspace; /* owned */
    struct rp_job_pool jobs;        /* owned */
    struct rp_session *sessions;    /* owned */
    void *outbox[RP_OUTBOX_JOBS];   /* jobs */
    size_t outbox_bytes[RP_OUTBOX_JOBS], outbox_count, outbox_sum;
    bool stuck;          /* the queue had no room: nothing is read until the engine says that it has */
    atomic_bool waiting; /* the same, for the engine */
    bool draining, emptied;
    struct rp_task room, drain, abandon, end; /* from other threads */
    struct rp_task empty;                     /* to the accepting loop */
    struct rp_task *done_first, *done_last;   /* the engine's: jobs that go back with the batch in hand */
    atomic_uint_fast64_t requests, faults, missed;
};

struct rp_server {
    struct rp_server_options options;
    struct rp_connection_limits limits;
    struct rp_listener listeners[RP_SERVER_LISTENERS_MAX];
    size_t listener_count;
    struct rp_loop loop; /* accepts */
    uv_async_t stop;
    uv_timer_t patience; /* with connections that do not take their replies */
    bool stopping, loop_over;
    struct rp_worker *workers; /* owned */
    unsigned worker_count, next_worker, empty_workers;
    struct rp_queue *queue; /* owned: jobs for the engine */
    pthread_t engine;
    bool engine_started;
    struct rp_corpus *corpus; /* owned; the engine's while it runs */
    const struct rp_agencies *agencies; /* borrowed: the corpus's */
    uint64_t last_seq;        /* the engine's */
    uint64_t started_ms;      /* of the accepting loop's clock */
    atomic_uint_fast64_t accepted;
    atomic_uint connections, watchers, watching[RP_VERDICT_COUNT];
};

/* worker.c */
enum rp_status rp_worker_start(struct rp_worker *worker, struct rp_server *server, struct rp_error *error);
/* Waits for the thread and frees all. Also of one that was not started, or not wholly. */
void rp_worker_done(struct rp_worker *worker);
/* Takes a job for the engine; on the worker's thread. */
void rp_worker_give(struct rp_worker *worker, struct rp_job *job);
/* True when the worker takes jobs. */
bool rp_worker_takes(const struct rp_worker *worker);
/* To be asked when a session or a job has gone: tells the accepting loop when a draining worker has none left. */
void rp_worker_check_empty(struct rp_worker *worker);

/* engine.c: the engine's thread. context: the server. */
void *rp_engine_run(void *context);

/* accept.c */
void rp_server_accepted(void *context, int fd, bool is_unix);

#endif
