/* How often each time was measured: to three significant digits, from a nanosecond to an hour, in memory of a fixed size (as HdrHistogram
 * does it: buckets that are linear within each power of two). */
#ifndef RP_LOAD_HISTOGRAM_H
#define RP_LOAD_HISTOGRAM_H

#include <stdint.h>

/* A bucket is at most a 1024th as wide as the values in it; below 2048 ns each value has its own. */
enum { RP_HISTOGRAM_HALF_BITS = 10, RP_HISTOGRAM_VALUE_BITS = 42 };
enum { RP_HISTOGRAM_BUCKETS = (RP_HISTOGRAM_VALUE_BITS - RP_HISTOGRAM_HALF_BITS + 1) << RP_HISTOGRAM_HALF_BITS };
#define RP_HISTOGRAM_MAX INT64_C(3600000000000)

struct rp_histogram {
    uint64_t total, sum; /* of the values, in ns */
    int64_t max;
    uint64_t counts[RP_HISTOGRAM_BUCKETS];
};

void rp_histogram_clear(struct rp_histogram *histogram);
/* Below 0 counts as 0, beyond RP_HISTOGRAM_MAX as that. */
void rp_histogram_record(struct rp_histogram *histogram, int64_t ns);
void rp_histogram_merge(struct rp_histogram *into, const struct rp_histogram *from);
/* The value that a share of 0 .. 1 of all values does not exceed, never below it and at most .1 % above; 0 when there is none. */
int64_t rp_histogram_at(const struct rp_histogram *histogram, double share);
double rp_histogram_mean(const struct rp_histogram *histogram);

#endif
