/* The inside of a server, shared by the files of this room.
 *
 * Threads: the one that runs the server accepts; each worker has a loop with its sessions, reads, fingerprints, and writes; one engine thread owns the
 * corpus. Jobs go from worker to engine through one bounded queue and come back as tasks on the worker's loop, both in batches. With a folder a logging
 * thread stands between the two, with a queue on each side, so that the engine sees nothing that is not on the disk. */
#ifndef RP_SERVER_INSIDE_H
#define RP_SERVER_INSIDE_H

#include "base/queue.h"
#include "net/connection.h"
#include "net/listener.h"
#include "net/loop.h"
#include "reprint/client.h"
#include "server/job.h"
#include "server/server.h"
#include "store/archive.h"
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
    struct rp_packer *packer;       /* owned; NULL: the server has no folder */
    struct rp_job_pool jobs;        /* owned */
    struct rp_session *sessions;    /* owned */
    void *outbox[RP_OUTBOX_JOBS];   /* jobs */
    size_t outbox_bytes[RP_OUTBOX_JOBS], outbox_count, outbox_sum;
    bool stuck;          /* the queue had no room: nothing is read until the engine says that it has */
    atomic_bool waiting; /* the same, for the thread that takes from the queue */
    bool draining, emptied;
    struct rp_task room, drain, abandon, end; /* from other threads */
    struct rp_task empty;                     /* to the accepting loop */
    struct rp_task *done_first, *done_last;   /* the engine's: jobs that go back with the batch in hand */
    atomic_uint_fast64_t requests, faults, missed;
};

/* What a server with a folder has besides; all zeros but `ready` in one without. */
struct rp_data {
    struct rp_archive_options options;
    struct rp_archive *archive; /* owned; NULL: no folder */
    struct rp_queue *logged;    /* owned: jobs from the logging thread to the engine */
    pthread_t logging;
    bool logging_started;
    atomic_bool ready;          /* the corpus is there */
    atomic_bool interrupt;      /* ends restoring */
    enum rp_status status;      /* the engine's: what came of restoring; then of closing */
    struct rp_error error;
    unsigned seconds;           /* of the accepting loop: of waiting to be ready */
    bool ready_told;            /* the accepting loop's: on_progress knows it */
    struct rp_job tick;         /* internal: lets time go on, and the archive do what is due, when nobody asks anything */
    atomic_bool ticking;        /* it is on its way */
    bool expires;               /* the engine's: a part of an expiry is done, and what there is to follow was not asked for yet */
    pthread_t copier;           /* makes a copy of the folder */
    bool copier_started;        /* the logging thread's */
    atomic_bool copying;
    struct rp_job *copy_job;    /* borrowed: what is answered then */
};

struct rp_server {
    struct rp_server_options options;
    struct rp_connection_limits limits;
    struct rp_listener listeners[RP_SERVER_LISTENERS_MAX];
    size_t listener_count;
    struct rp_loop loop; /* accepts */
    uv_async_t stop;
    uv_timer_t patience; /* with connections that do not take their replies */
    uv_timer_t second;   /* of a server with a folder */
    bool stopping, loop_over;
    struct rp_worker *workers; /* owned */
    unsigned worker_count, next_worker, empty_workers;
    struct rp_queue *queue; /* owned: jobs for the engine; with a folder for the logging thread */
    pthread_t engine;
    bool engine_started;
    struct rp_corpus_options corpus_options;
    struct rp_corpus *corpus; /* owned, or the archive's; the engine's while it runs. NULL until it is ready */
    struct rp_corpus_stats last_stats; /* at the end */
    struct rp_data data;
    const struct rp_agencies *agencies; /* borrowed: the corpus's */
    uint64_t last_seq;        /* the engine's */
    uint64_t started_ms;      /* of the accepting loop's clock */
    atomic_uint_fast64_t accepted;
    atomic_uint connections, watchers, watching[RP_VERDICT_COUNT];
};

/* Whether there is a corpus to be asked; any thread. Once it is, it stays so. */
static inline bool rp_server_is_ready(const struct rp_server *server)
{
    return atomic_load_explicit(&server->data.ready, memory_order_acquire);
}

/* worker.c */
enum rp_status rp_worker_start(struct rp_worker *worker, struct rp_server *server, struct rp_error *error);
/* Waits for the thread and frees all. Also of one that was not started, or not wholly. */
void rp_worker_done(struct rp_worker *worker);
/* Takes a job for the engine; on the worker's thread. */
void rp_worker_give(struct rp_worker *worker, struct rp_job *job);
/* True when the worker takes jobs. */
bool rp_worker_takes(const struct rp_worker *worker);
/* By the thread that has taken from the workers' queue, after each time. */
void rp_workers_tell_room(struct rp_server *server);
/* To be asked when a session or a job has gone: tells the accepting loop when a draining worker has none left. */
void rp_worker_check_empty(struct rp_worker *worker);

/* engine.c: the engine's thread. context: the server. */
void *rp_engine_run(void *context);

/* data.c: the folder. All but rp_data_open do nothing in a server without one. */
enum rp_status rp_data_open(struct rp_server *server, struct rp_error *error);
enum rp_status rp_data_start_thread(struct rp_server *server, struct rp_error *error);
/* Once a second, on the accepting loop. */
void rp_data_tick(struct rp_server *server);
/* On the engine's thread, before all else: brings the corpus back. When that fails, the server is stopped. */
void rp_data_restore(struct rp_server *server);
/* The internal job is done; on the engine's thread. */
void rp_data_ticked(struct rp_server *server);
/* Behind each job, on the engine's thread: an expiry takes so many articles at once, and the next ones as soon as the jobs that wait already are done. */
void rp_data_go_on(struct rp_server *server);
/* How far it is, as long as it is not ready. */
void rp_data_get_early_state(struct rp_server *server, struct rp_archive_state *ret);
/* What is asked before it is ready gets this. */
void rp_data_not_ready(struct rp_server *server, struct rp_error *error);
/* When no more jobs come: waits for the logging thread. */
void rp_data_end_thread(struct rp_server *server);
/* Writes what there is to be written. Keeps the first of the errors. */
void rp_data_close(struct rp_server *server);

/* logging.c: the logging thread. context: the server. */
void *rp_logging_run(void *context);

/* backup.c: takes over a job, which then goes back to its worker from another thread; on the logging thread. RP_IN_USE: another one is at work; RP_IO. */
enum rp_status rp_backup_start(struct rp_server *server, struct rp_job *job, struct rp_error *error);
/* Waits for the last one. */
void rp_backup_end(struct rp_server *server);

/* figures.c: makes the answer to `stats`. On the engine's thread; without a corpus, as long as it is not ready, on any. */
enum rp_status rp_figures_take(struct rp_server *server, const struct rp_corpus *corpus, struct rp_job *job, struct rp_error *error);

/* descriptors.c: raises the limit of the process, and lowers that of the connections, which is said, when not all can be had. RP_IO when not even one can be. */
enum rp_status rp_descriptors_share(struct rp_server *server, struct rp_error *error);

/* server.c */
unsigned rp_server_thread_count(const struct rp_server *server);

/* accept.c */
void rp_server_accepted(void *context, int fd, bool is_unix);

#endif
