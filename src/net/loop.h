/* Event loops: one libuv loop a thread, and tasks handed to it from other threads, many with one wake-up. */
#ifndef RP_NET_LOOP_H
#define RP_NET_LOOP_H

#include "reprint/status.h"

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

/* Something to do on a loop. Part of a struct of the one who posts it, and his again when run is called. */
struct rp_task {
    struct rp_task *next;
    void (*run)(struct rp_task *task);
};

struct rp_connection;

struct rp_loop {
    uv_loop_t uv;
    uv_async_t wake;
    uv_prepare_t before_waiting;
    uv_timer_t tick;
    uv_mutex_t lock;             /* of the list of tasks */
    struct rp_task *first, *last; /* posted and not run yet */
    struct rp_connection *connections; /* open ones */
    struct rp_connection *unflushed;   /* with bytes to send */
    void (*on_idle)(void *context); /* may be NULL: called last before the loop waits; sends nothing */
    void *context;
};

/* tick_ms: how often deadlines of connections are looked at. RP_IO, RP_NO_MEMORY. */
enum rp_status rp_loop_init(struct rp_loop *loop, uint64_t tick_ms, struct rp_error *error);
/* Runs tasks and connections until rp_loop_end, and every other handle is closed or not referenced. Once. */
void rp_loop_run(struct rp_loop *loop);
/* On the loop's thread: closes what is the loop's own. */
void rp_loop_end(struct rp_loop *loop);
/* After rp_loop_run, or after rp_loop_end of a loop that never ran; all handles are closed or closing. */
void rp_loop_done(struct rp_loop *loop);

/* Any thread. Tasks are run in the order in which they were posted. */
void rp_loop_post(struct rp_loop *loop, struct rp_task *task);
/* The same for a chain, linked by `next`, from first to last. */
void rp_loop_post_chain(struct rp_loop *loop, struct rp_task *first, struct rp_task *last);

#endif
