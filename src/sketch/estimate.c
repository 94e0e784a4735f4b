/* Resemblance and containment from fingerprints. docs/FINGERPRINT.md section 7. */
#include "sketch/sketch.h"

#include <math.h>

double rp_fingerprint_resemblance(const struct rp_fingerprint *a, const struct rp_fingerprint *b)
{
    const double chance = 1.0 / 65536; /* two different values of 16 bits are equal */
    int equal = 0;
    for (int i = 0; i < RP_MINHASH_VALUES; i++)
        equal += a->minhash[i] == b->minhash[i];
    double estimate = ((double)equal / RP_MINHASH_VALUES - chance) / (1 - chance);
    return estimate > 0 ? estimate : 0;
}

double rp_fingerprint_resemblance_simhash(const struct rp_fingerprint *a, const struct rp_fingerprint *b)
{
    const double pi = 3.14159265358979323846;
    int distance = 0;
    for (uint64_t x = a->simhash ^ b->simhash; x != 0; x &= x - 1)
        distance++;
    double cosine = cos(pi * distance / 64);
    return cosine > 0 ? cosine : 0;
}

/* The keys of both below the smaller threshold. */
struct overlap {
    uint32_t a, b, both;
};

static uint32_t count_below(const struct rp_fingerprint *fingerprint, uint64_t threshold)
{
    uint32_t n = 0;
    while (n < fingerprint->key_count && (threshold == 0 || fingerprint->keys[n] < threshold))
        n++;
    return n;
}

static struct overlap overlap_of(const struct rp_fingerprint *a, const struct rp_fingerprint *b)
{
    uint64_t s = rp_keys_threshold(a->keys, a->key_count, a->shingles), t = rp_keys_threshold(b->keys, b->key_count, b->shingles);
    uint64_t threshold = s == 0 || (t != 0 && t < s) ? t : s; /* 0 stands for 2^64 */
    struct overlap overlap = {.a = count_below(a, threshold), .b = count_below(b, threshold)};
    for (uint32_t i = 0, j = 0; i < overlap.a && j < overlap.b;) {
        uint64_t x = a->keys[i], y = b->keys[j];
        overlap.both += x == y;
        i += x <= y;
        j += y <= x;
    }
    return overlap;
}

double rp_fingerprint_resemblance_keys(const struct rp_fingerprint *a, const struct rp_fingerprint *b)
{
    struct overlap overlap = overlap_of(a, b);
    uint32_t either = overlap.a + overlap.b - overlap.both;
    return either > 0 ? (double)overlap.both / either : 0;
}

double rp_fingerprint_containment(const struct rp_fingerprint *a, const struct rp_fingerprint *b)
{
    struct overlap overlap = overlap_of(a, b);
    return overlap.a > 0 ? (double)overlap.both / overlap.a : 0;
}
