/* The output folder of a job: files that are written under temporary names and get their own all at once. Private to
 * dedup. */
#ifndef RP_BATCH_FOLDER_H
#define RP_BATCH_FOLDER_H

#include "base/buf.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rp_output { RP_OUT_STORIES, RP_OUT_KEPT, RP_OUT_REMOVED, RP_OUT_SUMMARY, RP_OUT_SPOOL, RP_OUT_COUNT };

/* What a folder may hold at the start: nothing; anything; a job that was interrupted, to be gone on with, or nothing. */
enum rp_folder_mode { RP_FOLDER_NEW, RP_FOLDER_FORCED, RP_FOLDER_RESUMED };

struct rp_folder {
    char *path; /* owned */
    bool made;  /* by us */
    char *job, *corpus, *journal; /* owned: paths of the job's own folder, which goes at the end, and of what is in it */
    bool job_there;               /* that folder: found, or made by us */
    bool stays;                   /* the job is to be gone on with: closing leaves everything as it is */
    struct rp_out {
        int fd;           /* -1: it is not there, or has its name already */
        uint64_t written; /* bytes */
        bool named;              /* it has its own name */
        char *temporary, *final; /* owned: paths, made at the start, so that giving names needs no memory */
        struct rp_buf buf;       /* not written yet */
    } outs[RP_OUT_COUNT];
};

/* Makes the folder if it is not there, and in it all files but the spool, as *.tmp; those of a job that was interrupted are only opened, as far as they are there, and
 * job_there is true. RP_BAD_ARGUMENT when it holds what it may not, or a job that is finished is to be gone on with; RP_IO also when another job is writing there; RP_NO_MEMORY. After a failure there is nothing to free. */
enum rp_status rp_folder_open(const char *path, enum rp_folder_mode mode, struct rp_folder *ret, struct rp_error *error);
/* Of a job that was interrupted: cuts stories and spool (for lines that cannot be read twice; it has no name but its temporary one) to so many bytes, to go on behind
 * them, and the others to nothing; what is not there is made. RP_DAMAGED when there are less; RP_IO. */
enum rp_status rp_folder_go_on(struct rp_folder *folder, uint64_t stories, uint64_t spool, bool spooling, struct rp_error *error);

/* Makes the job's own folder, empty. RP_IO. */
enum rp_status rp_folder_make_job(struct rp_folder *folder, struct rp_error *error);
/* Lives until the folder is closed. */
const char *rp_folder_corpus(const struct rp_folder *folder);
const char *rp_folder_journal(const struct rp_folder *folder);

/* Where to append; then rp_folder_flush, which writes when enough has come together, or always. RP_IO. */
struct rp_buf *rp_folder_buf(struct rp_folder *folder, enum rp_output which);
enum rp_status rp_folder_flush(struct rp_folder *folder, enum rp_output which, bool always, struct rp_error *error);
/* The path of a file under its temporary name; lives until the folder is closed. */
const char *rp_folder_temporary(const struct rp_folder *folder, enum rp_output which);

/* Brings everything to disk. RP_IO. */
enum rp_status rp_folder_sync_outs(struct rp_folder *folder, struct rp_error *error);
/* The same, then gives the files their names, summary.json last; those that are not there have theirs already. RP_IO. The folder is still to be closed. */
enum rp_status rp_folder_commit(struct rp_folder *folder, struct rp_error *error);
/* Frees everything, and takes away the temporary files that are left, the job's own folder, and the folder if it was made and is empty. */
void rp_folder_close(struct rp_folder *folder);

#endif
