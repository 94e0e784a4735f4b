/* The one door to the heap. */
#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static rp_alloc_hook alloc_hook;
static void *alloc_hook_context;

void rp_alloc_set_hook(rp_alloc_hook hook, void *context)
{
    alloc_hook = hook;
    alloc_hook_context = context;
}

bool rp_alloc_allowed(size_t size)
{
    return alloc_hook == NULL || alloc_hook(size, alloc_hook_context);
}

void *rp_alloc(size_t size)
{
    return rp_alloc_allowed(size) ? malloc(size > 0 ? size : 1) : NULL;
}

void *rp_alloc_zeroed(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    if (!rp_alloc_allowed(count * size))
        return NULL;
    return calloc(count > 0 ? count : 1, size > 0 ? size : 1);
}

void *rp_realloc(void *old, size_t size)
{
    return rp_alloc_allowed(size) ? realloc(old, size > 0 ? size : 1) : NULL;
}

void rp_free(void *block)
{
    free(block);
}

size_t rp_grown(size_t cap, size_t need, size_t max)
{
    if (need <= cap)
        return cap;
    size_t want = cap < max / 2 ? cap * 2 : max;
    if (want < 16)
        want = max < 16 ? max : 16;
    return want < need ? need : want;
}

bool rp_grow(void *block, size_t *cap, size_t need, size_t size, size_t max)
{
    if (need <= *cap)
        return true;
    if (need > max || max > SIZE_MAX / size)
        return false;
    size_t want = rp_grown(*cap, need, max);
    void *old;
    memcpy(&old, block, sizeof old);
    void *grown = rp_realloc(old, want * size);
    if (grown == NULL)
        return false;
    memcpy(block, &grown, sizeof grown);
    *cap = want;
    return true;
}
