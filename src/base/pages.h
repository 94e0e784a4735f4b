/* Large blocks of memory straight from the system, which has them back when they are freed: the other leaf of the door to the heap. */
#ifndef RP_BASE_PAGES_H
#define RP_BASE_PAGES_H

#include <stddef.h>

/* Zeroed memory on a page of its own; from 2 MiB on at a multiple of RP_PAGES_LARGE, on huge pages where the system has them. NULL when memory is out. The
 * hook of base/alloc.h is asked. Only pages that are written to take up memory. RP_PAGES_LARGE bytes come from the stock of base/stock.h while one is kept. */
enum { RP_PAGES_LARGE = 4 << 20 };
void *rp_pages_take(size_t size);
/* The same, on huge pages where the system has them, and not from the stock. */
void *rp_pages_take_huge(size_t size);
/* The same for a block of which little may ever be written to: never on huge pages. */
void *rp_pages_take_sparse(size_t size);
void *rp_pages_map_sparse(size_t size); /* without asking the hook */
/* All of a block will be written soon: has it brought into memory at once. */
void rp_pages_fill(void *block, size_t size);
/* Leaves a block out of the memory of processes that are forked from this one, so that writing to it is not made to copy it for them. */
void rp_pages_hide(void *block, size_t size);
/* `size` is the one that was asked for; NULL is allowed. */
void rp_pages_give(void *block, size_t size);

#endif
