/* The time of a corpus. */
#include "store/timekeeper.h"

#include "base/clock.h"

#include <time.h>

static int64_t real_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum rp_time_remark rp_timekeeper_start_at(struct rp_timekeeper *keeper, int64_t last_ms, int64_t most_ms, int64_t system_ms,
                                           int64_t monotonic_ms)
{
    *keeper = (struct rp_timekeeper){.now_ms = last_ms, .looked_ms = monotonic_ms};
    if (system_ms < last_ms)
        return RP_TIME_BEHIND;
    /* Unsigned, as the two may be further apart than an int64_t reaches. */
    if (last_ms != INT64_MIN && most_ms > 0 && (uint64_t)system_ms - (uint64_t)last_ms > (uint64_t)most_ms)
        return RP_TIME_NOT_BELIEVED;
    keeper->now_ms = system_ms;
    return RP_TIME_FINE;
}

enum rp_time_remark rp_timekeeper_start(struct rp_timekeeper *keeper, int64_t last_ms, int64_t most_ms)
{
    return rp_timekeeper_start_at(keeper, last_ms, most_ms, real_ms(), rp_clock_ms());
}

int64_t rp_timekeeper_at(struct rp_timekeeper *keeper, int64_t monotonic_ms)
{
    uint64_t step = monotonic_ms > keeper->looked_ms ? (uint64_t)monotonic_ms - (uint64_t)keeper->looked_ms : 0;
    keeper->looked_ms = monotonic_ms;
    if (step <= RP_TIME_STEP_MOST_MS && keeper->now_ms <= INT64_MAX - (int64_t)step)
        keeper->now_ms += (int64_t)step;
    return keeper->now_ms;
}

int64_t rp_timekeeper_now(struct rp_timekeeper *keeper)
{
    return rp_timekeeper_at(keeper, rp_clock_ms());
}
