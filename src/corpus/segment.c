/* One segment of the shelf. */
#include "corpus/segment.h"

#include "base/error.h"
#include "base/pages.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

bool rp_segment_make(struct rp_segment *segment, uint32_t cap)
{
    *segment = (struct rp_segment){.base = rp_pages_take(cap), .cap = cap};
    return segment->base != NULL;
}

void rp_segment_done(struct rp_segment *segment)
{
    if (segment->base != NULL && segment->spooled)
        munmap(segment->base, segment->cap);
    else
        rp_pages_give(segment->base, segment->cap);
    *segment = (struct rp_segment){0};
}

static bool write_all(int fd, const char *data, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t n = pwrite(fd, data + at, size - at, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

/* A file that goes with its descriptor and its mappings; -1. */
static int open_nameless(const char *folder)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/reprint-XXXXXX", folder) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = mkstemp(path);
    if (fd >= 0)
        unlink(path);
    return fd;
}

enum rp_status rp_segment_spool(const struct rp_segment *segment, const char *folder, struct rp_segment *ret, struct rp_error *error)
{
    int fd = open_nameless(folder);
    void *base = MAP_FAILED;
    if (fd >= 0 && write_all(fd, segment->base, segment->used))
        base = mmap(NULL, segment->used, PROT_READ, MAP_SHARED, fd, 0);
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (base == MAP_FAILED)
        return rp_fail(error, RP_IO, "the spool in %s: %s", folder, strerror(why));
    posix_madvise(base, segment->used, POSIX_MADV_RANDOM); /* a wish: texts are read one here, one there, and what lies around them is not wanted */
    *ret = *segment;
    ret->base = base;
    ret->cap = segment->used;
    ret->spooled = true;
    return RP_OK;
}
