/* The shelf. What lies on it: a head, each string of the article behind its length, and the answer that is kept. */
#include "corpus/shelf.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/pages.h"
#include "base/strings.h"
#include "corpus/kept.h"

#include <assert.h>
#include <string.h>

enum { SEGMENT_LEAST = 64 << 10, SEGMENT = RP_PAGES_LARGE, STRINGS = 7 };
static const uint32_t NONE = UINT32_MAX;
static const size_t MAX_SEGMENTS = UINT32_MAX - 1;

struct head {
    uint32_t slot, size;
};

enum rp_status rp_shelf_init(struct rp_shelf *shelf, const char *spool)
{
    *shelf = (struct rp_shelf){.open = NONE, .free = NONE};
    if (spool == NULL)
        return RP_OK;
    size_t size = strlen(spool) + 1;
    shelf->spool = rp_alloc(size);
    if (shelf->spool == NULL)
        return RP_NO_MEMORY;
    memcpy(shelf->spool, spool, size);
    return RP_OK;
}

void rp_shelf_done(struct rp_shelf *shelf)
{
    for (size_t i = 0; i < shelf->count; i++)
        if (shelf->segments[i].base != NULL)
            rp_segment_done(&shelf->segments[i]);
    rp_segment_done(&shelf->spooled);
    rp_free(shelf->segments);
    rp_free(shelf->spool);
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

/* `used`: one whose memory may be used again, or with base NULL. */
static enum rp_status open_segment(struct rp_shelf *shelf, size_t need, struct rp_segment *used)
{
    struct rp_segment segment = {.base = used->base, .cap = used->cap};
    if (!rp_grow(&shelf->segments, &shelf->cap, shelf->count + 1, sizeof *shelf->segments, MAX_SEGMENTS))
        return RP_NO_MEMORY;
    if (segment.base != NULL && segment.cap >= next_size(shelf, need))
        used->base = NULL;
    else if (!rp_segment_make(&segment, next_size(shelf, need)))
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
    rp_segment_done(segment);
    segment->next_free = shelf->free;
    shelf->free = index;
}

enum rp_status rp_shelf_reserve(struct rp_shelf *shelf, size_t need, struct rp_error *error)
{
    if (need > UINT32_MAX / 2)
        return rp_fail_memory(error);
    struct rp_segment *open = shelf->open != NONE ? &shelf->segments[shelf->open] : NULL, before = {0};
    if (open != NULL && open->cap - open->used >= need)
        return RP_OK;
    if (open != NULL && open->used == 0) {
        free_segment(shelf, shelf->open);
        shelf->open = NONE;
    } else if (open != NULL && shelf->spool != NULL) {
        struct rp_segment file;
        enum rp_status status = rp_segment_spool(open, shelf->spool, &file, error);
        if (status != RP_OK)
            return status;
        before = shelf->spooled;
        shelf->spooled = *open;
        *open = file;
        shelf->open = NONE;
    }
    enum rp_status status = open_segment(shelf, need, &before);
    rp_segment_done(&before);
    return status == RP_OK ? RP_OK : rp_fail_memory(error);
}

/* --- what lies on it --- */

static size_t number_size(size_t number)
{
    size_t size = 1;
    for (; number >= 128; number >>= 7)
        size++;
    return size;
}

static void put_number(char **at, size_t number)
{
    for (; number >= 128; number >>= 7)
        *(*at)++ = (char)((number & 127) | 128);
    *(*at)++ = (char)number;
}

static size_t get_number(const char **at)
{
    size_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
        unsigned char byte = (unsigned char)*(*at)++;
        number |= (size_t)(byte & 127) << shift;
        if (byte < 128)
            return number;
    }
}

static struct rp_str get_str(const char **at)
{
    struct rp_str str = {.len = get_number(at)};
    str.data = *at;
    *at += str.len;
    return str;
}

/* In the order in which they lie: the id is asked for most. */
static void strings_of(const struct rp_article *article, struct rp_str ret[STRINGS])
{
    const struct rp_str strings[STRINGS] = {article->id,  article->text,  article->source, article->published,
                                            article->url, article->title, article->lang};
    memcpy(ret, strings, sizeof strings);
}

size_t rp_shelf_need(const struct rp_article *article, const struct rp_outcome *outcome)
{
    struct rp_str strings[STRINGS];
    size_t need = sizeof(struct head) + rp_article_bytes(article) + rp_kept_size(outcome);
    strings_of(article, strings);
    for (int i = 0; i < STRINGS; i++)
        need += number_size(strings[i].len);
    return need;
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

rp_shelf_ref rp_shelf_put(struct rp_shelf *shelf, uint32_t slot, const struct rp_article *article, const struct rp_outcome *outcome)
{
    struct rp_str strings[STRINGS];
    struct head head = {slot, (uint32_t)rp_shelf_need(article, outcome)};
    rp_shelf_ref ref = take_place(shelf, head.size);
    char *at = place_of(shelf, ref);
    memcpy(at, &head, sizeof head);
    at += sizeof head;
    strings_of(article, strings);
    for (int i = 0; i < STRINGS; i++) {
        put_number(&at, strings[i].len);
        rp_put_str(&at, strings[i]);
    }
    rp_kept_put(at, outcome);
    shelf->text_bytes += rp_article_bytes(article);
    return ref;
}

struct rp_str rp_shelf_id(const struct rp_shelf *shelf, rp_shelf_ref ref)
{
    const char *at = place_of(shelf, ref) + sizeof(struct head);
    return get_str(&at);
}

/* And moves *at behind it. */
static struct rp_article get_article(const char **at)
{
    *at += sizeof(struct head);
    struct rp_article article = {.id = get_str(at)};
    article.text = get_str(at);
    article.source = get_str(at);
    article.published = get_str(at);
    article.url = get_str(at);
    article.title = get_str(at);
    article.lang = get_str(at);
    return article;
}

struct rp_article rp_shelf_article(const struct rp_shelf *shelf, rp_shelf_ref ref)
{
    const char *at = place_of(shelf, ref);
    return get_article(&at);
}

const char *rp_shelf_kept(const struct rp_shelf *shelf, rp_shelf_ref ref)
{
    const char *at = place_of(shelf, ref);
    get_article(&at);
    return at;
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
        if (rp_shelf_reserve(shelf, head.size, NULL) != RP_OK)
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
    struct rp_article article = rp_shelf_article(shelf, ref);
    shelf->text_bytes -= rp_article_bytes(&article);
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
