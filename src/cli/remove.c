/* reprint remove: the server forgets articles. */
#include "cli/question.h"
#include "cli/terminal.h"

#include <stdio.h>

static enum rp_exit ask(struct rp_question *question, const struct rp_args *args)
{
    enum rp_exit code = RP_EXIT_DONE;
    for (int i = 0; i < args->count; i++) {
        struct rp_error error;
        struct rp_str id = rp_str_of(args->files[i]);
        enum rp_status status = rp_client_remove(question->remote.client, id, &error);
        if (status == RP_NOT_FOUND || status == RP_LIMIT) {
            rp_say_fault(args->files[i], 0, &error);
            code = RP_EXIT_INPUT;
        } else if (status != RP_OK) {
            return rp_remote_fail(&question->remote, &error);
        } else if (!question->json) {
            fputs("removed ", stdout);
            rp_show(stdout, id, 0);
            putchar('\n');
        }
    }
    return code;
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    return rp_question_run(command, ask, argc, argv);
}

const struct rp_command rp_command_remove = {
    .name = "remove",
    .arguments = "ID...",
    .about = "makes the server forget articles",
    .notes = "",
    .min_arguments = 1,
    .max_arguments = RP_ARGUMENTS_MAX,
    .run = run,
};
