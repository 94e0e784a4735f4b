/* The articles of a corpus. */
#include "corpus/records.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/hash.h"
#include "corpus/answer.h"
#include "base/strings.h"

#include <assert.h>

static_assert(sizeof(struct rp_record) <= 80, "a record is small");
static_assert(RP_LIMIT_ARTICLES < RP_TABLE_SLOTS, "every slot has a place in a table");

enum { TIE_NONE = 0, TIES_AT_ONCE = RP_LIMIT_CANDIDATES + 1 }; /* record.tie: index + 1 */

enum rp_status rp_records_init(struct rp_records *records, uint64_t seed)
{
    *records = (struct rp_records){.free_slot = RP_SLOT_NONE, .seed = seed};
    rp_chunks_init(&records->records, sizeof(struct rp_record));
    rp_chunks_init(&records->ties, sizeof(struct rp_tie));
    return rp_table_init(&records->ids, seed, 1, RP_TABLE_DIVIDES);
}

void rp_records_done(struct rp_records *records)
{
    for (uint32_t i = 0; i < records->count; i++) {
        rp_free(rp_record_at(records, i)->shelved);
        rp_answer_free(rp_record_at(records, i)->answer);
    }
    rp_chunks_done(&records->records);
    rp_chunks_done(&records->ties);
    rp_table_done(&records->ids);
    *records = (struct rp_records){0};
}

/* --- by id --- */

static uint32_t tag_of(const struct rp_records *records, struct rp_str id)
{
    return (uint32_t)rp_hash64(id.data, id.len, records->seed);
}

struct sought {
    const struct rp_records *records;
    struct rp_str id;
};

static bool has_id(const void *context, uint32_t slot)
{
    const struct sought *sought = context;
    return rp_str_equal(rp_record_at(sought->records, slot)->shelved->article.id, sought->id);
}

uint32_t rp_records_find(const struct rp_records *records, struct rp_str id)
{
    struct sought sought = {records, id};
    return rp_table_search(&records->ids, tag_of(records, id), has_id, &sought);
}

/* --- taking and dropping --- */

enum rp_status rp_records_reserve(struct rp_records *records)
{
    enum rp_status status = rp_chunks_reserve(&records->records, records->count + 1);
    if (status == RP_OK)
        status = rp_chunks_reserve(&records->ties, records->tie_count + TIES_AT_ONCE);
    return status == RP_OK ? rp_table_reserve(&records->ids) : status;
}

uint32_t rp_records_take(struct rp_records *records, struct rp_shelved *shelved, struct rp_answer *answer, uint64_t seq)
{
    uint32_t slot = records->free_slot;
    if (slot != RP_SLOT_NONE) {
        records->free_slot = rp_record_at(records, slot)->next;
    } else {
        assert(records->count < records->records.cap);
        slot = (uint32_t)records->count++;
    }
    uint32_t tag = tag_of(records, shelved->article.id);
    rp_table_put(&records->ids, &tag, 1, slot);
    *rp_record_at(records, slot) = (struct rp_record){.seq = seq, .shelved = shelved, .answer = answer, .next = RP_SLOT_NONE,
                                                      .previous = RP_SLOT_NONE, .verdict = answer->verdict};
    records->live++;
    records->text_bytes += shelved->bytes;
    records->answer_bytes += rp_answer_bytes(answer);
    return slot;
}

void rp_records_drop(struct rp_records *records, uint32_t slot)
{
    struct rp_record *record = rp_record_at(records, slot);
    rp_table_delete(&records->ids, tag_of(records, record->shelved->article.id), slot);
    rp_records_set_tie(records, slot, (struct rp_tie){0});
    records->text_bytes -= record->shelved->bytes;
    records->answer_bytes -= rp_answer_bytes(record->answer);
    records->live--;
    rp_free(record->shelved);
    rp_answer_free(record->answer);
    *record = (struct rp_record){.next = records->free_slot};
    records->free_slot = slot;
}

/* --- ties --- */

static struct rp_tie *tie_at(const struct rp_records *records, uint32_t tie)
{
    return rp_chunks_at(&records->ties, tie - 1);
}

struct rp_tie rp_records_tie(const struct rp_records *records, uint32_t slot)
{
    uint32_t tie = rp_record_at(records, slot)->tie;
    return tie != TIE_NONE ? *tie_at(records, tie) : (struct rp_tie){0};
}

void rp_records_set_tie(struct rp_records *records, uint32_t slot, struct rp_tie tie)
{
    struct rp_record *record = rp_record_at(records, slot);
    if (rp_tie_is_none(&tie)) {
        if (record->tie == TIE_NONE)
            return;
        *tie_at(records, record->tie) = (struct rp_tie){{{.start = records->free_tie}}}; /* chains those that are free */
        records->free_tie = record->tie;
        record->tie = TIE_NONE;
        return;
    }
    if (record->tie == TIE_NONE && records->free_tie != TIE_NONE) {
        record->tie = records->free_tie;
        records->free_tie = tie_at(records, record->tie)->spans[0].start;
    } else if (record->tie == TIE_NONE) {
        assert(records->tie_count < records->ties.cap);
        record->tie = (uint32_t)++records->tie_count;
    }
    *tie_at(records, record->tie) = tie;
}

/* --- bytes --- */

uint64_t rp_records_index_bytes(const struct rp_records *records)
{
    return rp_chunks_bytes(&records->records) + rp_chunks_bytes(&records->ties) + rp_table_bytes(&records->ids);
}

uint64_t rp_records_growth(const struct rp_records *records)
{
    return rp_chunks_growth(&records->records, records->count + 1) + rp_chunks_growth(&records->ties, records->tie_count + TIES_AT_ONCE) +
           rp_table_charge(&records->ids, 1) - rp_table_bytes(&records->ids);
}

struct rp_shelved *rp_shelve(const struct rp_article *article)
{
    size_t bytes = sizeof(struct rp_shelved) + rp_article_bytes(article);
    struct rp_shelved *shelved = rp_alloc(bytes);
    if (shelved == NULL)
        return NULL;
    char *at = (char *)(shelved + 1);
    shelved->bytes = bytes;
    shelved->article = rp_put_article(&at, article);
    return shelved;
}
