/* The progress line of a server that starts. Log lines come from other threads: what is on the terminal is changed with standard error locked. */
#include "cli/starting.h"

#include "base/clock.h"
#include "base/log.h"
#include "cli/fields.h"

enum { TIME_LEFT_AFTER_MS = 1000 };

/* In the order in which they stand. */
enum field { WHAT, BAR_FIELD, SHARE, TIME_LEFT, FIELD_COUNT };

void rp_starting_format(const struct rp_archive_state *state, int64_t ms, int columns, char ret[RP_PROGRESS_BYTES])
{
    struct rp_field fields[FIELD_COUNT] = {
        [WHAT] = {.gap = 2},
        [BAR_FIELD] = {.dropped = 1, .gap = 1},
        [SHARE] = {.dropped = 3, .gap = 2},
        [TIME_LEFT] = {.dropped = 2, .gap = 2},
    };
    double share = state->total > 0 ? (double)state->done / (double)state->total : 0;
    snprintf(fields[WHAT].text, RP_FIELD_BYTES, "%s", rp_archive_phase_name(state->phase));
    if (state->total > 0) {
        rp_field_bar(&fields[BAR_FIELD], share);
        snprintf(fields[SHARE].text, RP_FIELD_BYTES, "%3d %%", (int)((share < 1 ? share : 1) * 100));
    }
    if (share > 0 && share < 1 && ms > TIME_LEFT_AFTER_MS)
        rp_field_time_left(&fields[TIME_LEFT], (double)ms / 1000 * (1 - share) / share);
    rp_fields_join(fields, FIELD_COUNT, columns, ret);
}

/* rp_log has locked standard error. */
static void clear(void *context)
{
    struct rp_starting *starting = context;
    rp_progress_clear(&starting->progress);
}

bool rp_starting_begin(struct rp_starting *starting)
{
    *starting = (struct rp_starting){.phase = RP_ARCHIVE_READY};
    rp_progress_start(&starting->progress);
    if (starting->progress.on)
        rp_log_make_room(clear, starting);
    return starting->progress.on;
}

void rp_starting_end(struct rp_starting *starting)
{
    rp_progress_clear(&starting->progress);
    rp_log_make_room(NULL, NULL);
}

void rp_starting_show(void *context, const struct rp_archive_state *state)
{
    struct rp_starting *starting = context;
    char line[RP_PROGRESS_BYTES];
    int64_t now = rp_clock_ms();
    if (starting->phase != state->phase)
        starting->since_ms = now;
    starting->phase = state->phase;
    /* The last column stays free: behind it some terminals begin a line. */
    rp_starting_format(state, now - starting->since_ms, rp_terminal_columns(stderr) - 1, line);
    flockfile(stderr);
    if (state->phase == RP_ARCHIVE_READY)
        rp_progress_clear(&starting->progress);
    else
        rp_progress_write(&starting->progress, line);
    funlockfile(stderr);
}
