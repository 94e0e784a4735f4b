/* Rows: from memory into files, out of the store when they are no more needed, into a copy. */
#include "base/bits.h"
#include "base/error.h"
#include "base/tree.h"
#include "store/rows.h"
#include "store/rows_inside.h"

#include <errno.h>
#include <string.h>

enum {
    DELETES = 1024,       /* articles of one batch */
    WORTH_COMPACTING = 8, /* a window, when one of so many of its articles was deleted since the last time */
};

static enum rp_status flush_family(struct rp_rows *rows, rocksdb_column_family_handle_t *family, struct rp_error *error)
{
    char *text = NULL;
    rocksdb_flush_cf(rows->db, rows->flushing, family, &text);
    return text != NULL ? rp_rows_end_writes(rows, text, error) : RP_OK;
}

enum rp_status rp_rows_flush(struct rp_rows *rows, struct rp_error *error)
{
    struct rp_window *window = NULL;
    enum rp_status status = rp_rows_may_write(rows, error);
    if (status != RP_OK)
        return status;
    pthread_mutex_lock(&rows->life);
    while (status == RP_OK && (window = rp_windows_next(&rows->windows, window, NULL)) != NULL)
        status = flush_family(rows, window->family, error);
    rp_windows_let_go(&rows->windows, window);
    rocksdb_column_family_handle_t *const others[] = {rows->answers, rows->keys, rows->common};
    for (size_t i = 0; i < sizeof others / sizeof *others && status == RP_OK; i++)
        status = flush_family(rows, others[i], error);
    pthread_mutex_unlock(&rows->life);
    return status;
}

static enum rp_status write_batch(struct rp_rows *rows, rocksdb_writebatch_t *batch, struct rp_error *error)
{
    char *text = NULL;
    rocksdb_write(rows->db, rows->logged, batch, &text);
    rocksdb_writebatch_clear(batch);
    return text != NULL ? rp_rows_end_writes(rows, text, error) : RP_OK;
}

static void put_settled(struct rp_rows *rows, rocksdb_writebatch_t *batch, uint64_t number)
{
    static const char letter = RP_ROW_SETTLED;
    char value[24];
    rp_put_le(value, number, 8);
    rp_put_le(value + 8, rp_rows_last_number(rows), 8);
    rp_put_le(value + 16, (uint64_t)rp_rows_last_time(rows), 8);
    rocksdb_writebatch_put_cf(batch, rows->common, &letter, 1, value, sizeof value);
}

/* First of all it is said that numbers up to this one may be missing. */
static void forget_operations(struct rp_rows *rows, rocksdb_writebatch_t *batch, uint64_t number)
{
    char from[RP_ROWS_KEY], to[RP_ROWS_KEY];
    if (number <= rows->settled)
        return;
    put_settled(rows, batch, number);
    rp_rows_put_key(from, RP_ROW_OPERATION, rows->settled + 1);
    rp_rows_put_key(to, RP_ROW_OPERATION, number + 1);
    rocksdb_writebatch_delete_range_cf(batch, rows->common, from, sizeof from, to, sizeof to);
    rows->settled = number;
}

static enum rp_status count_logs(const struct rp_rows *rows, unsigned *ret, struct rp_error *error)
{
    const char *name;
    DIR *dir = opendir(rows->folder);
    int failed = dir == NULL ? errno : 0;
    *ret = 0;
    while (dir != NULL && (name = rp_tree_next(dir, &failed)) != NULL)
        *ret += rp_rows_is(name, ".log");
    if (dir != NULL)
        closedir(dir);
    return failed == 0 ? RP_OK : rp_fail(error, RP_IO, "%s cannot be read: %s", rows->folder, strerror(failed));
}

enum rp_status rp_rows_retire_logs(struct rp_rows *rows, struct rp_error *error)
{
    unsigned logs;
    enum rp_status status = count_logs(rows, &logs, error);
    if (status != RP_OK || logs < 2)
        return status;
    rocksdb_writebatch_t *batch = rocksdb_writebatch_create();
    put_settled(rows, batch, rows->settled); /* as it is: RocksDB flushes nothing where nothing was written */
    status = write_batch(rows, batch, error);
    rocksdb_writebatch_destroy(batch);
    return status == RP_OK ? rp_rows_flush(rows, error) : status;
}

static void delete_article(const struct rp_rows *rows, rocksdb_writebatch_t *batch, struct rp_window *window, uint64_t number)
{
    static const char letters[] = {RP_ROW_ARTICLE, RP_ROW_ANSWER, RP_ROW_KEYS};
    char key[RP_ROWS_KEY];
    for (unsigned i = 0; i < sizeof letters; i++) {
        rp_rows_put_key(key, letters[i], number);
        rocksdb_writebatch_delete_cf(batch, rp_rows_family(rows, window, letters[i]), key, sizeof key);
    }
    window->deleted++;
}

/* Windows are dropped first, so that nothing is deleted from those. */
static enum rp_status drop_windows(struct rp_rows *rows, uint64_t first, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    struct rp_window *window;
    while (status == RP_OK && (window = rp_windows_take_old(&rows->windows, first)) != NULL) {
        char *text = NULL;
        rocksdb_drop_column_family(rows->db, window->family, &text);
        rp_windows_let_go(&rows->windows, window);
        if (text != NULL)
            status = rp_rows_end_writes(rows, text, error);
    }
    return status;
}

static void key_range(char letter, uint64_t from, uint64_t stop, char ret_from[RP_ROWS_KEY], char ret_stop[RP_ROWS_KEY])
{
    rp_rows_put_key(ret_from, letter, from);
    rp_rows_put_key(ret_stop, letter, stop);
}

/* Answers and keys of windows that are no more; also of those that were dropped before an end that cut this off. */
static enum rp_status delete_noted(struct rp_rows *rows, rocksdb_writebatch_t *batch, struct rp_error *error)
{
    static const char letters[] = {RP_ROW_ANSWER, RP_ROW_KEYS};
    char from[RP_ROWS_KEY], stop[RP_ROWS_KEY];
    struct rp_window *window = rp_windows_next(&rows->windows, NULL, NULL);
    uint64_t first = window != NULL ? window->first : 0;
    rp_windows_let_go(&rows->windows, window);
    if (first <= rows->noted_from)
        return RP_OK;
    for (unsigned i = 0; i < sizeof letters; i++) {
        key_range(letters[i], 0, first, from, stop);
        rocksdb_writebatch_delete_range_cf(batch, rp_rows_family(rows, NULL, letters[i]), from, sizeof from, stop, sizeof stop);
    }
    rows->noted_from = first;
    return write_batch(rows, batch, error);
}

static enum rp_status delete_articles(struct rp_rows *rows, rocksdb_writebatch_t *batch, const uint64_t *gone, size_t count, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    for (size_t i = 0; status == RP_OK && i < count; i++) {
        struct rp_window *window = rp_windows_hold(&rows->windows, gone[i]);
        if (window != NULL)
            delete_article(rows, batch, window, gone[i]);
        rp_windows_let_go(&rows->windows, window);
        if (i % DELETES == DELETES - 1)
            status = write_batch(rows, batch, error);
    }
    return status == RP_OK ? write_batch(rows, batch, error) : status;
}

static void compact_window(struct rp_rows *rows, const struct rp_window *window, uint64_t stop, rocksdb_compactoptions_t *options)
{
    static const char letters[] = {RP_ROW_ARTICLE, RP_ROW_ANSWER, RP_ROW_KEYS};
    char from[RP_ROWS_KEY], to[RP_ROWS_KEY];
    for (unsigned i = 0; i < sizeof letters; i++) {
        key_range(letters[i], window->first, stop, from, to);
        rocksdb_compact_range_cf_opt(rows->db, rp_rows_family(rows, window, letters[i]), options, from, sizeof from, to, sizeof to);
    }
}

/* Gives the room of deleted articles back, window by window, when there are many. */
static void compact(struct rp_rows *rows)
{
    uint64_t stop, end = rp_rows_last_number(rows) + 1;
    struct rp_window *window = NULL;
    rocksdb_compactoptions_t *options = rocksdb_compactoptions_create();
    rocksdb_compactoptions_set_exclusive_manual_compaction(options, 0);
    while ((window = rp_windows_next(&rows->windows, window, &stop)) != NULL) {
        uint64_t numbers = (stop < end ? stop : end) - window->first;
        if (window->deleted == 0 || window->deleted < numbers / WORTH_COMPACTING)
            continue;
        compact_window(rows, window, stop < end ? stop : end, options);
        window->deleted = 0;
    }
    rocksdb_compactoptions_destroy(options);
}

enum rp_status rp_rows_settle(struct rp_rows *rows, uint64_t number, const uint64_t *gone, size_t count, uint64_t first, struct rp_error *error)
{
    enum rp_status status = rp_rows_may_write(rows, error);
    if (status != RP_OK)
        return status;
    if (first > number + 1)
        first = number + 1; /* when the state has no article: what came behind it stays */
    pthread_mutex_lock(&rows->life);
    rocksdb_writebatch_t *batch = rocksdb_writebatch_create();
    forget_operations(rows, batch, number);
    status = write_batch(rows, batch, error);
    if (status == RP_OK)
        status = drop_windows(rows, first, error);
    if (status == RP_OK)
        status = delete_noted(rows, batch, error);
    if (status == RP_OK)
        status = delete_articles(rows, batch, gone, count, error);
    rocksdb_writebatch_destroy(batch);
    if (status == RP_OK)
        compact(rows);
    pthread_mutex_unlock(&rows->life);
    return status;
}

int64_t rp_rows_oldest_end(struct rp_rows *rows, int64_t after_ms)
{
    return rp_windows_oldest_end(&rows->windows, after_ms);
}

/* It is opened once: then it has a log, as every folder that was in use. */
static enum rp_status finish_copy(const struct rp_rows *rows, const char *folder, struct rp_error *error)
{
    struct rp_rows_options options = {.folder = folder, .fsync = rows->fsync, .window_ms = rows->window_ms};
    struct rp_rows *copy;
    enum rp_status status = rp_rows_open_as(&options, true, &copy, error);
    if (status == RP_OK)
        rp_rows_close(copy);
    return status;
}

enum rp_status rp_rows_checkpoint(struct rp_rows *rows, const char *folder, struct rp_error *error)
{
    enum { FLUSH_FIRST = 0 }; /* what is noted is in no log */
    char *text = NULL;
    pthread_mutex_lock(&rows->life);
    rocksdb_checkpoint_t *checkpoint = rocksdb_checkpoint_object_create(rows->db, &text);
    if (text == NULL) {
        rocksdb_checkpoint_create(checkpoint, folder, FLUSH_FIRST, &text);
        rocksdb_checkpoint_object_destroy(checkpoint);
    }
    pthread_mutex_unlock(&rows->life);
    return text != NULL ? rp_rocks_fail(folder, RP_ROCKS_WRITES, text, error) : finish_copy(rows, folder, error);
}
