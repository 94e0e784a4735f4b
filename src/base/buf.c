/* Byte buffers with a maximum. */
#include "base/buf.h"

#include "base/alloc.h"

#include <string.h>

void rp_buf_init(struct rp_buf *buf, size_t max)
{
    *buf = (struct rp_buf){.max = max};
}

void rp_buf_done(struct rp_buf *buf)
{
    rp_free(buf->data);
    *buf = (struct rp_buf){.max = buf->max};
}

void rp_buf_clear(struct rp_buf *buf)
{
    buf->len = 0;
}

void rp_buf_consume(struct rp_buf *buf, size_t n)
{
    if (n < buf->len)
        memmove(buf->data, buf->data + n, buf->len - n);
    buf->len -= n;
}

enum rp_status rp_buf_reserve(struct rp_buf *buf, size_t n)
{
    if (n > buf->max - buf->len)
        return RP_LIMIT;
    return rp_grow(&buf->data, &buf->cap, buf->len + n, 1, buf->max) ? RP_OK : RP_NO_MEMORY;
}

enum rp_status rp_buf_add(struct rp_buf *buf, const void *data, size_t n)
{
    enum rp_status status = rp_buf_reserve(buf, n);
    if (status == RP_OK && n > 0) {
        memcpy(buf->data + buf->len, data, n);
        buf->len += n;
    }
    return status;
}

enum rp_status rp_buf_add_str(struct rp_buf *buf, struct rp_str str)
{
    return rp_buf_add(buf, str.data, str.len);
}

struct rp_str rp_str_of(const char *terminated)
{
    return (struct rp_str){.data = terminated, .len = terminated != NULL ? strlen(terminated) : 0};
}

int rp_str_equal(struct rp_str a, struct rp_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}
