/* What lies in RocksDB: the operations in their order, and of each article its text, in one column family per window of time, its answer and its index keys.
 *
 * Operations have numbers, from 1, in the order in which they were logged. An add is logged as the row of its article, under the number; removals and expiries as
 * small rows beside. Answers and keys are what the engine makes of an operation: they go to disk without the write-ahead log, as they can be made again, and
 * are there for good from rp_rows_settle on.
 *
 * A window is a range of numbers: a new one is begun when the time of an operation has passed the end of the last one. Its column family carries the first
 * number and the time of its beginning and its end in its name.
 *
 * Threads: one thread logs (rp_rows_log_*, rp_rows_commit), one notes (rp_rows_note_*, rp_rows_commit_notes); any number read (rp_rows_read_*); rp_rows_settle, rp_rows_void and rp_rows_checkpoint may come
 * from any one thread beside those. All writes end with the first failure but for lack of room: see rp_rows_commit. */
#ifndef RP_STORE_ROWS_H
#define RP_STORE_ROWS_H

#include "base/buf.h"
#include "reprint/article.h"
#include "reprint/status.h"
#include "store/pack.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rp_fsync { RP_FSYNC_ALWAYS, RP_FSYNC_INTERVAL, RP_FSYNC_NEVER };

struct rp_rows_options {
    const char *folder;   /* of RocksDB; made when it is not there */
    enum rp_fsync fsync;
    int64_t window_ms;    /* that a new window spans; > 0 */
    bool read_only;       /* nothing is written */
    bool used;            /* there was a corpus before: its log must be there */
    bool looked;          /* they were opened read_only just before, by who holds the folder since then: what lies in it is not looked at again */
    /* Of read_only; may be NULL. What is damaged is told, as often as it is met, and what can be read all the same is opened, row by row where it has to be. */
    void (*damaged)(void *context, const char *what);
    void *damaged_context;
};

enum rp_operation_kind { RP_OPERATION_ADD = 1, RP_OPERATION_REMOVE, RP_OPERATION_EXPIRE };
struct rp_operation {
    uint64_t number;
    enum rp_operation_kind kind;
    int64_t time_ms;
    unsigned flags;            /* ADD: enum rp_add_flags */
    struct rp_article article; /* ADD; borrowed */
    struct rp_str id;          /* REMOVE; borrowed */
    int64_t before_ms;         /* EXPIRE: as rp_corpus_expire */
    uint64_t most;             /* EXPIRE: so many at most */
};

struct rp_rows;
/* RP_IO (what and which file), RP_DAMAGED (damage: which file and what can be done), RP_NO_MEMORY. */
enum rp_status rp_rows_open(const struct rp_rows_options *options, struct rp_rows **ret, struct rp_error *error);
/* All writes end here, and nothing is synced: nobody wants to know whether the rows last. Any thread. */
void rp_rows_forgo(struct rp_rows *rows);
/* Syncs what was logged, unless all writes have ended. When one has failed, RocksDB holds the folder until the process ends. NULL is allowed. */
void rp_rows_close(struct rp_rows *rows);

/* The number of the last operation that is there; 0: none. And its time, INT64_MIN: none. */
uint64_t rp_rows_last_number(const struct rp_rows *rows);
int64_t rp_rows_last_time(const struct rp_rows *rows);

/* The next operation has a number above this one, and no earlier time: what the engine's state knows, should the rows have forgotten it. */
void rp_rows_begin_behind(struct rp_rows *rows, uint64_t number, int64_t time_ms);

/* --- logging: into one group, which is committed as a whole --- */

/* `row` is as rp_pack made it. Times must not fall. RP_NO_MEMORY; RP_IO when a new window can not be made, or there is too little room for adds: what else is in the group is not touched by that. Each returns the operation's number. */
enum rp_status rp_rows_log_add(struct rp_rows *rows, struct rp_str row, int64_t time_ms, unsigned flags, uint64_t *ret_number, struct rp_error *error);
enum rp_status rp_rows_log_remove(struct rp_rows *rows, struct rp_str id, int64_t time_ms, uint64_t *ret_number, struct rp_error *error);
enum rp_status rp_rows_log_expire(struct rp_rows *rows, int64_t before_ms, uint64_t most, int64_t time_ms, uint64_t *ret_number, struct rp_error *error);
/* What the engine made of an operation that was committed earlier, into a group of its own, which another thread may fill and commit. Numbers of windows that are gone are passed over. */
void rp_rows_note_answer(struct rp_rows *rows, uint64_t number, struct rp_str answer);
void rp_rows_note_keys(struct rp_rows *rows, uint64_t number, struct rp_str keys);
enum rp_status rp_rows_commit_notes(struct rp_rows *rows, struct rp_error *error);
/* Writes the group: with RP_FSYNC_ALWAYS it is on the disk when this returns, and one sync serves all of the group. An empty group costs nothing.
 * RP_IO: nothing of the group counts as logged. When room on the disk is short nothing was written, and the next group may go through; after any
 * other failure all writes have ended: every further call says so, and that the folder has to be opened anew. */
enum rp_status rp_rows_commit(struct rp_rows *rows, struct rp_error *error);
/* Bytes that are free on the disk: with less no add is logged, then no removal and no expiry either (by which room is made), then no folder opened. */
enum { RP_ROWS_ROOM = 64 << 20, RP_ROWS_ROOM_TO_REMOVE = 32 << 20, RP_ROWS_ROOM_TO_OPEN = 24 << 20 };
/* Adds leave room for so many bytes besides: what is written next beside the rows. Any thread. */
void rp_rows_leave_room(struct rp_rows *rows, uint64_t bytes);
/* Tables that are open at once; a few files more are: logs, and tables that are being made. */
enum { RP_ROWS_FILES = 256 };
bool rp_rows_have_ended(const struct rp_rows *rows); /* any thread */
/* Syncs all that is committed: for RP_FSYNC_INTERVAL. Any thread. */
enum rp_status rp_rows_sync(struct rp_rows *rows, struct rp_error *error);

/* --- reading --- */

/* RP_NOT_FOUND, RP_DAMAGED, RP_IO. The strings lie in `room`. `packer` is the calling thread's. */
enum rp_status rp_rows_read_article(struct rp_rows *rows, struct rp_packer *packer, uint64_t number, struct rp_buf *room, struct rp_article *ret,
                                    struct rp_error *error);
/* Into `room`, which is emptied first. */
enum rp_status rp_rows_read_answer(struct rp_rows *rows, uint64_t number, struct rp_buf *room, struct rp_error *error);

/* All operations with a number above `after`, in order; each() that returns another status than RP_OK ends it, and that is returned. */
enum rp_status rp_rows_each_operation(struct rp_rows *rows, struct rp_packer *packer, uint64_t after,
                                      enum rp_status (*each)(void *context, const struct rp_operation *operation), void *context,
                                      struct rp_error *error);
/* The keys of all articles, by number. */
enum rp_status rp_rows_each_keys(struct rp_rows *rows, enum rp_status (*each)(void *context, uint64_t number, struct rp_str keys), void *context,
                                 struct rp_error *error);

/* --- the life of rows --- */

/* Takes operations back that came to nothing, so that a replay does not see them. `sync`: before it returns. */
enum rp_status rp_rows_void(struct rp_rows *rows, const uint64_t *numbers, size_t count, bool sync, struct rp_error *error);
/* Puts all that was committed and noted into files of its own, synced. Before a state of the engine is written that builds on it. */
enum rp_status rp_rows_flush(struct rp_rows *rows, struct rp_error *error);
/* When the engine's state as of the operation `number` is on disk: rows of the articles that had gone by then are deleted (`gone`, ascending), windows of which
 * all articles have numbers below `first` are dropped whole, with their files, and removals and expiries up to `number` are forgotten. May be done again. */
enum rp_status rp_rows_settle(struct rp_rows *rows, uint64_t number, const uint64_t *gone, size_t count, uint64_t first, struct rp_error *error);
/* The end of the oldest window that ends behind after_ms; INT64_MAX when there is none. */
int64_t rp_rows_oldest_end(struct rp_rows *rows, int64_t after_ms);
/* A copy in a new folder, files that do not change as links where that can be. */
enum rp_status rp_rows_checkpoint(struct rp_rows *rows, const char *folder, struct rp_error *error);

/* Reads everything, checksums verified: each operation that can be read is given to each(), each row that can not to damaged(), with what is wrong with it; so is each number behind
 * what was settled that has no row. `whole`: the operation itself is lost, not what was noted of it. Where rows cannot be gone through, it may be one that was deleted. RP_NO_MEMORY, RP_INTERRUPTED. */
struct rp_rows_audit {
    void *context;
    const atomic_bool *interrupt; /* ends it when it becomes true; NULL: nothing does */
    void (*each)(void *context, const struct rp_operation *operation);
    void (*damaged)(void *context, uint64_t number, bool whole, const char *what);
};
enum rp_status rp_rows_read_all(struct rp_rows *rows, struct rp_packer *packer, const struct rp_rows_audit *audit, struct rp_error *error);
/* Reads so many bytes of rows, those of answers and keys first, and fails at the first that is damaged: RP_DAMAGED names the table. */
enum rp_status rp_rows_read_through(struct rp_rows *rows, uint64_t most, struct rp_error *error);

#endif
