/* reprint get: an article that the server has, and what is known of it. */
#include "cli/answer_print.h"
#include "cli/question.h"
#include "input/records.h"

#include <stdio.h>

static enum rp_exit ask(struct rp_question *question, const struct rp_args *args)
{
    struct rp_found_article *found;
    struct rp_error error;
    enum rp_exit code = RP_EXIT_DONE;
    if (rp_client_get(question->remote.client, rp_str_of(args->files[0]), &found, &error) != RP_OK)
        return rp_remote_fail(&question->remote, &error);
    if (question->json)
        code = rp_question_print_line(question, rp_record_found(&question->line, &found->article, found->answer));
    else
        rp_answer_print_found(stdout, found);
    rp_found_article_free(found);
    return code;
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    return rp_question_run(command, ask, argc, argv);
}

const struct rp_command rp_command_get = {
    .name = "get",
    .arguments = "ID",
    .about = "shows an article that the server has, and its story, original, matches and credits",
    .notes = "Matches are as found when it was added; story and original as they are now.",
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
