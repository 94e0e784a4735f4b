/* What can be made of an article without the corpus. */
#include "corpus/prepare.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "match/attribution.h"
#include "base/utf8.h"

#include <string.h>

static enum rp_status check_length(const char *name, struct rp_str str, size_t max, struct rp_error *error)
{
    if (str.len <= max)
        return RP_OK;
    return rp_fail(error, RP_LIMIT, "%s: %zu bytes are more than the limit of %zu", name, str.len, max);
}

static enum rp_status check_utf8(const char *name, struct rp_str str, struct rp_error *error)
{
    size_t fault = rp_utf8_fault(str);
    if (fault == str.len)
        return RP_OK;
    return rp_fail_at(error, RP_INVALID_UTF8, fault, "%s: not valid UTF-8 at byte %zu", name, fault);
}

static enum rp_status check_fields(const struct rp_article *article, unsigned flags, struct rp_error *error)
{
    const struct {
        const char *name;
        struct rp_str str;
        size_t max;
    } fields[] = {
        {"id", article->id, RP_LIMIT_ID},
        {"source", article->source, RP_LIMIT_STRING},
        {"published", article->published, RP_LIMIT_STRING},
        {"url", article->url, RP_LIMIT_STRING},
        {"title", article->title, RP_LIMIT_STRING},
        {"lang", article->lang, RP_LIMIT_STRING},
    };
    if (article->id.len == 0 && !(flags & RP_PREPARE_NO_ID))
        return rp_fail(error, RP_MISSING_KEY, "id: missing or empty; every article needs one");
    /* The text's UTF-8 is checked when it is tokenised. */
    enum rp_status status = check_length("text", article->text, RP_LIMIT_TEXT, error);
    for (size_t i = 0; i < sizeof fields / sizeof *fields && status == RP_OK; i++) {
        status = check_length(fields[i].name, fields[i].str, fields[i].max, error);
        if (status == RP_OK)
            status = check_utf8(fields[i].name, fields[i].str, error);
    }
    return status;
}

static struct rp_prepared *make_block(const struct rp_article *article, const struct rp_shingles *shingles, const struct rp_pairs *pairs)
{
    size_t bytes = sizeof(struct rp_prepared) + shingles->distinct_count * sizeof(uint64_t) + pairs->count * sizeof(uint32_t);
    struct rp_prepared *prepared = rp_alloc(bytes);
    struct rp_shelved *shelved = rp_shelve(article);
    if (prepared == NULL || shelved == NULL) {
        rp_free(prepared);
        rp_free(shelved);
        return NULL;
    }
    *prepared = (struct rp_prepared){.article = shelved->article,
                                     .shelved = shelved,
                                     .bytes = bytes + shelved->bytes,
                                     .shingles = (uint64_t *)(prepared + 1),
                                     .pairs = (uint32_t *)((uint64_t *)(prepared + 1) + shingles->distinct_count),
                                     .pair_count = pairs->count};
    memcpy(prepared->shingles, shingles->distinct, shingles->distinct_count * sizeof(uint64_t));
    if (pairs->count > 0)
        memcpy(prepared->pairs, pairs->number, pairs->count * sizeof(uint32_t));
    return prepared;
}

enum rp_status rp_prepare(struct rp_workspace *workspace, const struct rp_agencies *agencies, const struct rp_article *article, unsigned flags,
                          struct rp_prepared **ret, struct rp_error *error)
{
    struct rp_title title;
    struct rp_fingerprint fingerprint;
    int64_t published_ms = INT64_MAX;
    enum rp_status status = check_fields(article, flags, error);
    if (status == RP_OK && article->published.len > 0)
        status = rp_time_parse(article->published, &published_ms, error);
    if (status == RP_OK)
        status = rp_title_of(&workspace->tokens, article, &title, error);
    if (status == RP_OK)
        status = rp_fingerprint(workspace, article->text.data, article->text.len, &fingerprint, error);
    if (status != RP_OK)
        return status;
    if (rp_pairs_find(&workspace->pairs, &workspace->tokens, NULL) != RP_OK)
        return rp_fail_memory(error);
    struct rp_prepared *prepared = make_block(article, &workspace->shingles, &workspace->pairs);
    if (prepared == NULL)
        return rp_fail_memory(error);
    prepared->published_ms = published_ms;
    prepared->title = title;
    prepared->fingerprint = fingerprint;
    prepared->attribution_count = rp_attribution_find(agencies, &workspace->tokens, article->text, prepared->attributions);
    *ret = prepared;
    return RP_OK;
}

void rp_prepared_free(struct rp_prepared *prepared)
{
    if (prepared == NULL)
        return;
    rp_free(prepared->shelved);
    rp_free(prepared);
}
