/* The index: which articles have a key. */
#include "corpus/postings.h"

static uint32_t tag_of(uint64_t key)
{
    return (uint32_t)key;
}

/* Two of the keys may have one tag. */
static uint32_t count_same(const uint64_t *keys, size_t count, uint64_t key)
{
    uint32_t same = 0;
    for (size_t i = 0; i < count; i++)
        same += tag_of(keys[i]) == tag_of(key);
    return same;
}

size_t rp_postings_insert(struct rp_postings *postings, const uint64_t *keys, const uint8_t *listed, size_t count, uint32_t article,
                          uint32_t ret_tags[RP_POSTINGS_OF_ONE])
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (listed[i] == 0 || listed[i] + count_same(keys, i, keys[i]) < RP_LIMIT_POSTINGS)
            ret_tags[kept++] = tag_of(keys[i]);
    rp_table_put(&postings->table, ret_tags, kept, article);
    return kept;
}

void rp_postings_delete(struct rp_postings *postings, uint64_t key, uint32_t article)
{
    rp_table_delete(&postings->table, tag_of(key), article);
}

size_t rp_postings_find(const struct rp_postings *postings, const uint64_t *keys, size_t count, uint8_t *ret_listed, uint32_t *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) /* so that they wait for the memory together */
        rp_table_fetch(&postings->table, tag_of(keys[i]));
    for (size_t i = 0; i < count; i++) {
        size_t found = rp_table_find(&postings->table, tag_of(keys[i]), RP_LIMIT_POSTINGS, ret + n);
        ret_listed[i] = (uint8_t)found;
        n += found;
    }
    return n;
}
