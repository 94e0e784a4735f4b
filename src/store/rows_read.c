/* Rows: reading one, all operations in their order, the keys of all articles. */
#include "base/alloc.h"
#include "base/error.h"
#include "store/rows.h"
#include "store/rows_inside.h"

#include <inttypes.h>

static enum rp_status no_such(const struct rp_rows *rows, uint64_t number, struct rp_error *error)
{
    return rp_fail(error, RP_NOT_FOUND, "%s has no article of the number %" PRIu64, rows->folder, number);
}

enum rp_status rp_row_pin(struct rp_rows *rows, char letter, uint64_t number, struct rp_row *ret, struct rp_error *error)
{
    char key[RP_ROWS_KEY], *text = NULL;
    struct rp_row row = {.window = letter != RP_ROW_OPERATION ? rp_windows_hold(&rows->windows, number) : NULL};
    if (row.window == NULL && letter != RP_ROW_OPERATION)
        return no_such(rows, number, error);
    rp_rows_put_key(key, letter, number);
    row.pinned = rocksdb_get_pinned_cf(rows->db, rows->reading, rp_rows_family(rows, row.window, letter), key, sizeof key, &text);
    if (text == NULL && row.pinned != NULL) {
        row.value.data = rocksdb_pinnableslice_value(row.pinned, &row.value.len);
        *ret = row;
        return RP_OK;
    }
    enum rp_status status = text != NULL ? rp_rocks_fail(rows->folder, RP_ROCKS_READS, text, error) : no_such(rows, number, error);
    if (text != NULL && rows->salvage != NULL)
        status = rp_salvage_get(rows, letter, number, status, &row.salvaged, &row.value.len, error);
    row.value.data = row.salvaged;
    if (status == RP_OK)
        *ret = row;
    else
        rp_windows_let_go(&rows->windows, row.window);
    return status;
}

void rp_row_unpin(struct rp_rows *rows, struct rp_row *row)
{
    if (row->pinned != NULL)
        rocksdb_pinnableslice_destroy(row->pinned);
    rp_free(row->salvaged);
    rp_windows_let_go(&rows->windows, row->window);
}

enum rp_status rp_rows_unpack(const struct rp_rows *rows, struct rp_packer *packer, uint64_t number, struct rp_str value, struct rp_buf *room,
                              struct rp_operation *ret, struct rp_error *error)
{
    struct rp_str row;
    struct rp_operation operation = {.number = number, .kind = RP_OPERATION_ADD};
    enum rp_status status = RP_DAMAGED;
    if (rp_rows_open_article(value, &operation.time_ms, &operation.flags, &row))
        status = rp_unpack(packer, row, room, &operation.article);
    if (status == RP_OK)
        *ret = operation;
    else if (status == RP_DAMAGED)
        rp_fail(error, status, "%s is damaged (the article of the number %" PRIu64 "): " RP_ROCKS_MEND, rows->folder, number);
    else if (status == RP_NEWER)
        rp_fail(error, status, "%s has an article (operation %" PRIu64 ") of format version %u and this program knows %d: use a newer reprint", rows->folder, number,
                (unsigned)(unsigned char)row.data[0], RP_ROW_VERSION);
    else
        rp_fail(error, status, "the article of the number %" PRIu64 " in %s: %s", number, rows->folder, rp_status_meaning(status));
    return status;
}

enum rp_status rp_rows_read_article(struct rp_rows *rows, struct rp_packer *packer, uint64_t number, struct rp_buf *room, struct rp_article *ret,
                                    struct rp_error *error)
{
    struct rp_row row;
    struct rp_operation operation;
    enum rp_status status = rp_row_pin(rows, RP_ROW_ARTICLE, number, &row, error);
    if (status != RP_OK)
        return status;
    status = rp_rows_unpack(rows, packer, number, row.value, room, &operation, error);
    rp_row_unpin(rows, &row);
    if (status == RP_OK)
        *ret = operation.article;
    return status;
}

enum rp_status rp_rows_read_answer(struct rp_rows *rows, uint64_t number, struct rp_buf *room, struct rp_error *error)
{
    struct rp_row row;
    rp_buf_clear(room);
    enum rp_status status = rp_row_pin(rows, RP_ROW_ANSWER, number, &row, error);
    if (status != RP_OK)
        return status;
    status = rp_buf_add_str(room, row.value);
    rp_row_unpin(rows, &row);
    return status == RP_OK ? RP_OK : rp_fail(error, status, "the answer of the number %" PRIu64 ": %s", number, rp_status_meaning(status));
}

/* Two scans beside each other: one of the operations of the default family, one of the articles of the window that is at hand. */
struct replay {
    struct rp_rows *rows;
    struct rp_packer *packer;
    struct rp_buf room;
    struct rp_scan operations, articles;
    struct rp_window *window;
    bool at_end; /* of the windows */
    uint64_t after, last;
    enum rp_status (*each)(void *context, const struct rp_operation *operation);
    void *context;
};

/* The next article is at hand, in this window or one behind it, or there is none. */
static enum rp_status find_article(struct replay *replay, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    while (!replay->articles.valid && !replay->at_end) {
        status = rp_scan_end(replay->rows, &replay->articles, error);
        if (status != RP_OK)
            break;
        replay->window = rp_windows_next(&replay->rows->windows, replay->window, NULL);
        replay->at_end = replay->window == NULL;
        if (!replay->at_end)
            rp_scan_start(replay->rows, replay->window->family, RP_ROW_ARTICLE, replay->after + 1, &replay->articles);
    }
    return status;
}

/* Behind what was settled every number is there, or says that it came to nothing. */
static enum rp_status check_number(struct replay *replay, uint64_t number, struct rp_error *error)
{
    const struct rp_rows *rows = replay->rows;
    uint64_t last = replay->last > rows->settled ? replay->last : rows->settled;
    if (number > last + 1)
        return rp_fail(error, RP_DAMAGED, "%s is damaged: the operations %" PRIu64 " to %" PRIu64 " are missing: " RP_ROCKS_MEND, rows->folder,
                       last + 1, number - 1);
    replay->last = number;
    return RP_OK;
}

static enum rp_status replay_article(struct replay *replay, struct rp_error *error)
{
    struct rp_operation operation;
    struct rp_scan *scan = &replay->articles;
    enum rp_status status = check_number(replay, scan->number, error);
    if (status == RP_OK)
        status = rp_rows_unpack(replay->rows, replay->packer, scan->number, scan->value, &replay->room, &operation, error);
    if (status == RP_OK)
        status = replay->each(replay->context, &operation);
    rp_scan_step(scan);
    return status;
}

static enum rp_status replay_operation(struct replay *replay, struct rp_error *error)
{
    struct rp_operation operation;
    struct rp_scan *scan = &replay->operations;
    enum rp_status status = check_number(replay, scan->number, error);
    if (status == RP_OK && !rp_rows_open_operation(scan->value, &operation))
        status = rp_fail(error, RP_DAMAGED, "%s is damaged (the operation %" PRIu64 "): " RP_ROCKS_MEND, replay->rows->folder, scan->number);
    if (status == RP_OK && (int)operation.kind != RP_OPERATION_VOID) {
        operation.number = scan->number;
        status = replay->each(replay->context, &operation);
    }
    rp_scan_step(scan);
    return status;
}

enum rp_status rp_rows_each_operation(struct rp_rows *rows, struct rp_packer *packer, uint64_t after,
                                      enum rp_status (*each)(void *context, const struct rp_operation *operation), void *context,
                                      struct rp_error *error)
{
    struct replay replay = {.rows = rows, .packer = packer, .after = after, .last = after, .each = each, .context = context};
    rp_buf_init(&replay.room, RP_ROWS_ROOM_BYTES);
    rp_scan_start(rows, rows->common, RP_ROW_OPERATION, after + 1, &replay.operations);
    enum rp_status status = find_article(&replay, error);
    while (status == RP_OK && (replay.articles.valid || replay.operations.valid)) {
        if (!replay.operations.valid || (replay.articles.valid && replay.articles.number < replay.operations.number))
            status = replay_article(&replay, error);
        else
            status = replay_operation(&replay, error);
        if (status == RP_OK)
            status = find_article(&replay, error);
    }
    enum rp_status ended = rp_scan_end(rows, &replay.operations, status == RP_OK ? error : NULL);
    rp_scan_end(rows, &replay.articles, NULL);
    rp_windows_let_go(&rows->windows, replay.window);
    rp_buf_done(&replay.room);
    return status == RP_OK ? ended : status;
}

enum rp_status rp_rows_each_keys(struct rp_rows *rows, enum rp_status (*each)(void *context, uint64_t number, struct rp_str keys), void *context,
                                 struct rp_error *error)
{
    enum rp_status status = RP_OK;
    struct rp_scan scan;
    struct rp_window *window = rp_windows_next(&rows->windows, NULL, NULL);
    uint64_t first = window != NULL ? window->first : 0;
    rp_windows_let_go(&rows->windows, window);
    for (rp_scan_start(rows, rows->keys, RP_ROW_KEYS, first, &scan); status == RP_OK && scan.valid; rp_scan_step(&scan))
        status = each(context, scan.number, scan.value);
    enum rp_status ended = rp_scan_end(rows, &scan, status == RP_OK ? error : NULL);
    return status == RP_OK ? ended : status;
}
