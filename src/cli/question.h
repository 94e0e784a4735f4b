/* What commands with one question to the server share. */
#ifndef RP_CLI_QUESTION_H
#define RP_CLI_QUESTION_H

#include "base/buf.h"
#include "cli/remote.h"

#include <stdbool.h>

struct rp_question {
    const struct rp_command *command;
    struct rp_remote remote; /* open while `ask` runs */
    int json;
    struct rp_buf line; /* for a record */
};

/* Reads the options --to and --json, connects, asks, closes. */
enum rp_exit rp_question_run(const struct rp_command *command, enum rp_exit (*ask)(struct rp_question *question, const struct rp_args *args),
                             int argc, const char **argv);
/* Prints and empties question->line, or says what `status`, of the record, is. */
enum rp_exit rp_question_print_line(struct rp_question *question, enum rp_status status);

#endif
