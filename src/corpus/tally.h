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
