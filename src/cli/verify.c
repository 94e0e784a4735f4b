/* reprint verify: whether the folder of a corpus can be read, and what of it can not. */
#include "cli/command.h"
#include "cli/terminal.h"
#include "store/archive.h"

#include <inttypes.h>
#include <stdio.h>

static void say_damaged(void *context, const char *where, const char *what)
{
    (void)context;
    printf("damaged  ");
    rp_show(stdout, rp_str_of(where), 0);
    printf(": ");
    rp_show(stdout, rp_str_of(what), 0);
    putchar('\n');
}

static void print_report(const struct rp_archive_report *report)
{
    printf("%-22s %14" PRIu64 "\n", report->operations == 0 ? "articles" : "articles when saved", report->articles);
    printf("%-22s %14" PRIu64 "\n", "operations since then", report->operations);
    printf("%-22s %14s\n", "left in order", report->sealed ? "yes" : "no");
    printf("%-22s %14" PRIu64 "\n", "damaged", report->damaged);
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    struct rp_args args;
    struct rp_error error;
    struct rp_archive_report report;
    enum rp_exit code;
    struct poptOption options[] = {RP_OPTIONS_END};
    if (!rp_args_parse(&args, command, options, argc, argv, &code))
        return rp_output_end(command, code);
    const struct rp_archive_look look = {.path = args.files[0], .damaged = say_damaged};
    enum rp_status status = rp_archive_verify(&look, &report, &error);
    if (status == RP_OK)
        print_report(&report);
    else
        rp_say(command, "%s", error.message);
    rp_args_done(&args);
    return rp_output_end(command, status == RP_OK && report.damaged == 0 ? RP_EXIT_DONE : RP_EXIT_INPUT);
}

const struct rp_command rp_command_verify = {
    .name = "verify",
    .arguments = "DIR",
    .about = "reads a whole folder of --data and names what is damaged",
    .notes = "DIR must not be in use; nothing in it is changed. Named are files that are not as they were left, and articles that cannot be\n"
             "read. \"articles when saved\" were there when the state of the engine was last written; \"operations since then\", adds and removals,\n"
             "were logged behind that, and a start does them again: how many articles there are, it and `reprint export` say. A folder\n"
             "that was not left in order is no damage: its files cannot be held against what they were, but their checksums can.",
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
