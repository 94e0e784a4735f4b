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

/* Before the first byte is taken: all that the article itself and `reserve` will add. */
static enum rp_status check_bytes(const struct rp_corpus *corpus, const struct rp_prepared *prepared, size_t need, uint32_t replaced,
                                  struct rp_error *error)
{
    size_t postings = corpus->findings.key_count + 1 + (replaced != RP_SLOT_NONE ? RP_KEYS_LOOKED_UP : 0); /* those of an heir */
    uint64_t more = rp_records_growth(&corpus->records, need) +
                    rp_stories_growth(&corpus->stories) + rp_table_growth(&corpus->postings.table, postings) +
                    rp_sources_growth(&corpus->sources, prepared->article.source, prepared->fingerprint.shingles);
    if (rp_corpus_bytes(corpus) + more > corpus->options.max_bytes)
        return rp_fail(error, RP_LIMIT, "the corpus is full: %llu bytes (max_bytes, --max-bytes)",
                       (unsigned long long)corpus->options.max_bytes);
    return RP_OK;
}

/* Everything that committing needs. */
static enum rp_status reserve(struct rp_corpus *corpus, const struct rp_prepared *prepared, size_t need, uint32_t *ret_source,
                              struct rp_error *error)
{
    enum rp_status status = rp_records_reserve(&corpus->records, need, error);
    if (status == RP_OK)
        status = rp_stories_reserve(&corpus->stories);
    if (status == RP_OK)
        status = rp_postings_reserve(&corpus->postings);
    if (status == RP_OK)
        status = rp_sources_open(&corpus->sources, prepared->article.source, ret_source);
    if (status != RP_OK)
        return status;
    status = rp_sources_reserve(&corpus->sources, *ret_source, prepared->fingerprint.shingles);
    if (status != RP_OK)
        rp_sources_close(&corpus->sources, *ret_source);
    return status;
}

static bool adds_text(const struct rp_findings *findings)
{
    return findings->link < 0 || findings->matches[findings->link].containment_of_new < MAX_INDEXED_CONTAINMENT;
}

void rp_corpus_index(struct rp_corpus *corpus, uint32_t slot, const uint64_t *keys, const uint8_t *listed, uint32_t key_count)
{
    struct rp_record *record = rp_record_at(&corpus->records, slot);
    rp_postings_insert(&corpus->postings, keys, listed, key_count + 1, slot);
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

/* Can not fail. Returns the slot. */
static uint32_t commit(struct rp_corpus *corpus, const struct rp_prepared *prepared, const struct rp_outcome *outcome, uint32_t source,
                       uint32_t replaced, int64_t now_ms)
{
    const struct rp_findings *findings = &corpus->findings;
    struct rp_story_context context = rp_corpus_story_context(corpus);
    int link = findings->link;
    /* A version of an article that is there says nothing of what the source repeats. */
    bool taught = (link < 0 || !findings->versions[link]) &&
                  rp_sources_learn(&corpus->sources, source, &prepared->title, prepared->watched, prepared->watched_count);
    /* Nor does a copy say how common its words are, of whatever part of another article and in whatever story; rp_corpus_forget asks the same. */
    if (!rp_verdict_joins(outcome->verdict))
        rp_common_learn(&corpus->common, prepared->pairs, prepared->pair_count);
    uint32_t story = open_story(corpus, &context, outcome->seq);
    uint32_t slot = rp_records_take(&corpus->records, &prepared->article, outcome);
    struct rp_record *record = rp_record_at(&corpus->records, slot);
    record->added_ms = now_ms;
    record->published_ms = prepared->published_ms;
    record->source = source;
    record->taught = taught;
    rp_records_set_tie(&corpus->records, slot, findings->tie);
    /* What the version before has taught stays, with this one. */
    if (replaced != RP_SLOT_NONE && !taught && rp_record_at(&corpus->records, replaced)->source == source) {
        record->taught = rp_record_at(&corpus->records, replaced)->taught;
        rp_record_at(&corpus->records, replaced)->taught = false;
    }
    record->exact_key = (uint32_t)findings->keys[findings->key_count];
    rp_stories_join(&corpus->stories, &context, story, slot);
    bool succeeds = replaced != RP_SLOT_NONE && rp_record_at(&corpus->records, replaced)->indexed;
    if (succeeds || (rp_story_at(&corpus->stories, story)->indexed < RP_LIMIT_STORY_INDEXED && adds_text(findings)))
        rp_corpus_index(corpus, slot, findings->keys, findings->listed, findings->key_count);
    corpus->next_seq++;
    corpus->counters.added++;
    corpus->counters.verdicts[outcome->verdict]++;
    return slot;
}

/* Can not fail. Says in the answer what the story's original is in the end. */
static void commit_and_tell(struct rp_corpus *corpus, const struct rp_prepared *prepared, const struct rp_outcome *outcome, uint32_t source,
                            uint32_t replaced, int64_t now_ms, const struct place *place, struct rp_answer *answer)
{
    char former_id[RP_LIMIT_ID]; /* who has it may be the version that is replaced */
    struct rp_str former = {former_id, 0};
    if (place->story != RP_STORY_NONE) {
        former.len = original_of(corpus, place->story).len;
        memcpy(former_id, original_of(corpus, place->story).data, former.len);
    }
    uint32_t slot = commit(corpus, prepared, outcome, source, replaced, now_ms);
    if (replaced != RP_SLOT_NONE)
        rp_corpus_forget(corpus, replaced);
    uint32_t story = rp_record_at(&corpus->records, slot)->story;
    rp_answer_set_original(answer, original_of(corpus, story), rp_story_at(&corpus->stories, story)->reason);
    rp_answer_set_former(answer, former);
}

/* The article that has the id already: the same text answers as before, another one is an error unless it replaces. */
static enum rp_status meet_existing(struct rp_corpus *corpus, const struct rp_prepared *prepared, uint32_t slot, unsigned flags,
                                    struct rp_answer_room *room, struct rp_answer **ret, struct rp_error *error)
{
    if (rp_str_equal(rp_records_article(&corpus->records, slot).text, prepared->article.text))
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

enum rp_status rp_corpus_add_prepared(struct rp_corpus *corpus, const struct rp_prepared *prepared, int64_t now_ms, unsigned flags,
                                      struct rp_answer_room *room, struct rp_answer **ret, struct rp_error *error)
{
    uint32_t replaced = rp_records_find(&corpus->records, prepared->article.id), source;
    struct rp_answer *answer = NULL;
    *ret = NULL;
    if (replaced != RP_SLOT_NONE) {
        enum rp_status status = meet_existing(corpus, prepared, replaced, flags, room, ret, error);
        if (status != RP_OK || *ret != NULL)
            return status;
    }
    enum rp_status status = check_articles(corpus, error);
    if (status != RP_OK)
        return status;
    if (rp_corpus_search(corpus, prepared, replaced) != RP_OK)
        return rp_fail_memory(error);
    rp_corpus_link(corpus, prepared->article.text);
    struct place place = place_of(corpus, corpus->next_seq);
    struct rp_outcome outcome = outcome_of(corpus, prepared, corpus->next_seq, &place);
    answer = make_news(&outcome, &place, room);
    size_t need = rp_shelf_need(&prepared->article, &outcome);
    status = answer == NULL ? RP_NO_MEMORY : check_bytes(corpus, prepared, need, replaced, error);
    if (status == RP_OK && replaced != RP_SLOT_NONE)
        status = rp_corpus_plan_forget(corpus, replaced);
    if (status == RP_OK)
        status = reserve(corpus, prepared, need, &source, error);
    if (status != RP_OK) {
        if (room == NULL)
            rp_answer_free(answer);
        return status == RP_NO_MEMORY ? rp_fail_memory(error) : status;
    }
    commit_and_tell(corpus, prepared, &outcome, source, replaced, now_ms, &place, answer);
    *ret = answer;
    return RP_OK;
}

enum rp_status rp_corpus_check_prepared(struct rp_corpus *corpus, const struct rp_prepared *prepared, struct rp_answer_room *room,
                                        struct rp_answer **ret, struct rp_error *error)
{
    uint32_t known = prepared->article.id.len > 0 ? rp_records_find(&corpus->records, prepared->article.id) : RP_SLOT_NONE;
    if (known != RP_SLOT_NONE && rp_str_equal(rp_records_article(&corpus->records, known).text, prepared->article.text))
        return rp_corpus_get_into(corpus, prepared->article.id, room, ret, error);
    if (rp_corpus_search(corpus, prepared, RP_SLOT_NONE) != RP_OK)
        return rp_fail_memory(error);
    rp_corpus_link(corpus, prepared->article.text);
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
