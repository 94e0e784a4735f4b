/* The progress line. */
#include "cli/terminal.h"

#include "base/clock.h"
#include "cli/fields.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { SHOW_EVERY_MS = 100, TIME_LEFT_AFTER_MS = 1000 };

/* --- the line --- */

/* In the order in which they stand. */
enum field { WHAT, BAR_FIELD, SHARE, ARTICLES, ARTICLE_RATE, BYTE_RATE, TIME_LEFT, ERRORS, FIELD_COUNT };
_Static_assert((int)FIELD_COUNT <= (int)RP_FIELDS_MAX && (int)RP_FIELDS_BYTES <= (int)RP_PROGRESS_BYTES, "the line has room for all");

/* Fields of which nothing is known stay empty. */
static void write_fields(const struct rp_progress_state *state, struct rp_field ret[FIELD_COUNT])
{
    double seconds = (double)state->ms / 1000 + 1e-3, share = state->total > 0 ? (double)state->done / (double)state->total : 0;
    double bytes = (double)(state->done - state->done_before), articles = (double)(state->articles - state->articles_before);
    snprintf(ret[WHAT].text, RP_FIELD_BYTES, "%s", state->what);
    if (state->total > 0) {
        rp_field_bar(&ret[BAR_FIELD], share);
        snprintf(ret[SHARE].text, RP_FIELD_BYTES, "%3d %%", (int)((share < 1 ? share : 1) * 100));
    }
    snprintf(ret[ARTICLES].text, RP_FIELD_BYTES, "%" PRIu64 " article%s", state->articles, state->articles == 1 ? "" : "s");
    if (articles > 0)
        snprintf(ret[ARTICLE_RATE].text, RP_FIELD_BYTES, "%.0f/s", articles / seconds);
    if (bytes > 0)
        snprintf(ret[BYTE_RATE].text, RP_FIELD_BYTES, "%.1f MB/s", bytes / seconds / 1e6);
    if (bytes > 0 && share < 1 && state->total > 0 && state->ms > TIME_LEFT_AFTER_MS)
        rp_field_time_left(&ret[TIME_LEFT], (double)(state->total - state->done) * seconds / bytes);
    if (state->errors > 0)
        snprintf(ret[ERRORS].text, RP_FIELD_BYTES, "%" PRIu64 " bad", state->errors);
}

void rp_progress_format(const struct rp_progress_state *state, int columns, char ret[RP_PROGRESS_BYTES])
{
    /* Between two fields stand two blanks, but one between the bar and its number. */
    struct rp_field fields[FIELD_COUNT] = {
        [WHAT] = {.gap = 2},
        [BAR_FIELD] = {.dropped = 1, .gap = 1},
        [SHARE] = {.dropped = 7, .gap = 2},
        [ARTICLES] = {.dropped = 6, .gap = 2},
        [ARTICLE_RATE] = {.dropped = 3, .gap = 2},
        [BYTE_RATE] = {.dropped = 2, .gap = 2},
        [TIME_LEFT] = {.dropped = 5, .gap = 2},
        [ERRORS] = {.dropped = 4, .gap = 2},
    };
    write_fields(state, fields);
    rp_fields_join(fields, FIELD_COUNT, columns, ret);
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
    state->done = done;
    state->total = total;
    state->articles = articles;
    state->errors = errors;
    state->ms = now - progress->started_ms;
    char line[RP_PROGRESS_BYTES];
    /* The last column stays free: behind it some terminals begin a line. */
    rp_progress_format(state, rp_terminal_columns(stderr) - 1, line);
    rp_progress_write(progress, line);
}

void rp_progress_write(struct rp_progress *progress, const char *line)
{
    progress->shown_ms = rp_clock_ms();
    fprintf(stderr, "\r\x1b[K%s", line);
    fflush(stderr);
}

void rp_progress_clear(struct rp_progress *progress)
{
    if (progress->on && progress->shown_ms > 0)
        fputs("\r\x1b[K", stderr);
    progress->shown_ms = 0;
}
