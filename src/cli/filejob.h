/* What dedup and import share: a job over files, with its options, its progress and its faults. */
#ifndef RP_CLI_FILEJOB_H
#define RP_CLI_FILEJOB_H

#include "batch/dedup.h"
#include "cli/command.h"
#include "cli/corpus_flags.h"
#include "cli/terminal.h"

struct rp_filejob {
    const struct rp_command *command;
    struct rp_corpus_flags flags;
    int threads, strict, repair;
    bool fault_said;
    struct rp_progress progress;
};

/* In the table of a command, after rp_filejob_init. */
#define RP_OPTIONS_FILEJOB(job)                                                                                                        \
    {"threads", 't', POPT_ARG_INT, &(job)->threads, 0, "threads that read and fingerprint; 0 (default): one for each processor", "N"},  \
    {"strict", 0, POPT_ARG_NONE, &(job)->strict, 0, "end at the first bad line", NULL},                                                \
    {"repair", 0, POPT_ARG_NONE, &(job)->repair, 0, RP_REPAIR_HELP, NULL}

void rp_filejob_init(struct rp_filejob *ret, const struct rp_command *command);
/* Takes over what the command line said. False when that can not be, and that was said. */
bool rp_filejob_take(struct rp_filejob *job);
/* Runs it with the options that the command has set; the others are filled in. Says why when it fails; `print` gets the report when it does not, and what was wrong with
 * the input is said after that. */
enum rp_exit rp_filejob_run(struct rp_filejob *job, struct rp_dedup_options *options,
                            void (*print)(const struct rp_dedup_options *options, const struct rp_dedup_report *report));
void rp_filejob_done(struct rp_filejob *job);

/* "s", or "" of one. */
const char *rp_s_of(uint64_t count);
/* A line for each verdict that was given. */
void rp_filejob_print_verdicts(const struct rp_dedup_report *report);

#endif
