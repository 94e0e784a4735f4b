/* Building the index again: one thread reads the keys of all articles and unpacks them, the one that opens the archive puts them into the table. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/queue.h"
#include "corpus/image.h"
#include "store/archive_inside.h"
#include "store/keys.h"

enum { BATCHES = 8, BATCH_ARTICLES = 512, BATCH_TAGS = 64 << 10 };

/* The keys of some articles, one's behind the other's. */
struct batch {
    size_t count, tag_count;
    struct {
        uint64_t number;
        size_t tags;
    } articles[BATCH_ARTICLES];
    uint32_t tags[BATCH_TAGS];
};

struct indexing {
    struct rp_archive *archive;
    struct rp_queue *queue; /* owned */
    struct batch *batch;    /* owned: the reading thread's, being filled */
    enum rp_status status;  /* of reading, when the thread has ended */
    struct rp_error error;
};

/* Hands the batch over. RP_CLOSED when the other side takes no more. */
static enum rp_status hand_over(struct indexing *indexing)
{
    struct batch *batch = indexing->batch;
    if (batch == NULL)
        return RP_OK;
    enum rp_status status = rp_queue_put(indexing->queue, batch, sizeof *batch);
    if (status == RP_OK)
        indexing->batch = NULL;
    return status;
}

static enum rp_status read_keys(void *context, uint64_t number, struct rp_str keys)
{
    struct indexing *indexing = context;
    struct batch *batch = indexing->batch;
    enum rp_status status = RP_OK;
    if (batch != NULL && (batch->count == BATCH_ARTICLES || BATCH_TAGS - batch->tag_count < RP_POSTINGS_OF_ONE)) {
        status = hand_over(indexing);
        batch = NULL;
    }
    if (status != RP_OK)
        return status;
    if (batch == NULL) {
        batch = indexing->batch = rp_alloc(sizeof *batch);
        if (batch == NULL)
            return rp_fail_memory(&indexing->error);
        batch->count = batch->tag_count = 0;
    }
    size_t count;
    status = rp_keys_unpack(keys, batch->tags + batch->tag_count, &count);
    if (status != RP_OK)
        return rp_fail(&indexing->error, status, "the index keys of operation %llu are damaged", (unsigned long long)number);
    batch->articles[batch->count].number = number;
    batch->articles[batch->count++].tags = count;
    batch->tag_count += count;
    return RP_OK;
}

static void *read_all(void *context)
{
    struct indexing *indexing = context;
    indexing->status = rp_rows_each_keys(indexing->archive->rows, read_keys, indexing, &indexing->error);
    if (indexing->status == RP_OK)
        indexing->status = hand_over(indexing);
    rp_queue_close(indexing->queue);
    return NULL;
}

static enum rp_status load_batch(struct rp_archive *archive, const struct batch *batch)
{
    const uint32_t *tags = batch->tags;
    enum rp_status status = RP_OK;
    for (size_t i = 0; i < batch->count && status == RP_OK; i++) {
        status = rp_corpus_load_keys(archive->corpus, batch->articles[i].number, tags, batch->articles[i].tags);
        tags += batch->articles[i].tags;
    }
    atomic_fetch_add_explicit(&archive->done, batch->count, memory_order_relaxed);
    return status;
}

/* Takes batches until there are none; after a failure only to free them. */
static enum rp_status load_all(struct indexing *indexing, const atomic_bool *interrupt, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    void *batch;
    while (rp_queue_take(indexing->queue, &batch, 1) > 0) {
        if (status == RP_OK && interrupt != NULL && atomic_load_explicit(interrupt, memory_order_relaxed))
            status = rp_fail(error, RP_INTERRUPTED, "interrupted while building the index");
        if (status == RP_OK && load_batch(indexing->archive, batch) != RP_OK)
            status = rp_fail_memory(error);
        if (status != RP_OK)
            rp_queue_close(indexing->queue);
        rp_free(batch);
    }
    return status;
}

enum rp_status rp_archive_load_index(struct rp_archive *archive, const atomic_bool *interrupt, struct rp_error *error)
{
    struct indexing indexing = {.archive = archive};
    pthread_t thread;
    if (rp_queue_create(BATCHES, SIZE_MAX / 2, &indexing.queue) != RP_OK)
        return rp_fail_memory(error);
    enum rp_status status;
    if (pthread_create(&thread, NULL, read_all, &indexing) == 0) {
        status = load_all(&indexing, interrupt, error);
        pthread_join(thread, NULL);
    } else {
        status = rp_fail(error, RP_IO, "a thread can not be started");
    }
    if (status == RP_OK && indexing.status != RP_OK) {
        status = indexing.status;
        *error = indexing.error;
    }
    rp_free(indexing.batch);
    rp_queue_free(indexing.queue);
    return status == RP_OK ? rp_corpus_load_index_end(archive->corpus, error) : status;
}
