/* Shingles of a tokenised text. docs/FINGERPRINT.md sections 4 and 5. */
#ifndef RP_TEXT_SHINGLES_H
#define RP_TEXT_SHINGLES_H

#include "reprint/status.h"
#include "text/tokens.h"

#include <stddef.h>
#include <stdint.h>

enum { RP_SHINGLE_TOKENS_MAX = 8 };

struct rp_twice;

/* Owned, reused from text to text. The shingles that begin at tokens 0 .. count - 1, in order; every token from which the text still reaches
 * the width begins one, and those are the first `count` tokens. */
struct rp_shingles {
    uint64_t *hash; /* of the shingle that begins at token i */
    uint8_t *width; /* tokens that it covers, 1 .. RP_SHINGLE_TOKENS_MAX */
    uint8_t *first; /* 1 where the same shingle began at no token before */
    size_t count, cap;
    uint64_t *distinct; /* the shingle set, in the order of first occurrence */
    size_t distinct_count, distinct_cap;
    uint64_t *seen; /* scratch for finding the distinct ones: bits */
    size_t seen_cap;
    struct rp_twice *twice; /* and those that may be there twice */
    size_t twice_cap;
};

void rp_shingles_init(struct rp_shingles *shingles);
void rp_shingles_done(struct rp_shingles *shingles);
/* RP_NO_MEMORY; on failure both counts are 0. */
enum rp_status rp_shingle(struct rp_shingles *shingles, const struct rp_tokens *tokens);

/* The gram hash of `count` (1 .. 8) consecutive token hashes. */
uint64_t rp_gram(const uint64_t *hashes, unsigned count);

#endif
