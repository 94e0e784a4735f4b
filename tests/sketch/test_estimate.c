/* Estimators on fingerprints made by hand: the formulas of docs/FINGERPRINT.md section 7. (test_error.c tests how far off they are.) */
#include "support/cmocka.h"

#include "sketch/sketch.h"

#include <math.h>

static void assert_near(double got, double want)
{
    if (!(fabs(got - want) < 1e-12))
        fail_msg("%.15f is not %.15f", got, want);
}

static void minhash_counts_equal_values(void **state)
{
    (void)state;
    const double chance = 1.0 / 65536;
    struct rp_fingerprint a = {0}, b = {0};
    for (int i = 0; i < RP_MINHASH_VALUES; i++) {
        a.minhash[i] = (uint16_t)(i + 1);
        b.minhash[i] = (uint16_t)(i + 1000);
    }
    for (int equal = 0; equal <= 128; equal++) {
        double want = (equal / 128.0 - chance) / (1 - chance);
        assert_near(rp_fingerprint_resemblance(&a, &b), want > 0 ? want : 0);
        assert_near(rp_fingerprint_resemblance(&b, &a), want > 0 ? want : 0);
        if (equal < 128)
            b.minhash[(equal * 37) % 128] = a.minhash[(equal * 37) % 128];
    }
    assert_true(rp_fingerprint_resemblance(&a, &a) == 1);
    /* The same values at other places are not equal. */
    for (int i = 0; i < RP_MINHASH_VALUES; i++)
        b.minhash[i] = a.minhash[(i + 1) % 128];
    assert_true(rp_fingerprint_resemblance(&a, &b) == 0);
}

static void simhash_is_a_cosine_and_never_negative(void **state)
{
    (void)state;
    struct rp_fingerprint a = {.simhash = UINT64_C(0x0123456789abcdef)}, b = a;
    for (int distance = 0; distance <= 64; distance++) {
        double want = distance < 32 ? cos(3.14159265358979323846 * distance / 64) : 0;
        assert_near(rp_fingerprint_resemblance_simhash(&a, &b), want);
        if (distance < 64)
            b.simhash ^= UINT64_C(1) << distance;
    }
}

static struct rp_fingerprint with_keys(uint32_t shingles, uint64_t first, uint64_t step, uint32_t count)
{
    struct rp_fingerprint print = {.shingles = shingles, .key_count = count};
    for (uint32_t i = 0; i < count; i++)
        print.keys[i] = first + i * step;
    return print;
}

static void whole_sets_are_compared_exactly(void **state)
{
    (void)state;
    struct rp_fingerprint a = with_keys(4, 10, 10, 4);                       /* 10 20 30 40 */
    struct rp_fingerprint b = with_keys(3, 30, 10, 3), c = with_keys(2, 5, 1, 2); /* 30 40 50; 5 6 */
    a.keys[3] = UINT64_MAX;
    b.keys[2] = UINT64_MAX; /* 30 40 and the largest that there is */
    assert_near(rp_fingerprint_containment(&a, &b), 2 / 4.0);
    assert_near(rp_fingerprint_containment(&b, &a), 2 / 3.0);
    assert_near(rp_fingerprint_resemblance_keys(&a, &b), 2 / 5.0);
    assert_near(rp_fingerprint_resemblance_keys(&b, &a), 2 / 5.0);
    assert_true(rp_fingerprint_containment(&a, &a) == 1 && rp_fingerprint_resemblance_keys(&a, &a) == 1);
    assert_true(rp_fingerprint_containment(&a, &c) == 0 && rp_fingerprint_resemblance_keys(&a, &c) == 0);
}

static void only_keys_below_the_smaller_threshold_count(void **state)
{
    (void)state;
    struct rp_fingerprint whole = with_keys(4, 5, 1, 4), sample = with_keys(1000, 1, 1, 96), fraction = with_keys(300, 2, 2, 40);
    whole.keys[1] = 96; /* 5, then three at and above the sample's boundary */
    whole.keys[2] = 97;
    whole.keys[3] = UINT64_C(1) << 63;
    assert_near(rp_fingerprint_containment(&whole, &sample), 1);
    assert_near(rp_fingerprint_containment(&sample, &whole), 1 / 95.0);
    assert_near(rp_fingerprint_resemblance_keys(&whole, &sample), 1 / 95.0);
    /* 2 4 .. 80 below 2^61, against 1 2 .. 95. */
    assert_near(rp_fingerprint_containment(&fraction, &sample), 1);
    assert_near(rp_fingerprint_containment(&sample, &fraction), 40 / 95.0);
    /* Against the whole set below 2^61: 5, 96 and 97 of it count, and none is there. */
    assert_near(rp_fingerprint_containment(&whole, &fraction), 0);
    assert_near(rp_fingerprint_resemblance_keys(&whole, &fraction), 0);
}

static void nothing_below_the_threshold_is_no_overlap(void **state)
{
    (void)state;
    struct rp_fingerprint high = with_keys(1, UINT64_C(1) << 63, 1, 1), sample = with_keys(1000, 1, 1, 96);
    assert_true(rp_fingerprint_containment(&high, &sample) == 0);
    assert_true(rp_fingerprint_containment(&sample, &high) == 0);
    assert_true(rp_fingerprint_resemblance_keys(&high, &high) == 1);
    struct rp_fingerprint low = with_keys(2000, 1, 1, 96);
    low.keys[95] = UINT64_C(1) << 60;
    for (uint32_t i = 0; i < 95; i++)
        low.keys[i] = (UINT64_C(1) << 59) + i;
    assert_true(rp_fingerprint_resemblance_keys(&low, &sample) == 0); /* none of low's is below 96 */
    assert_true(rp_fingerprint_containment(&low, &sample) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minhash_counts_equal_values),
        cmocka_unit_test(simhash_is_a_cosine_and_never_negative),
        cmocka_unit_test(whole_sets_are_compared_exactly),
        cmocka_unit_test(only_keys_below_the_smaller_threshold_count),
        cmocka_unit_test(nothing_below_the_threshold_is_no_overlap),
    };
    return cmocka_run_group_tests_name("sketch/estimate", tests, NULL, NULL);
}
