/* Articles to the server, many at a time. */
#include "cli/sending.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/strings.h"

static struct rp_sent *copy_of(const struct rp_article *article, const char *file, uint64_t line)
{
    size_t bytes = sizeof(struct rp_sent) + rp_article_bytes(article);
    struct rp_sent *sent = rp_alloc(bytes);
    if (sent == NULL)
        return NULL;
    char *at = (char *)(sent + 1);
    *sent = (struct rp_sent){
        .article = rp_put_article(&at, article),
        .file = file,
        .line = line,
        .bytes = bytes,
    };
    return sent;
}

static struct rp_sent *sent_at(const struct rp_sending *sending, size_t i)
{
    return sending->window[(sending->first + i) % RP_SENDING_ARTICLES];
}

static void drop_first(struct rp_sending *sending)
{
    struct rp_sent *sent = sent_at(sending, 0);
    sending->bytes -= sent->bytes;
    sending->first = (sending->first + 1) % RP_SENDING_ARTICLES;
    sending->count--;
    rp_free(sent);
}

static enum rp_status post(struct rp_sending *sending, const struct rp_article *article, struct rp_error *error)
{
    if (sending->check)
        return rp_client_post_check(sending->remote->client, article, error);
    return rp_client_post_add(sending->remote->client, article, sending->flags, error);
}

/* After *error: connects again and sends the window again, until that goes well or no more tries are left. */
static enum rp_status recover(struct rp_sending *sending, struct rp_error *error)
{
    enum rp_status status = RP_CLOSED;
    while (rp_remote_broke(status)) {
        status = rp_remote_reopen(sending->remote, error);
        if (status != RP_OK)
            return status;
        for (size_t i = 0; i < sending->count && status == RP_OK; i++)
            status = post(sending, &sent_at(sending, i)->article, error);
    }
    if (status == RP_OK)
        rp_remote_say(sending->remote, "connected again (a server without --data that was started anew has lost what it held)");
    return status;
}

/* Takes the answer to the oldest article; or connects again. */
static enum rp_status take(struct rp_sending *sending, struct rp_error *error)
{
    struct rp_answer *answer;
    size_t due = rp_client_posted(sending->remote->client);
    enum rp_status status = rp_client_take(sending->remote->client, &answer, error);
    if (rp_remote_broke(status))
        return recover(sending, error);
    if (status == RP_DAMAGED || rp_client_posted(sending->remote->client) == due)
        return status; /* no answer to this article */
    rp_remote_worked(sending->remote);
    sending->answered++;
    const struct rp_sent *sent = sent_at(sending, 0);
    if (status == RP_OK)
        sending->on_answer(sending->context, answer);
    else
        sending->on_fault(sending->context, sent->file, sent->line, error);
    if (status == RP_OK)
        rp_answer_free(answer);
    drop_first(sending);
    return RP_OK;
}

static bool is_full(const struct rp_sending *sending, size_t bytes)
{
    return sending->count == RP_SENDING_ARTICLES || (sending->count > 0 && sending->bytes + bytes > RP_SENDING_BYTES);
}

enum rp_status rp_sending_put(struct rp_sending *sending, const struct rp_article *article, const char *file, uint64_t line,
                              struct rp_error *error)
{
    enum rp_status status = RP_OK;
    struct rp_sent *sent = copy_of(article, file, line);
    if (sent == NULL)
        return rp_fail_memory(error);
    while (status == RP_OK && sending->count > 0 && (is_full(sending, sent->bytes) || rp_client_ready(sending->remote->client)))
        status = take(sending, error);
    if (status != RP_OK) {
        rp_free(sent);
        return status;
    }
    sending->window[(sending->first + sending->count++) % RP_SENDING_ARTICLES] = sent;
    sending->bytes += sent->bytes;
    status = post(sending, &sent->article, error);
    return rp_remote_broke(status) ? recover(sending, error) : status;
}

enum rp_status rp_sending_settle(struct rp_sending *sending, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    while (status == RP_OK && sending->count > 0)
        status = take(sending, error);
    return status;
}

void rp_sending_done(struct rp_sending *sending)
{
    while (sending->count > 0)
        drop_first(sending);
}
