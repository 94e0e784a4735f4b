/* An article as a row: a version byte, then one zstd frame with a checksum. In the frame stand the eight lengths as varints, so that the checksum
 * covers them too, and behind them the strings. */
#include "store/pack.h"

#include "base/alloc.h"
#include "base/strings.h"
#include "reprint/limits.h"

#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
    LEVEL = 1, /* of 3 KB of text: one in a hundred bytes more than level 3, for three quarters of the time */
    STRINGS = 8,
    VARINT_MOST = 5, /* bytes of a 32-bit number, seven bits each */
    LENGTHS_MOST = STRINGS * VARINT_MOST,
    /* Whatever a damaged row says of itself, no more memory than this is asked for. */
    CONTENT_MOST = LENGTHS_MOST + RP_LIMIT_TEXT + 2 * RP_LIMIT_ID + (STRINGS - 3) * RP_LIMIT_STRING,
    KEPT = 1 << 20 /* a long article's memory is given back */
};

struct rp_packer {
    ZSTD_CCtx *pack;       /* owned */
    ZSTD_DCtx *unpack;     /* owned */
    struct rp_buf content; /* what goes into the frame */
};

enum rp_status rp_packer_create(struct rp_packer **ret)
{
    struct rp_packer *packer = rp_alloc_zeroed(1, sizeof *packer);
    if (packer == NULL)
        return RP_NO_MEMORY;
    rp_buf_init(&packer->content, CONTENT_MOST);
    packer->pack = ZSTD_createCCtx();
    packer->unpack = ZSTD_createDCtx();
    if (packer->pack == NULL || packer->unpack == NULL ||
        ZSTD_isError(ZSTD_CCtx_setParameter(packer->pack, ZSTD_c_compressionLevel, LEVEL)) ||
        ZSTD_isError(ZSTD_CCtx_setParameter(packer->pack, ZSTD_c_checksumFlag, 1))) {
        rp_packer_free(packer);
        return RP_NO_MEMORY;
    }
    *ret = packer;
    return RP_OK;
}

void rp_packer_free(struct rp_packer *packer)
{
    if (packer == NULL)
        return;
    ZSTD_freeCCtx(packer->pack);
    ZSTD_freeDCtx(packer->unpack);
    rp_buf_done(&packer->content);
    rp_free(packer);
}

static void put_varint(char **at, size_t value)
{
    for (; value >= 0x80; value >>= 7)
        *(*at)++ = (char)(value | 0x80);
    *(*at)++ = (char)value;
}

/* False when none ends before `end`. */
static bool get_varint(const char **at, const char *end, size_t *ret)
{
    size_t value = 0;
    for (unsigned i = 0; i < VARINT_MOST && *at < end; i++) {
        unsigned char byte = (unsigned char)*(*at)++;
        value |= (size_t)(byte & 0x7f) << 7 * i;
        if (byte < 0x80) {
            *ret = value;
            return true;
        }
    }
    return false;
}

static enum rp_status put_content(struct rp_buf *content, const struct rp_article *article)
{
    const size_t lengths[STRINGS] = {article->id.len,  article->text.len,  article->source.len, article->published.len,
                                     article->url.len, article->title.len, article->lang.len,   article->same_story_as.len};
    rp_buf_clear(content);
    enum rp_status status = rp_buf_reserve(content, LENGTHS_MOST + rp_article_bytes(article));
    if (status != RP_OK)
        return status;
    char *at = content->data;
    for (unsigned i = 0; i < STRINGS; i++)
        put_varint(&at, lengths[i]);
    rp_put_article(&at, article);
    content->len = (size_t)(at - content->data);
    return RP_OK;
}

enum rp_status rp_pack(struct rp_packer *packer, const struct rp_article *article, struct rp_buf *buf)
{
    struct rp_buf *content = &packer->content;
    enum rp_status status = put_content(content, article);
    size_t most = 1 + ZSTD_compressBound(content->len);
    if (status == RP_OK)
        status = rp_buf_reserve(buf, most);
    if (status == RP_OK) {
        char *row = buf->data + buf->len;
        size_t size = ZSTD_compress2(packer->pack, row + 1, most - 1, content->data, content->len);
        if (ZSTD_isError(size)) {
            status = RP_NO_MEMORY; /* there is room enough for any frame */
        } else {
            row[0] = RP_ROW_VERSION;
            buf->len += 1 + size;
        }
    }
    if (content->cap > KEPT)
        rp_buf_done(content);
    return status;
}

/* The strings where they lie; false when they are not just what is there. */
static bool find_strings(const struct rp_buf *room, struct rp_article *ret)
{
    struct rp_str *const strings[STRINGS] = {&ret->id,  &ret->text,  &ret->source, &ret->published,
                                             &ret->url, &ret->title, &ret->lang,   &ret->same_story_as};
    const char *at = room->data, *end = at + room->len;
    for (unsigned i = 0; i < STRINGS; i++)
        if (!get_varint(&at, end, &strings[i]->len))
            return false;
    for (unsigned i = 0; i < STRINGS; i++) {
        if (strings[i]->len > (size_t)(end - at))
            return false;
        strings[i]->data = at;
        at += strings[i]->len;
    }
    return at == end;
}

enum rp_status rp_unpack(struct rp_packer *packer, struct rp_str row, struct rp_buf *room, struct rp_article *ret)
{
    rp_buf_clear(room);
    if (row.len < 1 || (unsigned char)row.data[0] < RP_ROW_VERSION)
        return RP_DAMAGED;
    if ((unsigned char)row.data[0] > RP_ROW_VERSION)
        return RP_NEWER;
    const char *frame = row.data + 1;
    unsigned long long content = ZSTD_getFrameContentSize(frame, row.len - 1);
    if (content > CONTENT_MOST) /* also its two codes for errors */
        return RP_DAMAGED;
    enum rp_status status = rp_buf_reserve(room, (size_t)content);
    if (status != RP_OK)
        return status;
    size_t size = ZSTD_decompressDCtx(packer->unpack, room->data, (size_t)content, frame, row.len - 1);
    if (ZSTD_isError(size))
        return ZSTD_getErrorCode(size) == ZSTD_error_memory_allocation ? RP_NO_MEMORY : RP_DAMAGED;
    room->len = size;
    struct rp_article article;
    if (size != content || !find_strings(room, &article))
        return RP_DAMAGED;
    *ret = article;
    return RP_OK;
}
