/* Questions to a corpus: one article, its story, the figures. */
#include "base/alloc.h"
#include "base/error.h"
#include "corpus/engine.h"
#include "base/strings.h"

#include <stdlib.h>

/* RP_SLOT_NONE, and the error RP_NOT_FOUND, when there is none. */
static uint32_t find(const struct rp_corpus *corpus, struct rp_str id, struct rp_error *error)
{
    uint32_t slot = rp_records_find(&corpus->records, id);
    if (slot == RP_SLOT_NONE)
        rp_fail(error, RP_NOT_FOUND, "there is no article \"%.*s\"", RP_SHOW(id));
    return slot;
}

static struct rp_str id_of(const struct rp_corpus *corpus, uint32_t slot)
{
    return rp_records_id(&corpus->records, slot);
}

enum rp_status rp_corpus_get_into(struct rp_corpus *corpus, struct rp_str id, struct rp_answer_room *room, struct rp_answer **ret,
                                  struct rp_error *error)
{
    uint32_t slot = find(corpus, id, error);
    if (slot == RP_SLOT_NONE)
        return RP_NOT_FOUND;
    const struct rp_record *record = rp_record_at(&corpus->records, slot);
    const struct rp_thread *story = rp_story_at(&corpus->stories, record->story);
    struct rp_outcome outcome;
    struct rp_str kept;
    enum rp_status status = rp_records_kept(&corpus->records, slot, &kept, error);
    if (status != RP_OK)
        return status;
    status = rp_kept_get(kept, &corpus->records.names, corpus->kept_room, &outcome);
    if (status != RP_OK)
        return status == RP_NO_MEMORY ? rp_fail_memory(error) : rp_fail(error, status, "the answer for \"%.*s\" is damaged", RP_SHOW(id));
    outcome.id = id_of(corpus, slot);
    outcome.seq = record->seq;
    outcome.story = story->id;
    outcome.verdict = (enum rp_verdict)record->verdict;
    struct rp_str original = id_of(corpus, story->original);
    struct rp_answer *answer = rp_answer_make(&outcome, original.len, room);
    if (answer == NULL)
        return rp_fail_memory(error);
    rp_answer_set_original(answer, original, story->reason);
    *ret = answer;
    return RP_OK;
}

enum rp_status rp_corpus_get(struct rp_corpus *corpus, struct rp_str id, struct rp_answer **ret, struct rp_error *error)
{
    return rp_corpus_get_into(corpus, id, NULL, ret, error);
}

enum rp_status rp_corpus_article(struct rp_corpus *corpus, struct rp_str id, struct rp_article *ret, struct rp_error *error)
{
    uint32_t slot = find(corpus, id, error);
    if (slot == RP_SLOT_NONE)
        return RP_NOT_FOUND;
    return rp_records_article(&corpus->records, slot, ret, error);
}

/* The members of a part: the first with a seq above `after`, and how many from there on. */
struct part {
    uint32_t first;
    size_t count, bytes; /* of their strings */
};

static enum rp_status find_part(struct rp_corpus *corpus, const struct rp_thread *thread, uint64_t after, size_t most, struct part *ret,
                                struct rp_error *error)
{
    struct part part = {.first = thread->first};
    enum rp_status status = RP_OK;
    while (part.first != RP_SLOT_NONE && rp_record_at(&corpus->records, part.first)->seq <= after)
        part.first = rp_record_at(&corpus->records, part.first)->next;
    for (uint32_t slot = part.first; slot != RP_SLOT_NONE && part.count < most; slot = rp_record_at(&corpus->records, slot)->next) {
        struct rp_article article;
        status = rp_records_article(&corpus->records, slot, &article, error);
        if (status != RP_OK)
            return status;
        part.bytes += article.id.len + article.source.len + article.published.len;
        part.count++;
    }
    *ret = part;
    return RP_OK;
}

enum rp_status rp_corpus_story_part(struct rp_corpus *corpus, struct rp_str id, uint64_t after, size_t most, struct rp_story **ret,
                                    struct rp_error *error)
{
    uint32_t found = find(corpus, id, error);
    if (found == RP_SLOT_NONE)
        return RP_NOT_FOUND;
    const struct rp_record *record = rp_record_at(&corpus->records, found);
    rp_stories_sort(&corpus->stories, &corpus->records, record->story);
    const struct rp_thread *thread = rp_story_at(&corpus->stories, record->story);
    struct part part;
    enum rp_status status = find_part(corpus, thread, after, most, &part, error);
    if (status != RP_OK)
        return status;
    struct rp_str original = id_of(corpus, thread->original);
    struct rp_story *story = rp_alloc(sizeof *story + part.count * sizeof(struct rp_member) + part.bytes + original.len);
    if (story == NULL)
        return rp_fail_memory(error);
    struct rp_member *members = (struct rp_member *)(story + 1);
    char *at = (char *)(members + part.count);
    uint32_t slot = part.first;
    for (size_t i = 0; i < part.count; i++) {
        const struct rp_record *member = rp_record_at(&corpus->records, slot);
        struct rp_article article;
        status = rp_records_article(&corpus->records, slot, &article, error);
        if (status != RP_OK) {
            rp_free(story);
            return status;
        }
        members[i] = (struct rp_member){.id = rp_put_str(&at, article.id),
                                        .source = rp_put_str(&at, article.source),
                                        .published = rp_put_str(&at, article.published),
                                        .seq = member->seq,
                                        .verdict = (enum rp_verdict)member->verdict};
        slot = member->next;
    }
    *story = (struct rp_story){.story = thread->id,
                               .original = rp_put_str(&at, original),
                               .original_reason = thread->reason,
                               .total = thread->members,
                               .member_count = part.count,
                               .members = members};
    *ret = story;
    return RP_OK;
}

enum rp_status rp_corpus_story(struct rp_corpus *corpus, struct rp_str id, struct rp_story **ret, struct rp_error *error)
{
    return rp_corpus_story_part(corpus, id, 0, SIZE_MAX, ret, error);
}

static int by_number(const void *a, const void *b)
{
    const struct rp_listed *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

enum rp_status rp_corpus_list(const struct rp_corpus *corpus, struct rp_listed **ret, size_t *ret_count)
{
    const struct rp_records *records = &corpus->records;
    struct rp_listed *list = rp_alloc((records->live + 1) * sizeof *list);
    size_t count = 0;
    if (list == NULL)
        return RP_NO_MEMORY;
    for (size_t i = 0; i < records->count; i++) {
        const struct rp_record *record = rp_record_at(records, (uint32_t)i);
        if (record->seq != 0)
            list[count++] = (struct rp_listed){rp_shelf_get(&records->shelf, record->place).number, id_of(corpus, (uint32_t)i), record->story};
    }
    qsort(list, count, sizeof *list, by_number);
    *ret = list;
    *ret_count = count;
    return RP_OK;
}

void rp_corpus_stats(const struct rp_corpus *corpus, struct rp_corpus_stats *ret)
{
    *ret = corpus->counters;
    ret->articles = corpus->records.live;
    ret->stories = corpus->stories.live;
    ret->last_seq = corpus->next_seq - 1;
    ret->sources = corpus->sources.live;
    ret->indexed = corpus->indexed;
    ret->postings = corpus->postings.table.count;
    ret->text_bytes = corpus->records.shelf.text_bytes;
    ret->index_bytes = rp_corpus_bytes(corpus) - (corpus->records.vault == NULL ? ret->text_bytes : 0);
}
