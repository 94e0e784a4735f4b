/* Applying what was logged, the first time and again (archive_replay.c). What comes to nothing is taken out of the log, so that it comes to nothing again. */
#include "base/clock.h"
#include "base/error.h"
#include "corpus/prepare.h"
#include "store/archive_inside.h"

enum { STATE_SHARE = 16, NOTES_AT_ONCE = 256 << 10 /* bytes, for which the keeper is woken */ };

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
    if (archive->restoring && at_once) /* it came to nothing for want of something else, now */
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
        archive->state_wanted = archive->state_wanted || archive->gone.count > 0; /* so that the window can go */
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
    int64_t retry_ms = atomic_load(&archive->retry_ms);
    if (retry_ms != 0)
        return rp_clock_ms() >= retry_ms;
    if (archive->state_wanted)
        return true;
    uint64_t least = archive->options.state_every > 0 ? archive->options.state_every : RP_ARCHIVE_STATE_EVERY;
    if (archive->applied_since < least)
        return false;
    rp_corpus_stats(archive->corpus, &stats);
    return archive->applied_since >= stats.articles / STATE_SHARE;
}

void rp_archive_rest(struct rp_archive *archive, bool all)
{
    if (all || archive->notes.buf.len >= NOTES_AT_ONCE || archive->voids.count > 0)
        rp_archive_hand_over(archive);
    if (!is_due(archive))
        return;
    pthread_mutex_lock(&archive->lock);
    bool free = archive->writing.pid == 0 && archive->why[0] == '\0';
    pthread_mutex_unlock(&archive->lock);
    if (free)
        rp_archive_fork_state(archive);
}
