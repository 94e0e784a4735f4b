/* What one source repeats. */
#include "corpus/profile.h"

#include "base/bits.h"
#include "base/error.h"
#include "corpus/kernels.h"
#include "sketch/kernels.h"

#include <stdbool.h>
#include <string.h>

enum { WAYS = RP_SEEN_WAYS, FIRST_SETS = 32, MAX_SETS = 1024, CHUNK = 512 };

/* More shingles than these between two that are watched are not taken for what those are. */
enum { WATCHED = 4, GAP_MAX = 32 };

static uint64_t bytes_of(size_t sets)
{
    return sets * sizeof(struct rp_seen);
}

void rp_profile_done(struct rp_profile *profile, struct rp_blocks *blocks)
{
    rp_blocks_give(blocks, profile->sets, bytes_of(profile->set_count));
    *profile = (struct rp_profile){0};
}

static struct rp_seen *set_of(const struct rp_profile *profile, uint32_t tag)
{
    return &profile->sets[tag & (profile->set_count - 1)];
}

/* A tag that is not there yet. */
static void enter(struct rp_profile *profile, uint32_t latest_run, uint32_t tag, uint16_t run, uint8_t count)
{
    struct rp_seen *set = set_of(profile, tag);
    unsigned at = rp_seen_worst(set, latest_run);
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

uint64_t rp_profile_bytes(const struct rp_profile *profile)
{
    return bytes_of(profile->set_count);
}

uint64_t rp_profile_growth(const struct rp_profile *profile, size_t n)
{
    return bytes_of(sets_for(profile, n)) - bytes_of(profile->set_count);
}

enum rp_status rp_profile_reserve(struct rp_profile *profile, struct rp_blocks *blocks, uint32_t run, size_t n)
{
    struct rp_profile grown = {.set_count = sets_for(profile, n)};
    if (grown.set_count == profile->set_count)
        return RP_OK;
    grown.sets = rp_blocks_take(blocks, bytes_of(grown.set_count));
    if (grown.sets == NULL)
        return RP_NO_MEMORY;
    for (size_t i = 0; i < profile->set_count; i++)
        for (unsigned k = 0; k < WAYS; k++)
            if (profile->sets[i].count[k] > 0)
                enter(&grown, run, profile->sets[i].tag[k], profile->sets[i].run[k], profile->sets[i].count[k]);
    rp_profile_done(profile, blocks);
    *profile = grown;
    return RP_OK;
}

/* Only one shingle in four is looked after: what stands between two of them that are repeated is repeated too. */
static const uint64_t WATCHED_BELOW = UINT64_MAX / WATCHED;

static bool is_watched(uint64_t shingle)
{
    return shingle < WATCHED_BELOW;
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
    if (count > 0)
        profile->used += rp_corpus_kernels()->learn(profile->sets, (uint32_t)profile->set_count - 1, watched, count, run);
}

static void unlearn_one(struct rp_profile *profile, uint32_t tag)
{
    struct rp_seen *set = set_of(profile, tag);
    unsigned at = rp_seen_find(set, tag);
    /* A full count may stand for more runs than it says. */
    if (at == WAYS || set->count[at] == RP_SEEN_COUNT_MAX)
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

/* The shingles from `start` to before `end` have the count of the one that is nearer of those beside them; too many of them have none. */
static void fill(uint8_t *ret, size_t start, size_t end, unsigned left, unsigned right)
{
    size_t middle = start + (end - start) / 2;
    if (end - start > GAP_MAX)
        left = right = 0;
    memset(ret + start, (int)left, middle - start);
    memset(ret + middle, (int)right, end - middle);
}

/* Nearly all gaps are short: they are filled by stores of one length, which go too far, and what is too far is written again. */
static void fill_before(uint8_t *ret, size_t start, size_t end, size_t count, unsigned left, unsigned right)
{
    if (end - start > GAP_MAX || start + 2 * GAP_MAX > count) {
        fill(ret, start, end, left, right);
    } else {
        memset(ret + start, (int)left, GAP_MAX);
        memset(ret + start + (end - start) / 2, (int)right, GAP_MAX);
    }
    ret[end] = (uint8_t)right;
}

/* The places and tags of those that are watched; returns how many. */
static size_t find_watched(const uint64_t *shingles, size_t count, uint32_t *ret_places, uint32_t *ret_tags)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        ret_places[n] = (uint32_t)i;
        ret_tags[n] = (uint32_t)shingles[i];
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
    unsigned left = 0;
    for (size_t start = 0; start < count; start += CHUNK) {
        uint32_t places[CHUNK], tags[CHUNK];
        uint8_t counts[CHUNK];
        size_t n = find_watched(shingles + start, count - start < CHUNK ? count - start : CHUNK, places, tags);
        rp_corpus_kernels()->count_seen(profile->sets, (uint32_t)profile->set_count - 1, tags, n, own_run, counts);
        for (size_t i = 0; i < n; i++) {
            size_t at = start + places[i];
            fill_before(ret, gap, at, count, gap > 0 ? left : counts[i], counts[i]);
            left = counts[i];
            gap = at + 1;
        }
    }
    if (gap < count)
        fill(ret, gap, count, left, left);
}

void rp_profile_save(const struct rp_profile *profile, const struct rp_image_sink *sink)
{
    sink->put(sink->context, profile->sets, bytes_of(profile->set_count));
}

enum rp_status rp_profile_load(struct rp_profile *profile, struct rp_blocks *blocks, size_t set_count, size_t used, const struct rp_image_source *source,
                               struct rp_error *error)
{
    bool fits = set_count >= FIRST_SETS && set_count <= MAX_SETS && (set_count & (set_count - 1)) == 0 && used <= set_count * WAYS;
    if (!fits)
        return rp_image_damaged(error, "the size of a profile");
    struct rp_seen *sets = rp_blocks_take(blocks, bytes_of(set_count));
    if (sets == NULL)
        return rp_fail_memory(error);
    *profile = (struct rp_profile){.sets = sets, .set_count = set_count, .used = used};
    return source->get(source->context, sets, bytes_of(set_count), error);
}
