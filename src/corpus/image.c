/* The state of a corpus as bytes. In this order: head, records, stories, sources, pairs. */
#include "corpus/image.h"

#include "base/alloc.h"
#include "base/error.h"
#include "corpus/engine.h"

#include <stdlib.h>

enum { LOADED_TOGETHER = 4 << 20 }; /* postings */
/* Told by a machine of another byte order. */
static const uint32_t BYTE_ORDER_MARK = UINT32_C(0x01020304);

enum rp_status rp_image_damaged(struct rp_error *error, const char *what)
{
    return rp_fail(error, RP_DAMAGED, "the state is damaged: %s", what);
}

enum rp_status rp_image_get(const struct rp_image_source *source, char *room, struct rp_unpacking *ret, struct rp_error *error)
{
    unsigned char size[4];
    enum rp_status status = source->get(source->context, size, sizeof size, error);
    if (status != RP_OK)
        return status;
    size_t bytes = (size_t)rp_read_le(size, sizeof size);
    if (bytes > RP_IMAGE_ITEM_MOST)
        return rp_image_damaged(error, "the length of an item");
    *ret = rp_unpacking_of((struct rp_str){room, bytes});
    return source->get(source->context, room, bytes, error);
}

/* --- head --- */

static void save_head(const struct rp_corpus *corpus, const struct rp_image_sink *sink)
{
    char room[512];
    struct rp_packing item = {.at = room};
    const struct rp_corpus_stats *counters = &corpus->counters;
    rp_pack_bytes(&item, &BYTE_ORDER_MARK, sizeof BYTE_ORDER_MARK);
    rp_pack_double(&item, corpus->thresholds.copy);
    rp_pack_double(&item, corpus->thresholds.near);
    rp_pack_double(&item, corpus->thresholds.partial);
    rp_pack_number(&item, corpus->thresholds.partial_words);
    rp_pack_number(&item, corpus->next_seq);
    rp_pack_number(&item, counters->added);
    rp_pack_number(&item, counters->removed);
    rp_pack_number(&item, counters->candidates);
    rp_pack_number(&item, counters->verified);
    rp_pack_number(&item, counters->read_again);
    for (int i = 0; i < RP_VERDICT_COUNT; i++)
        rp_pack_number(&item, counters->verdicts[i]);
    rp_pack_number(&item, corpus->indexed);
    rp_pack_number(&item, corpus->records.count);
    rp_pack_number(&item, corpus->records.free_slot);
    rp_pack_number(&item, corpus->stories.count);
    rp_pack_number(&item, corpus->stories.free_story);
    rp_pack_number(&item, corpus->postings.table.count);
    rp_image_put(sink, &item);
}

enum rp_status rp_corpus_load_head(struct rp_corpus *corpus, const struct rp_image_source *source, struct rp_error *error)
{
    char room[RP_IMAGE_ITEM_MOST];
    struct rp_unpacking from;
    struct rp_corpus_stats *counters = &corpus->counters;
    enum rp_status status = rp_image_get(source, room, &from, error);
    if (status != RP_OK)
        return status;
    const char *mark = rp_unpack_bytes(&from, sizeof BYTE_ORDER_MARK);
    if (mark == NULL || memcmp(mark, &BYTE_ORDER_MARK, sizeof BYTE_ORDER_MARK) != 0)
        return rp_fail(error, RP_DAMAGED, "the state was written by a machine of another byte order: export the corpus there and import it here");
    corpus->thresholds.copy = rp_unpack_double(&from);
    corpus->thresholds.near = rp_unpack_double(&from);
    corpus->thresholds.partial = rp_unpack_double(&from);
    corpus->thresholds.partial_words = rp_unpack_small(&from, UINT32_MAX);
    corpus->next_seq = rp_unpack_number(&from);
    counters->added = rp_unpack_number(&from);
    counters->removed = rp_unpack_number(&from);
    counters->candidates = rp_unpack_number(&from);
    counters->verified = rp_unpack_number(&from);
    counters->read_again = rp_unpack_number(&from);
    for (int i = 0; i < RP_VERDICT_COUNT; i++)
        counters->verdicts[i] = rp_unpack_number(&from);
    corpus->indexed = rp_unpack_number(&from);
    corpus->loading.records = rp_unpack_small(&from, RP_TABLE_SLOTS);
    corpus->records.free_slot = rp_unpack_small(&from, UINT32_MAX);
    corpus->loading.stories = rp_unpack_small(&from, UINT32_MAX - 1);
    corpus->stories.free_story = rp_unpack_small(&from, UINT32_MAX);
    corpus->loading.postings = rp_unpack_number(&from);
    return from.bad ? rp_image_damaged(error, "its head") : RP_OK;
}

/* --- records --- */

static void pack_tie(struct rp_packing *item, const struct rp_tie *tie)
{
    rp_pack_number(item, !rp_tie_is_none(tie));
    for (int i = 0; i < RP_TIE_SPANS && !rp_tie_is_none(tie); i++) {
        rp_pack_number(item, tie->spans[i].start);
        rp_pack_number(item, tie->spans[i].end);
    }
}

static void save_record(const struct rp_records *records, uint32_t slot, const struct rp_image_sink *sink)
{
    char room[RP_IMAGE_ITEM_MOST];
    struct rp_packing item = {.at = room};
    const struct rp_record *record = rp_record_at(records, slot);
    rp_pack_number(&item, record->seq);
    rp_pack_number(&item, record->next);
    if (record->seq != 0) {
        struct rp_shelved shelved = rp_shelf_get(&records->shelf, record->place);
        struct rp_tie tie = rp_records_tie(records, slot);
        rp_pack_number(&item, record->previous);
        rp_pack_number(&item, (uint64_t)record->added_ms);
        rp_pack_number(&item, (uint64_t)record->published_ms);
        rp_pack_number(&item, record->last_key);
        rp_pack_number(&item, record->exact_key);
        rp_pack_number(&item, record->source);
        rp_pack_number(&item, record->story);
        rp_pack_number(&item, record->key_count);
        rp_pack_number(&item, record->verdict);
        rp_pack_number(&item, record->named);
        rp_pack_number(&item, record->indexed);
        rp_pack_number(&item, record->taught);
        pack_tie(&item, &tie);
        rp_pack_number(&item, shelved.number);
        rp_pack_number(&item, shelved.bytes);
        rp_pack_str(&item, shelved.id);
        rp_pack_number(&item, shelved.agency_count);
        for (uint32_t i = 0; i < shelved.agency_count; i++)
            rp_pack_str(&item, shelved.agencies[i]);
    }
    rp_image_put(sink, &item);
}

static struct rp_tie get_tie(struct rp_unpacking *from)
{
    struct rp_tie tie = {0};
    bool any = rp_unpack_small(from, 1);
    for (int i = 0; i < RP_TIE_SPANS && any; i++) {
        tie.spans[i].start = rp_unpack_small(from, UINT32_MAX);
        tie.spans[i].end = rp_unpack_small(from, UINT32_MAX);
    }
    return tie;
}

static enum rp_status load_record(struct rp_records *records, uint32_t slot, const struct rp_image_source *source, char *room, struct rp_error *error)
{
    struct rp_unpacking from;
    struct rp_record record = {0};
    struct rp_shelved shelved = {0};
    enum rp_status status = rp_image_get(source, room, &from, error);
    if (status != RP_OK)
        return status;
    record.seq = rp_unpack_number(&from);
    record.next = rp_unpack_small(&from, UINT32_MAX);
    if (record.seq == 0)
        return from.bad ? rp_image_damaged(error, "a record") : rp_records_load_free(records, record.next, error);
    record.previous = rp_unpack_small(&from, UINT32_MAX);
    record.added_ms = (int64_t)rp_unpack_number(&from);
    record.published_ms = (int64_t)rp_unpack_number(&from);
    record.last_key = rp_unpack_small(&from, UINT32_MAX);
    record.exact_key = rp_unpack_small(&from, UINT32_MAX);
    record.source = rp_unpack_small(&from, UINT32_MAX);
    record.story = rp_unpack_small(&from, UINT32_MAX);
    record.key_count = rp_unpack_small(&from, UINT16_MAX) & UINT16_MAX;
    record.verdict = rp_unpack_small(&from, RP_VERDICT_COUNT - 1) & 15;
    record.named = rp_unpack_small(&from, 15) & 15;
    record.indexed = rp_unpack_small(&from, 1) & 1;
    record.taught = rp_unpack_small(&from, 1) & 1;
    struct rp_tie tie = get_tie(&from);
    shelved.number = rp_unpack_number(&from);
    shelved.bytes = rp_unpack_small(&from, UINT32_MAX);
    shelved.id = rp_unpack_str(&from);
    shelved.agency_count = rp_unpack_small(&from, RP_LIMIT_ATTRIBUTIONS);
    for (uint32_t i = 0; i < shelved.agency_count; i++)
        shelved.agencies[i] = rp_unpack_str(&from);
    if (from.bad || shelved.number == 0)
        return rp_image_damaged(error, "a record");
    status = rp_records_load_one(records, &record, &shelved, error);
    if (status == RP_OK)
        rp_records_set_tie(records, slot, tie);
    return status;
}

/* --- stories --- */

static void save_story(const struct rp_stories *stories, uint32_t index, const struct rp_image_sink *sink)
{
    char room[RP_IMAGE_ITEM_MOST];
    struct rp_packing item = {.at = room};
    const struct rp_thread *story = rp_story_at(stories, index);
    const struct rp_credits *credits = story->id != 0 ? rp_credits_at(&stories->credits, story->credits) : NULL;
    rp_pack_number(&item, story->id);
    rp_pack_number(&item, story->first);
    if (story->id != 0) {
        rp_pack_number(&item, story->last);
        rp_pack_number(&item, story->members);
        rp_pack_number(&item, story->indexed);
        rp_pack_number(&item, story->original);
        rp_pack_number(&item, story->reason);
        rp_pack_number(&item, story->unsorted);
        rp_pack_number(&item, story->counted);
        rp_pack_number(&item, credits != NULL ? credits->count : 0);
        for (uint32_t i = 0; credits != NULL && i < credits->count; i++) {
            rp_pack_str(&item, (struct rp_str){credits->agencies[i].name, strlen(credits->agencies[i].name)});
            rp_pack_number(&item, credits->agencies[i].members);
        }
    }
    rp_image_put(sink, &item);
}

static enum rp_status load_credits(struct rp_corpus *corpus, struct rp_unpacking *from, struct rp_thread *story, struct rp_error *error)
{
    uint32_t count = rp_unpack_small(from, RP_STORY_AGENCIES);
    if (count > 0 && rp_credits_reserve(&corpus->stories.credits, 1) != RP_OK)
        return rp_fail_memory(error);
    for (uint32_t i = 0; i < count; i++) {
        struct rp_str name = rp_unpack_str(from);
        uint32_t members = rp_unpack_small(from, UINT32_MAX);
        const char *kept = rp_names_keep(&corpus->records.names, name);
        if (kept == NULL)
            return rp_fail_memory(error);
        rp_credits_restore(&corpus->stories.credits, &story->credits, kept, members);
    }
    return RP_OK;
}

static enum rp_status load_story(struct rp_corpus *corpus, const struct rp_image_source *source, char *room, struct rp_error *error)
{
    struct rp_unpacking from;
    struct rp_stories *stories = &corpus->stories;
    enum rp_status status = rp_image_get(source, room, &from, error);
    if (status == RP_OK && rp_chunks_reserve(&stories->stories, stories->count + 1) != RP_OK)
        status = rp_fail_memory(error);
    if (status != RP_OK)
        return status;
    struct rp_thread *story = rp_story_at(stories, (uint32_t)stories->count++);
    *story = (struct rp_thread){.id = rp_unpack_number(&from), .credits = RP_CREDITS_NONE};
    story->first = rp_unpack_small(&from, UINT32_MAX);
    if (story->id != 0) {
        stories->live++;
        story->last = rp_unpack_small(&from, UINT32_MAX);
        story->members = rp_unpack_small(&from, UINT32_MAX);
        story->indexed = rp_unpack_small(&from, UINT32_MAX);
        story->original = rp_unpack_small(&from, UINT32_MAX);
        story->reason = (uint8_t)rp_unpack_small(&from, RP_ORIGINAL_COUNT - 1);
        story->unsorted = rp_unpack_small(&from, 1);
        story->counted = rp_unpack_small(&from, 1);
        status = load_credits(corpus, &from, story, error);
    }
    return status == RP_OK && from.bad ? rp_image_damaged(error, "a story") : status;
}

/* --- the whole --- */

void rp_corpus_save(const struct rp_corpus *corpus, const struct rp_image_sink *sink)
{
    save_head(corpus, sink);
    for (size_t i = 0; i < corpus->records.count; i++)
        save_record(&corpus->records, (uint32_t)i, sink);
    for (size_t i = 0; i < corpus->stories.count; i++)
        save_story(&corpus->stories, (uint32_t)i, sink);
    rp_sources_save(&corpus->sources, sink);
    sink->put(sink->context, &corpus->common.counted, sizeof corpus->common.counted);
    sink->put(sink->context, corpus->common.articles, rp_common_bytes());
}

enum rp_status rp_corpus_load_rest(struct rp_corpus *corpus, const struct rp_image_source *source, struct rp_error *error)
{
    char room[RP_IMAGE_ITEM_MOST];
    enum rp_status status = RP_OK;
    for (uint64_t i = 0; i < corpus->loading.records && status == RP_OK; i++)
        status = load_record(&corpus->records, (uint32_t)i, source, room, error);
    if (status == RP_OK && rp_records_load_ids(&corpus->records) != RP_OK)
        status = rp_fail_memory(error);
    for (uint64_t i = 0; i < corpus->loading.stories && status == RP_OK; i++)
        status = load_story(corpus, source, room, error);
    if (status == RP_OK)
        status = rp_sources_load(&corpus->sources, source, error);
    if (status == RP_OK)
        status = source->get(source->context, &corpus->common.counted, sizeof corpus->common.counted, error);
    if (status == RP_OK)
        status = source->get(source->context, corpus->common.articles, rp_common_bytes(), error);
    return status;
}

/* --- the index --- */

static int by_number(const void *a, const void *b)
{
    const struct rp_loaded *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

static void list_numbers(struct rp_corpus *corpus)
{
    const struct rp_records *records = &corpus->records;
    struct rp_loading *loading = &corpus->loading;
    bool sorted = true;
    for (size_t i = 0; i < records->count; i++) {
        const struct rp_record *record = rp_record_at(records, (uint32_t)i);
        if (record->seq == 0 || !record->indexed)
            continue;
        uint64_t number = rp_shelf_get(&records->shelf, record->place).number;
        sorted = sorted && (loading->count == 0 || loading->articles[loading->count - 1].number < number);
        loading->articles[loading->count++] = (struct rp_loaded){number, (uint32_t)i, false};
    }
    if (!sorted)
        qsort(loading->articles, loading->count, sizeof *loading->articles, by_number);
}

enum rp_status rp_corpus_index_expect(struct rp_corpus *corpus)
{
    return rp_table_expect(&corpus->postings.table, corpus->loading.postings);
}

enum rp_status rp_corpus_index_begin(struct rp_corpus *corpus)
{
    struct rp_loading *loading = &corpus->loading;
    loading->entry_cap = loading->postings < LOADED_TOGETHER ? (size_t)loading->postings + RP_POSTINGS_OF_ONE : LOADED_TOGETHER;
    loading->articles = rp_alloc((corpus->records.live + 1) * sizeof *loading->articles);
    loading->entries = rp_alloc(loading->entry_cap * sizeof *loading->entries);
    if (loading->articles == NULL || loading->entries == NULL)
        return RP_NO_MEMORY;
    list_numbers(corpus);
    return RP_OK;
}

enum rp_status rp_corpus_index_rest(struct rp_corpus *corpus, struct rp_table_lot **ret)
{
    struct rp_loading *loading = &corpus->loading;
    enum rp_status status = rp_table_sort(&corpus->postings.table, loading->entries, loading->entry_count, ret);
    loading->entry_count = 0;
    return status;
}

enum rp_status rp_corpus_index_keys(struct rp_corpus *corpus, uint64_t number, const uint32_t *tags, size_t count, struct rp_table_lot **ret)
{
    struct rp_loading *loading = &corpus->loading;
    enum rp_status status = RP_OK;
    *ret = NULL;
    while (loading->next < loading->count && loading->articles[loading->next].number < number)
        loading->next++;
    struct rp_loaded *article = &loading->articles[loading->next];
    if (loading->next == loading->count || article->number != number || article->indexed)
        return RP_OK;
    if (loading->entry_count + count > loading->entry_cap)
        status = rp_corpus_index_rest(corpus, ret);
    for (size_t i = 0; i < count && status == RP_OK; i++)
        loading->entries[loading->entry_count++] = (struct rp_table_entry){tags[i], article->slot};
    article->indexed = true;
    return status;
}

enum rp_status rp_corpus_index_put(struct rp_corpus *corpus, const struct rp_table_lot *lot)
{
    return rp_table_load(&corpus->postings.table, lot);
}

void rp_corpus_index_done(struct rp_corpus *corpus)
{
    rp_free(corpus->loading.articles);
    rp_free(corpus->loading.entries);
    corpus->loading = (struct rp_loading){0};
}

enum rp_status rp_corpus_index_end(struct rp_corpus *corpus, struct rp_error *error)
{
    const struct rp_loading *loading = &corpus->loading;
    enum rp_status status = RP_OK;
    for (size_t i = 0; i < loading->count && status == RP_OK; i++)
        if (!loading->articles[i].indexed)
            status = rp_fail(error, RP_DAMAGED, "the index keys of the article \"%.*s\" (operation %llu) are missing",
                             RP_SHOW(rp_records_id(&corpus->records, loading->articles[i].slot)), (unsigned long long)loading->articles[i].number);
    rp_corpus_index_done(corpus);
    return status;
}

bool rp_corpus_loaded(struct rp_corpus *corpus)
{
    struct rp_thresholds now = rp_thresholds_of(&corpus->options), then = corpus->thresholds;
    corpus->thresholds = now;
    return now.copy != then.copy || now.near != then.near || now.partial != then.partial || now.partial_words != then.partial_words;
}
