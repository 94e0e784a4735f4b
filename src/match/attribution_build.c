/* From phrases to the constants that are searched: sorted, indexed, in one block of memory. */
#include "match/attribution_parse.h"

#include "base/alloc.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FILTER_WORDS = RP_FILTER_BITS / 64 };

/* Equal phrases stand together, in the order of the table. */
static int by_first_then_longer(const void *a, const void *b)
{
    const struct rp_table_phrase *x = a, *y = b;
    if (x->token[0] != y->token[0])
        return x->token[0] < y->token[0] ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    for (unsigned i = 1; i < x->count; i++)
        if (x->token[i] != y->token[i])
            return x->token[i] < y->token[i] ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* ---- what no single line can tell ---- */

static const char *string_at(const struct rp_tables *tables, size_t at)
{
    return tables->strings.data + at;
}

static enum rp_status check_langs(struct rp_tables *tables, const struct rp_table_phrase *name)
{
    uint64_t unknown = name->langs & ~tables->spoken;
    size_t lang = 0;
    if (unknown == 0)
        return RP_OK;
    while ((unknown >> lang & 1) == 0)
        lang++;
    tables->line = name->line;
    return rp_fail(tables->error, RP_BAD_VALUE, "unknown language \"%s\": no cue has it, so \"%.60s\" would never count",
                   string_at(tables, tables->lang[lang]), string_at(tables, name->text));
}

static bool same_words(const struct rp_table_phrase *a, const struct rp_table_phrase *b)
{
    return a->count == b->count && memcmp(a->token, b->token, a->count * sizeof *a->token) == 0;
}

/* Would `other` always be found in place of `name`, which has the same words and comes behind it? */
static bool hides(const struct rp_tables *tables, const struct rp_table_phrase *other, const struct rp_table_phrase *name)
{
    return other->kind == RP_PHRASE_NAME && other->agency != name->agency && other->langs == 0 &&
           ((other->flags & RP_PHRASE_EXACT) == 0 || strcmp(string_at(tables, other->text), string_at(tables, name->text)) == 0) &&
           ((other->flags & RP_PHRASE_DOUBTFUL) == 0 || (name->flags & RP_PHRASE_DOUBTFUL) != 0);
}

static enum rp_status check_names(struct rp_tables *tables)
{
    const struct rp_table_phrase *names = tables->names.phrase;
    for (size_t i = 0, first = 0; i < tables->names.count; i++) {
        first = same_words(&names[i], &names[first]) ? first : i;
        if (names[i].line == 0 || names[i].kind != RP_PHRASE_NAME)
            continue;
        enum rp_status status = check_langs(tables, &names[i]);
        if (status != RP_OK)
            return status;
        for (size_t k = first; k < i; k++)
            if (hides(tables, &names[k], &names[i])) {
                const char *holder = string_at(tables, tables->agency[names[k].agency].name);
                tables->line = names[i].line;
                return rp_fail(tables->error, RP_BAD_VALUE, "\"%.60s\" is a spelling of \"%.60s\" already: take it out, or write that name first",
                               string_at(tables, names[i].text), holder);
            }
    }
    return RP_OK;
}

/* ---- the block ---- */

static size_t tokens_of(const struct rp_table_set *set)
{
    size_t count = 0;
    for (size_t i = 0; i < set->count; i++)
        count += set->phrase[i].count;
    return count;
}

static uint32_t mask_of(const struct rp_table_set *set)
{
    uint32_t mask = 15;
    while (mask < 2 * set->count)
        mask = mask * 2 + 1;
    return mask;
}

static void add_to_filter(uint64_t *filter, uint64_t hash)
{
    uint64_t bit = hash >> RP_FILTER_SHIFT;
    filter[bit / 64] |= UINT64_C(1) << bit % 64;
}

static void index_set(const struct rp_table_set *set, uint32_t mask, uint16_t *slot, uint64_t *firsts, uint64_t *begins)
{
    memset(slot, 0, (mask + (size_t)1) * sizeof *slot);
    memset(firsts, 0, FILTER_WORDS * sizeof *firsts);
    memset(begins, 0, FILTER_WORDS * sizeof *begins);
    for (size_t i = 0; i < set->count; i++) {
        const uint64_t *token = set->phrase[i].token, first = token[0];
        add_to_filter(begins, rp_filter_pair(first, set->phrase[i].count > 1 ? token[1] : 0));
        if (i > 0 && set->phrase[i - 1].token[0] == first)
            continue;
        uint32_t at = (uint32_t)first & mask;
        while (slot[at] != 0)
            at = (at + 1) & mask;
        slot[at] = (uint16_t)(i + 1);
        add_to_filter(firsts, first);
    }
}

/* Where the next array of each type begins in the block. */
struct room {
    struct rp_phrase *phrase;
    const char **lang;
    uint64_t *word;
    uint16_t *slot;
    char *strings;
};

static struct rp_phrase_set put_set(const struct rp_table_set *set, struct room *room)
{
    uint32_t mask = mask_of(set);
    uint64_t *firsts = room->word, *begins = firsts + FILTER_WORDS, *token = begins + FILTER_WORDS;
    struct rp_phrase_set put = {token, room->phrase, set->count, room->slot, mask, firsts, begins};
    size_t first = 0;
    for (size_t i = 0; i < set->count; i++) {
        const struct rp_table_phrase *from = &set->phrase[i];
        room->phrase[i] = (struct rp_phrase){.text = room->strings + from->text, .first = (uint32_t)first, .count = from->count,
                                             .kind = from->kind, .flags = from->flags, .agency = from->agency, .langs = from->langs};
        memcpy(token + first, from->token, from->count * sizeof *token);
        first += from->count;
    }
    index_set(set, mask, room->slot, firsts, begins);
    room->phrase += set->count;
    room->word = token + first;
    room->slot += mask + (size_t)1;
    return put;
}

static struct rp_agencies *make_block(const struct rp_tables *tables)
{
    const struct rp_table_set *sets[] = {&tables->names, &tables->forward, &tables->backward};
    size_t phrases = 0, words = 0, slots = 0;
    for (size_t i = 0; i < 3; i++) {
        phrases += sets[i]->count;
        words += 2 * FILTER_WORDS + tokens_of(sets[i]);
        slots += mask_of(sets[i]) + (size_t)1;
    }
    struct rp_agencies *made = rp_alloc(sizeof *made + tables->agencies * sizeof(struct rp_agency) + phrases * sizeof(struct rp_phrase) +
                                        tables->langs * sizeof(char *) + words * sizeof(uint64_t) + slots * sizeof(uint16_t) +
                                        tables->strings.len);
    if (made == NULL)
        return NULL;
    /* In the order of falling alignment. */
    struct rp_agency *agency = (struct rp_agency *)(made + 1);
    struct room room = {.phrase = (struct rp_phrase *)(agency + tables->agencies)};
    room.word = (uint64_t *)(room.phrase + phrases);
    room.lang = (const char **)(room.word + words);
    room.slot = (uint16_t *)(room.lang + tables->langs);
    room.strings = (char *)(room.slot + slots);
    memcpy(room.strings, tables->strings.data, tables->strings.len);
    for (size_t i = 0; i < tables->agencies; i++)
        agency[i] = (struct rp_agency){room.strings + tables->agency[i].name, room.strings + tables->agency[i].hosts};
    for (size_t i = 0; i < tables->langs; i++)
        room.lang[i] = room.strings + tables->lang[i];
    *made = (struct rp_agencies){.agencies = agency, .agency_count = tables->agencies, .langs = room.lang, .lang_count = tables->langs};
    made->names = put_set(&tables->names, &room);
    made->forward = put_set(&tables->forward, &room);
    made->backward = put_set(&tables->backward, &room);
    return made;
}

static void sort(struct rp_table_set *set)
{
    if (set->count > 0)
        qsort(set->phrase, set->count, sizeof *set->phrase, by_first_then_longer);
}

enum rp_status rp_tables_build(struct rp_tables *tables, struct rp_agencies **ret)
{
    sort(&tables->names);
    sort(&tables->forward);
    sort(&tables->backward);
    enum rp_status status = check_names(tables);
    if (status != RP_OK)
        return status;
    tables->line = 0;
    *ret = make_block(tables);
    return *ret != NULL ? RP_OK : rp_fail_memory(tables->error);
}
