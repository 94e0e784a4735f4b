/* Blocks of 128 bytes to 128 KiB, powers of two, from the system's huge pages: the buddy system (Knowlton, "A Fast Storage Allocator", CACM 1965). What is
 * given back is there for the next one, as a part of a larger block when its neighbour is free too. */
#ifndef RP_CORPUS_BLOCKS_H
#define RP_CORPUS_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RP_BLOCK_LEAST_SHIFT = 7, RP_BLOCK_MOST_SHIFT = 17, RP_BLOCK_ORDERS = RP_BLOCK_MOST_SHIFT - RP_BLOCK_LEAST_SHIFT + 1 };

struct rp_free_block;
struct rp_blocks {
    char **chunks; /* owned, and each of them */
    size_t chunk_count, chunk_cap;
    bool hidden; /* from forked processes (base/pages.h) */
    bool huge;   /* chunks that come now are on huge pages, past the stock: nobody waits meanwhile */
    size_t cut;                                  /* bytes of the last chunk that were ever used */
    struct rp_free_block *free[RP_BLOCK_ORDERS]; /* chains of what was given back, by size */
};

/* All begins as zeros. */
void rp_blocks_done(struct rp_blocks *blocks);
/* At least `size` zeroed bytes, at a multiple of the block's size; NULL when memory is out, or size > 1 << RP_BLOCK_MOST_SHIFT. */
void *rp_blocks_take(struct rp_blocks *blocks, size_t size);
/* `size` is the one that was asked for; NULL is allowed. */
void rp_blocks_give(struct rp_blocks *blocks, void *block, size_t size);
/* Of the system, as far as they were ever used. */
uint64_t rp_blocks_bytes(const struct rp_blocks *blocks);

#endif
