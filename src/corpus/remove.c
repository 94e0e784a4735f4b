/* Forgetting articles: one by id, or all from before a time. */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "corpus/engine.h"

#include <stdlib.h>

/* The first other member of the story when `slot` is its only indexed one. */
static uint32_t find_heir(struct rp_corpus *corpus, uint32_t slot)
{
    const struct rp_record *record = rp_record_at(&corpus->records, slot);
    const struct rp_thread *story = rp_story_at(&corpus->stories, record->story);
    if (!record->indexed || story->indexed > 1)
        return RP_SLOT_NONE;
    rp_stories_sort(&corpus->stories, &corpus->records, record->story);
    return story->first != slot ? story->first : record->next;
}

static enum rp_status plan_heir(struct rp_corpus *corpus, uint32_t slot, struct rp_error *error)
{
    struct rp_article article;
    struct rp_heir *heir = &corpus->heir;
    heir->slot = find_heir(corpus, slot);
    if (heir->slot == RP_SLOT_NONE)
        return RP_OK;
    const struct rp_record *record = rp_record_at(&corpus->records, heir->slot);
    const struct rp_shingles *shingles = &corpus->old_text->shingles;
    enum rp_status status = rp_records_article(&corpus->records, heir->slot, &article, error);
    if (status == RP_OK)
        status = rp_corpus_read(corpus->old_text, article.text);
    if (status != RP_OK)
        return status;
    struct rp_keyed set = {.shingles = shingles->distinct, .count = shingles->distinct_count};
    status = rp_corpus_keys(corpus, record->source, NULL, &set, heir->keys, &heir->key_count);
    if (status == RP_OK)
        status = rp_postings_reserve(&corpus->postings);
    return status;
}

/* Leaving a story compares its first members anew. */
static enum rp_status fetch_story(struct rp_corpus *corpus, uint32_t story, struct rp_error *error)
{
    if (corpus->records.vault == NULL || rp_story_at(&corpus->stories, story)->members < 2)
        return RP_OK;
    rp_stories_sort(&corpus->stories, &corpus->records, story);
    return rp_stories_fetch(&corpus->stories, &corpus->records, story, error);
}

enum rp_status rp_corpus_plan_forget(struct rp_corpus *corpus, uint32_t slot, struct rp_error *error)
{
    const struct rp_vault *vault = corpus->records.vault;
    struct rp_article article;
    enum rp_status status = rp_records_article(&corpus->records, slot, &article, error);
    if (status == RP_OK)
        status = rp_corpus_read(corpus->new_text, article.text);
    if (status == RP_OK)
        status = rp_pairs_find(&corpus->new_text->pairs, &corpus->new_text->tokens, NULL);
    if (status == RP_OK)
        status = plan_heir(corpus, slot, error);
    if (status == RP_OK)
        status = fetch_story(corpus, rp_record_at(&corpus->records, slot)->story, error);
    if (status == RP_OK && vault != NULL)
        status = vault->reserve(vault->context, RP_VAULT_KEYS_BYTES);
    return status;
}

/* Takes the article whose text is in corpus->new_text out of the index: its keys were among its shingles up to the largest of them. */
static void unindex(struct rp_corpus *corpus, uint32_t slot)
{
    struct rp_record *record = rp_record_at(&corpus->records, slot);
    const struct rp_shingles *shingles = &corpus->new_text->shingles;
    if (!record->indexed)
        return;
    for (size_t i = 0; i < shingles->distinct_count; i++)
        if (shingles->distinct[i] >> 32 <= record->last_key && record->key_count > 0)
            rp_postings_delete(&corpus->postings, shingles->distinct[i], slot);
    rp_postings_delete(&corpus->postings, record->exact_key, slot);
    record->indexed = false;
    rp_story_at(&corpus->stories, record->story)->indexed--;
    corpus->indexed--;
}

static void index_heir(struct rp_corpus *corpus)
{
    struct rp_heir *heir = &corpus->heir;
    uint8_t listed[RP_KEYS_LOOKED_UP];
    heir->keys[heir->key_count] = rp_record_at(&corpus->records, heir->slot)->exact_key;
    rp_postings_find(&corpus->postings, heir->keys, heir->key_count + 1, listed, corpus->hits);
    rp_corpus_index(corpus, heir->slot, heir->keys, listed, heir->key_count);
}

void rp_corpus_forget(struct rp_corpus *corpus, uint32_t slot)
{
    const struct rp_heir *heir = &corpus->heir;
    struct rp_story_context context = rp_corpus_story_context(corpus);
    uint32_t story = rp_record_at(&corpus->records, slot)->story, source = rp_record_at(&corpus->records, slot)->source;
    const struct rp_vault *vault = corpus->records.vault;
    if (vault != NULL)
        vault->gone(vault->context, rp_shelf_get(&corpus->records.shelf, rp_record_at(&corpus->records, slot)->place).number);
    unindex(corpus, slot);
    if (rp_record_at(&corpus->records, slot)->taught)
        rp_sources_unlearn(&corpus->sources, source, corpus->new_text->shingles.distinct, corpus->new_text->shingles.distinct_count);
    if (!rp_verdict_joins(rp_record_at(&corpus->records, slot)->verdict))
        rp_common_unlearn(&corpus->common, corpus->new_text->pairs.number, corpus->new_text->pairs.count);
    rp_stories_leave(&corpus->stories, &context, slot);
    rp_records_drop(&corpus->records, slot);
    rp_sources_close(&corpus->sources, source);
    if (heir->slot != RP_SLOT_NONE && rp_story_at(&corpus->stories, story)->indexed == 0)
        index_heir(corpus);
    corpus->counters.removed++;
}

enum rp_status rp_corpus_remove(struct rp_corpus *corpus, struct rp_str id, struct rp_error *error)
{
    uint32_t slot = rp_records_find(&corpus->records, id);
    if (slot == RP_SLOT_NONE)
        return rp_fail(error, RP_NOT_FOUND, "there is no article \"%.*s\"", RP_SHOW(id));
    enum rp_status status = rp_corpus_plan_forget(corpus, slot, error);
    if (status != RP_OK)
        return status == RP_NO_MEMORY ? rp_fail_memory(error) : status;
    rp_corpus_forget(corpus, slot);
    return RP_OK;
}

/* --- expiry --- */

struct rp_expiring {
    uint64_t seq;
    uint32_t slot;
};

static int by_seq(const void *a, const void *b)
{
    const struct rp_expiring *x = a, *y = b;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static bool expires(const struct rp_record *record, int64_t before_ms)
{
    return record->seq != 0 && record->added_ms < before_ms;
}

/* Lists all that are to go, unless that was done. */
static enum rp_status plan_expiry(struct rp_corpus *corpus, int64_t before_ms)
{
    struct rp_expiry *expiry = &corpus->expiry;
    size_t count = 0;
    if (expiry->before_ms == before_ms && !expiry->stale && expiry->next < expiry->count)
        return RP_OK;
    rp_free(expiry->articles);
    *expiry = (struct rp_expiry){.before_ms = before_ms};
    for (size_t i = 0; i < corpus->records.count; i++)
        count += expires(rp_record_at(&corpus->records, i), before_ms);
    expiry->articles = rp_alloc(count * sizeof *expiry->articles);
    if (expiry->articles == NULL)
        return RP_NO_MEMORY;
    for (size_t i = 0; i < corpus->records.count; i++)
        if (expires(rp_record_at(&corpus->records, i), before_ms))
            expiry->articles[expiry->count++] = (struct rp_expiring){rp_record_at(&corpus->records, i)->seq, (uint32_t)i};
    qsort(expiry->articles, expiry->count, sizeof *expiry->articles, by_seq);
    return RP_OK;
}

enum rp_status rp_corpus_expire(struct rp_corpus *corpus, int64_t before_ms, uint64_t most, uint64_t *ret_removed, struct rp_error *error)
{
    struct rp_expiry *expiry = &corpus->expiry;
    *ret_removed = 0;
    enum rp_status status = plan_expiry(corpus, before_ms);
    while (status == RP_OK && expiry->next < expiry->count && *ret_removed < most) {
        struct rp_expiring article = expiry->articles[expiry->next];
        if (rp_record_at(&corpus->records, article.slot)->seq == article.seq) { /* it was not removed meanwhile */
            status = rp_corpus_plan_forget(corpus, article.slot, error);
            if (status != RP_OK)
                break;
            rp_corpus_forget(corpus, article.slot);
            ++*ret_removed;
        }
        expiry->next++;
    }
    return status == RP_NO_MEMORY ? rp_fail_memory(error) : status;
}
