/* The server: articles over sockets into one corpus. */
#ifndef RP_SERVER_SERVER_H
#define RP_SERVER_SERVER_H

#include "reprint/corpus.h"
#include "reprint/status.h"
#include "store/archive.h"

#include <stddef.h>
#include <stdint.h>

enum { RP_SERVER_THREADS_MAX = 256, RP_SERVER_LISTENERS_MAX = 16 };

/* Defaults in brackets; what is 0 there may be set to 0. All pointers are borrowed until rp_server_free. */
struct rp_server_options {
    const struct rp_corpus_options *corpus; /* [NULL: the defaults] index_seed is replaced by a random one */
    const struct rp_archive_options *archive; /* [NULL: nothing outlives the server] the folder of the corpus; `corpus` in it is replaced by the one above */
    /* [NULL: a line of the log every three seconds] How far the folder is read: once a second until it is ready, and once then. On the thread of rp_server_run. */
    void (*on_progress)(void *context, const struct rp_archive_state *state);
    void *context;
    const char *const *listen;              /* "HOST:PORT", "[IPv6]:PORT"; port 0: a free one */
    size_t listen_count;
    const char *const *unix_paths; /* Unix sockets; one that no process listens on is replaced */
    size_t unix_count;
    unsigned threads;        /* [0: one for each processor] that read, fingerprint and write */
    uint32_t max_connections; /* [RP_LIMIT_CONNECTIONS] fewer where the process may not have so many files open */
    uint32_t max_in_flight;   /* [RP_LIMIT_IN_FLIGHT] unanswered requests of a connection */
    size_t max_frame;         /* [RP_LIMIT_FRAME] */
    size_t max_unsent;        /* [RP_LIMIT_UNSENT] */
    uint32_t message_ms;      /* [RP_LIMIT_MESSAGE_MS] */
    uint32_t idle_ms;         /* [RP_LIMIT_IDLE_MS] */
    uint32_t drain_ms;        /* [10000] that replies are waited for when the server stops */
};
void rp_server_options_default(struct rp_server_options *ret);

struct rp_server;
/* Takes the folder, then binds all addresses; connections wait from then on. With no address at all: RP_DEFAULT_ADDRESS. RP_BAD_ARGUMENT, RP_UNREACHABLE (an address that
 * can not be listened on, or is taken), RP_IO, RP_NO_MEMORY; of the folder as rp_archive_open. */
enum rp_status rp_server_create(const struct rp_server_options *options, struct rp_server **ret, struct rp_error *error);
/* Where it listens: "127.0.0.1:7878" or a path. */
size_t rp_server_address_count(const struct rp_server *server);
const char *rp_server_address(const struct rp_server *server, size_t i);

/* Serves until rp_server_stop: then accepts and reads no more, answers what it has, and returns. Once. RP_IO when threads or loops can not be had. With
 * a folder: RP_INTERRUPTED when it was stopped before it was ready; what rp_archive_restore says, which ends it, or rp_archive_close. */
enum rp_status rp_server_run(struct rp_server *server, struct rp_error *error);
/* What the corpus held at the end; after rp_server_run. */
void rp_server_corpus_stats(const struct rp_server *server, struct rp_corpus_stats *ret);
/* Any thread, and signal handlers. */
void rp_server_stop(struct rp_server *server);
/* After rp_server_run, or without it. NULL is allowed. */
void rp_server_free(struct rp_server *server);

#endif
