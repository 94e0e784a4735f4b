/* Many articles: requests that go out before earlier ones are answered. */
#include "base/error.h"
#include "client/session.h"

enum rp_status rp_client_post_add(struct rp_client *client, const struct rp_article *article, unsigned flags, struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_ADD, .article = *article, .replace = (flags & RP_ADD_REPLACE) != 0};
    return rp_session_post(client, &request, error);
}

enum rp_status rp_client_post_check(struct rp_client *client, const struct rp_article *article, struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_CHECK, .article = *article};
    return rp_session_post(client, &request, error);
}

size_t rp_client_posted(const struct rp_client *client)
{
    return client->next_id - client->due_id;
}

enum rp_status rp_client_take(struct rp_client *client, struct rp_answer **ret, struct rp_error *error)
{
    struct rp_reply reply;
    if (!client->over && rp_client_posted(client) == 0)
        return rp_fail(error, RP_NOT_FOUND, "nothing is posted");
    enum rp_status status = rp_session_take(client, &reply, error);
    return status != RP_OK ? status : rp_session_end(client, rp_result_answer(&reply, ret, error));
}

bool rp_client_ready(struct rp_client *client)
{
    return client->over || rp_client_posted(client) == 0 || rp_channel_ready(&client->channel);
}
