/* What is known of each source. */
#include "corpus/sources.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "corpus/profile.h"

#include <string.h>

enum { FIRST_TABLE = 64 };
static const size_t MAX_SOURCES = UINT32_MAX - 1;

struct rp_source {
    char *name; /* owned */
    size_t name_len;
    struct rp_profile profile;
    uint32_t articles; /* 0: the slot is free */
    uint32_t run;    /* of the latest article; 0 before the first */
    uint32_t titles; /* that were learnt */
    struct rp_title *latest; /* owned: a ring of RP_SOURCE_TITLES, from the first article on */
    uint32_t newer, older; /* neighbours in the list of profiles by last use; `older` chains free slots */
};

void rp_sources_init(struct rp_sources *sources, uint64_t max_profile_bytes)
{
    *sources = (struct rp_sources){.max_profile_bytes = max_profile_bytes, .newest = RP_SOURCE_NONE, .oldest = RP_SOURCE_NONE, .free_source = RP_SOURCE_NONE};
}

static void free_source(struct rp_sources *sources, struct rp_source *source)
{
    rp_free(source->name);
    rp_profile_done(&source->profile, &sources->blocks);
    rp_free(source->latest);
}

void rp_sources_done(struct rp_sources *sources)
{
    for (size_t i = 0; i < sources->count; i++)
        free_source(sources, &sources->sources[i]);
    rp_free(sources->sources);
    rp_free(sources->table);
    rp_blocks_done(&sources->blocks);
    rp_sources_init(sources, 0);
}

static size_t home_of(const struct rp_sources *sources, struct rp_str name)
{
    return rp_hash64(name.data, name.len, 0) & (sources->table_cap - 1);
}

static size_t find_slot(const struct rp_sources *sources, struct rp_str name)
{
    size_t mask = sources->table_cap - 1;
    size_t slot = home_of(sources, name);
    while (sources->table[slot] != 0) {
        const struct rp_source *source = &sources->sources[sources->table[slot] - 1];
        if (rp_str_equal((struct rp_str){source->name, source->name_len}, name))
            break;
        slot = (slot + 1) & mask;
    }
    return slot;
}

uint32_t rp_sources_find(const struct rp_sources *sources, struct rp_str name)
{
    if (name.len == 0 || sources->table_cap == 0)
        return RP_SOURCE_NONE;
    uint32_t entry = sources->table[find_slot(sources, name)];
    return entry > 0 ? entry - 1 : RP_SOURCE_NONE;
}

struct rp_str rp_sources_name(const struct rp_sources *sources, uint32_t source)
{
    if (source == RP_SOURCE_NONE)
        return (struct rp_str){0};
    return (struct rp_str){sources->sources[source].name, sources->sources[source].name_len};
}

/* Places of the table that holds one more: at most half of them are taken. */
static size_t table_for_more(const struct rp_sources *sources)
{
    if ((sources->live + 1) * 2 <= sources->table_cap)
        return sources->table_cap;
    return sources->table_cap > 0 ? sources->table_cap * 2 : FIRST_TABLE;
}

static enum rp_status grow_table(struct rp_sources *sources)
{
    size_t cap = table_for_more(sources);
    if (cap == sources->table_cap)
        return RP_OK;
    uint32_t *table = rp_alloc_zeroed(cap, sizeof *table);
    if (table == NULL)
        return RP_NO_MEMORY;
    rp_free(sources->table);
    sources->table = table;
    sources->table_cap = cap;
    for (size_t i = 0; i < sources->count; i++)
        if (sources->sources[i].articles > 0)
            table[find_slot(sources, rp_sources_name(sources, (uint32_t)i))] = (uint32_t)i + 1;
    return RP_OK;
}

static enum rp_status make_source(struct rp_sources *sources, struct rp_str name, uint32_t *ret)
{
    if (!rp_grow(&sources->sources, &sources->cap, sources->count + 1, sizeof *sources->sources, MAX_SOURCES) ||
        grow_table(sources) != RP_OK)
        return RP_NO_MEMORY;
    char *copy = rp_alloc(name.len);
    if (copy == NULL)
        return RP_NO_MEMORY;
    memcpy(copy, name.data, name.len);
    *ret = sources->free_source;
    if (*ret != RP_SOURCE_NONE)
        sources->free_source = sources->sources[*ret].older;
    else
        *ret = (uint32_t)sources->count++;
    sources->table[find_slot(sources, name)] = *ret + 1;
    sources->sources[*ret] = (struct rp_source){.name = copy, .name_len = name.len, .newer = RP_SOURCE_NONE, .older = RP_SOURCE_NONE};
    sources->live++;
    sources->name_bytes += name.len;
    return RP_OK;
}

enum rp_status rp_sources_open(struct rp_sources *sources, struct rp_str name, uint32_t *ret)
{
    *ret = rp_sources_find(sources, name);
    if (name.len == 0)
        return RP_OK;
    enum rp_status status = *ret != RP_SOURCE_NONE ? RP_OK : make_source(sources, name, ret);
    if (status == RP_OK)
        sources->sources[*ret].articles++;
    return status;
}

/* --- profiles by last use --- */

static void unlink_profile(struct rp_sources *sources, uint32_t index)
{
    struct rp_source *source = &sources->sources[index];
    if (source->newer != RP_SOURCE_NONE)
        sources->sources[source->newer].older = source->older;
    else
        sources->newest = source->older;
    if (source->older != RP_SOURCE_NONE)
        sources->sources[source->older].newer = source->newer;
    else
        sources->oldest = source->newer;
}

static void link_profile(struct rp_sources *sources, uint32_t index)
{
    struct rp_source *source = &sources->sources[index];
    source->newer = RP_SOURCE_NONE;
    source->older = sources->newest;
    if (sources->newest != RP_SOURCE_NONE)
        sources->sources[sources->newest].newer = index;
    else
        sources->oldest = index;
    sources->newest = index;
}

static void forget_profile(struct rp_sources *sources, uint32_t index)
{
    struct rp_source *source = &sources->sources[index];
    unlink_profile(sources, index);
    sources->profile_bytes -= rp_profile_bytes(&source->profile);
    rp_profile_done(&source->profile, &sources->blocks);
}

/* Empties a place of the table and moves later entries of its cluster back (Knuth 6.4, algorithm R). */
static void erase_slot(struct rp_sources *sources, size_t slot)
{
    size_t mask = sources->table_cap - 1;
    sources->table[slot] = 0;
    for (size_t next = (slot + 1) & mask; sources->table[next] != 0; next = (next + 1) & mask) {
        size_t home = home_of(sources, rp_sources_name(sources, sources->table[next] - 1));
        if (((next - home) & mask) < ((next - slot) & mask))
            continue;
        sources->table[slot] = sources->table[next];
        sources->table[next] = 0;
        slot = next;
    }
}

void rp_sources_close(struct rp_sources *sources, uint32_t index)
{
    if (index == RP_SOURCE_NONE || --sources->sources[index].articles > 0)
        return;
    struct rp_source *source = &sources->sources[index];
    erase_slot(sources, find_slot(sources, rp_sources_name(sources, index)));
    if (source->profile.set_count > 0)
        forget_profile(sources, index);
    sources->name_bytes -= source->name_len;
    sources->live--;
    free_source(sources, source);
    *source = (struct rp_source){.older = sources->free_source};
    sources->free_source = index;
}

enum rp_status rp_sources_reserve(struct rp_sources *sources, uint32_t index, size_t shingles)
{
    if (index == RP_SOURCE_NONE)
        return RP_OK;
    struct rp_source *source = &sources->sources[index];
    if (source->latest == NULL && (source->latest = rp_alloc_zeroed(RP_SOURCE_TITLES, sizeof *source->latest)) == NULL)
        return RP_NO_MEMORY;
    uint64_t before = rp_profile_bytes(&source->profile);
    if (rp_profile_reserve(&source->profile, &sources->blocks, source->run, shingles) != RP_OK)
        return RP_NO_MEMORY;
    if (before == 0)
        link_profile(sources, index);
    sources->profile_bytes += rp_profile_bytes(&source->profile) - before;
    while (sources->profile_bytes > sources->max_profile_bytes && sources->oldest != index)
        forget_profile(sources, sources->oldest);
    return RP_OK;
}

static bool same_title(const struct rp_source *source, const struct rp_title *title)
{
    if (source->titles == 0)
        return false;
    const struct rp_title *last = &source->latest[(source->titles - 1) % RP_SOURCE_TITLES];
    return last->count == title->count && last->address == title->address && memcmp(last->word, title->word, title->count * sizeof *title->word) == 0;
}

bool rp_sources_learn(struct rp_sources *sources, uint32_t index, const struct rp_title *title, const uint32_t *watched, size_t count)
{
    if (index == RP_SOURCE_NONE)
        return false;
    struct rp_source *source = &sources->sources[index];
    unlink_profile(sources, index);
    link_profile(sources, index);
    bool begins = !same_title(source, title);
    if (begins) {
        source->run++;
        source->latest[source->titles++ % RP_SOURCE_TITLES] = *title;
    }
    rp_profile_learn(&source->profile, source->run, watched, count);
    return begins;
}

void rp_sources_fetch(const struct rp_sources *sources, struct rp_str name, const uint32_t *watched, size_t count)
{
    uint32_t index = rp_sources_find(sources, name);
    if (index != RP_SOURCE_NONE)
        rp_profile_fetch(&sources->sources[index].profile, watched, count);
}

void rp_sources_unlearn(struct rp_sources *sources, uint32_t index, const uint64_t *shingles, size_t count)
{
    if (index != RP_SOURCE_NONE)
        rp_profile_unlearn(&sources->sources[index].profile, shingles, count);
}

void rp_sources_count_new(const struct rp_sources *sources, uint32_t index, const struct rp_title *title, const uint64_t *shingles,
                          size_t count, uint8_t *ret)
{
    if (index == RP_SOURCE_NONE) {
        memset(ret, 0, count);
        return;
    }
    const struct rp_source *source = &sources->sources[index];
    rp_profile_count(&source->profile, same_title(source, title) ? source->run : source->run + 1, shingles, count, ret);
}

void rp_sources_count_old(const struct rp_sources *sources, uint32_t index, const uint64_t *shingles, size_t count, uint8_t *ret)
{
    if (index == RP_SOURCE_NONE)
        memset(ret, 0, count);
    else
        rp_profile_count(&sources->sources[index].profile, RP_PROFILE_EVERY_RUN, shingles, count, ret);
}

size_t rp_sources_common_words(const struct rp_sources *sources, uint32_t index, uint64_t ret[RP_TITLE_WORDS * 2])
{
    if (index == RP_SOURCE_NONE || sources->sources[index].titles < 2)
        return 0;
    const struct rp_source *source = &sources->sources[index];
    uint32_t titles = source->titles < RP_SOURCE_TITLES ? source->titles : RP_SOURCE_TITLES;
    size_t n = 0;
    /* A word in half of the titles is in one of the first half of them (and the next), whichever those are. */
    for (uint32_t i = 0; i <= titles / 2; i++) {
        for (uint32_t w = 0; w < source->latest[i].count; w++) {
            uint64_t word = source->latest[i].word[w];
            uint32_t in = 0;
            bool known = false;
            for (size_t k = 0; k < n; k++)
                known = known || ret[k] == word;
            for (uint32_t t = 0; !known && t < titles; t++)
                for (uint32_t k = 0; k < source->latest[t].count; k++)
                    in += source->latest[t].word[k] == word;
            if (!known && in > 1 && in * 2 >= titles && n < RP_TITLE_WORDS * 2)
                ret[n++] = word;
        }
    }
    return n;
}

static const size_t TITLES_BYTES = RP_SOURCE_TITLES * sizeof(struct rp_title);

uint64_t rp_sources_growth(const struct rp_sources *sources, struct rp_str name, size_t shingles)
{
    uint32_t index = rp_sources_find(sources, name);
    if (name.len == 0)
        return 0;
    if (index == RP_SOURCE_NONE)
        return name.len + TITLES_BYTES + rp_profile_growth(&(struct rp_profile){0}, shingles) +
               (rp_grown(sources->cap, sources->count + 1, MAX_SOURCES) - sources->cap) * sizeof *sources->sources +
               (table_for_more(sources) - sources->table_cap) * sizeof *sources->table;
    const struct rp_source *source = &sources->sources[index];
    return rp_profile_growth(&source->profile, shingles);
}

uint64_t rp_sources_bytes(const struct rp_sources *sources)
{
    return sources->profile_bytes + sources->name_bytes + sources->live * TITLES_BYTES +
           sources->cap * sizeof *sources->sources + sources->table_cap * sizeof *sources->table;
}

/* --- the state as bytes --- */

static void put_title(struct rp_packing *to, const struct rp_title *title)
{
    rp_pack_number(to, title->count);
    for (uint32_t i = 0; i < title->count; i++)
        rp_pack_number(to, title->word[i]);
    rp_pack_number(to, title->last_count);
    for (uint32_t i = 0; i < title->last_count; i++)
        rp_pack_number(to, title->last[i]);
    rp_pack_number(to, title->address);
}

static void get_title(struct rp_unpacking *from, struct rp_title *ret)
{
    ret->count = rp_unpack_small(from, RP_TITLE_WORDS);
    for (uint32_t i = 0; i < ret->count; i++)
        ret->word[i] = rp_unpack_number(from);
    ret->last_count = rp_unpack_small(from, RP_TITLE_LAST_WORDS);
    for (uint32_t i = 0; i < ret->last_count; i++)
        ret->last[i] = rp_unpack_number(from);
    ret->address = rp_unpack_number(from);
}

static uint32_t titles_kept(const struct rp_source *source)
{
    return source->latest == NULL ? 0 : source->titles < RP_SOURCE_TITLES ? source->titles : RP_SOURCE_TITLES;
}

static void save_source(const struct rp_source *source, const struct rp_image_sink *sink)
{
    char room[RP_IMAGE_ITEM_MOST];
    struct rp_packing item = {.at = room};
    rp_pack_number(&item, source->articles);
    rp_pack_number(&item, source->newer);
    rp_pack_number(&item, source->older);
    if (source->articles > 0) {
        rp_pack_str(&item, (struct rp_str){source->name, source->name_len});
        rp_pack_number(&item, source->run);
        rp_pack_number(&item, source->titles);
        rp_pack_number(&item, source->latest != NULL);
        for (uint32_t i = 0; i < titles_kept(source); i++)
            put_title(&item, &source->latest[i]);
        rp_pack_number(&item, source->profile.set_count);
        rp_pack_number(&item, source->profile.used);
    }
    rp_image_put(sink, &item);
    if (source->articles > 0)
        rp_profile_save(&source->profile, sink);
}

void rp_sources_save(const struct rp_sources *sources, const struct rp_image_sink *sink)
{
    char room[64];
    struct rp_packing item = {.at = room};
    rp_pack_number(&item, sources->count);
    rp_pack_number(&item, sources->free_source);
    rp_pack_number(&item, sources->newest);
    rp_pack_number(&item, sources->oldest);
    rp_image_put(sink, &item);
    for (size_t i = 0; i < sources->count; i++)
        save_source(&sources->sources[i], sink);
}

/* The part of a source that stands in memory of its own. */
static enum rp_status load_known(struct rp_sources *sources, struct rp_unpacking *from, struct rp_source *ret, const struct rp_image_source *image,
                                 struct rp_error *error)
{
    struct rp_str name = rp_unpack_str(from);
    ret->run = rp_unpack_small(from, UINT32_MAX);
    ret->titles = rp_unpack_small(from, UINT32_MAX);
    bool has_titles = rp_unpack_small(from, 1);
    if (from->bad || name.len == 0)
        return rp_image_damaged(error, "a source");
    ret->name = rp_alloc(name.len);
    ret->name_len = name.len;
    ret->latest = has_titles ? rp_alloc_zeroed(RP_SOURCE_TITLES, sizeof *ret->latest) : NULL;
    if (ret->name == NULL || (has_titles && ret->latest == NULL))
        return rp_fail_memory(error);
    memcpy(ret->name, name.data, name.len);
    for (uint32_t i = 0; i < titles_kept(ret); i++)
        get_title(from, &ret->latest[i]);
    uint64_t sets = rp_unpack_number(from), used = rp_unpack_number(from);
    if (from->bad)
        return rp_image_damaged(error, "a source");
    sources->live++;
    sources->name_bytes += name.len;
    if (sets == 0)
        return RP_OK;
    enum rp_status status = rp_profile_load(&ret->profile, &sources->blocks, sets, used, image, error);
    sources->profile_bytes += rp_profile_bytes(&ret->profile);
    return status;
}

static enum rp_status load_source(struct rp_sources *sources, char *room, const struct rp_image_source *image, struct rp_error *error)
{
    struct rp_unpacking from;
    struct rp_source *source = &sources->sources[sources->count];
    enum rp_status status = rp_image_get(image, room, &from, error);
    if (status != RP_OK)
        return status;
    *source = (struct rp_source){.articles = rp_unpack_small(&from, UINT32_MAX)};
    source->newer = rp_unpack_small(&from, UINT32_MAX);
    source->older = rp_unpack_small(&from, UINT32_MAX);
    sources->count++;
    if (source->articles > 0)
        status = load_known(sources, &from, source, image, error);
    return status;
}

static enum rp_status fill_table(struct rp_sources *sources, struct rp_error *error)
{
    size_t cap = FIRST_TABLE;
    while (cap < 2 * (sources->live + 1))
        cap *= 2;
    sources->table = rp_alloc_zeroed(cap, sizeof *sources->table);
    if (sources->table == NULL)
        return rp_fail_memory(error);
    sources->table_cap = cap;
    for (size_t i = 0; i < sources->count; i++)
        if (sources->sources[i].articles > 0)
            sources->table[find_slot(sources, rp_sources_name(sources, (uint32_t)i))] = (uint32_t)i + 1;
    return RP_OK;
}

enum rp_status rp_sources_load(struct rp_sources *sources, const struct rp_image_source *source, struct rp_error *error)
{
    char room[RP_IMAGE_ITEM_MOST];
    struct rp_unpacking from;
    enum rp_status status = rp_image_get(source, room, &from, error);
    if (status != RP_OK)
        return status;
    uint64_t count = rp_unpack_small(&from, UINT32_MAX - 1);
    sources->free_source = rp_unpack_small(&from, UINT32_MAX);
    sources->newest = rp_unpack_small(&from, UINT32_MAX);
    sources->oldest = rp_unpack_small(&from, UINT32_MAX);
    if (from.bad)
        return rp_image_damaged(error, "the sources");
    if (count == 0)
        return RP_OK;
    if (!rp_grow(&sources->sources, &sources->cap, count, sizeof *sources->sources, MAX_SOURCES))
        return rp_fail_memory(error);
    while (sources->count < count && status == RP_OK)
        status = load_source(sources, room, source, error);
    return status == RP_OK ? fill_table(sources, error) : status;
}
