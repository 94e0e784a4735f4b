/* Makes the Nth allocation fail. */
#ifndef TESTS_FAILING_H
#define TESTS_FAILING_H

#include "base/alloc.h"

#include <stdbool.h>
#include <stddef.h>

struct failing {
    size_t seen, fail_at; /* fail_at 0: none fails */
};

static inline bool failing_hook(size_t size, void *context)
{
    struct failing *failing = context;
    (void)size;
    return ++failing->seen != failing->fail_at;
}

static inline void failing_start(struct failing *failing, size_t fail_at)
{
    *failing = (struct failing){.fail_at = fail_at};
    rp_alloc_set_hook(failing_hook, failing);
}

static inline void failing_stop(void)
{
    rp_alloc_set_hook(NULL, NULL);
}

#endif
