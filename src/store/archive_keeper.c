/* The keeper: the archive's own thread. It writes what the engine has made, waits for the process that writes the state, and syncs every now and then where that was asked for. */
#include "base/clock.h"
#include "base/error.h"
#include "store/archive_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void rp_keeper_wake(struct rp_archive *archive)
{
    if (!archive->keeper_started || atomic_exchange(&archive->woken, true))
        return;
    char byte = 0;
    while (write(archive->wake[1], &byte, 1) < 0 && errno == EINTR)
        ;
}

/* Takes what was handed over, unless the last of it could not be written. */
static bool take(struct rp_archive *archive, struct rp_numbers_list *ret_voids)
{
    pthread_mutex_lock(&archive->lock);
    if (archive->kept.buf.len == 0) {
        struct rp_notes was = archive->kept;
        archive->kept = archive->handed;
        archive->handed = was;
        *ret_voids = archive->handed_voids;
        archive->handed_voids = (struct rp_numbers_list){0};
        pthread_cond_broadcast(&archive->less);
    }
    bool ending = archive->ending;
    pthread_mutex_unlock(&archive->lock);
    return ending;
}

/* Returns whether the end was asked for. */
static bool write_notes(struct rp_archive *archive)
{
    struct rp_error error;
    struct rp_numbers_list voids = {0};
    bool ending = take(archive, &voids);
    /* When writes have ended elsewhere, syncing says why. */
    enum rp_status status = rp_rows_have_ended(archive->rows) ? rp_rows_sync(archive->rows, &error) : rp_keeper_write(archive, &error);
    if (status == RP_OK) {
        pthread_mutex_lock(&archive->lock);
        rp_buf_clear(&archive->kept.buf);
        pthread_mutex_unlock(&archive->lock);
        status = rp_rows_void(archive->rows, voids.numbers, voids.count, false, &error);
    }
    if (status != RP_OK) /* else the end would wait for what can not be written any more */
        rp_archive_end_writing(archive, error.message);
    rp_numbers_done_list(&voids);
    return ending;
}

/* The outcome of the process, or what it died of. */
static int read_result(int fd, pid_t pid, struct rp_state_result *ret)
{
    ssize_t n;
    do
        n = read(fd, ret, sizeof *ret);
    while (n < 0 && errno == EINTR);
    close(fd);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
    return n == (ssize_t)sizeof *ret ? ret->error : ECHILD;
}

static bool end_state(struct rp_archive *archive, struct rp_writing *writing)
{
    struct rp_error error;
    struct rp_state_result result;
    int why = read_result(writing->result, writing->pid, &result);
    if (why == ECHILD)
        rp_archive_remark(archive, "the process that wrote the state has died; it will be written later");
    else if (why != 0)
        rp_archive_remark(archive, "%s cannot be written: %s; it will be tried again", rp_data_folder_new_state(archive->folder), strerror(why));
    else if (rp_archive_take_state(archive, writing->number, &writing->gone, result.first, &error) != RP_OK)
        rp_archive_remark(archive, "the state was not taken over: %s", error.message);
    else
        return true;
    rp_data_folder_drop_new_state(archive->folder);
    return false;
}

/* When the process is done. Of a state that came to nothing the numbers wait for the next. */
static void look_at_state(struct rp_archive *archive, bool readable)
{
    pthread_mutex_lock(&archive->lock);
    struct rp_writing writing = archive->writing;
    pthread_mutex_unlock(&archive->lock);
    if (writing.pid == 0 || !readable)
        return;
    bool taken = end_state(archive, &writing);
    pthread_mutex_lock(&archive->lock);
    if (!taken)
        rp_numbers_append(&archive->unsettled, &writing.gone);
    archive->writing.pid = 0;
    pthread_cond_broadcast(&archive->less);
    pthread_mutex_unlock(&archive->lock);
    rp_numbers_done_list(&writing.gone);
}

static bool is_idle(struct rp_archive *archive)
{
    pthread_mutex_lock(&archive->lock);
    bool idle = archive->writing.pid == 0 && (archive->why[0] != '\0' || (archive->handed.buf.len == 0 && archive->handed_voids.count == 0));
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
        pthread_mutex_lock(&archive->lock);
        struct pollfd fds[2] = {{archive->wake[0], POLLIN, 0}, {archive->writing.pid != 0 ? archive->writing.result : -1, POLLIN, 0}};
        pthread_mutex_unlock(&archive->lock);
        int ready = poll(fds, 2, to_next_sync(archive, synced_ms));
        if (ready > 0 && fds[0].revents != 0) {
            char bytes[64];
            if (read(archive->wake[0], bytes, sizeof bytes) < 0 && errno != EAGAIN && errno != EINTR)
                break;
            atomic_store(&archive->woken, false); /* only now: a byte that comes in between would be read away, and nobody would write the next */
        }
        ending = write_notes(archive);
        look_at_state(archive, fds[1].revents != 0);
        if (to_next_sync(archive, synced_ms) == 0) {
            sync_rows(archive);
            synced_ms = rp_clock_ms();
        }
    }
    return NULL;
}

enum rp_status rp_keeper_start(struct rp_archive *archive, struct rp_error *error)
{
    if (pipe(archive->wake) != 0)
        return rp_fail(error, RP_IO, "a pipe can not be made: %s", strerror(errno));
    for (int i = 0; i < 2; i++)
        fcntl(archive->wake[i], F_SETFL, O_NONBLOCK);
    if (pthread_create(&archive->keeper, NULL, run, archive) != 0) {
        close(archive->wake[0]);
        close(archive->wake[1]);
        return rp_fail(error, RP_IO, "a thread can not be started");
    }
    archive->keeper_started = true;
    return RP_OK;
}

void rp_keeper_end(struct rp_archive *archive)
{
    if (!archive->keeper_started)
        return;
    rp_archive_hand_over(archive);
    pthread_mutex_lock(&archive->lock);
    archive->ending = true;
    pthread_mutex_unlock(&archive->lock);
    rp_keeper_wake(archive);
    pthread_join(archive->keeper, NULL);
    archive->keeper_started = false;
    close(archive->wake[0]);
    close(archive->wake[1]);
}
