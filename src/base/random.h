/* Random numbers from a seed, the same on every machine: for orders and samples, never for secrets. */
#ifndef RP_BASE_RANDOM_H
#define RP_BASE_RANDOM_H

#include "base/bits.h"

#include <stdint.h>

/* The next number of *state (splitmix64), which may begin as any seed. */
static inline uint64_t rp_random(uint64_t *state)
{
    return rp_mix(*state += RP_GOLDEN);
}

/* One of 0 .. below - 1, each as likely; below > 0. */
static inline uint64_t rp_random_below(uint64_t *state, uint64_t below)
{
    uint64_t unfair = (UINT64_MAX - below + 1) % below, number; /* so many at the low end would come once too often */
    do
        number = rp_random(state);
    while (number < unfair);
    return number % below;
}

#endif
