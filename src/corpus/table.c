/* A table of (tag, slot) pairs in words of 64 bits. */
#include "corpus/table.h"

#include "base/alloc.h"
#include "base/bits.h"
#include "base/pages.h"

#include <string.h>

enum { BUCKET = RP_CACHE_LINE / sizeof(uint64_t), MAX_DEPTH = 14, LEAST_GROWTH = 64, SPARE_LEAST = 1 << 20 };
static const uint32_t NOT_DUE = UINT32_MAX, LAST_DUE = UINT32_MAX - 1;

/* An entry: the tag in the low half, then the slot and one, so that none is 0, then 6 bits that belong to the bucket: those of the first entry say how many
 * there are, the others are a filter of the tags that went on past the bucket because it was full. */
static const uint64_t ENTRY = (UINT64_C(1) << 58) - 1, SLOT = ((UINT64_C(1) << 58) - 1) & ~(uint64_t)UINT32_MAX, ONE_USED = UINT64_C(1) << 58;
enum { SPARE_SHIFT = 58, SPARE_BITS = 6, FILTER_BITS = (BUCKET - 1) * SPARE_BITS };

struct rp_part {
    uint64_t *entries; /* owned: BUCKET in each bucket */
    size_t size;       /* bytes of that block, a little more where it was another part's before */
    uint32_t buckets, count, limit;
    uint32_t deleted;  /* since it was made: what they have left in the filters */
    uint32_t next_due; /* NOT_DUE; else in the chain */
    uint32_t prefix;   /* the first `depth` bits of its positions */
    unsigned depth;
};

static uint64_t entry_of(uint32_t tag, uint32_t slot)
{
    return (uint64_t)(slot + 1) << 32 | tag;
}

static uint32_t slot_of(uint64_t entry)
{
    return (uint32_t)((entry & SLOT) >> 32) - 1;
}

static unsigned used(const uint64_t *bucket)
{
    return (unsigned)(bucket[0] >> SPARE_SHIFT);
}

/* --- the way of a tag --- */

/* Where a tag is looked for: a bucket, and those that follow while it was full. Tags go on by different steps, so that full buckets do not make one heap;
 * all are powers of two and the number of buckets is odd, so that a way comes by each bucket once. */
struct way {
    struct rp_part *part;
    uint32_t at, step, steps;
    unsigned filter_word;
    uint64_t filter_bit;
};
enum { STEP_MASK = 7 };

/* Multiply-shift (Dietzfelbinger et al., 1997): where a tag lies can not be told without the factor. The upper half says where it begins, the lower one which
 * bit of a filter is its own. */
static uint64_t position_of(const struct rp_table *table, uint32_t tag)
{
    return tag * table->factor;
}

static uint32_t home_of(const struct rp_part *part, uint64_t position)
{
    uint32_t in_part = (uint32_t)(position >> 32) << part->depth;
    return (uint32_t)((uint64_t)in_part * part->buckets >> 32);
}

static struct way way_in(struct rp_part *part, uint64_t position)
{
    unsigned bit = (unsigned)((position & UINT32_MAX) * FILTER_BITS >> 32);
    return (struct way){.part = part,
                        .at = home_of(part, position),
                        .step = UINT32_C(1) << (bit & STEP_MASK),
                        .filter_word = 1 + bit / SPARE_BITS,
                        .filter_bit = UINT64_C(1) << (SPARE_SHIFT + bit % SPARE_BITS)};
}

static struct way way_of(const struct rp_table *table, uint32_t tag)
{
    uint64_t position = position_of(table, tag);
    return way_in(&table->parts[table->directory[position >> 32 >> (32 - table->depth)]], position);
}

static uint64_t *bucket_of(const struct way *way)
{
    return way->part->entries + (size_t)way->at * BUCKET;
}

static void go_on(struct way *way)
{
    uint64_t at = (uint64_t)way->at + way->step;
    way->at = (uint32_t)(at < way->part->buckets ? at : at % way->part->buckets);
    way->steps++;
}

/* Whether the tag may have gone on past the bucket. */
static bool goes_on(const struct way *way, const uint64_t *bucket)
{
    return (bucket[way->filter_word] & way->filter_bit) != 0 && way->steps + 1 < way->part->buckets;
}

/* --- entries --- */

/* Whether there was room. */
static inline bool put_into(uint64_t *bucket, uint64_t entry)
{
    unsigned n = used(bucket);
    if (n == BUCKET)
        return false;
    bucket[n] |= entry;
    bucket[0] += ONE_USED;
    return true;
}

/* One step of putting in; false: one more is to be made. */
static bool try_to_put(struct way *way, uint64_t entry)
{
    uint64_t *bucket = bucket_of(way);
    if (put_into(bucket, entry))
        return true;
    bucket[way->filter_word] |= way->filter_bit;
    go_on(way);
    return false;
}

static void make_due(struct rp_table *table, struct rp_part *part)
{
    if (part->next_due != NOT_DUE)
        return;
    part->next_due = table->due;
    table->due = (uint32_t)(part - table->parts);
}

static void count_one(struct rp_table *table, struct rp_part *part)
{
    if (++part->count > part->limit)
        make_due(table, part);
    table->count++;
    table->most = table->count > table->most ? table->count : table->most;
}

/* Most find room where they begin; the others go on together, so that they wait for the memory together. */
static void put_some(struct rp_table *table, const uint32_t *tags, size_t count, uint32_t slot)
{
    struct way ways[RP_TABLE_TOGETHER];
    uint32_t left_tags[RP_TABLE_TOGETHER];
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        ways[left] = way_of(table, tags[i]);
        left_tags[left] = tags[i];
        count_one(table, ways[left].part);
        if (try_to_put(&ways[left], entry_of(tags[i], slot)))
            continue;
        RP_FETCH(bucket_of(&ways[left]));
        left++;
    }
    while (left > 0) {
        size_t kept = 0;
        for (size_t i = 0; i < left; i++) {
            ways[kept] = ways[i];
            left_tags[kept] = left_tags[i];
            if (try_to_put(&ways[kept], entry_of(left_tags[kept], slot)))
                continue;
            RP_FETCH(bucket_of(&ways[kept]));
            kept++;
        }
        left = kept;
    }
}

void rp_table_put(struct rp_table *table, const uint32_t *tags, size_t count, uint32_t slot)
{
    for (size_t i = 0; i < count; i += RP_TABLE_TOGETHER)
        put_some(table, tags + i, count - i < RP_TABLE_TOGETHER ? count - i : RP_TABLE_TOGETHER, slot);
}

/* The last one takes its place. */
static void take_out(struct rp_table *table, struct rp_part *part, uint64_t *bucket, unsigned i)
{
    unsigned last = used(bucket) - 1;
    bucket[i] = (bucket[i] & ~ENTRY) | (bucket[last] & ENTRY);
    bucket[last] &= ~ENTRY;
    bucket[0] -= ONE_USED;
    part->count--;
    table->count--;
    if (++part->deleted > part->limit)
        make_due(table, part);
}

void rp_table_delete(struct rp_table *table, uint32_t tag, uint32_t slot)
{
    for (struct way way = way_of(table, tag);; go_on(&way)) {
        uint64_t *bucket = bucket_of(&way);
        for (unsigned i = 0; i < used(bucket); i++)
            if ((bucket[i] & ENTRY) == entry_of(tag, slot)) {
                take_out(table, way.part, bucket, i);
                return;
            }
        if (!goes_on(&way, bucket))
            return;
    }
}

void rp_table_fetch(const struct rp_table *table, uint32_t tag)
{
    struct way way = way_of(table, tag);
    RP_FETCH(bucket_of(&way));
}

/* Whether any entry of a bucket may have the tag, without a branch for each. */
static bool may_have(const uint64_t *bucket, uint32_t tag)
{
    unsigned any = 0;
    for (int i = 0; i < BUCKET; i++)
        any |= (uint32_t)bucket[i] == tag;
    return any != 0;
}

size_t rp_table_find(const struct rp_table *table, uint32_t tag, size_t most, uint32_t *ret)
{
    size_t count = 0;
    for (struct way way = way_of(table, tag);; go_on(&way)) {
        const uint64_t *bucket = bucket_of(&way);
        for (unsigned i = 0; may_have(bucket, tag) && i < used(bucket); i++)
            if ((uint32_t)bucket[i] == tag && count < most)
                ret[count++] = slot_of(bucket[i]);
        if (!goes_on(&way, bucket))
            return count;
    }
}

uint32_t rp_table_search(const struct rp_table *table, uint32_t tag, bool (*is)(const void *context, uint32_t slot), const void *context)
{
    for (struct way way = way_of(table, tag);; go_on(&way)) {
        const uint64_t *bucket = bucket_of(&way);
        for (unsigned i = 0; i < used(bucket); i++)
            if ((uint32_t)bucket[i] == tag && is(context, slot_of(bucket[i])))
                return slot_of(bucket[i]);
        if (!goes_on(&way, bucket))
            return UINT32_MAX;
    }
}

/* --- growing --- */

/* What tells parts apart, so that they do not all grow at one moment: 0 .. 15. */
static uint32_t stagger(uint32_t prefix, unsigned depth)
{
    return (uint32_t)(rp_mix((uint64_t)depth << 32 | prefix) & 15);
}

/* Entries that are in a part of so many buckets when it is to grow: twelve thirteenths, with room for all that may go in until then. */
static uint32_t limit_of(const struct rp_table *table, uint32_t buckets)
{
    uint64_t entries = (uint64_t)buckets * BUCKET, limit = entries - entries / 13;
    return (uint32_t)(limit + table->at_once < entries ? limit : entries - table->at_once - 1);
}

/* Of a new part with so many entries: filled to four fifths or a little less. */
static uint32_t buckets_for(const struct rp_table *table, uint64_t count, uint32_t prefix, unsigned depth)
{
    uint64_t buckets = (count + count / 4 + table->at_once) / BUCKET + 2;
    return (uint32_t)(buckets + buckets * stagger(prefix, depth) / 128) | 1;
}

static bool is_to_divide(const struct rp_table *table, const struct rp_part *part)
{
    return part->depth < MAX_DEPTH && part->buckets / 16 >= table->divides / 16 + table->divides / 16 * stagger(part->prefix, part->depth) / 16;
}

/* Blocks that parts have left are kept for others that grow: memory that was in use a moment ago comes at once, new memory may keep one waiting. */
static uint64_t *take_block(struct rp_table *table, size_t size, size_t *ret_size)
{
    struct rp_spare *best = NULL;
    for (size_t i = 0; i < RP_TABLE_SPARES; i++) {
        struct rp_spare *spare = &table->spares[i];
        if (spare->size >= size && spare->size <= size + size / 2 && (best == NULL || spare->size < best->size))
            best = spare;
    }
    if (best == NULL) {
        *ret_size = size;
        uint64_t *block = rp_pages_take(size);
        if (block != NULL)
            rp_pages_fill(block, size);
        return block;
    }
    uint64_t *block = best->block;
    *ret_size = best->size;
    *best = (struct rp_spare){0};
    memset(block, 0, size);
    return block;
}

/* Into the place of the smallest one, when that is smaller; the one of the two that is left over goes back to the system. */
static void give_block(struct rp_table *table, uint64_t *block, size_t size)
{
    struct rp_spare *smallest = &table->spares[0], given = {block, size};
    for (size_t i = 1; i < RP_TABLE_SPARES; i++)
        if (table->spares[i].size < smallest->size)
            smallest = &table->spares[i];
    if (size >= SPARE_LEAST && size > smallest->size) {
        given = *smallest;
        *smallest = (struct rp_spare){block, size};
    }
    rp_pages_give(given.block, given.size);
}

static bool make_part(struct rp_table *table, uint32_t buckets, uint32_t prefix, unsigned depth, struct rp_part *ret)
{
    *ret = (struct rp_part){.buckets = buckets, .limit = limit_of(table, buckets), .next_due = NOT_DUE, .prefix = prefix, .depth = depth};
    ret->entries = take_block(table, (size_t)buckets * RP_CACHE_LINE, &ret->size);
    return ret->entries != NULL;
}

static void free_part(struct rp_table *table, struct rp_part *part)
{
    give_block(table, part->entries, part->size);
}

/* The bit of a position that says into which half of the part it falls. */
static uint64_t half_bit(const struct rp_part *part)
{
    return UINT64_C(1) << (63 - part->depth);
}

/* In the order of the old part, which is about that of the new ones. */
static void copy_entries(const struct rp_table *table, const struct rp_part *old, struct rp_part *low, struct rp_part *high)
{
    for (size_t i = 0; i < (size_t)old->buckets * BUCKET; i += BUCKET)
        for (unsigned k = 0; k < used(old->entries + i); k++) {
            uint64_t entry = old->entries[i + k] & ENTRY, position = position_of(table, (uint32_t)entry);
            struct rp_part *part = position & half_bit(old) ? high : low;
            part->count++;
            if (put_into(part->entries + (size_t)home_of(part, position) * BUCKET, entry))
                continue;
            for (struct way way = way_in(part, position); !try_to_put(&way, entry);)
                ;
        }
}

static uint64_t count_high(const struct rp_table *table, const struct rp_part *part)
{
    uint64_t count = 0;
    for (size_t i = 0; i < (size_t)part->buckets * BUCKET; i += BUCKET)
        for (unsigned k = 0; k < used(part->entries + i); k++)
            count += (position_of(table, (uint32_t)part->entries[i + k]) & half_bit(part)) != 0;
    return count;
}

/* Puts a copy with so many buckets in the place of a part. */
static enum rp_status renew(struct rp_table *table, struct rp_part *part, uint32_t buckets)
{
    struct rp_part copy;
    if (!make_part(table, buckets, part->prefix, part->depth, &copy))
        return RP_NO_MEMORY;
    copy_entries(table, part, &copy, &copy);
    table->bytes += copy.size;
    table->bytes -= part->size;
    free_part(table, part);
    *part = copy;
    return RP_OK;
}

static enum rp_status enlarge(struct rp_table *table, struct rp_part *part)
{
    uint32_t more = part->buckets / 4 > LEAST_GROWTH ? part->buckets / 4 : LEAST_GROWTH, buckets = part->buckets + more;
    if (limit_of(table, buckets) < part->count)
        buckets = buckets_for(table, part->count, part->prefix, part->depth);
    return renew(table, part, buckets | 1);
}

/* Room in the table for one part more, `depth` bits deep. */
static bool reserve_part(struct rp_table *table, unsigned depth)
{
    if (!rp_grow(&table->parts, &table->part_cap, table->part_count + 1, sizeof *table->parts, 1 << MAX_DEPTH))
        return false;
    if (depth <= table->depth)
        return true;
    size_t count = (size_t)1 << table->depth;
    uint16_t *directory = rp_realloc(table->directory, 2 * count * sizeof *directory);
    if (directory == NULL)
        return false;
    for (size_t i = 2 * count; i-- > 0;)
        directory[i] = directory[i / 2];
    table->directory = directory;
    table->depth++;
    return true;
}

static enum rp_status divide(struct rp_table *table, uint32_t index)
{
    unsigned depth = table->parts[index].depth + 1;
    if (!reserve_part(table, depth))
        return RP_NO_MEMORY;
    struct rp_part *part = &table->parts[index], low, high;
    uint64_t of_high = count_high(table, part);
    uint32_t prefix = part->prefix << 1;
    if (!make_part(table, buckets_for(table, part->count - of_high, prefix, depth), prefix, depth, &low))
        return RP_NO_MEMORY;
    if (!make_part(table, buckets_for(table, of_high, prefix + 1, depth), prefix + 1, depth, &high)) {
        free_part(table, &low);
        return RP_NO_MEMORY;
    }
    copy_entries(table, part, &low, &high);
    table->bytes += low.size + high.size;
    table->bytes -= part->size;
    free_part(table, part);
    *part = low;
    table->parts[table->part_count] = high;
    unsigned shift = table->depth - depth;
    for (size_t i = (size_t)(prefix + 1) << shift; i < (size_t)(prefix + 2) << shift; i++)
        table->directory[i] = (uint16_t)table->part_count;
    table->part_count++;
    return RP_OK;
}

/* What a part is due for. Without the memory to clear its filters it is only slower to search. */
static enum rp_status tend(struct rp_table *table, uint32_t index)
{
    struct rp_part *part = &table->parts[index];
    if (part->count > part->limit)
        return is_to_divide(table, part) ? divide(table, index) : enlarge(table, part);
    if (renew(table, part, part->buckets) != RP_OK)
        part->deleted = 0;
    part->next_due = NOT_DUE;
    return RP_OK;
}

enum rp_status rp_table_reserve(struct rp_table *table)
{
    while (table->due != LAST_DUE) {
        uint32_t index = table->due, next = table->parts[index].next_due;
        enum rp_status status = tend(table, index);
        if (status != RP_OK)
            return status;
        table->due = next;
    }
    return RP_OK;
}

/* --- life --- */

enum rp_status rp_table_init(struct rp_table *table, uint64_t seed, uint32_t at_once, uint32_t divides)
{
    struct rp_part part;
    *table = (struct rp_table){.factor = rp_mix(seed + RP_GOLDEN) | 1, .at_once = at_once, .divides = divides, .due = LAST_DUE};
    table->parts = rp_alloc(sizeof *table->parts);
    table->directory = rp_alloc_zeroed(1, sizeof *table->directory);
    if (table->parts == NULL || table->directory == NULL || !make_part(table, buckets_for(table, 0, 0, 0), 0, 0, &part)) {
        rp_table_done(table);
        return RP_NO_MEMORY;
    }
    table->parts[0] = part;
    table->part_count = table->part_cap = 1;
    table->bytes = part.size;
    return RP_OK;
}

void rp_table_done(struct rp_table *table)
{
    for (size_t i = 0; i < table->part_count; i++)
        rp_pages_give(table->parts[i].entries, table->parts[i].size);
    for (size_t i = 0; i < RP_TABLE_SPARES; i++)
        rp_pages_give(table->spares[i].block, table->spares[i].size);
    rp_free(table->parts);
    rp_free(table->directory);
    *table = (struct rp_table){0};
}

uint64_t rp_table_bytes(const struct rp_table *table)
{
    uint64_t spare = 0;
    for (size_t i = 0; i < RP_TABLE_SPARES; i++)
        spare += table->spares[i].size;
    return table->bytes + spare + table->part_cap * sizeof *table->parts + ((size_t)1 << table->depth) * sizeof *table->directory;
}

/* A part has at most 1.4 places an entry: five for four when it is new, and its share of the stagger. */
uint64_t rp_table_charge(const struct rp_table *table, size_t n)
{
    uint64_t entries = table->count + n > table->most ? table->count + n : table->most;
    return entries * 7 / 5 * sizeof(uint64_t) + table->at_once * sizeof(uint64_t) * 9 / 8 + (LEAST_GROWTH + 4) * RP_CACHE_LINE +
           2 * sizeof *table->parts;
}
