/* A byte buffer that grows to a maximum given when it is made. One owner, no locking. */
#ifndef RP_BASE_BUF_H
#define RP_BASE_BUF_H

#include "reprint/article.h"
#include "reprint/status.h"

#include <stddef.h>

struct rp_buf {
    char *data; /* owned */
    size_t len, cap, max;
};

void rp_buf_init(struct rp_buf *buf, size_t max);
void rp_buf_done(struct rp_buf *buf);
/* Empties it and keeps the memory. */
void rp_buf_clear(struct rp_buf *buf);
/* Drops the first n bytes (n <= len). */
void rp_buf_consume(struct rp_buf *buf, size_t n);
/* Makes room for n more bytes at data + len. RP_LIMIT past max, RP_NO_MEMORY. */
enum rp_status rp_buf_reserve(struct rp_buf *buf, size_t n);
enum rp_status rp_buf_add(struct rp_buf *buf, const void *data, size_t n);
enum rp_status rp_buf_add_str(struct rp_buf *buf, struct rp_str str);

struct rp_str rp_str_of(const char *terminated); /* NULL gives the empty one */
int rp_str_equal(struct rp_str a, struct rp_str b);

#endif
