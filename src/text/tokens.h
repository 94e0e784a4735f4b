/* A text as tokens: normalised bytes, hashes, and where each token stands in the raw text. docs/FINGERPRINT.md sections 1 to 4. */
#ifndef RP_TEXT_TOKENS_H
#define RP_TEXT_TOKENS_H

#include "reprint/status.h"

#include <stddef.h>
#include <stdint.h>

/* What a long text has grown is given back at the next text of less than this many bytes. */
enum { RP_TEXT_KEPT = 256 << 10 };

enum { RP_WEIGHT_SINGLE = 1, RP_WEIGHT_WORD = 2 };

/* Arrays of `count` elements, owned, reused from text to text. */
struct rp_tokens {
    char *stream; /* the token stream: tokens joined by one space */
    size_t stream_len, stream_cap;
    uint64_t *hash;      /* token hash */
    uint32_t *raw_start; /* bytes of the raw text; from the first to behind the last code point that is part of the token, or clings to it */
    uint32_t *raw_end;
    uint32_t *stream_end; /* behind the token's last byte in `stream`; it begins at 0 or at stream_end[i - 1] + 1 */
    uint8_t *weight;      /* word-like or single */
    size_t count, cap;
};

void rp_tokens_init(struct rp_tokens *tokens);
void rp_tokens_done(struct rp_tokens *tokens);

/* Fills *tokens anew from text[0 .. len). RP_INVALID_UTF8 (error->offset), RP_LIMIT (len > RP_LIMIT_TEXT), RP_NO_MEMORY; on failure
 * count is 0. A text without tokens is no error here: count is 0. */
enum rp_status rp_tokenise(struct rp_tokens *tokens, const char *text, size_t len, struct rp_error *error);

#endif
