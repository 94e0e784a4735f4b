/* What commands with one question to the server share. */
#include "cli/question.h"

#include <stdio.h>

enum { LINE_BYTES = 64 << 20 };

enum rp_exit rp_question_run(const struct rp_command *command, enum rp_exit (*ask)(struct rp_question *question, const struct rp_args *args),
                             int argc, const char **argv)
{
    struct rp_question question = {.command = command};
    struct rp_args args;
    enum rp_exit code;
    rp_remote_init(&question.remote, command);
    rp_buf_init(&question.line, LINE_BYTES);
    struct poptOption options[] = {
        RP_OPTIONS_REMOTE(&question.remote),
        {"json", 'j', POPT_ARG_NONE, &question.json, 0, "as JSON", NULL},
        RP_OPTIONS_END,
    };
    if (rp_args_parse(&args, command, options, argc, argv, &code)) {
        code = rp_remote_open(&question.remote);
        if (code == RP_EXIT_DONE)
            code = ask(&question, &args);
        rp_args_done(&args);
    }
    rp_buf_done(&question.line);
    rp_remote_done(&question.remote);
    return rp_output_end(command, code);
}

enum rp_exit rp_question_print_line(struct rp_question *question, enum rp_status status)
{
    if (status != RP_OK)
        rp_say(question->command, "%s", rp_status_meaning(status));
    else
        fwrite(question->line.data, 1, question->line.len, stdout);
    rp_buf_clear(&question->line);
    return status == RP_OK ? RP_EXIT_DONE : RP_EXIT_INPUT;
}
