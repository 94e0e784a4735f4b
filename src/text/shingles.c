/* Shingles of a tokenised text, and the set of them. */
#include "text/shingles.h"

#include "base/alloc.h"
#include "base/bits.h"
#include "text/kernels.h"

#include <stdbool.h>
#include <string.h>

enum { WEIGHT = 8 };

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
    rp_free(shingles->seen);
    rp_free(shingles->twice);
    rp_shingles_init(shingles);
}

uint64_t rp_gram(const uint64_t *hashes, unsigned count)
{
    uint64_t sum = 0;
    for (unsigned j = 0; j < count; j++)
        sum += rp_gram_factors[j] * hashes[j];
    return rp_mix(sum);
}

/* --- memory --- */

enum { BITS_A_SHINGLE = 64, LEAST_BITS = 4096, PLACES_A_SHINGLE = 2 };

static size_t power_of_two(size_t least, size_t want)
{
    size_t size = least;
    while (size < want)
        size *= 2;
    return size;
}

static size_t words_of_bits(size_t count)
{
    return power_of_two(LEAST_BITS, BITS_A_SHINGLE * count) / 64;
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
           rp_grow(&shingles->seen, &shingles->seen_cap, words_of_bits(count), sizeof *shingles->seen, SIZE_MAX / 16);
}

/* --- the shingle of each token --- */

/* The fewest tokens from i on whose weights add up to WEIGHT; 0 when the text does not reach that. */
static unsigned width_at(const struct rp_tokens *tokens, size_t i)
{
    unsigned weight = 0, width = 0;
    while (weight < WEIGHT && i + width < tokens->count)
        weight += tokens->weight[i + width++];
    return weight < WEIGHT ? 0 : width;
}

/* Where the first token of a weight stands, from i on. */
static size_t find_weight(const struct rp_tokens *tokens, size_t i, int weight)
{
    const uint8_t *found = memchr(tokens->weight + i, weight, tokens->count - i);
    return found != NULL ? (size_t)(found - tokens->weight) : tokens->count;
}

/* How many shingles in a row, from the one at i, have its width: of words alone, or of single code points alone. */
static size_t same_width(const struct rp_tokens *tokens, size_t i, unsigned width)
{
    if (width != WEIGHT / RP_WEIGHT_WORD && width != WEIGHT / RP_WEIGHT_SINGLE)
        return 1;
    size_t end = find_weight(tokens, i, width == WEIGHT / RP_WEIGHT_WORD ? RP_WEIGHT_SINGLE : RP_WEIGHT_WORD);
    return end > i + width ? end - i - width + 1 : 1;
}

static void hash_all(struct rp_shingles *shingles, const struct rp_tokens *tokens)
{
    const struct rp_text_kernels *kernels = rp_text_kernels();
    size_t i = 0, n;
    for (unsigned width; (width = width_at(tokens, i)) != 0; i += n) {
        n = same_width(tokens, i, width);
        kernels->grams(tokens->hash + i, n, width, shingles->hash + i);
        memset(shingles->width + i, (int)width, n);
    }
    if (i == 0 && tokens->count > 0) {
        shingles->hash[0] = rp_gram(tokens->hash, (unsigned)tokens->count);
        shingles->width[0] = (uint8_t)tokens->count;
        i = 1;
    }
    shingles->count = i;
}

/* --- the set of them --- */

/* A shingle whose bits others have set before: the same one, or it fell on those bits by chance. */
struct rp_twice {
    uint64_t hash;
    bool used, met;
};

/* Two bits of one word. */
static uint64_t bits_of(uint64_t hash)
{
    return UINT64_C(1) << (hash & 63) | UINT64_C(1) << (hash >> 58);
}

/* Sets the bits of every shingle; those whose bits were set go to `ret`. Returns how many. */
static size_t set_bits(uint64_t *seen, const uint64_t *hashes, size_t count, uint64_t *ret)
{
    size_t words = words_of_bits(count), n = 0;
    memset(seen, 0, words * sizeof *seen);
    for (size_t i = 0; i < count; i++) {
        uint64_t hash = hashes[i], bits = bits_of(hash), *word = &seen[hash >> 6 & (words - 1)], old = *word;
        *word = old | bits;
        ret[n] = hash;
        n += (old & bits) == bits;
    }
    return n;
}

static struct rp_twice *place_of(struct rp_twice *table, size_t mask, uint64_t hash)
{
    size_t at = hash >> 32 & mask;
    while (table[at].used && table[at].hash != hash)
        at = (at + 1) & mask;
    return &table[at];
}

/* Goes through the shingles once more, with only the bits of those that may be there twice. */
static bool part_twice(struct rp_shingles *shingles, const uint64_t *may_be, size_t count)
{
    size_t places = power_of_two(16, PLACES_A_SHINGLE * count), words = words_of_bits(count), n = 0;
    if (!rp_grow(&shingles->twice, &shingles->twice_cap, places, sizeof *shingles->twice, SIZE_MAX / 64))
        return false;
    struct rp_twice *table = shingles->twice;
    uint64_t *seen = shingles->seen, *distinct = shingles->distinct;
    memset(table, 0, places * sizeof *table);
    memset(seen, 0, words * sizeof *seen);
    for (size_t i = 0; i < count; i++) {
        *place_of(table, places - 1, may_be[i]) = (struct rp_twice){.hash = may_be[i], .used = true};
        seen[may_be[i] >> 6 & (words - 1)] |= bits_of(may_be[i]);
    }
    for (size_t i = 0; i < shingles->count; i++) {
        uint64_t hash = shingles->hash[i];
        bool first = true;
        if ((seen[hash >> 6 & (words - 1)] & bits_of(hash)) == bits_of(hash)) {
            struct rp_twice *twice = place_of(table, places - 1, hash);
            first = !twice->met;
            twice->met = twice->used;
        }
        shingles->first[i] = first;
        distinct[n] = hash;
        n += first;
    }
    shingles->distinct_count = n;
    return true;
}

/* Nearly all shingles of a text are there once, and two bits each show it. */
static bool find_distinct(struct rp_shingles *shingles)
{
    if (shingles->count == 0)
        return true;
    /* What may be there twice stands where the distinct ones will: a shingle is read from `hash` before its place is written. */
    size_t count = set_bits(shingles->seen, shingles->hash, shingles->count, shingles->distinct);
    if (count > 0)
        return part_twice(shingles, shingles->distinct, count);
    memset(shingles->first, 1, shingles->count);
    memcpy(shingles->distinct, shingles->hash, shingles->count * sizeof *shingles->distinct);
    shingles->distinct_count = shingles->count;
    return true;
}

enum rp_status rp_shingle(struct rp_shingles *shingles, const struct rp_tokens *tokens)
{
    if (tokens->count < RP_TEXT_KEPT && shingles->cap > RP_TEXT_KEPT)
        rp_shingles_done(shingles);
    shingles->count = shingles->distinct_count = 0;
    if (!reserve(shingles, tokens->count))
        return RP_NO_MEMORY;
    hash_all(shingles, tokens);
    if (find_distinct(shingles))
        return RP_OK;
    shingles->count = 0;
    return RP_NO_MEMORY;
}
