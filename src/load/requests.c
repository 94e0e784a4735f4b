/* Encoded requests. */
#include "load/requests.h"

#include "base/alloc.h"
#include "reprint/limits.h"

#include <string.h>

/* An id: the run in hexadecimal digits, then the article's number. */
static const char id_form[] = "bench-00000000-0000000000";
enum { ID_BYTES = sizeof id_form - 1, RUN_AT = 6, RUN_DIGITS = 8, ARTICLE_AT = RUN_AT + RUN_DIGITS + 1, ARTICLE_DIGITS = 10 };

static void write_digits(char *at, uint64_t number, int digits)
{
    static const char hex[] = "0123456789abcdef";
    for (int i = digits; i-- > 0; number >>= 4)
        at[i] = hex[number & 15];
}

void rp_load_requests_init(struct rp_load_requests *ret, const struct rp_load_protocol *protocol, uint32_t run)
{
    *ret = (struct rp_load_requests){.protocol = protocol, .run = run};
    rp_buf_init(&ret->bytes, SIZE_MAX / 2);
}

void rp_load_requests_done(struct rp_load_requests *requests)
{
    rp_buf_done(&requests->bytes);
    rp_free(requests->items);
    requests->items = NULL;
}

/* Where in the request the id stands: of all strings it comes first. */
static size_t find_id(const char *request, size_t len, const char *id)
{
    size_t at = 0;
    while (at + ID_BYTES < len && memcmp(request + at, id, ID_BYTES) != 0)
        at++;
    return at;
}

enum rp_status rp_load_requests_add(struct rp_load_requests *requests, const struct rp_article *article)
{
    char id[sizeof id_form];
    struct rp_article named = *article;
    size_t at = requests->bytes.len;
    memcpy(id, id_form, sizeof id);
    write_digits(id + RUN_AT, requests->run, RUN_DIGITS);
    named.id = (struct rp_str){id, ID_BYTES};
    if (!rp_grow(&requests->items, &requests->cap, requests->count + 1, sizeof *requests->items, SIZE_MAX / sizeof *requests->items))
        return RP_NO_MEMORY;
    enum rp_status status = requests->protocol->encode(&requests->bytes, &named);
    if (status != RP_OK)
        return status;
    size_t len = requests->bytes.len - at;
    if (len > RP_LIMIT_FRAME) {
        requests->bytes.len = at;
        return RP_LIMIT;
    }
    requests->items[requests->count++] =
        (struct rp_load_request){at, (uint32_t)len, (uint32_t)find_id(requests->bytes.data + at, len, id)};
    if (len > requests->longest)
        requests->longest = (uint32_t)len;
    requests->text_bytes += article->text.len;
    return RP_OK;
}

size_t rp_load_requests_write(const struct rp_load_requests *requests, uint64_t article, uint32_t number, char *out)
{
    const struct rp_load_request *request = &requests->items[article % requests->count];
    memcpy(out, requests->bytes.data + request->at, request->len);
    write_digits(out + request->id_at + ARTICLE_AT, article, ARTICLE_DIGITS);
    if (requests->protocol->set_number != NULL)
        requests->protocol->set_number(out, number);
    return request->len;
}
