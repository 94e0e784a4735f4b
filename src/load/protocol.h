/* What a load test has to know of a protocol, so that one runner can ask servers of several. Requests are encoded once, before the test; what
 * differs from one sending to the next, the article's id and the request's number, has a fixed length and is written into the copy that is sent.
 * Replies come in the order of the requests, one each. */
#ifndef RP_LOAD_PROTOCOL_H
#define RP_LOAD_PROTOCOL_H

#include "base/buf.h"
#include "reprint/article.h"
#include "reprint/status.h"

#include <stddef.h>
#include <stdint.h>

enum { RP_LOAD_NAME_BYTES = 32 };

enum rp_load_reply {
    RP_LOAD_MORE,    /* no whole reply is there */
    RP_LOAD_GOOD,    /* the first *ret_len bytes are a reply */
    RP_LOAD_REFUSED, /* they are a reply that is an error, called ret_name */
    RP_LOAD_BROKEN,  /* they are no reply */
};

struct rp_load_protocol {
    const char *name;
    /* Appends the request for an article. RP_NO_MEMORY, RP_LIMIT. */
    enum rp_status (*encode)(struct rp_buf *buf, const struct rp_article *article);
    /* Writes the number that a request has on its connection into it; NULL: requests have none. */
    void (*set_number)(char *request, uint32_t number);
    enum rp_load_reply (*next_reply)(const char *data, size_t len, size_t *ret_len, char ret_name[RP_LOAD_NAME_BYTES]);
};

/* reprint serve: the methods add and check. */
extern const struct rp_load_protocol rp_load_add, rp_load_check;

#endif
