/* Applying what was logged, the first time and when a folder is opened. What comes to nothing is taken out of the log, so that it comes to nothing again. */
#include "base/error.h"
#include "corpus/prepare.h"
#include "reprint/fingerprint.h"
#include "store/archive_inside.h"

#include <string.h>

enum { STATE_SHARE = 8 };

struct rp_corpus *rp_archive_corpus(struct rp_archive *archive)
{
    return archive->corpus;
}

static void note_applied(struct rp_archive *archive, const struct rp_logged *logged)
{
    archive->applied = logged->number;
    archive->applied_ms = logged->time_ms;
    archive->applied_since++;
}

/* Takes back an operation that changed nothing. When doing it again would change nothing either, whatever the moment, that may wait; else it must be on the
 * disk before anything that comes after it. */
static void take_back(struct rp_archive *archive, uint64_t number, bool at_once)
{
    struct rp_error error;
    if (archive->restoring)
        return;
    if (!at_once && rp_numbers_add(&archive->voids, number))
        return;
    if (rp_rows_void(archive->rows, &number, 1, true, &error) != RP_OK)
        rp_archive_end_writing(archive, error.message);
}

enum rp_status rp_archive_add(struct rp_archive *archive, const struct rp_logged *logged, struct rp_prepared *prepared, unsigned flags,
                              struct rp_answer_room *room, struct rp_answer **ret, struct rp_error *error)
{
    uint64_t last = rp_corpus_last_seq(archive->corpus);
    prepared->number = logged->number;
    if (archive->restoring)
        flags |= RP_ADD_REPLAYED;
    enum rp_status status = rp_corpus_add_prepared(archive->corpus, prepared, logged->time_ms, flags, room, ret, error);
    note_applied(archive, logged);
    if (rp_corpus_last_seq(archive->corpus) == last)
        take_back(archive, logged->number, status != RP_OK && status != RP_EXISTS);
    return status;
}

enum rp_status rp_archive_remove(struct rp_archive *archive, const struct rp_logged *logged, struct rp_str id, struct rp_error *error)
{
    enum rp_status status = rp_corpus_remove(archive->corpus, id, error);
    note_applied(archive, logged);
    if (status != RP_OK)
        take_back(archive, logged->number, status != RP_NOT_FOUND);
    return status;
}

enum rp_status rp_archive_expire(struct rp_archive *archive, const struct rp_logged *logged, struct rp_error *error)
{
    uint64_t removed;
    enum rp_status status = rp_corpus_expire(archive->corpus, logged->before_ms, logged->most, &removed, error);
    note_applied(archive, logged);
    if (status == RP_OK && removed < logged->most) {
        atomic_store(&archive->expired, logged->before_ms);
        archive->state_wanted = archive->state_wanted || removed > 0; /* so that the window can go */
    }
    /* The log says that more have gone than have: the memory is behind it. */
    if (status != RP_OK && !archive->restoring)
        rp_archive_end_writing(archive, error->message);
    atomic_store(&archive->expiring, false);
    return status;
}

static bool is_due(const struct rp_archive *archive)
{
    struct rp_corpus_stats stats;
    uint64_t least = archive->options.state_every > 0 ? archive->options.state_every : RP_ARCHIVE_STATE_EVERY;
    if (archive->applied_since < least)
        return false;
    rp_corpus_stats(archive->corpus, &stats);
    return archive->applied_since >= stats.articles / STATE_SHARE;
}

void rp_archive_rest(struct rp_archive *archive)
{
    rp_archive_hand_over(archive);
    if (!archive->state_wanted && !is_due(archive))
        return;
    pthread_mutex_lock(&archive->lock);
    bool free = archive->writing.pid == 0 && archive->why[0] == '\0';
    pthread_mutex_unlock(&archive->lock);
    if (free)
        rp_archive_fork_state(archive);
}

/* --- again --- */

struct replaying {
    struct rp_archive *archive;
    const atomic_bool *interrupt;
    struct rp_workspace *workspace;   /* owned */
    struct rp_prepared *prepared;     /* owned */
    struct rp_answer_room room;       /* owned */
    struct rp_error *error;
};

static enum rp_status add_again(struct replaying *replaying, const struct rp_logged *logged, const struct rp_operation *operation)
{
    struct rp_answer *answer;
    enum rp_status status = rp_prepare(replaying->workspace, replaying->archive->options.corpus->agencies, &operation->article, 0, replaying->prepared,
                                       replaying->error);
    if (status == RP_OK)
        status = rp_archive_add(replaying->archive, logged, replaying->prepared, operation->flags, &replaying->room, &answer, replaying->error);
    return status == RP_EXISTS ? RP_OK : status; /* it was answered so then, too */
}

static enum rp_status again(void *context, const struct rp_operation *operation)
{
    struct replaying *replaying = context;
    struct rp_archive *archive = replaying->archive;
    struct rp_logged logged = {operation->number, operation->kind, operation->time_ms, operation->before_ms, operation->most};
    enum rp_status status = RP_OK;
    if (replaying->interrupt != NULL && atomic_load_explicit(replaying->interrupt, memory_order_relaxed))
        return rp_fail(replaying->error, RP_INTERRUPTED, "interrupted while doing operations again");
    switch (operation->kind) {
    case RP_OPERATION_ADD:
        status = add_again(replaying, &logged, operation);
        break;
    case RP_OPERATION_REMOVE:
        status = rp_archive_remove(archive, &logged, operation->id, replaying->error);
        status = status == RP_NOT_FOUND ? RP_OK : status;
        break;
    case RP_OPERATION_EXPIRE:
        status = rp_archive_expire(archive, &logged, replaying->error);
        break;
    }
    rp_archive_hand_over(archive);
    atomic_fetch_add(&archive->replayed, 1);
    atomic_fetch_add(&archive->done, 1);
    return status;
}

enum rp_status rp_archive_replay(struct rp_archive *archive, const atomic_bool *interrupt, struct rp_error *error)
{
    struct replaying replaying = {.archive = archive, .interrupt = interrupt, .error = error, .prepared = rp_prepared_create()};
    enum rp_status status = replaying.prepared != NULL ? rp_workspace_create(&replaying.workspace) : RP_NO_MEMORY;
    if (status == RP_OK)
        status = rp_rows_each_operation(archive->rows, archive->packer, archive->applied, again, &replaying, error);
    else
        rp_fail_memory(error);
    rp_answer_room_done(&replaying.room);
    rp_prepared_free(replaying.prepared);
    rp_workspace_free(replaying.workspace);
    return status;
}
