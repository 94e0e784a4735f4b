/* Rows: what can be read of tables that RocksDB cannot read. It does not look behind a table that is damaged, whatever the others hold: so all tables that may have the row are read
 * without it, and the latest row of the key counts. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/tree.h"
#include "store/rows_inside.h"
#include "store/sst.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct part {
    char *name;     /* owned, as what follows */
    char *keys[2];  /* the first and the last one */
    size_t sizes[2];
    bool tried;
    struct rp_sst table;
};

struct rp_salvage {
    pthread_mutex_t lock;
    struct part *parts; /* owned */
    size_t count;
};

/* --- the tables that there should be --- */

static char *copy(const char *data, size_t size)
{
    char *to = rp_alloc(size + 1);
    if (to != NULL) {
        memcpy(to, data, size);
        to[size] = 0;
    }
    return to;
}

static bool make_part(const rocksdb_livefiles_t *files, int i, struct part *ret)
{
    const char *name = rocksdb_livefiles_name(files, i);
    const char *first = rocksdb_livefiles_smallestkey(files, i, &ret->sizes[0]), *last = rocksdb_livefiles_largestkey(files, i, &ret->sizes[1]);
    name += *name == '/';
    ret->table.fd = -1;
    ret->name = copy(name, strlen(name));
    ret->keys[0] = copy(first, ret->sizes[0]);
    ret->keys[1] = copy(last, ret->sizes[1]);
    return ret->name != NULL && ret->keys[0] != NULL && ret->keys[1] != NULL;
}

static enum rp_status check_part(const struct rp_rows *rows, const struct part *part, struct rp_error *error)
{
    char path[RP_ROWS_PATH];
    bool fatal;
    enum rp_status status = rp_rows_path_of(rows, part->name, path, error);
    return status == RP_OK ? rp_sst_check(path, true, &fatal, error) : status;
}

/* RocksDB does without a filter that it cannot read, and does not say so. */
static void check_parts(const struct rp_rows *rows)
{
    for (size_t i = 0; i < rows->salvage->count; i++) {
        struct rp_error error;
        if (check_part(rows, &rows->salvage->parts[i], &error) != RP_OK)
            rows->damaged(rows->damaged_context, error.message);
    }
}

enum rp_status rp_salvage_create(struct rp_rows *rows, struct rp_error *error)
{
    struct rp_salvage *salvage = rp_alloc_zeroed(1, sizeof *salvage);
    if (salvage == NULL || pthread_mutex_init(&salvage->lock, NULL) != 0) {
        rp_free(salvage);
        return rp_fail_memory(error);
    }
    rows->salvage = salvage;
    const rocksdb_livefiles_t *files = rocksdb_livefiles(rows->db);
    size_t count = (size_t)rocksdb_livefiles_count(files);
    salvage->parts = rp_alloc_zeroed(count, sizeof *salvage->parts);
    bool ok = salvage->parts != NULL;
    while (ok && salvage->count < count) {
        ok = make_part(files, (int)salvage->count, &salvage->parts[salvage->count]);
        salvage->count++;
    }
    rocksdb_livefiles_destroy(files);
    if (!ok)
        return rp_fail_memory(error);
    check_parts(rows);
    return RP_OK;
}

void rp_salvage_free(struct rp_salvage *salvage)
{
    if (salvage == NULL)
        return;
    for (size_t i = 0; i < salvage->count; i++) {
        rp_sst_close(&salvage->parts[i].table);
        rp_free(salvage->parts[i].name);
        rp_free(salvage->parts[i].keys[0]);
        rp_free(salvage->parts[i].keys[1]);
    }
    rp_free(salvage->parts);
    pthread_mutex_destroy(&salvage->lock);
    rp_free(salvage);
}

/* --- one row --- */

static int compare(const char *a, size_t a_size, const char *b, size_t b_size)
{
    int order = memcmp(a, b, a_size < b_size ? a_size : b_size);
    return order != 0 ? order : a_size < b_size ? -1 : a_size > b_size;
}

static bool may_have(const struct part *part, char letter, uint64_t number)
{
    char key[RP_ROWS_KEY];
    size_t size = letter == RP_ROW_SETTLED ? 1 : sizeof key;
    rp_rows_put_key(key, letter, number);
    return compare(part->keys[0], part->sizes[0], key, size) <= 0 && compare(key, size, part->keys[1], part->sizes[1]) <= 0;
}

/* A table that is not there has no rows, like one of which nothing is whole. */
static enum rp_status read_table(const struct rp_rows *rows, struct part *part)
{
    char path[RP_ROWS_PATH];
    part->tried = true;
    enum rp_status status = rp_rows_path_of(rows, part->name, path, NULL);
    if (status == RP_OK)
        status = rp_sst_open(path, &part->table, NULL);
    return status == RP_NO_MEMORY ? status : RP_OK;
}

/* The damage that RocksDB has told without a name. */
static void name_part(const struct rp_rows *rows, const struct part *part, struct rp_error *error)
{
    if (error != NULL && strstr(error->message, ".sst") == NULL)
        check_part(rows, part, error);
}

static enum rp_status find_row(struct rp_rows *rows, char letter, uint64_t number, enum rp_status status, char **ret, size_t *ret_size, struct rp_error *error)
{
    const struct rp_sst_row *best = NULL;
    const struct part *in = NULL;
    for (size_t i = 0; i < rows->salvage->count; i++) {
        struct part *part = &rows->salvage->parts[i];
        if (!may_have(part, letter, number))
            continue;
        if (!part->tried && read_table(rows, part) != RP_OK)
            return rp_fail_memory(error);
        name_part(rows, part, error);
        const struct rp_sst_row *row = rp_sst_find(&part->table, letter, number);
        if (row == NULL || (best != NULL && best->sequence > row->sequence))
            continue;
        best = row;
        in = part;
    }
    if (best == NULL)
        return status;
    if (best->deleted)
        return rp_fail(error, RP_NOT_FOUND, "%s has no article of the number %llu", rows->folder, (unsigned long long)number);
    char *value = rp_alloc(best->size);
    if (value == NULL)
        return rp_fail_memory(error);
    if (rp_sst_read(&in->table, best, value) != RP_OK) {
        rp_free(value);
        return status;
    }
    *ret = value;
    *ret_size = best->size;
    return RP_OK;
}

enum rp_status rp_salvage_get(struct rp_rows *rows, char letter, uint64_t number, enum rp_status status, char **ret, size_t *ret_size, struct rp_error *error)
{
    pthread_mutex_lock(&rows->salvage->lock);
    status = find_row(rows, letter, number, status, ret, ret_size, error);
    pthread_mutex_unlock(&rows->salvage->lock);
    return status;
}

/* --- tables that belong to nothing --- */

static bool is_live(const rocksdb_livefiles_t *files, const char *name)
{
    bool live = false;
    for (int i = 0; !live && i < rocksdb_livefiles_count(files); i++)
        live = strstr(rocksdb_livefiles_name(files, i), name) != NULL;
    return live;
}

/* The highest number of an operation in a table. */
static uint64_t last_of(const struct rp_sst *table)
{
    uint64_t last = 0;
    for (size_t i = 0; i < table->count; i++)
        if ((table->rows[i].letter == RP_ROW_ARTICLE || table->rows[i].letter == RP_ROW_OPERATION) && table->rows[i].number > last)
            last = table->rows[i].number;
    return last;
}

static enum rp_status check_stray(const struct rp_rows *rows, const char *name, struct rp_error *error)
{
    char path[RP_ROWS_PATH];
    struct rp_sst table;
    enum rp_status status = rp_rows_path_of(rows, name, path, error);
    if (status != RP_OK)
        return status;
    status = rp_sst_open(path, &table, error);
    if (status != RP_OK)
        return status == RP_NO_MEMORY ? status : RP_OK;
    uint64_t last = last_of(&table);
    rp_sst_close(&table);
    if (last <= rows->last_number)
        return RP_OK;
    return rp_fail(error, RP_DAMAGED, "%s has operations up to %llu, and all else ends with %llu: MANIFEST or a log has lost its end; restore a backup", path,
                   (unsigned long long)last, (unsigned long long)rows->last_number);
}

/* RocksDB opens tables when they are asked for, and does without a filter that is damaged. Where damage is told, it is by rp_rows_read_all. */
static enum rp_status check_live(const struct rp_rows *rows, const char *name, struct rp_error *error)
{
    char path[RP_ROWS_PATH];
    bool fatal;
    if (rows->damaged != NULL)
        return RP_OK;
    enum rp_status status = rp_rows_path_of(rows, name, path, error);
    return status == RP_OK ? rp_sst_check(path, true, &fatal, error) : status;
}

enum rp_status rp_rows_check_strays(struct rp_rows *rows, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    const char *name;
    int failed = 0;
    DIR *dir = opendir(rows->folder);
    if (dir == NULL)
        return rp_fail(error, RP_IO, "%s cannot be read: %s", rows->folder, strerror(errno));
    const rocksdb_livefiles_t *files = rocksdb_livefiles(rows->db);
    while (status == RP_OK && (name = rp_tree_next(dir, &failed)) != NULL)
        if (rp_rows_is(name, ".sst"))
            status = is_live(files, name) ? check_live(rows, name, error) : check_stray(rows, name, error);
    rocksdb_livefiles_destroy(files);
    closedir(dir);
    return failed == 0 ? status : rp_fail(error, RP_IO, "%s cannot be read: %s", rows->folder, strerror(failed));
}

/* --- the last one --- */

/* The last of a kind of rows that is in no table. */
static uint64_t last_logged(struct rp_rows *rows, rocksdb_column_family_handle_t *family, char letter, uint64_t last)
{
    struct rp_scan scan;
    for (rp_scan_start_logged(rows, family, letter, last + 1, &scan); scan.valid; rp_scan_step(&scan))
        last = scan.number;
    rp_scan_end(rows, &scan, NULL); /* there is no damage in memory */
    return last;
}

/* The last key of the operations may be the end of a range that was deleted. */
static uint64_t last_in_tables(const struct rp_rows *rows)
{
    uint64_t last = rows->last_number;
    for (size_t i = 0; i < rows->salvage->count; i++) {
        const struct part *part = &rows->salvage->parts[i];
        char letter = part->keys[1][0];
        uint64_t number = rp_rows_key_number((struct rp_str){part->keys[1], part->sizes[1]});
        if (letter == RP_ROW_OPERATION && number > 0)
            number--;
        if ((letter == RP_ROW_OPERATION || letter == RP_ROW_ARTICLE) && number > last)
            last = number;
    }
    return last;
}

static enum rp_status find_settled(struct rp_rows *rows, struct rp_error *error)
{
    static const char letter = RP_ROW_SETTLED;
    char *text = NULL, *salvaged = NULL;
    size_t len = 0;
    enum rp_status status = RP_OK;
    char *value = rocksdb_get_cf(rows->db, rows->reading, rows->common, &letter, 1, &len, &text);
    if (text != NULL) {
        rocksdb_free(text);
        status = rp_salvage_get(rows, letter, 0, RP_NOT_FOUND, &salvaged, &len, error);
    }
    if (status == RP_OK && (value != NULL || salvaged != NULL))
        status = rp_rows_take_settled(rows, (struct rp_str){value != NULL ? value : salvaged, len}, error);
    rocksdb_free(value);
    rp_free(salvaged);
    return status == RP_NOT_FOUND || status == RP_DAMAGED ? RP_OK : status;
}

/* Tables may be damaged, and are asked for none of it. */
enum rp_status rp_salvage_find_last(struct rp_rows *rows, struct rp_error *error)
{
    enum rp_status status = find_settled(rows, error);
    struct rp_window *window = NULL;
    uint64_t last = last_logged(rows, rows->common, RP_ROW_OPERATION, last_in_tables(rows));
    while ((window = rp_windows_next(&rows->windows, window, NULL)) != NULL)
        last = last_logged(rows, window->family, RP_ROW_ARTICLE, last);
    rows->last_number = last;
    rows->next_number = last + 1;
    return status;
}
