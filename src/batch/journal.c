/* What a job has done, piece by piece. */
#include "batch/journal.h"

#include "base/bits.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/packing.h"
#include "reprint/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
    HEAD_BYTES = 12,         /* of a record: length, checksum */
    RECORD_MOST = 256 << 20, /* far more than the articles of one job, and the names of a million files */
    NUMBER_MOST = 10,        /* bytes of a packed number */
    NUMBERS = 16,            /* of an article, beside the stories that it has merged; of a place, beside its report and reaches */
    REACH_NUMBERS = 3
};

enum record_kind { PLACE, REACH };

static enum rp_status not_written(const struct rp_journal *journal, struct rp_error *error)
{
    return rp_fail(error, RP_IO, "%s cannot be written: %s", journal->path, strerror(errno));
}

/* --- packing --- */

enum { REPORT_NUMBERS = 11 + RP_VERDICT_COUNT };

static void list_report(struct rp_dedup_report *report, uint64_t *ret[REPORT_NUMBERS])
{
    uint64_t *const numbers[] = {&report->articles, &report->there,   &report->bad_lines, &report->bad_files, &report->bad_dates, &report->repaired,
                                 &report->stories,  &report->kept, &report->removed,   &report->bytes,     &report->kept_bytes};
    memcpy(ret, numbers, sizeof numbers);
    for (unsigned i = 0; i < RP_VERDICT_COUNT; i++)
        ret[11 + i] = &report->verdicts[i];
}

static void pack_reach(struct rp_packing *to, const struct rp_reach *reach)
{
    rp_pack_number(to, reach->found);
    rp_pack_number(to, reach->file);
    rp_pack_number(to, reach->line);
}

static struct rp_reach unpack_reach(struct rp_unpacking *from)
{
    struct rp_reach reach = {.found = rp_unpack_number(from)};
    reach.file = rp_unpack_small(from, UINT32_MAX);
    reach.line = rp_unpack_number(from);
    return reach;
}

static void pack_place(struct rp_packing *to, const struct rp_place *place)
{
    struct rp_dedup_report report = place->report;
    uint64_t *numbers[REPORT_NUMBERS];
    rp_pack_number(to, place->file);
    rp_pack_number(to, place->line);
    rp_pack_number(to, place->stories);
    rp_pack_number(to, place->spool);
    rp_pack_number(to, place->number);
    rp_pack_number(to, place->last_seq);
    rp_pack_number(to, place->whole);
    rp_pack_number(to, place->before);
    rp_pack_number(to, place->turn);
    rp_pack_number(to, place->shared);
    rp_pack_number(to, place->clear);
    pack_reach(to, &place->reach);
    rp_pack_number(to, place->earlier_count);
    for (unsigned i = 0; i < place->earlier_count; i++)
        pack_reach(to, &place->earlier[i]);
    list_report(&report, numbers);
    for (unsigned i = 0; i < REPORT_NUMBERS; i++)
        rp_pack_number(to, *numbers[i]);
}

static struct rp_place unpack_place(struct rp_unpacking *from)
{
    struct rp_place place = {.file = rp_unpack_small(from, UINT32_MAX)};
    uint64_t *numbers[REPORT_NUMBERS];
    place.line = rp_unpack_number(from);
    place.stories = rp_unpack_number(from);
    place.spool = rp_unpack_number(from);
    place.number = rp_unpack_number(from);
    place.last_seq = rp_unpack_number(from);
    place.whole = rp_unpack_small(from, 1) != 0;
    place.before = rp_unpack_number(from);
    place.turn = rp_unpack_number(from);
    place.shared = rp_unpack_small(from, 1) != 0;
    place.clear = rp_unpack_small(from, 1) != 0;
    place.reach = unpack_reach(from);
    place.earlier_count = rp_unpack_small(from, RP_EARLIER_MOST);
    for (unsigned i = 0; i < place.earlier_count; i++)
        place.earlier[i] = unpack_reach(from);
    list_report(&place.report, numbers);
    for (unsigned i = 0; i < REPORT_NUMBERS; i++)
        *numbers[i] = rp_unpack_number(from);
    return place;
}

static void pack_article(struct rp_packing *to, struct rp_str id, const struct rp_kept *article, const struct rp_answer *answer)
{
    rp_pack_str(to, id);
    rp_pack_number(to, article->seq);
    rp_pack_number(to, article->story);
    rp_pack_number(to, article->line);
    rp_pack_number(to, article->hash);
    rp_pack_number(to, (uint64_t)article->published_ms);
    rp_pack_number(to, article->file);
    rp_pack_number(to, article->text_bytes);
    rp_pack_number(to, (uint64_t)article->verdict);
    rp_pack_number(to, answer->merged_count);
    for (size_t i = 0; i < answer->merged_count; i++)
        rp_pack_number(to, answer->merged[i]);
}

static enum rp_status unpack_article(struct rp_unpacking *from, struct rp_keepers *keepers)
{
    struct rp_str id = rp_unpack_str(from);
    struct rp_kept article = {.seq = rp_unpack_number(from)};
    article.story = rp_unpack_number(from);
    article.line = rp_unpack_number(from);
    article.hash = rp_unpack_number(from);
    article.published_ms = (int64_t)rp_unpack_number(from);
    article.file = rp_unpack_small(from, UINT32_MAX);
    article.text_bytes = rp_unpack_small(from, UINT32_MAX);
    article.verdict = (enum rp_verdict)rp_unpack_small(from, RP_VERDICT_COUNT - 1);
    uint64_t merged = rp_unpack_number(from);
    if (from->bad)
        return RP_DAMAGED;
    enum rp_status status = rp_keepers_add(keepers, id, &article);
    for (uint64_t i = 0; i < merged && status == RP_OK && !from->bad; i++) {
        uint64_t story = rp_unpack_number(from);
        rp_keepers_merge(keepers, &(struct rp_answer){.story = article.story, .verdict = article.verdict, .merged = &story, .merged_count = 1});
    }
    return status == RP_EXISTS || from->bad ? RP_DAMAGED : status;
}

/* --- records --- */

static bool write_all(int fd, const char *data, size_t size, uint64_t at)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = pwrite(fd, data + done, size - done, (off_t)(at + done));
        if (n < 0 && errno != EINTR)
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static void put_le(char *at, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        at[i] = (char)(value >> 8 * i);
}

/* journal->record holds the room for the head of a record and what is to be in it. The checksum knows the place in the file. */
static enum rp_status write_record(struct rp_journal *journal, struct rp_error *error)
{
    struct rp_buf *record = &journal->record;
    size_t size = record->len - HEAD_BYTES;
    put_le(record->data, size, 4);
    put_le(record->data + 4, rp_hash64(record->data + HEAD_BYTES, size, journal->end), 8);
    if (!write_all(journal->fd, record->data, record->len, journal->end))
        return not_written(journal, error);
    journal->end += record->len;
    return RP_OK;
}

static enum rp_status begin_record(struct rp_journal *journal, size_t room)
{
    rp_buf_clear(&journal->record);
    enum rp_status status = rp_buf_reserve(&journal->record, HEAD_BYTES + room);
    journal->record.len = status == RP_OK ? HEAD_BYTES : 0;
    return status;
}

static bool read_all(int fd, char *data, size_t size, uint64_t at)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = pread(fd, data + done, size - done, (off_t)(at + done));
        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* RP_NOT_FOUND when no whole one begins at the end. */
static enum rp_status read_record(struct rp_journal *journal, struct rp_str *ret)
{
    char head[HEAD_BYTES];
    if (!read_all(journal->fd, head, sizeof head, journal->end))
        return RP_NOT_FOUND;
    size_t size = (size_t)rp_read_le(head, 4);
    if (size > RECORD_MOST)
        return RP_NOT_FOUND;
    enum rp_status status = begin_record(journal, size);
    if (status != RP_OK)
        return status;
    char *data = journal->record.data + HEAD_BYTES;
    if (!read_all(journal->fd, data, size, journal->end + HEAD_BYTES) || rp_hash64(data, size, journal->end) != rp_read_le64(head + 4))
        return RP_NOT_FOUND;
    journal->end += HEAD_BYTES + size;
    *ret = (struct rp_str){data, size};
    return RP_OK;
}

/* --- the whole --- */

static void init(struct rp_journal *journal, const char *path)
{
    *journal = (struct rp_journal){.fd = -1, .path = path, .lock = PTHREAD_MUTEX_INITIALIZER};
    rp_buf_init(&journal->noted, RECORD_MOST / 2);
    rp_buf_init(&journal->record, RECORD_MOST + HEAD_BYTES);
}

void rp_journal_close(struct rp_journal *journal)
{
    if (journal->fd >= 0)
        close(journal->fd);
    rp_buf_done(&journal->noted);
    rp_buf_done(&journal->record);
    init(journal, NULL);
}

enum rp_status rp_journal_create(const char *path, struct rp_str head, struct rp_journal *ret, struct rp_error *error)
{
    init(ret, path);
    ret->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    enum rp_status status = ret->fd >= 0 ? RP_OK : not_written(ret, error);
    if (status == RP_OK && (begin_record(ret, head.len) != RP_OK || rp_buf_add_str(&ret->record, head) != RP_OK))
        status = rp_fail_memory(error);
    if (status == RP_OK)
        status = write_record(ret, error);
    if (status != RP_OK)
        rp_journal_close(ret);
    return status;
}

static int line_length(struct rp_str text, size_t at)
{
    size_t len = 0;
    while (at + len < text.len && text.data[at + len] != '\n' && len < 80)
        len++;
    return (int)len;
}

/* Names the first line that differs. */
static enum rp_status compare_heads(struct rp_str was, struct rp_str is, struct rp_error *error)
{
    size_t line = 0;
    for (size_t i = 0; i < was.len && i < is.len && was.data[i] == is.data[i]; i++)
        if (was.data[i] == '\n')
            line = i + 1;
    if (rp_str_equal(was, is))
        return RP_OK;
    return rp_fail(error, RP_BAD_ARGUMENT, "the interrupted job was another one (\"%.*s\", and now \"%.*s\"): --force starts anew", line_length(was, line),
                   was.data + line, line_length(is, line), is.data + line);
}

/* RP_NOT_FOUND: it is not to count. */
static enum rp_status take_place(struct rp_journal *journal, struct rp_unpacking *from, uint64_t most, struct rp_keepers *keepers, struct rp_place *ret_place)
{
    enum rp_status status = RP_OK;
    struct rp_place place = unpack_place(from);
    if (place.number > most && !from->bad)
        return RP_NOT_FOUND;
    if (!place.clear)
        place.reach = ret_place->reach;
    *ret_place = place;
    keepers->before = place.before;
    keepers->shared = place.shared;
    uint64_t articles = rp_unpack_number(from);
    for (uint64_t i = 0; i < articles && status == RP_OK; i++)
        status = unpack_article(from, keepers);
    journal->places++;
    return status;
}

/* As take_place; a reach is of the place before it and of those behind. */
static enum rp_status take_record(struct rp_journal *journal, struct rp_str record, uint64_t most, struct rp_keepers *keepers, struct rp_place *ret_place)
{
    struct rp_unpacking from = rp_unpacking_of(record);
    enum rp_status status = RP_OK;
    if (rp_unpack_small(&from, REACH) == PLACE)
        status = take_place(journal, &from, most, keepers, ret_place);
    else
        ret_place->reach = unpack_reach(&from);
    return from.bad ? RP_DAMAGED : status;
}

static enum rp_status take_all(struct rp_journal *journal, struct rp_str head, uint64_t most, struct rp_keepers *keepers, struct rp_place *ret_place,
                               struct rp_error *error)
{
    struct rp_str record;
    enum rp_status status = read_record(journal, &record);
    if (status == RP_OK && (status = compare_heads(record, head, error)) != RP_OK)
        return status;
    while (status == RP_OK) {
        uint64_t at = journal->end;
        status = read_record(journal, &record);
        if (status == RP_OK && (status = take_record(journal, record, most, keepers, ret_place)) == RP_NOT_FOUND)
            journal->end = at;
    }
    if (status == RP_NOT_FOUND && journal->places > 0)
        return RP_OK;
    if (status == RP_NOT_FOUND)
        return rp_fail(error, status, "%s holds nothing yet", journal->path);
    return status == RP_NO_MEMORY ? rp_fail_memory(error) : rp_fail(error, status, "%s is damaged: --force starts anew", journal->path);
}

enum rp_status rp_journal_open(const char *path, struct rp_str head, uint64_t most, struct rp_keepers *keepers, struct rp_journal *ret,
                               struct rp_place *ret_place, struct rp_error *error)
{
    init(ret, path);
    *ret_place = (struct rp_place){0};
    ret->fd = open(path, O_RDWR | O_CLOEXEC);
    if (ret->fd < 0)
        return errno == ENOENT ? rp_fail(error, RP_NOT_FOUND, "there is no %s", path) : rp_fail(error, RP_IO, "%s cannot be opened: %s", path, strerror(errno));
    enum rp_status status = take_all(ret, head, most, keepers, ret_place, error);
    if (status == RP_OK && ftruncate(ret->fd, (off_t)ret->end) != 0)
        status = not_written(ret, error);
    if (status != RP_OK)
        rp_journal_close(ret);
    return status;
}

enum rp_status rp_journal_note(struct rp_journal *journal, struct rp_str id, const struct rp_kept *article, const struct rp_answer *answer)
{
    struct rp_buf *noted = &journal->noted;
    enum rp_status status = rp_buf_reserve(noted, id.len + (NUMBERS + answer->merged_count) * NUMBER_MOST);
    if (status != RP_OK)
        return status;
    struct rp_packing to = {.at = noted->data + noted->len};
    pack_article(&to, id, article, answer);
    noted->len += to.size;
    journal->noted_count++;
    return RP_OK;
}

static enum rp_status write_place(struct rp_journal *journal, const struct rp_place *place, struct rp_error *error)
{
    struct rp_buf *record = &journal->record;
    size_t numbers = REPORT_NUMBERS + NUMBERS + REACH_NUMBERS * (1 + place->earlier_count);
    if (begin_record(journal, numbers * NUMBER_MOST + journal->noted.len) != RP_OK)
        return rp_fail_memory(error);
    struct rp_packing to = {.at = record->data + record->len};
    rp_pack_number(&to, PLACE);
    pack_place(&to, place);
    rp_pack_number(&to, journal->noted_count);
    rp_pack_bytes(&to, journal->noted.data, journal->noted.len);
    record->len += to.size;
    return write_record(journal, error);
}

enum rp_status rp_journal_write(struct rp_journal *journal, const struct rp_place *place, struct rp_error *error)
{
    pthread_mutex_lock(&journal->lock);
    enum rp_status status = write_place(journal, place, error);
    pthread_mutex_unlock(&journal->lock);
    if (status == RP_OK && place->whole && fsync(journal->fd) != 0)
        status = rp_fail(error, RP_IO, "%s cannot be synced: %s", journal->path, strerror(errno));
    if (status != RP_OK)
        return status;
    journal->places++;
    journal->noted_count = 0;
    rp_buf_clear(&journal->noted);
    return RP_OK;
}

static enum rp_status write_reach(struct rp_journal *journal, const struct rp_reach *reach, struct rp_error *error)
{
    struct rp_buf *record = &journal->record;
    if (begin_record(journal, (1 + REACH_NUMBERS) * NUMBER_MOST) != RP_OK)
        return rp_fail_memory(error);
    struct rp_packing to = {.at = record->data + record->len};
    rp_pack_number(&to, REACH);
    pack_reach(&to, reach);
    record->len += to.size;
    return write_record(journal, error);
}

enum rp_status rp_journal_reach(struct rp_journal *journal, const struct rp_reach *reach, struct rp_error *error)
{
    pthread_mutex_lock(&journal->lock);
    enum rp_status status = write_reach(journal, reach, error);
    pthread_mutex_unlock(&journal->lock);
    return status;
}
