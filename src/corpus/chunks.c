/* An array that grows by chunks. */
#include "corpus/chunks.h"

#include "base/alloc.h"
#include "base/pages.h"

static const size_t MAX_CHUNKS = SIZE_MAX / 2 / RP_CHUNK;

void rp_chunks_init(struct rp_chunks *chunks, size_t size)
{
    *chunks = (struct rp_chunks){.size = size};
}

void rp_chunks_done(struct rp_chunks *chunks)
{
    for (size_t i = 1; i < chunks->count; i++)
        rp_pages_give(chunks->chunks[i], RP_CHUNK * chunks->size);
    if (chunks->count > 0)
        rp_free(chunks->chunks[0]);
    rp_free(chunks->chunks);
    rp_chunks_init(chunks, chunks->size);
}

/* The first chunk doubles until it is a whole one. */
static enum rp_status grow_first(struct rp_chunks *chunks, size_t count)
{
    if (count > RP_CHUNK)
        count = RP_CHUNK;
    if (count <= chunks->cap)
        return RP_OK;
    size_t cap = rp_grown(chunks->cap, count, RP_CHUNK);
    char *chunk = rp_realloc(chunks->count > 0 ? chunks->chunks[0] : NULL, cap * chunks->size);
    if (chunk == NULL)
        return RP_NO_MEMORY;
    chunks->chunks[0] = chunk;
    chunks->count = 1;
    chunks->cap = cap;
    return RP_OK;
}

enum rp_status rp_chunks_reserve(struct rp_chunks *chunks, size_t count)
{
    if (count <= chunks->cap)
        return RP_OK;
    size_t needed = (count + RP_CHUNK - 1) / RP_CHUNK;
    if (!rp_grow(&chunks->chunks, &chunks->directory_cap, needed, sizeof *chunks->chunks, MAX_CHUNKS) || grow_first(chunks, count) != RP_OK)
        return RP_NO_MEMORY;
    while (chunks->cap < count) {
        char *chunk = rp_pages_take(RP_CHUNK * chunks->size);
        if (chunk == NULL)
            return RP_NO_MEMORY;
        chunks->chunks[chunks->count++] = chunk;
        chunks->cap += RP_CHUNK;
    }
    return RP_OK;
}

uint64_t rp_chunks_bytes(const struct rp_chunks *chunks)
{
    return chunks->cap * chunks->size + chunks->directory_cap * sizeof *chunks->chunks;
}

uint64_t rp_chunks_growth(const struct rp_chunks *chunks, size_t count)
{
    if (count <= chunks->cap)
        return 0;
    size_t needed = (count + RP_CHUNK - 1) / RP_CHUNK;
    size_t cap = count <= RP_CHUNK ? rp_grown(chunks->cap, count, RP_CHUNK) : needed * RP_CHUNK;
    return (cap - chunks->cap) * chunks->size +
           (rp_grown(chunks->directory_cap, needed, MAX_CHUNKS) - chunks->directory_cap) * sizeof *chunks->chunks;
}
