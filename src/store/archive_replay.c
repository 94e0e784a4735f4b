/* Doing operations again: one thread reads them and prepares the articles, the one that opens the archive applies them. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/queue.h"
#include "base/strings.h"
#include "reprint/fingerprint.h"
#include "store/archive_inside.h"

enum { AHEAD = 256, AHEAD_BYTES = 64 << 20 };

/* One operation on its way. */
struct again {
    struct rp_logged logged;
    unsigned flags;
    struct rp_str id;             /* REMOVE; behind this */
    struct rp_prepared *prepared; /* ADD; owned */
};

struct replaying {
    struct rp_archive *archive;
    struct rp_queue *queue;         /* owned */
    struct rp_workspace *workspace; /* owned: the reading thread's */
    struct rp_answer_room room;     /* owned */
    enum rp_status status;          /* of reading, when the thread has ended */
    struct rp_error error;
};

static void free_again(struct again *again)
{
    if (again != NULL)
        rp_prepared_free(again->prepared);
    rp_free(again);
}

/* --- reading --- */

static enum rp_status prepare(struct replaying *replaying, const struct rp_operation *operation, struct again *again)
{
    if (operation->kind != RP_OPERATION_ADD)
        return RP_OK;
    again->prepared = rp_prepared_create();
    if (again->prepared == NULL)
        return rp_fail_memory(&replaying->error);
    return rp_prepare(replaying->workspace, replaying->archive->options.corpus->agencies, &operation->article, 0, again->prepared, &replaying->error);
}

static enum rp_status read_one(void *context, const struct rp_operation *operation)
{
    struct replaying *replaying = context;
    struct again *again = rp_alloc(sizeof *again + operation->id.len);
    if (again == NULL)
        return rp_fail_memory(&replaying->error);
    char *at = (char *)(again + 1);
    *again = (struct again){.logged = {operation->number, operation->kind, operation->time_ms, operation->before_ms, operation->most},
                            .flags = operation->flags,
                            .id = rp_put_str(&at, operation->id)};
    enum rp_status status = prepare(replaying, operation, again);
    if (status == RP_OK)
        status = rp_queue_put(replaying->queue, again, again->prepared != NULL ? again->prepared->bytes : sizeof *again);
    if (status != RP_OK)
        free_again(again);
    return status;
}

static void *read_all(void *context)
{
    struct replaying *replaying = context;
    struct rp_archive *archive = replaying->archive;
    struct rp_packer *packer;
    replaying->status = rp_packer_create(&packer);
    if (replaying->status == RP_OK)
        replaying->status = rp_rows_each_operation(archive->rows, packer, archive->applied, read_one, replaying, &replaying->error);
    else
        rp_fail_memory(&replaying->error);
    rp_packer_free(packer);
    rp_queue_close(replaying->queue);
    return NULL;
}

/* --- applying --- */

/* What was an error then is one now, and no more than that. */
static enum rp_status apply(struct replaying *replaying, struct again *again, struct rp_error *error)
{
    struct rp_archive *archive = replaying->archive;
    struct rp_answer *answer;
    enum rp_status status = RP_OK;
    switch (again->logged.kind) {
    case RP_OPERATION_ADD:
        status = rp_archive_add(archive, &again->logged, again->prepared, again->flags, &replaying->room, &answer, error);
        status = status == RP_EXISTS ? RP_OK : status;
        break;
    case RP_OPERATION_REMOVE:
        status = rp_archive_remove(archive, &again->logged, again->id, error);
        status = status == RP_NOT_FOUND ? RP_OK : status;
        break;
    case RP_OPERATION_EXPIRE:
        status = rp_archive_expire(archive, &again->logged, error);
        break;
    }
    rp_archive_hand_over(archive);
    atomic_fetch_add(&archive->replayed, 1);
    atomic_fetch_add(&archive->done, 1);
    return status;
}

static enum rp_status apply_all(struct replaying *replaying, const atomic_bool *interrupt, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    void *again;
    while (rp_queue_take(replaying->queue, &again, 1) > 0) {
        if (status == RP_OK && interrupt != NULL && atomic_load_explicit(interrupt, memory_order_relaxed))
            status = rp_fail(error, RP_INTERRUPTED, "interrupted while doing operations again");
        if (status == RP_OK)
            status = apply(replaying, again, error);
        if (status != RP_OK)
            rp_queue_close(replaying->queue);
        free_again(again);
    }
    return status;
}

enum rp_status rp_archive_replay(struct rp_archive *archive, const atomic_bool *interrupt, struct rp_error *error)
{
    struct replaying replaying = {.archive = archive};
    pthread_t thread;
    enum rp_status status = rp_workspace_create(&replaying.workspace);
    if (status == RP_OK)
        status = rp_queue_create(AHEAD, AHEAD_BYTES, &replaying.queue);
    if (status != RP_OK) {
        rp_workspace_free(replaying.workspace);
        return rp_fail_memory(error);
    }
    if (pthread_create(&thread, NULL, read_all, &replaying) == 0) {
        status = apply_all(&replaying, interrupt, error);
        pthread_join(thread, NULL);
    } else {
        status = rp_fail(error, RP_IO, "a thread can not be started");
    }
    if (status == RP_OK && replaying.status != RP_OK) {
        status = replaying.status;
        *error = replaying.error;
    }
    rp_answer_room_done(&replaying.room);
    rp_workspace_free(replaying.workspace);
    rp_queue_free(replaying.queue);
    return status;
}
