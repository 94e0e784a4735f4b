/* Word pairs of a text. */
#include "text/pairs.h"

#include "base/alloc.h"
#include "text/shingles.h"

#include <stdbool.h>

/* Tokens weigh 2 or 1: two words or four code points. */
enum { WEIGHT = 4, NUMBER_BITS = 17 };

void rp_pairs_init(struct rp_pairs *pairs)
{
    *pairs = (struct rp_pairs){0};
}

void rp_pairs_done(struct rp_pairs *pairs)
{
    rp_free(pairs->number);
    rp_free(pairs->seen);
    rp_pairs_init(pairs);
}

static bool reserve(struct rp_pairs *pairs, size_t count)
{
    if (pairs->seen == NULL && (pairs->seen = rp_alloc_zeroed(RP_PAIR_NUMBERS / 64, sizeof *pairs->seen)) == NULL)
        return false;
    return rp_grow(&pairs->number, &pairs->cap, count, sizeof *pairs->number, SIZE_MAX / 8);
}

static void enter(struct rp_pairs *pairs, uint64_t hash)
{
    uint32_t number = (uint32_t)(hash >> (64 - NUMBER_BITS));
    uint64_t bit = UINT64_C(1) << number % 64;
    if (pairs->seen[number / 64] & bit)
        return;
    pairs->seen[number / 64] |= bit;
    pairs->number[pairs->count++] = number;
}

enum rp_status rp_pairs_find(struct rp_pairs *pairs, const struct rp_tokens *tokens, const uint8_t *left_out)
{
    if (tokens->count < RP_TEXT_KEPT && pairs->cap > RP_TEXT_KEPT)
        rp_pairs_done(pairs);
    pairs->count = 0;
    if (!reserve(pairs, tokens->count))
        return RP_NO_MEMORY;
    unsigned weight = 0;
    for (size_t i = 0, end = 0; i < tokens->count; i++) {
        while (weight < WEIGHT && end < tokens->count)
            weight += tokens->weight[end++];
        if (weight < WEIGHT)
            break;
        if (left_out == NULL || !left_out[i])
            enter(pairs, rp_gram(tokens->hash + i, (unsigned)(end - i)));
        weight -= tokens->weight[i];
    }
    for (size_t i = 0; i < pairs->count; i++)
        pairs->seen[pairs->number[i] / 64] = 0;
    return RP_OK;
}
