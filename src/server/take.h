/* The part of a request that needs no corpus: done on the worker before the engine sees it, and after. */
#ifndef RP_SERVER_TAKE_H
#define RP_SERVER_TAKE_H

#include "server/job.h"
#include "sketch/sketch.h"

/* A job for a request: its articles checked, copied and fingerprinted. What is wrong with it is the job's answer. `agencies` are
 * the corpus's. Workspace and pool are the worker's. NULL when memory is out. */
struct rp_job *rp_take_request(struct rp_workspace *workspace, struct rp_job_pool *pool, const struct rp_agencies *agencies, const struct rp_request *request);
/* What is left when the engine is done: letting go of the articles, comparing the two texts it gave. */
void rp_finish_request(struct rp_job *job);

#endif
