/* Going on with a job that was interrupted: where it was, and the input up to there. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "batch/work.h"
#include "input/feed.h"
#include "match/attribution_table.h"
#include "reprint/version.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LINE_MOST = 400, TELL_EVERY = 1024, HEAD_MOST = 128 << 20 };

/* --- what the job is --- */

static enum rp_status add_options(struct rp_buf *head, const struct rp_dedup_options *options)
{
    struct rp_corpus_options defaults;
    const struct rp_corpus_options *corpus = options->corpus;
    char line[LINE_MOST];
    rp_corpus_options_default(&defaults);
    if (corpus == NULL)
        corpus = &defaults;
    int len = snprintf(line, sizeof line,
                       "reprint %s, journal 2\n--copy %.17g\n--near %.17g\n--partial %.17g\n--partial-words %" PRIu32 "\n--max-articles %" PRIu64
                       "\n--max-bytes %" PRIu64 "\n--repair %d\n--agencies %016" PRIx64 "\n--keep %s\n",
                       rp_version(), corpus->copy_containment, corpus->near_containment, corpus->partial_containment, corpus->partial_words,
                       corpus->max_articles, corpus->max_bytes, options->repair, rp_agencies_hash(corpus->agencies), rp_keep_name(options->keep));
    return rp_buf_add(head, line, (size_t)len);
}

/* A file with its length, a pipe without. */
static enum rp_status add_file(struct rp_buf *head, const char *path)
{
    struct stat info;
    char size[64] = "a pipe";
    if (strcmp(path, "-") != 0 && stat(path, &info) == 0 && S_ISREG(info.st_mode))
        snprintf(size, sizeof size, "%" PRIu64 " bytes", (uint64_t)info.st_size);
    enum rp_status status = rp_buf_add_str(head, rp_str_of(path));
    if (status == RP_OK)
        status = rp_buf_add(head, ": ", 2);
    if (status == RP_OK)
        status = rp_buf_add_str(head, rp_str_of(size));
    return status == RP_OK ? rp_buf_add(head, "\n", 1) : status;
}

/* The path of a folder, whichever way it was given; of one that is not there yet too, when the one above is. */
static bool find_path(const char *given, char ret[PATH_MAX])
{
    char above[PATH_MAX];
    size_t size = strlen(given);
    if (realpath(given, ret) != NULL)
        return true;
    while (size > 1 && given[size - 1] == '/')
        size--;
    if (errno != ENOENT || size >= sizeof above)
        return false;
    memcpy(above, given, size);
    above[size] = 0;
    char *slash = strrchr(above, '/');
    const char *name = slash != NULL ? given + (slash - above) + 1 : given;
    if (slash != NULL)
        slash[slash == above] = 0;
    if (realpath(slash != NULL ? above : ".", ret) == NULL)
        return false;
    size_t len = strlen(ret), room = PATH_MAX - len;
    return (size_t)snprintf(ret + len, room, "%s%.*s", len > 1 ? "/" : "", (int)(given + size - name), name) < room;
}

static enum rp_status add_data(struct rp_buf *head, const char *data)
{
    char path[PATH_MAX];
    if (data == NULL)
        return rp_buf_add_str(head, rp_str_of("no --data\n"));
    enum rp_status status = rp_buf_add_str(head, rp_str_of("--data "));
    if (status == RP_OK)
        status = rp_buf_add_str(head, rp_str_of(find_path(data, path) ? path : data));
    return status == RP_OK ? rp_buf_add(head, "\n", 1) : status;
}

static enum rp_status make_head(const struct rp_dedup_options *options, struct rp_buf *head)
{
    enum rp_status status = add_options(head, options);
    if (status == RP_OK)
        status = add_data(head, options->data);
    for (size_t i = 0; i < options->file_count && status == RP_OK; i++)
        status = add_file(head, options->files[i]);
    return status;
}

/* --- where it was --- */

static enum rp_status go_on(struct rp_dedup *dedup, struct rp_error *error)
{
    const struct rp_place *place = &dedup->place;
    *dedup->report = place->report;
    dedup->last_seq = place->last_seq;
    if (place->whole)
        return RP_OK;
    return rp_folder_go_on(&dedup->folder, place->stories, place->spool, dedup->spooling, error);
}

static enum rp_status begin_anew(struct rp_dedup *dedup, struct rp_str head, struct rp_error *error)
{
    struct rp_folder *folder = &dedup->folder;
    dedup->place = (struct rp_place){0};
    folder->stays = false;
    enum rp_status status = rp_folder_go_on(folder, 0, 0, dedup->spooling, error);
    if (status == RP_OK)
        status = rp_folder_make_job(folder, error);
    return status == RP_OK ? rp_journal_create(rp_folder_journal(folder), head, &dedup->journal, error) : status;
}

/* The place with the highest number up to `most`. */
static enum rp_status go_to_place(struct rp_dedup *dedup, struct rp_str head, uint64_t most, struct rp_error *error)
{
    enum rp_status status =
        rp_journal_open(rp_folder_journal(&dedup->folder), head, most, &dedup->keepers, &dedup->journal, &dedup->place, error);
    return status == RP_OK ? go_on(dedup, error) : status;
}

static enum rp_status begin(struct rp_dedup *dedup, struct rp_str head, uint64_t most, struct rp_error *error)
{
    enum rp_status status = dedup->folder.job_there ? go_to_place(dedup, head, most, error) : RP_NOT_FOUND;
    return status == RP_NOT_FOUND && most == UINT64_MAX ? begin_anew(dedup, head, error) : status;
}

static enum rp_status begin_at(struct rp_dedup *dedup, uint64_t most, struct rp_error *error)
{
    struct rp_buf head;
    rp_buf_init(&head, HEAD_MOST);
    enum rp_status status = make_head(dedup->options, &head);
    status = status == RP_OK ? begin(dedup, (struct rp_str){head.data, head.len}, most, error)
                             : rp_fail(error, status, "the journal of the job: %s", rp_status_meaning(status));
    rp_buf_done(&head);
    return status;
}

enum rp_status rp_dedup_begin(struct rp_dedup *dedup, struct rp_error *error)
{
    return begin_at(dedup, UINT64_MAX, error);
}

enum rp_status rp_dedup_cut_behind(void *context, uint64_t last, uint64_t *ret, struct rp_error *error)
{
    struct rp_dedup *dedup = context;
    uint64_t number = dedup->place.number;
    enum rp_status status = RP_OK;
    if (number > last) {
        rp_journal_close(&dedup->journal);
        rp_keepers_done(&dedup->keepers);
        rp_keepers_init(&dedup->keepers);
        status = begin_at(dedup, last, error);
    }
    if (status == RP_NOT_FOUND)
        return rp_fail(error, RP_DAMAGED, "operation %" PRIu64 " of the job is missing in the corpus: it was not written before the system failed; --force starts anew", number);
    *ret = dedup->place.turn == dedup->cut.turn ? dedup->place.number : last;
    return status;
}

/* --- the input up to there --- */

/* The first article of the file that is gone on with; those of earlier files stand before it. */
static uint32_t first_of_file(const struct rp_keepers *keepers, uint32_t file)
{
    uint32_t number = (uint32_t)keepers->ids.count;
    while (number > 0 && keepers->articles[number - 1].file == file)
        number--;
    return number;
}

static enum rp_status changed(const struct rp_dedup *dedup, struct rp_error *error)
{
    return rp_fail(error, RP_DAMAGED, "%s is not what it was when the job was interrupted: --force starts anew",
                   rp_feed_name(dedup->options->files[dedup->place.file]));
}

/* Each article has to be what it was; what was no article then is passed over. */
static enum rp_status pass_by(struct rp_dedup *dedup, struct rp_feed *feed, struct rp_error *error)
{
    const struct rp_keepers *keepers = &dedup->keepers;
    const struct rp_place *place = &dedup->place;
    struct rp_piece piece = {0};
    uint32_t next = first_of_file(keepers, place->file);
    for (uint64_t n = 1; piece.line < place->line; n++) {
        enum rp_status status = rp_feed_next(feed, &piece, error);
        if (status == RP_INTERRUPTED || status == RP_NO_MEMORY)
            return status;
        const struct rp_kept *article = next < keepers->ids.count ? &keepers->articles[next] : NULL;
        if ((status != RP_OK && status != RP_LIMIT) || (article != NULL && piece.line > article->line) || piece.line > place->line)
            return changed(dedup, error);
        if (article == NULL || piece.line < article->line)
            continue;
        if (status != RP_OK || rp_hash64(piece.bytes.data, piece.bytes.len, 0) != article->hash)
            return changed(dedup, error);
        next++;
        if (n % TELL_EVERY == 0)
            rp_dedup_tell(dedup, false, 0);
    }
    return next == keepers->ids.count ? RP_OK : changed(dedup, error);
}

enum rp_status rp_dedup_find_place(struct rp_dedup *dedup, struct rp_feed **ret, struct rp_error *error)
{
    const struct rp_place *place = &dedup->place;
    struct rp_feed *feed;
    *ret = NULL;
    if (place->line == 0)
        return RP_OK;
    if (place->file >= dedup->options->file_count)
        return rp_fail(error, RP_DAMAGED, "the journal of the job is damaged: --force starts anew");
    enum rp_status status = rp_feed_open(dedup->options->files[place->file], dedup->options->interrupt, &feed, error);
    if (status != RP_OK)
        return status;
    if (dedup->options->repair)
        rp_feed_repair(feed);
    status = pass_by(dedup, feed, error);
    if (status != RP_OK)
        rp_feed_close(feed);
    else
        *ret = feed;
    return status;
}

/* --- where it is --- */

enum rp_status rp_dedup_note_place(struct rp_dedup *dedup, struct rp_error *error)
{
    struct rp_place *place = &dedup->place;
    enum rp_status status = rp_folder_flush(&dedup->folder, RP_OUT_STORIES, true, error);
    if (status == RP_OK && dedup->spooling)
        status = rp_folder_flush(&dedup->folder, RP_OUT_SPOOL, true, error);
    if (status != RP_OK)
        return status;
    place->stories = dedup->folder.outs[RP_OUT_STORIES].written;
    place->spool = dedup->folder.outs[RP_OUT_SPOOL].written;
    place->last_seq = dedup->last_seq;
    place->report = *dedup->report;
    status = rp_journal_write(&dedup->journal, place, error);
    place->clear = false;
    return status;
}
