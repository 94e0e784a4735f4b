/* FracMinHash keys: the shingles below a fixed fraction of the hash range, with a least and a greatest number. */
#include "sketch/sketch.h"

#include <assert.h>
#include <stdbool.h>


/* A binary max-heap of the smallest shingles seen. */
static void sift_down(uint64_t *heap, uint32_t count, uint32_t at)
{
    for (uint32_t child = 2 * at + 1; child < count; at = child, child = 2 * at + 1) {
        if (child + 1 < count && heap[child + 1] > heap[child])
            child++;
        if (heap[at] >= heap[child])
            return;
        uint64_t other = heap[at];
        heap[at] = heap[child];
        heap[child] = other;
    }
}

static void sift_up(uint64_t *heap, uint32_t at)
{
    for (; at > 0 && heap[(at - 1) / 2] < heap[at]; at = (at - 1) / 2) {
        uint64_t other = heap[at];
        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = other;
    }
}

/* Hashes are spread evenly: each goes to its part of the range, and what is out of place within a part moves a little. */
static void sort_keys(uint64_t *keys, uint32_t count)
{
    enum { PARTS = 128 };
    uint64_t sorted[RP_KEYS_MOST], largest = 0;
    uint32_t start[PARTS + 1] = {0};
    unsigned shift = 0;
    for (uint32_t i = 0; i < count; i++)
        largest = keys[i] > largest ? keys[i] : largest;
    while (largest >> shift >= PARTS)
        shift++;
    for (uint32_t i = 0; i < count; i++)
        start[(keys[i] >> shift) + 1]++;
    for (uint32_t part = 1; part <= PARTS; part++)
        start[part] += start[part - 1];
    for (uint32_t i = 0; i < count; i++)
        sorted[start[keys[i] >> shift]++] = keys[i];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i;
        for (; at > 0 && keys[at - 1] > sorted[i]; at--)
            keys[at] = keys[at - 1];
        keys[at] = sorted[i];
    }
}

/* The smallest in a heap, `most` of them; those not below the fraction stay only as far as they are needed to come to RP_KEYS_MIN. */
static uint32_t choose_by_heap(const uint64_t *set, size_t count, uint32_t most, uint64_t *ret)
{
    uint32_t n = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t room = set[i] < RP_KEYS_FRACTION ? most : RP_KEYS_MIN;
        if (n < room) {
            ret[n] = set[i];
            sift_up(ret, n++);
        } else if (set[i] < ret[0]) {
            ret[0] = set[i];
            sift_down(ret, n, 0);
        }
        /* A key above the fraction gives way once there are enough without it. */
        while (n > RP_KEYS_MIN && ret[0] >= RP_KEYS_FRACTION) {
            ret[0] = ret[--n];
            sift_down(ret, n, 0);
        }
    }
    return n;
}

/* Of a usual text the keys are simply those below the fraction. */
uint32_t rp_fracminhash(const uint64_t *set, size_t count, uint32_t most, uint64_t *ret)
{
    uint32_t n = 0;
    size_t i = 0;
    assert(most <= RP_KEYS_MOST);
    for (; i < count && n < most; i++) {
        ret[n] = set[i];
        n += set[i] < RP_KEYS_FRACTION;
    }
    if (i < count || n < RP_KEYS_MIN)
        n = choose_by_heap(set, count, most, ret);
    sort_keys(ret, n);
    return n;
}

uint64_t rp_keys_threshold(const uint64_t *keys, uint32_t key_count, uint32_t n)
{
    if (key_count == n)
        return 0;
    uint64_t last = keys[key_count - 1];
    return last >= RP_KEYS_FRACTION || key_count == RP_KEYS_MAX ? last : RP_KEYS_FRACTION;
}
