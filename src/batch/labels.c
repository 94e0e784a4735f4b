/* The labelled pairs of an evaluation set. */
#include "batch/labels.h"

#include "base/alloc.h"
#include "base/bits.h"
#include "base/error.h"
#include "input/lines.h"

#include <string.h>

enum { MAX_PAIRS = 1 << 28, COLUMNS = 4 };

void rp_labels_done(struct rp_labels *labels)
{
    rp_free(labels->pairs);
    rp_free(labels->table);
    *labels = (struct rp_labels){0};
}

static bool same(const struct rp_pair *pair, uint32_t a, uint32_t b)
{
    return (pair->a == a && pair->b == b) || (pair->a == b && pair->b == a);
}

static size_t slot_of(const struct rp_labels *labels, uint32_t a, uint32_t b)
{
    uint64_t key = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
    size_t slot = rp_mix(key) & (labels->slots - 1);
    while (labels->table[slot] != RP_NO_NUMBER && !same(&labels->pairs[labels->table[slot]], a, b))
        slot = (slot + 1) & (labels->slots - 1);
    return slot;
}

const struct rp_pair *rp_labels_find(const struct rp_labels *labels, uint32_t a, uint32_t b)
{
    uint32_t i = labels->slots > 0 ? labels->table[slot_of(labels, a, b)] : RP_NO_NUMBER;
    return i != RP_NO_NUMBER ? &labels->pairs[i] : NULL;
}

static enum rp_status widen(struct rp_labels *labels)
{
    if (2 * (labels->count + 1) <= labels->slots)
        return RP_OK;
    size_t slots = labels->slots > 0 ? 2 * labels->slots : 1024;
    uint32_t *table = rp_alloc(slots * sizeof *table);
    if (table == NULL)
        return RP_NO_MEMORY;
    memset(table, 0xff, slots * sizeof *table);
    rp_free(labels->table);
    labels->table = table;
    labels->slots = slots;
    for (uint32_t i = 0; i < labels->count; i++)
        table[slot_of(labels, labels->pairs[i].a, labels->pairs[i].b)] = i;
    return RP_OK;
}

static enum rp_status add(struct rp_labels *labels, struct rp_pair pair, struct rp_error *error)
{
    if (rp_labels_find(labels, pair.a, pair.b) != NULL)
        return rp_fail(error, RP_REPEATED_KEY, "the pair is given twice");
    if (widen(labels) != RP_OK ||
        !rp_grow(&labels->pairs, &labels->cap, labels->count + 1, sizeof *labels->pairs, MAX_PAIRS))
        return rp_fail_memory(error);
    labels->table[slot_of(labels, pair.a, pair.b)] = (uint32_t)labels->count;
    labels->pairs[labels->count++] = pair;
    return RP_OK;
}

/* Cuts a line at its tabs; false unless there are COLUMNS columns. */
static bool split(struct rp_str line, struct rp_str columns[COLUMNS])
{
    size_t n = 0;
    if (line.len > 0 && line.data[line.len - 1] == '\r')
        line.len--;
    for (;;) {
        const char *tab = line.len > 0 ? memchr(line.data, '\t', line.len) : NULL;
        size_t len = tab != NULL ? (size_t)(tab - line.data) : line.len;
        if (n == COLUMNS)
            return false;
        columns[n++] = (struct rp_str){line.data, len};
        if (tab == NULL)
            return n == COLUMNS;
        line = (struct rp_str){tab + 1, line.len - len - 1};
    }
}

static bool is(struct rp_str str, const char *word)
{
    return rp_str_equal(str, rp_str_of(word));
}

static enum rp_status parse(struct rp_str line, const struct rp_ids *ids, struct rp_pair *ret, struct rp_error *error)
{
    struct rp_str columns[COLUMNS];
    if (!split(line, columns))
        return rp_fail(error, RP_BAD_VALUE, "four columns with tabs between are wanted: a, b, label, trap");
    bool copy = is(columns[2], "copy"), not = is(columns[2], "not"), trap = is(columns[3], "1");
    if (!copy && !not &&!is(columns[2], "skip"))
        return rp_fail(error, RP_BAD_VALUE, "label: copy, not or skip is wanted, not \"%.*s\"", RP_SHOW(columns[2]));
    if ((!trap && !is(columns[3], "0")) || (trap && copy))
        return rp_fail(error, RP_BAD_VALUE, "trap: 0 or 1 is wanted, 1 not for a copy");
    *ret = (struct rp_pair){.a = rp_ids_find(ids, columns[0]),
                            .b = rp_ids_find(ids, columns[1]),
                            .trap = trap,
                            .label = copy  ? RP_LABEL_COPY
                                     : not ? RP_LABEL_NOT
                                           : RP_LABEL_SKIP};
    for (unsigned i = 0; i < 2; i++)
        if ((i == 0 ? ret->a : ret->b) == RP_NO_NUMBER)
            return rp_fail(error, RP_NOT_FOUND, "there is no article \"%.*s\"", RP_SHOW(columns[i]));
    return ret->a != ret->b ? RP_OK : rp_fail(error, RP_BAD_VALUE, "a pair of an article with itself");
}

static enum rp_status take(struct rp_labels *labels, const struct rp_ids *ids, struct rp_str line, uint64_t number,
                           struct rp_error *error)
{
    struct rp_pair pair = {0};
    if (line.len == 0 || (number == 1 && line.len >= 4 && memcmp(line.data, "a\tb\t", 4) == 0))
        return RP_OK;
    enum rp_status status = parse(line, ids, &pair, error);
    return status == RP_OK ? add(labels, pair, error) : status;
}

enum rp_status rp_labels_load(const char *path, const struct rp_ids *ids, struct rp_labels *ret, struct rp_error *error)
{
    struct rp_lines *lines;
    struct rp_str line;
    struct rp_error why = {0};
    uint64_t number = 0;
    *ret = (struct rp_labels){0};
    enum rp_status status = rp_lines_open(path, NULL, &lines, error);
    if (status != RP_OK)
        return status;
    while (status == RP_OK) {
        status = rp_lines_next(lines, &line, &number, &why);
        if (status == RP_OK)
            status = take(ret, ids, line, number, &why);
    }
    rp_lines_close(lines);
    if (status == RP_CLOSED)
        return RP_OK;
    rp_labels_done(ret);
    return rp_fail(error, status, "%s:%llu: %s", path, (unsigned long long)number, why.message);
}
