/* Large blocks of memory straight from the system. POSIX has no word for memory that is no file's, nor for huge pages. */
#define _DEFAULT_SOURCE
#include "base/pages.h"

#include "base/alloc.h"
#include "base/stock.h"

#include <stdint.h>
#include <sys/mman.h>

enum { HUGE_PAGE = 2 << 20 };

static void *map(size_t size)
{
    void *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return block != MAP_FAILED ? block : NULL;
}

/* Begins at a multiple of some huge pages: maps so many more and gives back what is before and behind. */
void *rp_pages_map_sparse(size_t size)
{
    size_t whole = (size + 4095) / 4096 * 4096;
    char *block = map(whole + RP_PAGES_LARGE);
    if (block == NULL)
        return NULL;
    size_t before = (RP_PAGES_LARGE - (uintptr_t)block % RP_PAGES_LARGE) % RP_PAGES_LARGE;
    if (before > 0)
        munmap(block, before);
    munmap(block + before + whole, RP_PAGES_LARGE - before);
    return block + before;
}

static void *map_huge(size_t size)
{
    void *block = rp_pages_map_sparse(size);
#ifdef MADV_HUGEPAGE
    if (block != NULL)
        madvise(block, size, MADV_HUGEPAGE); /* a wish */
#endif
    return block;
}

void *rp_pages_take(size_t size)
{
    if (size > SIZE_MAX / 2 || !rp_alloc_allowed(size))
        return NULL;
    if (size == RP_PAGES_LARGE && rp_stock_is_kept())
        return rp_stock_take();
    return size < HUGE_PAGE ? map(size > 0 ? size : 1) : map_huge(size);
}

void *rp_pages_take_huge(size_t size)
{
    return size <= SIZE_MAX / 2 && rp_alloc_allowed(size) ? map_huge(size) : NULL;
}

void *rp_pages_take_sparse(size_t size)
{
    return size <= SIZE_MAX / 2 && rp_alloc_allowed(size) ? rp_pages_map_sparse(size) : NULL;
}

void rp_pages_fill(void *block, size_t size)
{
#ifdef MADV_POPULATE_WRITE
    madvise(block, size, MADV_POPULATE_WRITE); /* a wish */
#else
    (void)block;
    (void)size;
#endif
}

void rp_pages_hide(void *block, size_t size)
{
#ifdef MADV_DONTFORK
    madvise(block, size, MADV_DONTFORK); /* a wish */
#else
    (void)block;
    (void)size;
#endif
}

void rp_pages_give(void *block, size_t size)
{
    if (block != NULL)
        munmap(block, size > 0 ? size : 1);
}
