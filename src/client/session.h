/* A client: numbered requests over a channel, answered in their order. */
#ifndef RP_CLIENT_SESSION_H
#define RP_CLIENT_SESSION_H

#include "client/channel.h"
#include "reprint/client.h"
#include "wire/decoder.h"
#include "wire/reply.h"
#include "wire/request.h"

#include <stdbool.h>
#include <stdint.h>

struct rp_client {
    struct rp_channel channel;
    struct rp_decoder *decoder; /* owned */
    uint32_t next_id, due_id;   /* number of the next request; of the oldest one that is not answered */
    bool over;                  /* the connection can not be used any more */
    bool watching;
};

/* Fails with RP_CLOSED when the connection is over, RP_BAD_ARGUMENT when answers are due that were not taken, or the client watches. */
enum rp_status rp_session_idle(struct rp_client *client, struct rp_error *error);
/* Writes a request under the next number; its `id` is filled in. */
enum rp_status rp_session_post(struct rp_client *client, struct rp_request *request, struct rp_error *error);
/* The reply to the oldest request, or the next notice; borrowed until the next call. Fails with the error that the server gives, too. */
enum rp_status rp_session_take(struct rp_client *client, struct rp_reply *ret, struct rp_error *error);
/* Both, for one question. */
enum rp_status rp_session_ask(struct rp_client *client, struct rp_request *request, struct rp_reply *ret, struct rp_error *error);
/* Gives `status` back; the connection is over after those that say so in reprint/client.h. */
enum rp_status rp_session_end(struct rp_client *client, enum rp_status status);

#endif
