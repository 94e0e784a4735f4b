/* The keeper: a thread that writes what the engine has made, and syncs every now and then where that was asked for. It never waits for anything else. */
#include "base/clock.h"
#include "base/error.h"
#include "store/archive_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

void rp_keeper_wake(struct rp_archive *archive)
{
    if (!archive->keeper_started || atomic_exchange(&archive->woken, true))
        return;
    char byte = 0;
    while (write(archive->wake[1], &byte, 1) < 0 && errno == EINTR)
        ;
}

/* Takes what was handed over. *ret_count: up to where all is in the rows when that is. */
static bool take(struct rp_archive *archive, struct rp_numbers_list *ret_voids, uint64_t *ret_count)
{
    pthread_mutex_lock(&archive->lock);
    *ret_count = archive->handed_count;
    struct rp_notes was = archive->kept;
    archive->kept = archive->handed;
    archive->handed = was;
    *ret_voids = archive->handed_voids;
    archive->handed_voids = (struct rp_numbers_list){0};
    pthread_cond_broadcast(&archive->less);
    bool ending = archive->ending;
    pthread_mutex_unlock(&archive->lock);
    return ending;
}

/* Returns whether the end was asked for. */
static bool write_notes(struct rp_archive *archive)
{
    struct rp_error error;
    struct rp_numbers_list voids = {0};
    uint64_t count;
    bool ending = take(archive, &voids, &count);
    /* When writes have ended elsewhere, syncing says why. */
    enum rp_status status = rp_rows_have_ended(archive->rows) ? rp_rows_sync(archive->rows, &error) : rp_keeper_write(archive, &error);
    if (status == RP_OK)
        status = rp_rows_void(archive->rows, voids.numbers, voids.count, false, &error);
    if (status == RP_OK) {
        pthread_mutex_lock(&archive->lock);
        rp_buf_clear(&archive->kept.buf);
        archive->written_count = count;
        pthread_cond_broadcast(&archive->less);
        pthread_mutex_unlock(&archive->lock);
    }
    if (status != RP_OK) /* else the end would wait for what can not be written any more */
        rp_archive_end_writing(archive, error.message);
    rp_numbers_done_list(&voids);
    return ending;
}

static bool is_idle(struct rp_archive *archive)
{
    pthread_mutex_lock(&archive->lock);
    bool idle = archive->why[0] != '\0' || archive->written_count == archive->handed_count;
    pthread_mutex_unlock(&archive->lock);
    return idle;
}

/* Milliseconds to the next sync: none is due before that. */
static int to_next_sync(const struct rp_archive *archive, int64_t last_ms)
{
    if (archive->options.fsync != RP_FSYNC_INTERVAL)
        return -1;
    int64_t passed = rp_clock_ms() - last_ms;
    return passed >= 0 && passed < archive->options.fsync_ms ? (int)(archive->options.fsync_ms - passed) : 0;
}

static void sync_rows(struct rp_archive *archive)
{
    struct rp_error error;
    if (!rp_rows_have_ended(archive->rows) && rp_rows_sync(archive->rows, &error) != RP_OK)
        rp_archive_end_writing(archive, error.message);
}

static void *run(void *context)
{
    struct rp_archive *archive = context;
    int64_t synced_ms = rp_clock_ms();
    for (bool ending = false; !ending || !is_idle(archive);) {
        struct pollfd fd = {archive->wake[0], POLLIN, 0};
        if (poll(&fd, 1, to_next_sync(archive, synced_ms)) > 0) {
            char bytes[64];
            if (read(archive->wake[0], bytes, sizeof bytes) < 0 && errno != EAGAIN && errno != EINTR)
                break;
            atomic_store(&archive->woken, false); /* only now: a byte that comes in between would be read away, and nobody would write the next */
        }
        ending = write_notes(archive);
        if (to_next_sync(archive, synced_ms) == 0) {
            sync_rows(archive);
            synced_ms = rp_clock_ms();
        }
    }
    return NULL;
}

/* Both threads are to end; waits for the settler. */
static void end_settler(struct rp_archive *archive)
{
    pthread_mutex_lock(&archive->lock);
    archive->ending = true;
    pthread_cond_signal(&archive->begun);
    pthread_mutex_unlock(&archive->lock);
    pthread_join(archive->settler, NULL);
}

static void close_wake(struct rp_archive *archive)
{
    close(archive->wake[0]);
    close(archive->wake[1]);
}

enum rp_status rp_keeper_start(struct rp_archive *archive, struct rp_error *error)
{
    if (pipe(archive->wake) != 0)
        return rp_fail(error, RP_IO, "a pipe can not be made: %s", strerror(errno));
    for (int i = 0; i < 2; i++)
        fcntl(archive->wake[i], F_SETFL, O_NONBLOCK);
    if (pthread_create(&archive->settler, NULL, rp_settler_run, archive) != 0) {
        close_wake(archive);
        return rp_fail(error, RP_IO, "a thread can not be started");
    }
    archive->keeper_started = pthread_create(&archive->keeper, NULL, run, archive) == 0;
    if (archive->keeper_started)
        return RP_OK;
    end_settler(archive);
    close_wake(archive);
    return rp_fail(error, RP_IO, "a thread can not be started");
}

void rp_keeper_end(struct rp_archive *archive)
{
    if (!archive->keeper_started)
        return;
    rp_archive_write_notes(archive);
    rp_settler_drop_old(archive);
    end_settler(archive); /* while the keeper is there, for which it may wait */
    rp_keeper_wake(archive);
    pthread_join(archive->keeper, NULL);
    archive->keeper_started = false;
    close_wake(archive);
}
