/* What one source repeats. */
#include "corpus/profile.h"

#include "base/alloc.h"
#include "base/bits.h"
#include "sketch/kernels.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

enum { WAYS = 8, FIRST_SETS = 32, MAX_SETS = 1024, COUNT_MAX = 255 };

/* More shingles than these between two that are watched are not taken for what those are. */
enum { WATCHED = 4, GAP_MAX = 32 };

/* How far ahead of its use a set is fetched: the table of a large source is in no cache when its next article comes. */
enum { AHEAD = 24, CHUNK = 512 };

/* Shingles whose tags fall into one set. count == 0: the place is free. */
struct rp_seen {
    uint32_t tag[WAYS];
    uint16_t run[WAYS];  /* the last that had it */
    uint8_t count[WAYS]; /* runs */
    uint8_t unused[WAYS];
};
static_assert(sizeof(struct rp_seen) == RP_CACHE_LINE, "a set is one cache line");

void rp_profile_done(struct rp_profile *profile)
{
    rp_free(profile->block);
    *profile = (struct rp_profile){0};
}

static struct rp_seen *set_of(const struct rp_profile *profile, uint32_t tag)
{
    return &profile->sets[tag & (profile->set_count - 1)];
}

/* The place of a tag in its set, or WAYS. */
static unsigned find(const struct rp_seen *set, uint32_t tag)
{
    unsigned at = WAYS;
    for (unsigned i = 0; i < WAYS; i++)
        at = set->tag[i] == tag && set->count[i] > 0 ? i : at;
    return at;
}

/* The place to give up for a new tag: a free one; else one that only one run had, the longest ago. Of equals the first. */
static unsigned find_worst(const struct rp_seen *set, uint32_t run)
{
    enum { ONE_RUN = 1 << 16, FREE = 1 << 17 };
    uint32_t worst = 0; /* its worth, and how many places are behind it: what is greatest is found without a branch */
    for (unsigned i = 0; i < WAYS; i++) {
        uint32_t worth = (uint16_t)(run - set->run[i]) + (uint32_t)(set->count[i] == 1) * ONE_RUN;
        worth = set->count[i] == 0 ? FREE : worth;
        uint32_t place = worth * WAYS + (WAYS - 1 - i);
        worst = place > worst ? place : worst;
    }
    return WAYS - 1 - worst % WAYS;
}

/* A tag that is not there yet. */
static void enter(struct rp_profile *profile, uint32_t latest_run, uint32_t tag, uint16_t run, uint8_t count)
{
    struct rp_seen *set = set_of(profile, tag);
    unsigned at = find_worst(set, latest_run);
    profile->used += set->count[at] == 0;
    set->tag[at] = tag;
    set->run[at] = run;
    set->count[at] = count;
}

/* Sets in which the part that is watched of n more shingles fits well: doubled, at most to MAX_SETS. */
static size_t sets_for(const struct rp_profile *profile, size_t n)
{
    size_t sets = profile->set_count > 0 ? profile->set_count : FIRST_SETS;
    while (sets < MAX_SETS && (profile->used + n / WATCHED) * 4 > sets * WAYS * 3)
        sets *= 2;
    return sets;
}

static uint64_t bytes_of(size_t sets)
{
    return sets > 0 ? (sets + 1) * sizeof(struct rp_seen) : 0;
}

uint64_t rp_profile_bytes(const struct rp_profile *profile)
{
    return bytes_of(profile->set_count);
}

uint64_t rp_profile_growth(const struct rp_profile *profile, size_t n)
{
    return bytes_of(sets_for(profile, n)) - bytes_of(profile->set_count);
}

enum rp_status rp_profile_reserve(struct rp_profile *profile, uint32_t run, size_t n)
{
    struct rp_profile grown = {.set_count = sets_for(profile, n)};
    if (grown.set_count == profile->set_count)
        return RP_OK;
    grown.block = rp_alloc_zeroed(grown.set_count + 1, sizeof *grown.sets);
    if (grown.block == NULL)
        return RP_NO_MEMORY;
    grown.sets = rp_cache_line(grown.block);
    for (size_t i = 0; i < profile->set_count; i++)
        for (unsigned k = 0; k < WAYS; k++)
            if (profile->sets[i].count[k] > 0)
                enter(&grown, run, profile->sets[i].tag[k], profile->sets[i].run[k], profile->sets[i].count[k]);
    rp_profile_done(profile);
    *profile = grown;
    return RP_OK;
}

/* Only one shingle in four is looked after: what stands between two of them that are repeated is repeated too. */
static const uint64_t WATCHED_BELOW = UINT64_MAX / WATCHED;

static bool is_watched(uint64_t shingle)
{
    return shingle < WATCHED_BELOW;
}

static void learn_one(struct rp_profile *profile, uint32_t run, uint32_t tag)
{
    struct rp_seen *set = set_of(profile, tag);
    unsigned at = find(set, tag);
    if (at == WAYS) {
        enter(profile, run, tag, (uint16_t)run, 1);
    } else if (set->run[at] != (uint16_t)run) {
        set->run[at] = (uint16_t)run;
        set->count[at] += set->count[at] < COUNT_MAX;
    }
}

size_t rp_profile_watch(const uint64_t *shingles, size_t count, uint32_t *ret)
{
    const struct rp_sketch_kernels *kernels = rp_sketch_kernels();
    uint64_t watched[CHUNK + RP_BELOW_SLACK];
    size_t found = 0;
    for (size_t start = 0; start < count; start += CHUNK) {
        size_t n = kernels->below(shingles + start, count - start < CHUNK ? count - start : CHUNK, WATCHED_BELOW, watched);
        for (size_t i = 0; i < n; i++)
            ret[found++] = (uint32_t)watched[i];
    }
    return found;
}

void rp_profile_fetch(const struct rp_profile *profile, const uint32_t *watched, size_t count)
{
    for (size_t i = 0; i < count && i < CHUNK && profile->set_count > 0; i++)
        RP_FETCH(set_of(profile, watched[i]));
}

void rp_profile_learn(struct rp_profile *profile, uint32_t run, const uint32_t *watched, size_t count)
{
    for (size_t i = 0; i < count && i < AHEAD; i++)
        RP_FETCH(set_of(profile, watched[i]));
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count)
            RP_FETCH(set_of(profile, watched[i + AHEAD]));
        learn_one(profile, run, watched[i]);
    }
}

static void unlearn_one(struct rp_profile *profile, uint32_t tag)
{
    struct rp_seen *set = set_of(profile, tag);
    unsigned at = find(set, tag);
    /* A full count may stand for more runs than it says. */
    if (at == WAYS || set->count[at] == COUNT_MAX)
        return;
    set->count[at]--;
    profile->used -= set->count[at] == 0;
}

void rp_profile_unlearn(struct rp_profile *profile, const uint64_t *shingles, size_t count)
{
    for (size_t i = 0; i < count && profile->set_count > 0; i++)
        if (is_watched(shingles[i]))
            unlearn_one(profile, (uint32_t)shingles[i]);
}

static uint8_t count_one(const struct rp_profile *profile, int64_t own_run, uint32_t tag)
{
    const struct rp_seen *set = set_of(profile, tag);
    unsigned at = find(set, tag);
    bool own = at < WAYS && (own_run == RP_PROFILE_EVERY_RUN || set->run[at] == (uint16_t)own_run);
    return at < WAYS ? (uint8_t)(set->count[at] - own) : 0;
}

/* The shingles from `start` to before `end` have the count of the one that is nearer of those beside them; too many of them have none. */
static void fill(uint8_t *ret, size_t start, size_t end, size_t count)
{
    unsigned left = start > 0 ? ret[start - 1] : end < count ? ret[end] : 0, right = end < count ? ret[end] : left;
    size_t middle = start + (end - start) / 2;
    if (end - start > GAP_MAX)
        left = right = 0;
    memset(ret + start, (int)left, middle - start);
    memset(ret + middle, (int)right, end - middle);
}

/* The places of those that are watched; returns how many. */
static size_t find_watched(const uint64_t *shingles, size_t count, uint32_t *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        ret[n] = (uint32_t)i;
        n += is_watched(shingles[i]);
    }
    return n;
}

void rp_profile_count(const struct rp_profile *profile, int64_t own_run, const uint64_t *shingles, size_t count, uint8_t *ret)
{
    if (profile->set_count == 0) {
        memset(ret, 0, count);
        return;
    }
    size_t gap = 0; /* of those that are not watched, behind the last one that is */
    for (size_t start = 0; start < count; start += CHUNK) {
        uint32_t places[CHUNK];
        const uint64_t *chunk = shingles + start;
        size_t n = find_watched(chunk, count - start < CHUNK ? count - start : CHUNK, places);
        for (size_t i = 0; i < n && i < AHEAD; i++)
            RP_FETCH(set_of(profile, (uint32_t)chunk[places[i]]));
        for (size_t i = 0; i < n; i++) {
            size_t at = start + places[i];
            if (i + AHEAD < n)
                RP_FETCH(set_of(profile, (uint32_t)chunk[places[i + AHEAD]]));
            ret[at] = count_one(profile, own_run, (uint32_t)shingles[at]);
            if (gap < at)
                fill(ret, gap, at, count);
            gap = at + 1;
        }
    }
    if (gap < count)
        fill(ret, gap, count, count);
}
