/* The time of a corpus: what operations are stamped with and expiry goes by. It never falls, and a clock that is set does not move it.
 *
 * While it runs it goes on by the steps of the monotonic clock, but for steps that are no steps (backwards, or more than an hour between two looks). At the
 * start it goes by the system's clock: behind the last operation it stands at that; more than `most_ms` ahead of it, it is not believed unless it is told to be. */
#ifndef RP_STORE_TIMEKEEPER_H
#define RP_STORE_TIMEKEEPER_H

#include <stdbool.h>
#include <stdint.h>

struct rp_timekeeper {
    int64_t now_ms;
    int64_t looked_ms; /* monotonic */
};

enum { RP_TIME_STEP_MOST_MS = 3600000 };

enum rp_time_remark { RP_TIME_FINE, RP_TIME_BEHIND, RP_TIME_NOT_BELIEVED };
/* last_ms: of the last operation, INT64_MIN when there is none. most_ms: 0 when every time is believed. */
enum rp_time_remark rp_timekeeper_start(struct rp_timekeeper *keeper, int64_t last_ms, int64_t most_ms);
/* The same with the clocks given, and the time at a later look at them. Pure. */
enum rp_time_remark rp_timekeeper_start_at(struct rp_timekeeper *keeper, int64_t last_ms, int64_t most_ms, int64_t system_ms, int64_t monotonic_ms);
int64_t rp_timekeeper_at(struct rp_timekeeper *keeper, int64_t monotonic_ms);
int64_t rp_timekeeper_now(struct rp_timekeeper *keeper);

#endif
