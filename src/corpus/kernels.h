/* The inner loops of source profiles: one table for each kind of processor, as in sketch/kernels.h. The scalar one is the definition;
 * tests/corpus/test_kernels.c holds all others against it. No allocation, no failure. */
#ifndef RP_CORPUS_KERNELS_H
#define RP_CORPUS_KERNELS_H

#include "base/bits.h"
#include "base/cpu.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Shingles whose tags fall into one set of a profile. count == 0: the place is free. */
enum { RP_SEEN_WAYS = 8, RP_SEEN_COUNT_MAX = 255 };
struct rp_seen {
    uint32_t tag[RP_SEEN_WAYS];
    uint16_t run[RP_SEEN_WAYS];  /* the last that had it */
    uint8_t count[RP_SEEN_WAYS]; /* runs */
    uint8_t unused[RP_SEEN_WAYS];
};
static_assert(sizeof(struct rp_seen) == RP_CACHE_LINE, "a set is one cache line");

/* Counts a run for a tag at its place. */
static inline void rp_seen_note(struct rp_seen *set, unsigned at, bool is_new, uint32_t tag, uint32_t run)
{
    if (is_new) {
        set->tag[at] = tag;
        set->count[at] = 1;
    } else if (set->run[at] != (uint16_t)run) {
        set->count[at] += set->count[at] < RP_SEEN_COUNT_MAX;
    }
    set->run[at] = (uint16_t)run;
}

/* How far ahead of its use a set is fetched: the table of a large source is in no cache when its next article comes. */
enum { RP_SEEN_AHEAD = 24 };

struct rp_corpus_kernels {
    /* ret[i]: how many runs had tags[i], one less where own_run was the latest of them, or in any case where own_run < 0. Tag t is in sets[t & mask]. */
    void (*count_seen)(const struct rp_seen *sets, uint32_t mask, const uint32_t *tags, size_t count, int64_t own_run, uint8_t *ret);
    /* Counts a run for each tag, once. A new one takes a free place of its set, else that of one which only one run had, the longest ago, else of the one
     * that was had the longest ago; of equals the first. Returns how many places are no longer free. */
    size_t (*learn)(struct rp_seen *sets, uint32_t mask, const uint32_t *tags, size_t count, uint32_t run);
};

/* For a kind of processor: where there is no better one of its own, that of a lesser kind. */
const struct rp_corpus_kernels *rp_corpus_kernels_of(enum rp_cpu cpu);

static inline const struct rp_corpus_kernels *rp_corpus_kernels(void)
{
    return rp_corpus_kernels_of(rp_cpu_used());
}

/* The place of a tag in its set, or RP_SEEN_WAYS; and the one that a new tag takes. */
unsigned rp_seen_find(const struct rp_seen *set, uint32_t tag);
unsigned rp_seen_worst(const struct rp_seen *set, uint32_t run);

/* One file each, built with the instructions it needs. */
extern const struct rp_corpus_kernels rp_corpus_kernels_scalar, rp_corpus_kernels_avx2;

#endif
