/* Rows in a folder of a test's own, and operations for them that can be told from their numbers. */
#ifndef TESTS_STORE_LOGGED_H
#define TESTS_STORE_LOGGED_H

#include "packing.h"
#include "store/rows.h"

enum { LOGGED_WINDOW_MS = 1000 };

struct logged {
    struct rp_rows *rows;
    struct packing packing;
    uint64_t next; /* number that is expected of the next operation */
};

/* Opens the rows in "rows" of disk_make's folder; in "moved" after logged_move. */
struct logged logged_open(void);
enum rp_status logged_try_open(bool read_only, struct logged *ret, struct rp_error *error);
void logged_close(struct logged *logged);
void logged_reopen(struct logged *logged);
/* Rows to which a write has failed are not given up before the process ends: here they go on under another name. False: the next are "rows" again. */
void logged_move(bool away);
const char *logged_folder(void);

/* Into the group. */
enum rp_status logged_try_add(struct logged *logged, int64_t time_ms, struct rp_error *error);
void logged_add(struct logged *logged, int64_t time_ms);
void logged_remove(struct logged *logged, uint64_t number, int64_t time_ms);
void logged_commit(struct logged *logged);
/* So many adds from a time on, each `step` later, with commits between them and notes for all. */
void logged_fill(struct logged *logged, unsigned count, int64_t time_ms, int64_t step);
/* Notes an answer and keys that can be told from the number. */
void logged_note(struct logged *logged, uint64_t number);

/* RP_OK when article and answer are there and are the right ones; an article that is not may be RP_NOT_FOUND, RP_DAMAGED, RP_IO. */
enum rp_status logged_look(struct logged *logged, uint64_t number, struct rp_error *error);
enum rp_status logged_look_article(struct logged *logged, uint64_t number, struct rp_error *error); /* of that alone */
void logged_expect(struct logged *logged, uint64_t from, uint64_t to);
void logged_expect_gone(struct logged *logged, uint64_t from, uint64_t to);
/* All operations behind a number as a text: "+1 +2 -1 x300,128 "; checks that each is the right one. */
const char *logged_operations(struct logged *logged, uint64_t after);
enum rp_status logged_nothing(void *context, const struct rp_operation *operation); /* a callback that looks at none */
/* The numbers of all keys: "1 2 "; checks that each is the right one. */
const char *logged_keys(struct logged *logged);
unsigned logged_families(void);
void logged_find_log(char *ret, size_t size); /* the path of RocksDB's log */

#endif
