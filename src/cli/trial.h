/* A load test on the command line: options, articles, running, and what is shown of it. `reprint bench` uses it, and so do the programs in bench/service
 * that put other servers to the same test. */
#ifndef RP_CLI_TRIAL_H
#define RP_CLI_TRIAL_H

#include "cli/command.h"
#include "cli/terminal.h"
#include "load/runner.h"

#include <stdbool.h>

struct rp_trial {
    const struct rp_command *command;
    char *to; /* owned; popt allocates with malloc. NULL: not said */
    int connections, in_flight, json;
    double rate, seconds, warm_up; /* seconds, warm_up: not a number when not said */
    long long articles;            /* 0: no such end */
    struct rp_load_requests requests;
    struct rp_load_options options;
    struct rp_load_report *report; /* owned */
    struct rp_progress progress;
    uint64_t faults;               /* in the files */
};

/* In the table of a command, after rp_trial_init. */
#define RP_OPTIONS_TRIAL(trial)                                                                                                                  \
    {"to", 't', POPT_ARG_STRING, &(trial)->to, 0, "the server: HOST:PORT, or the path of a Unix socket (with a \"/\")", "ADDR"},                 \
        {"connections", 'c', POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &(trial)->connections, 0, "connections at once", "N"},                    \
        {"in-flight", 'n', POPT_ARG_INT, &(trial)->in_flight, 0, "unanswered requests of a connection; 64, or 1024 with --rate", "N"},        \
        {"rate", 'r', POPT_ARG_DOUBLE, &(trial)->rate, 0, "articles a second, due at fixed times; else as many as the server takes", "R"},       \
        {"seconds", 's', POPT_ARG_DOUBLE, &(trial)->seconds, 0, "how long; 10 when --articles is not given either", "S"},                        \
        {"articles", 'a', POPT_ARG_LONGLONG, &(trial)->articles, 0, "how many", "N"},                                                            \
        {"warm-up", 'w', POPT_ARG_DOUBLE, &(trial)->warm_up, 0, "seconds before, that do not count; 1, or 0 with --articles", "S"},              \
        {"json", 'j', POPT_ARG_NONE, &(trial)->json, 0, "one JSON object", NULL}

/* From now on SIGINT, SIGTERM and SIGHUP are a flag, which ends the test with the figures so far. */
void rp_trial_init(struct rp_trial *ret, const struct rp_command *command);
void rp_trial_done(struct rp_trial *trial);
/* Whether the options are in range; else that is said. */
bool rp_trial_check(struct rp_trial *trial);
/* Takes in the articles of files, made-up ones when there is no file. What is wrong with one is said; RP_EXIT_DONE when there is any article to send. */
enum rp_exit rp_trial_read(struct rp_trial *trial, const struct rp_load_protocol *protocol, const char *const *files, int count);
/* Runs the test against the server at `address` and prints the outcome. RP_EXIT_INPUT when requests were answered with errors or not at all, or
 * articles of the files could not be read. */
enum rp_exit rp_trial_run(struct rp_trial *trial, const char *address);

#endif
