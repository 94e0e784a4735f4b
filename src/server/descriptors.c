/* File descriptors: each connection has one, RocksDB keeps tables open, and a log that can not be opened ends all writing. So connections get what the rest leaves. */
#include "base/error.h"
#include "base/log.h"
#include "server/inside.h"

#include <sys/resource.h>

enum {
    OF_A_LOOP = 8,   /* what libuv waits with */
    OF_THE_REST = 64 /* listening sockets, the logs of RocksDB and tables that are being made, state, seal, a copy */
};

/* As many as the system allows; none is taken before it is used. */
static rlim_t raise_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return RLIM_INFINITY; /* there is no such limit */
    rlim_t was = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_max : was;
}

enum rp_status rp_descriptors_share(struct rp_server *server, struct rp_error *error)
{
    uint32_t *connections = &server->options.max_connections;
    rlim_t most = raise_limit(), needed = OF_THE_REST + OF_A_LOOP * ((rlim_t)rp_server_thread_count(server) + 1);
    if (server->options.archive != NULL)
        needed += RP_ROWS_FILES;
    if (most == RLIM_INFINITY || most >= needed + *connections)
        return RP_OK;
    if (most <= needed)
        return rp_fail(error, RP_IO, "the process may have %llu files open and needs %llu without any connection: raise the limit with ulimit -n",
                       (unsigned long long)most, (unsigned long long)needed);
    rp_log(RP_LOG_WARN, "the process may have %llu files open (ulimit -n), of which %llu are kept for other things than connections: there are %llu connections at most, not %u",
           (unsigned long long)most, (unsigned long long)needed, (unsigned long long)(most - needed), *connections);
    *connections = (uint32_t)(most - needed);
    return RP_OK;
}
