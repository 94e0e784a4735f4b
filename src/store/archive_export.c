/* The articles of a folder, from the operations alone: what was added and not removed, replaced or expired since. */
#include "base/alloc.h"
#include "base/bits.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "store/archive_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An operation, without its text. */
struct event {
    uint64_t number;
    enum rp_operation_kind kind;
    unsigned flags;
    uint64_t id[2]; /* hash */
    int64_t time_ms, before_ms;
    uint64_t most;
    bool there; /* an article that was added and has not gone */
};

struct exporting {
    const struct rp_archive_look *look;
    struct rp_archive_report *report;
    struct rp_archive *archive;
    struct event *events; /* owned */
    size_t count, cap;
    uint32_t *table; /* owned: of a power of two places, by id, the last event that added it: index + 1 */
    size_t mask;
    bool no_memory;
};

static void tell(struct exporting *exporting, const char *where, const char *what)
{
    exporting->report->damaged++;
    if (exporting->look->damaged != NULL)
        exporting->look->damaged(exporting->look->context, where, what);
}

/* --- what was done --- */

static void on_damaged(void *context, uint64_t number, const char *what)
{
    char where[48];
    snprintf(where, sizeof where, "operation %llu", (unsigned long long)number);
    tell(context, where, what);
}

static void on_operation(void *context, const struct rp_operation *operation)
{
    struct exporting *exporting = context;
    struct rp_str id = operation->kind == RP_OPERATION_ADD ? operation->article.id : operation->id;
    uint8_t hash[16];
    if (!rp_grow(&exporting->events, &exporting->cap, exporting->count + 1, sizeof *exporting->events, UINT32_MAX - 1)) {
        exporting->no_memory = true;
        return;
    }
    rp_hash128(id.data, id.len, hash);
    exporting->events[exporting->count++] = (struct event){.number = operation->number,
                                                           .kind = operation->kind,
                                                           .flags = operation->flags,
                                                           .id = {rp_read_le64(hash), rp_read_le64(hash + 8)},
                                                           .time_ms = operation->time_ms,
                                                           .before_ms = operation->before_ms,
                                                           .most = operation->most};
}

static int by_number(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* --- what is there --- */

static uint32_t *place_of(const struct exporting *exporting, const uint64_t id[2])
{
    size_t at = id[0] & exporting->mask;
    while (exporting->table[at] != 0 && memcmp(exporting->events[exporting->table[at] - 1].id, id, 2 * sizeof *id) != 0)
        at = (at + 1) & exporting->mask;
    return &exporting->table[at];
}

/* As the engine does it: without `replace` an id that is there stays as it is. */
static void add(struct exporting *exporting, size_t i)
{
    struct event *event = &exporting->events[i];
    uint32_t *place = place_of(exporting, event->id);
    struct event *before = *place != 0 ? &exporting->events[*place - 1] : NULL;
    if (before != NULL && before->there && !(event->flags & RP_ADD_REPLACE))
        return;
    if (before != NULL)
        before->there = false;
    event->there = true;
    *place = (uint32_t)i + 1;
}

static void expire(struct exporting *exporting, size_t i)
{
    uint64_t left = exporting->events[i].most;
    for (size_t k = 0; k < i && left > 0; k++) {
        struct event *event = &exporting->events[k];
        if (!event->there || event->time_ms >= exporting->events[i].before_ms)
            continue;
        event->there = false;
        left--;
    }
}

static enum rp_status do_all(struct exporting *exporting)
{
    size_t cap = 64;
    while (cap < 2 * exporting->count)
        cap *= 2;
    exporting->mask = cap - 1;
    exporting->table = rp_alloc_zeroed(cap, sizeof *exporting->table);
    if (exporting->table == NULL || exporting->no_memory)
        return RP_NO_MEMORY;
    if (exporting->count > 1)
        qsort(exporting->events, exporting->count, sizeof *exporting->events, by_number);
    for (size_t i = 0; i < exporting->count; i++) {
        struct event *event = &exporting->events[i];
        if (event->kind == RP_OPERATION_ADD)
            add(exporting, i);
        else if (event->kind == RP_OPERATION_EXPIRE)
            expire(exporting, i);
        else if (*place_of(exporting, event->id) != 0)
            exporting->events[*place_of(exporting, event->id) - 1].there = false;
    }
    return RP_OK;
}

/* Articles whose rows wait to be deleted: the state knows that they are gone. */
static void leave_out_gone(struct exporting *exporting)
{
    const struct rp_numbers_list *gone = &exporting->archive->unsettled;
    for (size_t i = 0; i < gone->count; i++) {
        struct event key = {.number = gone->numbers[i]};
        struct event *event = bsearch(&key, exporting->events, exporting->count, sizeof key, by_number);
        if (event != NULL)
            event->there = false;
    }
}

/* --- out with it --- */

static enum rp_status give_all(struct exporting *exporting, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    struct rp_buf room;
    rp_buf_init(&room, SIZE_MAX / 2);
    for (size_t i = 0; i < exporting->count && status == RP_OK; i++) {
        const struct event *event = &exporting->events[i];
        struct rp_article article;
        if (!event->there)
            continue;
        status = rp_rows_read_article(exporting->archive->rows, exporting->archive->packer, event->number, &room, &article, error);
        if (status == RP_OK) {
            exporting->report->articles++;
            status = exporting->look->each(exporting->look->context, &article, event->time_ms, error);
        } else if (status != RP_NO_MEMORY) {
            on_damaged(exporting, event->number, error->message);
            status = RP_OK;
        }
    }
    rp_buf_done(&room);
    return status;
}

static enum rp_status export(struct exporting *exporting, struct rp_error *error)
{
    struct rp_archive *archive = exporting->archive;
    const struct rp_rows_audit audit = {exporting, on_operation, on_damaged};
    enum rp_status status = rp_archive_open_rows(archive, error);
    if (status == RP_OK)
        status = rp_rows_read_all(archive->rows, archive->packer, &audit, error);
    if (status == RP_OK && do_all(exporting) != RP_OK)
        status = rp_fail_memory(error);
    if (status != RP_OK)
        return status;
    enum rp_status of_state = rp_archive_load_gone(archive, error);
    if (of_state == RP_OK)
        leave_out_gone(exporting);
    else if (of_state != RP_NOT_FOUND)
        tell(exporting, "state", error->message);
    return give_all(exporting, error);
}

enum rp_status rp_archive_export(const struct rp_archive_look *look, struct rp_archive_report *ret, struct rp_error *error)
{
    struct rp_corpus_options corpus;
    rp_corpus_options_default(&corpus);
    struct rp_archive_options options = {.path = look->path, .holder = "reprint export", .look = true, .corpus = &corpus};
    struct exporting exporting = {.look = look, .report = ret};
    *ret = (struct rp_archive_report){0};
    enum rp_status status = rp_archive_open(&options, &exporting.archive, error);
    if (status != RP_OK)
        return status;
    status = export(&exporting, error);
    rp_free(exporting.events);
    rp_free(exporting.table);
    rp_archive_free(exporting.archive);
    return status;
}
