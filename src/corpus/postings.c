/* The index: which articles have a key. */
#include "corpus/postings.h"

static uint32_t tag_of(uint64_t key)
{
    return (uint32_t)key;
}

/* Two of the keys may have one tag. */
static uint32_t count_same(const uint32_t *tags, size_t count, uint32_t tag)
{
    uint32_t same = 0;
    for (size_t i = 0; i < count; i++)
        same += tags[i] == tag;
    return same;
}

static void insert_some(struct rp_table *table, const uint64_t *keys, size_t count, uint32_t article)
{
    uint32_t tags[RP_TABLE_TOGETHER], there[RP_LIMIT_POSTINGS];
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        rp_table_fetch(table, tag_of(keys[i]));
    for (size_t i = 0; i < count; i++) {
        size_t full = rp_table_find(table, tag_of(keys[i]), RP_LIMIT_POSTINGS, there);
        if (full == 0 || full + count_same(tags, kept, tag_of(keys[i])) < RP_LIMIT_POSTINGS)
            tags[kept++] = tag_of(keys[i]);
    }
    rp_table_put(table, tags, kept, article);
}

void rp_postings_insert(struct rp_postings *postings, const uint64_t *keys, size_t count, uint32_t article)
{
    for (size_t i = 0; i < count; i += RP_TABLE_TOGETHER)
        insert_some(&postings->table, keys + i, count - i < RP_TABLE_TOGETHER ? count - i : RP_TABLE_TOGETHER, article);
}

void rp_postings_delete(struct rp_postings *postings, uint64_t key, uint32_t article)
{
    rp_table_delete(&postings->table, tag_of(key), article);
}

void rp_postings_fetch(const struct rp_postings *postings, uint64_t key)
{
    rp_table_fetch(&postings->table, tag_of(key));
}

size_t rp_postings_find(const struct rp_postings *postings, uint64_t key, uint32_t ret[RP_LIMIT_POSTINGS])
{
    return rp_table_find(&postings->table, tag_of(key), RP_LIMIT_POSTINGS, ret);
}
