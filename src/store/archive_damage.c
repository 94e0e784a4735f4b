/* What is damaged in a folder, said so that somebody can use it: articles by their ids where the state knows them, other operations by their numbers, many in a row as one. */
#include "base/alloc.h"
#include "base/error.h"
#include "store/archive_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHATS_BYTES = 64 << 20, WHERE_BYTES = 640, WHAT_BYTES = 400 };

void rp_damage_start(struct rp_damage *damage, struct rp_archive *archive, const struct rp_archive_look *look, struct rp_archive_report *report)
{
    *damage = (struct rp_damage){.archive = archive, .look = look, .report = report};
    rp_buf_init(&damage->whats, WHATS_BYTES);
}

void rp_damage_done(struct rp_damage *damage)
{
    rp_free(damage->list);
    rp_free(damage->losses);
    rp_buf_done(&damage->whats);
}

void rp_damage_tell(struct rp_damage *damage, const char *where, const char *what)
{
    damage->report->damaged++;
    if (damage->look->damaged != NULL)
        damage->look->damaged(damage->look->context, where, what);
}

void rp_damage_on_file(void *context, const char *file, const char *what)
{
    char text[WHAT_BYTES];
    bool harmless;
    const char *mend = rp_data_folder_mend(file, &harmless);
    snprintf(text, sizeof text, "%s%s%s", what, harmless ? ": " : "", harmless ? mend : "");
    rp_damage_tell(context, file, text);
}

/* Where a text stands among those that are kept; adds it when it is new. SIZE_MAX: no memory. */
static size_t keep_what(struct rp_damage *damage, const char *what)
{
    const struct rp_buf *whats = &damage->whats;
    size_t len = strlen(what) + 1, at = damage->last_what;
    if (whats->len > 0 && strcmp(whats->data + at, what) == 0)
        return at;
    for (at = 0; at < whats->len; at += strlen(whats->data + at) + 1)
        if (strcmp(whats->data + at, what) == 0)
            return damage->last_what = at;
    if (rp_buf_add(&damage->whats, what, len) != RP_OK) {
        damage->no_memory = true;
        return SIZE_MAX;
    }
    return damage->last_what = whats->len - len;
}

void rp_damage_on_rows(void *context, const char *what)
{
    struct rp_damage *damage = context;
    size_t before = damage->whats.len;
    if (keep_what(damage, what) != SIZE_MAX && damage->whats.len > before)
        rp_damage_tell(damage, "rows", what);
}

enum rp_status rp_damage_load_state(struct rp_damage *damage, struct rp_error *error)
{
    enum rp_status status = rp_archive_load_state(damage->archive, damage->look->interrupt, error);
    if (status != RP_OK)
        return status;
    damage->known = damage->archive->applied;
    status = rp_corpus_list(damage->archive->corpus, &damage->list, &damage->count);
    return status == RP_OK ? RP_OK : rp_fail_memory(error);
}

size_t rp_damage_find(const struct rp_damage *damage, uint64_t number)
{
    size_t low = 0, high = damage->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (damage->list[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < damage->count && damage->list[low].number == number ? low : damage->count;
}

bool rp_damage_is_gone(const struct rp_damage *damage, uint64_t number)
{
    return number <= damage->known && rp_damage_find(damage, number) == damage->count;
}

void rp_damage_lose(struct rp_damage *damage, uint64_t number, const char *what)
{
    size_t at = what != NULL ? keep_what(damage, what) : SIZE_MAX;
    if (!rp_grow(&damage->losses, &damage->loss_cap, damage->loss_count + 1, sizeof *damage->losses, SIZE_MAX / sizeof *damage->losses))
        damage->no_memory = true;
    else
        damage->losses[damage->loss_count++] = (struct rp_loss){number, at};
}

static int by_number(const void *a, const void *b)
{
    const struct rp_loss *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->what < y->what ? -1 : x->what > y->what;
}

/* So many losses from one on are told at once: operations that follow each other and have no names. */
static size_t count_alike(const struct rp_damage *damage, size_t from)
{
    const struct rp_loss *losses = damage->losses;
    size_t count = 1;
    while (from + count < damage->loss_count && losses[from + count].number == losses[from].number + count && losses[from + count].what == losses[from].what &&
           losses[from + count].number > damage->known)
        count++;
    return count;
}

enum rp_status rp_damage_tell_losses(struct rp_damage *damage, struct rp_error *error)
{
    char where[WHERE_BYTES];
    size_t alike = 0;
    if (damage->loss_count > 1)
        qsort(damage->losses, damage->loss_count, sizeof *damage->losses, by_number);
    for (size_t i = 0; i < damage->loss_count; i += alike) {
        const struct rp_loss *loss = &damage->losses[i];
        unsigned long long number = loss->number;
        size_t at = rp_damage_find(damage, number);
        bool again = i > 0 && loss[-1].number == number;
        alike = 1;
        if (rp_damage_is_gone(damage, number) || (again && loss->what == SIZE_MAX))
            continue; /* it is nobody's loss, or told */
        if (at == damage->count)
            alike = count_alike(damage, i);
        if (at < damage->count)
            snprintf(where, sizeof where, "%.*s (operation %llu)", RP_SHOW(damage->list[at].id), number);
        else if (alike == 1)
            snprintf(where, sizeof where, "operation %llu", number);
        else
            snprintf(where, sizeof where, "operations %llu to %llu", number, number + alike - 1);
        rp_damage_tell(damage, where, loss->what != SIZE_MAX ? damage->whats.data + loss->what : "its text is missing");
    }
    return damage->no_memory ? rp_fail_memory(error) : RP_OK;
}
