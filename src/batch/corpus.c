/* The corpus of a job: on disk, so that texts take no memory; in the job's folder, which goes at the end. */
#include "base/alloc.h"
#include "base/error.h"
#include "batch/work.h"
#include "store/archive.h"

#include <stdio.h>

static enum rp_status open_archive(struct rp_dedup *dedup, struct rp_error *error)
{
    const struct rp_dedup_options *options = dedup->options;
    snprintf(dedup->holder, sizeof dedup->holder, "reprint dedup -o %s", options->output);
    struct rp_archive_options archive = {
        .path = rp_folder_corpus(&dedup->folder),
        .holder = dedup->holder,
        .create = true,
        .fsync = RP_FSYNC_NEVER,
        .corpus = options->corpus,
    };
    rp_corpus_options_default(&dedup->defaults);
    if (archive.corpus == NULL)
        archive.corpus = &dedup->defaults;
    return rp_archive_open(&archive, &dedup->archive, error);
}

enum rp_status rp_dedup_open_corpus(struct rp_dedup *dedup, struct rp_error *error)
{
    enum rp_status status = rp_folder_make_job(&dedup->folder, error);
    if (status == RP_OK)
        status = open_archive(dedup, error);
    if (status == RP_OK)
        status = rp_archive_restore(dedup->archive, dedup->options->interrupt, error);
    return status;
}

void rp_dedup_close_corpus(struct rp_dedup *dedup)
{
    rp_archive_abandon(dedup->archive);
    dedup->archive = NULL;
}
