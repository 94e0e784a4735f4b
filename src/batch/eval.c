/* A labelled set through a corpus, and the score. */
#include "batch/eval.h"

#include "base/alloc.h"
#include "base/error.h"
#include "batch/evalset.h"

#include <stdlib.h>

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
    *ret = (struct rp_eval_report){0};
    enum rp_status status = rp_evalset_load(&set, folder, options, ret, error);
    if (status == RP_OK)
        status = rp_evalset_run(&set, options, 0, ret, error);
    if (status == RP_OK)
        status = mark_first(&set, error);
    if (status == RP_OK)
        status = rp_evalset_score(&set, options->show, ret, error);
    if (status == RP_OK)
        status = rp_evalset_explain(&set, ret, error);
    if (status == RP_OK && options->shuffles > 0)
        status = rp_evalset_shuffle(&set, options, &ret->shuffles, error);
    ret->ids = set.ids.bytes.data; /* the pairs that are shown point into it */
    set.ids.bytes = (struct rp_buf){.max = set.ids.bytes.max};
    rp_evalset_done(&set);
    if (status != RP_OK)
        rp_eval_report_done(ret);
    return status;
}

void rp_eval_report_done(struct rp_eval_report *report)
{
    rp_free(report->missed);
    rp_free(report->joined);
    rp_free(report->shuffles.pairs);
    rp_free(report->ids);
    rp_buf_done(&report->excerpts);
    *report = (struct rp_eval_report){0};
}
