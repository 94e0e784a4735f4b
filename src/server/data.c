/* A server with a folder: taking it, bringing the corpus back while connections are accepted already, closing it. */
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "server/inside.h"

#include <inttypes.h>

enum { PROGRESS_SECONDS = 3 };

enum rp_status rp_data_open(struct rp_server *server, struct rp_error *error)
{
    struct rp_data *data = &server->data;
    data->options = *server->options.archive;
    data->options.corpus = &server->corpus_options;
    enum rp_status status = rp_archive_open(&data->options, &data->archive, error);
    if (status == RP_OK && rp_queue_create(RP_LIMIT_QUEUE_ARTICLES / 2, RP_LIMIT_QUEUE_BYTES / 2, &data->logged) != RP_OK)
        status = rp_fail_memory(error);
    return status;
}

enum rp_status rp_data_start_thread(struct rp_server *server, struct rp_error *error)
{
    struct rp_data *data = &server->data;
    if (data->archive == NULL)
        return RP_OK;
    if (pthread_create(&data->logging, NULL, rp_logging_run, server) != 0)
        return rp_fail(error, RP_IO, "a thread can not be started");
    data->logging_started = true;
    return RP_OK;
}

/* --- until it is ready --- */

void rp_data_get_early_state(struct rp_server *server, struct rp_archive_state *ret)
{
    rp_archive_get_state(server->data.archive, ret);
    if (ret->phase >= RP_ARCHIVE_READY)
        ret->phase = RP_ARCHIVE_REPLAYING; /* the archive is a step ahead */
}

void rp_data_restore(struct rp_server *server)
{
    struct rp_data *data = &server->data;
    struct rp_corpus_stats stats;
    struct rp_archive_state state;
    if (data->archive == NULL)
        return;
    int64_t started_ms = rp_clock_ms();
    data->status = rp_archive_restore(data->archive, &data->interrupt, &data->error);
    if (data->status != RP_OK) {
        rp_server_stop(server);
        return;
    }
    server->corpus = rp_archive_corpus(data->archive);
    rp_corpus_stats(server->corpus, &stats);
    rp_archive_get_state(data->archive, &state);
    server->last_seq = stats.last_seq;
    rp_log(RP_LOG_INFO, "ready: %" PRIu64 " article%s in %" PRIu64 " %s, restored in %.1f s; %" PRIu64 " operation%s done once more", stats.articles,
           stats.articles == 1 ? "" : "s", stats.stories, stats.stories == 1 ? "story" : "stories", (double)(rp_clock_ms() - started_ms) / 1000,
           state.replayed, state.replayed == 1 ? "" : "s");
    atomic_store_explicit(&data->ready, true, memory_order_release);
}

static int percent(const struct rp_archive_state *state)
{
    double share = state->total > 0 ? (double)state->done / (double)state->total : 0;
    return (int)(100 * (share < 1 ? share : 1));
}

void rp_data_not_ready(struct rp_server *server, struct rp_error *error)
{
    struct rp_archive_state state;
    rp_data_get_early_state(server, &state);
    rp_fail(error, RP_NOT_READY, "the server is still starting: %s, %d %%; ask again", rp_archive_phase_name(state.phase), percent(&state));
}

static void say_progress(struct rp_server *server)
{
    struct rp_archive_state state;
    bool shown = server->options.on_progress != NULL;
    if (server->stopping || (++server->data.seconds % PROGRESS_SECONDS != 0 && !shown))
        return;
    rp_data_get_early_state(server, &state);
    if (shown)
        server->options.on_progress(server->options.context, &state);
    else
        rp_log(RP_LOG_INFO, "%s: %d %%", rp_archive_phase_name(state.phase), percent(&state));
}

/* What was shown last may have come behind the word that it is ready. */
static void tell_ready(struct rp_server *server)
{
    static const struct rp_archive_state ready = {.phase = RP_ARCHIVE_READY};
    if (server->data.archive == NULL || server->data.ready_told || server->options.on_progress == NULL)
        return;
    server->data.ready_told = true;
    server->options.on_progress(server->options.context, &ready);
}

/* --- from then on --- */

/* Any thread. One at a time; false when one is on its way, or the queue is full. */
static bool give_tick(struct rp_server *server)
{
    struct rp_data *data = &server->data;
    void *item = &data->tick;
    size_t bytes = 0;
    if (atomic_exchange(&data->ticking, true))
        return false;
    data->tick = (struct rp_job){0};
    if (rp_queue_try_put(server->queue, &item, &bytes, 1) > 0)
        return true;
    atomic_store(&data->ticking, false);
    return false;
}

void rp_data_tick(struct rp_server *server)
{
    if (rp_server_is_ready(server)) {
        tell_ready(server);
        give_tick(server);
    } else {
        say_progress(server);
    }
}

void rp_data_ticked(struct rp_server *server)
{
    atomic_store(&server->data.ticking, false);
}

void rp_data_go_on(struct rp_server *server)
{
    server->data.expires = server->data.expires && !give_tick(server);
}

/* --- the end --- */

void rp_data_end_thread(struct rp_server *server)
{
    struct rp_data *data = &server->data;
    atomic_store(&data->interrupt, true);
    if (data->logging_started)
        pthread_join(data->logging, NULL);
    else if (data->logged != NULL)
        rp_queue_close(data->logged);
}

void rp_data_close(struct rp_server *server)
{
    struct rp_data *data = &server->data;
    struct rp_error error;
    if (data->archive != NULL) {
        enum rp_status status = rp_archive_close(data->archive, &error);
        data->archive = NULL;
        server->corpus = NULL;
        if (status != RP_OK && data->status == RP_OK) {
            data->status = status;
            data->error = error;
        } else if (status != RP_OK) {
            rp_log(RP_LOG_ERROR, "%s", error.message);
        }
    }
    rp_queue_free(data->logged);
    data->logged = NULL;
}
