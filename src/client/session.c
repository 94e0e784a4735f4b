/* Numbered requests over a channel, answered in their order. */
#include "client/session.h"

#include "base/error.h"

#include <string.h>

enum rp_status rp_session_end(struct rp_client *client, enum rp_status status)
{
    switch (status) {
    case RP_UNREACHABLE:
    case RP_CLOSED:
    case RP_TIMED_OUT:
    case RP_DAMAGED:
    case RP_INTERRUPTED:
        client->over = true;
        break;
    default:
        break;
    }
    return status;
}

static enum rp_status alive(const struct rp_client *client, struct rp_error *error)
{
    return client->over ? rp_fail(error, RP_CLOSED, "the connection is over") : RP_OK;
}

enum rp_status rp_session_idle(struct rp_client *client, struct rp_error *error)
{
    enum rp_status status = alive(client, error);
    if (status == RP_OK && client->watching)
        status = rp_fail(error, RP_BAD_ARGUMENT, "a client that watches asks nothing else");
    if (status == RP_OK && client->next_id != client->due_id)
        status = rp_fail(error, RP_BAD_ARGUMENT, "the answers to what was posted must be taken first");
    return status;
}

enum rp_status rp_session_post(struct rp_client *client, struct rp_request *request, struct rp_error *error)
{
    enum rp_status status = alive(client, error);
    if (status == RP_OK && client->watching)
        status = rp_fail(error, RP_BAD_ARGUMENT, "a client that watches asks nothing else");
    if (status == RP_OK)
        status = rp_channel_room(&client->channel, error);
    if (status != RP_OK)
        return rp_session_end(client, status);
    request->id = client->next_id;
    status = rp_request_encode(&client->channel.out, request);
    if (status == RP_NO_MEMORY)
        return rp_fail_memory(error);
    if (status != RP_OK)
        return rp_fail(error, status, "the request is longer than a message may be (%d MiB)", RP_LIMIT_FRAME >> 20);
    client->next_id++;
    rp_channel_send(&client->channel);
    return RP_OK;
}

/* Is it the reply that is due? An error without a number is: the server answers in order, and could not read that request. */
static enum rp_status check_reply(const struct rp_reply *reply, uint32_t due, struct rp_error *error)
{
    if (reply->is_notice)
        return rp_fail(error, RP_DAMAGED, "the server sent a notice where a reply was due");
    if (!reply->has_id && reply->error.status == RP_OK)
        return rp_fail(error, RP_DAMAGED, "the server sent a reply that has no number");
    if (reply->has_id && reply->id != due)
        return rp_fail(error, RP_DAMAGED, "the server answered request %lu where %lu was due", (unsigned long)reply->id,
                       (unsigned long)due);
    return RP_OK;
}

/* To one who watches the server sends notices, or why it ends. */
static enum rp_status check_notice(const struct rp_reply *notice, struct rp_error *error)
{
    if (notice->is_notice || notice->error.status != RP_OK)
        return RP_OK;
    return rp_fail(error, RP_DAMAGED, "the server sent a reply where nothing was asked");
}

static enum rp_status take_error(const struct rp_reply *reply, struct rp_error *error)
{
    if (error != NULL)
        *error = reply->error;
    return reply->error.status;
}

enum rp_status rp_session_take(struct rp_client *client, struct rp_reply *ret, struct rp_error *error)
{
    struct rp_str message;
    enum rp_status status = alive(client, error);
    if (status == RP_OK)
        status = rp_channel_next(&client->channel, &message, error);
    if (status != RP_OK)
        return rp_session_end(client, status);
    status = rp_reply_decode(client->decoder, message.data, message.len, ret, error);
    if (status == RP_OK)
        status = client->watching ? check_notice(ret, error) : check_reply(ret, client->due_id, error);
    if (!client->watching)
        client->due_id++;
    if (status == RP_OK)
        status = take_error(ret, error);
    return rp_session_end(client, status);
}

enum rp_status rp_session_ask(struct rp_client *client, struct rp_request *request, struct rp_reply *ret, struct rp_error *error)
{
    enum rp_status status = rp_session_idle(client, error);
    if (status == RP_OK)
        status = rp_session_post(client, request, error);
    if (status != RP_OK)
        return status;
    status = rp_session_take(client, ret, error);
    if (client->next_id != client->due_id)
        client->over = true; /* out of memory: the reply would come where another is due */
    return status;
}
