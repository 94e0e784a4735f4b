/* How far a server with a folder is on its way to be ready, as a progress line: on a terminal only. */
#ifndef RP_CLI_STARTING_H
#define RP_CLI_STARTING_H

#include "cli/terminal.h"
#include "store/archive.h"

struct rp_starting {
    struct rp_progress progress;
    enum rp_archive_phase phase;
    int64_t since_ms; /* the phase is shown */
};

/* True when standard error is a terminal. From then on lines of the log (base/log.h) take the place of the progress line, until rp_starting_end, which takes it away. */
bool rp_starting_begin(struct rp_starting *starting);
void rp_starting_end(struct rp_starting *starting);
/* rp_server_options.on_progress. context: struct rp_starting. */
void rp_starting_show(void *context, const struct rp_archive_state *state);

/* The line, `ms` after the phase began. */
void rp_starting_format(const struct rp_archive_state *state, int64_t ms, int columns, char ret[RP_PROGRESS_BYTES]);

#endif
