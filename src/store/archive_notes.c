/* What the engine has made of operations, on its way from the applying thread to the keeper; and the vault that the corpus sees. */
#include "base/alloc.h"
#include "base/error.h"
#include "store/archive_inside.h"
#include "store/keys.h"

#include <string.h>

enum { NOTES_MOST = 64 << 20 }; /* bytes on their way, from which on the applying thread waits */

enum kind { ANSWER, KEYS };
struct head {
    uint64_t number;
    uint32_t size;
    uint32_t kind;
};

void rp_notes_init(struct rp_notes *notes)
{
    rp_buf_init(&notes->buf, SIZE_MAX / 2);
}

void rp_notes_done(struct rp_notes *notes)
{
    rp_buf_done(&notes->buf);
}

bool rp_numbers_add(struct rp_numbers_list *list, uint64_t number)
{
    if (!rp_grow(&list->numbers, &list->cap, list->count + 1, sizeof *list->numbers, SIZE_MAX / 16))
        return false;
    list->numbers[list->count++] = number;
    return true;
}

void rp_numbers_done_list(struct rp_numbers_list *list)
{
    rp_free(list->numbers);
    *list = (struct rp_numbers_list){0};
}

/* --- the vault --- */

static enum rp_status read_article(void *context, uint64_t number, struct rp_buf *room, struct rp_article *ret, struct rp_error *error)
{
    struct rp_archive *archive = context;
    enum rp_status status = rp_rows_read_article(archive->rows, archive->packer, number, room, ret, error);
    if (status == RP_NOT_FOUND)
        return rp_fail(error, RP_DAMAGED, "the text of operation %llu is missing: see `reprint verify`", (unsigned long long)number);
    return status;
}

/* The answer of a number among some notes; the buffers hold little for long, and this is asked rarely. */
static bool find_note(const struct rp_notes *notes, uint64_t number, struct rp_str *ret)
{
    for (size_t at = 0; at < notes->buf.len;) {
        struct head head;
        memcpy(&head, notes->buf.data + at, sizeof head);
        if (head.number == number && head.kind == ANSWER) {
            *ret = (struct rp_str){notes->buf.data + at + sizeof head, head.size};
            return true;
        }
        at += sizeof head + head.size;
    }
    return false;
}

/* One that is on its way yet. */
static enum rp_status find_pending(struct rp_archive *archive, uint64_t number, struct rp_buf *room)
{
    struct rp_str answer;
    enum rp_status status = RP_NOT_FOUND;
    pthread_mutex_lock(&archive->lock);
    if (find_note(&archive->notes, number, &answer) || find_note(&archive->handed, number, &answer) || find_note(&archive->kept, number, &answer)) {
        rp_buf_clear(room);
        status = rp_buf_add_str(room, answer);
    }
    pthread_mutex_unlock(&archive->lock);
    return status;
}

static enum rp_status read_answer(void *context, uint64_t number, struct rp_buf *room, struct rp_error *error)
{
    struct rp_archive *archive = context;
    enum rp_status status = rp_rows_read_answer(archive->rows, number, room, error);
    if (status != RP_NOT_FOUND)
        return status;
    status = find_pending(archive, number, room);
    if (status == RP_NOT_FOUND) /* it has arrived in between */
        status = rp_rows_read_answer(archive->rows, number, room, error);
    if (status == RP_NOT_FOUND)
        return rp_fail(error, RP_DAMAGED, "the answer of operation %llu is missing", (unsigned long long)number);
    return status == RP_NO_MEMORY ? rp_fail_memory(error) : status;
}

static enum rp_status reserve(void *context, size_t bytes)
{
    struct rp_archive *archive = context;
    /* An answer and the keys of two articles at most, and two articles that go. */
    bool ok = rp_buf_reserve(&archive->notes.buf, bytes + 3 * sizeof(struct head)) == RP_OK &&
              rp_grow(&archive->gone.numbers, &archive->gone.cap, archive->gone.count + 2, sizeof *archive->gone.numbers, SIZE_MAX / 16);
    return ok ? RP_OK : RP_NO_MEMORY;
}

/* Room was made. */
static char *take_room(struct rp_archive *archive, uint64_t number, enum kind kind, size_t size)
{
    struct rp_buf *buf = &archive->notes.buf;
    struct head head = {number, (uint32_t)size, kind};
    char *at = buf->data + buf->len;
    memcpy(at, &head, sizeof head);
    buf->len += sizeof head + size;
    return at + sizeof head;
}

static char *keep_answer(void *context, uint64_t number, size_t size)
{
    return take_room(context, number, ANSWER, size);
}

/* As they are: the keeper packs them. */
static void keep_keys(void *context, uint64_t number, const uint32_t *tags, size_t count)
{
    memcpy(take_room(context, number, KEYS, count * sizeof *tags), tags, count * sizeof *tags);
}

static void gone(void *context, uint64_t number)
{
    struct rp_archive *archive = context;
    archive->gone.numbers[archive->gone.count++] = number;
}

void rp_archive_make_vault(struct rp_archive *archive)
{
    archive->vault = (struct rp_vault){archive, read_article, read_answer, reserve, keep_answer, keep_keys, gone};
}

/* --- to the keeper --- */

static void swap(struct rp_buf *a, struct rp_buf *b)
{
    struct rp_buf was = *a;
    *a = *b;
    *b = was;
}

bool rp_numbers_append(struct rp_numbers_list *to, struct rp_numbers_list *from)
{
    if (!rp_grow(&to->numbers, &to->cap, to->count + from->count, sizeof *to->numbers, SIZE_MAX / 16))
        return false;
    if (from->count > 0)
        memcpy(to->numbers + to->count, from->numbers, from->count * sizeof *from->numbers);
    to->count += from->count;
    from->count = 0;
    return true;
}

bool rp_archive_hand_over(struct rp_archive *archive)
{
    struct rp_buf *notes = &archive->notes.buf, *handed = &archive->handed.buf;
    if (notes->len == 0 && archive->voids.count == 0)
        return true;
    pthread_mutex_lock(&archive->lock);
    while (handed->len > NOTES_MOST && archive->why[0] == '\0')
        pthread_cond_wait(&archive->less, &archive->lock);
    if (handed->len == 0)
        swap(notes, handed);
    else if (rp_buf_add(handed, notes->data, notes->len) == RP_OK) /* else it goes the next time */
        rp_buf_clear(notes);
    if (archive->voids.count > 0)
        rp_numbers_append(&archive->handed_voids, &archive->voids);
    archive->handed_count++;
    pthread_mutex_unlock(&archive->lock);
    rp_keeper_wake(archive);
    return notes->len == 0 && archive->voids.count == 0;
}

void rp_archive_wait_written(struct rp_archive *archive, uint64_t behind)
{
    pthread_mutex_lock(&archive->lock);
    while (archive->written_count < behind && archive->why[0] == '\0')
        pthread_cond_wait(&archive->less, &archive->lock);
    pthread_mutex_unlock(&archive->lock);
}

/* What finds nothing before it goes without memory. */
void rp_archive_write_notes(struct rp_archive *archive)
{
    bool all = rp_archive_hand_over(archive);
    rp_archive_wait_written(archive, archive->handed_count);
    if (!all)
        rp_archive_hand_over(archive);
    rp_archive_wait_written(archive, archive->handed_count);
}

static void write_keys(struct rp_archive *archive, uint64_t number, struct rp_str bytes)
{
    uint32_t tags[RP_POSTINGS_OF_ONE];
    char packed[4 * RP_POSTINGS_OF_ONE + 16];
    struct rp_packing to = {.at = packed};
    memcpy(tags, bytes.data, bytes.len);
    rp_keys_pack(&to, tags, bytes.len / sizeof *tags);
    rp_rows_note_keys(archive->rows, number, (struct rp_str){packed, to.size});
}

enum rp_status rp_keeper_write(struct rp_archive *archive, struct rp_error *error)
{
    const struct rp_buf *buf = &archive->kept.buf;
    for (size_t at = 0; at < buf->len;) {
        struct head head;
        memcpy(&head, buf->data + at, sizeof head);
        struct rp_str bytes = {buf->data + at + sizeof head, head.size};
        if (head.kind == ANSWER)
            rp_rows_note_answer(archive->rows, head.number, bytes);
        else
            write_keys(archive, head.number, bytes);
        at += sizeof head + head.size;
    }
    return buf->len > 0 ? rp_rows_commit_notes(archive->rows, error) : RP_OK;
}
