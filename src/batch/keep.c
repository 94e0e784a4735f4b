/* Which article of each story a job keeps. */
#include "batch/keep.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "reprint/limits.h"

#include <string.h>

/* In `chosen`: an article that is not of the job, by its place in old_kept. */
static const uint32_t OLD = UINT32_C(1) << 31;
_Static_assert(RP_LIMIT_ARTICLES < UINT32_C(1) << 31, "numbers of articles are below");

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
    rp_ids_init(&keepers->old_stories);
    rp_ids_init(&keepers->old_kept);
}

void rp_keepers_done(struct rp_keepers *keepers)
{
    rp_ids_done(&keepers->ids);
    rp_ids_done(&keepers->old_stories);
    rp_ids_done(&keepers->old_kept);
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

/* The article of the job that founded a story: the one whose seq is the story's number. RP_NO_NUMBER: another article did. */
static uint32_t founder(const struct rp_keepers *keepers, uint64_t story)
{
    size_t low = 0, high = keepers->ids.count;
    if (story <= keepers->before || high == 0)
        return RP_NO_NUMBER;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (keepers->articles[middle].seq <= story)
            low = middle;
        else
            high = middle;
    }
    return keepers->articles[low].seq == story ? (uint32_t)low : RP_NO_NUMBER;
}

void rp_keepers_merge(struct rp_keepers *keepers, const struct rp_answer *answer)
{
    for (size_t i = 0; i < answer->merged_count; i++) {
        uint32_t number = founder(keepers, answer->merged[i]);
        if (number == RP_NO_NUMBER)
            continue;
        keepers->articles[number].story = answer->story;
        keepers->articles[number].merged_by = answer->verdict;
    }
}

/* A story becomes part of one that was founded before it, so that the founder's is known when its members' are asked for. What stories that are not of the
 * job have become part of, the corpus knows, and of all of them when it was shared. */
static enum rp_status follow_merges(struct rp_keepers *keepers, struct rp_corpus *corpus, struct rp_error *error)
{
    struct rp_kept *articles = keepers->articles;
    for (uint32_t i = 0; i < keepers->ids.count; i++) {
        uint32_t first = founder(keepers, articles[i].story);
        if (first != RP_NO_NUMBER && !keepers->shared) {
            articles[i].story = articles[first].story;
            continue;
        }
        struct rp_answer *answer;
        enum rp_status status = rp_corpus_get(corpus, rp_ids_get(&keepers->ids, i), &answer, error);
        if (status != RP_OK)
            return status;
        articles[i].story = answer->story;
        rp_answer_free(answer);
    }
    return RP_OK;
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

/* --- stories that have articles which are not of the job --- */

/* What the policy goes by, of such an article. */
static enum rp_status look_at_member(const struct rp_member *member, enum rp_keep keep, struct rp_corpus *corpus, struct rp_kept *ret, struct rp_error *error)
{
    struct rp_article article;
    *ret = (struct rp_kept){.published_ms = INT64_MAX};
    if (member->published.len > 0 && rp_time_parse(member->published, &ret->published_ms, NULL) != RP_OK)
        ret->published_ms = INT64_MAX;
    if (keep != RP_KEEP_LONGEST)
        return RP_OK;
    enum rp_status status = rp_corpus_article(corpus, member->id, &article, error);
    if (status == RP_OK)
        ret->text_bytes = (uint32_t)article.text.len;
    return status;
}

static bool is_of_job(const struct rp_keepers *keepers, const struct rp_member *member)
{
    return member->seq > keepers->before && (!keepers->shared || rp_ids_find(&keepers->ids, member->id) != RP_NO_NUMBER);
}

/* The one of a story's articles, those of the job or the others, that the policy would keep of them alone; the original when it is among them. *ret has no bytes
 * when there are none. */
static enum rp_status choose_member(const struct rp_keepers *keepers, const struct rp_story *story, bool of_job, enum rp_keep keep, struct rp_corpus *corpus,
                                    struct rp_str *ret, struct rp_error *error)
{
    struct rp_kept best = {0}, next;
    enum rp_status status = RP_OK;
    *ret = (struct rp_str){0};
    for (size_t i = 0; i < story->member_count && status == RP_OK; i++) {
        const struct rp_member *member = &story->members[i];
        if (is_of_job(keepers, member) != of_job)
            continue;
        status = look_at_member(member, keep, corpus, &next, error);
        bool is_original = keep == RP_KEEP_ORIGINAL && rp_str_equal(member->id, story->original);
        if (status == RP_OK && (ret->len == 0 || is_original || is_better(keep, &best, &next))) {
            best = next;
            *ret = member->id;
        }
    }
    return status;
}

static enum rp_status add_old_story(struct rp_keepers *keepers, uint32_t member, struct rp_str key, enum rp_keep keep, struct rp_corpus *corpus,
                                    struct rp_error *error)
{
    struct rp_story *story;
    struct rp_str kept;
    enum rp_status status = rp_corpus_story(corpus, rp_ids_get(&keepers->ids, member), &story, error);
    if (status != RP_OK)
        return status;
    status = choose_member(keepers, story, false, keep, corpus, &kept, error);
    if (status == RP_OK && kept.len == 0) /* the others were removed since */
        status = choose_member(keepers, story, true, keep, corpus, &kept, error);
    if (status == RP_OK && (rp_ids_add(&keepers->old_kept, kept) != RP_OK || rp_ids_add(&keepers->old_stories, key) != RP_OK))
        status = rp_fail_memory(error);
    rp_story_free(story);
    return status;
}

/* Of an article whose story was founded by another that is not of the job. */
static enum rp_status choose_old(struct rp_keepers *keepers, uint32_t number, enum rp_keep keep, struct rp_corpus *corpus, struct rp_error *error)
{
    struct rp_kept *article = &keepers->articles[number];
    const struct rp_str key = {(const char *)&article->story, sizeof article->story};
    enum rp_status status = RP_OK;
    if (rp_ids_find(&keepers->old_stories, key) == RP_NO_NUMBER)
        status = add_old_story(keepers, number, key, keep, corpus, error);
    if (status != RP_OK)
        return status;
    uint32_t old = rp_ids_find(&keepers->old_stories, key), of_job = rp_ids_find(&keepers->ids, rp_ids_get(&keepers->old_kept, old));
    article->chosen = of_job != RP_NO_NUMBER ? of_job : OLD | old;
    return RP_OK;
}

struct rp_str rp_keepers_kept(const struct rp_keepers *keepers, uint32_t number)
{
    uint32_t chosen = keepers->articles[number].chosen;
    return (chosen & OLD) != 0 ? rp_ids_get(&keepers->old_kept, chosen & ~OLD) : rp_ids_get(&keepers->ids, chosen);
}

/* --- all stories --- */

/* Of an article whose story was founded in the job; the founder's `chosen` holds for the whole story. */
static enum rp_status choose_new(struct rp_keepers *keepers, uint32_t number, uint32_t first, enum rp_keep keep, struct rp_corpus *corpus,
                                 struct rp_error *error)
{
    struct rp_kept *articles = keepers->articles;
    if (first == number)
        articles[number].chosen = number;
    else if (keep == RP_KEEP_ORIGINAL && articles[first].chosen == first)
        return find_original(keepers, first, corpus, &articles[first].chosen, error);
    else if (is_better(keep, &articles[articles[first].chosen], &articles[number]))
        articles[first].chosen = number;
    return RP_OK;
}

enum rp_status rp_keepers_choose(struct rp_keepers *keepers, enum rp_keep keep, struct rp_corpus *corpus,
                                 struct rp_dedup_report *report, struct rp_error *error)
{
    struct rp_kept *articles = keepers->articles;
    enum rp_status status = follow_merges(keepers, corpus, error);
    for (uint32_t i = 0; i < keepers->ids.count && status == RP_OK; i++) {
        uint32_t first = founder(keepers, articles[i].story);
        status = first == RP_NO_NUMBER ? choose_old(keepers, i, keep, corpus, error) : choose_new(keepers, i, first, keep, corpus, error);
        report->stories += first == i;
    }
    report->stories += keepers->old_stories.count;
    for (uint32_t i = 0; i < keepers->ids.count && status == RP_OK; i++) {
        uint32_t first = founder(keepers, articles[i].story);
        if (first != RP_NO_NUMBER)
            articles[i].chosen = articles[first].chosen;
        if (articles[i].chosen == i)
            report->kept++;
        else
            report->removed++;
    }
    return status;
}

static bool founded(const struct rp_kept *article)
{
    return article->verdict == RP_VERDICT_UNIQUE || article->verdict == RP_VERDICT_PARTIAL;
}

enum rp_verdict rp_keepers_reason(const struct rp_keepers *keepers, uint32_t number)
{
    const struct rp_kept *article = &keepers->articles[number];
    if (!founded(article) || (article->merged_by == RP_VERDICT_UNIQUE && (article->chosen & OLD) != 0))
        return article->verdict;
    if (article->merged_by != RP_VERDICT_UNIQUE)
        return article->merged_by;
    const struct rp_kept *chosen = &keepers->articles[article->chosen];
    return founded(chosen) ? chosen->merged_by : chosen->verdict;
}
