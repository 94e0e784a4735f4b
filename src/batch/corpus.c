/* The corpus of a job: on disk, so that texts take no memory. In the job's folder, which goes at the end, or where it is kept. */
#include "base/alloc.h"
#include "base/error.h"
#include "batch/work.h"
#include "corpus/prepare.h"
#include "store/archive.h"

/* Nothing is synced on the way: a job that is cut off by a failing system is done again. */
static enum rp_status open_archive(struct rp_dedup *dedup, struct rp_error *error)
{
    const struct rp_dedup_options *options = dedup->options;
    bool kept = options->data != NULL;
    struct rp_archive_options archive = {
        .path = kept ? options->data : rp_folder_corpus(&dedup->folder),
        .holder = kept ? options->holder : "a job over files",
        .create = true,
        .fsync = RP_FSYNC_NEVER,
        .cut = dedup->journal.places > 0,
        .cut_behind = dedup->place.number,
        .state_every = options->state_every,
        .corpus = options->corpus,
        .on_remark = kept ? options->on_remark : NULL,
        .context = options->context,
    };
    rp_corpus_options_default(&dedup->defaults);
    if (archive.corpus == NULL)
        archive.corpus = &dedup->defaults;
    return rp_archive_open(&archive, &dedup->archive, error);
}

enum rp_status rp_dedup_open_corpus(struct rp_dedup *dedup, struct rp_error *error)
{
    enum rp_status status = open_archive(dedup, error);
    if (status == RP_OK)
        status = rp_archive_restore(dedup->archive, dedup->options->interrupt, error);
    if (status == RP_OK && dedup->options->data != NULL)
        dedup->last_seq = dedup->keepers.before = rp_corpus_last_seq(rp_archive_corpus(dedup->archive));
    return status;
}

enum rp_status rp_dedup_close_corpus(struct rp_dedup *dedup, struct rp_error *error)
{
    struct rp_archive *archive = dedup->archive;
    dedup->archive = NULL;
    if (dedup->options->data != NULL)
        return rp_archive_close(archive, error);
    rp_archive_abandon(archive);
    return RP_OK;
}
