/* FracMinHash keys: the shingles below a fixed fraction of the hash range, with a least and a greatest number. */
#include "sketch/sketch.h"

#include <stdbool.h>

static const uint64_t FRACTION = UINT64_C(1) << 61; /* one in eight */

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

static void sort_heap(uint64_t *heap, uint32_t count)
{
    for (uint32_t n = count; n > 1; n--) {
        uint64_t largest = heap[0];
        heap[0] = heap[n - 1];
        heap[n - 1] = largest;
        sift_down(heap, n - 1, 0);
    }
}

/* The smallest in a heap, `most` of them; those not below the fraction stay only as far as they are needed to come to RP_KEYS_MIN. */
uint32_t rp_fracminhash(const uint64_t *set, size_t count, uint32_t most, uint64_t *ret)
{
    uint32_t n = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t room = set[i] < FRACTION ? most : RP_KEYS_MIN;
        if (n < room) {
            ret[n] = set[i];
            sift_up(ret, n++);
        } else if (set[i] < ret[0]) {
            ret[0] = set[i];
            sift_down(ret, n, 0);
        }
        /* A key above the fraction gives way once there are enough without it. */
        while (n > RP_KEYS_MIN && ret[0] >= FRACTION) {
            ret[0] = ret[--n];
            sift_down(ret, n, 0);
        }
    }
    sort_heap(ret, n);
    return n;
}

uint64_t rp_keys_threshold(const uint64_t *keys, uint32_t key_count, uint32_t n)
{
    if (key_count == n)
        return 0;
    uint64_t last = keys[key_count - 1];
    return last >= FRACTION || key_count == RP_KEYS_MAX ? last : FRACTION;
}
