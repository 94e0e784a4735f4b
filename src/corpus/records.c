/* The articles of a corpus. */
#include "corpus/records.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/hash.h"
#include "corpus/answer.h"
#include "base/strings.h"

#include <assert.h>

enum { FIRST_TABLE = 64 };
static const size_t MAX_RECORDS = UINT32_MAX - 1;

void rp_records_init(struct rp_records *records)
{
    *records = (struct rp_records){.free_slot = RP_SLOT_NONE};
}

void rp_records_done(struct rp_records *records)
{
    for (size_t i = 0; i < records->count; i++) {
        rp_free(records->records[i].shelved);
        rp_answer_free(records->records[i].answer);
    }
    rp_free(records->records);
    rp_free(records->table);
    rp_records_init(records);
}

static size_t home_of(const struct rp_records *records, struct rp_str id)
{
    return rp_hash64(id.data, id.len, 0) & (records->table_cap - 1);
}

static struct rp_str id_at(const struct rp_records *records, size_t place)
{
    return records->records[records->table[place] - 1].shelved->article.id;
}

static size_t find_place(const struct rp_records *records, struct rp_str id)
{
    size_t place = home_of(records, id);
    while (records->table[place] != 0 && !rp_str_equal(id_at(records, place), id))
        place = (place + 1) & (records->table_cap - 1);
    return place;
}

uint32_t rp_records_find(const struct rp_records *records, struct rp_str id)
{
    if (records->table_cap == 0)
        return RP_SLOT_NONE;
    uint32_t entry = records->table[find_place(records, id)];
    return entry > 0 ? entry - 1 : RP_SLOT_NONE;
}

/* Places of the table that holds one more: at most half of them are taken. */
static size_t table_for_more(const struct rp_records *records)
{
    if ((records->live + 1) * 2 <= records->table_cap)
        return records->table_cap;
    return records->table_cap > 0 ? records->table_cap * 2 : FIRST_TABLE;
}

static enum rp_status grow_table(struct rp_records *records)
{
    size_t cap = table_for_more(records);
    if (cap == records->table_cap)
        return RP_OK;
    uint32_t *table = rp_alloc_zeroed(cap, sizeof *table);
    if (table == NULL)
        return RP_NO_MEMORY;
    rp_free(records->table);
    records->table = table;
    records->table_cap = cap;
    for (size_t i = 0; i < records->count; i++)
        if (records->records[i].seq != 0)
            table[find_place(records, records->records[i].shelved->article.id)] = (uint32_t)i + 1;
    return RP_OK;
}

enum rp_status rp_records_reserve(struct rp_records *records)
{
    if (!rp_grow(&records->records, &records->cap, records->count + 1, sizeof *records->records, MAX_RECORDS))
        return RP_NO_MEMORY;
    return grow_table(records);
}

uint32_t rp_records_take(struct rp_records *records, struct rp_shelved *shelved, struct rp_answer *answer, uint64_t seq)
{
    uint32_t slot = records->free_slot;
    if (slot != RP_SLOT_NONE) {
        records->free_slot = records->records[slot].next;
    } else {
        assert(records->count < records->cap);
        slot = (uint32_t)records->count++;
    }
    records->table[find_place(records, shelved->article.id)] = slot + 1;
    records->records[slot] = (struct rp_record){.seq = seq, .shelved = shelved, .answer = answer, .next = RP_SLOT_NONE, .previous = RP_SLOT_NONE};
    records->live++;
    records->text_bytes += shelved->bytes;
    records->answer_bytes += rp_answer_bytes(answer);
    return slot;
}

/* Empties a place of the table and moves later entries of its cluster back (Knuth 6.4, algorithm R). */
static void erase_place(struct rp_records *records, size_t place)
{
    size_t mask = records->table_cap - 1;
    records->table[place] = 0;
    for (size_t next = (place + 1) & mask; records->table[next] != 0; next = (next + 1) & mask) {
        size_t home = home_of(records, id_at(records, next));
        if (((next - home) & mask) < ((next - place) & mask))
            continue;
        records->table[place] = records->table[next];
        records->table[next] = 0;
        place = next;
    }
}

void rp_records_drop(struct rp_records *records, uint32_t slot)
{
    struct rp_record *record = &records->records[slot];
    size_t place = find_place(records, record->shelved->article.id);
    if (records->table[place] == slot + 1) /* else a later version has taken the id over */
        erase_place(records, place);
    records->text_bytes -= record->shelved->bytes;
    records->answer_bytes -= rp_answer_bytes(record->answer);
    records->live--;
    rp_free(record->shelved);
    rp_answer_free(record->answer);
    *record = (struct rp_record){.next = records->free_slot};
    records->free_slot = slot;
}

uint64_t rp_records_index_bytes(const struct rp_records *records)
{
    return records->cap * sizeof *records->records + records->table_cap * sizeof *records->table;
}

uint64_t rp_records_growth(const struct rp_records *records)
{
    return (rp_grown(records->cap, records->count + 1, MAX_RECORDS) - records->cap) * sizeof *records->records +
           (table_for_more(records) - records->table_cap) * sizeof *records->table;
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
