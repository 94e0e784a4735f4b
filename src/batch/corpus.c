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
    dedup->cut = (struct rp_archive_cut){.turn = kept ? dedup->place.turn : 0, .behind = rp_dedup_cut_behind, .context = dedup};
    struct rp_archive_options archive = {
        .path = kept ? options->data : rp_folder_corpus(&dedup->folder),
        .holder = kept ? options->holder : "a job over files",
        .create = true,
        .fsync = RP_FSYNC_NEVER,
        .cut = dedup->journal.places > 0 ? &dedup->cut : NULL,
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

enum rp_status rp_dedup_fail_removed(const struct rp_dedup *dedup, struct rp_str id, struct rp_error *error)
{
    return rp_fail(error, RP_DAMAGED, "\"%.*s\", which the job has added to %s, was removed since: --force starts anew, and counts as there what else it has added",
                   RP_SHOW(id), dedup->options->data);
}

/* Of a corpus that was in other hands since the job was interrupted. */
static enum rp_status check_articles(struct rp_dedup *dedup, struct rp_error *error)
{
    const struct rp_keepers *keepers = &dedup->keepers;
    for (uint32_t i = 0; i < keepers->ids.count; i++) {
        struct rp_answer *answer;
        struct rp_str id = rp_ids_get(&keepers->ids, i);
        enum rp_status status = rp_corpus_get(rp_archive_corpus(dedup->archive), id, &answer, error);
        bool there = status == RP_OK && answer->seq == keepers->articles[i].seq;
        if (status == RP_OK)
            rp_answer_free(answer);
        if (status == RP_NOT_FOUND || (status == RP_OK && !there))
            return rp_dedup_fail_removed(dedup, id, error);
        if (status != RP_OK)
            return status;
    }
    return RP_OK;
}

/* What the job finds in a corpus that is kept. */
static enum rp_status look_around(struct rp_dedup *dedup, struct rp_error *error)
{
    struct rp_keepers *keepers = &dedup->keepers;
    struct rp_place *place = &dedup->place;
    struct rp_archive_state state;
    enum rp_status status = RP_OK;
    uint64_t found = rp_corpus_last_seq(rp_archive_corpus(dedup->archive));
    bool is_new = dedup->journal.places == 0, stays = !is_new && (!rp_archive_was_cut(dedup->archive) || place->turn != dedup->cut.turn);
    if (is_new)
        place->before = found;
    place->shared = place->shared || stays;
    rp_dedup_begin_turn(place, found, stays);
    place->clear = true;
    keepers->before = place->before;
    keepers->shared = place->shared;
    if (dedup->options->output == NULL)
        return RP_OK;
    if (keepers->shared)
        status = check_articles(dedup, error);
    rp_archive_get_state(dedup->archive, &state);
    place->number = state.last_number; /* what is not of the job is not taken back the next time either */
    place->turn = rp_archive_turn(dedup->archive);
    return status == RP_OK ? rp_dedup_note_place(dedup, error) : status;
}

enum rp_status rp_dedup_open_corpus(struct rp_dedup *dedup, struct rp_error *error)
{
    enum rp_status status = open_archive(dedup, error);
    if (status == RP_OK)
        status = rp_archive_restore(dedup->archive, dedup->options->interrupt, error);
    return status == RP_OK && dedup->options->data != NULL ? look_around(dedup, error) : status;
}

enum rp_status rp_dedup_close_corpus(struct rp_dedup *dedup, struct rp_error *error)
{
    struct rp_archive *archive = dedup->archive;
    dedup->archive = NULL;
    if (dedup->options->data != NULL && !dedup->torn)
        return rp_archive_close(archive, error);
    rp_archive_abandon(archive);
    return RP_OK;
}
