/* A table of (tag, slot) pairs, six bytes each. */
#include "corpus/table.h"

#include "base/alloc.h"
#include "corpus/bucket.h"

#include <string.h>

enum { PART_BITS = 32 - RP_BUCKET_TAG_BITS, PARTS = 1 << PART_BITS };
enum { BLOCK = 16 << 10, IN_BLOCK = BLOCK / sizeof(struct rp_bucket), FIRST_BLOCKS = 2 << RP_BLOCK_MOST_SHIFT };
static const uint32_t NOT_DUE = UINT32_MAX, LAST_DUE = UINT32_MAX - 1;

struct rp_part {
    struct rp_bucket *first;   /* of a small part, all its buckets, owned but for a single one, which lies in the table's `first`; else NULL */
    struct rp_bucket **blocks; /* of a large one, owned, and each of them: IN_BLOCK buckets, the last has less */
    uint32_t buckets, count;
    uint32_t deleted;  /* since it was made: what they have left in the filters */
    uint32_t next_due; /* NOT_DUE; else in the chain */
};

struct rp_stashed {
    uint32_t position, slot;
};

/* --- where a tag lies --- */

/* Multiply-shift (Dietzfelbinger et al., 1997): a bijection, as the factor is odd, and where a tag lies can not be told without it. */
static uint32_t position_of(const struct rp_table *table, uint32_t tag)
{
    return tag * table->factor;
}

static struct rp_part *part_of(const struct rp_table *table, uint32_t position)
{
    return &table->parts[position >> RP_BUCKET_TAG_BITS];
}

/* What the part keeps of a position. */
static uint32_t rest_of(uint32_t position)
{
    return position & ((UINT32_C(1) << RP_BUCKET_TAG_BITS) - 1);
}

static uint32_t home_of(const struct rp_part *part, uint32_t rest)
{
    return (uint32_t)((uint64_t)rest * part->buckets >> RP_BUCKET_TAG_BITS);
}

static struct rp_bucket *bucket_at(const struct rp_part *part, uint32_t i)
{
    if (part->first != NULL)
        return part->first + i;
    return part->blocks[i / IN_BLOCK] + i % IN_BLOCK;
}

/* Past full buckets. Tags go on by different steps, so that full buckets do not make one heap; all are powers of two and the number of buckets is odd, so
 * that a way comes by each bucket once. */
struct way {
    uint32_t at, steps;
};

static uint32_t step_of(uint32_t rest)
{
    return UINT32_C(1) << rest % 8;
}

static void fetch(const struct rp_bucket *bucket)
{
    RP_FETCH(bucket);
    RP_FETCH((const char *)bucket + RP_CACHE_LINE);
}

static struct rp_bucket *go_on(const struct rp_part *part, uint32_t rest, struct way *way)
{
    way->at += step_of(rest);
    if (way->at >= part->buckets)
        way->at %= part->buckets;
    way->steps++;
    return bucket_at(part, way->at);
}

/* The next bucket that may have the tag; NULL: none. */
static struct rp_bucket *next_of(const struct rp_part *part, const struct rp_bucket *bucket, uint32_t rest, struct way *way)
{
    return rp_bucket_passed(bucket, rest) && way->steps + 1 < part->buckets ? go_on(part, rest, way) : NULL;
}

/* --- entries --- */

static void make_due(struct rp_table *table, struct rp_part *part)
{
    if (part->next_due != NOT_DUE)
        return;
    part->next_due = table->due;
    table->due = (uint32_t)(part - table->parts);
}

/* Entries that are in a part of so many buckets when it is to grow. */
static uint32_t limit_of(uint32_t buckets)
{
    return buckets * (RP_BUCKET_ENTRIES * 17 / 20);
}

/* Where the home is full. False: all are. */
static bool put_further(const struct rp_part *part, uint32_t rest, uint32_t slot)
{
    struct way way = {home_of(part, rest), 0};
    struct rp_bucket *bucket = bucket_at(part, way.at);
    while (way.steps + 1 < part->buckets) {
        rp_bucket_pass(bucket, rest);
        bucket = go_on(part, rest, &way);
        if (rp_bucket_put(bucket, rest, slot))
            return true;
    }
    return false;
}

static bool put_into(const struct rp_part *part, uint32_t rest, uint32_t slot)
{
    return rp_bucket_put(bucket_at(part, home_of(part, rest)), rest, slot) || put_further(part, rest, slot);
}

/* Whether it found room where it belongs. If not, the next bucket is asked for. */
static bool put_home(struct rp_table *table, uint32_t position, uint32_t slot)
{
    struct rp_part *part = part_of(table, position);
    uint32_t rest = rest_of(position), home = home_of(part, rest), next = home + step_of(rest);
    if (++part->count > limit_of(part->buckets))
        make_due(table, part);
    if (rp_bucket_put(bucket_at(part, home), rest, slot))
        return true;
    if (next < part->buckets)
        fetch(bucket_at(part, next));
    return false;
}

/* Most find room where they belong; the others go on together, so that they wait for the memory together. */
static void put_some(struct rp_table *table, const uint32_t *tags, size_t count, uint32_t slot)
{
    uint32_t left[RP_TABLE_TOGETHER], left_count = 0;
    for (size_t i = 0; i < count; i++) {
        left[left_count] = position_of(table, tags[i]);
        left_count += !put_home(table, left[left_count], slot);
    }
    for (uint32_t i = 0; i < left_count; i++)
        if (!put_further(part_of(table, left[i]), rest_of(left[i]), slot))
            table->stash[table->stashed++] = (struct rp_stashed){left[i], slot};
}

void rp_table_put(struct rp_table *table, const uint32_t *tags, size_t count, uint32_t slot)
{
    for (size_t i = 0; i < count; i += RP_TABLE_TOGETHER)
        put_some(table, tags + i, count - i < RP_TABLE_TOGETHER ? count - i : RP_TABLE_TOGETHER, slot);
    table->count += count;
    table->most = table->count > table->most ? table->count : table->most;
}

static void count_deleted(struct rp_table *table, struct rp_part *part)
{
    part->count--;
    table->count--;
    if (++part->deleted > limit_of(part->buckets))
        make_due(table, part);
}

static bool delete_stashed(struct rp_table *table, uint32_t position, uint32_t slot)
{
    for (uint32_t i = 0; i < table->stashed; i++)
        if (table->stash[i].position == position && table->stash[i].slot == slot) {
            table->stash[i] = table->stash[--table->stashed];
            return true;
        }
    return false;
}

static bool delete_from(const struct rp_part *part, uint32_t rest, uint32_t slot)
{
    struct way way = {home_of(part, rest), 0};
    for (struct rp_bucket *bucket = bucket_at(part, way.at); bucket != NULL; bucket = next_of(part, bucket, rest, &way))
        for (unsigned i = 0; i < rp_bucket_used(bucket); i++)
            if (rp_bucket_tag(bucket, i) == rest && rp_bucket_slot(bucket, i) == slot) {
                rp_bucket_take_out(bucket, i);
                return true;
            }
    return false;
}

void rp_table_delete(struct rp_table *table, uint32_t tag, uint32_t slot)
{
    uint32_t position = position_of(table, tag);
    struct rp_part *part = part_of(table, position);
    if (delete_from(part, rest_of(position), slot) || delete_stashed(table, position, slot))
        count_deleted(table, part);
}

void rp_table_fetch(const struct rp_table *table, uint32_t tag)
{
    uint32_t position = position_of(table, tag);
    const struct rp_part *part = part_of(table, position);
    fetch(bucket_at(part, home_of(part, rest_of(position))));
}

static size_t find_stashed(const struct rp_table *table, uint32_t position, size_t count, size_t most, uint32_t *ret)
{
    for (uint32_t i = 0; i < table->stashed && count < most; i++)
        if (table->stash[i].position == position)
            ret[count++] = table->stash[i].slot;
    return count;
}

/* Who has so many entries at home has more behind it, which are asked for together. */
static void fetch_more(const struct rp_part *part, uint32_t rest, uint32_t at)
{
    enum { MORE = 4 };
    for (int i = 0; i < MORE && at + step_of(rest) < part->buckets; i++) {
        at += step_of(rest);
        fetch(bucket_at(part, at));
    }
}

static size_t find_all(const struct rp_table *table, uint32_t position, size_t most, uint32_t *ret)
{
    enum { MANY = 6 };
    const struct rp_part *part = part_of(table, position);
    uint32_t rest = rest_of(position);
    struct way way = {home_of(part, rest), 0};
    size_t count = 0;
    for (const struct rp_bucket *bucket = bucket_at(part, way.at); bucket != NULL; bucket = next_of(part, bucket, rest, &way)) {
        if (rp_bucket_may_have(bucket, rest))
            for (unsigned i = 0; i < rp_bucket_used(bucket); i++)
                if (rp_bucket_tag(bucket, i) == rest && count < most)
                    ret[count++] = rp_bucket_slot(bucket, i);
        if (way.steps == 0 && count >= MANY)
            fetch_more(part, rest, way.at);
    }
    return table->stashed == 0 ? count : find_stashed(table, position, count, most, ret);
}

/* Most tags are nowhere, which their home alone says. */
size_t rp_table_find(const struct rp_table *table, uint32_t tag, size_t most, uint32_t *ret)
{
    uint32_t position = position_of(table, tag), rest = rest_of(position);
    const struct rp_part *part = part_of(table, position);
    const struct rp_bucket *home = bucket_at(part, home_of(part, rest));
    bool none = !rp_bucket_may_have(home, rest) && !rp_bucket_passed(home, rest) && table->stashed == 0;
    return none ? 0 : find_all(table, position, most, ret);
}

uint32_t rp_table_search(const struct rp_table *table, uint32_t tag, bool (*is)(const void *context, uint32_t slot), const void *context)
{
    uint32_t position = position_of(table, tag), rest = rest_of(position);
    const struct rp_part *part = part_of(table, position);
    struct way way = {home_of(part, rest), 0};
    for (const struct rp_bucket *bucket = bucket_at(part, way.at); bucket != NULL; bucket = next_of(part, bucket, rest, &way))
        for (unsigned i = 0; i < rp_bucket_used(bucket); i++)
            if (rp_bucket_tag(bucket, i) == rest && is(context, rp_bucket_slot(bucket, i)))
                return rp_bucket_slot(bucket, i);
    for (uint32_t i = 0; i < table->stashed; i++)
        if (table->stash[i].position == position && is(context, table->stash[i].slot))
            return table->stash[i].slot;
    return UINT32_MAX;
}

/* --- growing --- */

/* The buckets of a part that has so many and is to grow: an odd number. A small part fills a block but for one bucket; large parts begin with different
 * sizes, and as these differ by less than a third, they stay different. */
static uint32_t grown(uint32_t buckets, size_t part)
{
    if (buckets < IN_BLOCK - 1)
        return 2 * buckets + 1;
    return buckets < IN_BLOCK ? IN_BLOCK + 1 + 2 * (part % 22) : (buckets + buckets / 3) | 1;
}

static size_t blocks_of(uint32_t buckets)
{
    return ((size_t)buckets + IN_BLOCK - 1) / IN_BLOCK;
}

static void free_part(struct rp_table *table, struct rp_part *part)
{
    size_t count = blocks_of(part->buckets);
    if (part->blocks == NULL) {
        rp_blocks_give(&table->blocks, part->buckets > 1 ? part->first : NULL, part->buckets * sizeof *part->first);
        return;
    }
    for (size_t i = 0; i < count; i++)
        rp_blocks_give(&table->blocks, part->blocks[i], BLOCK);
    rp_blocks_give(&table->blocks, part->blocks, count * sizeof *part->blocks);
}

static bool make_part(struct rp_table *table, uint32_t buckets, struct rp_part *ret)
{
    size_t count = blocks_of(buckets);
    *ret = (struct rp_part){.buckets = buckets, .next_due = NOT_DUE};
    if (buckets < IN_BLOCK) {
        ret->first = rp_blocks_take(&table->blocks, buckets * sizeof *ret->first);
        return ret->first != NULL;
    }
    ret->blocks = rp_blocks_take(&table->blocks, count * sizeof *ret->blocks);
    for (size_t i = 0; ret->blocks != NULL && i < count; i++) {
        ret->blocks[i] = rp_blocks_take(&table->blocks, BLOCK);
        if (ret->blocks[i] == NULL) {
            free_part(table, ret);
            return false;
        }
    }
    return ret->blocks != NULL;
}

/* In the order of the old part, which is about that of the new one. There is always room. */
static void copy_entries(const struct rp_part *old, struct rp_part *ret)
{
    for (uint32_t i = 0; i < old->buckets; i++) {
        const struct rp_bucket *bucket = bucket_at(old, i);
        for (unsigned k = 0; k < rp_bucket_used(bucket); k++)
            put_into(ret, rp_bucket_tag(bucket, k), rp_bucket_slot(bucket, k));
    }
}

/* Puts a copy with so many buckets in the place of a part. */
static enum rp_status renew(struct rp_table *table, struct rp_part *part, uint32_t buckets)
{
    struct rp_part copy;
    if (!make_part(table, buckets, &copy))
        return RP_NO_MEMORY;
    copy_entries(part, &copy);
    copy.count = part->count;
    free_part(table, part);
    *part = copy;
    return RP_OK;
}

/* What a part is due for. Without the memory to clear its filters it is only slower to search. */
static enum rp_status tend(struct rp_table *table, size_t i)
{
    struct rp_part *part = &table->parts[i];
    uint32_t buckets = part->buckets, next_due = part->next_due;
    while (part->count > limit_of(buckets))
        buckets = grown(buckets, i);
    if (renew(table, part, buckets) == RP_OK)
        return RP_OK;
    part->next_due = next_due;
    if (buckets > part->buckets)
        return RP_NO_MEMORY;
    part->deleted = 0;
    part->next_due = NOT_DUE;
    return RP_OK;
}

enum rp_status rp_table_reserve(struct rp_table *table)
{
    while (table->due != LAST_DUE) {
        uint32_t i = table->due, next = table->parts[i].next_due;
        enum rp_status status = tend(table, i);
        if (status != RP_OK)
            return status;
        table->due = next;
    }
    for (; table->stashed > 0; table->stashed--) {
        struct rp_stashed last = table->stash[table->stashed - 1];
        put_into(part_of(table, last.position), rest_of(last.position), last.slot);
    }
    return RP_OK;
}

/* --- many at once --- */

static enum rp_status grow_for(struct rp_table *table, size_t i, uint64_t entries)
{
    struct rp_part *part = &table->parts[i];
    uint32_t buckets = part->buckets;
    while (entries > limit_of(buckets))
        buckets = grown(buckets, i);
    return buckets > part->buckets ? renew(table, part, buckets) : RP_OK;
}

enum rp_status rp_table_expect(struct rp_table *table, uint64_t count)
{
    enum { SPREAD = 32 }; /* parts have a little more or less than the average */
    uint64_t of_part = count / PARTS;
    enum rp_status status = rp_table_reserve(table);
    table->blocks.huge = true;
    for (size_t i = 0; i < PARTS && status == RP_OK; i++)
        status = grow_for(table, i, of_part + of_part / SPREAD);
    table->blocks.huge = false;
    return status;
}

struct rp_table_lot {
    size_t ends[PARTS];              /* of each part's entries */
    struct rp_table_entry entries[]; /* with positions in the place of tags */
};

/* A counting sort by part. */
enum rp_status rp_table_sort(const struct rp_table *table, const struct rp_table_entry *entries, size_t count, struct rp_table_lot **ret)
{
    struct rp_table_lot *lot = rp_alloc(sizeof *lot + count * sizeof *lot->entries);
    size_t sum = 0;
    if (lot == NULL)
        return RP_NO_MEMORY;
    memset(lot->ends, 0, sizeof lot->ends);
    for (size_t i = 0; i < count; i++)
        lot->ends[position_of(table, entries[i].tag) >> RP_BUCKET_TAG_BITS]++;
    for (size_t i = 0; i < PARTS; i++) {
        size_t n = lot->ends[i];
        lot->ends[i] = sum;
        sum += n;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t position = position_of(table, entries[i].tag);
        lot->entries[lot->ends[position >> RP_BUCKET_TAG_BITS]++] = (struct rp_table_entry){position, entries[i].slot};
    }
    *ret = lot;
    return RP_OK;
}

static enum rp_status load_part(struct rp_table *table, size_t i, const struct rp_table_entry *entries, size_t count)
{
    enum { AHEAD = 12 };
    struct rp_part *part = &table->parts[i];
    enum rp_status status = grow_for(table, i, part->count + (uint64_t)count);
    for (size_t k = 0; k < count && status == RP_OK; k++) {
        if (k + AHEAD < count)
            fetch(bucket_at(part, home_of(part, rest_of(entries[k + AHEAD].tag))));
        put_into(part, rest_of(entries[k].tag), entries[k].slot);
    }
    part->count += status == RP_OK ? (uint32_t)count : 0;
    table->count += status == RP_OK ? count : 0;
    return status;
}

enum rp_status rp_table_load(struct rp_table *table, const struct rp_table_lot *lot)
{
    size_t start = 0;
    enum rp_status status = rp_table_reserve(table);
    for (size_t i = 0; i < PARTS && status == RP_OK; start = lot->ends[i++])
        status = load_part(table, i, lot->entries + start, lot->ends[i] - start);
    table->most = table->count > table->most ? table->count : table->most;
    return status;
}

void rp_table_lot_free(struct rp_table_lot *lot)
{
    rp_free(lot);
}

/* --- life --- */

enum rp_status rp_table_init(struct rp_table *table, uint64_t seed, uint32_t at_once)
{
    *table = (struct rp_table){.factor = (uint32_t)(rp_mix(seed + RP_GOLDEN) >> 32) | 1, .at_once = at_once, .due = LAST_DUE, .blocks = {.hidden = true}};
    table->parts = rp_alloc_zeroed(PARTS, sizeof *table->parts);
    table->first = rp_alloc_zeroed(1, PARTS * sizeof(struct rp_bucket) + RP_CACHE_LINE);
    table->stash = rp_alloc(at_once * sizeof *table->stash);
    if (table->parts == NULL || table->first == NULL || table->stash == NULL) {
        rp_table_done(table);
        return RP_NO_MEMORY;
    }
    struct rp_bucket *first = rp_cache_line(table->first);
    for (size_t i = 0; i < PARTS; i++)
        table->parts[i] = (struct rp_part){.first = first + i, .buckets = 1, .next_due = NOT_DUE};
    return RP_OK;
}

void rp_table_done(struct rp_table *table)
{
    rp_blocks_done(&table->blocks);
    rp_free(table->parts);
    rp_free(table->first);
    rp_free(table->stash);
    *table = (struct rp_table){0};
}

/* Of an empty one: the first blocks count from the beginning. */
static uint64_t fixed_bytes(const struct rp_table *table)
{
    return PARTS * (sizeof *table->parts + sizeof(struct rp_bucket)) + RP_CACHE_LINE + table->at_once * sizeof *table->stash + FIRST_BLOCKS;
}

uint64_t rp_table_bytes(const struct rp_table *table)
{
    uint64_t blocks = rp_blocks_bytes(&table->blocks);
    return fixed_bytes(table) + (blocks > FIRST_BLOCKS ? blocks - FIRST_BLOCKS : 0);
}

/* What a table of random keys takes at most. Small parts are less full, as their sizes double, and a large part has a block that is not full. */
static uint64_t charge(const struct rp_table *table, uint64_t entries)
{
    static const uint64_t AN_ENTRY = 10, OF_SMALL = 12, OF_PARTS = PARTS * (uint64_t)BLOCK;
    return fixed_bytes(table) + entries * AN_ENTRY + (entries * OF_SMALL < OF_PARTS ? entries * OF_SMALL : OF_PARTS);
}

uint64_t rp_table_growth(const struct rp_table *table, size_t n)
{
    uint64_t entries = table->count + n > table->most ? table->count + n : table->most;
    uint64_t then = charge(table, entries), now = rp_table_bytes(table);
    return then > now ? then - now : 0;
}
