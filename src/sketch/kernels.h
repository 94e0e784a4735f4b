/* The inner loops of sketching: one table for each kind of processor. The scalar one is the definition; tests/sketch/test_kernels.c holds all others
 * against it. Pure; no allocation, no failure. */
#ifndef RP_SKETCH_KERNELS_H
#define RP_SKETCH_KERNELS_H

#include "base/cpu.h"

#include <stddef.h>
#include <stdint.h>

enum { RP_BELOW_SLACK = 8 /* elements behind what rp_below returns that may be written over */ };

struct rp_sketch_kernels {
    /* Adds to total[i] how many of the features have bit i set. */
    void (*count_bits)(const uint64_t *features, size_t count, uint64_t total[64]);
    /* One round of Fast Similarity Sketching: throws every shingle, and lowers the rank of its bin unless the bin is filled (not 0). */
    void (*throw_all)(const uint64_t *set, size_t count, uint64_t round, const uint8_t filled[128], uint64_t rank[128]);
    /* Copies the shingles below a limit, in their order; returns how many. `ret` may be the set itself. */
    size_t (*below)(const uint64_t *set, size_t count, uint64_t limit, uint64_t *ret);
};

/* For a kind of processor: where there is no better one of its own, that of a lesser kind. */
const struct rp_sketch_kernels *rp_sketch_kernels_of(enum rp_cpu cpu);

static inline const struct rp_sketch_kernels *rp_sketch_kernels(void)
{
    return rp_sketch_kernels_of(rp_cpu_used());
}

/* Scalar ones that other tables use. */
void rp_throw_all_scalar(const uint64_t *set, size_t count, uint64_t round, const uint8_t filled[128], uint64_t rank[128]);
size_t rp_below_scalar(const uint64_t *set, size_t count, uint64_t limit, uint64_t *ret);

/* One file each, built with the instructions it needs. */
extern const struct rp_sketch_kernels rp_sketch_kernels_scalar, rp_sketch_kernels_avx2, rp_sketch_kernels_avx512, rp_sketch_kernels_neon;

#endif
