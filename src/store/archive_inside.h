/* The inside of an archive, shared by its files. */
#ifndef RP_STORE_ARCHIVE_INSIDE_H
#define RP_STORE_ARCHIVE_INSIDE_H

#include "corpus/image.h"
#include "corpus/vault.h"
#include "store/archive.h"
#include "store/folder.h"
#include "store/timekeeper.h"

#include <pthread.h>
#include <sys/types.h>

/* Answers and keys on their way to the rows: each behind what it is. */
struct rp_notes {
    struct rp_buf buf;
};

/* Operations that have come to nothing, or articles that have gone: numbers in the order in which that became known. */
struct rp_numbers_list {
    uint64_t *numbers; /* owned */
    size_t count, cap;
};

/* A state that is being written by another process. */
struct rp_writing {
    pid_t pid; /* 0: none */
    int result; /* descriptor that its outcome is read from */
    bool ended, dropped; /* the process is done, or will be in a moment; nobody wants it any more */
    uint64_t number;
    uint64_t behind; /* what was handed over up to there it builds on */
    struct rp_numbers_list gone; /* owned: articles that it knows to be gone, whose rows are there yet */
};

struct rp_damage;
struct rp_archive {
    struct rp_archive_options options;
    struct rp_damage *damage; /* borrowed; of one that is looked at: where damage of the rows is told. Else NULL: it is an error */
    struct rp_data_folder *folder;
    struct rp_rows *rows;
    struct rp_corpus *corpus;
    struct rp_vault vault;
    uint64_t agencies; /* hash of their table */
    struct rp_packer *packer; /* owned: the applying thread's */

    /* The logging thread's. */
    struct rp_timekeeper time;
    bool expiry_in_group;

    /* The applying thread's. */
    struct rp_notes notes;
    struct rp_numbers_list gone; /* since the last state */
    struct rp_numbers_list voids;
    int64_t applied_ms;
    uint64_t applied, applied_since; /* the last operation; how many since the last state was begun */
    bool state_wanted;
    bool restoring;
    bool was_cut;
    bool sealed, interrupted; /* it was left in good order; and restoring it was given up */
    bool looked;              /* the rows of one that was not are whole, as far as was read */
    bool other_agencies; /* the state was written with another table of agencies */

    /* Shared. */
    pthread_mutex_t lock;
    pthread_cond_t less;          /* the keeper has taken what was handed over, or has written it; or a state is done */
    pthread_cond_t begun;         /* a state is being written, or there will be no more */
    struct rp_notes handed, kept; /* under the lock: for the keeper to take; what it has taken and is writing */
    uint64_t handed_count, written_count; /* under the lock: how often something was handed over; up to where all is in the rows */
    struct rp_numbers_list handed_voids, unsettled; /* under the lock: as voids; gone as an earlier state knew, whose rows are there yet */
    struct rp_writing writing; /* under the lock; pid is set by the applying thread, cleared by the settler */
    char why[240];             /* under the lock: why no more can be written */
    bool ending;               /* under the lock */
    atomic_int phase;
    atomic_uint_fast64_t done, total, last_number, state_number, replayed;
    atomic_int_fast64_t expired; /* all articles from before this time are gone */
    atomic_int_fast64_t retry_ms; /* 0; else a state could not be written, and is tried again at that time (rp_clock_ms) */
    atomic_bool expiring;        /* an expiry was logged and is not applied yet */

    pthread_mutex_t settling; /* held while rows are deleted or a copy is made */
    pthread_t expecting; /* the index: makes room for it */
    bool is_expecting;
    enum rp_status expected;
    pthread_t keeper, settler;
    bool keeper_started;
    int wake[2]; /* a pipe: the keeper has something to do */
    atomic_bool woken;
};

void rp_archive_remark(struct rp_archive *archive, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Nothing more is to be written, and reading goes on. */
void rp_archive_end_writing(struct rp_archive *archive, const char *why);

void rp_archive_free(struct rp_archive *archive);
enum rp_status rp_archive_open_rows(struct rp_archive *archive, struct rp_error *error);
/* The state and the index. */
enum rp_status rp_archive_load(struct rp_archive *archive, const atomic_bool *interrupt, struct rp_error *error);

/* archive_notes.c */
void rp_notes_init(struct rp_notes *notes);
void rp_notes_done(struct rp_notes *notes);
void rp_archive_make_vault(struct rp_archive *archive);
/* Hands over what is noted; waits while very much is on its way. False: without memory some of it goes the next time. */
bool rp_archive_hand_over(struct rp_archive *archive);
/* Waits until what was handed over up to there is in the rows, or nothing can be written any more. */
void rp_archive_wait_written(struct rp_archive *archive, uint64_t behind);
/* Hands over all that is noted, and waits until it is in the rows. */
void rp_archive_write_notes(struct rp_archive *archive);
bool rp_numbers_add(struct rp_numbers_list *list, uint64_t number); /* false: no memory */
bool rp_numbers_append(struct rp_numbers_list *to, struct rp_numbers_list *from); /* empties `from`; false: no memory, nothing is changed */
void rp_numbers_done_list(struct rp_numbers_list *list);

/* archive_state.c */
/* Begins to write the state in a forked process; when it can not be, a remark says why and it is tried again later. */
void rp_archive_fork_state(struct rp_archive *archive);
/* The same in this process, to the end; no other thread may use the archive but the keeper. */
enum rp_status rp_archive_write_state(struct rp_archive *archive, struct rp_error *error);
/* What the process found: takes the state over and settles the rows. Of the settler's thread, or when it has ended. */
struct rp_state_result {
    int error; /* errno; 0: it is written */
    uint64_t first; /* the lowest number of an article that is there; UINT64_MAX: none is */
};
enum rp_status rp_archive_take_state(struct rp_archive *archive, uint64_t number, const struct rp_numbers_list *gone, uint64_t first,
                                     struct rp_error *error);
/* The state that is there: into the corpus and archive->applied. RP_NOT_FOUND when there is none. */
enum rp_status rp_archive_load_state(struct rp_archive *archive, const atomic_bool *interrupt, struct rp_error *error);

/* The operation that the state has seen last, 0 when there is none: without reading it. */
enum rp_status rp_archive_peek_state(struct rp_archive *archive, uint64_t *ret, struct rp_error *error);
/* The highest number of an article that is there; 0: none is. */
uint64_t rp_archive_last_held(const struct rp_archive *archive);

/* Deletes once more the rows of what had gone by the state that was loaded, should that have been cut off. */
enum rp_status rp_archive_settle_again(struct rp_archive *archive, struct rp_error *error);

/* archive_index.c: a thread of its own makes room for the index that the state tells of, which ends before rp_archive_load_index returns, or in rp_archive_end_expecting. */
enum rp_status rp_archive_expect_index(struct rp_archive *archive, struct rp_error *error);
enum rp_status rp_archive_end_expecting(struct rp_archive *archive);
/* All keys from the rows into the index. */
enum rp_status rp_archive_load_index(struct rp_archive *archive, const atomic_bool *interrupt, struct rp_error *error);

/* archive_settler.c: waits for the processes that write states and takes these over. */
void *rp_settler_run(void *archive);
/* A state that is older than what was applied is not waited for: the end writes another. */
void rp_settler_drop_old(struct rp_archive *archive);
/* When the next state that could not be written is tried again. */
void rp_settler_put_off(struct rp_archive *archive);

/* archive_keeper.c: starts and ends both threads. */
enum rp_status rp_keeper_start(struct rp_archive *archive, struct rp_error *error);
/* Writes what was handed over, waits for a state that is being written, and ends the threads. */
void rp_keeper_end(struct rp_archive *archive);
void rp_keeper_wake(struct rp_archive *archive);
/* Puts what is in archive->kept into the rows. */
enum rp_status rp_keeper_write(struct rp_archive *archive, struct rp_error *error);

/* archive_replay.c: applies once more what was logged behind archive->applied. */
enum rp_status rp_archive_replay(struct rp_archive *archive, const atomic_bool *interrupt, struct rp_error *error);

/* archive_damage.c: what is damaged in a folder that is looked at. */
struct rp_loss {
    uint64_t number;
    size_t what; /* in rp_damage.whats; SIZE_MAX: it is missing */
};
struct rp_damage {
    struct rp_archive *archive;
    const struct rp_archive_look *look;
    struct rp_archive_report *report;
    struct rp_listed *list; /* owned: the articles of the state, by number; empty when it was not loaded */
    size_t count;
    uint64_t known;         /* what was done up to this number is in that list, or is gone; 0: it was not loaded */
    struct rp_loss *losses; /* owned */
    size_t loss_count, loss_cap;
    struct rp_buf whats;    /* what is wrong: each text once */
    size_t last_what;
    bool no_memory;
};
void rp_damage_start(struct rp_damage *damage, struct rp_archive *archive, const struct rp_archive_look *look, struct rp_archive_report *report);
void rp_damage_done(struct rp_damage *damage);
void rp_damage_tell(struct rp_damage *damage, const char *where, const char *what);
void rp_damage_on_file(void *context, const char *file, const char *what); /* the context is the rp_damage */
void rp_damage_on_rows(void *context, const char *what);                   /* the same; tells each text once */
/* As rp_archive_load_state; fills the list. */
enum rp_status rp_damage_load_state(struct rp_damage *damage, struct rp_error *error);
/* The place of an article in the list; the count: it is not there. */
size_t rp_damage_find(const struct rp_damage *damage, uint64_t number);
bool rp_damage_is_gone(const struct rp_damage *damage, uint64_t number); /* as the state knows */
/* Something of the operation is lost, for a reason; it is told with the others, in the order of the numbers. NULL: its text is missing, which is told when no other reason is known.
 * RP_NO_MEMORY: of some nothing could be told. */
void rp_damage_lose(struct rp_damage *damage, uint64_t number, const char *what);
enum rp_status rp_damage_tell_losses(struct rp_damage *damage, struct rp_error *error);

#endif
