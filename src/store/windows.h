/* The windows of the rows: ranges of numbers, each a column family of RocksDB. Any thread. A window that is held stays usable, also when it is dropped meanwhile. */
#ifndef RP_STORE_WINDOWS_H
#define RP_STORE_WINDOWS_H

#include "reprint/status.h"

#include <pthread.h>
#include <rocksdb/c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rp_window {
    uint64_t first;     /* number; its numbers end where those of the next window begin */
    int64_t begin, end; /* of the times of its operations; what belongs before it and came late is in it too */
    rocksdb_column_family_handle_t *family; /* owned */
    unsigned holders;
    bool dropped;
    uint64_t deleted; /* articles, since it was compacted: the thread's that settles */
};

struct rp_windows {
    pthread_mutex_t lock;
    struct rp_window **list; /* owned, by number and time */
    size_t count, cap;
};

void rp_windows_init(struct rp_windows *windows);
void rp_windows_done(struct rp_windows *windows); /* nobody holds one */

enum { RP_WINDOW_NAME = 80 };
void rp_window_write_name(uint64_t first, int64_t begin, int64_t end, char ret[RP_WINDOW_NAME]);
/* False when it is the name of no window. */
bool rp_window_read_name(const char *name, uint64_t *ret_first, int64_t *ret_begin, int64_t *ret_end);

/* Puts a window where it belongs; takes the family over, but not on failure. RP_NO_MEMORY; RP_DAMAGED when it lies across another one. */
enum rp_status rp_windows_add(struct rp_windows *windows, uint64_t first, int64_t begin, int64_t end, rocksdb_column_family_handle_t *family);

/* The window of a number; NULL: none. To be let go. */
struct rp_window *rp_windows_hold(struct rp_windows *windows, uint64_t number);
struct rp_window *rp_windows_hold_last(struct rp_windows *windows);
/* The one behind a window, or before it, which is let go; NULL: the first, the last. *ret_stop (may be NULL): the first number behind what is returned, UINT64_MAX for the last. */
struct rp_window *rp_windows_next(struct rp_windows *windows, struct rp_window *window, uint64_t *ret_stop);
struct rp_window *rp_windows_before(struct rp_windows *windows, struct rp_window *window);
void rp_windows_let_go(struct rp_windows *windows, struct rp_window *window); /* NULL is allowed */

/* Takes the first window out when the second begins at or below `first`; it is held. NULL: it stays. */
struct rp_window *rp_windows_take_old(struct rp_windows *windows, uint64_t first);
/* Takes the last window out when it begins behind `next`: it was made for a number that was not logged then. It is held. */
struct rp_window *rp_windows_take_unused(struct rp_windows *windows, uint64_t next);

/* The end of the first window that ends behind `after`; INT64_MAX when there is none. */
int64_t rp_windows_oldest_end(struct rp_windows *windows, int64_t after);

#endif
