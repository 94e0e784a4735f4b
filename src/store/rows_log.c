/* Rows: what is logged, in groups. */
#include "base/bits.h"
#include "base/error.h"
#include "store/rows.h"
#include "store/rows_inside.h"

#include <assert.h>
#include <string.h>

enum {
    ARTICLE_HEAD = 12,      /* time and flags before the packed article */
    OPERATION_HEAD = 9,     /* kind and time before what a removal or an expiry says */
    BATCH_KEPT = 4 << 20    /* bytes of a batch that are kept for the next one */
};

static void empty(rocksdb_writebatch_t **batch)
{
    size_t bytes;
    rocksdb_writebatch_data(*batch, &bytes);
    if (bytes > BATCH_KEPT) {
        rocksdb_writebatch_destroy(*batch);
        *batch = rocksdb_writebatch_create();
    } else {
        rocksdb_writebatch_clear(*batch);
    }
}

static void drop_group(struct rp_rows *rows)
{
    empty(&rows->group);
    rows->next_number = rows->last_number + 1;
    rows->time_ms = rows->last_time;
}

void rp_rows_leave_room(struct rp_rows *rows, uint64_t bytes)
{
    atomic_store(&rows->room_left, bytes);
}

static uint64_t room_to_add(const struct rp_rows *rows)
{
    return RP_ROWS_ROOM + atomic_load(&rows->room_left);
}

/* Looked at once a group, before an add is in it: so the removals of the group are not refused with it. */
static enum rp_status may_add(struct rp_rows *rows, struct rp_error *error)
{
    enum rp_status status = rows->adds_fit ? RP_OK : rp_rows_have_room(rows, room_to_add(rows), error);
    rows->adds_fit = status == RP_OK;
    return status;
}

static enum rp_status drop_unused_window(struct rp_rows *rows, struct rp_error *error)
{
    char *text = NULL;
    struct rp_window *window = rp_windows_take_unused(&rows->windows, rows->next_number);
    if (window == NULL)
        return RP_OK;
    rocksdb_drop_column_family(rows->db, window->family, &text);
    rp_windows_let_go(&rows->windows, window);
    return text != NULL ? rp_rows_end_writes(rows, text, error) : RP_OK;
}

static enum rp_status begin_window(struct rp_rows *rows, int64_t begin, struct rp_error *error)
{
    char name[RP_WINDOW_NAME], *text = NULL;
    int64_t end = begin > INT64_MAX - rows->window_ms ? INT64_MAX : begin + rows->window_ms;
    rp_window_write_name(rows->next_number, begin, end, name);
    rocksdb_column_family_handle_t *family = rocksdb_create_column_family(rows->db, rows->options, name, &text);
    if (text != NULL)
        return rp_rows_end_writes(rows, text, error);
    enum rp_status status = rp_windows_add(&rows->windows, rows->next_number, begin, end, family);
    if (status == RP_OK)
        return RP_OK;
    rocksdb_drop_column_family(rows->db, family, &text);
    rocksdb_column_family_handle_destroy(family);
    return text != NULL ? rp_rows_end_writes(rows, text, error) : rp_fail(error, status, "a window of time cannot be kept: %s", rp_status_meaning(status));
}

/* The window that an operation of the time goes to, which is the last one; held. Windows begin at multiples of their length. */
static enum rp_status hold_window(struct rp_rows *rows, int64_t time_ms, struct rp_window **ret, struct rp_error *error)
{
    enum rp_status status = drop_unused_window(rows, error);
    if (status != RP_OK)
        return status;
    struct rp_window *window = rp_windows_hold_last(&rows->windows);
    if (window == NULL || time_ms >= window->end) {
        int64_t past = time_ms % rows->window_ms, begin = time_ms - past;
        if (past < 0)
            begin = begin < INT64_MIN + rows->window_ms ? INT64_MIN : begin - rows->window_ms;
        if (window != NULL && begin < window->end)
            begin = window->end;
        rp_windows_let_go(&rows->windows, window);
        status = begin_window(rows, begin, error);
        window = rp_windows_hold_last(&rows->windows);
    }
    if (status != RP_OK) {
        rp_windows_let_go(&rows->windows, window);
        return status;
    }
    *ret = window;
    return RP_OK;
}

static void is_logged(struct rp_rows *rows, int64_t time_ms, uint64_t *ret_number)
{
    *ret_number = rows->next_number++;
    rows->time_ms = time_ms;
}

enum rp_status rp_rows_log_add(struct rp_rows *rows, struct rp_str row, int64_t time_ms, unsigned flags, uint64_t *ret_number, struct rp_error *error)
{
    struct rp_window *window;
    assert(time_ms >= rows->time_ms);
    enum rp_status status = rp_rows_may_write(rows, error);
    if (status == RP_OK)
        status = may_add(rows, error);
    if (status == RP_OK)
        status = hold_window(rows, time_ms, &window, error);
    if (status != RP_OK)
        return status;
    char key[RP_ROWS_KEY], head[ARTICLE_HEAD];
    rp_rows_put_key(key, RP_ROW_ARTICLE, rows->next_number);
    rp_put_le(head, (uint64_t)time_ms, 8);
    rp_put_le(head + 8, flags, 4);
    const char *const keys[] = {key}, *const values[] = {head, row.data};
    const size_t key_sizes[] = {sizeof key}, value_sizes[] = {sizeof head, row.len};
    rocksdb_writebatch_putv_cf(rows->group, window->family, 1, keys, key_sizes, 2, values, value_sizes);
    rp_windows_let_go(&rows->windows, window);
    is_logged(rows, time_ms, ret_number);
    return RP_OK;
}

bool rp_rows_open_article(struct rp_str value, int64_t *ret_time, unsigned *ret_flags, struct rp_str *ret_row)
{
    if (value.len < ARTICLE_HEAD)
        return false;
    *ret_time = (int64_t)rp_read_le64(value.data);
    *ret_flags = (unsigned)rp_read_le(value.data + 8, 4);
    *ret_row = (struct rp_str){value.data + ARTICLE_HEAD, value.len - ARTICLE_HEAD};
    return true;
}

static enum rp_status log_operation(struct rp_rows *rows, enum rp_operation_kind kind, struct rp_str what, int64_t time_ms, uint64_t *ret_number,
                                    struct rp_error *error)
{
    assert(time_ms >= rows->time_ms);
    enum rp_status status = rp_rows_may_write(rows, error);
    if (status != RP_OK)
        return status;
    char key[RP_ROWS_KEY], head[OPERATION_HEAD] = {(char)kind};
    rp_rows_put_key(key, RP_ROW_OPERATION, rows->next_number);
    rp_put_le(head + 1, (uint64_t)time_ms, 8);
    const char *const keys[] = {key}, *const values[] = {head, what.data};
    const size_t key_sizes[] = {sizeof key}, value_sizes[] = {sizeof head, what.len};
    rocksdb_writebatch_putv_cf(rows->group, rows->common, 1, keys, key_sizes, 2, values, value_sizes);
    is_logged(rows, time_ms, ret_number);
    return RP_OK;
}

enum rp_status rp_rows_log_remove(struct rp_rows *rows, struct rp_str id, int64_t time_ms, uint64_t *ret_number, struct rp_error *error)
{
    return log_operation(rows, RP_OPERATION_REMOVE, id, time_ms, ret_number, error);
}

enum rp_status rp_rows_log_expire(struct rp_rows *rows, int64_t before_ms, uint64_t most, int64_t time_ms, uint64_t *ret_number,
                                  struct rp_error *error)
{
    char what[16];
    rp_put_le(what, (uint64_t)before_ms, 8);
    rp_put_le(what + 8, most, 8);
    return log_operation(rows, RP_OPERATION_EXPIRE, (struct rp_str){what, sizeof what}, time_ms, ret_number, error);
}

bool rp_rows_open_operation(struct rp_str value, struct rp_operation *ret)
{
    struct rp_operation operation = {0};
    if (value.len < 1)
        return false;
    operation.kind = (enum rp_operation_kind)value.data[0];
    if ((int)operation.kind != RP_OPERATION_VOID) {
        if (value.len < OPERATION_HEAD)
            return false;
        operation.time_ms = (int64_t)rp_read_le64(value.data + 1);
        struct rp_str what = {value.data + OPERATION_HEAD, value.len - OPERATION_HEAD};
        if (operation.kind == RP_OPERATION_REMOVE) {
            operation.id = what;
        } else if (operation.kind == RP_OPERATION_EXPIRE && what.len == 16) {
            operation.before_ms = (int64_t)rp_read_le64(what.data);
            operation.most = rp_read_le64(what.data + 8);
        } else {
            return false;
        }
    }
    *ret = operation;
    return true;
}

static void note(struct rp_rows *rows, char letter, uint64_t number, struct rp_str value)
{
    char key[RP_ROWS_KEY];
    struct rp_window *window = rp_windows_hold(&rows->windows, number);
    if (window == NULL)
        return;
    rp_rows_put_key(key, letter, number);
    rocksdb_writebatch_put_cf(rows->notes, rp_rows_family(rows, window, letter), key, sizeof key, value.data, value.len);
    rp_windows_let_go(&rows->windows, window);
}

void rp_rows_note_answer(struct rp_rows *rows, uint64_t number, struct rp_str answer)
{
    note(rows, RP_ROW_ANSWER, number, answer);
}

void rp_rows_note_keys(struct rp_rows *rows, uint64_t number, struct rp_str keys)
{
    note(rows, RP_ROW_KEYS, number, keys);
}

/* Notes go to memory alone, so that they need no room now. */
enum rp_status rp_rows_commit_notes(struct rp_rows *rows, struct rp_error *error)
{
    char *text = NULL;
    enum rp_status status = rp_rows_may_write(rows, error);
    if (status != RP_OK || rocksdb_writebatch_count(rows->notes) == 0)
        return status;
    rocksdb_write(rows->db, rows->unlogged, rows->notes, &text);
    empty(&rows->notes);
    return text != NULL ? rp_rows_end_writes(rows, text, error) : RP_OK;
}

static enum rp_status write_group(struct rp_rows *rows, struct rp_error *error)
{
    char *text = NULL;
    if (rocksdb_writebatch_count(rows->group) == 0)
        return RP_OK;
    enum rp_status status = rp_rows_have_room(rows, rows->adds_fit ? room_to_add(rows) : RP_ROWS_ROOM_TO_REMOVE, error);
    if (status != RP_OK)
        return status;
    rocksdb_write(rows->db, rows->fsync == RP_FSYNC_ALWAYS ? rows->synced : rows->logged, rows->group, &text);
    if (text != NULL)
        return rp_rows_end_writes(rows, text, error);
    empty(&rows->group);
    atomic_store(&rows->last_time, rows->time_ms);
    atomic_store(&rows->last_number, rows->next_number - 1);
    return RP_OK;
}

enum rp_status rp_rows_commit(struct rp_rows *rows, struct rp_error *error)
{
    enum rp_status status = rp_rows_may_write(rows, error);
    if (status == RP_OK)
        status = write_group(rows, error);
    if (status != RP_OK)
        drop_group(rows);
    rows->adds_fit = false;
    return status;
}

enum rp_status rp_rows_sync(struct rp_rows *rows, struct rp_error *error)
{
    char *text = NULL;
    enum rp_status status = rp_rows_may_write(rows, error);
    if (status != RP_OK)
        return status;
    rocksdb_flush_wal(rows->db, 1, &text);
    return text != NULL ? rp_rows_end_writes(rows, text, error) : RP_OK;
}

enum rp_status rp_rows_void(struct rp_rows *rows, const uint64_t *numbers, size_t count, bool sync, struct rp_error *error)
{
    static const char nothing = RP_OPERATION_VOID;
    char key[RP_ROWS_KEY], *text = NULL;
    enum rp_status status = rp_rows_may_write(rows, error);
    if (status != RP_OK || count == 0)
        return status;
    rocksdb_writebatch_t *batch = rocksdb_writebatch_create();
    for (size_t i = 0; i < count; i++) {
        /* Its number stays taken, so that one that is missing can be told from one that came to nothing. */
        rp_rows_put_key(key, RP_ROW_OPERATION, numbers[i]);
        rocksdb_writebatch_put_cf(batch, rows->common, key, sizeof key, &nothing, 1);
        struct rp_window *window = rp_windows_hold(&rows->windows, numbers[i]);
        if (window != NULL) {
            rp_rows_put_key(key, RP_ROW_ARTICLE, numbers[i]);
            rocksdb_writebatch_delete_cf(batch, window->family, key, sizeof key);
        }
        rp_windows_let_go(&rows->windows, window);
    }
    rocksdb_write(rows->db, sync ? rows->synced : rows->logged, batch, &text);
    rocksdb_writebatch_destroy(batch);
    return text != NULL ? rp_rows_end_writes(rows, text, error) : RP_OK;
}
