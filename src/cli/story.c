/* reprint story: the articles that carry the same text. */
#include "cli/answer_print.h"
#include "cli/question.h"
#include "input/records.h"
#include "reprint/limits.h"

#include <stdio.h>

static enum rp_exit print_page(struct rp_question *question, const struct rp_answer_layout *layout, const struct rp_story *page, bool first)
{
    if (question->json)
        return rp_question_print_line(question, rp_record_story(&question->line, page));
    rp_answer_print_story(layout, page, first);
    return RP_EXIT_DONE;
}

/* A story may have any number of members: they come in pages. */
static enum rp_exit ask(struct rp_question *question, const struct rp_args *args)
{
    struct rp_answer_layout layout;
    uint64_t after = 0;
    size_t members = RP_LIMIT_STORY;
    enum rp_exit code = RP_EXIT_DONE;
    rp_answer_layout_init(&layout, stdout);
    while (code == RP_EXIT_DONE && members == RP_LIMIT_STORY) {
        struct rp_story *page;
        struct rp_error error;
        if (rp_client_story(question->remote.client, rp_str_of(args->files[0]), after, &page, &error) != RP_OK)
            return rp_remote_fail(&question->remote, &error);
        members = page->member_count;
        if (members > 0 || after == 0)
            code = print_page(question, &layout, page, after == 0);
        if (members > 0)
            after = page->members[members - 1].seq;
        rp_story_free(page);
    }
    return code;
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    return rp_question_run(command, ask, argc, argv);
}

const struct rp_command rp_command_story = {
    .name = "story",
    .arguments = "ID",
    .about = "lists the articles that carry the same text as one that the server has",
    .notes = "Each line: number, verdict, id, date of publication, source. With --json, a story of more than 1,000 articles comes as several\n"
             "objects, each with the members that follow.",
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
