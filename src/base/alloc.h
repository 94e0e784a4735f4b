/* The one door to the heap: every room allocates through these, so that tests can make the Nth allocation fail and count them. */
#ifndef RP_BASE_ALLOC_H
#define RP_BASE_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* As malloc, calloc, realloc, free; a size of 0 is taken as 1; count * size is checked for overflow. Any thread. */
void *rp_alloc(size_t size);
void *rp_alloc_zeroed(size_t count, size_t size);
void *rp_realloc(void *old, size_t size);
void rp_free(void *block);

/* Grows *block, an array of *cap elements of `size` bytes, to hold at least `need`: doubles, at most `max`. False (nothing changed)
 * when memory is out or need > max. */
bool rp_grow(void *block, size_t *cap, size_t need, size_t size, size_t max);
/* The elements that an array of `cap` has when rp_grow has made room for `need`. */
size_t rp_grown(size_t cap, size_t need, size_t max);

/* For tests: called before every allocation; false makes it fail. NULL takes it away. Not while other threads allocate. */
typedef bool (*rp_alloc_hook)(size_t size, void *context);
void rp_alloc_set_hook(rp_alloc_hook hook, void *context);
/* For the other leaf of the door (pages.c): asks the hook. */
bool rp_alloc_allowed(size_t size);

#endif
