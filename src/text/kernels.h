/* The inner loops of tokenising and shingling: one table for each kind of processor. The scalar one is the definition; tests/text/test_kernels.c holds all
 * others against it. Pure; no allocation, no failure. */
#ifndef RP_TEXT_KERNELS_H
#define RP_TEXT_KERNELS_H

#include "base/cpu.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RP_KERNEL_SLACK = 64, /* bytes, or elements, behind what they return that kernels may write over */
    RP_KERNEL_HASH_SLACK = 8 /* bytes behind a token that may be read */
};

/* Where ASCII goes to: the tokens so far, as in struct rp_tokens, but with a space behind every closed one. */
struct rp_ascii {
    char *stream;
    size_t stream_len;
    uint32_t *raw_start, *raw_end, *stream_end;
    uint8_t *weight;
    size_t count;  /* closed tokens; arrays have room for half as many more as there are bytes, and the slack */
    bool open;     /* token number `count` is open: word-like, no joiner waits. Its raw_end is not written. */
    bool is_digit; /* the last code point of the open token is a digit */
};

struct rp_text_kernels {
    /* Takes text[0 .. n), which are the raw bytes from `place` on, and returns n: up to the first byte that is not ASCII, or that may join what stands
     * on both sides of it while the next one is unknown: the last one that it may look at. Sections 2 and 3 of docs/FINGERPRINT.md. */
    size_t (*ascii)(struct rp_ascii *to, const unsigned char *text, size_t len, size_t place);
    /* Token hashes: token i stands in the stream from 0, or from behind the byte after token i - 1, to stream_end[i]. */
    void (*hash_tokens)(const char *stream, const uint32_t *stream_end, size_t count, uint64_t *ret);
    /* ret[i] is the gram of hashes[i .. i + width), for all i < count. */
    void (*grams)(const uint64_t *hashes, size_t count, unsigned width, uint64_t *ret);
};

/* For a kind of processor: where there is no better one of its own, that of a lesser kind. */
const struct rp_text_kernels *rp_text_kernels_of(enum rp_cpu cpu);

static inline const struct rp_text_kernels *rp_text_kernels(void)
{
    return rp_text_kernels_of(rp_cpu_used());
}

/* Factors of the gram hash, section 4. */
extern const uint64_t rp_gram_factors[8];

/* Scalar ones that other tables use. */
void rp_hash_tokens_scalar(const char *stream, const uint32_t *stream_end, size_t count, uint64_t *ret);
void rp_grams_scalar(const uint64_t *hashes, size_t count, unsigned width, uint64_t *ret);

/* One file each, built with the instructions it needs. */
extern const struct rp_text_kernels rp_text_kernels_scalar, rp_text_kernels_avx2, rp_text_kernels_avx512, rp_text_kernels_neon;

#endif
