/* A server that says what a test wants it to say, on a Unix socket in a folder of its own. It allocates nothing through base/alloc.h,
 * unless its replies do. */
#ifndef TESTS_CLIENT_FAKE_H
#define TESTS_CLIENT_FAKE_H

#include "base/buf.h"
#include "reprint/client.h"
#include "wire/frame.h"
#include "wire/reply.h"
#include "wire/request.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* The server's end of a connection. */
struct fake_peer {
    int fd;
    char *in; /* owned */
    size_t len, taken;
    size_t message; /* bytes of the request at `in`, after fake_take */
    uint32_t id;    /* its number */
    struct rp_frames frames;
};

/* What is done with a connection: false when it did not go as the test wants. */
typedef bool (*fake_serve)(struct fake_peer *peer, void *context);

struct fake {
    char folder[64], path[80];
    int listener;
    int connections; /* that may still come */
    fake_serve serve;
    void *context;
    pthread_t thread;
    bool went_well;
};

/* Accepts up to `connections`, one after another, in a thread. */
void fake_start(struct fake *fake, int connections, fake_serve serve, void *context);
/* Waits until the connections that were accepted are served; fails the test when one did not go as wanted. */
void fake_stop(struct fake *fake);

/* The next request; false when the client is gone. */
bool fake_take(struct fake_peer *peer);
/* Reads the request that fake_take found; its strings are borrowed from the decoder. */
bool fake_read(struct fake_peer *peer, struct rp_decoder *decoder, struct rp_request *ret);
/* All of it; false when the client is gone. */
bool fake_send(struct fake_peer *peer, const void *bytes, size_t len);
/* What was appended to buf, which is then empty. */
bool fake_flush(struct fake_peer *peer, struct rp_buf *buf);
/* Takes a hello and answers it. */
bool fake_hello(struct fake_peer *peer);
/* [1, id, nil, nil] */
bool fake_empty(struct fake_peer *peer, uint32_t id);
/* An error whose message has `bytes` bytes. */
bool fake_error(struct fake_peer *peer, uint32_t id, enum rp_status status, size_t bytes);
/* Reads what comes until the client is gone. */
bool fake_drain(struct fake_peer *peer);

#endif
