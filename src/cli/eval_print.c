/* The outcome of an evaluation. */
#include "cli/eval_print.h"

#include "cli/terminal.h"
#include "cli/why.h"
#include "input/emit.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { LABEL_COLUMNS = 12, TITLE_SHOWN = 140, EXCERPT_SHOWN = 280, NUMBERS_SHOWN = 400 };

void rp_eval_print_heading(int name_columns)
{
    printf("%-*s  %8s  %6s  %6s  %9s  %6s  %11s  %13s\n", name_columns, "set", "articles", "copies", "recall", "precision", "F1",
           "traps taken", "first recall");
}

/* A share of nothing is none. */
static void write_share(char ret[16], double share, uint64_t of)
{
    if (of > 0)
        snprintf(ret, 16, "%.4f", share);
    else
        snprintf(ret, 16, "-");
}

void rp_eval_print_row(const char *name, int name_columns, const struct rp_eval_report *report)
{
    const struct rp_score *score = &report->stories;
    char traps[48], recall[16], first_recall[16];
    write_share(recall, score->recall, score->copies);
    write_share(first_recall, report->first_recall, report->first_copies);
    snprintf(traps, sizeof traps, "%" PRIu64 " of %" PRIu64, score->traps_joined, score->traps);
    rp_show(stdout, rp_str_of(name), name_columns);
    printf("  %8" PRIu64 "  %6" PRIu64 "  %6s  %9.4f  %6.4f  %11s  %13s\n", report->articles, score->copies, recall, score->precision,
           score->f1, traps, first_recall);
}

void rp_eval_print_shuffles_heading(int name_columns)
{
    printf("\n%-*s  %8s  %6s  %6s  %6s  %6s  %6s  %6s  %9s  %6s\n", name_columns, "set", "shuffles", "pairs", "moved", "most", "ever",
           "recall", "worst", "precision", "worst");
}

void rp_eval_print_shuffles(const char *name, int name_columns, const struct rp_shuffles *shuffles)
{
    rp_show(stdout, rp_str_of(name), name_columns);
    printf("  %8" PRIu32 "  %6" PRIu64 "  %6.4f  %6.4f  %6.4f  %6.4f  %6.4f  %9.4f  %6.4f\n", shuffles->count, shuffles->labelled,
           shuffles->moved_mean, shuffles->moved_most, shuffles->moved_ever, shuffles->recall_mean, shuffles->recall_worst,
           shuffles->precision_mean, shuffles->precision_worst);
}

/* A labelled line below a pair. */
static struct rp_paragraph begin(const char *label)
{
    printf("    ");
    struct rp_paragraph paragraph = rp_paragraph_begin(stdout, label, LABEL_COLUMNS, rp_terminal_width(stdout) - 4);
    paragraph.indent += 4;
    paragraph.width += 4;
    paragraph.used += 4;
    return paragraph;
}

static void print_why(const struct rp_misjudged *pair)
{
    const struct rp_explained *explained = &pair->explained;
    struct rp_judged judged = {.verdict = explained->verdict, .refusal = explained->refusal, .shared = explained->shared, .grounds = &explained->grounds};
    struct rp_paragraph figures = begin("shared");
    rp_paragraph_say(&figures, "%d~%% of new (%u of %u shingles), %d~%% of old (of %u), %d~%% alike", rp_percent(explained->containment_of_new),
                     explained->shared, explained->new_shingles, rp_percent(explained->containment_of_old), explained->old_shingles,
                     rp_percent(explained->resemblance));
    rp_paragraph_end(&figures);
    struct rp_paragraph why = begin("why");
    if (!pair->matched)
        rp_paragraph_say(&why, "beside each other, nothing left out:");
    rp_why_rule(&why, &judged, NULL);
    if (judged.refusal != RP_REFUSAL_NONE)
        rp_paragraph_mark(&why, ":");
    rp_why_refusal(&why, &judged);
    rp_paragraph_end(&why);
}

static void print_dropped(const struct rp_explained *explained)
{
    const struct rp_left_out *new_part = &explained->left_out_of_new, *old_part = &explained->left_out_of_old;
    struct rp_dropped of_new = {new_part->words, new_part->range_count, new_part->ranges};
    struct rp_dropped of_old = {old_part->words, old_part->range_count, old_part->ranges};
    if (of_new.words + of_old.words == 0)
        return;
    struct rp_paragraph dropped = begin("left out");
    rp_why_dropped(&dropped, &of_new, &of_old);
    rp_paragraph_end(&dropped);
}

static void print_text(const char *label, struct rp_str text, int most)
{
    if (text.len == 0)
        return;
    struct rp_paragraph paragraph = begin(label);
    rp_paragraph_quote(&paragraph, text, most);
    rp_paragraph_end(&paragraph);
}

/* What of the texts is shown, on a terminal only: they are their publishers'. */
static void print_texts(const struct rp_misjudged *pair)
{
    print_text("old", pair->title_a, TITLE_SHOWN);
    print_text("new", pair->title_b, TITLE_SHOWN);
    print_text("numbers", pair->numbers, NUMBERS_SHOWN);
    print_text("out of old", pair->left_out_a, EXCERPT_SHOWN);
    print_text("out of new", pair->left_out_b, EXCERPT_SHOWN);
    if (pair->excerpt.len == 0)
        return;
    struct rp_paragraph passage = begin("longest");
    rp_paragraph_say(&passage, "%u words:", pair->explained.grounds.longest);
    rp_paragraph_quote(&passage, pair->excerpt, EXCERPT_SHOWN);
    rp_paragraph_end(&passage);
}

static void print_pair(const struct rp_misjudged *pair)
{
    bool colors = rp_terminal_colors(stdout);
    printf("\n  ");
    rp_color(stdout, colors, RP_COLOR_BOLD);
    rp_show(stdout, pair->b, 0);
    rp_color(stdout, colors, RP_COLOR_PLAIN);
    printf(" against ");
    rp_color(stdout, colors, RP_COLOR_BOLD);
    rp_show(stdout, pair->a, 0);
    rp_color(stdout, colors, RP_COLOR_PLAIN);
    printf(": %s", pair->matched ? rp_verdict_name(pair->explained.verdict) : "not matched with each other");
    if (pair->matched && pair->explained.refusal != RP_REFUSAL_NONE)
        printf(", refused: %s", rp_refusal_name(pair->explained.refusal));
    printf("%s\n", pair->trap ? ", trap" : pair->listed ? "" : ", not listed");
    print_why(pair);
    print_dropped(&pair->explained);
    if (isatty(fileno(stdout)) == 1)
        print_texts(pair);
}

static void print_pairs(const char *what, const struct rp_misjudged *pairs, size_t count)
{
    if (count > 0)
        printf("%s:\n", what);
    for (size_t i = 0; i < count; i++)
        print_pair(&pairs[i]);
}

static void print_moved(const struct rp_shuffles *shuffles)
{
    if (shuffles->pair_count > 0)
        printf("moved by the order of arrival:\n");
    for (size_t i = 0; i < shuffles->pair_count; i++) {
        const struct rp_moved *pair = &shuffles->pairs[i];
        printf("  ");
        rp_show(stdout, pair->a, 28);
        printf("  ");
        rp_show(stdout, pair->b, 28);
        printf("  %s, %s by date, %" PRIu32 " of %" PRIu32 " times not\n", pair->copy ? "copy" : pair->trap ? "trap" : "not",
               pair->together ? "together" : "apart", pair->times, shuffles->count);
    }
}

void rp_eval_print_errors(const char *name, const struct rp_eval_report *report)
{
    if (report->missed_count == 0 && report->joined_count == 0 && report->shuffles.pair_count == 0)
        return;
    printf("\n%s\n", name);
    print_pairs("copies missed", report->missed, report->missed_count);
    print_pairs("joined wrongly", report->joined, report->joined_count);
    print_moved(&report->shuffles);
}

static void emit_score(struct rp_emit *emit, const char *key, const struct rp_score *score)
{
    rp_emit_key(emit, key);
    rp_emit_open(emit, '{');
    rp_emit_key_u64(emit, "copies", score->copies);
    rp_emit_key_u64(emit, "found", score->found);
    rp_emit_key_u64(emit, "wrong", score->wrong);
    rp_emit_key_u64(emit, "traps", score->traps);
    rp_emit_key_u64(emit, "traps_joined", score->traps_joined);
    rp_emit_key_share(emit, "recall", score->recall);
    rp_emit_key_share(emit, "precision", score->precision);
    rp_emit_key_share(emit, "f1", score->f1);
    rp_emit_close(emit, '}');
}

static void emit_explained(struct rp_emit *emit, const struct rp_explained *explained)
{
    rp_emit_key_text(emit, "verdict", rp_verdict_name(explained->verdict));
    rp_emit_key_text(emit, "refusal", rp_refusal_name(explained->refusal));
    rp_emit_key_text(emit, "rule", rp_rule_name(explained->grounds.rule));
    rp_emit_key_text(emit, "kin", rp_kin_name(explained->grounds.kin));
    rp_emit_key(emit, "containment");
    rp_emit_open(emit, '{');
    rp_emit_key_share(emit, "of_new", explained->containment_of_new);
    rp_emit_key_share(emit, "of_old", explained->containment_of_old);
    rp_emit_close(emit, '}');
    rp_emit_key_share(emit, "resemblance", explained->resemblance);
    rp_emit_key_u64(emit, "longest", explained->grounds.longest);
    rp_emit_key_u64(emit, "substitutions", explained->grounds.substitutions);
    rp_emit_key(emit, "dropped");
    rp_emit_open(emit, '{');
    rp_emit_key_u64(emit, "new", explained->left_out_of_new.words);
    rp_emit_key_u64(emit, "old", explained->left_out_of_old.words);
    rp_emit_close(emit, '}');
}

static void emit_pair(struct rp_emit *emit, const struct rp_misjudged *pair, const char *label)
{
    rp_emit_open(emit, '{');
    rp_emit_key_str(emit, "a", pair->a);
    rp_emit_key_str(emit, "b", pair->b);
    rp_emit_key_text(emit, "label", label);
    if (pair->matched) {
        emit_explained(emit, &pair->explained);
    } else {
        rp_emit_key(emit, "beside");
        rp_emit_open(emit, '{');
        emit_explained(emit, &pair->explained);
        rp_emit_close(emit, '}');
    }
    rp_emit_close(emit, '}');
}

static void emit_missed(struct rp_emit *emit, const struct rp_eval_report *report)
{
    rp_emit_key(emit, "missed");
    rp_emit_open(emit, '[');
    for (size_t i = 0; i < report->missed_count; i++)
        emit_pair(emit, &report->missed[i], "copy");
    rp_emit_close(emit, ']');
}

static void emit_joined(struct rp_emit *emit, const struct rp_eval_report *report)
{
    rp_emit_key(emit, "joined");
    rp_emit_open(emit, '[');
    for (size_t i = 0; i < report->joined_count; i++) {
        const struct rp_misjudged *pair = &report->joined[i];
        emit_pair(emit, pair, pair->trap ? "trap" : pair->listed ? "not" : "unlisted");
    }
    rp_emit_close(emit, ']');
}

static void emit_mean_and(struct rp_emit *emit, const char *key, double mean, const char *extreme, double value)
{
    rp_emit_key(emit, key);
    rp_emit_open(emit, '{');
    rp_emit_key_share(emit, "mean", mean);
    rp_emit_key_share(emit, extreme, value);
    rp_emit_close(emit, '}');
}

static void emit_moved_pair(struct rp_emit *emit, const struct rp_moved *pair)
{
    rp_emit_open(emit, '{');
    rp_emit_key_str(emit, "a", pair->a);
    rp_emit_key_str(emit, "b", pair->b);
    rp_emit_key_text(emit, "label", pair->copy ? "copy" : pair->trap ? "trap" : "not");
    rp_emit_key_text(emit, "by_date", pair->together ? "together" : "apart");
    rp_emit_key_u64(emit, "times", pair->times);
    rp_emit_close(emit, '}');
}

static void emit_shuffles(struct rp_emit *emit, const struct rp_shuffles *shuffles)
{
    rp_emit_key(emit, "shuffles");
    rp_emit_open(emit, '{');
    rp_emit_key_u64(emit, "count", shuffles->count);
    rp_emit_key_u64(emit, "pairs", shuffles->labelled);
    emit_mean_and(emit, "moved", shuffles->moved_mean, "most", shuffles->moved_most);
    rp_emit_key_share(emit, "moved_ever", shuffles->moved_ever);
    emit_mean_and(emit, "recall", shuffles->recall_mean, "worst", shuffles->recall_worst);
    emit_mean_and(emit, "precision", shuffles->precision_mean, "worst", shuffles->precision_worst);
    rp_emit_key(emit, "moved_pairs");
    rp_emit_open(emit, '[');
    for (size_t i = 0; i < shuffles->pair_count; i++)
        emit_moved_pair(emit, &shuffles->pairs[i]);
    rp_emit_close(emit, ']');
    rp_emit_close(emit, '}');
}

enum rp_status rp_eval_record(struct rp_buf *buf, const char *name, const struct rp_eval_report *report)
{
    struct rp_emit emit;
    rp_emit_init(&emit, buf);
    rp_emit_open(&emit, '{');
    rp_emit_key_text(&emit, "set", name);
    rp_emit_key_u64(&emit, "articles", report->articles);
    rp_emit_key_u64(&emit, "bad", report->bad);
    rp_emit_key_u64(&emit, "skipped", report->skipped);
    emit_score(&emit, "stories", &report->stories);
    emit_score(&emit, "matches", &report->matches);
    rp_emit_key(&emit, "first_of_source");
    rp_emit_open(&emit, '{');
    rp_emit_key_u64(&emit, "copies", report->first_copies);
    rp_emit_key_u64(&emit, "found", report->first_found);
    rp_emit_key_share(&emit, "recall", report->first_recall);
    rp_emit_close(&emit, '}');
    emit_missed(&emit, report);
    emit_joined(&emit, report);
    if (report->shuffles.count > 0)
        emit_shuffles(&emit, &report->shuffles);
    rp_emit_close(&emit, '}');
    rp_emit_newline(&emit);
    return emit.status;
}
