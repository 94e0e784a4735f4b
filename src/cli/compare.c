/* reprint compare: two texts beside each other. */
#include "base/buf.h"
#include "base/error.h"
#include "cli/articles.h"
#include "cli/command.h"
#include "cli/compare_print.h"
#include "cli/remote.h"
#include "input/records.h"
#include "reprint/compare.h"
#include "reprint/fingerprint.h"

#include <stdio.h>
#include <stdlib.h>

struct job {
    const struct rp_command *command;
    char *to; /* owned; popt allocates with malloc. NULL: compares files */
    int json, repair;
};

static enum rp_status estimate(const struct rp_article *a, const struct rp_article *b, struct rp_estimates *ret, struct rp_error *error)
{
    struct rp_workspace *workspace;
    struct rp_fingerprint of_a, of_b;
    if (rp_workspace_create(&workspace) != RP_OK)
        return rp_fail_memory(error);
    enum rp_status status = rp_fingerprint(workspace, a->text.data, a->text.len, &of_a, error);
    if (status == RP_OK)
        status = rp_fingerprint(workspace, b->text.data, b->text.len, &of_b, error);
    rp_workspace_free(workspace);
    if (status != RP_OK)
        return status;
    *ret = (struct rp_estimates){
        .minhash = rp_fingerprint_resemblance(&of_a, &of_b),
        .simhash = rp_fingerprint_resemblance_simhash(&of_a, &of_b),
        .keys = rp_fingerprint_resemblance_keys(&of_a, &of_b),
        .containment_of_new = rp_fingerprint_containment(&of_a, &of_b),
        .containment_of_old = rp_fingerprint_containment(&of_b, &of_a),
    };
    return RP_OK;
}

static enum rp_status print_json(const struct rp_compared *compared)
{
    struct rp_buf line;
    rp_buf_init(&line, 1 << 20);
    enum rp_status status =
        rp_record_comparison(&line, compared->new_name, compared->old_name, compared->comparison, compared->estimates);
    fwrite(line.data, 1, line.len, stdout);
    rp_buf_done(&line);
    return status;
}

static enum rp_exit print(const struct job *job, const struct rp_compared *compared)
{
    enum rp_status status = job->json ? print_json(compared) : rp_compared_print(compared);
    if (status == RP_OK)
        return RP_EXIT_DONE;
    rp_say(job->command, "%s", rp_status_meaning(status));
    return RP_EXIT_INPUT;
}

/* The match of either answer with the other article. */
static void find_match(struct rp_compared *compared, const struct rp_answer *const answers[2])
{
    for (int i = 0; i < 2; i++)
        for (size_t k = 0; answers != NULL && k < answers[i]->match_count; k++)
            if (rp_str_equal(answers[i]->matches[k].id, answers[1 - i]->id)) {
                compared->answer = answers[i];
                compared->match = &answers[i]->matches[k];
            }
}

/* answers: of a server to the two; NULL: none. */
static enum rp_exit compare_articles(const struct job *job, const struct rp_article *a, const struct rp_article *b,
                                     const struct rp_answer *const answers[2])
{
    struct rp_comparison comparison;
    struct rp_estimates estimates;
    struct rp_error error;
    enum rp_status status = rp_compare(a, b, &comparison, &error);
    if (status == RP_OK) {
        status = estimate(a, b, &estimates, &error);
        if (status != RP_OK)
            rp_comparison_done(&comparison);
    }
    if (status != RP_OK) {
        rp_say(job->command, "%s", error.message);
        return RP_EXIT_INPUT;
    }
    struct rp_compared compared = {a->id, b->id, a->text, b->text, &comparison, &estimates, NULL, NULL};
    find_match(&compared, answers);
    enum rp_exit code = print(job, &compared);
    rp_comparison_done(&comparison);
    return code;
}

static enum rp_exit read_file(const struct job *job, const char *file, struct rp_one_article *ret)
{
    struct rp_error error;
    uint64_t line;
    if (rp_one_article_read(ret, file, job->repair, &line, &error) == RP_OK)
        return RP_EXIT_DONE;
    rp_say_fault(rp_feed_name(file), line, &error);
    return RP_EXIT_INPUT;
}

static enum rp_exit compare_files(const struct job *job, const char *const *files)
{
    struct rp_one_article a, b;
    enum rp_exit code = read_file(job, files[0], &a), other = read_file(job, files[1], &b);
    if (code == RP_EXIT_DONE)
        code = other;
    if (code == RP_EXIT_DONE)
        code = compare_articles(job, &a.article, &b.article, NULL);
    rp_one_article_done(&a);
    rp_one_article_done(&b);
    return code;
}

/* The texts come from the server and are compared here, so that passages can be shown. */
static enum rp_exit compare_ids(const struct job *job, struct rp_remote *remote, const char *const *ids)
{
    struct rp_found_article *found[2] = {NULL, NULL};
    enum rp_exit code = rp_remote_open(remote);
    for (int i = 0; i < 2 && code == RP_EXIT_DONE; i++) {
        struct rp_error error;
        enum rp_status status = rp_client_get(remote->client, rp_str_of(ids[i]), &found[i], &error);
        if (status == RP_NOT_FOUND)
            rp_say_fault(ids[i], 0, &error);
        else if (status != RP_OK)
            rp_remote_fail(remote, &error);
        code = rp_exit_of(status);
    }
    if (code == RP_EXIT_DONE)
        code = compare_articles(job, &found[0]->article, &found[1]->article,
                                (const struct rp_answer *const[]){found[0]->answer, found[1]->answer});
    rp_found_article_free(found[0]);
    rp_found_article_free(found[1]);
    return code;
}

static enum rp_exit compare(struct job *job, const char *const *names)
{
    struct rp_remote remote;
    if (job->to == NULL)
        return compare_files(job, names);
    rp_remote_init(&remote, job->command);
    remote.to = job->to;
    job->to = NULL;
    enum rp_exit code = compare_ids(job, &remote, names);
    rp_remote_done(&remote);
    return code;
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    struct job job = {.command = command};
    struct rp_args args;
    enum rp_exit code;
    struct poptOption options[] = {
        {"to", 't', POPT_ARG_STRING, &job.to, 0, "A and B are ids of articles that this server has", "ADDR"},
        {"json", 'j', POPT_ARG_NONE, &job.json, 0, "one JSON object", NULL},
        {"repair", 0, POPT_ARG_NONE, &job.repair, 0, RP_REPAIR_HELP, NULL},
        RP_OPTION_CPU,
        RP_OPTIONS_END,
    };
    if (rp_args_parse(&args, command, options, argc, argv, &code)) {
        code = compare(&job, args.files);
        rp_args_done(&args);
    }
    free(job.to);
    return rp_output_end(command, code);
}

const struct rp_command rp_command_compare = {
    .name = "compare",
    .arguments = "A B",
    .about = "shows what two articles share: verdict, figures, passages side by side",
    .notes = "A and B are files of one article each (plain text or a line of JSON), or with --to the ids of two articles of a server.\n"
             "The verdict is that of A, the new one, against B, the old one.",
    .min_arguments = 2,
    .max_arguments = 2,
    .run = run,
};
