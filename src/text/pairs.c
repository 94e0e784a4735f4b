/* Word pairs of a text. */
#include "text/pairs.h"

#include "base/alloc.h"
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
    if (pairs->seen == NULL && (pairs->seen = rp_alloc_zeroed(RP_PAIR_NUMBERS / 64, sizeof *pairs->seen)) == NULL)
        return false;
    return rp_grow(&pairs->number, &pairs->cap, count, sizeof *pairs->number, SIZE_MAX / 8);
}

/* Enters the pairs that are not left out, with no branch: which ones are new is not to be foretold. */
static void enter(struct rp_pairs *pairs, const uint64_t *grams, const uint8_t *left_out, size_t count)
{
    size_t n = pairs->count;
    for (size_t k = 0; k < count; k++) {
        uint32_t number = (uint32_t)(grams[k] >> (64 - NUMBER_BITS));
        uint64_t wanted = left_out == NULL || !left_out[k], *word = &pairs->seen[number / 64], old = *word;
        pairs->number[n] = number;
        n += wanted & ~(old >> number % 64);
        *word = old | wanted << number % 64;
    }
    pairs->count = n;
}

/* Tokens in a pair that begins at token i; 0 when the text does not reach that. */
static unsigned width_at(const struct rp_tokens *tokens, size_t i)
{
    unsigned weight = 0, width = 0;
    while (weight < WEIGHT && i + width < tokens->count)
        weight += tokens->weight[i + width++];
    return weight < WEIGHT ? 0 : width;
}

/* How many pairs in a row, from the one at i and at most CHUNK, have its width: of words alone, or of single code points alone. */
static size_t same_width(const struct rp_tokens *tokens, size_t i, unsigned width)
{
    size_t rest = tokens->count - i, len = rest < CHUNK + WEIGHT ? rest : CHUNK + WEIGHT;
    if (width != WEIGHT / RP_WEIGHT_WORD && width != WEIGHT / RP_WEIGHT_SINGLE)
        return 1;
    const uint8_t *weight = tokens->weight + i, *other = memchr(weight, width == WEIGHT / RP_WEIGHT_WORD ? RP_WEIGHT_SINGLE : RP_WEIGHT_WORD, len);
    size_t end = other != NULL ? (size_t)(other - weight) : len, n = end > width ? end - width + 1 : 1; /* a word may end a pair of singles */
    return n < CHUNK ? n : CHUNK;
}

enum rp_status rp_pairs_find(struct rp_pairs *pairs, const struct rp_tokens *tokens, const uint8_t *left_out)
{
    const struct rp_text_kernels *kernels = rp_text_kernels();
    uint64_t grams[CHUNK];
    if (tokens->count < RP_TEXT_KEPT && pairs->cap > RP_TEXT_KEPT)
        rp_pairs_done(pairs);
    pairs->count = 0;
    if (!reserve(pairs, tokens->count + 1))
        return RP_NO_MEMORY;
    for (size_t i = 0, n; i < tokens->count; i += n) {
        unsigned width = width_at(tokens, i);
        if (width == 0)
            break;
        n = same_width(tokens, i, width);
        kernels->grams(tokens->hash + i, n, width, grams);
        enter(pairs, grams, left_out != NULL ? left_out + i : NULL, n);
    }
    for (size_t i = 0; i < pairs->count; i++)
        pairs->seen[pairs->number[i] / 64] = 0;
    return RP_OK;
}
