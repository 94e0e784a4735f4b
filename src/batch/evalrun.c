/* One run of a labelled set through a corpus, in the order that it is in. */
#include "batch/evalset.h"

#include "base/alloc.h"
#include "base/error.h"

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

/* `report` is NULL when the set has been through before: then only the stories are wanted. */
static enum rp_status add_one(struct rp_corpus *corpus, struct rp_evalset *set, uint32_t number,
                              struct rp_eval_report *report, struct rp_error *error)
{
    struct rp_article article;
    struct rp_answer *answer;
    struct rp_doc *doc = &set->docs[number];
    int64_t now_ms = doc->published_ms != INT64_MAX ? doc->published_ms : 0;
    enum rp_status status = rp_evalset_article(set, number, &article, error);
    if (set->new_sources)
        article.source = article.id;
    if (status == RP_OK)
        status = rp_corpus_add(corpus, &article, now_ms, 0, &answer, error);
    if (status == RP_EMPTY_TEXT) {
        if (report != NULL)
            rp_evalset_bad(report, doc->line, error);
        return RP_OK;
    }
    if (status != RP_OK)
        return status;
    if (report != NULL) {
        doc->added = true;
        report->articles++;
        status = keep_matches(doc, &set->ids, answer);
    }
    rp_answer_free(answer);
    return status == RP_OK ? RP_OK : rp_fail_memory(error);
}

static enum rp_status add_all(struct rp_corpus *corpus, struct rp_evalset *set, const struct rp_eval_options *options,
                              uint64_t before, struct rp_eval_report *report, struct rp_error *error)
{
    uint64_t count = set->ids.count, total = count * (options->shuffles + 1);
    for (uint64_t i = 0; i < count; i++) {
        if (options->interrupt != NULL && atomic_load_explicit(options->interrupt, memory_order_relaxed))
            return rp_fail(error, RP_INTERRUPTED, "interrupted after %llu of %llu articles",
                           (unsigned long long)(before + i), (unsigned long long)total);
        enum rp_status status = add_one(corpus, set, set->order[i], report, error);
        if (status != RP_OK)
            return status;
        if (options->progress != NULL)
            options->progress(options->context, before + i + 1, total);
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

enum rp_status rp_evalset_run(struct rp_evalset *set, const struct rp_eval_options *options, uint64_t before,
                              struct rp_eval_report *report, struct rp_error *error)
{
    struct rp_corpus *corpus;
    enum rp_status status = rp_corpus_create(options->corpus, &corpus);
    if (status != RP_OK)
        return rp_fail(error, status, "the corpus cannot be made: %s", rp_status_meaning(status));
    status = add_all(corpus, set, options, before, report, error);
    if (status == RP_OK)
        status = read_stories(corpus, set, error);
    if (report != NULL)
        rp_corpus_stats(corpus, &report->corpus);
    rp_corpus_free(corpus);
    return status;
}
