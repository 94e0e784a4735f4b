/* What a job has done, piece by piece, so that it can be gone on with after any end of the process. Private to dedup.
 *
 * A file of records, each behind its length and a checksum: the head, which says what the job is, then one for each job of the pipeline, written behind what that
 * has put into the outputs and the corpus and before the next. The last one that is whole says where to go on. With a corpus that is kept another one says, before
 * a job of the pipeline is logged, how far that goes: it may be there although no place is behind it.
 *
 * Threads: rp_journal_reach may be called by another one than the others, between open and close. */
#ifndef RP_BATCH_JOURNAL_H
#define RP_BATCH_JOURNAL_H

#include "base/buf.h"
#include "batch/keep.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* What one turn at a corpus that is kept may have logged (reach.c). */
struct rp_reach {
    uint64_t found; /* the last seq that was there before */
    uint32_t file;  /* up to this line of it; 0: up to its beginning */
    uint64_t line;
};
enum { RP_EARLIER_MOST = 16 }; /* far more than turns end between a place and what the pipeline logs ahead of it */

/* How far a job has come. */
struct rp_place {
    uint32_t file;           /* to go on with, behind this line of it; 0: from its beginning */
    uint64_t line;
    uint64_t stories, spool; /* bytes of the outputs */
    uint64_t number;         /* of the last operation in the corpus */
    uint64_t last_seq;
    bool whole; /* all outputs are written: they are only to get their names */
    /* With a corpus that is kept. */
    uint64_t before; /* as in struct rp_keepers */
    uint64_t turn;   /* at its folder (store/archive.h) */
    bool shared;     /* as in struct rp_keepers */
    bool clear;      /* nothing that this turn has logged is behind */
    struct rp_reach reach; /* of this turn; where it ends, records of its own say */
    struct rp_reach earlier[RP_EARLIER_MOST]; /* of turns before it that ended beyond this place, each beyond the one before, in what others had then for good */
    unsigned earlier_count;
    struct rp_dedup_report report;
};

struct rp_journal {
    int fd;
    const char *path;     /* borrowed */
    uint64_t end;         /* bytes of whole records */
    uint64_t places;      /* records but the head */
    struct rp_buf noted;  /* articles since the last record */
    uint32_t noted_count;
    pthread_mutex_t lock; /* of fd, end and: */
    struct rp_buf record;
};

/* A new one. `head` says, as lines of text, all that must be the same when the job is gone on with. RP_IO, RP_NO_MEMORY. */
enum rp_status rp_journal_create(const char *path, struct rp_str head, struct rp_journal *ret, struct rp_error *error);
/* The one that is there: its articles are added to the keepers, and the last place is given, its reach as the records behind it say; places with a number above `most` are forgotten. RP_NOT_FOUND when it holds none:
 * the job is to begin anew. RP_BAD_ARGUMENT when it has another head, RP_IO, RP_DAMAGED, RP_NO_MEMORY. */
enum rp_status rp_journal_open(const char *path, struct rp_str head, uint64_t most, struct rp_keepers *keepers, struct rp_journal *ret,
                               struct rp_place *ret_place, struct rp_error *error);
/* NULL within: nothing is open. */
void rp_journal_close(struct rp_journal *journal);

/* Notes an article that the keepers have taken, with the stories that it has merged, for the next record. RP_NO_MEMORY. */
enum rp_status rp_journal_note(struct rp_journal *journal, struct rp_str id, const struct rp_kept *article, const struct rp_answer *answer);
/* Writes what was noted and the place; synced when it is the whole. RP_IO, RP_NO_MEMORY. */
enum rp_status rp_journal_write(struct rp_journal *journal, const struct rp_place *place, struct rp_error *error);
/* Writes how far this turn is going to log. RP_IO, RP_NO_MEMORY. */
enum rp_status rp_journal_reach(struct rp_journal *journal, const struct rp_reach *reach, struct rp_error *error);

#endif
