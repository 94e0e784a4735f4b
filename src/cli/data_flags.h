/* The options of a corpus on disk on the command line. */
#ifndef RP_CLI_DATA_FLAGS_H
#define RP_CLI_DATA_FLAGS_H

#include "cli/command.h"
#include "store/archive.h"

struct rp_data_flags {
    struct rp_archive_options options;
    char *folder, *fsync; /* owned; popt allocates with malloc. folder NULL: nothing is kept on disk */
    int keep_days, believe_clock;
};

/* In the table of a command, after rp_data_flags_init. */
#define RP_OPTIONS_DATA(flags)                                                                                                       \
    {"data", 'd', POPT_ARG_STRING, &(flags)->folder, 0, "keep the articles in this folder, which is made if need be", "DIR"},      \
    {"fsync", 0, POPT_ARG_STRING, &(flags)->fsync, 0, "always (default): before they are answered; interval=MS; never", "WHEN"},   \
    {"keep", 0, POPT_ARG_INT, &(flags)->keep_days, 0, "forget articles after so many days; 0 (default): never", "DAYS"},           \
    {"believe-clock", 0, POPT_ARG_NONE, &(flags)->believe_clock, 0, "even if more than --keep has gone by since the last article", NULL}

void rp_data_flags_init(struct rp_data_flags *ret);
/* Takes over what the command line said. False when that can not be, and that was said. */
bool rp_data_flags_take(const struct rp_command *command, struct rp_data_flags *flags);
void rp_data_flags_done(struct rp_data_flags *flags);

#endif
