/* Which words of a text are no running text: menu entries, list of links, headings. */
#ifndef RP_MATCH_NOISE_H
#define RP_MATCH_NOISE_H

#include "reprint/article.h"
#include "text/tokens.h"

#include <stdbool.h>
#include <stdint.h>

/* ret[i] = 1 for token i when it stands in a line of less than 12 words with no end of a sentence in it, or among 60 words and more with no
 * punctuation between them; else 0. A code point of a script without spaces counts as half a word. Needs no knowledge of the language. False when
 * less than 50 other words are there: the text is a list or a headline itself, or nothing but a menu. */
bool rp_noise_find(const struct rp_tokens *tokens, struct rp_str raw, uint8_t *ret);

#endif
