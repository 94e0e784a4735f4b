/* The posting table. */
#include "corpus/postings.h"

#include "base/alloc.h"
#include "base/bits.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

enum { BUCKET_PAIRS = 7, FIRST_BUCKETS = 64 };

struct pair {
    uint32_t tag, article;
};

struct rp_bucket {
    uint32_t used;
    uint32_t passed; /* postings whose probe went on past this bucket because it was full */
    struct pair pairs[BUCKET_PAIRS];
};

static_assert(sizeof(struct rp_bucket) == RP_CACHE_LINE, "a bucket is one cache line");

static uint32_t tag_of(uint64_t key)
{
    return (uint32_t)key;
}

static uint64_t home_of(const struct rp_postings *postings, uint32_t tag)
{
    return rp_mix(tag ^ postings->seed) & postings->mask;
}

static enum rp_status make_table(struct rp_postings *postings, uint64_t buckets)
{
    void *block = rp_alloc_zeroed(buckets + 1, RP_CACHE_LINE);
    if (block == NULL)
        return RP_NO_MEMORY;
    postings->block = block;
    postings->buckets = rp_cache_line(block);
    postings->mask = buckets - 1;
    return RP_OK;
}

enum rp_status rp_postings_init(struct rp_postings *postings, uint64_t seed)
{
    *postings = (struct rp_postings){.seed = rp_mix(seed + RP_GOLDEN)};
    return make_table(postings, FIRST_BUCKETS);
}

void rp_postings_done(struct rp_postings *postings)
{
    rp_free(postings->block);
    *postings = (struct rp_postings){0};
}

/* Buckets of a table for n postings: at most three quarters full. */
static uint64_t buckets_for(const struct rp_postings *postings, uint64_t n)
{
    uint64_t buckets = postings->mask + 1;
    while (n * 4 > buckets * BUCKET_PAIRS * 3)
        buckets *= 2;
    return buckets;
}

uint64_t rp_postings_growth(const struct rp_postings *postings, size_t n)
{
    return (buckets_for(postings, postings->count + n) - (postings->mask + 1)) * RP_CACHE_LINE;
}

uint64_t rp_postings_bytes(const struct rp_postings *postings)
{
    return (postings->mask + 1) * RP_CACHE_LINE;
}

static void put(struct rp_postings *postings, struct pair pair)
{
    uint64_t at = home_of(postings, pair.tag);
    while (postings->buckets[at].used == BUCKET_PAIRS) {
        postings->buckets[at].passed++;
        at = (at + 1) & postings->mask;
    }
    struct rp_bucket *bucket = &postings->buckets[at];
    bucket->pairs[bucket->used++] = pair;
    postings->count++;
}

enum rp_status rp_postings_reserve(struct rp_postings *postings, size_t n)
{
    uint64_t buckets = buckets_for(postings, postings->count + n);
    if (buckets == postings->mask + 1)
        return RP_OK;
    struct rp_postings old = *postings;
    enum rp_status status = make_table(postings, buckets);
    if (status != RP_OK)
        return status;
    postings->count = 0;
    for (uint64_t i = 0; i <= old.mask; i++)
        for (uint32_t j = 0; j < old.buckets[i].used; j++)
            put(postings, old.buckets[i].pairs[j]);
    rp_free(old.block);
    return RP_OK;
}

void rp_postings_insert(struct rp_postings *postings, uint64_t key, uint32_t article)
{
    struct pair pair = {tag_of(key), article};
    uint32_t same = 0;
    uint64_t at = home_of(postings, pair.tag);
    for (;;) {
        const struct rp_bucket *bucket = &postings->buckets[at];
        for (uint32_t i = 0; i < bucket->used; i++)
            same += bucket->pairs[i].tag == pair.tag;
        if (bucket->passed == 0)
            break;
        at = (at + 1) & postings->mask;
    }
    if (same < RP_LIMIT_POSTINGS)
        put(postings, pair);
}

void rp_postings_delete(struct rp_postings *postings, uint64_t key, uint32_t article)
{
    uint32_t tag = tag_of(key);
    uint64_t home = home_of(postings, tag);
    for (uint64_t at = home;; at = (at + 1) & postings->mask) {
        struct rp_bucket *bucket = &postings->buckets[at];
        for (uint32_t i = 0; i < bucket->used; i++) {
            if (bucket->pairs[i].tag != tag || bucket->pairs[i].article != article)
                continue;
            bucket->pairs[i] = bucket->pairs[--bucket->used];
            for (uint64_t k = home; k != at; k = (k + 1) & postings->mask)
                postings->buckets[k].passed--;
            postings->count--;
            return;
        }
        if (bucket->passed == 0)
            return;
    }
}

void rp_postings_fetch(const struct rp_postings *postings, uint64_t key)
{
    RP_FETCH(&postings->buckets[home_of(postings, tag_of(key))]);
}

size_t rp_postings_find(const struct rp_postings *postings, uint64_t key, uint32_t ret[RP_LIMIT_POSTINGS])
{
    uint32_t tag = tag_of(key);
    size_t n = 0;
    for (uint64_t at = home_of(postings, tag);; at = (at + 1) & postings->mask) {
        const struct rp_bucket *bucket = &postings->buckets[at];
        for (uint32_t i = 0; i < bucket->used; i++)
            if (bucket->pairs[i].tag == tag && n < RP_LIMIT_POSTINGS)
                ret[n++] = bucket->pairs[i].article;
        if (bucket->passed == 0)
            return n;
    }
}
