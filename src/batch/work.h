/* One dedup job at work. Private to dedup. */
#ifndef RP_BATCH_WORK_H
#define RP_BATCH_WORK_H

#include "batch/dedup.h"
#include "batch/folder.h"
#include "batch/journal.h"
#include "batch/keep.h"
#include "corpus/answer.h"
#include "input/lines.h"
#include "store/archive.h"

struct rp_dedup {
    const struct rp_dedup_options *options; /* borrowed */
    struct rp_dedup_report *report;         /* borrowed */
    struct rp_folder folder;
    struct rp_archive *archive; /* owned */
    struct rp_archive_cut cut;
    struct rp_corpus_options defaults;
    struct rp_answer_room room;
    struct rp_keepers keepers;
    struct rp_journal journal; /* of a job with outputs */
    struct rp_place place;     /* how far it has come */
    struct rp_dedup_report sure; /* the counts before the line in hand */
    bool torn; /* the corpus knows of more than the place: it is left as if the process had been killed */
    bool *spooled;        /* owned: for each file, that it cannot be read twice */
    bool spooling;        /* one is */
    uint64_t total_bytes; /* of the files; 0 when not known */
    uint64_t last_seq;    /* of the articles of the job that are remembered */
};

/* Appends an article as a line of JSONL: as it was, or made of a plain text of that name. */
enum rp_status rp_dedup_add_line(struct rp_buf *buf, const char *name, struct rp_str line, bool is_text,
                                 struct rp_error *error);
void rp_dedup_tell(struct rp_dedup *dedup, bool writing, uint64_t done_bytes);
enum rp_status rp_dedup_open_spool(struct rp_dedup *dedup, struct rp_lines **ret, struct rp_error *error);

/* corpus.c: what comes to nothing is closed all the same. Closing fails as rp_archive_close, the first time. */
enum rp_status rp_dedup_open_corpus(struct rp_dedup *dedup, struct rp_error *error);
enum rp_status rp_dedup_close_corpus(struct rp_dedup *dedup, struct rp_error *error);
/* RP_DAMAGED: of an article of the job. */
enum rp_status rp_dedup_fail_removed(const struct rp_dedup *dedup, struct rp_str id, struct rp_error *error);

/* resume.c: opens the journal: of a new job, or of one that is gone on with, whose place is then known. RP_BAD_ARGUMENT when that was another one; what
 * rp_journal_open fails with. */
enum rp_status rp_dedup_begin(struct rp_dedup *dedup, struct rp_error *error);
/* The file of the place, read up to there; NULL when it is to be read from its beginning. RP_DAMAGED when it has changed. */
struct rp_feed;
enum rp_status rp_dedup_find_place(struct rp_dedup *dedup, struct rp_feed **ret, struct rp_error *error);
/* As of struct rp_archive_cut, for the dedup that is its context: the place in the journal, or an earlier one, when less has come to the disk than the journal says;
 * nothing is taken back behind one of an earlier turn, since that would be of others too. */
enum rp_status rp_dedup_cut_behind(void *context, uint64_t last, uint64_t *ret, struct rp_error *error);
/* Writes the place to the journal, behind all that was put out before. */
enum rp_status rp_dedup_note_place(struct rp_dedup *dedup, struct rp_error *error);

/* reach.c: a turn begins, behind what was found; `stays`: what the last one has logged behind the place is there for good. */
void rp_dedup_begin_turn(struct rp_place *place, uint64_t found, bool stays);
/* Of an article that the journal does not name, but the input up to here. */
bool rp_dedup_is_of_job(const struct rp_place *place, const struct rp_reach *here, uint64_t seq);

/* adding.c: the first pass, everything through the corpus, from the place on. */
enum rp_status rp_dedup_add_all(struct rp_dedup *dedup, struct rp_error *error);

/* kept.c: writes kept.jsonl and removed.jsonl when everything is chosen. */
enum rp_status rp_dedup_write_kept(struct rp_dedup *dedup, struct rp_error *error);

#endif
