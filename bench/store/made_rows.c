/* Made articles, packed as the store packs them. */
#include "made_rows.h"

#include "measure.h"
#include "store/pack.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum { HEAD = 12, /* time and flags stand before a packed article (store/rows_log.c) */ ROW_MAX = 16 << 20, LEVEL = 3 };

static _Noreturn void end(const char *program, const char *why)
{
    exit(bench_fail(program, why));
}

static uint64_t packed_alone(const char *program, struct rp_str text, struct rp_buf *room)
{
    rp_buf_clear(room);
    if (rp_buf_reserve(room, ZSTD_compressBound(text.len)) != RP_OK)
        end(program, "out of memory");
    size_t size = ZSTD_compress(room->data, ZSTD_compressBound(text.len), text.data, text.len, LEVEL);
    if (ZSTD_isError(size))
        end(program, ZSTD_getErrorName(size));
    return size;
}

static void add_row(const char *program, struct rp_packer *packer, const struct rp_article *article, struct rp_buf *room, struct bench_rows *rows)
{
    static const char head[HEAD];
    rp_buf_clear(room);
    if (rp_buf_add(room, head, sizeof head) != RP_OK || rp_pack(packer, article, room) != RP_OK)
        end(program, "an article cannot be packed");
    char *row = malloc(room->len);
    if (row == NULL)
        end(program, "out of memory");
    memcpy(row, room->data, room->len);
    rows->rows[rows->count] = row;
    rows->sizes[rows->count++] = room->len;
    rows->bytes += room->len;
    rows->text_bytes += article->text.len;
}

void bench_rows_make(const char *program, size_t count, struct bench_rows *ret)
{
    struct rp_maker *maker = bench_maker(program);
    struct rp_made made;
    struct rp_buf room;
    struct rp_packer *packer;
    *ret = (struct bench_rows){.rows = calloc(count, sizeof *ret->rows), .sizes = calloc(count, sizeof *ret->sizes)};
    if (ret->rows == NULL || ret->sizes == NULL || rp_packer_create(&packer) != RP_OK)
        end(program, "out of memory");
    rp_made_init(&made);
    rp_buf_init(&room, ROW_MAX);
    for (uint64_t i = 0; i < count; i++) {
        if (rp_make(maker, i, &made) != RP_OK)
            end(program, "out of memory");
        add_row(program, packer, &made.article, &room, ret);
        ret->zstd_bytes += packed_alone(program, made.article.text, &room);
    }
    rp_buf_done(&room);
    rp_made_done(&made);
    rp_packer_free(packer);
    rp_maker_free(maker);
}

void bench_rows_done(struct bench_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        free(rows->rows[i]);
    free(rows->rows);
    free(rows->sizes);
}
