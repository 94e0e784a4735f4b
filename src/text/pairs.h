/* Word pairs of a text: two words in a row, or four code points of a script without spaces. What survives of a sentence when every third word of it is
 * changed; most are common ones, so that they say something only beside how common each is. */
#ifndef RP_TEXT_PAIRS_H
#define RP_TEXT_PAIRS_H

#include "reprint/status.h"
#include "text/tokens.h"

#include <stddef.h>
#include <stdint.h>

/* A pair is known by a number below this: of two articles of 500 words, about two pairs meet by chance. */
enum { RP_PAIR_NUMBERS = 1 << 17 };

/* Owned, reused from text to text. */
struct rp_pairs {
    uint32_t *number; /* distinct, in the order of first occurrence */
    size_t count, cap;
    uint64_t *seen; /* a bit for each number */
};

void rp_pairs_init(struct rp_pairs *pairs);
void rp_pairs_done(struct rp_pairs *pairs);

/* Fills *pairs anew, without the pairs that begin at a token i with left_out[i] != 0 (NULL: none). RP_NO_MEMORY; the count is 0 then. */
enum rp_status rp_pairs_find(struct rp_pairs *pairs, const struct rp_tokens *tokens, const uint8_t *left_out);

#endif
