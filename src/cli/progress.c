/* The progress line. */
#include "cli/terminal.h"

#include "base/clock.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { SHOW_EVERY_MS = 100, BAR = 24, TIME_LEFT_AFTER_MS = 1000 };

/* --- the line --- */

/* In the order in which they stand. */
enum field { WHAT, BAR_FIELD, SHARE, ARTICLES, ARTICLE_RATE, BYTE_RATE, TIME_LEFT, ERRORS, FIELD_COUNT };
enum { FIELD_BYTES = 40 };
_Static_assert(FIELD_COUNT * (FIELD_BYTES + 1) <= RP_PROGRESS_BYTES, "all fields and the gaps between them fit");

static void write_bar(double share, char ret[FIELD_BYTES])
{
    int full = (int)(share * BAR);
    ret[0] = '[';
    memset(ret + 1, '#', (size_t)full);
    memset(ret + 1 + full, '.', (size_t)(BAR - full));
    memcpy(ret + 1 + BAR, "]", 2);
}

static void write_time_left(double seconds, char ret[FIELD_BYTES])
{
    long left = seconds < 1e6 ? (long)(seconds + .5) : 1000000;
    if (left >= 3600)
        snprintf(ret, FIELD_BYTES, "%ld h %02ld min left", left / 3600, left / 60 % 60);
    else
        snprintf(ret, FIELD_BYTES, "%ld:%02ld left", left / 60, left % 60);
}

/* Fields of which nothing is known stay empty. */
static void write_fields(const struct rp_progress_state *state, char ret[FIELD_COUNT][FIELD_BYTES])
{
    double seconds = (double)state->ms / 1000 + 1e-3, share = state->total > 0 ? (double)state->done / (double)state->total : 0;
    double bytes = (double)(state->done - state->done_before), articles = (double)(state->articles - state->articles_before);
    memset(ret, 0, FIELD_COUNT * sizeof *ret);
    snprintf(ret[WHAT], FIELD_BYTES, "%s", state->what);
    if (state->total > 0) {
        write_bar(share < 1 ? share : 1, ret[BAR_FIELD]);
        snprintf(ret[SHARE], FIELD_BYTES, "%3d %%", (int)((share < 1 ? share : 1) * 100));
    }
    snprintf(ret[ARTICLES], FIELD_BYTES, "%" PRIu64 " article%s", state->articles, state->articles == 1 ? "" : "s");
    if (articles > 0)
        snprintf(ret[ARTICLE_RATE], FIELD_BYTES, "%.0f/s", articles / seconds);
    if (bytes > 0)
        snprintf(ret[BYTE_RATE], FIELD_BYTES, "%.1f MB/s", bytes / seconds / 1e6);
    if (bytes > 0 && share < 1 && state->total > 0 && state->ms > TIME_LEFT_AFTER_MS)
        write_time_left((double)(state->total - state->done) * seconds / bytes, ret[TIME_LEFT]);
    if (state->errors > 0)
        snprintf(ret[ERRORS], FIELD_BYTES, "%" PRIu64 " bad", state->errors);
}

/* Between two fields stand two blanks, but one between the bar and its number. */
static size_t gap_after(enum field field)
{
    return field == BAR_FIELD ? 1 : 2;
}

static size_t join(char fields[FIELD_COUNT][FIELD_BYTES], char ret[RP_PROGRESS_BYTES])
{
    size_t len = 0, gap = 0;
    for (enum field f = 0; f < FIELD_COUNT; f++) {
        if (fields[f][0] == 0)
            continue;
        len += (size_t)snprintf(ret + len, RP_PROGRESS_BYTES - len, "%*s%s", (int)gap, "", fields[f]);
        gap = gap_after(f);
    }
    return len;
}

void rp_progress_format(const struct rp_progress_state *state, int columns, char ret[RP_PROGRESS_BYTES])
{
    static const enum field dropped[] = {BAR_FIELD, BYTE_RATE, ARTICLE_RATE, ERRORS, TIME_LEFT, ARTICLES, SHARE}; /* first to last */
    char fields[FIELD_COUNT][FIELD_BYTES];
    size_t room = columns > 0 ? (size_t)columns : 0;
    write_fields(state, fields);
    size_t len = join(fields, ret);
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped && len > room; i++) {
        fields[dropped[i]][0] = 0;
        len = join(fields, ret);
    }
    if (len > room)
        ret[room] = 0;
}

/* --- on the terminal --- */

void rp_progress_start(struct rp_progress *progress)
{
    *progress = (struct rp_progress){.on = isatty(STDERR_FILENO) == 1, .started_ms = rp_clock_ms()};
}

void rp_progress_show(struct rp_progress *progress, const char *what, uint64_t done, uint64_t total, uint64_t articles, uint64_t errors)
{
    struct rp_progress_state *state = &progress->state;
    if (!progress->on)
        return;
    int64_t now = rp_clock_ms();
    if (state->what != NULL && strcmp(state->what, what) != 0) {
        progress->started_ms = now;
        state->done_before = done;
        state->articles_before = articles;
    }
    state->what = what;
    if (now - progress->shown_ms < SHOW_EVERY_MS)
        return;
    progress->shown_ms = now;
    state->done = done;
    state->total = total;
    state->articles = articles;
    state->errors = errors;
    state->ms = now - progress->started_ms;
    char line[RP_PROGRESS_BYTES];
    /* The last column stays free: behind it some terminals begin a line. */
    rp_progress_format(state, rp_terminal_columns(stderr) - 1, line);
    fprintf(stderr, "\r\x1b[K%s", line);
    fflush(stderr);
}

void rp_progress_clear(struct rp_progress *progress)
{
    if (progress->on && progress->shown_ms > 0)
        fputs("\r\x1b[K", stderr);
    progress->shown_ms = 0;
}
