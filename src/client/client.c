/* The client's life, and its questions. */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/address.h"
#include "client/connect.h"
#include "client/session.h"

#include <string.h>

void rp_client_options_default(struct rp_client_options *ret)
{
    *ret = (struct rp_client_options){.connect_ms = 5000, .silence_ms = 60000};
}

static enum rp_status say_hello(struct rp_client *client, struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_HELLO, .protocol = RP_PROTOCOL_VERSION};
    struct rp_reply reply;
    uint64_t protocol;
    enum rp_status status = rp_session_ask(client, &request, &reply, error);
    if (status == RP_OK)
        status = rp_result_hello(&reply, &protocol, error);
    if (status == RP_OK && protocol != RP_PROTOCOL_VERSION)
        status = rp_fail(error, RP_BAD_VALUE, "the server speaks version %llu of the protocol, not %d", (unsigned long long)protocol,
                         RP_PROTOCOL_VERSION);
    return status;
}

/* What a failed connection is to the caller; the message gets the address in front. */
static enum rp_status say_where(const char *address, enum rp_status status, struct rp_error *error)
{
    struct rp_error why = *error;
    switch (status) {
    case RP_DAMAGED:
    case RP_BAD_VALUE:
    case RP_UNKNOWN_METHOD:
        status = RP_BAD_VALUE;
        break;
    case RP_TIMED_OUT:
    case RP_INTERRUPTED:
    case RP_NO_MEMORY:
        break;
    default: /* refused by the system, or by the server itself: it ends, or has too many connections */
        status = RP_UNREACHABLE;
    }
    if (status == RP_NO_MEMORY)
        return rp_fail_memory(error);
    return rp_fail(error, status, "%.*s: %s", RP_SHOW(rp_str_of(address)), why.message);
}

enum rp_status rp_client_connect(const char *address, const struct rp_client_options *options, struct rp_client **ret,
                                 struct rp_error *error)
{
    struct rp_client_options defaults;
    struct rp_address where;
    struct rp_error why = {0};
    int fd = -1;
    rp_client_options_default(&defaults);
    options = options != NULL ? options : &defaults;
    int64_t deadline_ms = rp_clock_ms() + options->connect_ms;
    enum rp_status status = rp_address_parse(address, &where, error);
    if (status != RP_OK)
        return status;
    if (!where.is_unix && strspn(where.port, "0") == strlen(where.port))
        return rp_fail(error, RP_BAD_ARGUMENT, "the address \"%.200s\" has port 0, where nobody can listen", address);
    struct rp_client *client = rp_alloc_zeroed(1, sizeof *client);
    if (client == NULL)
        return rp_fail_memory(error);
    client->channel.fd = -1;
    client->next_id = client->due_id = 1;
    status = rp_decoder_create(&client->decoder);
    if (status == RP_OK)
        status = rp_connect(&where, options, deadline_ms, &fd, &why);
    if (status == RP_OK) {
        rp_channel_init(&client->channel, fd, options);
        client->channel.deadline_ms = deadline_ms;
        status = say_hello(client, &why);
        client->channel.deadline_ms = INT64_MAX;
    }
    if (status == RP_OK) {
        *ret = client;
        return RP_OK;
    }
    rp_client_free(client);
    status = say_where(address, status, &why);
    if (error != NULL)
        *error = why;
    return status;
}

void rp_client_free(struct rp_client *client)
{
    if (client == NULL)
        return;
    rp_channel_done(&client->channel);
    rp_decoder_free(client->decoder);
    rp_free(client);
}

enum rp_status rp_client_ping(struct rp_client *client, struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_PING};
    struct rp_reply reply;
    return rp_session_ask(client, &request, &reply, error);
}

static enum rp_status ask_answer(struct rp_client *client, struct rp_request *request, struct rp_answer **ret, struct rp_error *error)
{
    struct rp_reply reply;
    enum rp_status status = rp_session_ask(client, request, &reply, error);
    return status != RP_OK ? status : rp_session_end(client, rp_result_answer(&reply, ret, error));
}

enum rp_status rp_client_add(struct rp_client *client, const struct rp_article *article, unsigned flags, struct rp_answer **ret,
                             struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_ADD, .article = *article, .replace = (flags & RP_ADD_REPLACE) != 0};
    return ask_answer(client, &request, ret, error);
}

enum rp_status rp_client_check(struct rp_client *client, const struct rp_article *article, struct rp_answer **ret, struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_CHECK, .article = *article};
    return ask_answer(client, &request, ret, error);
}

enum rp_status rp_client_remove(struct rp_client *client, struct rp_str id, struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_REMOVE, .key = id};
    struct rp_reply reply;
    return rp_session_ask(client, &request, &reply, error);
}

enum rp_status rp_client_get(struct rp_client *client, struct rp_str id, struct rp_found_article **ret, struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_GET, .key = id};
    struct rp_reply reply;
    enum rp_status status = rp_session_ask(client, &request, &reply, error);
    return status != RP_OK ? status : rp_session_end(client, rp_result_article(&reply, ret, error));
}

void rp_found_article_free(struct rp_found_article *found)
{
    if (found != NULL)
        rp_answer_free(found->answer);
    rp_free(found);
}

enum rp_status rp_client_story(struct rp_client *client, struct rp_str id, uint64_t after, struct rp_story **ret, struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_STORY, .key = id, .after = after};
    struct rp_reply reply;
    enum rp_status status = rp_session_ask(client, &request, &reply, error);
    return status != RP_OK ? status : rp_session_end(client, rp_result_story(&reply, ret, error));
}

enum rp_status rp_client_fingerprint(struct rp_client *client, struct rp_str text, struct rp_fingerprint *ret, struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_FINGERPRINT, .article = {.text = text}};
    struct rp_reply reply;
    enum rp_status status = rp_session_ask(client, &request, &reply, error);
    return status != RP_OK ? status : rp_session_end(client, rp_result_fingerprint(&reply, ret, error));
}

enum rp_status rp_client_compare(struct rp_client *client, struct rp_str new_id, struct rp_str old_id, struct rp_comparison *ret,
                                 struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_COMPARE, .new_id = new_id, .old_id = old_id};
    struct rp_reply reply;
    enum rp_status status = rp_session_ask(client, &request, &reply, error);
    return status != RP_OK ? status : rp_session_end(client, rp_result_comparison(&reply, ret, error));
}

enum rp_status rp_client_backup(struct rp_client *client, const char *path, struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_BACKUP, .key = rp_str_of(path)};
    struct rp_reply reply;
    uint32_t silence_ms = client->channel.options.silence_ms;
    client->channel.options.silence_ms = 0; /* the server has nothing to say until the copy is there */
    enum rp_status status = rp_session_ask(client, &request, &reply, error);
    client->channel.options.silence_ms = silence_ms;
    return status;
}

enum rp_status rp_client_stats(struct rp_client *client, struct rp_service_stats *ret, struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_STATS};
    struct rp_reply reply;
    enum rp_status status = rp_session_ask(client, &request, &reply, error);
    return status != RP_OK ? status : rp_session_end(client, rp_result_stats(&reply, ret, error));
}
