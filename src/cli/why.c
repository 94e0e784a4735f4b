/* Why two articles were judged as they were, for a person. */
#include "cli/why.h"

#include <inttypes.h>

enum { NUMBER_COLUMNS = 24, STRETCHES = 3, STRETCH_COLUMNS = 50 };

int rp_percent(double share)
{
    return (int)(share * 100 + .5);
}

/* ": at least 50 %", where the rule has a threshold. */
static void say_threshold(struct rp_paragraph *paragraph, enum rp_rule rule, const struct rp_thresholds *thresholds)
{
    switch (rule) {
    case RP_RULE_NEAR_BOTH_WAYS:
        rp_paragraph_mark(paragraph, ":");
        rp_paragraph_say(paragraph, "at least %d~%% both ways", rp_percent(thresholds->near));
        return;
    case RP_RULE_CONTAINED_BOTH:
    case RP_RULE_CONTAINED_NEW:
    case RP_RULE_CONTAINED_OLD:
        rp_paragraph_mark(paragraph, ":");
        rp_paragraph_say(paragraph, "at least %d~%%", rp_percent(thresholds->copy));
        return;
    case RP_RULE_PASSAGE:
    case RP_RULE_NO_PASSAGE:
        rp_paragraph_mark(paragraph, ":");
        rp_paragraph_say(paragraph, "at least %d~%%, and a passage of %" PRIu32 " words", rp_percent(thresholds->partial), thresholds->partial_words);
        return;
    case RP_RULE_TOO_LITTLE:
        rp_paragraph_mark(paragraph, ":");
        rp_paragraph_say(paragraph, "less than %d~%%", rp_percent(thresholds->partial));
        return;
    default:
        return;
    }
}

static const char *kin_text(enum rp_kin kin)
{
    switch (kin) {
    case RP_KIN_SOURCE:
        return "of the same source";
    case RP_KIN_URL:
        return "at the same URL";
    case RP_KIN_REPLACED:
        return "one replaces the other";
    default:
        return NULL;
    }
}

void rp_why_rule(struct rp_paragraph *paragraph, const struct rp_judged *judged, const struct rp_thresholds *thresholds)
{
    enum rp_rule rule = judged->grounds->rule;
    const char *kin = kin_text(judged->grounds->kin);
    rp_paragraph_say(paragraph, "%s", rp_rule_meaning(rule));
    if (judged->verdict == RP_VERDICT_REVISION && kin != NULL) {
        rp_paragraph_mark(paragraph, ",");
        rp_paragraph_say(paragraph, "%s", kin);
    }
    rp_paragraph_say(paragraph, "(rule %s", rp_rule_name(rule));
    if (thresholds != NULL && judged->grounds->kin != RP_KIN_SOURCE) /* where it depends on the titles */
        say_threshold(paragraph, rule, thresholds);
    rp_paragraph_mark(paragraph, ")");
}

void rp_why_refusal(struct rp_paragraph *paragraph, const struct rp_judged *judged)
{
    const struct rp_grounds *grounds = judged->grounds;
    if (judged->refusal == RP_REFUSAL_TEMPLATE) {
        uint32_t each = grounds->substitutions > 0 ? judged->shared / grounds->substitutions : judged->shared;
        rp_paragraph_say(paragraph, "%" PRIu32 " numbers differ, one for each %" PRIu32 " shared shingles; %d~%% of the numbers are the same",
                         grounds->substitutions, each, rp_percent(grounds->numbers_shared));
    } else if (judged->refusal == RP_REFUSAL_MODULE) {
        rp_paragraph_say(paragraph, "the titles share %d~%% of their words; the longest passage is %d~%% of what is shared",
                         rp_percent(grounds->titles_shared), rp_percent(grounds->longest_share));
    } else if (grounds->rule == RP_RULE_REWRITTEN) {
        rp_paragraph_say(paragraph, "%d~%% of the uncommon word pairs of the shorter text stand in the other", rp_percent(grounds->pairs_shared));
    }
}

static struct rp_str slice(struct rp_str text, uint32_t start, uint32_t end)
{
    return (struct rp_str){text.data + start, end - start};
}

void rp_why_numbers(struct rp_paragraph *paragraph, const struct rp_judged *judged, struct rp_str new_text, struct rp_str old_text)
{
    uint32_t told = 0;
    for (uint32_t i = 0; i < judged->grounds->example_count; i++) {
        const struct rp_substitution *example = &judged->examples[i];
        if (example->new_end > new_text.len || example->old_end > old_text.len)
            return;
        if (told++ > 0)
            rp_paragraph_mark(paragraph, ",");
        rp_paragraph_quote(paragraph, slice(old_text, example->old_start, example->old_end), NUMBER_COLUMNS);
        rp_paragraph_say(paragraph, "->");
        rp_paragraph_quote(paragraph, slice(new_text, example->new_start, example->new_end), NUMBER_COLUMNS);
    }
    if (told < judged->grounds->substitutions) {
        rp_paragraph_mark(paragraph, ",");
        rp_paragraph_say(paragraph, "\xe2\x80\xa6");
    }
}

static bool has_reason(const struct rp_dropped *dropped, enum rp_drop_reason reason)
{
    for (uint32_t i = 0; dropped != NULL && i < dropped->range_count; i++)
        if (dropped->ranges[i].reason == reason)
            return true;
    return false;
}

static void say_reasons(struct rp_paragraph *paragraph, const struct rp_dropped *of_new, const struct rp_dropped *of_old)
{
    const char *before = ":";
    for (unsigned i = RP_DROP_NONE + 1; i < RP_DROP_COUNT; i++) {
        enum rp_drop_reason reason = (enum rp_drop_reason)i;
        if (!has_reason(of_new, reason) && !has_reason(of_old, reason))
            continue;
        rp_paragraph_mark(paragraph, before);
        rp_paragraph_say(paragraph, "%s", rp_drop_reason_meaning(reason));
        before = ";";
    }
}

void rp_why_dropped(struct rp_paragraph *paragraph, const struct rp_dropped *of_new, const struct rp_dropped *of_old)
{
    uint32_t new_words = of_new != NULL ? of_new->words : 0, old_words = of_old != NULL ? of_old->words : 0;
    if (new_words + old_words == 0)
        return;
    if (new_words > 0)
        rp_paragraph_say(paragraph, "%" PRIu32 " words of the new text", new_words);
    if (new_words > 0 && old_words > 0)
        rp_paragraph_say(paragraph, "and");
    if (old_words > 0)
        rp_paragraph_say(paragraph, "%" PRIu32 " words of the old text", old_words);
    say_reasons(paragraph, of_new, of_old);
}

void rp_why_stretches(struct rp_paragraph *paragraph, const struct rp_dropped *dropped, struct rp_str text)
{
    for (uint32_t i = 0; i < dropped->range_count && i < STRETCHES; i++) {
        const struct rp_dropped_range *range = &dropped->ranges[i];
        if (range->end > text.len)
            return;
        rp_paragraph_say(paragraph, "|");
        rp_paragraph_quote(paragraph, slice(text, range->start, range->end), STRETCH_COLUMNS);
    }
    if (dropped->range_count > STRETCHES)
        rp_paragraph_say(paragraph, "| \xe2\x80\xa6");
}
