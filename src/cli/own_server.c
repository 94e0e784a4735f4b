/* A server on a thread. */
#include "cli/own_server.h"

#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum rp_status make_folder(struct rp_own_server *own, struct rp_error *error)
{
    const char *temporary = getenv("TMPDIR");
    if (temporary == NULL || temporary[0] == 0)
        temporary = "/tmp";
    int len = snprintf(own->folder, sizeof own->folder, "%s/reprint-XXXXXX", temporary);
    if (len < 0 || (size_t)len >= sizeof own->folder)
        return rp_fail(error, RP_IO, "the path of $TMPDIR is too long for a Unix socket in it");
    if (mkdtemp(own->folder) == NULL)
        return rp_fail(error, RP_IO, "no folder can be made in %s: %s", temporary, strerror(errno));
    snprintf(own->path, sizeof own->path, "%s/socket", own->folder);
    return RP_OK;
}

static void *serve(void *context)
{
    struct rp_own_server *own = context;
    own->status = rp_server_run(own->server, &own->error);
    return NULL;
}

enum rp_status rp_own_server_start(struct rp_own_server *ret, uint32_t connections, struct rp_error *error)
{
    struct rp_server_options options;
    *ret = (struct rp_own_server){0};
    enum rp_status status = make_folder(ret, error);
    if (status != RP_OK)
        return status;
    rp_server_options_default(&options);
    if (options.max_connections < connections)
        options.max_connections = connections;
    ret->paths[0] = ret->path;
    options.unix_paths = ret->paths;
    options.unix_count = 1;
    status = rp_server_create(&options, &ret->server, error);
    if (status == RP_OK && pthread_create(&ret->thread, NULL, serve, ret) != 0) {
        rp_server_free(ret->server);
        status = rp_fail(error, RP_IO, "no thread can be had for the server");
    }
    if (status != RP_OK)
        rmdir(ret->folder);
    return status;
}

enum rp_status rp_own_server_stop(struct rp_own_server *own, struct rp_error *error)
{
    rp_server_stop(own->server);
    pthread_join(own->thread, NULL);
    rp_server_free(own->server);
    unlink(own->path); /* the server has, when it ended well */
    rmdir(own->folder);
    if (own->status != RP_OK)
        *error = own->error;
    return own->status;
}
