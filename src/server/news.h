/* News of copies, from the engine to all who watch: written once, shared by the workers. */
#ifndef RP_SERVER_NEWS_H
#define RP_SERVER_NEWS_H

#include "base/buf.h"
#include "net/loop.h"
#include "reprint/corpus.h"

#include <stdatomic.h>

struct rp_server;
struct rp_worker;
struct rp_news;

struct rp_delivery {
    struct rp_task task; /* first */
    struct rp_news *news;
    struct rp_worker *worker;
};

struct rp_news {
    atomic_uint holders; /* workers that have not delivered it yet */
    enum rp_verdict verdict;
    struct rp_buf source;  /* of the article */
    struct rp_buf message; /* the notice */
    struct rp_delivery deliveries[]; /* one a worker */
};

/* On the engine's thread: tells the workers when somebody watches for such answers. When memory is out, all who watch have missed one. */
void rp_news_publish(struct rp_server *server, const struct rp_answer *answer, const struct rp_article *article);

#endif
