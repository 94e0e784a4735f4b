/* The articles of a folder, from the operations: what was added and not removed, replaced or expired since. What the state knows goes before them, and it alone
 * knows the stories; without it the articles come out all the same. */
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
    bool lost;  /* one that the state knows and that cannot be read */
};

struct exporting {
    struct rp_damage damage;
    struct rp_archive *archive;
    struct event *events; /* owned */
    size_t count, cap;
    uint32_t *table; /* owned: of a power of two places, by id, the last event that added it: index + 1 */
    size_t mask;
    uint32_t *firsts; /* owned: by story of the state, which of its articles came out first: its place in damage.list + 1 */
    bool no_memory;
};

/* --- what was done --- */

/* Of an article that comes out the rest is no loss. */
static void on_row(void *context, uint64_t number, bool whole, const char *what)
{
    struct exporting *exporting = context;
    if (whole)
        rp_damage_lose(&exporting->damage, number, what);
}

static void set_id(struct event *event, struct rp_str id)
{
    uint8_t hash[16];
    rp_hash128(id.data, id.len, hash);
    event->id[0] = rp_read_le64(hash);
    event->id[1] = rp_read_le64(hash + 8);
}

static void keep(struct exporting *exporting, const struct event *event)
{
    if (rp_grow(&exporting->events, &exporting->cap, exporting->count + 1, sizeof *exporting->events, UINT32_MAX - 1))
        exporting->events[exporting->count++] = *event;
    else
        exporting->no_memory = true;
}

static void on_operation(void *context, const struct rp_operation *operation)
{
    struct event event = {.number = operation->number,
                          .kind = operation->kind,
                          .flags = operation->flags,
                          .time_ms = operation->time_ms,
                          .before_ms = operation->before_ms,
                          .most = operation->most};
    set_id(&event, operation->kind == RP_OPERATION_ADD ? operation->article.id : operation->id);
    keep(context, &event);
}

static int by_number(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

static void sort(struct exporting *exporting)
{
    if (exporting->count > 1)
        qsort(exporting->events, exporting->count, sizeof *exporting->events, by_number);
}

static struct event *find_event(const struct exporting *exporting, uint64_t number)
{
    const struct event key = {.number = number};
    return exporting->count > 0 ? bsearch(&key, exporting->events, exporting->count, sizeof key, by_number) : NULL;
}

/* Articles of the state of which no row could be read: what was done since then may have taken them away. They were there, whatever was there before them. */
static void add_lost(struct exporting *exporting)
{
    const struct rp_damage *damage = &exporting->damage;
    size_t sorted = exporting->count, at = 0;
    for (size_t i = 0; i < damage->count; i++) {
        struct event event = {.number = damage->list[i].number, .kind = RP_OPERATION_ADD, .flags = RP_ADD_REPLACE, .lost = true};
        while (at < sorted && exporting->events[at].number < event.number)
            at++;
        if (at < sorted && exporting->events[at].number == event.number)
            continue;
        event.time_ms = at > 0 ? exporting->events[at - 1].time_ms : INT64_MIN; /* times do not fall */
        set_id(&event, damage->list[i].id);
        keep(exporting, &event);
    }
    sort(exporting);
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
    if (rp_damage_is_gone(&exporting->damage, event->number))
        return;
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
    for (size_t i = 0; i < exporting->count; i++) {
        struct event *event = &exporting->events[i];
        if (event->kind == RP_OPERATION_ADD)
            add(exporting, i);
        else if (event->number <= exporting->damage.known)
            continue; /* the state knows what it took away */
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
        struct event *event = find_event(exporting, gone->numbers[i]);
        if (event != NULL)
            event->there = false;
    }
}

/* --- out with it --- */

static enum rp_status make_firsts(struct exporting *exporting)
{
    const struct rp_damage *damage = &exporting->damage;
    uint32_t last = 0;
    for (size_t i = 0; i < damage->count; i++)
        last = damage->list[i].story > last ? damage->list[i].story : last;
    exporting->firsts = rp_alloc_zeroed((size_t)last + 1, sizeof *exporting->firsts);
    return exporting->firsts != NULL ? RP_OK : RP_NO_MEMORY;
}

/* By the first article of the story that comes out, as the state has it. What was added behind the state says what it was given with: its story is decided anew. */
static void name_story(struct exporting *exporting, uint64_t number, struct rp_article *article)
{
    const struct rp_damage *damage = &exporting->damage;
    size_t at = rp_damage_find(damage, number);
    if (at == damage->count)
        return;
    uint32_t *first = &exporting->firsts[damage->list[at].story];
    if (*first == 0)
        *first = (uint32_t)at + 1;
    article->same_story_as = damage->list[*first - 1].id;
}

static enum rp_status give(struct exporting *exporting, const struct event *event, struct rp_buf *room, struct rp_error *error)
{
    const struct rp_archive_look *look = exporting->damage.look;
    struct rp_article article;
    enum rp_status status = rp_rows_read_article(exporting->archive->rows, exporting->archive->packer, event->number, room, &article, error);
    if (status == RP_OK) {
        exporting->damage.report->articles++;
        name_story(exporting, event->number, &article);
        return look->each(look->context, &article, event->time_ms, error);
    }
    if (status == RP_NO_MEMORY)
        return status;
    rp_damage_lose(&exporting->damage, event->number, error->message);
    return RP_OK;
}

static enum rp_status give_all(struct exporting *exporting, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    struct rp_buf room;
    rp_buf_init(&room, SIZE_MAX / 2);
    for (size_t i = 0; i < exporting->count && status == RP_OK; i++)
        if (exporting->events[i].there && !exporting->events[i].lost)
            status = give(exporting, &exporting->events[i], &room, error);
    rp_buf_done(&room);
    return status;
}

/* Of what is lost, that has gone since which would not have come out. */
static void forget_what_has_gone(struct exporting *exporting)
{
    struct rp_damage *damage = &exporting->damage;
    size_t left = 0;
    for (size_t i = 0; i < damage->loss_count; i++) {
        const struct event *event = find_event(exporting, damage->losses[i].number);
        if (event == NULL || event->there)
            damage->losses[left++] = damage->losses[i];
    }
    damage->loss_count = left;
}

static void lose_lost(struct exporting *exporting)
{
    forget_what_has_gone(exporting);
    for (size_t i = 0; i < exporting->count; i++)
        if (exporting->events[i].lost && exporting->events[i].there)
            rp_damage_lose(&exporting->damage, exporting->events[i].number, NULL);
}

/* Which articles there are, and their stories. */
static enum rp_status ask_state(struct exporting *exporting, struct rp_error *error)
{
    struct rp_damage *damage = &exporting->damage;
    enum rp_status status = rp_damage_load_state(damage, error);
    if (status == RP_NO_MEMORY || status == RP_INTERRUPTED)
        return status;
    if (status != RP_OK && status != RP_NOT_FOUND)
        rp_damage_tell(damage, "state", error->message);
    return RP_OK;
}

static enum rp_status export(struct exporting *exporting, struct rp_error *error)
{
    struct rp_archive *archive = exporting->archive;
    const struct rp_rows_audit audit = {exporting, exporting->damage.look->interrupt, on_operation, on_row};
    enum rp_status status = rp_archive_open_rows(archive, error);
    if (status == RP_OK)
        status = rp_rows_read_all(archive->rows, archive->packer, &audit, error);
    if (status == RP_OK)
        status = ask_state(exporting, error);
    if (status != RP_OK)
        return status;
    sort(exporting);
    add_lost(exporting);
    if (do_all(exporting) != RP_OK || make_firsts(exporting) != RP_OK)
        return rp_fail_memory(error);
    leave_out_gone(exporting);
    lose_lost(exporting);
    status = give_all(exporting, error);
    return status == RP_OK ? rp_damage_tell_losses(&exporting->damage, error) : status;
}

enum rp_status rp_archive_export(const struct rp_archive_look *look, struct rp_archive_report *ret, struct rp_error *error)
{
    struct rp_corpus_options corpus;
    rp_corpus_options_default(&corpus);
    struct rp_archive_options options = {.path = look->path, .holder = "reprint export", .look = true, .corpus = &corpus};
    struct exporting exporting = {0};
    *ret = (struct rp_archive_report){0};
    enum rp_status status = rp_archive_open(&options, &exporting.archive, error);
    if (status != RP_OK)
        return status;
    rp_damage_start(&exporting.damage, exporting.archive, look, ret);
    exporting.archive->damage = &exporting.damage;
    status = export(&exporting, error);
    rp_damage_done(&exporting.damage);
    rp_free(exporting.events);
    rp_free(exporting.table);
    rp_free(exporting.firsts);
    rp_archive_free(exporting.archive);
    return status;
}
