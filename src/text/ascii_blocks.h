/* ASCII in blocks of 64 bytes: which of them are letters, digits and joiners is known as bits of a word, and tokens follow from arithmetic on those. What
 * is left to each kind of processor is to find the bits, and to write what they say. */
#ifndef RP_TEXT_ASCII_BLOCKS_H
#define RP_TEXT_ASCII_BLOCKS_H

#include <stdint.h>

enum { RP_BLOCK = 64 };

/* Bit i is byte i of the block. */
struct rp_block {
    uint64_t word, digit, apostrophe, comma, beyond;
};

/* The tokens of a block of n bytes. */
struct rp_block_tokens {
    unsigned n;                /* may be one less than before: a joiner at the end waits for the next block */
    uint64_t word, start, end; /* letters and digits; the first byte of a token; the first byte behind one */
    uint64_t open;             /* 1: the last token goes on behind the block */
    uint64_t is_digit;         /* and its last byte is a digit */
};

/* open, is_digit: as they were at the end of the block before. n 1 .. 64. */
static inline struct rp_block_tokens rp_block_tokens(const struct rp_block *block, unsigned n, uint64_t open, uint64_t is_digit)
{
    uint64_t in = UINT64_MAX >> (64 - n);
    uint64_t word = block->word & in, digit = block->digit & in;
    uint64_t may = (block->apostrophe & (word << 1 | open)) | (block->comma & (digit << 1 | is_digit));
    unsigned waits = may >> (n - 1) & 1;
    n -= waits;
    in = n > 0 ? UINT64_MAX >> (64 - n) : 0;
    uint64_t joins = may & in & ((block->apostrophe & word >> 1) | (block->comma & digit >> 1));
    uint64_t inside = word | joins, before = inside << 1 | open;
    struct rp_block_tokens tokens = {.n = n, .word = word, .start = word & ~before, .end = ~inside & before & in, .open = open, .is_digit = is_digit};
    if (n > 0) {
        tokens.open = inside >> (n - 1) & 1;
        tokens.is_digit = digit >> (n - 1) & 1;
    }
    return tokens;
}

#endif
