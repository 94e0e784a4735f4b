/* One connection's conversation: messages in, jobs out, replies in the order of the requests. All calls on the worker's thread. */
#ifndef RP_SERVER_SESSION_H
#define RP_SERVER_SESSION_H

#include "server/inside.h"
#include "server/news.h"

#include <stdbool.h>

/* A session of a worker for an accepted socket, which it takes over; any thread. It opens when the worker runs the task that this posts. NULL when memory
 * is out; the socket is then still the caller's. */
struct rp_session *rp_session_create(struct rp_worker *worker, int fd, bool is_unix);

struct rp_worker *rp_session_worker(const struct rp_session *session);
/* Goes on with what waits: after there is room for jobs again. */
void rp_sessions_resume(struct rp_worker *worker);
/* Takes what was received whole, answers it, closes. */
void rp_sessions_drain(struct rp_worker *worker);
/* Closes all connections now. */
void rp_sessions_abandon(struct rp_worker *worker);
void rp_sessions_tell(struct rp_worker *worker, const struct rp_news *news);

#endif
