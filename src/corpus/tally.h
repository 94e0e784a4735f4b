/* Counts how often each number occurs in a list, such as the articles that keys lead to: a little hash set, emptied for each list. */
#ifndef RP_CORPUS_TALLY_H
#define RP_CORPUS_TALLY_H

#include "base/bits.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct rp_tally {
    struct rp_tally_count {
        uint32_t number, count; /* 0: an empty place */
    } *places; /* owned by whoever made it: at least twice as many as the longest list, a power of two */
    size_t cap; /* places in use for the list in hand */
};

/* Places that a list of n numbers needs. */
static inline size_t rp_tally_places(size_t n)
{
    size_t cap = 16;
    while (cap < 2 * n)
        cap *= 2;
    return cap;
}

/* Moves to the front of a list the numbers that occur more than once, and a few others; returns how many. */
static inline size_t rp_tally_repeated(uint32_t *numbers, size_t n)
{
    enum { BITS = 12 };
    uint8_t seen[1 << BITS] = {0}; /* 1: once; more: more often */
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t *of = &seen[numbers[i] * UINT32_C(0x9E3779B1) >> (32 - BITS)];
        *of |= (uint8_t)(*of + 1);
    }
    for (size_t i = 0; i < n; i++) {
        numbers[kept] = numbers[i];
        kept += seen[numbers[i] * UINT32_C(0x9E3779B1) >> (32 - BITS)] > 1;
    }
    return kept;
}

/* Fills places[0 .. cap) with the distinct numbers of a list, in no certain order, and empty places. */
static inline void rp_tally_fill(struct rp_tally *tally, const uint32_t *numbers, size_t n)
{
    tally->cap = rp_tally_places(n);
    memset(tally->places, 0, tally->cap * sizeof *tally->places);
    for (size_t i = 0; i < n; i++) {
        size_t at = (size_t)(numbers[i] * RP_GOLDEN >> 32) & (tally->cap - 1);
        while (tally->places[at].count > 0 && tally->places[at].number != numbers[i])
            at = (at + 1) & (tally->cap - 1);
        tally->places[at].number = numbers[i];
        tally->places[at].count++;
    }
}

#endif
