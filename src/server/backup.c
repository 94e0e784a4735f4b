/* Copies of the folder: one at a time, on a thread of its own, so that everything else goes on. */
#include "base/error.h"
#include "server/inside.h"
#include "server/session.h"

#include <string.h>

static void *copy(void *context)
{
    struct rp_server *server = context;
    struct rp_job *job = server->data.copy_job;
    struct rp_worker *worker = rp_session_worker(job->session);
    struct rp_error error;
    char path[RP_LIMIT_STRING + 1];
    memcpy(path, job->key.data, job->key.len);
    path[job->key.len] = 0;
    if (rp_archive_backup(server->data.archive, path, &job->interrupt, &error) != RP_OK)
        rp_job_fail(job, &error);
    atomic_store(&server->data.copying, false); /* who has the answer may ask for another one */
    rp_loop_post(&worker->loop, &job->task);
    return NULL;
}

enum rp_status rp_backup_start(struct rp_server *server, struct rp_job *job, struct rp_error *error)
{
    struct rp_data *data = &server->data;
    if (atomic_load(&data->copying))
        return rp_fail(error, RP_IN_USE, "another copy is being made: ask again when it is there");
    rp_backup_end(server);
    data->copy_job = job;
    atomic_store(&data->copying, true);
    if (pthread_create(&data->copier, NULL, copy, server) != 0) {
        atomic_store(&data->copying, false);
        return rp_fail(error, RP_IO, "a thread can not be started");
    }
    data->copier_started = true;
    return RP_OK;
}

void rp_backup_end(struct rp_server *server)
{
    if (server->data.copier_started)
        pthread_join(server->data.copier, NULL);
    server->data.copier_started = false;
}
