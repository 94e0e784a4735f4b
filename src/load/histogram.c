/* Times, counted in buckets. */
#include "load/histogram.h"

#include <string.h>

/* Places by which a value is shifted down to 1024 .. 2047; 0 for smaller ones. */
static unsigned shift_of(uint64_t value)
{
    unsigned shift = 0;
    for (unsigned step = 32; step > 0; step /= 2)
        if (value >> shift >> step >= UINT64_C(1) << RP_HISTOGRAM_HALF_BITS)
            shift += step;
    return shift;
}

static unsigned bucket_of(uint64_t value)
{
    unsigned shift = shift_of(value);
    return (shift << RP_HISTOGRAM_HALF_BITS) + (unsigned)(value >> shift);
}

/* The largest value that is counted in a bucket. */
static int64_t highest_of(unsigned bucket)
{
    unsigned half = 1u << RP_HISTOGRAM_HALF_BITS;
    unsigned shift = bucket < 2 * half ? 0 : bucket / half - 1;
    return (int64_t)(((uint64_t)(bucket - shift * half) + 1) << shift) - 1;
}

void rp_histogram_clear(struct rp_histogram *histogram)
{
    memset(histogram, 0, sizeof *histogram);
}

void rp_histogram_record(struct rp_histogram *histogram, int64_t ns)
{
    if (ns < 0)
        ns = 0;
    if (ns > RP_HISTOGRAM_MAX)
        ns = RP_HISTOGRAM_MAX;
    histogram->counts[bucket_of((uint64_t)ns)]++;
    histogram->total++;
    histogram->sum += (uint64_t)ns;
    if (ns > histogram->max)
        histogram->max = ns;
}

void rp_histogram_merge(struct rp_histogram *into, const struct rp_histogram *from)
{
    for (unsigned i = 0; i < RP_HISTOGRAM_BUCKETS; i++)
        into->counts[i] += from->counts[i];
    into->total += from->total;
    into->sum += from->sum;
    if (from->max > into->max)
        into->max = from->max;
}

int64_t rp_histogram_at(const struct rp_histogram *histogram, double share)
{
    double exact = share * (double)histogram->total;
    uint64_t wanted = exact <= 1 ? 1 : (uint64_t)exact, seen = 0;
    if ((double)wanted < exact)
        wanted++;
    if (wanted >= histogram->total)
        return histogram->max;
    for (unsigned i = 0; i < RP_HISTOGRAM_BUCKETS; i++)
        if ((seen += histogram->counts[i]) >= wanted) {
            int64_t highest = highest_of(i);
            return highest < histogram->max ? highest : histogram->max;
        }
    return histogram->max;
}

double rp_histogram_mean(const struct rp_histogram *histogram)
{
    return histogram->total > 0 ? (double)histogram->sum / (double)histogram->total : 0;
}
