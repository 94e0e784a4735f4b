/* The articles of a corpus. */
#include "corpus/records.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"

#include <assert.h>

static_assert(sizeof(struct rp_record) <= 64, "a record is small");
static_assert(RP_LIMIT_ARTICLES < RP_TABLE_SLOTS, "every slot has a place in a table");

enum { TIE_NONE = 0, TIES_AT_ONCE = RP_LIMIT_CANDIDATES + 1 }; /* record.tie: index + 1 */
static const rp_shelf_ref NO_PLACE = UINT64_MAX;

enum rp_status rp_records_init(struct rp_records *records, uint64_t seed, const struct rp_vault *vault)
{
    *records = (struct rp_records){.free_slot = RP_SLOT_NONE, .seed = seed, .vault = vault};
    rp_buf_init(&records->article_room, RP_LIMIT_TEXT + 8 * (size_t)RP_LIMIT_STRING);
    rp_buf_init(&records->answer_room, SIZE_MAX / 2);
    rp_chunks_init(&records->records, sizeof(struct rp_record));
    rp_chunks_init(&records->ties, sizeof(struct rp_tie));
    rp_shelf_init(&records->shelf);
    enum rp_status status = RP_OK;
    if (vault != NULL)
        status = rp_recent_init(&records->recent);
    return status == RP_OK ? rp_table_init(&records->ids, seed, 1) : status;
}

void rp_records_done(struct rp_records *records)
{
    rp_chunks_done(&records->records);
    rp_chunks_done(&records->ties);
    rp_table_done(&records->ids);
    rp_shelf_done(&records->shelf);
    rp_names_done(&records->names);
    rp_recent_done(&records->recent);
    rp_buf_done(&records->article_room);
    rp_buf_done(&records->answer_room);
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
    return rp_str_equal(rp_records_id(sought->records, slot), sought->id);
}

uint32_t rp_records_find(const struct rp_records *records, struct rp_str id)
{
    struct sought sought = {records, id};
    return rp_table_search(&records->ids, tag_of(records, id), has_id, &sought);
}

/* --- taking and dropping --- */

/* All names that the article brings: from then on they are found. */
static enum rp_status keep_names(struct rp_names *names, const struct rp_outcome *outcome)
{
    for (size_t i = 0; i < outcome->attribution_count; i++)
        if (rp_names_keep(names, rp_str_of(outcome->attributions[i].agency)) == NULL || rp_names_keep(names, rp_str_of(outcome->attributions[i].cue)) == NULL)
            return RP_NO_MEMORY;
    return RP_OK;
}

enum rp_status rp_records_reserve(struct rp_records *records, const struct rp_shelved *shelved, size_t need, struct rp_error *error)
{
    enum rp_status status = rp_chunks_reserve(&records->records, records->count + 1);
    if (status == RP_OK)
        status = rp_chunks_reserve(&records->ties, records->tie_count + TIES_AT_ONCE);
    if (status == RP_OK)
        status = rp_table_reserve(&records->ids);
    if (status == RP_OK)
        status = keep_names(&records->names, shelved->outcome);
    if (status == RP_OK && shelved->number != 0 && rp_recent_use(&records->recent, shelved->number) == NULL)
        status = rp_recent_put(&records->recent, shelved->number, shelved->article);
    if (status == RP_OK)
        status = rp_shelf_reserve(&records->shelf, need);
    return status == RP_OK ? RP_OK : rp_fail_memory(error);
}

/* The slot that the next article takes. */
static uint32_t take_slot(struct rp_records *records)
{
    uint32_t slot = records->free_slot;
    if (slot != RP_SLOT_NONE) {
        records->free_slot = rp_record_at(records, slot)->next;
        return slot;
    }
    assert(records->count < records->records.cap);
    return (uint32_t)records->count++;
}

uint32_t rp_records_take(struct rp_records *records, const struct rp_shelved *shelved, uint64_t seq, enum rp_verdict verdict)
{
    uint32_t slot = take_slot(records), tag = tag_of(records, shelved->id);
    rp_table_put(&records->ids, &tag, 1, slot);
    *rp_record_at(records, slot) = (struct rp_record){.seq = seq, .next = RP_SLOT_NONE, .previous = RP_SLOT_NONE,
                                                      .place = rp_shelf_put(&records->shelf, slot, shelved),
                                                      .verdict = (unsigned)verdict & 15};
    records->live++;
    return slot;
}

static rp_shelf_ref place_of(void *context, uint32_t slot)
{
    return rp_record_at(context, slot)->place;
}

static void move(void *context, uint32_t slot, rp_shelf_ref place)
{
    rp_record_at(context, slot)->place = place;
}

void rp_records_drop(struct rp_records *records, uint32_t slot)
{
    struct rp_record *record = rp_record_at(records, slot);
    rp_shelf_ref place = record->place;
    rp_table_delete(&records->ids, tag_of(records, rp_records_id(records, slot)), slot);
    rp_records_set_tie(records, slot, (struct rp_tie){0});
    *record = (struct rp_record){.next = records->free_slot, .place = NO_PLACE};
    records->free_slot = slot;
    records->live--;
    rp_shelf_drop(&records->shelf, place, &(struct rp_shelf_owner){records, place_of, move});
}

/* --- loading --- */

enum rp_status rp_records_load_free(struct rp_records *records, uint32_t next, struct rp_error *error)
{
    if (rp_chunks_reserve(&records->records, records->count + 1) != RP_OK)
        return rp_fail_memory(error);
    *rp_record_at(records, (uint32_t)records->count++) = (struct rp_record){.next = next, .place = NO_PLACE};
    return RP_OK;
}

enum rp_status rp_records_load_one(struct rp_records *records, const struct rp_record *record, const struct rp_shelved *shelved, struct rp_error *error)
{
    enum rp_status status = rp_chunks_reserve(&records->records, records->count + 1);
    if (status == RP_OK)
        status = rp_chunks_reserve(&records->ties, records->tie_count + 1);
    if (status == RP_OK)
        status = rp_shelf_reserve(&records->shelf, rp_shelf_need(shelved));
    for (uint32_t i = 0; i < shelved->agency_count && status == RP_OK; i++)
        status = rp_names_keep(&records->names, shelved->agencies[i]) != NULL ? RP_OK : RP_NO_MEMORY;
    if (status != RP_OK)
        return rp_fail_memory(error);
    uint32_t slot = (uint32_t)records->count++;
    struct rp_record *at = rp_record_at(records, slot);
    *at = *record;
    at->tie = TIE_NONE;
    at->place = rp_shelf_put(&records->shelf, slot, shelved);
    records->live++;
    return RP_OK;
}

static enum rp_status put_ids(struct rp_records *records, const struct rp_table_entry *ids, size_t count)
{
    enum rp_status status = RP_OK;
    for (size_t i = 0; i < count && status == RP_OK; i++) {
        status = rp_table_reserve(&records->ids);
        if (status == RP_OK)
            rp_table_put(&records->ids, &ids[i].tag, 1, ids[i].slot);
    }
    return status;
}

/* The memory of some is asked for before they are put in, so that it is waited for together. */
enum rp_status rp_records_load_ids(struct rp_records *records)
{
    struct rp_table_entry ids[RP_TABLE_TOGETHER];
    size_t count = 0;
    enum rp_status status = rp_table_expect(&records->ids, records->live);
    for (uint32_t slot = 0; slot < records->count && status == RP_OK; slot++) {
        if (rp_record_at(records, slot)->seq == 0)
            continue;
        ids[count] = (struct rp_table_entry){tag_of(records, rp_records_id(records, slot)), slot};
        rp_table_fetch(&records->ids, ids[count++].tag);
        if (count == RP_TABLE_TOGETHER) {
            status = put_ids(records, ids, count);
            count = 0;
        }
    }
    return status == RP_OK ? put_ids(records, ids, count) : status;
}

/* --- what they say --- */

static uint64_t number_of(const struct rp_records *records, uint32_t slot)
{
    return records->vault != NULL ? rp_shelf_get(&records->shelf, rp_record_at(records, slot)->place).number : 0;
}

enum rp_status rp_records_article(struct rp_records *records, uint32_t slot, struct rp_article *ret, struct rp_error *error)
{
    uint64_t number = number_of(records, slot);
    if (number == 0) {
        *ret = rp_shelf_article(&records->shelf, rp_record_at(records, slot)->place);
        return RP_OK;
    }
    const struct rp_article *recent = rp_recent_use(&records->recent, number);
    if (recent == NULL) {
        struct rp_article article;
        enum rp_status status = records->vault->article(records->vault->context, number, &records->article_room, &article, error);
        if (status != RP_OK)
            return status;
        if (rp_recent_put(&records->recent, number, &article) != RP_OK)
            return rp_fail_memory(error);
        recent = rp_recent_find(&records->recent, number);
    }
    *ret = *recent;
    return RP_OK;
}

struct rp_article rp_records_at_hand(const struct rp_records *records, uint32_t slot)
{
    uint64_t number = number_of(records, slot);
    if (number == 0)
        return rp_shelf_article(&records->shelf, rp_record_at(records, slot)->place);
    const struct rp_article *recent = rp_recent_find(&records->recent, number);
    assert(recent != NULL);
    return *recent;
}

enum rp_status rp_records_kept(struct rp_records *records, uint32_t slot, struct rp_str *ret, struct rp_error *error)
{
    uint64_t number = number_of(records, slot);
    if (number == 0) {
        *ret = rp_shelf_kept(&records->shelf, rp_record_at(records, slot)->place);
        return RP_OK;
    }
    enum rp_status status = records->vault->answer(records->vault->context, number, &records->answer_room, error);
    *ret = (struct rp_str){records->answer_room.data, records->answer_room.len};
    return status;
}

size_t rp_records_agencies(struct rp_records *records, uint32_t slot, const char *ret[RP_LIMIT_ATTRIBUTIONS])
{
    struct rp_shelved shelved = rp_shelf_get(&records->shelf, rp_record_at(records, slot)->place);
    for (uint32_t i = 0; i < shelved.agency_count; i++) {
        ret[i] = rp_names_keep(&records->names, shelved.agencies[i]); /* they are there since the article is */
        assert(ret[i] != NULL);
    }
    return shelved.agency_count;
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

uint64_t rp_records_bytes(const struct rp_records *records)
{
    return rp_chunks_bytes(&records->records) + rp_chunks_bytes(&records->ties) + rp_table_bytes(&records->ids) + rp_shelf_bytes(&records->shelf) +
           rp_names_bytes(&records->names) + rp_recent_bytes(&records->recent);
}

uint64_t rp_records_growth(const struct rp_records *records, size_t need)
{
    return rp_chunks_growth(&records->records, records->count + 1) + rp_chunks_growth(&records->ties, records->tie_count + TIES_AT_ONCE) +
           rp_table_growth(&records->ids, 1) + rp_shelf_growth(&records->shelf) + need;
}
