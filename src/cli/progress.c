/* The progress line. */
#include "cli/terminal.h"

#include "base/clock.h"

#include <unistd.h>

enum { SHOW_EVERY_MS = 100, BAR = 24 };

void rp_progress_start(struct rp_progress *progress)
{
    *progress = (struct rp_progress){.on = isatty(STDERR_FILENO) == 1, .started_ms = rp_clock_ms()};
}

static void show_bar(double share)
{
    int full = (int)(share * BAR);
    fputc('[', stderr);
    for (int i = 0; i < BAR; i++)
        fputc(i < full ? '#' : '.', stderr);
    fprintf(stderr, "] %3d %%  ", (int)(share * 100));
}

static void show_time_left(double seconds)
{
    long left = (long)(seconds + .5);
    if (left >= 3600)
        fprintf(stderr, "  %ld h %02ld min left", left / 3600, left / 60 % 60);
    else
        fprintf(stderr, "  %ld:%02ld left", left / 60, left % 60);
}

void rp_progress_show(struct rp_progress *progress, const char *what, uint64_t done, uint64_t total, uint64_t articles, uint64_t errors)
{
    int64_t now = progress->on ? rp_clock_ms() : 0;
    if (!progress->on || now - progress->shown_ms < SHOW_EVERY_MS)
        return;
    progress->shown_ms = now;
    double seconds = (double)(now - progress->started_ms) / 1000 + 1e-3, share = total > 0 ? (double)done / (double)total : 0;
    fprintf(stderr, "\r\x1b[K%s  ", what);
    if (total > 0)
        show_bar(share < 1 ? share : 1);
    fprintf(stderr, "%llu articles  %.0f/s  %.1f MB/s", (unsigned long long)articles, (double)articles / seconds,
            (double)done / seconds / 1e6);
    if (share > 0 && share < 1 && seconds > 1)
        show_time_left(seconds / share - seconds);
    if (errors > 0)
        fprintf(stderr, "  %llu bad", (unsigned long long)errors);
    fflush(stderr);
}

void rp_progress_clear(struct rp_progress *progress)
{
    if (progress->on && progress->shown_ms > 0)
        fputs("\r\x1b[K", stderr);
    progress->shown_ms = 0;
}
