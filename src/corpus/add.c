/* The way of an article through the engine: search, decide, make room for everything, then change the corpus in steps that can not
 * fail. A failure before that leaves the corpus as it was. */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "corpus/engine.h"

#include <string.h>

/* An indexed member of a story must add text to it: less than this much of it stands in the member it was matched with. */
static const double MAX_INDEXED_CONTAINMENT = .8;

/* The story that an article would be in, and those that it makes one with it. */
struct place {
    uint32_t story; /* the one founded first, whose id they all will have; RP_STORY_NONE: the article founds one */
    uint64_t id;
    size_t merged_count;
    uint64_t merged[RP_LIMIT_CANDIDATES]; /* ids of the others */
};

/* `id` is the one that the article would give to a story of its own. */
static struct place place_of(const struct rp_corpus *corpus, uint64_t id)
{
    struct place place = {.story = RP_STORY_NONE, .id = id};
    uint32_t stories[RP_LIMIT_CANDIDATES];
    size_t count = rp_corpus_linked_stories(corpus, stories);
    for (size_t i = 0; i < count; i++) {
        uint64_t story_id = rp_story_at(&corpus->stories, stories[i])->id;
        if (place.story == RP_STORY_NONE || story_id < place.id) {
            place.story = stories[i];
            place.id = story_id;
        }
    }
    for (size_t i = 0; i < count; i++)
        if (stories[i] != place.story)
            place.merged[place.merged_count++] = rp_story_at(&corpus->stories, stories[i])->id;
    return place;
}

static struct rp_outcome outcome_of(const struct rp_corpus *corpus, const struct rp_prepared *prepared, uint64_t seq,
                                    const struct place *place)
{
    const struct rp_findings *findings = &corpus->findings;
    return (struct rp_outcome){
        .id = prepared->article.id,
        .seq = seq,
        .story = place->id,
        .verdict = findings->match_count > 0 ? findings->matches[0].verdict : RP_VERDICT_UNIQUE,
        .matches = findings->matches,
        .match_count = findings->match_count,
        .attributions = prepared->attributions,
        .attribution_count = prepared->attribution_count,
        .dropped = findings->dropped,
    };
}

/* The answer to be given tells what changes for others; what is kept of it does not. */
static struct rp_answer *make_news(const struct rp_outcome *kept, const struct place *place, struct rp_answer_room *room)
{
    struct rp_outcome outcome = *kept;
    outcome.merged = place->merged;
    outcome.merged_count = place->merged_count;
    return rp_answer_make(&outcome, 2 * RP_LIMIT_ID, room);
}

static struct rp_str original_of(const struct rp_corpus *corpus, uint32_t story)
{
    return rp_records_id(&corpus->records, rp_story_at(&corpus->stories, story)->original);
}

static enum rp_status check_articles(const struct rp_corpus *corpus, struct rp_error *error)
{
    if (corpus->records.live < corpus->options.max_articles)
        return RP_OK;
    return rp_fail(error, RP_LIMIT, "the corpus is full: %llu articles (max_articles, --max-articles)",
                   (unsigned long long)corpus->options.max_articles);
}

/* An article on its way in: what is to be done with it, and what was found out. */
struct incoming {
    const struct rp_prepared *prepared;
    unsigned flags;
    uint32_t replaced; /* slot of the version that it replaces, or RP_SLOT_NONE */
    uint32_t source;
    int64_t now_ms;
    struct place place;
    struct rp_outcome outcome;
    struct rp_shelved shelved;
    size_t need; /* bytes of the shelf */
};

/* Before the first byte is taken: all that the article itself and `reserve` will add. */
static enum rp_status check_bytes(const struct rp_corpus *corpus, const struct incoming *in, struct rp_error *error)
{
    const struct rp_prepared *prepared = in->prepared;
    size_t postings = corpus->findings.key_count + 1 + (in->replaced != RP_SLOT_NONE ? RP_KEYS_LOOKED_UP : 0); /* those of an heir */
    if (in->flags & RP_ADD_REPLAYED)
        return RP_OK;
    uint64_t more = rp_records_growth(&corpus->records, in->need) +
                    rp_stories_growth(&corpus->stories) + rp_table_growth(&corpus->postings.table, postings) +
                    rp_sources_growth(&corpus->sources, prepared->article.source, prepared->fingerprint.shingles);
    if (rp_corpus_bytes(corpus) + more > corpus->options.max_bytes)
        return rp_fail(error, RP_LIMIT, "the corpus is full: %llu bytes (max_bytes, --max-bytes)",
                       (unsigned long long)corpus->options.max_bytes);
    return RP_OK;
}

/* Stories that joining, merging and leaving look into. */
static enum rp_status fetch_stories(struct rp_corpus *corpus, const struct incoming *in, struct rp_error *error)
{
    uint32_t stories[RP_LIMIT_CANDIDATES + 1];
    size_t count = corpus->records.vault != NULL ? rp_corpus_linked_stories(corpus, stories) : 0;
    enum rp_status status = RP_OK;
    if (corpus->records.vault != NULL && in->replaced != RP_SLOT_NONE)
        stories[count++] = rp_record_at(&corpus->records, in->replaced)->story;
    for (size_t i = 0; i < count && status == RP_OK; i++) {
        if (in->replaced != RP_SLOT_NONE)
            rp_stories_sort(&corpus->stories, &corpus->records, stories[i]);
        status = rp_stories_fetch(&corpus->stories, &corpus->records, stories[i], error);
    }
    return status;
}

static enum rp_status reserve_vault(struct rp_corpus *corpus, const struct incoming *in)
{
    const struct rp_vault *vault = corpus->records.vault;
    if (vault == NULL)
        return RP_OK;
    struct rp_packing counted = {0};
    rp_kept_put(&counted, &in->outcome);
    return vault->reserve(vault->context, counted.size + 2 * RP_VAULT_KEYS_BYTES);
}

/* Everything that committing needs. The article goes among the recent ones last, so that those that it is compared with are still there. */
static enum rp_status reserve(struct rp_corpus *corpus, struct incoming *in, struct rp_error *error)
{
    const struct rp_prepared *prepared = in->prepared;
    enum rp_status status = fetch_stories(corpus, in, error);
    if (status == RP_OK)
        status = rp_records_reserve(&corpus->records, &in->shelved, in->need, error);
    if (status == RP_OK)
        status = rp_stories_reserve(&corpus->stories);
    if (status == RP_OK)
        status = rp_postings_reserve(&corpus->postings);
    if (status == RP_OK)
        status = reserve_vault(corpus, in);
    if (status == RP_OK)
        status = rp_sources_open(&corpus->sources, prepared->article.source, &in->source);
    if (status != RP_OK)
        return status;
    status = rp_sources_reserve(&corpus->sources, in->source, prepared->fingerprint.shingles);
    if (status != RP_OK)
        rp_sources_close(&corpus->sources, in->source);
    return status;
}

/* What nothing ties to its story is found by itself alone, however many of the others are indexed. */
static bool is_wanted_in_index(const struct rp_corpus *corpus, uint32_t story)
{
    const struct rp_findings *findings = &corpus->findings;
    return findings->link < 0 || (rp_story_at(&corpus->stories, story)->indexed < RP_LIMIT_STORY_INDEXED &&
                                  findings->matches[findings->link].containment_of_new < MAX_INDEXED_CONTAINMENT);
}

void rp_corpus_index(struct rp_corpus *corpus, uint32_t slot, const uint64_t *keys, const uint8_t *listed, uint32_t key_count)
{
    struct rp_record *record = rp_record_at(&corpus->records, slot);
    const struct rp_vault *vault = corpus->records.vault;
    uint32_t tags[RP_POSTINGS_OF_ONE];
    size_t count = rp_postings_insert(&corpus->postings, keys, listed, key_count + 1, slot, tags);
    if (vault != NULL)
        vault->keep_keys(vault->context, rp_shelf_get(&corpus->records.shelf, record->place).number, tags, count);
    record->last_key = key_count > 0 ? (uint32_t)(keys[key_count - 1] >> 32) : 0;
    record->key_count = key_count;
    record->indexed = true;
    rp_story_at(&corpus->stories, record->story)->indexed++;
    corpus->indexed++;
}

static void narrow_tie(struct rp_records *records, uint32_t slot, const struct rp_tie *shared)
{
    struct rp_tie tie = rp_records_tie(records, slot);
    rp_tie_narrow(&tie, shared);
    rp_records_set_tie(records, slot, tie);
}

/* The story that the article joins: a new one, or all those that it is tied to made one. Who ties it is tied by the same from now on. */
static uint32_t open_story(struct rp_corpus *corpus, const struct rp_story_context *context, uint64_t seq)
{
    const struct rp_findings *findings = &corpus->findings;
    uint32_t stories[RP_LIMIT_CANDIDATES];
    size_t count = rp_corpus_linked_stories(corpus, stories);
    if (count == 0)
        return rp_stories_take(&corpus->stories, seq);
    for (size_t i = 1; i < count; i++)
        stories[0] = rp_stories_merge(&corpus->stories, context, stories[0], stories[i]);
    for (size_t i = 0; i < findings->match_count; i++)
        if (findings->tied[i])
            narrow_tie(&corpus->records, findings->slots[i], &findings->old_ties[i]);
    return stories[0];
}

static void keep_answer(const struct rp_corpus *corpus, uint64_t number, const struct rp_outcome *outcome)
{
    const struct rp_vault *vault = corpus->records.vault;
    if (vault == NULL)
        return;
    struct rp_packing counted = {0};
    rp_kept_put(&counted, outcome);
    rp_kept_put(&(struct rp_packing){.at = vault->keep_answer(vault->context, number, counted.size)}, outcome);
}

/* Of an article that is there, in whatever story. */
static bool is_version(const struct rp_findings *findings)
{
    for (size_t i = 0; i < findings->match_count; i++)
        if (findings->versions[i] && rp_verdict_joins(findings->matches[i].verdict))
            return true;
    return false;
}

/* Can not fail. Returns the slot. */
static uint32_t commit(struct rp_corpus *corpus, const struct incoming *in)
{
    const struct rp_findings *findings = &corpus->findings;
    const struct rp_prepared *prepared = in->prepared;
    struct rp_story_context context = rp_corpus_story_context(corpus);
    uint32_t replaced = in->replaced;
    /* A version says nothing of what the source repeats. */
    bool taught = !is_version(findings) &&
                  rp_sources_learn(&corpus->sources, in->source, &prepared->title, prepared->watched, prepared->watched_count);
    /* Nor does a copy say how common its words are, of whatever part of another article and in whatever story; rp_corpus_forget asks the same. */
    if (!rp_verdict_joins(in->outcome.verdict))
        rp_common_learn(&corpus->common, prepared->pairs, prepared->pair_count);
    keep_answer(corpus, prepared->number, &in->outcome); /* while what its matches point to is where it was found */
    uint32_t story = open_story(corpus, &context, in->outcome.seq);
    uint32_t slot = rp_records_take(&corpus->records, &in->shelved, in->outcome.seq, in->outcome.verdict);
    struct rp_record *record = rp_record_at(&corpus->records, slot);
    record->added_ms = in->now_ms;
    record->published_ms = prepared->published_ms;
    record->source = in->source;
    record->taught = taught;
    rp_records_set_tie(&corpus->records, slot, findings->tie);
    /* What the version before has taught stays, with this one. */
    if (replaced != RP_SLOT_NONE && !taught && rp_record_at(&corpus->records, replaced)->source == in->source) {
        record->taught = rp_record_at(&corpus->records, replaced)->taught;
        rp_record_at(&corpus->records, replaced)->taught = false;
    }
    record->exact_key = (uint32_t)findings->keys[findings->key_count];
    rp_stories_join(&corpus->stories, &context, story, slot);
    bool succeeds = replaced != RP_SLOT_NONE && rp_record_at(&corpus->records, replaced)->indexed;
    if (succeeds || is_wanted_in_index(corpus, story))
        rp_corpus_index(corpus, slot, findings->keys, findings->listed, findings->key_count);
    corpus->next_seq++;
    corpus->counters.added++;
    corpus->counters.verdicts[in->outcome.verdict]++;
    corpus->expiry.stale = corpus->expiry.stale || in->now_ms < corpus->expiry.before_ms;
    return slot;
}

/* Can not fail. Says in the answer what the story's original is in the end. */
static void commit_and_tell(struct rp_corpus *corpus, const struct incoming *in, struct rp_answer *answer)
{
    char former_id[RP_LIMIT_ID]; /* who has it may be the version that is replaced */
    struct rp_str former = {former_id, 0};
    if (in->place.story != RP_STORY_NONE) {
        former.len = original_of(corpus, in->place.story).len;
        memcpy(former_id, original_of(corpus, in->place.story).data, former.len);
    }
    uint32_t slot = commit(corpus, in);
    if (in->replaced != RP_SLOT_NONE)
        rp_corpus_forget(corpus, in->replaced);
    uint32_t story = rp_record_at(&corpus->records, slot)->story;
    rp_answer_set_original(answer, original_of(corpus, story), rp_story_at(&corpus->stories, story)->reason);
    rp_answer_set_former(answer, former);
}

/* The article that has the id already: the same text answers as before, another one is an error unless it replaces. */
static enum rp_status meet_existing(struct rp_corpus *corpus, const struct rp_prepared *prepared, uint32_t slot, unsigned flags,
                                    struct rp_answer_room *room, struct rp_answer **ret, struct rp_error *error)
{
    struct rp_article there;
    enum rp_status status = rp_records_article(&corpus->records, slot, &there, error);
    if (status != RP_OK)
        return status;
    if (rp_str_equal(there.text, prepared->article.text))
        return rp_corpus_get_into(corpus, prepared->article.id, room, ret, error);
    if (!(flags & RP_ADD_REPLACE))
        return rp_fail(error, RP_EXISTS, "id \"%.*s\" is taken by an article with another text: set replace to make this its revision",
                       RP_SHOW(prepared->article.id));
    return RP_OK;
}

void rp_corpus_fetch(const struct rp_corpus *corpus, const struct rp_prepared *prepared)
{
    rp_sources_fetch(&corpus->sources, prepared->article.source, prepared->watched, prepared->watched_count);
}

/* All that can fail. *ret_answer may be made also when it does. */
static enum rp_status plan(struct rp_corpus *corpus, struct incoming *in, struct rp_answer_room *room, struct rp_answer **ret_answer,
                           struct rp_error *error)
{
    const struct rp_prepared *prepared = in->prepared;
    enum rp_status status = rp_corpus_search(corpus, prepared, in->replaced, error);
    if (status != RP_OK)
        return status;
    rp_corpus_link(corpus, &prepared->article);
    in->place = place_of(corpus, corpus->next_seq);
    in->outcome = outcome_of(corpus, prepared, corpus->next_seq, &in->place);
    in->shelved = rp_shelved_of(&prepared->article, &in->outcome, prepared->number);
    in->need = rp_shelf_need(&in->shelved);
    *ret_answer = make_news(&in->outcome, &in->place, room);
    status = *ret_answer == NULL ? RP_NO_MEMORY : check_bytes(corpus, in, error);
    if (status == RP_OK && in->replaced != RP_SLOT_NONE)
        status = rp_corpus_plan_forget(corpus, in->replaced, error);
    return status == RP_OK ? reserve(corpus, in, error) : status;
}

enum rp_status rp_corpus_add_prepared(struct rp_corpus *corpus, const struct rp_prepared *prepared, int64_t now_ms, unsigned flags,
                                      struct rp_answer_room *room, struct rp_answer **ret, struct rp_error *error)
{
    struct incoming in = {.prepared = prepared, .flags = flags, .now_ms = now_ms, .replaced = rp_records_find(&corpus->records, prepared->article.id)};
    struct rp_corpus_stats before = corpus->counters;
    struct rp_answer *answer = NULL;
    *ret = NULL;
    if (in.replaced != RP_SLOT_NONE) {
        enum rp_status status = meet_existing(corpus, prepared, in.replaced, flags, room, ret, error);
        if (status != RP_OK || *ret != NULL)
            return status;
    }
    enum rp_status status = flags & RP_ADD_REPLAYED ? RP_OK : check_articles(corpus, error);
    if (status == RP_OK)
        status = plan(corpus, &in, room, &answer, error);
    if (status != RP_OK) {
        if (room == NULL)
            rp_answer_free(answer);
        corpus->counters = before;
        return status == RP_NO_MEMORY ? rp_fail_memory(error) : status;
    }
    commit_and_tell(corpus, &in, answer);
    *ret = answer;
    return RP_OK;
}

enum rp_status rp_corpus_check_prepared(struct rp_corpus *corpus, const struct rp_prepared *prepared, struct rp_answer_room *room,
                                        struct rp_answer **ret, struct rp_error *error)
{
    uint32_t known = prepared->article.id.len > 0 ? rp_records_find(&corpus->records, prepared->article.id) : RP_SLOT_NONE;
    struct rp_corpus_stats before = corpus->counters;
    struct rp_article there = {0};
    enum rp_status status = known != RP_SLOT_NONE ? rp_records_article(&corpus->records, known, &there, error) : RP_OK;
    if (status != RP_OK)
        return status;
    if (known != RP_SLOT_NONE && rp_str_equal(there.text, prepared->article.text))
        return rp_corpus_get_into(corpus, prepared->article.id, room, ret, error);
    status = rp_corpus_search(corpus, prepared, RP_SLOT_NONE, error);
    corpus->counters = before; /* a question is no operation: it leaves nothing behind */
    if (status != RP_OK)
        return status == RP_NO_MEMORY ? rp_fail_memory(error) : status;
    rp_corpus_link(corpus, &prepared->article);
    struct place place = place_of(corpus, 0);
    struct rp_outcome outcome = outcome_of(corpus, prepared, 0, &place);
    struct rp_answer *answer = make_news(&outcome, &place, room);
    if (answer == NULL)
        return rp_fail_memory(error);
    if (place.story != RP_STORY_NONE)
        rp_answer_set_original(answer, original_of(corpus, place.story), rp_story_at(&corpus->stories, place.story)->reason);
    else
        rp_answer_set_original(answer, prepared->article.id, RP_ORIGINAL_ONLY);
    *ret = answer;
    return RP_OK;
}
