/* Ids by number and numbers by id. */
#include "batch/ids.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "reprint/limits.h"

#include <string.h>

void rp_ids_init(struct rp_ids *ids)
{
    *ids = (struct rp_ids){0};
    rp_buf_init(&ids->bytes, (size_t)RP_LIMIT_ARTICLES * RP_LIMIT_ID);
}

void rp_ids_done(struct rp_ids *ids)
{
    rp_buf_done(&ids->bytes);
    rp_free(ids->ends);
    rp_free(ids->table);
    rp_ids_init(ids);
}

struct rp_str rp_ids_get(const struct rp_ids *ids, uint32_t number)
{
    size_t start = number > 0 ? ids->ends[number - 1] : 0;
    return (struct rp_str){ids->bytes.data + start, ids->ends[number] - start};
}

/* The slot of an id, or the free one where it belongs. */
static size_t slot_of(const struct rp_ids *ids, struct rp_str id)
{
    size_t slot = rp_hash64(id.data, id.len, 0) & (ids->slots - 1);
    while (ids->table[slot] != RP_NO_NUMBER && !rp_str_equal(rp_ids_get(ids, ids->table[slot]), id))
        slot = (slot + 1) & (ids->slots - 1);
    return slot;
}

uint32_t rp_ids_find(const struct rp_ids *ids, struct rp_str id)
{
    return ids->slots > 0 ? ids->table[slot_of(ids, id)] : RP_NO_NUMBER;
}

static enum rp_status widen(struct rp_ids *ids)
{
    if (2 * (ids->count + 1) <= ids->slots)
        return RP_OK;
    size_t slots = ids->slots > 0 ? 2 * ids->slots : 1024;
    uint32_t *table = rp_alloc(slots * sizeof *table);
    if (table == NULL)
        return RP_NO_MEMORY;
    memset(table, 0xff, slots * sizeof *table);
    rp_free(ids->table);
    ids->table = table;
    ids->slots = slots;
    for (uint32_t i = 0; i < ids->count; i++)
        table[slot_of(ids, rp_ids_get(ids, i))] = i;
    return RP_OK;
}

enum rp_status rp_ids_add(struct rp_ids *ids, struct rp_str id)
{
    if (rp_ids_find(ids, id) != RP_NO_NUMBER)
        return RP_EXISTS;
    if (ids->count >= RP_LIMIT_ARTICLES)
        return RP_LIMIT;
    enum rp_status status = widen(ids);
    if (status != RP_OK)
        return status;
    if (!rp_grow(&ids->ends, &ids->cap, ids->count + 1, sizeof *ids->ends, RP_LIMIT_ARTICLES))
        return RP_NO_MEMORY;
    size_t slot = slot_of(ids, id);
    status = rp_buf_add_str(&ids->bytes, id);
    if (status != RP_OK)
        return status;
    ids->table[slot] = (uint32_t)ids->count;
    ids->ends[ids->count++] = ids->bytes.len;
    return RP_OK;
}
