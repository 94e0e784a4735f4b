/* The output folder of a job: files that are written under temporary names and get their own all at once. Private to
 * dedup. */
#ifndef RP_BATCH_FOLDER_H
#define RP_BATCH_FOLDER_H

#include "base/buf.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>

enum rp_output { RP_OUT_STORIES, RP_OUT_KEPT, RP_OUT_REMOVED, RP_OUT_SUMMARY, RP_OUT_SPOOL, RP_OUT_COUNT };

struct rp_folder {
    char *path; /* owned */
    bool made;  /* by us */
    char *job, *corpus; /* owned: paths of the job's own folder, which goes at the end, and of a corpus in it */
    bool job_made;
    struct rp_out {
        int fd;
        bool named;              /* it has its own name */
        char *temporary, *final; /* owned: paths, made at the start, so that giving names needs no memory */
        struct rp_buf buf;       /* not written yet */
    } outs[RP_OUT_COUNT];
};

/* Makes the folder if it is not there, and in it all files but the spool, as *.tmp. RP_BAD_ARGUMENT when it holds
 * anything but what an interrupted job left, unless force; RP_IO also when another job is writing there; RP_NO_MEMORY.
 * After a failure there is nothing to free. */
enum rp_status rp_folder_open(const char *path, bool force, struct rp_folder *ret, struct rp_error *error);
/* Makes the spool: for lines that cannot be read twice. It has no name but its temporary one. */
enum rp_status rp_folder_spool(struct rp_folder *folder, struct rp_error *error);

/* Makes the job's own folder, empty. RP_IO. */
enum rp_status rp_folder_make_job(struct rp_folder *folder, struct rp_error *error);
/* Lives until the folder is closed. */
const char *rp_folder_corpus(const struct rp_folder *folder);

/* Where to append; then rp_folder_flush, which writes when enough has come together, or always. RP_IO. */
struct rp_buf *rp_folder_buf(struct rp_folder *folder, enum rp_output which);
enum rp_status rp_folder_flush(struct rp_folder *folder, enum rp_output which, bool always, struct rp_error *error);
/* The path of a file under its temporary name; lives until the folder is closed. */
const char *rp_folder_temporary(const struct rp_folder *folder, enum rp_output which);

/* Brings everything to disk, then gives the files their names, summary.json last. RP_IO. The folder is still to be
 * closed. */
enum rp_status rp_folder_commit(struct rp_folder *folder, struct rp_error *error);
/* Frees everything, and takes away the temporary files that are left, the job's own folder, and the folder if it was made and is empty. */
void rp_folder_close(struct rp_folder *folder);

#endif
