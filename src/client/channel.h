/* Messages both ways over one socket that does not block. While it waits to write it reads too: the server stops reading from one
 * who does not take its replies, so that a client that only writes would wait for ever.
 *
 * Both buffers have a maximum. Failures: RP_CLOSED (the server ended it), RP_TIMED_OUT (no byte moved for too long), RP_INTERRUPTED, RP_DAMAGED (what
 * came is no message), RP_NO_MEMORY (the channel is as before). */
#ifndef RP_CLIENT_CHANNEL_H
#define RP_CLIENT_CHANNEL_H

#include "base/buf.h"
#include "reprint/client.h"
#include "wire/frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RP_CHANNEL_UNSENT = 1 << 20,  /* bytes written and not sent, from which on more are waited for to go */
    RP_CHANNEL_WAITING = 32 << 20 /* bytes received and not taken, from which on no more are read */
};

struct rp_channel {
    int fd;                           /* owned */
    struct rp_client_options options; /* connect_ms is not looked at */
    int64_t deadline_ms;              /* of rp_clock_ms; INT64_MAX: none */
    int64_t moved_ms;                 /* when a byte went or came, or waiting began */
    struct rp_buf out, in;
    size_t sent, taken; /* bytes at the front of each that are done with */
    struct rp_frames frames;
    size_t message;        /* bytes of the message that begins at `taken`; 0: not there whole */
    struct rp_error fault; /* status RP_DAMAGED: what begins there is no message */
    bool deaf;      /* the server takes no more bytes */
    bool ended;     /* it sends none */
};

void rp_channel_init(struct rp_channel *channel, int fd, const struct rp_client_options *options);
void rp_channel_done(struct rp_channel *channel);

/* Waits until a message may be appended to `out`. RP_LIMIT: RP_CHANNEL_WAITING bytes of messages must be taken first. */
enum rp_status rp_channel_room(struct rp_channel *channel, struct rp_error *error);
/* Sends what goes without waiting. That the server is gone shows when something is waited for. */
void rp_channel_send(struct rp_channel *channel);
/* Reads what is there without waiting, and says whether rp_channel_next would not wait. */
bool rp_channel_ready(struct rp_channel *channel);
/* The next message; waits for it. Borrowed until the next call on the channel. */
enum rp_status rp_channel_next(struct rp_channel *channel, struct rp_str *ret, struct rp_error *error);

#endif
