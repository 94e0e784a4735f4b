/* A bounded queue between threads. */
#include "base/queue.h"

#include "base/alloc.h"

#include <pthread.h>

struct slot {
    void *item; /* borrowed */
    size_t bytes;
};

struct rp_queue {
    pthread_mutex_t lock;
    pthread_cond_t not_empty, not_full;
    struct slot *ring; /* owned, max_items */
    size_t head, count, bytes;
    size_t max_items, max_bytes;
    bool closed;
};

enum rp_status rp_queue_create(size_t max_items, size_t max_bytes, struct rp_queue **ret)
{
    if (max_items == 0 || max_bytes == 0)
        return RP_BAD_ARGUMENT;
    struct rp_queue *queue = rp_alloc_zeroed(1, sizeof *queue);
    if (queue == NULL)
        return RP_NO_MEMORY;
    queue->ring = rp_alloc_zeroed(max_items, sizeof *queue->ring);
    if (queue->ring == NULL)
        goto no_ring;
    if (pthread_mutex_init(&queue->lock, NULL) != 0)
        goto no_lock;
    if (pthread_cond_init(&queue->not_empty, NULL) != 0)
        goto no_empty;
    if (pthread_cond_init(&queue->not_full, NULL) != 0)
        goto no_full;
    queue->max_items = max_items;
    queue->max_bytes = max_bytes;
    *ret = queue;
    return RP_OK;
no_full:
    pthread_cond_destroy(&queue->not_empty);
no_empty:
    pthread_mutex_destroy(&queue->lock);
no_lock:
    rp_free(queue->ring);
no_ring:
    rp_free(queue);
    return RP_NO_MEMORY;
}

void rp_queue_free(struct rp_queue *queue)
{
    if (queue == NULL)
        return;
    pthread_cond_destroy(&queue->not_full);
    pthread_cond_destroy(&queue->not_empty);
    pthread_mutex_destroy(&queue->lock);
    rp_free(queue->ring);
    rp_free(queue);
}

static bool full(const struct rp_queue *queue, size_t bytes)
{
    return queue->count == queue->max_items || (queue->count > 0 && bytes > queue->max_bytes - queue->bytes);
}

static void push(struct rp_queue *queue, void *item, size_t bytes)
{
    queue->ring[(queue->head + queue->count) % queue->max_items] = (struct slot){item, bytes};
    queue->count++;
    /* A single oversized item counts as a full queue. */
    queue->bytes += bytes < queue->max_bytes - queue->bytes ? bytes : queue->max_bytes - queue->bytes;
    if (queue->count == 1)
        pthread_cond_signal(&queue->not_empty);
}

enum rp_status rp_queue_put(struct rp_queue *queue, void *item, size_t bytes)
{
    pthread_mutex_lock(&queue->lock);
    while (!queue->closed && full(queue, bytes))
        pthread_cond_wait(&queue->not_full, &queue->lock);
    bool closed = queue->closed;
    if (!closed)
        push(queue, item, bytes);
    pthread_mutex_unlock(&queue->lock);
    return closed ? RP_CLOSED : RP_OK;
}

size_t rp_queue_try_put(struct rp_queue *queue, void *const *items, const size_t *bytes, size_t count)
{
    size_t n = 0;
    pthread_mutex_lock(&queue->lock);
    for (; n < count && !queue->closed && !full(queue, bytes[n]); n++)
        push(queue, items[n], bytes[n]);
    pthread_mutex_unlock(&queue->lock);
    return n;
}

size_t rp_queue_take(struct rp_queue *queue, void **ret_items, size_t max)
{
    size_t n = 0;
    pthread_mutex_lock(&queue->lock);
    while (!queue->closed && queue->count == 0)
        pthread_cond_wait(&queue->not_empty, &queue->lock);
    for (; n < max && queue->count > 0; n++) {
        struct slot slot = queue->ring[queue->head];
        ret_items[n] = slot.item;
        queue->head = (queue->head + 1) % queue->max_items;
        queue->count--;
        queue->bytes -= slot.bytes < queue->bytes ? slot.bytes : queue->bytes;
    }
    if (queue->count > 0)
        pthread_cond_signal(&queue->not_empty); /* another taker may be waiting */
    if (n > 0)
        pthread_cond_broadcast(&queue->not_full);
    pthread_mutex_unlock(&queue->lock);
    return n;
}

void rp_queue_close(struct rp_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->not_empty);
    pthread_cond_broadcast(&queue->not_full);
    pthread_mutex_unlock(&queue->lock);
}

void rp_queue_level(struct rp_queue *queue, size_t *ret_items, size_t *ret_bytes)
{
    pthread_mutex_lock(&queue->lock);
    *ret_items = queue->count;
    *ret_bytes = queue->bytes;
    pthread_mutex_unlock(&queue->lock);
}
