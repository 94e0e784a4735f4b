/* The shelf. What lies on it: a head, then packed the id, the agencies, the bytes of all strings and the number, and without one the other strings of the
 * article and the answer that is kept. */
#include "corpus/shelf.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/packing.h"
#include "base/pages.h"
#include "base/strings.h"
#include "corpus/kept.h"

#include <assert.h>
#include <string.h>

enum { SEGMENT_LEAST = 64 << 10, SEGMENT = RP_PAGES_LARGE };
static const uint32_t NONE = UINT32_MAX;
static const size_t MAX_SEGMENTS = UINT32_MAX - 1;

struct head {
    uint32_t slot, size;
};

void rp_shelf_init(struct rp_shelf *shelf)
{
    *shelf = (struct rp_shelf){.open = NONE, .free = NONE};
}

void rp_shelf_done(struct rp_shelf *shelf)
{
    for (size_t i = 0; i < shelf->count; i++)
        rp_pages_give(shelf->segments[i].base, shelf->segments[i].cap);
    rp_free(shelf->segments);
    *shelf = (struct rp_shelf){.open = NONE, .free = NONE};
}

uint64_t rp_shelf_bytes(const struct rp_shelf *shelf)
{
    return shelf->bytes + shelf->cap * sizeof *shelf->segments;
}

uint64_t rp_shelf_growth(const struct rp_shelf *shelf)
{
    return (rp_grown(shelf->cap, shelf->count + 1, MAX_SEGMENTS) - shelf->cap) * sizeof *shelf->segments;
}

/* --- segments --- */

/* Small ones as long as there is little. */
static uint32_t next_size(const struct rp_shelf *shelf, size_t need)
{
    uint32_t size = SEGMENT_LEAST;
    while (size < SEGMENT && size < shelf->bytes)
        size *= 2;
    return need > size ? (uint32_t)need : size;
}

static enum rp_status open_segment(struct rp_shelf *shelf, size_t need)
{
    struct rp_segment segment = {.cap = next_size(shelf, need)};
    if (!rp_grow(&shelf->segments, &shelf->cap, shelf->count + 1, sizeof *shelf->segments, MAX_SEGMENTS) ||
        (segment.base = rp_pages_take(segment.cap)) == NULL)
        return RP_NO_MEMORY;
    uint32_t index = shelf->free;
    if (index != NONE)
        shelf->free = shelf->segments[index].next_free;
    else
        index = (uint32_t)shelf->count++;
    shelf->segments[index] = segment;
    shelf->open = index;
    return RP_OK;
}

static void free_segment(struct rp_shelf *shelf, uint32_t index)
{
    struct rp_segment *segment = &shelf->segments[index];
    shelf->bytes -= segment->used;
    shelf->gaps -= segment->used - segment->live;
    rp_pages_give(segment->base, segment->cap);
    *segment = (struct rp_segment){.next_free = shelf->free};
    shelf->free = index;
}

enum rp_status rp_shelf_reserve(struct rp_shelf *shelf, size_t need)
{
    if (need > UINT32_MAX / 2)
        return RP_NO_MEMORY;
    const struct rp_segment *open = shelf->open != NONE ? &shelf->segments[shelf->open] : NULL;
    if (open != NULL && open->cap - open->used >= need)
        return RP_OK;
    if (open != NULL && open->used == 0) {
        free_segment(shelf, shelf->open);
        shelf->open = NONE;
    }
    return open_segment(shelf, need);
}

/* --- what lies on it --- */

struct rp_shelved rp_shelved_of(const struct rp_article *article, const struct rp_outcome *outcome, uint64_t number)
{
    struct rp_shelved shelved = {.number = number,
                                 .id = article->id,
                                 .agency_count = (uint32_t)outcome->attribution_count,
                                 .bytes = (uint32_t)rp_article_bytes(article),
                                 .article = article,
                                 .outcome = outcome};
    for (size_t i = 0; i < outcome->attribution_count; i++)
        shelved.agencies[i] = rp_str_of(outcome->attributions[i].agency);
    return shelved;
}

static void pack(struct rp_packing *to, const struct rp_shelved *shelved)
{
    const struct rp_article *article = shelved->article;
    rp_pack_str(to, shelved->id);
    rp_pack_number(to, shelved->agency_count);
    for (uint32_t i = 0; i < shelved->agency_count; i++)
        rp_pack_str(to, shelved->agencies[i]);
    rp_pack_number(to, shelved->bytes);
    rp_pack_number(to, shelved->number);
    if (shelved->number != 0)
        return;
    rp_pack_str(to, article->text);
    rp_pack_str(to, article->source);
    rp_pack_str(to, article->published);
    rp_pack_str(to, article->url);
    rp_pack_str(to, article->title);
    rp_pack_str(to, article->lang);
    rp_pack_str(to, article->same_story_as);
    rp_kept_put(to, shelved->outcome);
}

size_t rp_shelf_need(const struct rp_shelved *shelved)
{
    struct rp_packing counted = {0};
    pack(&counted, shelved);
    return sizeof(struct head) + counted.size;
}

static char *place_of(const struct rp_shelf *shelf, rp_shelf_ref ref)
{
    return shelf->segments[ref >> 32].base + (uint32_t)ref;
}

static struct head head_at(const char *place)
{
    struct head head;
    memcpy(&head, place, sizeof head);
    return head;
}

/* The next bytes of the open segment. */
static rp_shelf_ref take_place(struct rp_shelf *shelf, size_t size)
{
    struct rp_segment *open = &shelf->segments[shelf->open];
    assert(open->cap - open->used >= size);
    rp_shelf_ref ref = (rp_shelf_ref)shelf->open << 32 | open->used;
    open->used += (uint32_t)size;
    open->live += (uint32_t)size;
    shelf->bytes += size;
    return ref;
}

rp_shelf_ref rp_shelf_put(struct rp_shelf *shelf, uint32_t slot, const struct rp_shelved *shelved)
{
    struct head head = {slot, (uint32_t)rp_shelf_need(shelved)};
    rp_shelf_ref ref = take_place(shelf, head.size);
    char *at = place_of(shelf, ref);
    memcpy(at, &head, sizeof head);
    pack(&(struct rp_packing){.at = at + sizeof head}, shelved);
    shelf->text_bytes += shelved->bytes;
    return ref;
}

static struct rp_unpacking unpacking_at(const struct rp_shelf *shelf, rp_shelf_ref ref)
{
    const char *at = place_of(shelf, ref);
    return (struct rp_unpacking){at + sizeof(struct head), at + head_at(at).size, false};
}

struct rp_str rp_shelf_id(const struct rp_shelf *shelf, rp_shelf_ref ref)
{
    struct rp_unpacking from = unpacking_at(shelf, ref);
    return rp_unpack_str(&from);
}

static struct rp_shelved get_shelved(struct rp_unpacking *from)
{
    struct rp_shelved shelved = {.id = rp_unpack_str(from), .agency_count = 0};
    shelved.agency_count = rp_unpack_small(from, RP_LIMIT_ATTRIBUTIONS);
    for (uint32_t i = 0; i < shelved.agency_count; i++)
        shelved.agencies[i] = rp_unpack_str(from);
    shelved.bytes = rp_unpack_small(from, UINT32_MAX);
    shelved.number = rp_unpack_number(from);
    return shelved;
}

struct rp_shelved rp_shelf_get(const struct rp_shelf *shelf, rp_shelf_ref ref)
{
    struct rp_unpacking from = unpacking_at(shelf, ref);
    return get_shelved(&from);
}

static struct rp_article get_article(struct rp_unpacking *from)
{
    struct rp_shelved shelved = get_shelved(from);
    assert(shelved.number == 0);
    struct rp_article article = {.id = shelved.id};
    article.text = rp_unpack_str(from);
    article.source = rp_unpack_str(from);
    article.published = rp_unpack_str(from);
    article.url = rp_unpack_str(from);
    article.title = rp_unpack_str(from);
    article.lang = rp_unpack_str(from);
    article.same_story_as = rp_unpack_str(from);
    return article;
}

struct rp_article rp_shelf_article(const struct rp_shelf *shelf, rp_shelf_ref ref)
{
    struct rp_unpacking from = unpacking_at(shelf, ref);
    return get_article(&from);
}

struct rp_str rp_shelf_kept(const struct rp_shelf *shelf, rp_shelf_ref ref)
{
    struct rp_unpacking from = unpacking_at(shelf, ref);
    get_article(&from);
    return (struct rp_str){from.at, (size_t)(from.end - from.at)};
}

/* --- dropping --- */

/* Moves what is left in a closed segment to the open one, as far as there is memory for it. */
static void clear_segment(struct rp_shelf *shelf, uint32_t index, const struct rp_shelf_owner *owner)
{
    struct head head;
    for (uint32_t at = 0; at < shelf->segments[index].used; at += head.size) {
        rp_shelf_ref ref = (rp_shelf_ref)index << 32 | at;
        head = head_at(place_of(shelf, ref));
        if (owner->place(owner->context, head.slot) != ref)
            continue;
        if (rp_shelf_reserve(shelf, head.size) != RP_OK)
            return;
        rp_shelf_ref to = take_place(shelf, head.size);
        memcpy(place_of(shelf, to), place_of(shelf, ref), head.size);
        shelf->segments[index].live -= head.size;
        shelf->gaps += head.size;
        owner->move(owner->context, head.slot, to);
    }
    free_segment(shelf, index);
}

void rp_shelf_drop(struct rp_shelf *shelf, rp_shelf_ref ref, const struct rp_shelf_owner *owner)
{
    uint32_t index = (uint32_t)(ref >> 32), size = head_at(place_of(shelf, ref)).size;
    struct rp_segment *segment = &shelf->segments[index];
    shelf->text_bytes -= rp_shelf_get(shelf, ref).bytes;
    segment->live -= size;
    shelf->gaps += size;
    if (index == shelf->open) {
        uint32_t used = segment->live == 0 ? 0 : (uint32_t)ref + size == segment->used ? (uint32_t)ref : segment->used;
        shelf->bytes -= segment->used - used;
        shelf->gaps -= segment->used - used;
        segment->used = used;
    } else if (segment->live == 0) {
        free_segment(shelf, index);
    } else if (segment->live < segment->used / 2 && shelf->gaps > shelf->bytes / 4 + SEGMENT) {
        clear_segment(shelf, index, owner);
    }
}
