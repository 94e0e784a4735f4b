/* Two articles beside each other, with no corpus around them. */
#include "reprint/compare.h"

#include "base/alloc.h"
#include "base/error.h"
#include "match/judge.h"

#include <stdio.h>
#include <string.h>

struct text {
    struct rp_tokens tokens;
    struct rp_shingles shingles;
    struct rp_title title;
};

static enum rp_status read_text(struct text *text, const struct rp_article *article, struct rp_error *error)
{
    enum rp_status status = rp_title_of(&text->tokens, article, &text->title, error);
    if (status == RP_OK)
        status = rp_tokenise(&text->tokens, article->text.data, article->text.len, error);
    if (status != RP_OK)
        return status;
    if (text->tokens.count == 0)
        return rp_fail(error, RP_EMPTY_TEXT, "the text has no words");
    if (rp_shingle(&text->shingles, &text->tokens) != RP_OK)
        return rp_fail_memory(error);
    return RP_OK;
}

static void text_done(struct text *text)
{
    rp_tokens_done(&text->tokens);
    rp_shingles_done(&text->shingles);
}

/* Puts the name of the article before the message. */
static enum rp_status name_text(enum rp_status status, const char *which, struct rp_error *error)
{
    if (status != RP_OK && error != NULL) {
        char message[sizeof error->message];
        memcpy(message, error->message, sizeof message);
        snprintf(error->message, sizeof error->message, "%s text: %.200s", which, message);
    }
    return status;
}

static enum rp_status copy_passages(const struct rp_alignment *alignment, struct rp_comparison *ret)
{
    ret->passage_count = alignment->passage_count;
    ret->passages = rp_alloc(alignment->passage_count * sizeof *ret->passages);
    if (ret->passages == NULL)
        return RP_NO_MEMORY;
    if (alignment->passage_count > 0)
        memcpy(ret->passages, alignment->passages, alignment->passage_count * sizeof *ret->passages);
    return RP_OK;
}

static enum rp_status judge(const struct rp_article *a, const struct text *new_text, const struct rp_article *b,
                            const struct text *old_text, struct rp_alignment *alignment, struct rp_comparison *ret)
{
    struct rp_side new_side = {a->text, &new_text->tokens, &new_text->shingles, NULL, false};
    struct rp_side old_side = {b->text, &old_text->tokens, &old_text->shingles, NULL, false};
    struct rp_pair pair = rp_pair_of(a, b);
    pair.identical = new_text->tokens.stream_len == old_text->tokens.stream_len &&
                     memcmp(new_text->tokens.stream, old_text->tokens.stream, new_text->tokens.stream_len) == 0;
    struct rp_titles titles = {new_text->title, old_text->title};
    pair.titles_shared = rp_title_shared(&titles.of_new, &titles.of_old);
    struct rp_numbers numbers = {0};
    enum rp_status status = rp_align_new(alignment, &new_side);
    if (status == RP_OK)
        status = rp_align(alignment, &new_side, &old_side);
    pair.two_bodies = status == RP_OK && pair.same_source && rp_have_two_bodies(alignment, &new_side, &old_side);
    pair.new_headline = status == RP_OK && pair.same_source && rp_is_new_headline(alignment, &new_side, &titles, pair.titles_weak, pair.two_bodies);
    if (status == RP_OK)
        status = rp_judge(&rp_thresholds_default, &pair, alignment, &new_side, &old_side, &numbers, ret);
    if (status == RP_OK)
        status = copy_passages(alignment, ret);
    rp_numbers_done(&numbers);
    return status;
}

enum rp_status rp_compare(const struct rp_article *a, const struct rp_article *b, struct rp_comparison *ret, struct rp_error *error)
{
    struct text texts[2] = {0};
    struct rp_alignment alignment;
    *ret = (struct rp_comparison){0};
    rp_alignment_init(&alignment);
    for (int i = 0; i < 2; i++) {
        rp_tokens_init(&texts[i].tokens);
        rp_shingles_init(&texts[i].shingles);
    }
    enum rp_status status = name_text(read_text(&texts[0], a, error), "first", error);
    if (status == RP_OK)
        status = name_text(read_text(&texts[1], b, error), "second", error);
    if (status == RP_OK && judge(a, &texts[0], b, &texts[1], &alignment, ret) != RP_OK) {
        rp_comparison_done(ret);
        status = rp_fail_memory(error);
    }
    rp_alignment_done(&alignment);
    text_done(&texts[0]);
    text_done(&texts[1]);
    return status;
}

void rp_comparison_done(struct rp_comparison *comparison)
{
    rp_free(comparison->passages);
    *comparison = (struct rp_comparison){0};
}
