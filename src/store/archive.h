/* A corpus on disk: the corpus in memory, its operations and articles in a folder, and from time to time the state of the engine beside them.
 *
 * An operation is logged first and applied then, by two threads or by one: what fails to be logged has never happened, and what the engine has seen is on the
 * disk. The state is written by a process of its own that is forked from this one, so that the engine goes on meanwhile. A folder is opened from the last
 * state and the operations behind it, which are applied once more: rule 1 of the house makes the outcome the same.
 *
 * Threads: the logging functions belong to one thread, the applying ones to another (or the same); rp_archive_get_state and rp_archive_backup to any. */
#ifndef RP_STORE_ARCHIVE_H
#define RP_STORE_ARCHIVE_H

#include "base/buf.h"
#include "corpus/prepare.h"
#include "reprint/corpus.h"
#include "reprint/status.h"
#include "store/pack.h"
#include "store/rows.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum rp_archive_phase { RP_ARCHIVE_CHECKING, RP_ARCHIVE_LOADING, RP_ARCHIVE_INDEXING, RP_ARCHIVE_REPLAYING, RP_ARCHIVE_READY, RP_ARCHIVE_READ_ONLY };
const char *rp_archive_phase_name(enum rp_archive_phase phase); /* "checking", "loading", "indexing", "replaying", "ready", "read_only" */

/* Who opens a folder to go on with what it did there before: what it has logged and does not know of any more is taken back, before anything else is done. */
struct rp_archive_cut {
    uint64_t turn; /* it had then (rp_archive_turn): when the folder was in other hands since, or the state has seen what would go, nothing is taken back. 0: no other hands can have been at it */
    /* Gives the number behind which operations go, not above `last`, that of the last one logged. */
    enum rp_status (*behind)(void *context, uint64_t last, uint64_t *ret, struct rp_error *error);
    void *context;
};

/* All pointers are borrowed until rp_archive_close. */
struct rp_archive_options {
    const char *path;
    const char *holder; /* who asks (folder.h) */
    bool create;        /* when there is no corpus in the folder yet */
    bool look;          /* nothing will be changed (folder.h) */
    enum rp_fsync fsync;
    uint32_t fsync_ms;  /* RP_FSYNC_INTERVAL: a thread of the archive syncs that often */
    uint32_t keep_days; /* 0: for ever */
    bool believe_clock; /* also when it says that more than keep_days have gone by since the last operation */
    const struct rp_archive_cut *cut; /* NULL: nothing is taken back. Without a turn RP_DAMAGED when the state has seen what would go */
    uint64_t state_every; /* [RP_ARCHIVE_STATE_EVERY] operations between two states, at least; a sixteenth of the articles that are there if that is more */
    const struct rp_corpus_options *corpus;
    void (*on_remark)(void *context, const char *line); /* what its owner should know: damage that was found, a clock that is not believed; from any thread of the archive */
    void *context;
};
enum { RP_ARCHIVE_STATE_EVERY = 100000, RP_ARCHIVE_EXPIRED_AT_ONCE = 128 };

struct rp_archive;
/* Takes the folder and looks at what can be looked at quickly. RP_NOT_FOUND, RP_IN_USE, RP_NEWER, RP_DAMAGED, RP_IO, RP_NO_MEMORY. */
enum rp_status rp_archive_open(const struct rp_archive_options *options, struct rp_archive **ret, struct rp_error *error);
/* Brings the corpus back; until it has returned nothing else is to be called but rp_archive_get_state. Ends early with RP_INTERRUPTED when *interrupt becomes true. */
enum rp_status rp_archive_restore(struct rp_archive *archive, const atomic_bool *interrupt, struct rp_error *error);
/* The number of this turn at the folder; see struct rp_archive_cut. */
uint64_t rp_archive_turn(const struct rp_archive *archive);
/* Nothing was behind the cut, or all that was is taken back. */
bool rp_archive_was_cut(const struct rp_archive *archive);
/* Writes the state (unless writes have ended) and seals the folder. The error says what could not be written: nothing that was committed is lost by it. NULL is allowed. */
enum rp_status rp_archive_close(struct rp_archive *archive, struct rp_error *error);

/* The same without a state, a sync and a seal: of a folder that is to be deleted, or that is opened again from its operations. NULL is allowed. */
void rp_archive_abandon(struct rp_archive *archive);

struct rp_archive_state {
    enum rp_archive_phase phase;
    uint64_t done, total;       /* of the phase: bytes or operations; 0, 0 when ready */
    uint64_t last_number;       /* operations that are logged */
    uint64_t state_number;      /* that the last written state has seen */
    uint64_t replayed;          /* at the start */
    char why[240];              /* RP_ARCHIVE_READ_ONLY: what failed, and that a restart is needed */
};
void rp_archive_get_state(struct rp_archive *archive, struct rp_archive_state *ret);

/* --- logging --- */

/* What was logged and is to be applied. */
struct rp_logged {
    uint64_t number;
    enum rp_operation_kind kind;
    int64_t time_ms; /* the time of the corpus, which never falls and does not follow a clock that jumps */
    int64_t before_ms; /* EXPIRE, both */
    uint64_t most;
};
/* Into the group in hand; `row` is the packed article. RP_IO (read only), RP_NO_MEMORY. */
enum rp_status rp_archive_log_add(struct rp_archive *archive, struct rp_str row, unsigned flags, struct rp_logged *ret, struct rp_error *error);
enum rp_status rp_archive_log_remove(struct rp_archive *archive, struct rp_str id, struct rp_logged *ret, struct rp_error *error);
/* True when a window's time is over: an expiry was logged, to be applied before what is logged after it. To be asked before each group. */
bool rp_archive_log_expiry(struct rp_archive *archive, struct rp_logged *ret);
/* Makes the group last as options->fsync says. On failure none of the group may be applied; see rp_rows_commit. */
enum rp_status rp_archive_commit(struct rp_archive *archive, struct rp_error *error);

/* --- applying, in the order of the numbers --- */

/* As rp_corpus_add_prepared, rp_corpus_remove and rp_corpus_expire. */
enum rp_status rp_archive_add(struct rp_archive *archive, const struct rp_logged *logged, struct rp_prepared *prepared, unsigned flags,
                              struct rp_answer_room *room, struct rp_answer **ret, struct rp_error *error);
enum rp_status rp_archive_remove(struct rp_archive *archive, const struct rp_logged *logged, struct rp_str id, struct rp_error *error);
enum rp_status rp_archive_expire(struct rp_archive *archive, const struct rp_logged *logged, struct rp_error *error);
/* Takes back, synced, what was logged and is not applied; nothing is to be logged meanwhile. RP_IO, RP_NO_MEMORY. */
enum rp_status rp_archive_take_back(struct rp_archive *archive, struct rp_error *error);
/* Between two batches: what the engine has made goes to the archive's own thread when it is much, or when `all` says so, and a state is begun when one is due. */
void rp_archive_rest(struct rp_archive *archive, bool all);
/* For questions; the applying thread's. */
struct rp_corpus *rp_archive_corpus(struct rp_archive *archive);

/* --- copies --- */

/* A copy of the folder in `path`, which must not exist or be empty: a corpus of its own that can be opened. Articles go on being added meanwhile; the thread
 * is one of its own, which gives way to all others at the end. Ends early with RP_INTERRUPTED when *interrupt becomes true, while bytes are copied and while what was copied is read; then, as after any failure,
 * nothing of it is left. NULL: nothing interrupts it. */
enum rp_status rp_archive_backup(struct rp_archive *archive, const char *path, const atomic_bool *interrupt, struct rp_error *error);


/* --- looking at a folder that nobody holds, and changing nothing --- */

struct rp_archive_report {
    uint64_t articles, operations; /* in the state; logged behind it */
    uint64_t damaged;              /* files and articles */
    bool sealed;                   /* it was closed as it should be: every file was held against the seal */
};
struct rp_archive_look {
    const char *path;
    /* A file, or an article: `id (operation N)`; and what is wrong with it. */
    void (*damaged)(void *context, const char *where, const char *what);
    /* Of rp_archive_export: another status than RP_OK ends it, and is returned. */
    enum rp_status (*each)(void *context, const struct rp_article *article, int64_t time_ms, struct rp_error *error);
    void *context;
    const atomic_bool *interrupt; /* ends reading with RP_INTERRUPTED when it becomes true; NULL: nothing does */
};
/* Reads everything. RP_OK also when something is damaged: see the report. Fails as rp_archive_open. */
enum rp_status rp_archive_verify(const struct rp_archive_look *look, struct rp_archive_report *ret, struct rp_error *error);
/* Gives each article that is there, in the order in which they were added, as far as they can be read: needs neither the state nor the index. Of those that the
 * state has, same_story_as is the first one of the story that was given, its own id for that one; of the others what they were added with. */
enum rp_status rp_archive_export(const struct rp_archive_look *look, struct rp_archive_report *ret, struct rp_error *error);

#endif
