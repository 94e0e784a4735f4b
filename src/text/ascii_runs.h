/* Writes the tokens of a block of ASCII where no instruction compresses bytes: run by run of letters and digits. For kernels_avx2.c and kernels_neon.c,
 * which say how to copy 64 bytes at most. */
#ifndef RP_TEXT_ASCII_RUNS_H
#define RP_TEXT_ASCII_RUNS_H

#include "base/bits.h"
#include "text/ascii_blocks.h"
#include "text/kernels.h"
#include "text/tokens.h"

#include <string.h>

static inline void rp_end_token(struct rp_ascii *to, size_t place)
{
    to->raw_end[to->count] = (uint32_t)place;
    to->stream_end[to->count] = (uint32_t)to->stream_len;
    to->weight[to->count++] = RP_WEIGHT_WORD;
    to->stream[to->stream_len++] = ' ';
}

/* lower: the 64 bytes, capitals made small, and 64 more that may be read. */
static inline void rp_write_runs(struct rp_ascii *to, const struct rp_block_tokens *tokens, const char *lower, size_t place)
{
    uint64_t word = tokens->word;
    if (tokens->end & 1)
        rp_end_token(to, place);
    while (word != 0) {
        unsigned at = rp_first_bit(word);
        uint64_t behind = ~(word >> at);
        unsigned n = behind != 0 ? rp_first_bit(behind) : 64, end = at + n;
        if (tokens->start >> at & 1)
            to->raw_start[to->count] = (uint32_t)(place + at);
        char *stream = to->stream + to->stream_len;
        memcpy(stream, lower + at, 16);
        if (n > 16)
            memcpy(stream + 16, lower + at + 16, 48);
        to->stream_len += n;
        if (end == 64)
            return;
        if (tokens->end >> end & 1)
            rp_end_token(to, place + end);
        word &= UINT64_MAX << end;
    }
}


/* Tells the bits of a block, and its bytes with capitals made small. */
typedef struct rp_block rp_classify(const unsigned char *text, char ret_lower[RP_BLOCK]);

/* The `ascii` of a table of kernels. The last block may be shorter than it is read: it is read from a copy. */
static inline size_t rp_ascii_by_blocks(struct rp_ascii *to, const unsigned char *text, size_t len, size_t place, rp_classify *classify)
{
    size_t at = 0;
    while (at < len) {
        unsigned char copy[RP_BLOCK] = {0};
        char lower[2 * RP_BLOCK];
        const unsigned char *from = text + at;
        unsigned n = len - at < RP_BLOCK ? (unsigned)(len - at) : RP_BLOCK;
        if (n < RP_BLOCK)
            from = memcpy(copy, from, n);
        struct rp_block block = classify(from, lower);
        unsigned before = block.beyond != 0 ? rp_first_bit(block.beyond) : n;
        struct rp_block_tokens tokens = {0};
        if (before > 0)
            tokens = rp_block_tokens(&block, before, to->open, to->is_digit);
        if (tokens.n == 0)
            break;
        rp_write_runs(to, &tokens, lower, place + at);
        to->open = tokens.open;
        to->is_digit = tokens.is_digit;
        at += tokens.n;
        if (before < n && tokens.n == before)
            break;
    }
    return at;
}

#endif
