/* The protocol of reprint serve, for the runner. */
#include "load/protocol.h"

#include "reprint/limits.h"
#include "wire/frame.h"
#include "wire/request.h"

#include <string.h>

enum { REPLY_VALUES = 1 << 22 };
enum { NUMBER_AT = 3 }; /* behind the array's head, the kind, and the type of a number of 32 bits */

/* The largest number, so that it takes the most room, which any other may then have too. */
static enum rp_status encode(struct rp_buf *buf, enum rp_method method, const struct rp_article *article)
{
    return rp_request_encode(buf, &(struct rp_request){.id = UINT32_MAX, .method = method, .article = *article});
}

static enum rp_status encode_add(struct rp_buf *buf, const struct rp_article *article)
{
    return encode(buf, RP_METHOD_ADD, article);
}

static enum rp_status encode_check(struct rp_buf *buf, const struct rp_article *article)
{
    return encode(buf, RP_METHOD_CHECK, article);
}

static void set_number(char *request, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        request[NUMBER_AT + i] = (char)(unsigned char)(number >> (24 - 8 * i));
}

/* Bytes of a number or nil; 0: it is neither. */
static size_t number_bytes(unsigned char type)
{
    if (type < 0x80 || type == 0xc0)
        return 1;
    return type >= 0xcc && type <= 0xcf ? 1 + ((size_t)1 << (type - 0xcc)) : 0;
}

/* The name of an error, [code, name, message], which is a short string. */
static void read_name(const unsigned char *at, const unsigned char *end, char ret_name[RP_LOAD_NAME_BYTES])
{
    size_t len = 0;
    at += 1 + number_bytes(at[1]);
    if (at < end && (*at & 0xe0) == 0xa0)
        len = *at++ & 31u;
    if (len > (size_t)(end - at))
        len = 0;
    memcpy(ret_name, at, len);
    ret_name[len] = 0;
}

/* [1, number, error, result]: an answer is told from an error by the one byte behind the number. */
static enum rp_load_reply next_reply(const char *data, size_t len, size_t *ret_len, char ret_name[RP_LOAD_NAME_BYTES])
{
    const unsigned char *s = (const unsigned char *)data;
    struct rp_frames frames;
    struct rp_error error;
    rp_frames_init(&frames, RP_LIMIT_FRAME, REPLY_VALUES);
    enum rp_frame found = rp_frames_next(&frames, data, len, ret_len, &error);
    if (found == RP_FRAME_MORE)
        return RP_LOAD_MORE;
    size_t n = found == RP_FRAME_MESSAGE && *ret_len > 4 && s[0] == 0x94 && s[1] == 1 ? number_bytes(s[2]) : 0;
    if (n == 0)
        return RP_LOAD_BROKEN;
    if (s[2 + n] == 0xc0)
        return RP_LOAD_GOOD;
    if (s[2 + n] != 0x93)
        return RP_LOAD_BROKEN;
    read_name(s + 2 + n, s + *ret_len, ret_name);
    return RP_LOAD_REFUSED;
}

const struct rp_load_protocol rp_load_add = {
    .name = "reprint add",
    .encode = encode_add,
    .set_number = set_number,
    .next_reply = next_reply,
};

const struct rp_load_protocol rp_load_check = {
    .name = "reprint check",
    .encode = encode_check,
    .set_number = set_number,
    .next_reply = next_reply,
};
