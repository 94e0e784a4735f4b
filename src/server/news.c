/* News of copies. */
#include "server/news.h"

#include "base/alloc.h"
#include "reprint/limits.h"
#include "server/inside.h"
#include "server/session.h"
#include "wire/reply.h"

static void free_news(struct rp_news *news)
{
    rp_buf_done(&news->source);
    rp_buf_done(&news->message);
    rp_free(news);
}

static void deliver(struct rp_task *task)
{
    struct rp_delivery *delivery = (struct rp_delivery *)task;
    struct rp_news *news = delivery->news;
    rp_sessions_tell(delivery->worker, news);
    if (atomic_fetch_sub(&news->holders, 1) == 1)
        free_news(news);
}

static struct rp_news *make_news(const struct rp_server *server, const struct rp_answer *answer, const struct rp_article *article)
{
    struct rp_news *news = rp_alloc(sizeof *news + server->worker_count * sizeof *news->deliveries);
    if (news == NULL)
        return NULL;
    *news = (struct rp_news){.verdict = answer->verdict};
    rp_buf_init(&news->source, RP_LIMIT_STRING);
    rp_buf_init(&news->message, RP_LIMIT_FRAME);
    atomic_init(&news->holders, server->worker_count);
    if (rp_buf_add_str(&news->source, article->source) == RP_OK && rp_notice_copy(&news->message, answer, article) == RP_OK)
        return news;
    free_news(news);
    return NULL;
}

void rp_news_publish(struct rp_server *server, const struct rp_answer *answer, const struct rp_article *article)
{
    if (atomic_load_explicit(&server->watching[answer->verdict], memory_order_relaxed) == 0)
        return;
    struct rp_news *news = make_news(server, answer, article);
    for (unsigned i = 0; i < server->worker_count; i++) {
        struct rp_worker *worker = &server->workers[i];
        if (news == NULL) {
            atomic_fetch_add(&worker->missed, 1);
            continue;
        }
        news->deliveries[i] = (struct rp_delivery){.task.run = deliver, .news = news, .worker = worker};
        rp_loop_post(&worker->loop, &news->deliveries[i].task);
    }
}
