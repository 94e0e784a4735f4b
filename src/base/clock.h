/* A clock that only goes forward. */
#ifndef RP_BASE_CLOCK_H
#define RP_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Nanoseconds, milliseconds since some moment in the past. */
static inline int64_t rp_clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline int64_t rp_clock_ms(void)
{
    return rp_clock_ns() / 1000000;
}

#endif
