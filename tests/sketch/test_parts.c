/* The parts of a fingerprint, each against the definition written out anew: MinHash, SimHash, FracMinHash and its threshold. */
#include "support/cmocka.h"

#include "base/bits.h"
#include "sketch/sketch.h"

#include <stdlib.h>

enum { SET_MAX = 3000 };

static const uint64_t FRACTION = UINT64_C(1) << 61;

static void fill(uint64_t *set, size_t count, uint64_t seed)
{
    for (size_t i = 0; i < count; i++)
        set[i] = rp_mix(seed * 1000003 + i + 1);
}

/* --- MinHash --- */

static void plain_minhash(const uint64_t *set, size_t count, uint16_t ret[128])
{
    uint64_t winner[128];
    int filled[128] = {0}, left = 128;
    for (uint64_t r = 0; left > 0; r++) {
        uint64_t best[128];
        int met[128] = {0};
        for (size_t i = 0; i < count; i++) {
            uint64_t x = rp_mix(set[i] + (r + 1) * RP_GOLDEN), rank = x % (UINT64_C(1) << 57);
            size_t bin = (size_t)(r < 128 ? x >> 57 : r - 128);
            if (!met[bin] || rank < best[bin])
                best[bin] = rank;
            met[bin] = 1;
        }
        for (int bin = 0; bin < 128; bin++)
            if (met[bin] && !filled[bin]) {
                winner[bin] = best[bin];
                filled[bin] = 1;
                left--;
            }
    }
    for (int bin = 0; bin < 128; bin++)
        ret[bin] = (uint16_t)(winner[bin] % 65536);
}

static void minhash_is_the_definition(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 3, 5, 15, 16, 17, 31, 64, 100, 127, 128, 129, 300, 700, 1500, SET_MAX};
    static uint64_t set[SET_MAX];
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        for (uint64_t seed = 0; seed < 5; seed++) {
            uint16_t got[128], want[128];
            fill(set, counts[i], seed);
            rp_minhash(set, counts[i], got);
            plain_minhash(set, counts[i], want);
            assert_memory_equal(got, want, sizeof want);
        }
}

/* --- SimHash --- */

static uint64_t plain_simhash(const uint64_t *hashes, size_t count)
{
    size_t features = count > 1 ? count - 1 : 1, ones[64] = {0};
    uint64_t simhash = 0;
    for (size_t i = 0; i < features; i++) {
        uint64_t gram = rp_gram(hashes + i, count > 1 ? 2 : 1);
        for (int bit = 0; bit < 64; bit++)
            ones[bit] += gram >> bit & 1;
    }
    for (int bit = 0; bit < 64; bit++)
        if (2 * ones[bit] > features)
            simhash |= UINT64_C(1) << bit;
    return simhash;
}

static void simhash_is_the_definition(void **state)
{
    (void)state;
    static uint64_t hashes[SET_MAX];
    for (size_t count = 1; count <= SET_MAX; count += count < 600 ? 1 : 97) { /* past the lanes' 255 and 510 */
        fill(hashes, count, count);
        assert_true(rp_simhash(hashes, count) == plain_simhash(hashes, count));
    }
    /* All lanes full: one pair again and again. */
    for (size_t i = 0; i < SET_MAX; i++)
        hashes[i] = 42;
    assert_true(rp_simhash(hashes, SET_MAX) == rp_gram(hashes, 2));
    assert_true(rp_simhash(hashes, 256) == rp_gram(hashes, 2));
}

static void simhash_needs_more_than_half(void **state)
{
    (void)state;
    const uint64_t hashes[] = {1, 2, 3, 4};
    uint64_t a = rp_gram(hashes, 2), b = rp_gram(hashes + 1, 2), c = rp_gram(hashes + 2, 2);
    assert_true(rp_simhash(hashes, 1) == rp_gram(hashes, 1));
    assert_true(rp_simhash(hashes, 2) == a);
    assert_true(rp_simhash(hashes, 3) == (a & b));
    assert_true(rp_simhash(hashes, 4) == ((a & b) | (b & c) | (a & c)));
}

/* --- FracMinHash --- */

static int by_value(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static void check_keys(const uint64_t *set, size_t count)
{
    static uint64_t sorted[SET_MAX];
    uint64_t got[RP_KEYS_MAX];
    size_t below = 0, most = 0;
    memcpy(sorted, set, count * sizeof *set);
    qsort(sorted, count, sizeof *sorted, by_value);
    for (size_t i = 0; i < count; i++)
        below += sorted[i] < FRACTION;
    most = below < 32 ? 32 : below > 96 ? 96 : below;
    size_t want = count < most ? count : most;
    assert_int_equal(rp_fracminhash(set, count, RP_KEYS_MAX, got), want);
    assert_memory_equal(got, sorted, want * sizeof *got);
}

static void keys_are_the_smallest_of_a_sorted_set(void **state)
{
    (void)state;
    static uint64_t set[SET_MAX];
    for (size_t count = 1; count <= SET_MAX; count += count < 300 ? 1 : 61)
        for (uint64_t seed = 0; seed < 3; seed++) {
            fill(set, count, seed + count);
            check_keys(set, count);
        }
}

/* So many below the fraction and so many above, in an order that brings either first, or both mixed. */
static void keys_go_by_how_many_are_below_the_fraction(void **state)
{
    (void)state;
    static const size_t belows[] = {0, 1, 3, 31, 32, 33, 50, 95, 96, 97, 200}, aboves[] = {0, 1, 10, 31, 32, 33, 100, 900};
    static uint64_t set[SET_MAX];
    for (size_t b = 0; b < sizeof belows / sizeof *belows; b++)
        for (size_t a = 0; a < sizeof aboves / sizeof *aboves; a++) {
            size_t count = belows[b] + aboves[a];
            for (int order = 0; order < 3 && count > 0; order++) {
                for (size_t i = 0; i < count; i++) {
                    size_t k = order == 0 ? i : order == 1 ? count - 1 - i : i * 7919 % count;
                    if (count % 7919 == 0)
                        k = i;
                    set[i] = k < belows[b] ? k + 1 : FRACTION + (k - belows[b]);
                }
                check_keys(set, count);
            }
        }
    set[0] = FRACTION - 1;
    set[1] = FRACTION;
    set[2] = 0;
    set[3] = UINT64_MAX;
    check_keys(set, 4);
}

static void the_threshold_follows_the_page(void **state)
{
    (void)state;
    static const struct {
        uint32_t below, above, keys;
        uint64_t threshold; /* 0: 2^64 */
    } cases[] = {
        {1, 0, 1, 0},
        {3, 10, 13, 0},
        {0, 32, 32, 0},
        {3, 100, 32, (UINT64_C(1) << 61) + 28},
        {31, 1, 32, 0},
        {31, 2, 32, UINT64_C(1) << 61}, /* the largest is just at the fraction */
        {32, 100, 32, UINT64_C(1) << 61},
        {50, 100, 50, UINT64_C(1) << 61},
        {96, 100, 96, 96},
        {96, 0, 96, 0},
        {97, 0, 96, 96},
        {200, 900, 96, 96},
    };
    static uint64_t set[SET_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t n = cases[i].below + cases[i].above;
        uint64_t keys[RP_KEYS_MAX];
        for (uint32_t k = 0; k < n; k++)
            set[k] = k < cases[i].below ? k + 1 : FRACTION + (k - cases[i].below);
        assert_int_equal(rp_fracminhash(set, n, RP_KEYS_MAX, keys), cases[i].keys);
        assert_true(rp_keys_threshold(keys, cases[i].keys, n) == cases[i].threshold);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minhash_is_the_definition),
        cmocka_unit_test(simhash_is_the_definition),
        cmocka_unit_test(simhash_needs_more_than_half),
        cmocka_unit_test(keys_are_the_smallest_of_a_sorted_set),
        cmocka_unit_test(keys_go_by_how_many_are_below_the_fraction),
        cmocka_unit_test(the_threshold_follows_the_page),
    };
    return cmocka_run_group_tests_name("sketch/parts", tests, NULL, NULL);
}
