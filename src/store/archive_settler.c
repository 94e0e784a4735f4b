/* The settler: a thread that waits for the processes that write states, takes the states over, and gives back the room of what has gone. That may take long, and a backup may hold it up;
 * neither what the engine makes nor a sync waits for it. */
#include "base/clock.h"
#include "base/error.h"
#include "store/archive_inside.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RETRY_MS = 10000 };

void rp_settler_put_off(struct rp_archive *archive)
{
    atomic_store(&archive->retry_ms, rp_clock_ms() + RETRY_MS);
}

/* The outcome of the process, or what it died of. */
static int wait_for(struct rp_archive *archive, const struct rp_writing *writing, struct rp_state_result *ret)
{
    ssize_t n;
    do
        n = read(writing->result, ret, sizeof *ret);
    while (n < 0 && errno == EINTR);
    close(writing->result);
    pthread_mutex_lock(&archive->lock);
    archive->writing.ended = true;
    pthread_mutex_unlock(&archive->lock);
    while (waitpid(writing->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    return n == (ssize_t)sizeof *ret ? ret->error : ECHILD;
}

void rp_settler_drop_old(struct rp_archive *archive)
{
    pthread_mutex_lock(&archive->lock);
    struct rp_writing *writing = &archive->writing;
    if (writing->pid != 0 && !writing->ended && writing->number != archive->applied)
        writing->dropped = kill(writing->pid, SIGKILL) == 0;
    pthread_mutex_unlock(&archive->lock);
}

static bool was_dropped(struct rp_archive *archive)
{
    pthread_mutex_lock(&archive->lock);
    bool dropped = archive->writing.dropped;
    pthread_mutex_unlock(&archive->lock);
    return dropped;
}

/* Whether it was taken over. */
static bool take_over(struct rp_archive *archive, const struct rp_writing *writing)
{
    struct rp_error error;
    struct rp_state_result result;
    int why = wait_for(archive, writing, &result);
    if (was_dropped(archive))
        return false;
    rp_archive_wait_written(archive, writing->behind);
    if (why == ECHILD)
        rp_archive_remark(archive, "the process that wrote the state has died; it will be written later");
    else if (why != 0)
        rp_archive_remark(archive, "%s cannot be written: %s; it will be tried again", rp_data_folder_new_state(archive->folder), strerror(why));
    else if (rp_archive_take_state(archive, writing->number, &writing->gone, result.first, &error) != RP_OK)
        rp_archive_remark(archive, "the state was not taken over: %s", error.message);
    else
        return true;
    rp_settler_put_off(archive);
    return false;
}

/* Of a state that came to nothing the numbers wait for the next. */
static void settle(struct rp_archive *archive, struct rp_writing *writing)
{
    bool taken = take_over(archive, writing);
    if (!taken)
        rp_data_folder_drop_new_state(archive->folder);
    pthread_mutex_lock(&archive->lock);
    if (!taken)
        rp_numbers_append(&archive->unsettled, &writing->gone);
    archive->writing = (struct rp_writing){0};
    pthread_cond_broadcast(&archive->less);
    pthread_mutex_unlock(&archive->lock);
    rp_numbers_done_list(&writing->gone);
}

void *rp_settler_run(void *context)
{
    struct rp_archive *archive = context;
    for (;;) {
        pthread_mutex_lock(&archive->lock);
        while (archive->writing.pid == 0 && !archive->ending)
            pthread_cond_wait(&archive->begun, &archive->lock);
        struct rp_writing writing = archive->writing;
        pthread_mutex_unlock(&archive->lock);
        if (writing.pid == 0)
            return NULL;
        settle(archive, &writing);
    }
}
