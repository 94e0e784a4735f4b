/* Building the index again: one thread reads the keys of all articles and sorts them, the one that opens the archive puts them into the table. */
#include "base/error.h"
#include "base/queue.h"
#include "corpus/image.h"
#include "corpus/table.h"
#include "store/archive_inside.h"
#include "store/keys.h"

enum { LOTS = 4 }; /* that wait */

struct indexing {
    struct rp_archive *archive;
    struct rp_queue *queue; /* owned */
    enum rp_status status;  /* of reading, when the thread has ended */
    struct rp_error error;
};

/* Hands the lot over; NULL is none. RP_CLOSED when the other side takes no more. */
static enum rp_status hand_over(struct indexing *indexing, struct rp_table_lot *lot)
{
    enum rp_status status = lot != NULL ? rp_queue_put(indexing->queue, lot, 1) : RP_OK;
    if (status != RP_OK)
        rp_table_lot_free(lot);
    return status;
}

static enum rp_status read_keys(void *context, uint64_t number, struct rp_str keys)
{
    struct indexing *indexing = context;
    uint32_t tags[RP_POSTINGS_OF_ONE];
    struct rp_table_lot *lot;
    size_t count;
    enum rp_status status = rp_keys_unpack(keys, tags, &count);
    if (status != RP_OK)
        return rp_fail(&indexing->error, status, "the index keys of operation %llu are damaged", (unsigned long long)number);
    status = rp_corpus_index_keys(indexing->archive->corpus, number, tags, count, &lot);
    if (status != RP_OK)
        return rp_fail_memory(&indexing->error);
    atomic_fetch_add_explicit(&indexing->archive->done, 1, memory_order_relaxed);
    return hand_over(indexing, lot);
}

static enum rp_status hand_over_rest(struct indexing *indexing)
{
    struct rp_table_lot *lot;
    if (rp_corpus_index_rest(indexing->archive->corpus, &lot) != RP_OK)
        return rp_fail_memory(&indexing->error);
    return hand_over(indexing, lot);
}

static void *read_all(void *context)
{
    struct indexing *indexing = context;
    indexing->status = rp_rows_each_keys(indexing->archive->rows, read_keys, indexing, &indexing->error);
    if (indexing->status == RP_OK)
        indexing->status = hand_over_rest(indexing);
    rp_queue_close(indexing->queue);
    return NULL;
}

/* --- room for it --- */

static void *expect(void *context)
{
    struct rp_archive *archive = context;
    archive->expected = rp_corpus_index_expect(archive->corpus);
    return NULL;
}

enum rp_status rp_archive_expect_index(struct rp_archive *archive, struct rp_error *error)
{
    archive->is_expecting = pthread_create(&archive->expecting, NULL, expect, archive) == 0;
    return archive->is_expecting ? RP_OK : rp_fail(error, RP_IO, "a thread can not be started");
}

enum rp_status rp_archive_end_expecting(struct rp_archive *archive)
{
    if (archive->is_expecting)
        pthread_join(archive->expecting, NULL);
    archive->is_expecting = false;
    return archive->expected;
}

/* --- putting it together --- */

/* Takes lots until there are none; after a failure only to free them. */
static enum rp_status put_all(struct indexing *indexing, const atomic_bool *interrupt, struct rp_error *error)
{
    enum rp_status status = rp_archive_end_expecting(indexing->archive);
    void *lot;
    if (status != RP_OK)
        rp_fail_memory(error);
    while (rp_queue_take(indexing->queue, &lot, 1) > 0) {
        if (status == RP_OK && interrupt != NULL && atomic_load_explicit(interrupt, memory_order_relaxed))
            status = rp_fail(error, RP_INTERRUPTED, "interrupted while building the index");
        if (status == RP_OK && rp_corpus_index_put(indexing->archive->corpus, lot) != RP_OK)
            status = rp_fail_memory(error);
        if (status != RP_OK)
            rp_queue_close(indexing->queue);
        rp_table_lot_free(lot);
    }
    return status;
}

enum rp_status rp_archive_load_index(struct rp_archive *archive, const atomic_bool *interrupt, struct rp_error *error)
{
    struct indexing indexing = {.archive = archive};
    pthread_t thread;
    if (rp_corpus_index_begin(archive->corpus) != RP_OK || rp_queue_create(LOTS, SIZE_MAX / 2, &indexing.queue) != RP_OK)
        return rp_fail_memory(error);
    enum rp_status status;
    if (pthread_create(&thread, NULL, read_all, &indexing) == 0) {
        status = put_all(&indexing, interrupt, error);
        pthread_join(thread, NULL);
    } else {
        status = rp_fail(error, RP_IO, "a thread can not be started");
    }
    if (status == RP_OK && indexing.status != RP_OK) {
        status = indexing.status;
        *error = indexing.error;
    }
    rp_queue_free(indexing.queue);
    return status == RP_OK ? rp_corpus_index_end(archive->corpus, error) : status;
}
