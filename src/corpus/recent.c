/* The latest articles of a vault: a ring in the order of use, and a table with linear probing over it (Knuth 6.4, algorithm R to take out). An article that is
 * used moves to the end of the ring, unless it is near it, and leaves an empty place. */
#include "corpus/recent.h"

#include "base/alloc.h"
#include "base/bits.h"
#include "base/strings.h"

#include <assert.h>

enum { TABLE = 2 * RP_RECENT_MOST, NEAR = 16 /* places, within which nothing moves */, KEPT = RP_RECENT_LEAST + NEAR };

struct rp_recent_entry {
    uint64_t number;
    char *block; /* owned: the strings; NULL: the place is empty */
    struct rp_article article;
};

enum rp_status rp_recent_init(struct rp_recent *recent)
{
    *recent = (struct rp_recent){.ring = rp_alloc(RP_RECENT_MOST * sizeof *recent->ring), .table = rp_alloc_zeroed(TABLE, sizeof *recent->table)};
    return recent->ring != NULL && recent->table != NULL ? RP_OK : RP_NO_MEMORY;
}

static struct rp_recent_entry *entry_at(const struct rp_recent *recent, uint64_t place)
{
    return &recent->ring[place % RP_RECENT_MOST];
}

void rp_recent_done(struct rp_recent *recent)
{
    for (uint64_t i = 0; i < recent->count; i++)
        rp_free(entry_at(recent, recent->first + i)->block);
    rp_free(recent->ring);
    rp_free(recent->table);
    *recent = (struct rp_recent){0};
}

uint64_t rp_recent_bytes(const struct rp_recent *recent)
{
    return recent->ring != NULL ? recent->bytes + RP_RECENT_MOST * sizeof *recent->ring + TABLE * sizeof *recent->table : 0;
}

static uint32_t home_of(uint64_t number)
{
    return (uint32_t)(rp_mix(number) & (TABLE - 1));
}

/* The place in the table of a number, or the empty one where it would be. */
static uint32_t place_of(const struct rp_recent *recent, uint64_t number)
{
    uint32_t at = home_of(number);
    while (recent->table[at] != 0 && recent->ring[recent->table[at] - 1].number != number)
        at = (at + 1) & (TABLE - 1);
    return at;
}

const struct rp_article *rp_recent_find(const struct rp_recent *recent, uint64_t number)
{
    uint32_t entry = recent->table[place_of(recent, number)];
    return entry != 0 ? &recent->ring[entry - 1].article : NULL;
}

static void take_out(struct rp_recent *recent, uint32_t at)
{
    recent->table[at] = 0;
    for (uint32_t next = (at + 1) & (TABLE - 1); recent->table[next] != 0; next = (next + 1) & (TABLE - 1)) {
        uint32_t home = home_of(recent->ring[recent->table[next] - 1].number);
        if (((next - home) & (TABLE - 1)) < ((next - at) & (TABLE - 1)))
            continue;
        recent->table[at] = recent->table[next];
        recent->table[next] = 0;
        at = next;
    }
}

static void drop_first(struct rp_recent *recent)
{
    struct rp_recent_entry *entry = entry_at(recent, recent->first);
    if (entry->block != NULL) {
        take_out(recent, place_of(recent, entry->number));
        recent->bytes -= rp_article_bytes(&entry->article);
        rp_free(entry->block);
    }
    recent->first++;
    recent->count--;
}

/* Of the entry at that distance from the end. */
static void move_to_end(struct rp_recent *recent, struct rp_recent_entry *entry, uint64_t distance)
{
    if (recent->count == RP_RECENT_MOST && distance == recent->count - 1) {
        recent->first++; /* the ring is full: the first place is behind the last one */
        return;
    }
    if (recent->count == RP_RECENT_MOST)
        drop_first(recent);
    uint64_t next = recent->first + recent->count++;
    uint32_t place = place_of(recent, entry->number);
    *entry_at(recent, next) = *entry;
    *entry = (struct rp_recent_entry){0};
    recent->table[place] = (uint32_t)(next % RP_RECENT_MOST) + 1;
}

const struct rp_article *rp_recent_use(struct rp_recent *recent, uint64_t number)
{
    uint32_t found = recent->table[place_of(recent, number)];
    if (found == 0)
        return NULL;
    uint64_t distance = (recent->first + recent->count - found) % RP_RECENT_MOST;
    if (distance >= NEAR)
        move_to_end(recent, &recent->ring[found - 1], distance);
    return rp_recent_find(recent, number);
}

enum rp_status rp_recent_put(struct rp_recent *recent, uint64_t number, const struct rp_article *article)
{
    size_t size = rp_article_bytes(article);
    char *block = rp_alloc(size), *at = block;
    if (block == NULL)
        return RP_NO_MEMORY;
    while (recent->count == RP_RECENT_MOST || (recent->count >= KEPT && recent->bytes + size > RP_LIMIT_RECENT))
        drop_first(recent);
    uint32_t place = place_of(recent, number);
    assert(recent->table[place] == 0);
    uint64_t next = recent->first + recent->count++;
    *entry_at(recent, next) = (struct rp_recent_entry){number, block, rp_put_article(&at, article)};
    recent->table[place] = (uint32_t)(next % RP_RECENT_MOST) + 1;
    recent->bytes += size;
    return RP_OK;
}
