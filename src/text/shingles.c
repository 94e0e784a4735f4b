/* Shingles of a tokenised text, and the set of them. */
#include "text/shingles.h"

#include "base/alloc.h"
#include "base/bits.h"

#include <stdbool.h>
#include <string.h>

enum { WEIGHT = 8 };

/* C[j] of section 4: mix((j + 1) * G) | 1. */
static const uint64_t factors[8] = {
    UINT64_C(0xE220A8397B1DCDAF), UINT64_C(0x6E789E6AA1B965F5), UINT64_C(0x06C45D188009454F), UINT64_C(0xF88BB8A8724C81ED),
    UINT64_C(0x1B39896A51A8749B), UINT64_C(0x53CB9F0C747EA2EB), UINT64_C(0x2C829ABE1F4532E1), UINT64_C(0xC584133AC916AB3D),
};

void rp_shingles_init(struct rp_shingles *shingles)
{
    *shingles = (struct rp_shingles){0};
}

void rp_shingles_done(struct rp_shingles *shingles)
{
    rp_free(shingles->hash);
    rp_free(shingles->width);
    rp_free(shingles->first);
    rp_free(shingles->distinct);
    rp_free(shingles->table);
    rp_shingles_init(shingles);
}

uint64_t rp_gram(const uint64_t *hashes, unsigned count)
{
    uint64_t sum = 0;
    for (unsigned j = 0; j < count; j++)
        sum += factors[j] * hashes[j];
    return rp_mix(sum);
}

static size_t table_size(size_t count)
{
    size_t size = 64;
    while (size < 2 * count)
        size *= 2;
    return size;
}

static bool reserve(struct rp_shingles *shingles, size_t count)
{
    size_t hash_cap = shingles->cap, first_cap = shingles->cap, width_cap = shingles->cap;
    if (!rp_grow(&shingles->width, &width_cap, count, sizeof *shingles->width, SIZE_MAX / 16) ||
        !rp_grow(&shingles->first, &first_cap, count, sizeof *shingles->first, SIZE_MAX / 16) ||
        !rp_grow(&shingles->hash, &hash_cap, count, sizeof *shingles->hash, SIZE_MAX / 16))
        return false;
    shingles->cap = hash_cap; /* of all three: what grows together has grown alike */
    return rp_grow(&shingles->distinct, &shingles->distinct_cap, count, sizeof *shingles->distinct, SIZE_MAX / 16) &&
           rp_grow(&shingles->table, &shingles->table_cap, table_size(count), sizeof *shingles->table, SIZE_MAX / 16);
}

static void add_shingle(struct rp_shingles *shingles, const struct rp_tokens *tokens, size_t start, unsigned width)
{
    shingles->hash[shingles->count] = rp_gram(tokens->hash + start, width);
    shingles->width[shingles->count++] = (uint8_t)width;
}

/* The window from token i is the shortest whose weights add up to WEIGHT; its end never moves back. */
static void slide(struct rp_shingles *shingles, const struct rp_tokens *tokens)
{
    unsigned weight = 0;
    for (size_t i = 0, end = 0; i < tokens->count; i++) {
        while (weight < WEIGHT && end < tokens->count)
            weight += tokens->weight[end++];
        if (weight < WEIGHT)
            break;
        add_shingle(shingles, tokens, i, (unsigned)(end - i));
        weight -= tokens->weight[i];
    }
    if (shingles->count == 0 && tokens->count > 0)
        add_shingle(shingles, tokens, 0, (unsigned)tokens->count);
}

/* An open-addressing set; 0 marks a free place, so that the shingle 0 is kept track of beside it. */
static void find_distinct(struct rp_shingles *shingles)
{
    size_t size = table_size(shingles->count), mask = size - 1;
    bool zero = false;
    memset(shingles->table, 0, size * sizeof *shingles->table);
    for (size_t i = 0; i < shingles->count; i++) {
        uint64_t hash = shingles->hash[i];
        size_t at = hash & mask;
        while (shingles->table[at] != hash && shingles->table[at] != 0)
            at = (at + 1) & mask;
        shingles->first[i] = hash == 0 ? !zero : shingles->table[at] != hash;
        if (!shingles->first[i])
            continue;
        zero = zero || hash == 0;
        shingles->table[at] = hash;
        shingles->distinct[shingles->distinct_count++] = hash;
    }
}

enum rp_status rp_shingle(struct rp_shingles *shingles, const struct rp_tokens *tokens)
{
    if (tokens->count < RP_TEXT_KEPT && shingles->cap > RP_TEXT_KEPT)
        rp_shingles_done(shingles);
    shingles->count = shingles->distinct_count = 0;
    if (!reserve(shingles, tokens->count))
        return RP_NO_MEMORY;
    slide(shingles, tokens);
    find_distinct(shingles);
    return RP_OK;
}
