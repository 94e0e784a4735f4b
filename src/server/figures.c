/* The answer to `stats`. */
#include "base/alloc.h"
#include "base/error.h"
#include "server/inside.h"

#include <stdio.h>
#include <string.h>

static void fill_data(struct rp_server *server, bool is_ready, struct rp_data_stats *ret)
{
    static const char *const fsyncs[] = {[RP_FSYNC_ALWAYS] = "always", [RP_FSYNC_INTERVAL] = "interval", [RP_FSYNC_NEVER] = "never"};
    struct rp_archive_state state = {.phase = RP_ARCHIVE_READY};
    bool kept = server->data.archive != NULL;
    if (kept && is_ready)
        rp_archive_get_state(server->data.archive, &state);
    else if (kept)
        rp_data_get_early_state(server, &state);
    snprintf(ret->state, sizeof ret->state, "%s", rp_archive_phase_name(state.phase));
    snprintf(ret->fsync, sizeof ret->fsync, "%s", kept ? fsyncs[server->data.options.fsync] : "none");
    ret->done = state.done;
    ret->total = state.total;
    ret->logged = state.last_number;
    ret->saved = state.state_number;
    ret->replayed = state.replayed;
    memcpy(ret->why, state.why, sizeof ret->why);
}

static void fill_queued(struct rp_server *server, struct rp_service_stats *ret)
{
    size_t queued, bytes, logged = 0, logged_bytes = 0;
    rp_queue_level(server->queue, &queued, &bytes);
    if (server->data.logged != NULL)
        rp_queue_level(server->data.logged, &logged, &logged_bytes);
    ret->queued = queued + logged;
    ret->queued_bytes = bytes + logged_bytes;
}

enum rp_status rp_figures_take(struct rp_server *server, const struct rp_corpus *corpus, struct rp_job *job, struct rp_error *error)
{
    struct rp_service_stats *stats = job->stats = rp_alloc_zeroed(1, sizeof *stats);
    if (stats == NULL)
        return rp_fail_memory(error);
    if (corpus != NULL)
        rp_corpus_stats(corpus, &stats->corpus);
    fill_queued(server, stats);
    stats->uptime_ms = uv_hrtime() / 1000000 - server->started_ms;
    stats->threads = server->worker_count;
    stats->connections = atomic_load(&server->connections);
    stats->accepted = atomic_load(&server->accepted);
    stats->watchers = atomic_load(&server->watchers);
    for (unsigned i = 0; i < server->worker_count; i++) {
        stats->requests += atomic_load(&server->workers[i].requests);
        stats->faults += atomic_load(&server->workers[i].faults);
        stats->missed += atomic_load(&server->workers[i].missed);
    }
    fill_data(server, corpus != NULL, &stats->data);
    return RP_OK;
}
