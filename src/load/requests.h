/* The requests of a load test, encoded beforehand. When they have all been sent they are sent again, each time with another id, so that every
 * request is for another article. */
#ifndef RP_LOAD_REQUESTS_H
#define RP_LOAD_REQUESTS_H

#include "load/protocol.h"

struct rp_load_request {
    size_t at;       /* of `bytes` */
    uint32_t len;
    uint32_t id_at;  /* of the request */
};

struct rp_load_requests {
    const struct rp_load_protocol *protocol; /* borrowed */
    uint32_t run;                            /* part of every id */
    struct rp_buf bytes;
    struct rp_load_request *items; /* owned */
    size_t count, cap;
    uint32_t longest;
    uint64_t text_bytes; /* of the texts alone */
};

/* `run` makes the ids of one test others than those of the next. */
void rp_load_requests_init(struct rp_load_requests *ret, const struct rp_load_protocol *protocol, uint32_t run);
void rp_load_requests_done(struct rp_load_requests *requests);

/* Takes in an article, whose id is replaced. RP_LIMIT, RP_NO_MEMORY; then nothing has changed. */
enum rp_status rp_load_requests_add(struct rp_load_requests *requests, const struct rp_article *article);

/* Writes the request for article `article` of the test at `out`, which has room for `longest` bytes; it is the `number`th of its connection.
 * Gives its length. count > 0. */
size_t rp_load_requests_write(const struct rp_load_requests *requests, uint64_t article, uint32_t number, char *out);

#endif
