/* What can be made of an article without the corpus. */
#include "corpus/prepare.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/strings.h"
#include "base/time.h"
#include "corpus/profile.h"
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
        {"same_story_as", article->same_story_as, RP_LIMIT_ID},
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

/* --- the room --- */

static void release(struct rp_prepared *prepared)
{
    rp_free(prepared->strings);
    rp_free(prepared->shingles);
    rp_free(prepared->keys);
    rp_free(prepared->watched);
    rp_free(prepared->pairs);
    *prepared = (struct rp_prepared){0};
}

/* What a long text has made it take is given back. */
void rp_prepared_shrink(struct rp_prepared *prepared)
{
    size_t kept = prepared->strings_cap + prepared->shingles_cap * sizeof *prepared->shingles + prepared->keys_cap * sizeof *prepared->keys +
                  prepared->watched_cap * sizeof *prepared->watched + prepared->pairs_cap * sizeof *prepared->pairs;
    if (kept > RP_PREPARED_KEPT)
        release(prepared);
}

struct rp_prepared *rp_prepared_create(void)
{
    return rp_alloc_zeroed(1, sizeof(struct rp_prepared));
}

void rp_prepared_free(struct rp_prepared *prepared)
{
    if (prepared != NULL)
        release(prepared);
    rp_free(prepared);
}

struct rp_prepared *rp_prepared_take(struct rp_prepared_pool *pool)
{
    struct rp_prepared *prepared = pool->first;
    if (prepared == NULL)
        return rp_prepared_create();
    pool->first = prepared->next;
    pool->count--;
    return prepared;
}

void rp_prepared_give(struct rp_prepared_pool *pool, struct rp_prepared *prepared)
{
    if (prepared == NULL || pool->count == RP_PREPARED_POOL) {
        rp_prepared_free(prepared);
        return;
    }
    rp_prepared_shrink(prepared);
    prepared->next = pool->first;
    pool->first = prepared;
    pool->count++;
}

void rp_prepared_pool_done(struct rp_prepared_pool *pool)
{
    while (pool->first != NULL) {
        struct rp_prepared *next = pool->first->next;
        rp_prepared_free(pool->first);
        pool->first = next;
    }
    pool->count = 0;
}

/* --- preparing --- */

/* What a room begins with, so that it need not grow for most articles. */
enum { USUAL_BYTES = 6000, USUAL_SHINGLES = 1000, USUAL_KEYS = USUAL_SHINGLES / 6 };

static size_t at_least(size_t count, size_t least)
{
    return count > least ? count : least;
}

static bool copy(struct rp_prepared *prepared, const struct rp_article *article, const struct rp_workspace *workspace)
{
    const struct rp_shingles *shingles = &workspace->shingles;
    const struct rp_pairs *pairs = &workspace->pairs;
    size_t string_bytes = rp_article_bytes(article), count = shingles->distinct_count;
    if (!rp_grow(&prepared->strings, &prepared->strings_cap, at_least(string_bytes, USUAL_BYTES), 1, SIZE_MAX / 2) ||
        !rp_grow(&prepared->shingles, &prepared->shingles_cap, at_least(count, USUAL_SHINGLES), sizeof *prepared->shingles, SIZE_MAX / 16) ||
        !rp_grow(&prepared->keys, &prepared->keys_cap, at_least(workspace->key_count, USUAL_KEYS), sizeof *prepared->keys, SIZE_MAX / 16) ||
        !rp_grow(&prepared->watched, &prepared->watched_cap, at_least(count, USUAL_SHINGLES), sizeof *prepared->watched, SIZE_MAX / 8) ||
        !rp_grow(&prepared->pairs, &prepared->pairs_cap, at_least(pairs->count, USUAL_SHINGLES), sizeof *prepared->pairs, SIZE_MAX / 8))
        return false;
    char *at = prepared->strings;
    prepared->article = rp_put_article(&at, article);
    memcpy(prepared->shingles, shingles->distinct, count * sizeof *prepared->shingles);
    memcpy(prepared->keys, workspace->keys, workspace->key_count * sizeof *prepared->keys);
    prepared->key_count = workspace->key_count;
    prepared->watched_count = rp_profile_watch(shingles->distinct, count, prepared->watched);
    if (pairs->count > 0)
        memcpy(prepared->pairs, pairs->number, pairs->count * sizeof *prepared->pairs);
    prepared->pair_count = pairs->count;
    prepared->bytes = sizeof *prepared + string_bytes + count * (sizeof *prepared->shingles + sizeof *prepared->watched) +
                      prepared->key_count * sizeof *prepared->keys + pairs->count * sizeof *prepared->pairs;
    return true;
}

enum rp_status rp_prepare(struct rp_workspace *workspace, const struct rp_agencies *agencies, const struct rp_article *article, unsigned flags,
                          struct rp_prepared *prepared, struct rp_error *error)
{
    enum rp_status status = check_fields(article, flags, error);
    rp_prepared_shrink(prepared);
    prepared->published_ms = INT64_MAX;
    if (status == RP_OK && article->published.len > 0)
        status = rp_time_parse(article->published, &prepared->published_ms, error);
    if (status == RP_OK)
        status = rp_title_of(&workspace->tokens, article, &prepared->title, error);
    if (status == RP_OK)
        status = rp_fingerprint(workspace, article->text.data, article->text.len, &prepared->fingerprint, error);
    if (status != RP_OK)
        return status;
    if (rp_pairs_find(&workspace->pairs, &workspace->tokens, NULL) != RP_OK || !copy(prepared, article, workspace))
        return rp_fail_memory(error);
    prepared->attribution_count = rp_attribution_find(agencies, &workspace->tokens, article->text, prepared->attributions);
    return RP_OK;
}
