/* Options, exit codes and messages of the commands. */
#include "cli/command.h"

#include "base/cpu.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show_help(const struct rp_command *command, poptContext context)
{
    char intro[512];
    snprintf(intro, sizeof intro, "[OPTION...]%s%s\n\n%c%s.\n", command->arguments[0] != 0 ? " " : "", command->arguments,
             toupper((unsigned char)command->about[0]), command->about + 1);
    poptSetOtherOptionHelp(context, intro);
    poptPrintHelp(context, stdout, 0);
    if (command->notes[0] != 0)
        printf("\n%s\n", command->notes);
}

static bool use_cpu(const struct rp_command *command, poptContext context, enum rp_exit *ret_exit)
{
    struct rp_error error;
    char *name = poptGetOptArg(context);
    enum rp_status status = rp_cpu_use(name, &error);
    free(name);
    if (status != RP_OK)
        *ret_exit = rp_usage(command, "--cpu: %s", error.message);
    return status == RP_OK;
}

/* Every option sets its variable; what is left to do here is help, kernels and faults. */
static bool read_options(const struct rp_command *command, poptContext context, enum rp_exit *ret_exit)
{
    int found;
    while ((found = poptGetNextOpt(context)) > 0) {
        if (found == 'C' && !use_cpu(command, context, ret_exit))
            return false;
        if (found == 'h') {
            show_help(command, context);
            *ret_exit = rp_output_end(command, RP_EXIT_DONE);
            return false;
        }
    }
    if (found == -1)
        return true;
    *ret_exit = rp_usage(command, "%s: %s", poptBadOption(context, POPT_BADOPTION_NOALIAS), poptStrerror(found));
    return false;
}

/* No command takes an empty argument, and a number that is empty would be 0. False when there is one, and that was said. */
static bool are_filled(const struct rp_command *command, int argc, const char **argv)
{
    bool options = true;
    for (int i = 1; i < argc; i++) {
        const char *equal = strchr(argv[i], '=');
        bool filled = false;
        if (argv[i][0] == 0 && options && argv[i - 1][0] == '-')
            rp_usage(command, "an empty argument stands behind %s", argv[i - 1]);
        else if (argv[i][0] == 0)
            rp_usage(command, "an argument is empty%s%s", command->arguments[0] != 0 ? ": wanted is " : "", command->arguments);
        else if (options && strncmp(argv[i], "--", 2) == 0 && equal != NULL && equal[1] == 0)
            rp_usage(command, "%s has no value", argv[i]);
        else
            filled = true;
        if (!filled)
            return false;
        options = options && strcmp(argv[i], "--") != 0;
    }
    return true;
}

bool rp_args_parse(struct rp_args *ret, const struct rp_command *command, struct poptOption *options, int argc, const char **argv,
                   enum rp_exit *ret_exit)
{
    *ret = (struct rp_args){0};
    if (!are_filled(command, argc, argv)) {
        *ret_exit = RP_EXIT_USAGE;
        return false;
    }
    ret->context = poptGetContext(NULL, argc, argv, options, 0);
    if (ret->context == NULL) {
        rp_say(command, "out of memory");
        *ret_exit = RP_EXIT_INPUT;
        return false;
    }
    if (!read_options(command, ret->context, ret_exit))
        goto fail;
    ret->files = poptGetArgs(ret->context);
    while (ret->files != NULL && ret->files[ret->count] != NULL)
        ret->count++;
    if (ret->count >= command->min_arguments && ret->count <= command->max_arguments)
        return true;
    if (ret->count < command->min_arguments)
        *ret_exit = rp_usage(command, "%s is missing", command->arguments);
    else
        *ret_exit = rp_usage(command, "\"%s\" is too much", ret->files[command->max_arguments]);
fail:
    rp_args_done(ret);
    return false;
}

void rp_args_done(struct rp_args *args)
{
    poptFreeContext(args->context);
    *args = (struct rp_args){0};
}

static void say(const struct rp_command *command, const char *format, va_list args)
{
    fprintf(stderr, "reprint %s: ", command->name);
    vfprintf(stderr, format, args);
}

void rp_say(const struct rp_command *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(command, format, args);
    va_end(args);
    fputc('\n', stderr);
}

enum rp_exit rp_usage(const struct rp_command *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(command, format, args);
    va_end(args);
    fprintf(stderr, " (see reprint %s --help)\n", command->name);
    return RP_EXIT_USAGE;
}

void rp_say_fault(const char *file, uint64_t line, const struct rp_error *error)
{
    if (error->status == RP_IO || error->status == RP_DAMAGED || error->status == RP_NO_MEMORY)
        fprintf(stderr, "reprint: %s\n", error->message); /* names the file itself */
    else if (line > 0)
        fprintf(stderr, "%s:%llu: %s\n", file, (unsigned long long)line, error->message);
    else
        fprintf(stderr, "%s: %s\n", file, error->message);
}

enum rp_exit rp_output_end(const struct rp_command *command, enum rp_exit code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    rp_say(command, "writing to standard output failed");
    return RP_EXIT_INPUT;
}

enum rp_exit rp_exit_of(enum rp_status status)
{
    switch (status) {
    case RP_OK:
        return RP_EXIT_DONE;
    case RP_UNREACHABLE:
    case RP_CLOSED:
    case RP_TIMED_OUT:
    case RP_SHUTTING_DOWN:
    case RP_NOT_READY:
        return RP_EXIT_UNREACHABLE;
    default:
        return RP_EXIT_INPUT;
    }
}
