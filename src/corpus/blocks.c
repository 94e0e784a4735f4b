/* The buddy system over chunks of some huge pages, which begin at a multiple of one. */
#include "corpus/blocks.h"

#include "base/alloc.h"
#include "base/pages.h"

#include <stdbool.h>
#include <string.h>

enum { CHUNK = RP_PAGES_LARGE, LEAST = 1 << RP_BLOCK_LEAST_SHIFT, MOST = 1 << RP_BLOCK_MOST_SHIFT, UNITS = CHUNK / LEAST };

/* A chunk begins with a byte for each unit: 0, or one more than the order of the free block that begins there. */
_Static_assert(UNITS < MOST, "the first block of a chunk has room for its bytes");

struct rp_free_block {
    struct rp_free_block *next, *before; /* before: NULL for the first one */
};

static uint8_t *state_of(const void *block)
{
    uintptr_t at = (uintptr_t)block;
    return (uint8_t *)(at - at % CHUNK) + at % CHUNK / LEAST;
}

static size_t size_of(unsigned order)
{
    return (size_t)LEAST << order;
}

static unsigned order_of(size_t size)
{
    unsigned order = 0;
    while (size_of(order) < size)
        order++;
    return order;
}

static void push(struct rp_blocks *blocks, void *block, unsigned order)
{
    struct rp_free_block *free = block, *next = blocks->free[order];
    *free = (struct rp_free_block){next, NULL};
    if (next != NULL)
        next->before = free;
    blocks->free[order] = free;
    *state_of(block) = (uint8_t)(order + 1);
}

static void unlink_block(struct rp_blocks *blocks, struct rp_free_block *block, unsigned order)
{
    if (block->next != NULL)
        block->next->before = block->before;
    if (block->before != NULL)
        block->before->next = block->next;
    else
        blocks->free[order] = block->next;
    *state_of(block) = 0;
}

void rp_blocks_done(struct rp_blocks *blocks)
{
    for (size_t i = 0; i < blocks->chunk_count; i++)
        rp_pages_give(blocks->chunks[i], CHUNK);
    rp_free(blocks->chunks);
    *blocks = (struct rp_blocks){0};
}

/* What its bytes leave of the first block is free. As long as there is one chunk, little of it may be in use. */
static bool add_chunk(struct rp_blocks *blocks)
{
    if (!rp_grow(&blocks->chunks, &blocks->chunk_cap, blocks->chunk_count + 1, sizeof *blocks->chunks, SIZE_MAX / CHUNK))
        return false;
    char *chunk = blocks->chunk_count == 0 ? rp_pages_take_sparse(CHUNK) : blocks->huge ? rp_pages_take_huge(CHUNK) : rp_pages_take(CHUNK);
    if (chunk == NULL)
        return false;
    if (blocks->hidden)
        rp_pages_hide(chunk, CHUNK);
    blocks->chunks[blocks->chunk_count++] = chunk;
    blocks->cut = MOST;
    for (size_t at = UNITS; at < MOST; at *= 2)
        push(blocks, chunk + at, order_of(at));
    return true;
}

/* The smallest free block of the order or a higher one, out of its chain; there may be none. */
static void *find_free(struct rp_blocks *blocks, unsigned order, unsigned *ret_order)
{
    for (unsigned i = order; i < RP_BLOCK_ORDERS; i++)
        if (blocks->free[i] != NULL) {
            void *block = blocks->free[i];
            unlink_block(blocks, block, i);
            *ret_order = i;
            return block;
        }
    return NULL;
}

static void *cut_most(struct rp_blocks *blocks)
{
    if (blocks->chunk_count == 0 || blocks->cut == CHUNK)
        return NULL;
    void *block = blocks->chunks[blocks->chunk_count - 1] + blocks->cut;
    blocks->cut += MOST;
    return block;
}

void *rp_blocks_take(struct rp_blocks *blocks, size_t size)
{
    unsigned order = order_of(size), from = RP_BLOCK_ORDERS - 1;
    if (size > MOST)
        return NULL;
    void *block = find_free(blocks, order, &from), *fresh = block == NULL ? cut_most(blocks) : NULL;
    if (block == NULL)
        block = fresh;
    if (block == NULL && !add_chunk(blocks))
        return NULL;
    if (block == NULL)
        return rp_blocks_take(blocks, size);
    for (; from > order; from--)
        push(blocks, (char *)block + size_of(from - 1), from - 1);
    return block == fresh ? block : memset(block, 0, size_of(order));
}

void rp_blocks_give(struct rp_blocks *blocks, void *block, size_t size)
{
    unsigned order = order_of(size);
    char *at = block;
    if (block == NULL)
        return;
    for (; order + 1 < RP_BLOCK_ORDERS; order++) {
        char *chunk = at - (uintptr_t)at % CHUNK, *buddy = chunk + ((size_t)(at - chunk) ^ size_of(order));
        if (*state_of(buddy) != order + 1)
            break;
        unlink_block(blocks, (struct rp_free_block *)buddy, order);
        at = buddy < at ? buddy : at;
    }
    push(blocks, at, order);
}

uint64_t rp_blocks_bytes(const struct rp_blocks *blocks)
{
    uint64_t chunks = blocks->chunk_count;
    return (chunks > 0 ? (chunks - 1) * CHUNK + blocks->cut : 0) + blocks->chunk_cap * sizeof *blocks->chunks;
}
