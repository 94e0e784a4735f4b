/* Answers, readable. */
#include "cli/answer_print.h"

#include "base/buf.h"
#include "cli/terminal.h"
#include "cli/why.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum {
    LABEL_COLUMNS = 11,
    VERDICT_COLUMNS = 10,
    OTHER_COLUMNS = 32, /* of a line, besides the two ids */
    ID_COLUMNS_MIN = 12,
    ID_COLUMNS_MAX = 40,
    ID_COLUMNS_ELSEWHERE = 24,
    PUBLISHED_COLUMNS = 20 /* 2024-03-04T10:05:00Z */
};

void rp_answer_layout_init(struct rp_answer_layout *ret, FILE *file)
{
    int columns = (rp_terminal_width(file) - OTHER_COLUMNS) / 2;
    *ret = (struct rp_answer_layout){.file = file, .cut = isatty(fileno(file)) == 1, .colors = rp_terminal_colors(file)};
    if (!ret->cut)
        columns = ID_COLUMNS_ELSEWHERE;
    ret->id_columns = columns < ID_COLUMNS_MIN ? ID_COLUMNS_MIN : columns > ID_COLUMNS_MAX ? ID_COLUMNS_MAX : columns;
}

static void show_id(const struct rp_answer_layout *layout, struct rp_str id)
{
    rp_show(layout->file, id, layout->cut || rp_str_columns(id) <= layout->id_columns ? layout->id_columns : 0);
}

static void show_verdict(FILE *file, bool colors, enum rp_verdict verdict, int columns)
{
    rp_color(file, colors, rp_verdict_color(verdict));
    fprintf(file, "%-*s", columns, rp_verdict_name(verdict));
    rp_color(file, colors, RP_COLOR_PLAIN);
}

/* The match with the original, else the best one. NULL: there is none. */
static const struct rp_match *main_match(const struct rp_answer *answer)
{
    for (size_t i = 0; i < answer->match_count; i++)
        if (rp_str_equal(answer->matches[i].id, answer->original))
            return &answer->matches[i];
    return answer->match_count > 0 ? &answer->matches[0] : NULL;
}

/* What the article takes from. One that only quotes is the original of a story of its own, and so is one that stands in an article of another story. */
static struct rp_str taken_from(const struct rp_answer *answer, const struct rp_match *match)
{
    if (!rp_str_equal(answer->id, answer->original))
        return answer->original;
    return answer->verdict == RP_VERDICT_PARTIAL || answer->story == answer->seq ? match->id : rp_str_of("(itself)");
}

static double share_taken(const struct rp_match *match)
{
    return match->containment_of_new > match->containment_of_old ? match->containment_of_new : match->containment_of_old;
}

static bool is_credited_before(const struct rp_answer *answer, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(answer->attributions[k].agency, answer->attributions[i].agency) == 0)
            return true;
    return false;
}

static void show_agencies(FILE *file, const struct rp_answer *answer)
{
    for (size_t i = 0; i < answer->attribution_count; i++) {
        if (is_credited_before(answer, i))
            continue;
        fputs(i == 0 ? "  " : ", ", file);
        rp_show(file, rp_str_of(answer->attributions[i].agency), 0);
    }
}

static const char *reason_text(enum rp_original_reason reason)
{
    switch (reason) {
    case RP_ORIGINAL_ONLY:
        return "the only article of its story";
    case RP_ORIGINAL_CREDITED:
        return "others credit it";
    case RP_ORIGINAL_AGENCY:
        return "it credits the agency that is its own source";
    case RP_ORIGINAL_PUBLISHED:
        return "published first";
    default:
        return "seen first";
    }
}

/* What the article has changed for others: a line each, below its own. */
static void show_changes(FILE *file, const struct rp_answer *answer)
{
    if (answer->merged_count > 0) {
        fprintf(file, "%*s", VERDICT_COLUMNS + 2, "");
        for (size_t i = 0; i < answer->merged_count; i++)
            fprintf(file, "%s %" PRIu64, i == 0 ? "stories" : ",", answer->merged[i]);
        fprintf(file, " and %" PRIu64 " are one\n", answer->story);
    }
    if (answer->former_original.len > 0) {
        fprintf(file, "%*sthe original of story %" PRIu64 " is ", VERDICT_COLUMNS + 2, "", answer->story);
        rp_show(file, answer->original, 0);
        fputs(", no longer ", file);
        rp_show(file, answer->former_original, 0);
        fprintf(file, " (%s)\n", reason_text(answer->original_reason));
    }
}

void rp_answer_print_line(const struct rp_answer_layout *layout, const struct rp_answer *answer)
{
    FILE *file = layout->file;
    const struct rp_match *match = main_match(answer);
    show_verdict(file, layout->colors, answer->verdict, VERDICT_COLUMNS);
    fputs("  ", file);
    if (answer->verdict == RP_VERDICT_UNIQUE || match == NULL) {
        rp_show(file, answer->id, layout->cut && rp_str_columns(answer->id) > layout->id_columns ? layout->id_columns : 0);
    } else {
        show_id(layout, answer->id);
        fputs("  ", file);
        show_id(layout, taken_from(answer, match));
        fprintf(file, "  %3d %%", rp_percent(share_taken(match)));
        show_agencies(file, answer);
    }
    fputc('\n', file);
    show_changes(file, answer);
}

/* --- an article with its answer --- */

static void show_field(FILE *file, const char *name, struct rp_str value)
{
    if (value.len == 0)
        return;
    fprintf(file, "%-11s", name);
    rp_show(file, value, 0);
    fputc('\n', file);
}

static void show_match(FILE *file, bool colors, const struct rp_match *match)
{
    fprintf(file, "%-*s", LABEL_COLUMNS, "match");
    show_verdict(file, colors, match->verdict, VERDICT_COLUMNS);
    fprintf(file, "  %3d %% of it, %3d %% of ", rp_percent(match->containment_of_new), rp_percent(match->containment_of_old));
    rp_show(file, match->id, 0);
    if (match->refusal != RP_REFUSAL_NONE)
        fprintf(file, " (no copy: a %s)", rp_refusal_name(match->refusal));
    fputc('\n', file);
}

/* Below the match: by which rule, what speaks against a copy, what was left out. */
static void show_why(FILE *file, const struct rp_match *match)
{
    struct rp_judged judged = rp_judged_match(match);
    struct rp_paragraph why = rp_paragraph_begin(file, "", LABEL_COLUMNS, rp_terminal_width(file));
    rp_why_rule(&why, &judged, NULL);
    if (match->refusal != RP_REFUSAL_NONE)
        rp_paragraph_mark(&why, ":");
    rp_why_refusal(&why, &judged);
    rp_paragraph_end(&why);
    if (match->dropped.words == 0)
        return;
    struct rp_paragraph dropped = rp_paragraph_begin(file, "", LABEL_COLUMNS, rp_terminal_width(file));
    rp_paragraph_say(&dropped, "left out:");
    rp_why_dropped(&dropped, NULL, &match->dropped);
    rp_paragraph_end(&dropped);
}

/* What of the article itself was left out, once for all matches. */
static void show_dropped(FILE *file, const struct rp_dropped *dropped, struct rp_str text)
{
    if (dropped->words == 0)
        return;
    struct rp_paragraph left_out = rp_paragraph_begin(file, "left out", LABEL_COLUMNS, rp_terminal_width(file));
    rp_why_dropped(&left_out, dropped, NULL);
    rp_why_stretches(&left_out, dropped, text);
    rp_paragraph_end(&left_out);
}

/* text: the article's. */
static void show_answer(FILE *file, bool colors, const struct rp_answer *answer, struct rp_str text)
{
    fprintf(file, "%-11s", "verdict");
    show_verdict(file, colors, answer->verdict, 0);
    fprintf(file, "\n%-11s%" PRIu64 "\n%-11s%" PRIu64 "\n%-11s", "number", answer->seq, "story", answer->story, "original");
    rp_show(file, rp_str_equal(answer->id, answer->original) ? rp_str_of("itself") : answer->original, 0);
    fprintf(file, " (%s)\n", reason_text(answer->original_reason));
    for (size_t i = 0; i < answer->match_count; i++) {
        show_match(file, colors, &answer->matches[i]);
        show_why(file, &answer->matches[i]);
    }
    show_dropped(file, &answer->dropped, text);
    for (size_t i = 0; i < answer->attribution_count; i++) {
        const struct rp_attribution *credit = &answer->attributions[i];
        fprintf(file, "%-11s", "credits");
        rp_show(file, rp_str_of(credit->agency), 0);
        fputs(", by \"", file);
        rp_show(file, rp_str_of(credit->cue), 0);
        fprintf(file, "\" (bytes %" PRIu32 "-%" PRIu32 ")\n", credit->start, credit->end);
    }
}

void rp_answer_print_found(FILE *file, const struct rp_found_article *found)
{
    bool colors = rp_terminal_colors(file);
    const struct rp_article *article = &found->article;
    show_field(file, "id", article->id);
    show_answer(file, colors, found->answer, article->text);
    show_field(file, "source", article->source);
    show_field(file, "published", article->published);
    show_field(file, "url", article->url);
    show_field(file, "title", article->title);
    show_field(file, "lang", article->lang);
    show_field(file, "story of", article->same_story_as);
    fputc('\n', file);
    rp_show_text(file, article->text);
}

/* --- a story --- */

void rp_answer_print_story(const struct rp_answer_layout *layout, const struct rp_story *story, bool first)
{
    FILE *file = layout->file;
    if (first) {
        fprintf(file, "story %" PRIu64 ": %" PRIu64 " article%s, the original (*) is ", story->story, story->total, story->total == 1 ? "" : "s");
        rp_show(file, story->original, 0);
        fprintf(file, " (%s)\n", reason_text(story->original_reason));
    }
    for (size_t i = 0; i < story->member_count; i++) {
        const struct rp_member *member = &story->members[i];
        fprintf(file, "%c %9" PRIu64 "  ", rp_str_equal(member->id, story->original) ? '*' : ' ', member->seq);
        show_verdict(file, layout->colors, member->verdict, VERDICT_COLUMNS);
        fputs("  ", file);
        show_id(layout, member->id);
        fputs("  ", file);
        rp_show(file, member->published, PUBLISHED_COLUMNS);
        fputs("  ", file);
        rp_show(file, member->source, 0);
        fputc('\n', file);
    }
}
