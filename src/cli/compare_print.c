/* A comparison, readable: the verdict in a sentence, why, the shares as bars, the passages side by side. */
#include "cli/compare_print.h"

#include "base/buf.h"
#include "cli/columns.h"
#include "cli/terminal.h"
#include "cli/why.h"

#include <inttypes.h>
#include <stdio.h>

enum { LABEL_COLUMNS = 12, FIGURE_COLUMNS = 40, BAR_MIN = 10, BAR_MAX = 40 };

static void print_name(const char *label, struct rp_str name, int width)
{
    int room = width - LABEL_COLUMNS;
    printf("%-*s", LABEL_COLUMNS, label);
    rp_show(stdout, name, rp_str_columns(name) > room ? room : 0);
    putchar('\n');
}

/* "syndicated: 93 % of B stands in A": the direction that decides. */
static void print_verdict(const struct rp_judged *judged, int width, bool colors)
{
    int of_a = rp_percent(judged->containment_of_new), of_b = rp_percent(judged->containment_of_old);
    rp_color(stdout, colors, RP_COLOR_BOLD);
    rp_color(stdout, colors, rp_verdict_color(judged->verdict));
    printf("%s", rp_verdict_name(judged->verdict));
    rp_color(stdout, colors, RP_COLOR_PLAIN);
    struct rp_paragraph line = rp_paragraph_begin(stdout, NULL, LABEL_COLUMNS, width);
    line.used = rp_str_columns(rp_str_of(rp_verdict_name(judged->verdict)));
    rp_paragraph_mark(&line, ":");
    if (judged->verdict == RP_VERDICT_IDENTICAL)
        rp_paragraph_say(&line, "A has the words of B");
    else if (judged->verdict == RP_VERDICT_NEAR)
        rp_paragraph_say(&line, "%d~%% of A stands in B, %d~%% of B in A", of_a, of_b);
    else if (of_a > of_b)
        rp_paragraph_say(&line, "%d~%% of A stands in B", of_a);
    else
        rp_paragraph_say(&line, "%d~%% of B stands in A", of_b);
    if (judged->refusal != RP_REFUSAL_NONE) {
        rp_paragraph_mark(&line, ",");
        rp_paragraph_say(&line, "and it is no copy");
    }
    rp_paragraph_end(&line);
}

static void print_why(const struct rp_compared *compared, const struct rp_judged *judged, int width)
{
    struct rp_paragraph why = rp_paragraph_begin(stdout, "why", LABEL_COLUMNS, width);
    rp_why_rule(&why, judged, &rp_thresholds_default);
    rp_paragraph_end(&why);
    if (judged->refusal == RP_REFUSAL_NONE)
        return;
    struct rp_paragraph refusal = rp_paragraph_begin(stdout, "", LABEL_COLUMNS, width);
    rp_why_refusal(&refusal, judged);
    rp_paragraph_end(&refusal);
    if (judged->refusal != RP_REFUSAL_TEMPLATE)
        return;
    struct rp_paragraph numbers = rp_paragraph_begin(stdout, "B -> A", LABEL_COLUMNS, width);
    rp_why_numbers(&numbers, judged, compared->new_text, compared->old_text);
    rp_paragraph_end(&numbers);
}

/* A label, a bar, the share. */
static void print_bar(const char *label, double share, int width, bool colors)
{
    int columns = width - LABEL_COLUMNS - FIGURE_COLUMNS, filled;
    columns = columns < BAR_MIN ? BAR_MIN : columns > BAR_MAX ? BAR_MAX : columns;
    filled = (int)(share * columns + .5);
    printf("%-*s[", LABEL_COLUMNS, label);
    rp_color(stdout, colors, RP_COLOR_CYAN);
    for (int i = 0; i < columns; i++)
        putchar(i < filled ? '#' : '.');
    rp_color(stdout, colors, RP_COLOR_PLAIN);
    printf("] %5.1f %%", share * 100);
}

static void print_figures(const struct rp_compared *compared, const struct rp_judged *judged, int width, bool colors)
{
    const struct rp_estimates *estimates = compared->estimates;
    print_bar("A in B", judged->containment_of_new, width, colors);
    printf("  %" PRIu32 " of %" PRIu32 " shingles\n", judged->shared, judged->new_shingles);
    print_bar("B in A", judged->containment_of_old, width, colors);
    printf("  %" PRIu32 " of %" PRIu32 " shingles\n", judged->shared, judged->old_shingles);
    print_bar("alike", judged->resemblance, width, colors);
    putchar('\n');
    if (estimates != NULL)
        printf("%-*sMinHash %.1f %%, keys %.1f %%, SimHash %.1f %%\n", LABEL_COLUMNS, "estimated", estimates->minhash * 100,
               estimates->keys * 100, estimates->simhash * 100);
}

static void print_stretches(const char *label, const struct rp_dropped *dropped, struct rp_str text, int width)
{
    if (dropped->words == 0)
        return;
    struct rp_paragraph stretches = rp_paragraph_begin(stdout, label, LABEL_COLUMNS, width);
    rp_why_stretches(&stretches, dropped, text);
    rp_paragraph_end(&stretches);
}

/* Does the server's answer say anything that the comparison does not? */
static bool is_news(const struct rp_compared *compared)
{
    return compared->answer->dropped.words + compared->match->dropped.words > 0 ||
           compared->match->grounds.rule != compared->comparison->grounds.rule;
}

/* What the server found when the later of the two came: there boilerplate was left out. */
static void print_answer(const struct rp_compared *compared, int width)
{
    const struct rp_match *match = compared->match;
    struct rp_judged judged = rp_judged_match(match);
    bool a_is_later = rp_str_equal(compared->answer->id, compared->new_name);
    struct rp_paragraph found = rp_paragraph_begin(stdout, "the server", LABEL_COLUMNS, width);
    rp_paragraph_say(&found, "found %s %s: %d~%% of %s, %d~%% of %s;", a_is_later ? "A" : "B", rp_verdict_name(match->verdict),
                     rp_percent(match->containment_of_new), a_is_later ? "A" : "B", rp_percent(match->containment_of_old),
                     a_is_later ? "B" : "A");
    rp_why_rule(&found, &judged, NULL);
    rp_paragraph_end(&found);
    if (compared->answer->dropped.words + match->dropped.words == 0)
        return;
    struct rp_paragraph left_out = rp_paragraph_begin(stdout, "left out", LABEL_COLUMNS, width);
    rp_why_dropped(&left_out, &compared->answer->dropped, &match->dropped);
    rp_paragraph_end(&left_out);
    print_stretches(a_is_later ? "of A" : "of B", &compared->answer->dropped, a_is_later ? compared->new_text : compared->old_text, width);
    print_stretches(a_is_later ? "of B" : "of A", &match->dropped, a_is_later ? compared->old_text : compared->new_text, width);
}

static enum rp_status print_passage(const struct rp_compared *compared, const struct rp_passage *passage, int width, bool colors)
{
    rp_color(stdout, colors, RP_COLOR_DIM);
    printf("\n%u words: bytes %u-%u of A, %u-%u of B\n", passage->words, passage->new_start, passage->new_end, passage->old_start,
           passage->old_end);
    rp_color(stdout, colors, RP_COLOR_PLAIN);
    if (compared->new_text.len < passage->new_end || compared->old_text.len < passage->old_end)
        return RP_OK;
    struct rp_str new_part = {compared->new_text.data + passage->new_start, passage->new_end - passage->new_start};
    struct rp_str old_part = {compared->old_text.data + passage->old_start, passage->old_end - passage->old_start};
    return rp_columns_print(stdout, new_part, old_part, width, colors);
}

enum rp_status rp_compared_print(const struct rp_compared *compared)
{
    struct rp_judged judged = rp_judged_comparison(compared->comparison);
    bool colors = rp_terminal_colors(stdout);
    int width = rp_terminal_width(stdout);
    enum rp_status status = RP_OK;
    print_verdict(&judged, width, colors);
    print_why(compared, &judged, width);
    print_name("A (new)", compared->new_name, width);
    print_name("B (old)", compared->old_name, width);
    print_figures(compared, &judged, width, colors);
    if (compared->match != NULL && is_news(compared))
        print_answer(compared, width);
    for (size_t i = 0; i < judged.passage_count && status == RP_OK; i++)
        status = print_passage(compared, &judged.passages[i], width, colors);
    return status;
}
