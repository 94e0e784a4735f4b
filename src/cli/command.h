/* What the commands of `reprint` share: their table, their options, their exit codes, what they say when something is wrong. */
#ifndef RP_CLI_COMMAND_H
#define RP_CLI_COMMAND_H

#include "reprint/article.h"
#include "reprint/status.h"

#include <popt.h>
#include <stdbool.h>
#include <stdint.h>

enum rp_exit {
    RP_EXIT_DONE = 0,
    RP_EXIT_INPUT = 1, /* something in the input failed, or the outcome could not be written */
    RP_EXIT_USAGE = 2,
    RP_EXIT_UNREACHABLE = 3
};

enum { RP_ARGUMENTS_MAX = 1 << 20 };

struct rp_command {
    const char *name;
    const char *arguments; /* "FILE..." */
    const char *about;     /* one line, for both helps */
    const char *notes;     /* below the options; may be "" */
    int min_arguments, max_arguments;
    enum rp_exit (*run)(const struct rp_command *command, int argc, const char **argv);
};

extern const struct rp_command rp_command_serve, rp_command_send, rp_command_check, rp_command_get, rp_command_story, rp_command_remove,
    rp_command_stats, rp_command_backup, rp_command_verify, rp_command_export, rp_command_import, rp_command_watch, rp_command_dedup, rp_command_compare, rp_command_fingerprint, rp_command_eval,
    rp_command_bench;

/* What --repair says of itself. */
#define RP_REPAIR_HELP "articles that are no valid UTF-8: each bad byte becomes a question mark, and they count"
/* Of the commands that fingerprint; rp_args_parse sees to it. */
#define RP_OPTION_CPU {"cpu", 0, POPT_ARG_STRING, NULL, 'C', "instructions to use: scalar, neon, avx2 or avx512; else the best that the processor has", "WHICH"}
/* Behind the options of every command. */
#define RP_OPTIONS_END {"help", 'h', POPT_ARG_NONE, NULL, 'h', "show this help", NULL}, POPT_TABLEEND

struct rp_args {
    poptContext context; /* owned */
    const char **files;  /* borrowed from it: the arguments that are no options, `count` of them */
    int count;
};

/* Fills in what `options` point to. True when the command is to go on; rp_args_done then frees *ret. False: help was shown or the usage was
 * wrong and that was said; *ret_exit is set. argv[0] is "reprint <command>". */
bool rp_args_parse(struct rp_args *ret, const struct rp_command *command, struct poptOption *options, int argc, const char **argv,
                   enum rp_exit *ret_exit);
void rp_args_done(struct rp_args *args);

/* Says "reprint <command>: <message>" on standard error; rp_usage says what is wrong with the usage, and gives RP_EXIT_USAGE. */
void rp_say(const struct rp_command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
enum rp_exit rp_usage(const struct rp_command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Says "file:line: message" on standard error; line 0 is left out. */
void rp_say_fault(const char *file, uint64_t line, const struct rp_error *error);

/* Closes standard output: RP_EXIT_INPUT, and a word, when what was written did not get there; else `code`. */
enum rp_exit rp_output_end(const struct rp_command *command, enum rp_exit code);

/* The exit code for a status: RP_UNREACHABLE, RP_CLOSED, RP_TIMED_OUT, RP_SHUTTING_DOWN and RP_NOT_READY are RP_EXIT_UNREACHABLE. */
enum rp_exit rp_exit_of(enum rp_status status);

#endif
