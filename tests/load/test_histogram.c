/* Times in buckets, beside the same times sorted. */
#include "support/cmocka.h"

#include "load/histogram.h"
#include "support/random.h"

#include <stdlib.h>

enum { VALUES = 20000 };

static struct rp_histogram one, other;

static int by_value(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Of all sizes, from a nanosecond to half an hour. */
static int64_t random_value(uint64_t *seed)
{
    return (int64_t)(random_next(seed) >> (24 + random_below(seed, 40)));
}

static int64_t exact(const int64_t *sorted, double share)
{
    size_t rank = (size_t)(share * VALUES);
    rank += (double)rank < share * VALUES;
    return sorted[rank > 0 ? rank - 1 : 0];
}

static void percentiles_are_right_to_three_digits(void **state)
{
    static const double shares[] = {0, .1, .5, .9, .99, .999, .9999, 1};
    static int64_t values[VALUES];
    uint64_t seed = 1;
    (void)state;
    rp_histogram_clear(&one);
    for (int i = 0; i < VALUES; i++)
        rp_histogram_record(&one, values[i] = random_value(&seed));
    qsort(values, VALUES, sizeof *values, by_value);
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        int64_t want = exact(values, shares[i]), got = rp_histogram_at(&one, shares[i]);
        assert_true(got >= want && got - want <= want / 1000);
    }
    assert_int_equal(one.max, values[VALUES - 1]);
    assert_int_equal(rp_histogram_at(&one, 1), one.max);
}

static void every_small_value_has_a_bucket(void **state)
{
    (void)state;
    for (int64_t ns = 0; ns < 2048; ns++) {
        rp_histogram_clear(&one);
        rp_histogram_record(&one, ns);
        rp_histogram_record(&one, ns + 1);
        assert_int_equal(rp_histogram_at(&one, .5), ns);
        assert_int_equal(rp_histogram_at(&one, 1), ns + 1);
    }
}

static void merged_is_as_if_counted_together(void **state)
{
    static struct rp_histogram both;
    uint64_t seed = 2;
    (void)state;
    rp_histogram_clear(&one);
    rp_histogram_clear(&other);
    rp_histogram_clear(&both);
    for (int i = 0; i < VALUES; i++) {
        int64_t ns = random_value(&seed);
        rp_histogram_record(i % 3 == 0 ? &one : &other, ns);
        rp_histogram_record(&both, ns);
    }
    rp_histogram_merge(&one, &other);
    assert_memory_equal(&one, &both, sizeof one);
}

static void what_is_out_of_range_counts_as_its_end(void **state)
{
    (void)state;
    rp_histogram_clear(&one);
    assert_int_equal(rp_histogram_at(&one, .5), 0);
    assert_true(rp_histogram_mean(&one) == 0);
    rp_histogram_record(&one, -5);
    assert_int_equal(one.max, 0);
    rp_histogram_record(&one, INT64_MAX);
    assert_int_equal(one.max, RP_HISTOGRAM_MAX);
    assert_int_equal(rp_histogram_at(&one, 1), RP_HISTOGRAM_MAX);
    assert_int_equal(rp_histogram_at(&one, .5), 0);
    assert_true(rp_histogram_mean(&one) == (double)RP_HISTOGRAM_MAX / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentiles_are_right_to_three_digits),
        cmocka_unit_test(every_small_value_has_a_bucket),
        cmocka_unit_test(merged_is_as_if_counted_together),
        cmocka_unit_test(what_is_out_of_range_counts_as_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
