/* Rows: opening, closing, and the end of all writes. */
#include "store/rows.h"

#include "base/alloc.h"
#include "base/bits.h"
#include "base/error.h"
#include "store/rows_inside.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#if defined(__SANITIZE_THREAD__)
/* Debian's RocksDB is not built for ThreadSanitizer, which sees what it and the library of C++ write and not by what that is ordered; nor does it see that libuv has closed a
 * descriptor whose number a folder then has. Of a lock taken in RocksDB it sees only the release when that is a function's last jump, so that it seems to come from the caller. */
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void)
{
    return "called_from_lib:librocksdb\ncalled_from_lib:libstdc++\nrace:closedir\nmutex:set_priorities\n";
}
#endif

bool rp_rows_have_ended(const struct rp_rows *rows)
{
    return atomic_load(&rows->ended);
}

void rp_rows_begin_behind(struct rp_rows *rows, uint64_t number, int64_t time_ms)
{
    if (number > rows->last_number)
        rows->last_number = number;
    if (time_ms > rows->last_time)
        rows->last_time = time_ms;
    rows->next_number = rows->last_number + 1;
    rows->time_ms = rows->last_time;
}

uint64_t rp_rows_last_number(const struct rp_rows *rows)
{
    return atomic_load(&rows->last_number);
}

int64_t rp_rows_last_time(const struct rp_rows *rows)
{
    return atomic_load(&rows->last_time);
}

enum rp_status rp_rows_may_write(struct rp_rows *rows, struct rp_error *error)
{
    if (!atomic_load(&rows->ended))
        return RP_OK;
    pthread_mutex_lock(&rows->why_lock);
    enum rp_status status =
        rp_fail(error, RP_IO, "nothing is written any more before a restart, as it has failed (%s) in %s", rows->why, rows->folder);
    pthread_mutex_unlock(&rows->why_lock);
    return status;
}

/* Without the folder's path, which may be long: behind it stands what the system said. */
static void keep_why(struct rp_rows *rows, const char *text)
{
    size_t len = 0, path = strlen(rows->folder);
    while (*text != 0 && len < RP_ROWS_WHY - 1) {
        if (strncmp(text, rows->folder, path) == 0 && text[path] == '/')
            text += path + 1;
        else
            rows->why[len++] = *text++;
    }
    rows->why[len] = 0;
}

enum rp_status rp_rows_end_writes(struct rp_rows *rows, char *text, struct rp_error *error)
{
    pthread_mutex_lock(&rows->why_lock);
    if (!atomic_load(&rows->ended)) {
        keep_why(rows, text);
        atomic_store(&rows->failed, true);
        atomic_store(&rows->ended, true);
    }
    pthread_mutex_unlock(&rows->why_lock);
    rocksdb_free(text);
    return rp_rows_may_write(rows, error);
}

void rp_rows_forgo(struct rp_rows *rows)
{
    pthread_mutex_lock(&rows->why_lock);
    if (!atomic_load(&rows->ended))
        strcpy(rows->why, "it is given up");
    atomic_store(&rows->ended, true);
    pthread_mutex_unlock(&rows->why_lock);
}

enum rp_status rp_rows_have_room(const struct rp_rows *rows, uint64_t least, struct rp_error *error)
{
    struct statvfs disk;
    if (statvfs(rows->folder, &disk) != 0)
        return rp_fail(error, RP_IO, "%s cannot be looked at: %s", rows->folder, strerror(errno));
    uint64_t room = (uint64_t)disk.f_bavail * disk.f_frsize;
    if (room >= least)
        return RP_OK;
    return rp_fail(error, RP_IO, "%s has %" PRIu64 " kB of free space left, and %" PRIu64 " are kept free: nothing is %s before there is more room",
                   rows->folder, room >> 10, least >> 10, least >= RP_ROWS_ROOM ? "added" : "written");
}

void rp_rows_put_key(char ret[RP_ROWS_KEY], char letter, uint64_t number)
{
    ret[0] = letter;
    for (unsigned i = 1; i < RP_ROWS_KEY; i++, number <<= 8)
        ret[i] = (char)(number >> 56);
}

uint64_t rp_rows_key_number(struct rp_str key)
{
    uint64_t number = 0;
    for (unsigned i = 1; key.len == RP_ROWS_KEY && i < RP_ROWS_KEY; i++)
        number = number << 8 | (unsigned char)key.data[i];
    return number;
}

/* The names of the families that are there, the default one first. */
struct families {
    char **names; /* RocksDB's */
    size_t count;
    rocksdb_column_family_handle_t **handles;  /* owned; of those that are nobody else's yet */
    const rocksdb_options_t **options;         /* owned; the same for all */
};

static enum rp_status list_families(struct rp_rows *rows, struct families *families, struct rp_error *error)
{
    char *text = NULL;
    families->names = rocksdb_list_column_families(rows->options, rows->opened, &families->count, &text);
    return text != NULL ? rp_rocks_fail(rows->folder, RP_ROCKS_OPENS, text, error) : RP_OK;
}

static enum rp_status open_families(struct rp_rows *rows, bool read_only, struct families *families, struct rp_error *error)
{
    static const char *const only[] = {"default"};
    const char *const *names = families->names != NULL ? (const char *const *)families->names : only;
    char *text = NULL;
    if (families->names == NULL)
        families->count = 1;
    families->handles = rp_alloc_zeroed(families->count, sizeof(rocksdb_column_family_handle_t *));
    families->options = rp_alloc(families->count * sizeof(rocksdb_options_t *));
    if (families->handles == NULL || families->options == NULL)
        return rp_fail_memory(error);
    for (size_t i = 0; i < families->count; i++)
        families->options[i] = rows->options;
    int count = (int)families->count;
    rows->db = read_only ? rocksdb_open_for_read_only_column_families(rows->options, rows->opened, count, names, families->options,
                                                                      families->handles, 0, &text)
                         : rocksdb_open_column_families(rows->options, rows->folder, count, names, families->options, families->handles, &text);
    if (text != NULL) {
        rows->db = NULL;
        return rp_rows_name_table(rows, rp_rocks_fail(rows->folder, RP_ROCKS_OPENS, text, error), error);
    }
    return RP_OK;
}

static const char ANSWERS[] = "answers", KEYS[] = "keys";

/* Those of answers and keys, when it is one of them. */
static bool take_family(struct rp_rows *rows, struct families *families, size_t i)
{
    rocksdb_column_family_handle_t **place = strcmp(families->names[i], ANSWERS) == 0 ? &rows->answers : strcmp(families->names[i], KEYS) == 0 ? &rows->keys : NULL;
    if (place == NULL)
        return false;
    *place = families->handles[i];
    families->handles[i] = NULL;
    return true;
}

/* Of a new database, or of one that was ended while it was made. */
static enum rp_status make_families(struct rp_rows *rows, struct rp_error *error)
{
    char *text = NULL;
    if (rows->answers == NULL)
        rows->answers = rocksdb_create_column_family(rows->db, rows->options, ANSWERS, &text);
    if (rows->keys == NULL && text == NULL)
        rows->keys = rocksdb_create_column_family(rows->db, rows->options, KEYS, &text);
    return text == NULL ? RP_OK : rp_rocks_fail(rows->folder, RP_ROCKS_OPENS, text, error);
}

/* The other families become the windows; each handle has an owner at the end. */
static enum rp_status take_families(struct rp_rows *rows, struct families *families, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    rows->common = families->handles[0];
    families->handles[0] = NULL;
    for (size_t i = 1; status == RP_OK && i < families->count; i++) {
        uint64_t first;
        int64_t begin, end;
        if (take_family(rows, families, i))
            continue;
        if (!rp_window_read_name(families->names[i], &first, &begin, &end)) {
            status = rp_fail(error, RP_NEWER, "%s has rows of a kind that is not known (%.60s): use a newer reprint", rows->folder, families->names[i]);
        } else {
            status = rp_windows_add(&rows->windows, first, begin, end, families->handles[i]);
            if (status == RP_OK)
                families->handles[i] = NULL;
            else if (status == RP_DAMAGED)
                rp_fail(error, status, "%s has windows that lie across each other: restore a backup", rows->folder);
            else
                rp_fail_memory(error);
        }
    }
    return status;
}

static void free_families(struct families *families)
{
    for (size_t i = 0; families->handles != NULL && i < families->count; i++)
        if (families->handles[i] != NULL)
            rocksdb_column_family_handle_destroy(families->handles[i]);
    rp_free(families->handles);
    rp_free(families->options);
    if (families->names != NULL)
        rocksdb_list_column_families_destroy(families->names, families->count);
}

/* What RocksDB writes while it opens has to find room: it ends the process where some of that fails. */
static enum rp_status make_room(const struct rp_rows *rows, bool there, struct rp_error *error)
{
    if (mkdir(rows->folder, 0777) != 0 && errno != EEXIST)
        return rp_fail(error, RP_IO, "%s cannot be made: %s", rows->folder, strerror(errno));
    return rp_rows_have_room(rows, there ? RP_ROWS_ROOM_TO_OPEN : RP_ROWS_ROOM, error);
}

static enum rp_status open_database(struct rp_rows *rows, const struct rp_rows_options *options, bool new_copy, struct rp_error *error)
{
    bool read_only = options->read_only;
    struct families families = {0};
    bool there;
    enum rp_status status = rp_rows_look_around(rows, options, new_copy, &there, error);
    if (status == RP_OK && !there && read_only)
        status = rp_fail(error, RP_NOT_FOUND, "there are no rows in %s", rows->folder);
    if (status == RP_OK && !read_only)
        status = make_room(rows, there, error);
    if (status == RP_OK && there)
        status = list_families(rows, &families, error);
    if (status == RP_OK)
        status = open_families(rows, read_only, &families, error);
    if (status == RP_OK)
        status = take_families(rows, &families, error);
    if (status == RP_OK && !read_only)
        status = make_families(rows, error);
    if (status == RP_OK && (rows->answers == NULL || rows->keys == NULL))
        status = rp_fail(error, RP_NOT_FOUND, "there are no rows in %s yet", rows->folder);
    free_families(&families);
    return status;
}

/* Once more, past what is damaged. */
static enum rp_status open_leniently(struct rp_rows *rows, const struct rp_rows_options *options, struct rp_error *error)
{
    rows->damaged(rows->damaged_context, error->message);
    rocksdb_options_destroy(rows->options);
    rows->options = rp_rocks_options(true);
    rows->lenient = true;
    return open_database(rows, options, false, error);
}

enum rp_status rp_rows_take_settled(struct rp_rows *rows, struct rp_str value, struct rp_error *error)
{
    if (value.len != 24)
        return rp_fail(error, RP_DAMAGED, "%s is damaged (a row of a wrong length): " RP_ROCKS_MEND, rows->folder);
    rows->settled = rp_read_le64(value.data);
    rows->last_number = rp_read_le64(value.data + 8);
    rows->last_time = (int64_t)rp_read_le64(value.data + 16);
    return RP_OK;
}

/* What was settled last, with the number and the time that were the last ones then: their rows may be gone. */
static enum rp_status find_settled(struct rp_rows *rows, struct rp_error *error)
{
    static const char letter = RP_ROW_SETTLED;
    char *text = NULL;
    size_t len;
    enum rp_status status = RP_OK;
    char *value = rocksdb_get_cf(rows->db, rows->reading, rows->common, &letter, 1, &len, &text);
    if (text != NULL)
        return rp_rocks_fail(rows->folder, RP_ROCKS_READS, text, error);
    if (value != NULL)
        status = rp_rows_take_settled(rows, (struct rp_str){value, len}, error);
    rocksdb_free(value);
    return status;
}

/* The number and the time of one of the last rows; false when it has no time. */
static bool take_last(struct rp_rows *rows, char letter, uint64_t number, struct rp_str value)
{
    struct rp_operation operation = {.kind = RP_OPERATION_ADD};
    struct rp_str row;
    bool timed = letter == RP_ROW_ARTICLE ? rp_rows_open_article(value, &operation.time_ms, &operation.flags, &row)
                                          : rp_rows_open_operation(value, &operation) && (int)operation.kind != RP_OPERATION_VOID;
    if (number > rows->last_number)
        rows->last_number = number;
    if (timed && operation.time_ms > rows->last_time)
        rows->last_time = operation.time_ms;
    return timed;
}

/* Goes back from the end to a row of the letter that has a time. */
static enum rp_status find_last_in(struct rp_rows *rows, rocksdb_column_family_handle_t *family, char letter, bool *ret_found, struct rp_error *error)
{
    char key[RP_ROWS_KEY], *text = NULL;
    bool timed = false;
    rocksdb_readoptions_t *options = rocksdb_readoptions_create();
    rocksdb_readoptions_set_ignore_range_deletions(options, 1); /* as scans do; what is deleted is before what is settled */
    rocksdb_iterator_t *iterator = rocksdb_create_iterator_cf(rows->db, options, family);
    rp_rows_put_key(key, letter, UINT64_MAX);
    *ret_found = false;
    for (rocksdb_iter_seek_for_prev(iterator, key, sizeof key); !timed && rocksdb_iter_valid(iterator); rocksdb_iter_prev(iterator)) {
        struct rp_str at, value;
        at.data = rocksdb_iter_key(iterator, &at.len);
        value.data = rocksdb_iter_value(iterator, &value.len);
        if (at.len == 0 || at.data[0] != letter)
            break;
        timed = take_last(rows, letter, rp_rows_key_number(at), value);
        *ret_found = true;
    }
    rocksdb_iter_get_error(iterator, &text);
    rocksdb_iter_destroy(iterator);
    rocksdb_readoptions_destroy(options);
    return text != NULL ? rp_rocks_fail(rows->folder, RP_ROCKS_READS, text, error) : RP_OK;
}

static enum rp_status find_last(struct rp_rows *rows, struct rp_error *error)
{
    bool found = false;
    enum rp_status status = find_settled(rows, error);
    if (status == RP_OK)
        status = find_last_in(rows, rows->common, RP_ROW_OPERATION, &found, error);
    found = false;
    struct rp_window *window = NULL;
    while (status == RP_OK && !found && (window = rp_windows_before(&rows->windows, window)) != NULL)
        status = find_last_in(rows, window->family, RP_ROW_ARTICLE, &found, error);
    rp_windows_let_go(&rows->windows, window);
    rows->next_number = rows->last_number + 1;
    rows->time_ms = rows->last_time;
    return status;
}

static void make_options(struct rp_rows *rows)
{
    rows->options = rp_rocks_options(false);
    rows->reading = rocksdb_readoptions_create();
    rows->flushing = rocksdb_flushoptions_create();
    rocksdb_flushoptions_set_wait(rows->flushing, 1);
    rows->logged = rocksdb_writeoptions_create();
    rows->synced = rocksdb_writeoptions_create();
    rocksdb_writeoptions_set_sync(rows->synced, 1);
    rows->unlogged = rocksdb_writeoptions_create();
    rocksdb_writeoptions_disable_WAL(rows->unlogged, 1);
    /* A window may be dropped while what is noted of it waits to be written. */
    rocksdb_writeoptions_set_ignore_missing_column_families(rows->unlogged, 1);
    rows->group = rocksdb_writebatch_create();
    rows->notes = rocksdb_writebatch_create();
}

enum rp_status rp_rows_open(const struct rp_rows_options *options, struct rp_rows **ret, struct rp_error *error)
{
    return rp_rows_open_as(options, false, ret, error);
}

enum rp_status rp_rows_open_as(const struct rp_rows_options *options, bool new_copy, struct rp_rows **ret, struct rp_error *error)
{
    size_t size = strlen(options->folder) + 1;
    struct rp_rows *rows = rp_alloc_zeroed(1, sizeof *rows);
    if (rows == NULL)
        return rp_fail_memory(error);
    rows->folder = rp_alloc(size);
    if (rows->folder == NULL) {
        rp_free(rows);
        return rp_fail_memory(error);
    }
    memcpy(rows->folder, options->folder, size);
    rows->fsync = options->fsync;
    rows->window_ms = options->window_ms;
    rows->last_time = INT64_MIN;
    rp_windows_init(&rows->windows);
    pthread_mutex_init(&rows->life, NULL);
    pthread_mutex_init(&rows->why_lock, NULL);
    make_options(rows);
    if (options->read_only) {
        strcpy(rows->why, "it is open for reading only");
        atomic_store(&rows->ended, true);
    }
    rows->opened = rows->folder;
    rows->damaged = options->read_only ? options->damaged : NULL;
    rows->damaged_context = options->damaged_context;
    enum rp_status status = open_database(rows, options, new_copy, error);
    if (status == RP_DAMAGED && rows->db == NULL && rows->damaged != NULL)
        status = open_leniently(rows, options, error);
    if (status == RP_OK && rows->damaged != NULL)
        status = rp_salvage_create(rows, error);
    if (status == RP_OK)
        status = find_last(rows, error);
    if (status == RP_DAMAGED && rows->salvage != NULL) {
        rows->damaged(rows->damaged_context, error->message);
        status = rp_salvage_find_last(rows, error);
    }
    if (status == RP_OK)
        status = options->read_only ? rp_rows_check_strays(rows, error) : rp_rows_retire_logs(rows, error);
    if (status == RP_DAMAGED && rows->salvage != NULL) {
        rows->damaged(rows->damaged_context, error->message);
        status = RP_OK;
    }
    if (status != RP_OK) {
        rp_rows_close(rows);
        return status;
    }
    *ret = rows;
    return RP_OK;
}

/* RocksDB counts on what a write that failed has left half done, and may end the process by an assertion when it is closed then: it is only brought to rest, and goes with the process. */
static void leave_database(struct rp_rows *rows)
{
    static _Atomic(struct rp_rows *) left; /* so that who looks for leaks finds them */
    rocksdb_cancel_all_background_work(rows->db, 1);
    struct rp_rows *next = atomic_load(&left);
    do
        rows->next = next;
    while (!atomic_compare_exchange_weak(&left, &next, rows));
}

void rp_rows_close(struct rp_rows *rows)
{
    if (rows == NULL)
        return;
    bool leave = atomic_load(&rows->failed);
    if (rows->db != NULL && !rp_rows_have_ended(rows))
        rp_rows_sync(rows, NULL);
    rp_windows_done(&rows->windows);
    rp_salvage_free(rows->salvage);
    rocksdb_column_family_handle_t *const families[] = {rows->common, rows->answers, rows->keys};
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (families[i] != NULL)
            rocksdb_column_family_handle_destroy(families[i]);
    if (leave)
        leave_database(rows);
    else if (rows->db != NULL)
        rocksdb_close(rows->db);
    rocksdb_options_destroy(rows->options);
    rocksdb_readoptions_destroy(rows->reading);
    rocksdb_flushoptions_destroy(rows->flushing);
    rocksdb_writeoptions_destroy(rows->logged);
    rocksdb_writeoptions_destroy(rows->synced);
    rocksdb_writeoptions_destroy(rows->unlogged);
    rocksdb_writebatch_destroy(rows->group);
    rocksdb_writebatch_destroy(rows->notes);
    pthread_mutex_destroy(&rows->life);
    pthread_mutex_destroy(&rows->why_lock);
    rp_rows_end_hiding(rows);
    rp_free(rows->folder);
    if (!leave)
        rp_free(rows);
}
