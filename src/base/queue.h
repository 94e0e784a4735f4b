/* A bounded queue between threads: blocks the giver when it is full in items or bytes, the taker when it is empty. Items are handed over in batches,
 * so that one wake-up serves many. */
#ifndef RP_BASE_QUEUE_H
#define RP_BASE_QUEUE_H

#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>

struct rp_queue;

enum rp_status rp_queue_create(size_t max_items, size_t max_bytes, struct rp_queue **ret);
/* No thread may be inside. The items still in it are the caller's to have taken before. */
void rp_queue_free(struct rp_queue *queue);

/* Puts one item of the given size; an item larger than max_bytes goes in when the queue is empty. RP_CLOSED after close. */
enum rp_status rp_queue_put(struct rp_queue *queue, void *item, size_t bytes);
/* Puts as many of `count` items as there is room for, in order and without waiting; returns how many. 0 when the queue is closed. */
size_t rp_queue_try_put(struct rp_queue *queue, void *const *items, const size_t *bytes, size_t count);
/* Takes up to max items, in order; waits for the first; 0 when the queue is closed and empty. */
size_t rp_queue_take(struct rp_queue *queue, void **ret_items, size_t max);
/* No more goes in; takers get what is left, then 0. */
void rp_queue_close(struct rp_queue *queue);
/* What is in it now, for reports. */
void rp_queue_level(struct rp_queue *queue, size_t *ret_items, size_t *ret_bytes);

#endif
