/* The outcome of an evaluation. */
#include "cli/eval_print.h"

#include "cli/terminal.h"
#include "input/emit.h"

#include <inttypes.h>
#include <stdio.h>

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

static void print_pair(const struct rp_misjudged *pair)
{
    printf("  ");
    rp_show(stdout, pair->a, 28);
    printf("  ");
    rp_show(stdout, pair->b, 28);
    if (pair->matched) {
        printf("  %-10s  %.2f of new, %.2f of old", rp_verdict_name(pair->verdict), pair->containment_of_new, pair->containment_of_old);
        if (pair->refusal != RP_REFUSAL_NONE)
            printf(", refused: %s", rp_refusal_name(pair->refusal));
    } else {
        printf("  not matched with each other");
    }
    printf("%s\n", pair->trap ? ", trap" : pair->listed ? "" : ", not listed");
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

static void emit_pair(struct rp_emit *emit, const struct rp_misjudged *pair, const char *label)
{
    rp_emit_open(emit, '{');
    rp_emit_key_str(emit, "a", pair->a);
    rp_emit_key_str(emit, "b", pair->b);
    rp_emit_key_text(emit, "label", label);
    if (pair->matched) {
        rp_emit_key_text(emit, "verdict", rp_verdict_name(pair->verdict));
        rp_emit_key_text(emit, "refusal", rp_refusal_name(pair->refusal));
        rp_emit_key(emit, "containment");
        rp_emit_open(emit, '{');
        rp_emit_key_share(emit, "of_new", pair->containment_of_new);
        rp_emit_key_share(emit, "of_old", pair->containment_of_old);
        rp_emit_close(emit, '}');
        rp_emit_key_share(emit, "resemblance", pair->resemblance);
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
