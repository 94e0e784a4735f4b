/* The life of a corpus, and the calls that take a whole article. */
#include "base/alloc.h"
#include "base/error.h"
#include "corpus/engine.h"
#include "corpus/image.h"

static const uint64_t MAX_PROFILE_BYTES = UINT64_C(1) << 30;

void rp_corpus_options_default(struct rp_corpus_options *ret)
{
    *ret = (struct rp_corpus_options){
        .copy_containment = rp_thresholds_default.copy,
        .near_containment = rp_thresholds_default.near,
        .partial_containment = rp_thresholds_default.partial,
        .partial_words = rp_thresholds_default.partial_words,
        .max_articles = RP_LIMIT_ARTICLES,
        .max_bytes = RP_LIMIT_CORPUS_BYTES,
    };
}

static bool valid(const struct rp_corpus_options *options)
{
    return options->partial_containment >= 0 && options->partial_containment <= options->copy_containment &&
           options->copy_containment <= options->near_containment && options->near_containment <= 1 && options->max_articles > 0 &&
           options->max_articles <= RP_LIMIT_ARTICLES;
}

static enum rp_status make_scratch(struct rp_corpus *corpus)
{
    corpus->hits = rp_alloc(RP_HITS_MAX * sizeof *corpus->hits);
    corpus->parts = rp_alloc(RP_LIMIT_CANDIDATES * sizeof *corpus->parts);
    corpus->tally.places = rp_alloc(rp_tally_places(RP_HITS_MAX) * sizeof *corpus->tally.places);
    corpus->kept_room = rp_alloc(sizeof *corpus->kept_room);
    corpus->prepared = rp_prepared_create();
    if (corpus->hits == NULL || corpus->parts == NULL || corpus->tally.places == NULL || corpus->kept_room == NULL || corpus->prepared == NULL)
        return RP_NO_MEMORY;
    rp_alignment_init(&corpus->alignment);
    enum rp_status status = rp_workspace_create(&corpus->workspace);
    if (status == RP_OK)
        status = rp_workspace_create(&corpus->new_text);
    if (status == RP_OK)
        status = rp_workspace_create(&corpus->old_text);
    return status;
}

struct rp_thresholds rp_thresholds_of(const struct rp_corpus_options *options)
{
    return (struct rp_thresholds){options->copy_containment, options->near_containment, options->partial_containment, options->partial_words};
}

enum rp_status rp_corpus_create(const struct rp_corpus_options *options, struct rp_corpus **ret)
{
    struct rp_corpus_options defaults;
    rp_corpus_options_default(&defaults);
    if (options == NULL)
        options = &defaults;
    if (!valid(options))
        return RP_BAD_ARGUMENT;
    struct rp_corpus *corpus = rp_alloc_zeroed(1, sizeof *corpus);
    if (corpus == NULL)
        return RP_NO_MEMORY;
    corpus->options = *options;
    corpus->thresholds = rp_thresholds_of(options);
    corpus->next_seq = 1;
    rp_stories_init(&corpus->stories);
    rp_sources_init(&corpus->sources, MAX_PROFILE_BYTES);
    enum rp_status status = rp_postings_init(&corpus->postings, options->index_seed);
    if (status == RP_OK)
        status = rp_records_init(&corpus->records, options->index_seed, options->vault);
    if (status == RP_OK)
        status = rp_common_init(&corpus->common);
    if (status == RP_OK)
        status = make_scratch(corpus);
    if (status != RP_OK) {
        rp_corpus_free(corpus);
        return status;
    }
    *ret = corpus;
    return RP_OK;
}

void rp_corpus_free(struct rp_corpus *corpus)
{
    if (corpus == NULL)
        return;
    rp_records_done(&corpus->records);
    rp_stories_done(&corpus->stories);
    rp_sources_done(&corpus->sources);
    rp_postings_done(&corpus->postings);
    rp_common_done(&corpus->common);
    rp_workspace_free(corpus->workspace);
    rp_prepared_free(corpus->prepared);
    rp_workspace_free(corpus->new_text);
    rp_workspace_free(corpus->old_text);
    rp_alignment_done(&corpus->alignment);
    rp_numbers_done(&corpus->numbers);
    rp_free(corpus->repeats[0]);
    rp_free(corpus->repeats[1]);
    rp_free(corpus->kept);
    rp_free(corpus->hits);
    rp_free(corpus->tally.places);
    rp_free(corpus->parts);
    rp_free(corpus->kept_room);
    rp_free(corpus->expiry.articles);
    rp_corpus_index_done(corpus);
    rp_free(corpus);
}

uint64_t rp_corpus_last_seq(const struct rp_corpus *corpus)
{
    return corpus->next_seq - 1;
}

uint64_t rp_corpus_bytes(const struct rp_corpus *corpus)
{
    return rp_records_bytes(&corpus->records) + rp_stories_bytes(&corpus->stories) + rp_sources_bytes(&corpus->sources) + rp_table_bytes(&corpus->postings.table) +
           rp_common_bytes();
}

enum rp_status rp_corpus_add(struct rp_corpus *corpus, const struct rp_article *article, int64_t now_ms, unsigned flags,
                             struct rp_answer **ret, struct rp_error *error)
{
    enum rp_status status = rp_prepare(corpus->workspace, corpus->options.agencies, article, 0, corpus->prepared, error);
    return status == RP_OK ? rp_corpus_add_prepared(corpus, corpus->prepared, now_ms, flags, NULL, ret, error) : status;
}

enum rp_status rp_corpus_check(struct rp_corpus *corpus, const struct rp_article *article, struct rp_answer **ret, struct rp_error *error)
{
    enum rp_status status = rp_prepare(corpus->workspace, corpus->options.agencies, article, RP_PREPARE_NO_ID, corpus->prepared, error);
    return status == RP_OK ? rp_corpus_check_prepared(corpus, corpus->prepared, NULL, ret, error) : status;
}
