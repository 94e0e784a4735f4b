/* An array that grows by chunks: what is in it stays where it is, and nothing is copied when it grows, but for a first chunk that is still small. */
#ifndef RP_CORPUS_CHUNKS_H
#define RP_CORPUS_CHUNKS_H

#include "reprint/status.h"

#include <stddef.h>
#include <stdint.h>

enum { RP_CHUNK_SHIFT = 14, RP_CHUNK = 1 << RP_CHUNK_SHIFT };

struct rp_chunks {
    char **chunks; /* owned, and each of them */
    size_t count, directory_cap;
    size_t cap;  /* elements */
    size_t size; /* bytes of one */
};

void rp_chunks_init(struct rp_chunks *chunks, size_t size);
void rp_chunks_done(struct rp_chunks *chunks);
/* Room for so many elements in all. RP_NO_MEMORY. */
enum rp_status rp_chunks_reserve(struct rp_chunks *chunks, size_t count);
uint64_t rp_chunks_bytes(const struct rp_chunks *chunks);
uint64_t rp_chunks_growth(const struct rp_chunks *chunks, size_t count); /* what reserving would add to that */

/* The element i < cap. */
static inline void *rp_chunks_at(const struct rp_chunks *chunks, size_t i)
{
    return chunks->chunks[i >> RP_CHUNK_SHIFT] + (i & (RP_CHUNK - 1)) * chunks->size;
}

#endif
