/* Why the misjudged pairs of an evaluation were judged as they were, with some of their texts to recognise them by. */
#include "batch/evalset.h"

#include "base/error.h"
#include "base/utf8.h"
#include "match/judged.h"

#include <string.h>

static void find_longest(const struct rp_passage *passages, size_t count, struct rp_explained *ret)
{
    uint32_t words = 0;
    for (size_t i = 0; i < count; i++)
        if (passages[i].words > words) {
            words = passages[i].words;
            ret->start = passages[i].new_start;
            ret->end = passages[i].new_end;
        }
}

static struct rp_left_out left_out(const struct rp_dropped *dropped)
{
    struct rp_left_out ret = {.words = dropped->words, .range_count = dropped->range_count};
    if (dropped->range_count > 0)
        memcpy(ret.ranges, dropped->ranges, dropped->range_count * sizeof *dropped->ranges);
    return ret;
}

static struct rp_explained explained_of(const struct rp_judged *judged)
{
    struct rp_explained explained = {
        .verdict = judged->verdict,
        .refusal = judged->refusal,
        .containment_of_new = judged->containment_of_new,
        .containment_of_old = judged->containment_of_old,
        .resemblance = judged->resemblance,
        .shared = judged->shared,
        .new_shingles = judged->new_shingles,
        .old_shingles = judged->old_shingles,
        .grounds = *judged->grounds,
    };
    if (judged->dropped != NULL)
        explained.left_out_of_old = left_out(judged->dropped);
    if (judged->grounds->example_count > 0)
        memcpy(explained.examples, judged->examples, judged->grounds->example_count * sizeof *judged->examples);
    find_longest(judged->passages, judged->passage_count, &explained);
    return explained;
}

struct rp_explained rp_explained_of(const struct rp_answer *answer, const struct rp_match *match)
{
    struct rp_judged judged = rp_judged_match(match);
    struct rp_explained explained = explained_of(&judged);
    explained.left_out_of_new = left_out(&answer->dropped);
    return explained;
}

static struct rp_explained explained_of_comparison(const struct rp_comparison *comparison)
{
    struct rp_judged judged = rp_judged_comparison(comparison);
    return explained_of(&judged);
}

enum {
    NUMBER_BYTES = 40,
    STRETCHES = 3,
    STRETCH_BYTES = 80,
    PAIR_BYTES = 3 * RP_EVAL_EXCERPT + RP_LIMIT_SUBSTITUTIONS * (2 * NUMBER_BYTES + 6) + 2 * STRETCHES * (STRETCH_BYTES + 3)
};

/* Copies at most `most` bytes of a text, whole characters. Where they stand is set at the end, for the buffer may move. */
static enum rp_status excerpt(struct rp_buf *buf, struct rp_str text, size_t most, struct rp_str *ret)
{
    if (text.len > most) {
        text.len = most;
        text.len = rp_utf8_fault(text);
    }
    *ret = (struct rp_str){NULL, text.len};
    return rp_buf_add_str(buf, text);
}

static struct rp_str slice(struct rp_str text, uint32_t start, uint32_t end)
{
    return (struct rp_str){text.data + start, end - start};
}

/* "12 -> 17, 340 -> 512". */
static enum rp_status add_numbers(struct rp_buf *buf, const struct rp_explained *explained, struct rp_str new_text, struct rp_str old_text,
                                  struct rp_str *ret)
{
    size_t before = buf->len;
    enum rp_status status = RP_OK;
    for (uint32_t i = 0; i < explained->grounds.example_count && status == RP_OK; i++) {
        const struct rp_substitution *example = &explained->examples[i];
        struct rp_str part;
        if (i > 0)
            status = rp_buf_add(buf, ", ", 2);
        if (status == RP_OK)
            status = excerpt(buf, slice(old_text, example->old_start, example->old_end), NUMBER_BYTES, &part);
        if (status == RP_OK)
            status = rp_buf_add(buf, " -> ", 4);
        if (status == RP_OK)
            status = excerpt(buf, slice(new_text, example->new_start, example->new_end), NUMBER_BYTES, &part);
    }
    *ret = (struct rp_str){NULL, buf->len - before};
    return status;
}

/* "Home News | Read also". */
static enum rp_status add_stretches(struct rp_buf *buf, const struct rp_left_out *left_out, struct rp_str text, struct rp_str *ret)
{
    size_t before = buf->len;
    enum rp_status status = RP_OK;
    for (uint32_t i = 0; i < left_out->range_count && i < STRETCHES && status == RP_OK; i++) {
        struct rp_str part;
        if (i > 0)
            status = rp_buf_add(buf, " | ", 3);
        if (status == RP_OK)
            status = excerpt(buf, slice(text, left_out->ranges[i].start, left_out->ranges[i].end), STRETCH_BYTES, &part);
    }
    *ret = (struct rp_str){NULL, buf->len - before};
    return status;
}

static struct rp_str title_of(const struct rp_article *article)
{
    struct rp_str line = article->title.len > 0 ? article->title : article->text;
    for (size_t i = 0; i < line.len; i++)
        if (line.data[i] == '\n')
            line.len = i;
    return line;
}

/* The articles of the set are read one at a time, so the earlier one's strings are kept in `kept` when both are wanted. */
static enum rp_status explain(struct rp_evalset *set, struct rp_misjudged *pair, struct rp_buf *excerpts, struct rp_buf *kept,
                              struct rp_error *error)
{
    struct rp_article earlier, later;
    struct rp_comparison comparison;
    enum rp_status status = rp_evalset_article(set, pair->earlier, &earlier, error);
    if (status != RP_OK)
        return status;
    rp_buf_clear(kept);
    struct rp_article text_only = {.text = {NULL, earlier.text.len}};
    status = rp_buf_add_str(kept, earlier.text);
    if (status == RP_OK)
        status = excerpt(excerpts, title_of(&earlier), RP_EVAL_EXCERPT, &pair->title_a);
    if (status != RP_OK)
        return rp_fail_memory(error);
    text_only.text.data = kept->data;
    status = rp_evalset_article(set, pair->later, &later, error);
    if (status == RP_OK && !pair->matched && rp_compare(&later, &text_only, &comparison, NULL) == RP_OK) {
        pair->explained = explained_of_comparison(&comparison);
        rp_comparison_done(&comparison);
    }
    if (status == RP_OK && excerpt(excerpts, title_of(&later), RP_EVAL_EXCERPT, &pair->title_b) != RP_OK)
        status = rp_fail_memory(error);
    if (status != RP_OK)
        return status;
    status = excerpt(excerpts, slice(later.text, pair->explained.start, pair->explained.end), RP_EVAL_EXCERPT, &pair->excerpt);
    if (status == RP_OK)
        status = add_stretches(excerpts, &pair->explained.left_out_of_old, text_only.text, &pair->left_out_a);
    if (status == RP_OK)
        status = add_stretches(excerpts, &pair->explained.left_out_of_new, later.text, &pair->left_out_b);
    if (status == RP_OK)
        status = add_numbers(excerpts, &pair->explained, later.text, text_only.text, &pair->numbers);
    return status == RP_OK ? RP_OK : rp_fail_memory(error);
}

/* Sets where the strings of a pair stand, in the order in which they were added, when the buffer moves no more. */
static const char *place(struct rp_misjudged *pair, const char *at)
{
    struct rp_str *const parts[] = {&pair->title_a, &pair->title_b, &pair->excerpt, &pair->left_out_a, &pair->left_out_b, &pair->numbers};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        parts[i]->data = at;
        at += parts[i]->len;
    }
    return at;
}

enum rp_status rp_evalset_explain(struct rp_evalset *set, struct rp_eval_report *report, struct rp_error *error)
{
    struct rp_buf kept;
    enum rp_status status = RP_OK;
    rp_buf_init(&kept, RP_LIMIT_TEXT);
    rp_buf_init(&report->excerpts, PAIR_BYTES * (report->missed_count + report->joined_count));
    for (size_t i = 0; i < report->missed_count && status == RP_OK; i++)
        status = explain(set, &report->missed[i], &report->excerpts, &kept, error);
    for (size_t i = 0; i < report->joined_count && status == RP_OK; i++)
        status = explain(set, &report->joined[i], &report->excerpts, &kept, error);
    const char *at = report->excerpts.data;
    for (size_t i = 0; i < report->missed_count && status == RP_OK; i++)
        at = place(&report->missed[i], at);
    for (size_t i = 0; i < report->joined_count && status == RP_OK; i++)
        at = place(&report->joined[i], at);
    rp_buf_done(&kept);
    return status;
}
