/* A labelled set through a corpus, and the score. */
#include "batch/eval.h"

#include "base/alloc.h"
#include "base/error.h"
#include "batch/evalset.h"

#include <stdlib.h>
#include <string.h>

static enum rp_status keep_matches(struct rp_doc *doc, const struct rp_ids *ids, const struct rp_answer *answer)
{
    if (answer->match_count == 0)
        return RP_OK;
    doc->found = rp_alloc_zeroed(answer->match_count, sizeof *doc->found);
    if (doc->found == NULL)
        return RP_NO_MEMORY;
    for (size_t i = 0; i < answer->match_count; i++) {
        const struct rp_match *match = &answer->matches[i];
        doc->found[doc->found_count++] = (struct rp_found){
            .of = rp_ids_find(ids, match->id),
            .explained = rp_explained_of(answer, match),
        };
    }
    return RP_OK;
}

static enum rp_status add_one(struct rp_corpus *corpus, struct rp_evalset *set, uint32_t number,
                              struct rp_eval_report *report, struct rp_error *error)
{
    struct rp_article article;
    struct rp_answer *answer;
    struct rp_doc *doc = &set->docs[number];
    int64_t now_ms = doc->published_ms != INT64_MAX ? doc->published_ms : 0;
    enum rp_status status = rp_evalset_article(set, number, &article, error);
    if (status == RP_OK)
        status = rp_corpus_add(corpus, &article, now_ms, 0, &answer, error);
    if (status == RP_EMPTY_TEXT) {
        rp_evalset_bad(report, doc->line, error);
        return RP_OK;
    }
    if (status != RP_OK)
        return status;
    doc->added = true;
    report->articles++;
    status = keep_matches(doc, &set->ids, answer);
    rp_answer_free(answer);
    return status == RP_OK ? RP_OK : rp_fail_memory(error);
}

static enum rp_status add_all(struct rp_corpus *corpus, struct rp_evalset *set, const struct rp_eval_options *options,
                              struct rp_eval_report *report, struct rp_error *error)
{
    size_t count = set->ids.count;
    for (size_t i = 0; i < count; i++) {
        if (options->interrupt != NULL && atomic_load_explicit(options->interrupt, memory_order_relaxed))
            return rp_fail(error, RP_INTERRUPTED, "interrupted after %zu of %zu articles", i, count);
        enum rp_status status = add_one(corpus, set, set->order[i], report, error);
        if (status != RP_OK)
            return status;
        if (options->progress != NULL)
            options->progress(options->context, i + 1, count);
    }
    return RP_OK;
}

/* Asks where each article ended. */
static enum rp_status read_stories(struct rp_corpus *corpus, struct rp_evalset *set, struct rp_error *error)
{
    for (uint32_t i = 0; i < set->ids.count; i++) {
        struct rp_answer *answer;
        if (!set->docs[i].added)
            continue;
        enum rp_status status = rp_corpus_get(corpus, rp_ids_get(&set->ids, i), &answer, error);
        if (status != RP_OK)
            return status;
        set->docs[i].story = answer->story;
        rp_answer_free(answer);
    }
    return RP_OK;
}

static int by_hash(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* The distinct sources, sorted; returns how many. */
static size_t list_sources(const struct rp_evalset *set, uint64_t *ret)
{
    size_t count = 0, distinct = 0;
    for (size_t i = 0; i < set->ids.count; i++)
        if (set->docs[i].source != 0)
            ret[count++] = set->docs[i].source;
    if (count > 0)
        qsort(ret, count, sizeof *ret, by_hash);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || ret[i] != ret[i - 1])
            ret[distinct++] = ret[i];
    return distinct;
}

/* Marks the articles that are the first of their source to arrive. */
static enum rp_status mark_first(struct rp_evalset *set, struct rp_error *error)
{
    size_t count = set->ids.count;
    uint64_t *sources = rp_alloc_zeroed(count, sizeof *sources);
    bool *seen = rp_alloc_zeroed(count, sizeof *seen);
    if (sources != NULL && seen != NULL) {
        size_t distinct = list_sources(set, sources);
        for (size_t i = 0; i < count; i++) {
            struct rp_doc *doc = &set->docs[set->order[i]];
            const uint64_t *at =
                doc->source != 0 ? bsearch(&doc->source, sources, distinct, sizeof *sources, by_hash) : NULL;
            doc->first_of_source = at == NULL || !seen[at - sources];
            if (at != NULL && doc->added)
                seen[at - sources] = true;
        }
    }
    bool ok = sources != NULL && seen != NULL;
    rp_free(sources);
    rp_free(seen);
    return ok ? RP_OK : rp_fail_memory(error);
}

enum rp_status rp_eval_run(const char *folder, const struct rp_eval_options *options, struct rp_eval_report *ret,
                           struct rp_error *error)
{
    struct rp_evalset set;
    struct rp_corpus *corpus = NULL;
    *ret = (struct rp_eval_report){0};
    enum rp_status status = rp_evalset_load(&set, folder, options, ret, error);
    if (status != RP_OK)
        goto done;
    status = rp_corpus_create(options->corpus, &corpus);
    if (status != RP_OK) {
        rp_fail(error, status, "the corpus cannot be made: %s", rp_status_meaning(status));
        goto done;
    }
    if ((status = add_all(corpus, &set, options, ret, error)) != RP_OK)
        goto done;
    if ((status = read_stories(corpus, &set, error)) != RP_OK)
        goto done;
    if ((status = mark_first(&set, error)) != RP_OK)
        goto done;
    rp_corpus_stats(corpus, &ret->corpus);
    status = rp_evalset_score(&set, options->show, ret, error);
    if (status == RP_OK)
        status = rp_evalset_explain(&set, ret, error);
done:
    rp_corpus_free(corpus);
    rp_evalset_done(&set);
    if (status != RP_OK)
        rp_eval_report_done(ret);
    return status;
}

void rp_eval_report_done(struct rp_eval_report *report)
{
    rp_free(report->missed);
    rp_free(report->joined);
    rp_free(report->ids);
    rp_buf_done(&report->excerpts);
    *report = (struct rp_eval_report){0};
}
