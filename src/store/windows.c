/* The windows of the rows. One lock for the list and the counts of holders; it is never held while RocksDB works. */
#include "store/windows.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WINDOWS_MOST = 100000 };

void rp_windows_init(struct rp_windows *windows)
{
    *windows = (struct rp_windows){0};
    pthread_mutex_init(&windows->lock, NULL);
}

static void free_window(struct rp_window *window)
{
    rocksdb_column_family_handle_destroy(window->family);
    rp_free(window);
}

void rp_windows_done(struct rp_windows *windows)
{
    for (size_t i = 0; i < windows->count; i++)
        free_window(windows->list[i]);
    rp_free(windows->list);
    pthread_mutex_destroy(&windows->lock);
}

static const char name_format[] = "window %" PRIu64 " %" PRId64 " %" PRId64;

void rp_window_write_name(uint64_t first, int64_t begin, int64_t end, char ret[RP_WINDOW_NAME])
{
    snprintf(ret, RP_WINDOW_NAME, name_format, first, begin, end);
}

bool rp_window_read_name(const char *name, uint64_t *ret_first, int64_t *ret_begin, int64_t *ret_end)
{
    char again[RP_WINDOW_NAME];
    if (sscanf(name, "window %" SCNu64 " %" SCNd64 " %" SCNd64, ret_first, ret_begin, ret_end) != 3)
        return false;
    rp_window_write_name(*ret_first, *ret_begin, *ret_end, again);
    return strcmp(name, again) == 0 && *ret_begin < *ret_end;
}

enum rp_status rp_windows_add(struct rp_windows *windows, uint64_t first, int64_t begin, int64_t end, rocksdb_column_family_handle_t *family)
{
    enum rp_status status = RP_OK;
    struct rp_window *window = rp_alloc(sizeof *window);
    if (window == NULL)
        return RP_NO_MEMORY;
    *window = (struct rp_window){.first = first, .begin = begin, .end = end, .family = family};
    pthread_mutex_lock(&windows->lock);
    size_t at = windows->count;
    while (at > 0 && windows->list[at - 1]->begin > begin)
        at--;
    if ((at > 0 && (windows->list[at - 1]->end > begin || windows->list[at - 1]->first > first)) ||
        (at < windows->count && (windows->list[at]->begin < end || windows->list[at]->first < first)))
        status = RP_DAMAGED;
    else if (!rp_grow(&windows->list, &windows->cap, windows->count + 1, sizeof(struct rp_window *), WINDOWS_MOST))
        status = RP_NO_MEMORY;
    if (status == RP_OK) {
        memmove(windows->list + at + 1, windows->list + at, (windows->count - at) * sizeof *windows->list);
        windows->list[at] = window;
        windows->count++;
    }
    pthread_mutex_unlock(&windows->lock);
    if (status != RP_OK)
        rp_free(window);
    return status;
}

/* The place of the first window with a number above. */
static size_t place_above(const struct rp_windows *windows, uint64_t number)
{
    size_t low = 0, high = windows->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (windows->list[middle]->first <= number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Of the first one that does not begin before a time. */
static size_t place_from(const struct rp_windows *windows, int64_t begin)
{
    size_t at = 0;
    while (at < windows->count && windows->list[at]->begin < begin)
        at++;
    return at;
}

static struct rp_window *hold_at(struct rp_windows *windows, size_t at)
{
    struct rp_window *window = at < windows->count ? windows->list[at] : NULL;
    if (window != NULL)
        window->holders++;
    return window;
}

struct rp_window *rp_windows_hold(struct rp_windows *windows, uint64_t number)
{
    pthread_mutex_lock(&windows->lock);
    size_t above = place_above(windows, number);
    struct rp_window *window = hold_at(windows, above > 0 ? above - 1 : SIZE_MAX);
    pthread_mutex_unlock(&windows->lock);
    return window;
}

struct rp_window *rp_windows_hold_last(struct rp_windows *windows)
{
    return rp_windows_hold(windows, UINT64_MAX);
}

struct rp_window *rp_windows_next(struct rp_windows *windows, struct rp_window *window, uint64_t *ret_stop)
{
    pthread_mutex_lock(&windows->lock);
    size_t at = window != NULL ? place_from(windows, window->begin + 1) : 0;
    struct rp_window *next = hold_at(windows, at);
    if (ret_stop != NULL)
        *ret_stop = at + 1 < windows->count ? windows->list[at + 1]->first : UINT64_MAX;
    pthread_mutex_unlock(&windows->lock);
    rp_windows_let_go(windows, window);
    return next;
}

struct rp_window *rp_windows_before(struct rp_windows *windows, struct rp_window *window)
{
    pthread_mutex_lock(&windows->lock);
    size_t at = window != NULL ? place_from(windows, window->begin) : windows->count;
    struct rp_window *before = hold_at(windows, at > 0 ? at - 1 : SIZE_MAX);
    pthread_mutex_unlock(&windows->lock);
    rp_windows_let_go(windows, window);
    return before;
}

void rp_windows_let_go(struct rp_windows *windows, struct rp_window *window)
{
    if (window == NULL)
        return;
    pthread_mutex_lock(&windows->lock);
    bool unused = --window->holders == 0 && window->dropped;
    pthread_mutex_unlock(&windows->lock);
    if (unused)
        free_window(window);
}

static struct rp_window *take_at(struct rp_windows *windows, size_t at)
{
    struct rp_window *window = hold_at(windows, at);
    window->dropped = true;
    windows->count--;
    memmove(windows->list + at, windows->list + at + 1, (windows->count - at) * sizeof *windows->list);
    return window;
}

struct rp_window *rp_windows_take_old(struct rp_windows *windows, uint64_t first)
{
    pthread_mutex_lock(&windows->lock);
    struct rp_window *window = windows->count > 1 && windows->list[1]->first <= first ? take_at(windows, 0) : NULL;
    pthread_mutex_unlock(&windows->lock);
    return window;
}

struct rp_window *rp_windows_take_unused(struct rp_windows *windows, uint64_t next)
{
    pthread_mutex_lock(&windows->lock);
    size_t count = windows->count;
    struct rp_window *window = count > 0 && windows->list[count - 1]->first > next ? take_at(windows, count - 1) : NULL;
    pthread_mutex_unlock(&windows->lock);
    return window;
}

int64_t rp_windows_oldest_end(struct rp_windows *windows, int64_t after)
{
    int64_t end = INT64_MAX;
    pthread_mutex_lock(&windows->lock);
    for (size_t i = 0; i < windows->count && end == INT64_MAX; i++)
        if (windows->list[i]->end > after)
            end = windows->list[i]->end;
    pthread_mutex_unlock(&windows->lock);
    return end;
}
