/* The copies in files: the job as a whole. */
#include "batch/dedup.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/stock.h"
#include "batch/work.h"
#include "input/emit.h"
#include "input/feed.h"
#include "input/records.h"
#include "reprint/version.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum rp_status rp_dedup_add_line(struct rp_buf *buf, const char *name, struct rp_str line, bool is_text,
                                 struct rp_error *error)
{
    struct rp_article article = {.id = rp_str_of(name), .text = line};
    enum rp_status status = is_text ? rp_record_article(buf, &article) : rp_buf_add_str(buf, line);
    if (status == RP_OK && !is_text)
        status = rp_buf_add(buf, "\n", 1);
    return status == RP_OK ? RP_OK : rp_fail(error, status, "a line: %s", rp_status_meaning(status));
}

void rp_dedup_tell(struct rp_dedup *dedup, bool writing, uint64_t done_bytes)
{
    struct rp_dedup_progress progress = {
        .writing = writing,
        .done_bytes = done_bytes,
        .total_bytes = dedup->total_bytes,
        .articles = dedup->report->articles,
        .errors = dedup->report->bad_lines + dedup->report->bad_files,
    };
    if (dedup->options->on_progress != NULL)
        dedup->options->on_progress(dedup->options->context, &progress);
}

enum rp_status rp_dedup_open_spool(struct rp_dedup *dedup, struct rp_lines **ret, struct rp_error *error)
{
    enum rp_status status = rp_folder_flush(&dedup->folder, RP_OUT_SPOOL, true, error);
    if (status != RP_OK)
        return status;
    return rp_lines_open(rp_folder_temporary(&dedup->folder, RP_OUT_SPOOL), dedup->options->interrupt, ret, error);
}

/* Looks at the files without opening them: opening a pipe and closing it again would end it. */
static enum rp_status look_at_files(struct rp_dedup *dedup, struct rp_error *error)
{
    const struct rp_dedup_options *options = dedup->options;
    size_t inputs = 0;
    if (options->file_count == 0 || options->file_count > UINT32_MAX)
        return rp_fail(error, RP_BAD_ARGUMENT, "no files are given");
    dedup->spooled = rp_alloc_zeroed(options->file_count, sizeof *dedup->spooled);
    if (dedup->spooled == NULL)
        return rp_fail_memory(error);
    bool known = true;
    for (size_t i = 0; i < options->file_count; i++) {
        const char *path = options->files[i];
        struct stat info;
        bool is_input = strcmp(path, "-") == 0;
        if (is_input && ++inputs > 1)
            return rp_fail(error, RP_BAD_ARGUMENT, "standard input (-) is given twice");
        if (is_input ? fstat(STDIN_FILENO, &info) != 0 : stat(path, &info) != 0 || access(path, R_OK) != 0)
            return rp_fail(error, RP_IO, "%s cannot be opened: %s", rp_feed_name(path), strerror(errno));
        if (S_ISDIR(info.st_mode))
            return rp_fail(error, RP_IO, "%s is a folder: give the files in it", path);
        dedup->spooled[i] = options->output != NULL && (is_input || !S_ISREG(info.st_mode));
        dedup->spooling = dedup->spooling || dedup->spooled[i];
        known = known && S_ISREG(info.st_mode);
        dedup->total_bytes += S_ISREG(info.st_mode) ? (uint64_t)info.st_size : 0;
    }
    if (!known)
        dedup->total_bytes = 0;
    return RP_OK;
}

static enum rp_status write_summary(struct rp_dedup *dedup, struct rp_error *error)
{
    const struct rp_dedup_report *report = dedup->report;
    struct rp_emit emit;
    rp_emit_init(&emit, rp_folder_buf(&dedup->folder, RP_OUT_SUMMARY));
    rp_emit_open(&emit, '{');
    rp_emit_key_text(&emit, "version", rp_version());
    rp_emit_key_text(&emit, "keep", rp_keep_name(dedup->options->keep));
    rp_emit_key_u64(&emit, "articles", report->articles);
    rp_emit_key_u64(&emit, "bad_lines", report->bad_lines);
    rp_emit_key_u64(&emit, "bad_files", report->bad_files);
    rp_emit_key_u64(&emit, "bad_dates", report->bad_dates);
    rp_emit_key_u64(&emit, "repaired", report->repaired);
    if (dedup->options->data != NULL)
        rp_emit_key_u64(&emit, "there", report->there);
    rp_emit_key_u64(&emit, "stories", report->stories);
    rp_emit_key_u64(&emit, "kept", report->kept);
    rp_emit_key_u64(&emit, "removed", report->removed);
    rp_emit_key(&emit, "verdicts");
    rp_emit_open(&emit, '{');
    for (unsigned i = 0; i < RP_VERDICT_COUNT; i++)
        rp_emit_key_u64(&emit, rp_verdict_name((enum rp_verdict)i), report->verdicts[i]);
    rp_emit_close(&emit, '}');
    rp_emit_key_u64(&emit, "bytes", report->bytes);
    rp_emit_key_u64(&emit, "kept_bytes", report->kept_bytes);
    rp_emit_close(&emit, '}');
    rp_emit_newline(&emit);
    return emit.status == RP_OK ? RP_OK
                                : rp_fail(error, emit.status, "summary.json: %s", rp_status_meaning(emit.status));
}

/* What is in the folder at the end, under temporary names. */
static enum rp_status write_all(struct rp_dedup *dedup, struct rp_error *error)
{
    enum rp_status status = rp_keepers_choose(&dedup->keepers, dedup->options->keep, rp_archive_corpus(dedup->archive), dedup->report, error);
    if (status == RP_OK)
        status = rp_dedup_write_kept(dedup, error);
    return status == RP_OK ? write_summary(dedup, error) : status;
}

/* Both passes. The corpus is whole on disk before the folder says so. */
static enum rp_status do_all(struct rp_dedup *dedup, struct rp_error *error)
{
    enum rp_status status = rp_dedup_open_corpus(dedup, error);
    if (status == RP_OK)
        status = rp_dedup_add_all(dedup, error);
    if (status == RP_OK && dedup->options->output != NULL)
        status = write_all(dedup, error);
    if (status == RP_OK)
        return rp_dedup_close_corpus(dedup, error);
    rp_dedup_close_corpus(dedup, NULL);
    return status;
}

/* The outputs are not there yet and the job can be gone on with: one with a corpus of its own when something came in between; one with a corpus that is kept also when
 * it failed, since what it has added is in no output. */
static bool is_to_stay(const struct rp_dedup *dedup, enum rp_status status)
{
    if (status == RP_OK || dedup->journal.places == 0)
        return false;
    if (dedup->options->data == NULL)
        return status == RP_INTERRUPTED || status == RP_IO;
    return dedup->report->articles > 0 || dedup->torn;
}

/* Whenever it is cut off, it can be gone on with. */
static enum rp_status run_with_outputs(struct rp_dedup *dedup, struct rp_error *error)
{
    struct rp_folder *folder = &dedup->folder;
    enum rp_status status = rp_dedup_begin(dedup, error);
    if (status == RP_OK && !dedup->place.whole) {
        status = do_all(dedup, error);
        if (status == RP_OK)
            status = rp_folder_sync_outs(folder, error);
        dedup->place.whole = true;
        if (status == RP_OK)
            status = rp_dedup_note_place(dedup, error);
    }
    if (status == RP_OK)
        status = rp_folder_commit(folder, error);
    bool stays = is_to_stay(dedup, status);
    dedup->report->resumable = stays && status != RP_DAMAGED;
    folder->stays = status != RP_OK && (folder->stays || stays);
    rp_journal_close(&dedup->journal);
    return status;
}

static enum rp_status run(struct rp_dedup *dedup, struct rp_error *error)
{
    const struct rp_dedup_options *options = dedup->options;
    enum rp_folder_mode mode = options->resume ? RP_FOLDER_RESUMED : options->force ? RP_FOLDER_FORCED : RP_FOLDER_NEW;
    enum rp_status status = options->output != NULL ? rp_folder_open(options->output, mode, &dedup->folder, error) : RP_OK;
    if (status != RP_OK)
        return status;
    rp_stock_start();
    status = options->output != NULL ? run_with_outputs(dedup, error) : do_all(dedup, error);
    rp_stock_end();
    rp_answer_room_done(&dedup->room);
    if (options->output != NULL)
        rp_folder_close(&dedup->folder);
    return status;
}

enum rp_status rp_dedup_run(const struct rp_dedup_options *options, struct rp_dedup_report *ret, struct rp_error *error)
{
    struct rp_dedup dedup = {.options = options, .report = ret, .journal = {.fd = -1}};
    *ret = (struct rp_dedup_report){0};
    if (options->threads > RP_DEDUP_THREADS_MAX)
        return rp_fail(error, RP_BAD_ARGUMENT, "%u threads are more than %d", options->threads, RP_DEDUP_THREADS_MAX);
    rp_keepers_init(&dedup.keepers);
    enum rp_status status = look_at_files(&dedup, error);
    if (status == RP_OK)
        status = run(&dedup, error);
    rp_free(dedup.spooled);
    rp_keepers_done(&dedup.keepers);
    return status;
}
