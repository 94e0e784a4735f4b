/* Word pairs of a text. */
#include "text/pairs.h"

#include "base/alloc.h"
#include "base/bits.h"
#include "text/kernels.h"

#include <stdbool.h>
#include <string.h>

/* Tokens weigh 2 or 1: two words or four code points. */
enum { WEIGHT = 4, NUMBER_BITS = 17, CHUNK = 128 };

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
    if (pairs->seen == NULL && (pairs->seen = rp_alloc(RP_PAIR_NUMBERS / 64 * sizeof *pairs->seen)) == NULL)
        return false;
    return rp_grow(&pairs->number, &pairs->cap, count, sizeof *pairs->number, SIZE_MAX / 8);
}

/* Enters n pairs behind the `count` that are there; returns how many there are then. */
static size_t enter(const uint64_t *grams, size_t n, const uint8_t *left_out, uint64_t *seen, uint32_t *number, size_t count)
{
    for (size_t k = 0; k < n; k++) {
        if (left_out != NULL && left_out[k])
            continue;
        uint32_t pair = (uint32_t)(grams[k] >> (64 - NUMBER_BITS));
        uint64_t word = seen[pair / 64];
        number[count] = pair;
        count += (word >> pair % 64 & 1) == 0;
        seen[pair / 64] = word | UINT64_C(1) << pair % 64;
    }
    return count;
}

/* Tokens in a pair that begins at token i; 0 when the text does not reach that. */
static unsigned width_at(const struct rp_tokens *tokens, size_t i)
{
    unsigned weight = 0, width = 0;
    while (weight < WEIGHT && i + width < tokens->count)
        weight += tokens->weight[i + width++];
    return weight < WEIGHT ? 0 : width;
}

/* How many pairs in a row, from token i on, have as many tokens as the first one; CHUNK at most. Eight at once where all tokens but the last weigh the same:
 * two words; three single ones and any. */
static size_t run_at(const struct rp_tokens *tokens, size_t i, unsigned width)
{
    static const uint64_t each = UINT64_C(0x0101010101010101), eight[] = {0, 0, RP_WEIGHT_WORD * each, 0, RP_WEIGHT_SINGLE * each};
    size_t n = 1, known = width / 2; /* tokens from i + n on: by the pair before */
    while (n + 8 <= CHUNK && i + n + 7 + width <= tokens->count && rp_read_le64(tokens->weight + i + n + known) == eight[width])
        n += 8;
    while (n < CHUNK && width_at(tokens, i + n) == width)
        n++;
    return n;
}

enum rp_status rp_pairs_find(struct rp_pairs *pairs, const struct rp_tokens *tokens, const uint8_t *left_out)
{
    const struct rp_text_kernels *kernels = rp_text_kernels();
    uint64_t grams[CHUNK];
    size_t count = 0;
    if (tokens->count < RP_TEXT_KEPT && pairs->cap > RP_TEXT_KEPT)
        rp_pairs_done(pairs);
    pairs->count = 0;
    if (!reserve(pairs, tokens->count + 1))
        return RP_NO_MEMORY;
    memset(pairs->seen, 0, RP_PAIR_NUMBERS / 64 * sizeof *pairs->seen);
    for (size_t i = 0, n; i < tokens->count; i += n) {
        unsigned width = width_at(tokens, i);
        if (width == 0)
            break;
        n = run_at(tokens, i, width);
        kernels->grams(tokens->hash + i, n, width, grams);
        count = enter(grams, n, left_out != NULL ? left_out + i : NULL, pairs->seen, pairs->number, count);
    }
    pairs->count = count;
    return RP_OK;
}
