/* The program `reprint`: one command a file. */
#include "cli/command.h"
#include "reprint/client.h"
#include "reprint/version.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct rp_command *const commands[] = {
    &rp_command_serve,  &rp_command_send,  &rp_command_check, &rp_command_watch,   &rp_command_get,         &rp_command_story,
    &rp_command_remove, &rp_command_stats, &rp_command_backup, &rp_command_verify, &rp_command_export, &rp_command_import, &rp_command_dedup,
    &rp_command_compare, &rp_command_fingerprint, &rp_command_eval, &rp_command_bench,
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static enum rp_exit show_help(void)
{
    printf("Usage: reprint COMMAND [OPTION...]\n"
           "Finds copies in a stream of news articles.\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        printf("  %-11s  %s\n", commands[i]->name, commands[i]->about);
    printf("\n`reprint COMMAND --help` shows the options of each.\n"
           "Clients ask the server at --to ADDR, else at $REPRINT_ADDR, else at " RP_DEFAULT_ADDRESS ".\n"
           "Exit status: 0 done, 1 something in the input failed, 2 wrong usage, 3 the server is unreachable.\n");
    return fflush(stdout) == 0 ? RP_EXIT_DONE : RP_EXIT_INPUT;
}

static enum rp_exit show_version(void)
{
    printf("reprint %s\n", rp_version());
    return fflush(stdout) == 0 ? RP_EXIT_DONE : RP_EXIT_INPUT;
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    char name[64];
    snprintf(name, sizeof name, "reprint %s", command->name);
    argv[0] = name;
    return command->run(command, argc, argv);
}

int main(int argc, char **argv)
{
    /* For the width of characters on a terminal; numbers keep the C locale. */
    setlocale(LC_CTYPE, "C.UTF-8");
    /* Writing more than a file may hold is a failed write. */
    signal(SIGXFSZ, SIG_IGN);
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return show_help();
    if (strcmp(name, "--version") == 0)
        return show_version();
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(name, commands[i]->name) == 0)
            return run(commands[i], argc - 1, (const char **)argv + 1);
    if (argc < 2)
        fprintf(stderr, "reprint: which command? (see reprint --help)\n");
    else
        fprintf(stderr, "reprint: \"%s\" is no command (see reprint --help)\n", name);
    return RP_EXIT_USAGE;
}
