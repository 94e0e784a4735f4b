/* reprint stats: the figures of the server. */
#include "cli/question.h"
#include "cli/terminal.h"
#include "input/records.h"

#include <inttypes.h>
#include <stdio.h>

static void row(const char *name, uint64_t value)
{
    printf("%-22s %14" PRIu64 "\n", name, value);
}

static void row_megabytes(const char *name, uint64_t bytes)
{
    printf("%-22s %14.1f MB\n", name, (double)bytes / 1e6);
}

static void row_text(const char *name, const char *text)
{
    printf("%-22s ", name);
    rp_show(stdout, rp_str_of(text), 0);
    putchar('\n');
}

static void print_data(const struct rp_data_stats *data)
{
    row_text("state", data->state);
    if (data->total > 0)
        printf("  %-20s %14.0f %%\n", "of the way", 100 * (double)data->done / (double)data->total);
    if (data->why[0] != 0)
        row_text("  because", data->why);
    row_text("kept on disk, fsync", data->fsync);
    row("operations on disk", data->logged);
    row("  in the saved state", data->saved);
    row("  done again at start", data->replayed);
}

static void print_table(const struct rp_service_stats *stats)
{
    const struct rp_corpus_stats *corpus = &stats->corpus;
    row("articles", corpus->articles);
    row("stories", corpus->stories);
    row("sources", corpus->sources);
    row("added", corpus->added);
    row("removed", corpus->removed);
    for (unsigned i = 0; i < RP_VERDICT_COUNT; i++)
        printf("  %-20s %14" PRIu64 "\n", rp_verdict_name((enum rp_verdict)i), corpus->verdicts[i]);
    row("last number", corpus->last_seq);
    row("indexed", corpus->indexed);
    row("keys in the index", corpus->postings);
    row("pairs looked at", corpus->candidates);
    row("pairs compared", corpus->verified);
    row("articles read again", corpus->read_again);
    row_megabytes("all articles", corpus->text_bytes);
    row_megabytes("all else in memory", corpus->index_bytes);
    printf("%-22s %14.1f s\n", "up", (double)stats->uptime_ms / 1000);
    row("threads", stats->threads);
    row("connections now", stats->connections);
    row("connections accepted", stats->accepted);
    row("requests answered", stats->requests);
    row("  with an error", stats->faults);
    row("articles waiting", stats->queued);
    row_megabytes("  their bytes", stats->queued_bytes);
    row("watchers", stats->watchers);
    row("  copies they missed", stats->missed);
    print_data(&stats->data);
}

static enum rp_exit ask(struct rp_question *question, const struct rp_args *args)
{
    struct rp_service_stats stats;
    struct rp_error error;
    (void)args;
    if (rp_client_stats(question->remote.client, &stats, &error) != RP_OK)
        return rp_remote_fail(&question->remote, &error);
    if (question->json)
        return rp_question_print_line(question, rp_record_stats(&question->line, &stats));
    print_table(&stats);
    return RP_EXIT_DONE;
}

static enum rp_exit run(const struct rp_command *command, int argc, const char **argv)
{
    return rp_question_run(command, ask, argc, argv);
}

const struct rp_command rp_command_stats = {
    .name = "stats",
    .arguments = "",
    .about = "shows the figures of the server",
    .notes = "Verdicts, pairs, connections and requests are counted since the server started.",
    .min_arguments = 0,
    .max_arguments = 0,
    .run = run,
};
