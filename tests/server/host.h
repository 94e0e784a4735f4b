/* A server on a thread of its own, and a client that speaks to it over a bare socket. */
#ifndef TESTS_SERVER_HOST_H
#define TESTS_SERVER_HOST_H

#include "server/server.h"
#include "wire/frame.h"
#include "wire/reply.h"
#include "wire/request.h"

#include <pthread.h>
#include <stdbool.h>

struct host {
    struct rp_server_options options;
    struct rp_archive_options archive; /* the options', after host_keep */
    const char *addresses[1]; /* the options' */
    char path[64];            /* of a Unix socket, that options.unix_paths is */
    struct rp_server *server;
    pthread_t thread;
    enum rp_status status; /* of rp_server_run */
};

/* Defaults, two threads, a free port of loopback; or the Unix socket. Change the options, then start. */
void host_init(struct host *host, bool is_unix);
/* The server keeps its corpus in that folder, which is made when it is not there. */
void host_keep(struct host *host, const char *folder);
/* Returns when it is ready. */
void host_start(struct host *host);
/* Waits until the server has ended, by rp_server_stop, which it calls when `stop`; frees it. */
void host_end(struct host *host, bool stop);

/* A name that no folder has yet; and the folder gone, with all that is in it. */
void folder_name(char ret[64]);
void folder_remove(const char *folder);

struct raw {
    int fd;
    struct rp_decoder *decoder;
    struct rp_frames frames;
    struct rp_buf in, out;
    size_t done; /* of in */
};

/* Waits at most half a minute for anything. */
void raw_open(struct raw *raw, const struct host *host);
void raw_close(struct raw *raw);
/* Writes requests, which raw_flush sends. */
void raw_ask(struct raw *raw, struct rp_request request);
void raw_flush(struct raw *raw);
void raw_send(struct raw *raw, const char *bytes, size_t len);
/* The next message; false at the end of the stream. The reply lives until the next call. */
bool raw_take(struct raw *raw, struct rp_reply *ret);
/* That the next message is a reply to `id`, with that status. */
void raw_expect(struct raw *raw, uint32_t id, enum rp_status status, struct rp_reply *ret);
/* That the next message is an error without a number, saying that; and that the stream ends. */
void raw_expect_fault(struct raw *raw, enum rp_status status, const char *says);
void raw_expect_end(struct raw *raw);
/* Adds, and waits for the answer, which is the caller's. */
struct rp_answer *raw_add(struct raw *raw, uint32_t id, const struct rp_article *article);
void raw_stats(struct raw *raw, struct rp_service_stats *ret);

/* An article: `words` words of a stream that `seed` names. The strings live in *room, of at least 10 bytes a word and 100. */
struct rp_article made_article(char *room, size_t size, const char *id, const char *source, uint64_t seed, int words);

#endif
