/* Watching: notices of copies, as they are found. */
#include "base/alloc.h"
#include "base/error.h"
#include "client/session.h"

enum rp_status rp_client_watch(struct rp_client *client, uint32_t verdicts, struct rp_str source, struct rp_error *error)
{
    struct rp_request request = {.method = RP_METHOD_WATCH, .verdicts = verdicts, .source = source};
    struct rp_reply reply;
    enum rp_status status = rp_session_ask(client, &request, &reply, error);
    if (status == RP_OK) {
        client->watching = true;
        client->channel.options.silence_ms = 0; /* there may be no copy for hours */
    }
    return status;
}

enum rp_status rp_client_next_copy(struct rp_client *client, struct rp_copy **ret, struct rp_error *error)
{
    struct rp_reply notice;
    if (!client->over && !client->watching)
        return rp_fail(error, RP_BAD_ARGUMENT, "rp_client_watch comes first");
    enum rp_status status = rp_session_take(client, &notice, error);
    return status != RP_OK ? status : rp_session_end(client, rp_result_copy(&notice, ret, error));
}

void rp_copy_free(struct rp_copy *copy)
{
    if (copy != NULL)
        rp_answer_free(copy->answer);
    rp_free(copy);
}
