/* The life of a server. */
#include "server/server.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/stock.h"
#include "reprint/limits.h"
#include "server/inside.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { IN_SLACK = 64 << 10, ACCEPT_TICK_MS = 1000, SECOND_MS = 1000 };

void rp_server_options_default(struct rp_server_options *ret)
{
    *ret = (struct rp_server_options){.max_connections = RP_LIMIT_CONNECTIONS,
                                      .max_in_flight = RP_LIMIT_IN_FLIGHT,
                                      .max_frame = RP_LIMIT_FRAME,
                                      .max_unsent = RP_LIMIT_UNSENT,
                                      .message_ms = RP_LIMIT_MESSAGE_MS,
                                      .idle_ms = RP_LIMIT_IDLE_MS,
                                      .drain_ms = 10000};
}

static enum rp_status check(const struct rp_server_options *options, struct rp_error *error)
{
    if (options->max_connections == 0 || options->max_in_flight == 0 || options->max_unsent == 0 || options->message_ms == 0 ||
        options->idle_ms == 0 || options->drain_ms == 0)
        return rp_fail(error, RP_BAD_ARGUMENT, "limits are 1 or more");
    if (options->max_frame < 1024 || options->max_frame > RP_LIMIT_FRAME || options->max_unsent > (1u << 30))
        return rp_fail(error, RP_BAD_ARGUMENT, "max_frame is in 1024 .. %d, max_unsent in 1 .. %d", RP_LIMIT_FRAME, 1 << 30);
    if (options->threads > RP_SERVER_THREADS_MAX)
        return rp_fail(error, RP_BAD_ARGUMENT, "%u threads are more than %d", options->threads, RP_SERVER_THREADS_MAX);
    if (options->listen_count + options->unix_count > RP_SERVER_LISTENERS_MAX)
        return rp_fail(error, RP_BAD_ARGUMENT, "more than %d addresses to listen on", RP_SERVER_LISTENERS_MAX);
    return RP_OK;
}

static enum rp_status listen_on_all(struct rp_server *server, struct rp_error *error)
{
    const struct rp_server_options *options = &server->options;
    enum rp_status status = RP_OK;
    if (options->listen_count + options->unix_count == 0) {
        status = rp_listener_open_tcp(&server->listeners[0], RP_DEFAULT_ADDRESS, error);
        server->listener_count = status == RP_OK;
    }
    for (size_t i = 0; i < options->listen_count && status == RP_OK; i++) {
        status = rp_listener_open_tcp(&server->listeners[server->listener_count], options->listen[i], error);
        server->listener_count += status == RP_OK;
    }
    for (size_t i = 0; i < options->unix_count && status == RP_OK; i++) {
        status = rp_listener_open_unix(&server->listeners[server->listener_count], options->unix_paths[i], error);
        server->listener_count += status == RP_OK;
    }
    return status;
}

static enum rp_status make_corpus(struct rp_server *server, struct rp_error *error)
{
    struct rp_corpus_options *options = &server->corpus_options;
    if (server->options.corpus != NULL)
        *options = *server->options.corpus;
    else
        rp_corpus_options_default(options);
    int code = uv_random(NULL, NULL, &options->index_seed, sizeof options->index_seed, 0, NULL);
    if (code != 0)
        return rp_fail(error, RP_IO, "no random number can be had: %s", uv_strerror(code));
    server->agencies = options->agencies;
    if (server->options.archive != NULL)
        return rp_data_open(server, error);
    enum rp_status status = rp_corpus_create(options, &server->corpus);
    if (status != RP_OK)
        return rp_fail(error, status, "the corpus can not be made: %s", rp_status_meaning(status));
    atomic_store(&server->data.ready, true);
    return RP_OK;
}

/* With a folder there are two queues, of half the size each. */
static enum rp_status make_queue(struct rp_server *server, struct rp_error *error)
{
    size_t share = server->data.archive != NULL ? 2 : 1;
    enum rp_status status = rp_queue_create(RP_LIMIT_QUEUE_ARTICLES / share, RP_LIMIT_QUEUE_BYTES / share, &server->queue);
    return status == RP_OK ? RP_OK : rp_fail_memory(error);
}

/* --- stopping --- */

static void on_impatient(uv_timer_t *timer)
{
    struct rp_server *server = timer->data;
    for (unsigned i = 0; i < server->worker_count; i++)
        rp_loop_post(&server->workers[i].loop, &server->workers[i].abandon);
}

static void on_stop(uv_async_t *stop)
{
    struct rp_server *server = stop->data;
    if (server->stopping)
        return;
    server->stopping = true;
    atomic_store(&server->data.interrupt, true);
    for (size_t i = 0; i < server->listener_count; i++)
        rp_listener_close(&server->listeners[i]);
    uv_timer_start(&server->patience, on_impatient, server->options.drain_ms, 0);
    for (unsigned i = 0; i < server->worker_count; i++)
        rp_loop_post(&server->workers[i].loop, &server->workers[i].drain);
}

static void on_second(uv_timer_t *timer)
{
    rp_data_tick(timer->data);
}

static void end_loop(struct rp_server *server)
{
    uv_close((uv_handle_t *)&server->second, NULL);
    uv_close((uv_handle_t *)&server->patience, NULL);
    rp_loop_end(&server->loop);
}

/* A worker has no sessions left; the last one ends the accepting loop. */
static void on_empty(struct rp_task *task)
{
    struct rp_worker *worker = (struct rp_worker *)(void *)((char *)task - offsetof(struct rp_worker, empty));
    struct rp_server *server = worker->server;
    if (++server->empty_workers == server->worker_count)
        end_loop(server);
}

void rp_server_stop(struct rp_server *server)
{
    uv_async_send(&server->stop);
}

/* --- life --- */

enum rp_status rp_server_create(const struct rp_server_options *options, struct rp_server **ret, struct rp_error *error)
{
    enum rp_status status = check(options, error);
    if (status != RP_OK)
        return status;
    struct rp_server *server = rp_alloc_zeroed(1, sizeof *server);
    if (server == NULL)
        return rp_fail_memory(error);
    server->options = *options;
    server->limits = (struct rp_connection_limits){.max_in = options->max_frame + IN_SLACK,
                                                   .max_out = options->max_unsent + 2 * (size_t)RP_LIMIT_FRAME,
                                                   .message_ms = options->message_ms,
                                                   .idle_ms = options->idle_ms};
    status = rp_loop_init(&server->loop, ACCEPT_TICK_MS, error);
    if (status != RP_OK)
        goto no_loop;
    if (uv_async_init(&server->loop.uv, &server->stop, on_stop) != 0) {
        status = rp_fail(error, RP_IO, "an event loop can not be made");
        goto no_stop;
    }
    /* Stays open until the server is freed, so that stopping it once more does no harm. */
    uv_unref((uv_handle_t *)&server->stop);
    uv_timer_init(&server->loop.uv, &server->patience);
    uv_timer_init(&server->loop.uv, &server->second);
    server->stop.data = server->patience.data = server->second.data = server;
    status = rp_descriptors_share(server, error);
    if (status == RP_OK)
        status = make_corpus(server, error);
    if (status == RP_OK)
        status = make_queue(server, error);
    if (status == RP_OK)
        status = listen_on_all(server, error);
    if (status != RP_OK) {
        rp_server_free(server);
        return status;
    }
    /* Writing to a connection that is gone is a failed write, not a signal. */
    signal(SIGPIPE, SIG_IGN);
    *ret = server;
    return RP_OK;
no_stop:
    rp_loop_end(&server->loop);
    rp_loop_done(&server->loop);
no_loop:
    rp_free(server);
    return status;
}

size_t rp_server_address_count(const struct rp_server *server)
{
    return server->listener_count;
}

const char *rp_server_address(const struct rp_server *server, size_t i)
{
    return server->listeners[i].address;
}

unsigned rp_server_thread_count(const struct rp_server *server)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned threads = server->options.threads > 0 ? server->options.threads : processors > 0 ? (unsigned)processors : 1;
    return threads < RP_SERVER_THREADS_MAX ? threads : RP_SERVER_THREADS_MAX;
}

static enum rp_status start_threads(struct rp_server *server, struct rp_error *error)
{
    unsigned threads = rp_server_thread_count(server);
    server->workers = rp_alloc_zeroed(threads, sizeof *server->workers);
    if (server->workers == NULL)
        return rp_fail_memory(error);
    for (unsigned i = 0; i < threads; i++) {
        server->workers[i].empty.run = on_empty;
        server->worker_count++;
        enum rp_status status = rp_worker_start(&server->workers[i], server, error);
        if (status != RP_OK)
            return status;
    }
    enum rp_status status = rp_data_start_thread(server, error);
    if (status != RP_OK)
        return status;
    if (pthread_create(&server->engine, NULL, rp_engine_run, server) != 0)
        return rp_fail(error, RP_IO, "a thread can not be started");
    server->engine_started = true;
    for (size_t i = 0; i < server->listener_count; i++)
        if (rp_listener_start(&server->listeners[i], &server->loop, rp_server_accepted, server) != RP_OK)
            return rp_fail(error, RP_IO, "%s can not be polled", server->listeners[i].address);
    return RP_OK;
}

/* The engine first, behind the logging thread: it answers all jobs that were given to it, so that workers end with nothing owed. */
static void stop_threads(struct rp_server *server)
{
    rp_queue_close(server->queue);
    rp_data_end_thread(server);
    if (server->engine_started)
        pthread_join(server->engine, NULL);
    rp_backup_end(server);
    for (unsigned i = 0; i < server->worker_count; i++)
        rp_worker_done(&server->workers[i]);
    server->worker_count = 0;
}

enum rp_status rp_server_run(struct rp_server *server, struct rp_error *error)
{
    server->started_ms = uv_hrtime() / 1000000;
    rp_stock_start();
    enum rp_status status = start_threads(server, error);
    if (status == RP_OK && server->data.archive != NULL)
        uv_timer_start(&server->second, on_second, SECOND_MS, SECOND_MS);
    if (status != RP_OK) {
        server->stopping = true; /* a stop that is under way finds no workers to tell */
        for (size_t i = 0; i < server->listener_count; i++)
            rp_listener_close(&server->listeners[i]);
        end_loop(server);
    }
    rp_loop_run(&server->loop);
    server->loop_over = true;
    stop_threads(server);
    if (server->corpus != NULL)
        rp_corpus_stats(server->corpus, &server->last_stats);
    rp_data_close(server);
    rp_stock_end();
    if (status == RP_OK && server->data.status != RP_OK) {
        status = server->data.status;
        if (error != NULL)
            *error = server->data.error;
    }
    return status;
}

void rp_server_corpus_stats(const struct rp_server *server, struct rp_corpus_stats *ret)
{
    *ret = server->last_stats;
}

void rp_server_free(struct rp_server *server)
{
    if (server == NULL)
        return;
    if (!server->loop_over) {
        for (size_t i = 0; i < server->listener_count; i++)
            rp_listener_close(&server->listeners[i]);
        end_loop(server);
    }
    uv_close((uv_handle_t *)&server->stop, NULL);
    rp_loop_done(&server->loop);
    rp_data_close(server);
    rp_queue_free(server->queue);
    rp_corpus_free(server->corpus);
    rp_free(server->workers);
    rp_free(server);
}
