/* The inside of the rows, shared by their files.
 *
 * Keys: a letter, and the number big-endian. In the family of a window: 't' the article as it was logged. In families of their own, whatever
 * the window: 'a' its answer, 'k' its keys. So each family is filled in the order of its keys, and its files need no merging. In the default family: 'o' a removal, an expiry, or a number that came to nothing; 'S' what rp_rows_settle was
 * told last. Numbers in values are little-endian. */
#ifndef RP_STORE_ROWS_INSIDE_H
#define RP_STORE_ROWS_INSIDE_H

#include "store/rocks.h"
#include "store/rows.h"
#include "store/windows.h"

#include <pthread.h>
#include <stdatomic.h>

enum { RP_ROW_ARTICLE = 't', RP_ROW_ANSWER = 'a', RP_ROW_KEYS = 'k', RP_ROW_OPERATION = 'o', RP_ROW_SETTLED = 'S' };
enum { RP_ROWS_KEY = 9, RP_OPERATION_VOID = 0, RP_ROWS_WHY = 160 };

struct rp_rows {
    char *folder; /* owned */
    char *opened; /* the folder that RocksDB has opened: this one, or one that is owned and leads to its files, but for some */
    bool lenient; /* it was opened past damage */
    struct rp_salvage *salvage; /* owned; NULL: damage is an error and no more */
    void (*damaged)(void *context, const char *what);
    void *damaged_context;
    enum rp_fsync fsync;
    int64_t window_ms;
    rocksdb_options_t *options;             /* owned, as all that follows */
    rocksdb_t *db;
    rocksdb_column_family_handle_t *common; /* the default family */
    rocksdb_column_family_handle_t *answers, *keys;
    rocksdb_readoptions_t *reading;
    rocksdb_flushoptions_t *flushing;
    rocksdb_writeoptions_t *logged, *synced, *unlogged;
    struct rp_windows windows;
    pthread_mutex_t life; /* flush, settle and checkpoint one after the other */
    uint64_t settled;
    uint64_t noted_from; /* answers and keys below this number are deleted */
    rocksdb_writebatch_t *notes; /* the thread's that notes */
    /* the logging thread's */
    rocksdb_writebatch_t *group;
    bool adds_fit; /* there was room for them when the first of the group came */
    uint64_t next_number;
    int64_t time_ms;
    /* any thread's */
    _Atomic uint64_t last_number;
    _Atomic int64_t last_time;
    _Atomic uint64_t room_left; /* by adds, besides RP_ROWS_ROOM */
    atomic_bool ended;
    atomic_bool failed; /* a write has, which is why they have ended */
    struct rp_rows *next; /* of those that could not be closed */
    pthread_mutex_t why_lock;
    char why[RP_ROWS_WHY];
};

/* As rp_rows_open; a copy that was never opened has no log. */
enum rp_status rp_rows_open_as(const struct rp_rows_options *options, bool new_copy, struct rp_rows **ret, struct rp_error *error);

/* rows_files.c: a file in the folder. */
enum { RP_ROWS_PATH = 4096 };
bool rp_rows_is(const char *name, const char *ending); /* ".sst", ".log" */
enum rp_status rp_rows_path_of(const struct rp_rows *rows, const char *name, char ret[RP_ROWS_PATH], struct rp_error *error);
/* What lies there before RocksDB opens it. *ret_there: a database does. */
enum rp_status rp_rows_look_around(struct rp_rows *rows, const struct rp_rows_options *options, bool new_copy, bool *ret_there, struct rp_error *error);
/* RocksDB says of some damage only that it is in a table: names the table. Returns the status. */
enum rp_status rp_rows_name_table(const struct rp_rows *rows, enum rp_status status, struct rp_error *error);
void rp_rows_end_hiding(struct rp_rows *rows);

/* What the row of RP_ROW_SETTLED says. RP_DAMAGED. */
enum rp_status rp_rows_take_settled(struct rp_rows *rows, struct rp_str value, struct rp_error *error);

/* rows_salvage.c: rows of tables that RocksDB cannot read. */
enum rp_status rp_salvage_create(struct rp_rows *rows, struct rp_error *error);
void rp_salvage_free(struct rp_salvage *salvage); /* NULL is allowed */
/* The value of a row that RocksDB could not read, for reasons that are in the error; the caller frees it. RP_OK, RP_NOT_FOUND (it was deleted), RP_NO_MEMORY, else `status` with the name
 * of a table. Any thread. */
enum rp_status rp_salvage_get(struct rp_rows *rows, char letter, uint64_t number, enum rp_status status, char **ret, size_t *ret_size, struct rp_error *error);
/* A table that no MANIFEST knows of has nothing that is nowhere else, when a process was killed while it wrote it. RP_DAMAGED names one that has. */
enum rp_status rp_rows_check_strays(struct rp_rows *rows, struct rp_error *error);
/* What was settled and what was last, when RocksDB can not say. */
enum rp_status rp_salvage_find_last(struct rp_rows *rows, struct rp_error *error);

/* Where the rows of a letter lie that belong to an article of the window. */
static inline rocksdb_column_family_handle_t *rp_rows_family(const struct rp_rows *rows, const struct rp_window *window, char letter)
{
    return letter == RP_ROW_OPERATION ? rows->common : letter == RP_ROW_ANSWER ? rows->answers : letter == RP_ROW_KEYS ? rows->keys : window->family;
}

void rp_rows_put_key(char ret[RP_ROWS_KEY], char letter, uint64_t number);
uint64_t rp_rows_key_number(struct rp_str key); /* 0: it has none */

/* RP_IO when writes have ended; RP_OK else. */
enum rp_status rp_rows_may_write(struct rp_rows *rows, struct rp_error *error);
/* Ends all writes: `text` is RocksDB's error, which is freed. Returns what rp_rows_may_write then says. */
enum rp_status rp_rows_end_writes(struct rp_rows *rows, char *text, struct rp_error *error);
/* RP_IO when there is less room on the disk. */
enum rp_status rp_rows_have_room(const struct rp_rows *rows, uint64_t least, struct rp_error *error);

/* A scan of the rows of one letter in one family, from a number on. */
struct rp_scan {
    rocksdb_readoptions_t *options;
    rocksdb_iterator_t *iterator;
    char bound; /* RocksDB keeps its address */
    bool valid;
    uint64_t number;
    struct rp_str value; /* until the next step */
};
void rp_scan_start(struct rp_rows *rows, rocksdb_column_family_handle_t *family, char letter, uint64_t from, struct rp_scan *ret);
/* Only what came from logs and is in no table yet. */
void rp_scan_start_logged(struct rp_rows *rows, rocksdb_column_family_handle_t *family, char letter, uint64_t from, struct rp_scan *ret);
void rp_scan_step(struct rp_scan *scan);
/* RP_OK when it has come to its end, or was left on its way. Frees what it holds; nothing the second time. */
enum rp_status rp_scan_end(struct rp_rows *rows, struct rp_scan *scan, struct rp_error *error);

/* One row, in a window, which is held, unless it is an operation. To be unpinned. RP_NOT_FOUND, RP_DAMAGED, RP_IO. */
struct rp_row {
    struct rp_window *window;
    rocksdb_pinnableslice_t *pinned; /* or */
    char *salvaged;                  /* owned */
    struct rp_str value;
};
enum rp_status rp_row_pin(struct rp_rows *rows, char letter, uint64_t number, struct rp_row *ret, struct rp_error *error);
void rp_row_unpin(struct rp_rows *rows, struct rp_row *row);

/* The add that an article's row is; the strings lie in the room. RP_DAMAGED, RP_NO_MEMORY, RP_LIMIT. */
enum rp_status rp_rows_unpack(const struct rp_rows *rows, struct rp_packer *packer, uint64_t number, struct rp_str value, struct rp_buf *room,
                              struct rp_operation *ret, struct rp_error *error);
enum { RP_ROWS_ROOM_BYTES = 8 << 20 }; /* more than any article has */

/* An article's row without its head; false when it has none. */
bool rp_rows_open_article(struct rp_str value, int64_t *ret_time, unsigned *ret_flags, struct rp_str *ret_row);
/* A removal, an expiry or what came to nothing. False when it is none of them. */
bool rp_rows_open_operation(struct rp_str value, struct rp_operation *ret);

/* rows_life.c: RocksDB goes on with a log that a process has left, and the one that it begins beside it would not be missed. From then on the MANIFEST does without the old one. */
enum rp_status rp_rows_retire_logs(struct rp_rows *rows, struct rp_error *error);

#endif
