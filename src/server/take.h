/* The part of a request that needs no corpus: done on the worker before the engine sees it, and after. */
#ifndef RP_SERVER_TAKE_H
#define RP_SERVER_TAKE_H

#include "server/job.h"
#include "sketch/sketch.h"

/* What a worker takes requests with. */
struct rp_taker {
    struct rp_workspace *workspace;
    struct rp_packer *packer; /* NULL: no rows are made */
    struct rp_job_pool *pool;
    const struct rp_agencies *agencies; /* the corpus's */
};

/* A job for a request: its articles checked, copied, fingerprinted and packed. What is wrong with it is the job's answer. NULL when memory is out. */
struct rp_job *rp_take_request(const struct rp_taker *with, const struct rp_request *request);
/* What is left when the engine is done: letting go of the articles, comparing the two texts it gave. */
void rp_finish_request(struct rp_job *job);

#endif
