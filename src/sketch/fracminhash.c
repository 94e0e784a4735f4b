/* FracMinHash keys: the shingles below a fixed fraction of the hash range, with a least and a greatest number. */
#include "sketch/kernels.h"
#include "sketch/sketch.h"

#include <assert.h>
#include <string.h>

/* Chosen so far; what is more than is wanted goes when the room is full. */
enum { ROOM = 2 * RP_KEYS_MOST, CHUNK = 1024 };

struct smallest {
    uint64_t keys[ROOM + CHUNK + RP_BELOW_SLACK];
    uint32_t count;
    uint64_t limit; /* no key from here on is wanted; 0 stands for 2^64 */
};

/* Byte by byte, from the last: as fast for the worst of keys as for the best. */
static void sort_by_bytes(const uint64_t *keys, uint32_t count, uint64_t *ret)
{
    uint64_t other[ROOM + CHUNK];
    memcpy(ret, keys, count * sizeof *keys);
    for (unsigned shift = 0; shift < 64; shift += 8) {
        uint32_t start[257] = {0};
        for (uint32_t i = 0; i < count; i++)
            start[(ret[i] >> shift & 0xff) + 1]++;
        for (unsigned byte = 1; byte <= 256; byte++)
            start[byte] += start[byte - 1];
        for (uint32_t i = 0; i < count; i++)
            other[start[ret[i] >> shift & 0xff]++] = ret[i];
        memcpy(ret, other, count * sizeof *ret);
    }
}

/* Hashes are spread evenly: each goes to its part of the range, and what is out of place within a part moves a little. */
static void sort_keys(const uint64_t *keys, uint32_t count, uint64_t *ret)
{
    enum { PARTS = 256, CROWD = 48 };
    uint64_t largest = 0;
    uint32_t start[PARTS + 1] = {0}, fullest = 0;
    unsigned shift = 0;
    for (uint32_t i = 0; i < count; i++)
        largest = keys[i] > largest ? keys[i] : largest;
    while (largest >> shift >= PARTS)
        shift++;
    for (uint32_t i = 0; i < count; i++)
        start[(keys[i] >> shift) + 1]++;
    for (uint32_t part = 1; part <= PARTS; part++) {
        fullest = start[part] > fullest ? start[part] : fullest;
        start[part] += start[part - 1];
    }
    if (fullest > CROWD) {
        sort_by_bytes(keys, count, ret);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        ret[start[keys[i] >> shift]++] = keys[i];
    for (uint32_t i = 1; i < count; i++) {
        uint64_t key = ret[i];
        uint32_t at = i;
        for (; at > 0 && ret[at - 1] > key; at--)
            ret[at] = ret[at - 1];
        ret[at] = key;
    }
}

/* Cuts what is chosen to the `wanted` smallest. */
static void cut(struct smallest *smallest, uint32_t wanted)
{
    uint64_t sorted[ROOM + CHUNK];
    sort_keys(smallest->keys, smallest->count, sorted);
    memcpy(smallest->keys, sorted, wanted * sizeof *sorted);
    smallest->count = wanted;
    smallest->limit = sorted[wanted - 1];
}

/* The `wanted` smallest of those below a limit (0: of all), ascending; there are at least so many. */
static void choose(const uint64_t *set, size_t count, uint64_t limit, uint32_t wanted, uint64_t *ret)
{
    const struct rp_sketch_kernels *kernels = rp_sketch_kernels();
    struct smallest smallest;
    smallest.count = 0;
    smallest.limit = limit;
    for (size_t i = 0; i < count; i += CHUNK) {
        size_t n = count - i < CHUNK ? count - i : CHUNK;
        if (smallest.limit != 0)
            n = kernels->below(set + i, n, smallest.limit, smallest.keys + smallest.count);
        else
            memcpy(smallest.keys + smallest.count, set + i, n * sizeof *set);
        smallest.count += (uint32_t)n;
        if (smallest.count > ROOM)
            cut(&smallest, wanted);
    }
    uint64_t sorted[ROOM + CHUNK];
    sort_keys(smallest.keys, smallest.count, sorted);
    memcpy(ret, sorted, wanted * sizeof *sorted);
}

static size_t count_below(const uint64_t *set, size_t count, uint64_t limit)
{
    const struct rp_sketch_kernels *kernels = rp_sketch_kernels();
    uint64_t scratch[CHUNK + RP_BELOW_SLACK];
    size_t below = 0;
    for (size_t i = 0; i < count; i += CHUNK)
        below += kernels->below(set + i, count - i < CHUNK ? count - i : CHUNK, limit, scratch);
    return below;
}

uint32_t rp_fracminhash(const uint64_t *set, size_t count, uint32_t most, uint64_t *ret)
{
    assert(most <= RP_KEYS_MOST);
    size_t below = count_below(set, count, RP_KEYS_FRACTION);
    size_t wanted = below < most ? below : most;
    wanted = wanted > RP_KEYS_MIN ? wanted : RP_KEYS_MIN;
    wanted = wanted < count ? wanted : count;
    if (wanted > 0)
        choose(set, count, below >= wanted ? RP_KEYS_FRACTION : 0, (uint32_t)wanted, ret);
    return (uint32_t)wanted;
}

uint64_t rp_keys_threshold(const uint64_t *keys, uint32_t key_count, uint32_t n)
{
    if (key_count == n)
        return 0;
    uint64_t last = keys[key_count - 1];
    return last >= RP_KEYS_FRACTION || key_count == RP_KEYS_MAX ? last : RP_KEYS_FRACTION;
}
