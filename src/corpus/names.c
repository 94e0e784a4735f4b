/* The names of agencies and cues, each once. */
#include "corpus/names.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/hash.h"

#include <string.h>

enum { FIRST_TABLE = 64 };

void rp_names_done(struct rp_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        rp_free(names->names[i]);
    rp_free(names->names);
    rp_free(names->table);
    *names = (struct rp_names){0};
}

static size_t place_of(const struct rp_names *names, struct rp_str name)
{
    size_t mask = names->table_cap - 1, at = rp_hash64(name.data, name.len, 0) & mask;
    while (names->table[at] != 0 && !rp_str_equal(rp_str_of(names->names[names->table[at] - 1]), name))
        at = (at + 1) & mask;
    return at;
}

static bool grow_table(struct rp_names *names)
{
    if ((names->count + 1) * 2 <= names->table_cap)
        return true;
    size_t cap = names->table_cap > 0 ? names->table_cap * 2 : FIRST_TABLE;
    uint32_t *table = rp_alloc_zeroed(cap, sizeof *table);
    if (table == NULL)
        return false;
    rp_free(names->table);
    names->table = table;
    names->table_cap = cap;
    for (size_t i = 0; i < names->count; i++)
        table[place_of(names, rp_str_of(names->names[i]))] = (uint32_t)i + 1;
    return true;
}

const char *rp_names_keep(struct rp_names *names, struct rp_str name)
{
    if (names->table_cap > 0 && names->table[place_of(names, name)] != 0)
        return names->names[names->table[place_of(names, name)] - 1];
    if (!rp_grow(&names->names, &names->cap, names->count + 1, sizeof *names->names, UINT32_MAX - 1) || !grow_table(names))
        return NULL;
    char *copy = rp_alloc(name.len + 1);
    if (copy == NULL)
        return NULL;
    if (name.len > 0)
        memcpy(copy, name.data, name.len);
    copy[name.len] = '\0';
    names->names[names->count] = copy;
    names->table[place_of(names, name)] = (uint32_t)++names->count;
    names->bytes += name.len + 1;
    return copy;
}

uint64_t rp_names_bytes(const struct rp_names *names)
{
    return names->bytes + names->cap * sizeof *names->names + names->table_cap * sizeof *names->table;
}
