/* One request on its way: decoded on a worker, done by the worker or the engine, answered on the worker. */
#ifndef RP_SERVER_JOB_H
#define RP_SERVER_JOB_H

#include "base/buf.h"
#include "corpus/prepare.h"
#include "corpus/answer.h"
#include "net/loop.h"
#include "reprint/client.h"
#include "reprint/compare.h"
#include "store/archive.h"
#include "wire/request.h"

#include <stdatomic.h>

struct rp_session;

/* One article of add_many. */
struct rp_job_entry {
    struct rp_prepared *prepared; /* owned; NULL when it is bad */
    struct rp_answer *answer;     /* in the room */
    struct rp_answer_room room;
    struct rp_error error;
    size_t row_at, row_len;  /* in the job's rows */
    struct rp_logged logged; /* number 0: it was not logged */
};

/* A copy of an article. */
struct rp_job_article {
    struct rp_article article;
    char *block; /* owned: its strings */
};

/* Jobs that are not in use, and what they need, of one worker. All zeros: none. */
struct rp_job_pool {
    struct rp_job *first; /* owned, and those behind it */
    size_t bytes;         /* of all of them */
    struct rp_prepared_pool prepared;
};
void rp_job_pool_done(struct rp_job_pool *pool);

struct rp_job {
    struct rp_task task;        /* first: back to its worker */
    struct rp_session *session; /* borrowed */
    struct rp_job *next;        /* of the session, by arrival; of the pool */
    struct rp_job_pool *pool;   /* borrowed: where it came from */
    enum rp_method method;
    uint32_t id;
    bool numbered, done;
    atomic_bool interrupt; /* nobody waits for it any more; any thread's. A copy ends then */
    bool failed; /* `error` is the answer */
    struct rp_error error;

    /* What is asked. */
    unsigned flags; /* enum rp_add_flags */
    int64_t now_ms; /* the server's clock when it came */
    uint64_t after;
    struct rp_str key, other_key; /* in `keys` */
    char *keys;                   /* owned */
    struct rp_prepared *prepared; /* owned */
    struct rp_job_entry *entries; /* owned */
    size_t entry_count, entry_cap;
    size_t bytes;  /* of what is asked, for the queue */
    size_t weight; /* bytes that its reply may come to */

    /* Of a server with a folder. */
    struct rp_buf rows;      /* owned: the articles, packed */
    struct rp_logged logged; /* number 0: it was not logged */
    struct rp_logged expiry; /* to be applied before it; number 0: none */

    /* What is answered. All owned. */
    struct rp_answer *answer; /* in the room */
    struct rp_answer_room room;
    struct rp_job_article article, other_article;
    struct rp_story *story;
    struct rp_fingerprint *fingerprint;
    struct rp_service_stats *stats;
    struct rp_comparison comparison;
};

/* On the thread of the pool's worker. NULL when memory is out. */
struct rp_job *rp_job_create(struct rp_job_pool *pool, const struct rp_request *request);
struct rp_job *rp_job_create_failed(struct rp_job_pool *pool, bool numbered, uint32_t id, const struct rp_error *error);
void rp_job_free(struct rp_job *job);
/* Room for so many entries, which are then empty. False: no memory. */
bool rp_job_make_entries(struct rp_job *job, size_t count);
/* Gives back the articles that were asked about, and their rows: a reply that waits to be sent needs them no more, and its weight does not count them. */
void rp_job_forget_articles(struct rp_job *job);
/* Makes `error` the answer. */
void rp_job_fail(struct rp_job *job, const struct rp_error *error);

/* Whether the engine has to see it. */
bool rp_job_is_for_engine(const struct rp_job *job);
/* Appends the reply. RP_NO_MEMORY, RP_LIMIT. */
enum rp_status rp_job_reply(const struct rp_job *job, struct rp_buf *buf);

#endif
