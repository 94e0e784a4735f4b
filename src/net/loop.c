/* Event loops. */
#include "net/loop.h"

#include "base/error.h"
#include "net/connection.h"

#include <assert.h>

static void run_tasks(uv_async_t *wake)
{
    struct rp_loop *loop = wake->data;
    uv_mutex_lock(&loop->lock);
    struct rp_task *task = loop->first;
    loop->first = loop->last = NULL;
    uv_mutex_unlock(&loop->lock);
    while (task != NULL) {
        struct rp_task *next = task->next;
        task->run(task);
        task = next;
    }
}

/* What callbacks wrote goes out together, with one system call a connection. That lets owners take more on, so on_idle comes behind it. */
static void before_waiting(uv_prepare_t *prepare)
{
    struct rp_loop *loop = prepare->data;
    rp_connections_flush(loop);
    if (loop->on_idle != NULL)
        loop->on_idle(loop->context);
}

static void look_at_deadlines(uv_timer_t *tick)
{
    rp_connections_tick(tick->data);
}

enum rp_status rp_loop_init(struct rp_loop *loop, uint64_t tick_ms, struct rp_error *error)
{
    *loop = (struct rp_loop){0};
    int code = uv_loop_init(&loop->uv);
    if (code != 0)
        return rp_fail(error, code == UV_ENOMEM ? RP_NO_MEMORY : RP_IO, "an event loop can not be made: %s", uv_strerror(code));
    code = uv_mutex_init(&loop->lock);
    if (code != 0)
        goto no_lock;
    code = uv_async_init(&loop->uv, &loop->wake, run_tasks);
    if (code != 0)
        goto no_wake;
    loop->wake.data = loop->before_waiting.data = loop->tick.data = loop;
    /* These two only fail for wrong arguments. */
    uv_prepare_init(&loop->uv, &loop->before_waiting);
    uv_prepare_start(&loop->before_waiting, before_waiting);
    uv_timer_init(&loop->uv, &loop->tick);
    uv_timer_start(&loop->tick, look_at_deadlines, tick_ms, tick_ms);
    return RP_OK;
no_wake:
    uv_mutex_destroy(&loop->lock);
no_lock:
    uv_loop_close(&loop->uv);
    return rp_fail(error, RP_IO, "an event loop can not be made: %s", uv_strerror(code));
}

void rp_loop_run(struct rp_loop *loop)
{
    uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void rp_loop_end(struct rp_loop *loop)
{
    uv_close((uv_handle_t *)&loop->wake, NULL);
    uv_close((uv_handle_t *)&loop->before_waiting, NULL);
    uv_close((uv_handle_t *)&loop->tick, NULL);
}

void rp_loop_done(struct rp_loop *loop)
{
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    int code = uv_loop_close(&loop->uv);
    assert(code == 0 && loop->first == NULL);
    (void)code;
    uv_mutex_destroy(&loop->lock);
}

void rp_loop_post_chain(struct rp_loop *loop, struct rp_task *first, struct rp_task *last)
{
    last->next = NULL;
    uv_mutex_lock(&loop->lock);
    struct rp_task *before = loop->last;
    if (before != NULL)
        before->next = first;
    else
        loop->first = first;
    loop->last = last;
    uv_mutex_unlock(&loop->lock);
    /* Tasks that were there have woken the loop already. */
    if (before == NULL)
        uv_async_send(&loop->wake);
}

void rp_loop_post(struct rp_loop *loop, struct rp_task *task)
{
    rp_loop_post_chain(loop, task, task);
}
