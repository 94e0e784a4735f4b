/* Which article of each story a job keeps. */
#include "batch/keep.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "reprint/limits.h"

#include <string.h>

static const char *const keep_names[] = {
#define RP_KEEP_NAME(name, text) text,
    RP_KEEP_MAP(RP_KEEP_NAME)
#undef RP_KEEP_NAME
};

const char *rp_keep_name(enum rp_keep keep)
{
    return (unsigned)keep < RP_KEEP_COUNT ? keep_names[keep] : "unknown_keep";
}

bool rp_keep_parse(const char *name, enum rp_keep *ret)
{
    for (unsigned i = 0; i < RP_KEEP_COUNT; i++)
        if (strcmp(name, keep_names[i]) == 0) {
            *ret = (enum rp_keep)i;
            return true;
        }
    return false;
}

void rp_keepers_init(struct rp_keepers *keepers)
{
    *keepers = (struct rp_keepers){0};
    rp_ids_init(&keepers->ids);
}

void rp_keepers_done(struct rp_keepers *keepers)
{
    rp_ids_done(&keepers->ids);
    rp_free(keepers->articles);
    keepers->articles = NULL;
}

enum rp_status rp_keepers_add(struct rp_keepers *keepers, struct rp_str id, const struct rp_kept *article)
{
    if (!rp_grow(&keepers->articles, &keepers->cap, keepers->ids.count + 1, sizeof *keepers->articles,
                 RP_LIMIT_ARTICLES))
        return RP_NO_MEMORY;
    enum rp_status status = rp_ids_add(&keepers->ids, id);
    if (status == RP_OK)
        keepers->articles[keepers->ids.count - 1] = *article;
    return status;
}

/* The article that founded a story: the one whose seq is the story's number. */
static uint32_t founder(const struct rp_keepers *keepers, uint64_t story)
{
    size_t low = 0, high = keepers->ids.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (keepers->articles[middle].seq <= story)
            low = middle;
        else
            high = middle;
    }
    return (uint32_t)low;
}

void rp_keepers_merge(struct rp_keepers *keepers, const struct rp_answer *answer)
{
    for (size_t i = 0; i < answer->merged_count; i++) {
        struct rp_kept *article = &keepers->articles[founder(keepers, answer->merged[i])];
        article->story = answer->story;
        article->merged_by = answer->verdict;
    }
}

/* A story becomes part of one that was founded before it, so that the founder's is known when its members' are asked for. */
static void follow_merges(struct rp_keepers *keepers)
{
    struct rp_kept *articles = keepers->articles;
    for (uint32_t i = 0; i < keepers->ids.count; i++) {
        uint32_t first = founder(keepers, articles[i].story);
        if (first != i)
            articles[i].story = articles[first].story;
    }
}

/* True when b, which came later, is to be kept rather than a. */
static bool is_better(enum rp_keep keep, const struct rp_kept *a, const struct rp_kept *b)
{
    if (keep == RP_KEEP_LONGEST)
        return b->text_bytes > a->text_bytes;
    if (keep == RP_KEEP_LATEST && b->published_ms != INT64_MAX)
        return a->published_ms == INT64_MAX || b->published_ms > a->published_ms;
    return false;
}

static enum rp_status find_original(struct rp_keepers *keepers, uint32_t member, struct rp_corpus *corpus,
                                    uint32_t *ret, struct rp_error *error)
{
    struct rp_answer *answer;
    enum rp_status status = rp_corpus_get(corpus, rp_ids_get(&keepers->ids, member), &answer, error);
    if (status != RP_OK)
        return status;
    uint32_t original = rp_ids_find(&keepers->ids, answer->original);
    if (original != RP_NO_NUMBER)
        *ret = original;
    rp_answer_free(answer);
    return RP_OK;
}

enum rp_status rp_keepers_choose(struct rp_keepers *keepers, enum rp_keep keep, struct rp_corpus *corpus,
                                 struct rp_dedup_report *report, struct rp_error *error)
{
    struct rp_kept *articles = keepers->articles;
    follow_merges(keepers);
    /* The founder's `chosen` holds for the whole story. */
    for (uint32_t i = 0; i < keepers->ids.count; i++) {
        uint32_t first = founder(keepers, articles[i].story);
        if (first == i) {
            articles[i].chosen = i;
            report->stories++;
        } else if (keep == RP_KEEP_ORIGINAL && articles[first].chosen == first) {
            enum rp_status status = find_original(keepers, first, corpus, &articles[first].chosen, error);
            if (status != RP_OK)
                return status;
        } else if (is_better(keep, &articles[articles[first].chosen], &articles[i])) {
            articles[first].chosen = i;
        }
    }
    for (uint32_t i = 0; i < keepers->ids.count; i++) {
        articles[i].chosen = articles[founder(keepers, articles[i].story)].chosen;
        if (articles[i].chosen == i)
            report->kept++;
        else
            report->removed++;
    }
    return RP_OK;
}

static bool founded(const struct rp_kept *article)
{
    return article->verdict == RP_VERDICT_UNIQUE || article->verdict == RP_VERDICT_PARTIAL;
}

enum rp_verdict rp_keepers_reason(const struct rp_keepers *keepers, uint32_t number)
{
    const struct rp_kept *article = &keepers->articles[number], *chosen = &keepers->articles[article->chosen];
    if (!founded(article))
        return article->verdict;
    if (article->merged_by != RP_VERDICT_UNIQUE)
        return article->merged_by;
    return founded(chosen) ? chosen->merged_by : chosen->verdict;
}
