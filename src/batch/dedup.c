/* The copies in files: the job as a whole. */
#include "batch/dedup.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/stock.h"
#include "batch/pipeline.h"
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
        dedup->spooled[i] = is_input || !S_ISREG(info.st_mode);
        dedup->spooling = dedup->spooling || dedup->spooled[i];
        known = known && S_ISREG(info.st_mode);
        dedup->total_bytes += S_ISREG(info.st_mode) ? (uint64_t)info.st_size : 0;
    }
    if (!known)
        dedup->total_bytes = 0;
    return RP_OK;
}

/* Counts an error and tells it; in a strict job it ends the job. */
static enum rp_status bad(struct rp_dedup *dedup, const struct rp_item *item, uint64_t *count, const struct rp_error *why,
                          struct rp_error *error)
{
    const struct rp_dedup_options *options = dedup->options;
    const struct rp_dedup_report *report = dedup->report;
    const char *name = rp_feed_name(options->files[item->file]);
    uint64_t errors = report->bad_lines + report->bad_files + report->bad_dates;
    ++*count;
    if (options->on_error != NULL && errors < options->max_errors)
        options->on_error(options->context, name, item->line, why);
    if (!options->strict)
        return RP_OK;
    return rp_fail_at(error, why->status, why->offset, "%s:%llu: %s", name, (unsigned long long)item->line,
                      why->message);
}

/* Keeps what the second pass needs of an article that the corpus has taken. */
static enum rp_status remember(struct rp_dedup *dedup, const struct rp_job *job, const struct rp_item *item,
                               const struct rp_answer *answer, struct rp_error *error)
{
    struct rp_str bytes = {job->bytes.data + item->start, item->len};
    struct rp_kept kept = {
        .seq = answer->seq,
        .story = answer->story,
        .line = item->line,
        .hash = item->hash,
        .published_ms = item->prepared->published_ms,
        .file = item->file,
        .text_bytes = (uint32_t)item->prepared->article.text.len,
        .verdict = answer->verdict,
    };
    dedup->report->articles++;
    dedup->report->repaired += item->repaired;
    dedup->report->bytes += item->len;
    dedup->report->verdicts[answer->verdict]++;
    dedup->last_seq = answer->seq;
    enum rp_status status = rp_keepers_add(&dedup->keepers, answer->id, &kept);
    if (status != RP_OK)
        return rp_fail(error, status, "an article: %s", rp_status_meaning(status));
    rp_keepers_merge(&dedup->keepers, answer);
    if (!dedup->spooled[item->file])
        return RP_OK;
    status = rp_dedup_add_line(rp_folder_buf(&dedup->folder, RP_OUT_SPOOL),
                               rp_feed_name(dedup->options->files[item->file]), bytes, item->is_text, error);
    return status == RP_OK ? rp_folder_flush(&dedup->folder, RP_OUT_SPOOL, false, error) : status;
}

static enum rp_status write_answer(struct rp_dedup *dedup, const struct rp_answer *answer, struct rp_error *error)
{
    enum rp_status status = rp_record_answer(rp_folder_buf(&dedup->folder, RP_OUT_STORIES), answer);
    if (status != RP_OK)
        return rp_fail(error, status, "stories.jsonl: %s", rp_status_meaning(status));
    return rp_folder_flush(&dedup->folder, RP_OUT_STORIES, false, error);
}

/* An article into the corpus, and its answer out. */
static enum rp_status add_article(struct rp_dedup *dedup, const struct rp_job *job, const struct rp_item *item,
                                  struct rp_error *error)
{
    struct rp_answer *answer;
    struct rp_error why;
    int64_t now_ms = item->prepared->published_ms != INT64_MAX ? item->prepared->published_ms : 0;
    const struct rp_item *next = item + 1 < job->items + job->count ? item + 1 : NULL;
    if (next != NULL && next->prepared != NULL)
        rp_corpus_fetch(dedup->corpus, next->prepared);
    enum rp_status status = rp_corpus_add_prepared(dedup->corpus, item->prepared, now_ms, 0, &dedup->room, &answer, &why);
    if (status == RP_EXISTS)
        return bad(dedup, item, &dedup->report->bad_lines, &why, error);
    if (status != RP_OK)
        return rp_fail(error, status, "%s:%llu: %s", rp_feed_name(dedup->options->files[item->file]),
                       (unsigned long long)item->line, why.message);
    if (answer->seq <= dedup->last_seq) {
        /* The corpus answers a repeated article as it did the first time. */
        rp_fail(&why, RP_EXISTS, "id \"%.*s\" was there before, with the same text", RP_SHOW(answer->id));
        status = bad(dedup, item, &dedup->report->bad_lines, &why, error);
    } else {
        status = remember(dedup, job, item, answer, error);
        if (status == RP_OK)
            status = write_answer(dedup, answer, error);
    }
    return status;
}

/* True for what ends the job and is no fault of a line or file. */
static bool is_fatal(enum rp_status status)
{
    return status == RP_NO_MEMORY || status == RP_INTERRUPTED;
}

static enum rp_status take_item(struct rp_dedup *dedup, const struct rp_job *job, const struct rp_item *item,
                                struct rp_error *error)
{
    const atomic_bool *interrupt = dedup->options->interrupt;
    if (interrupt != NULL && atomic_load_explicit(interrupt, memory_order_relaxed))
        return rp_fail(error, RP_INTERRUPTED, "interrupted after %llu articles",
                       (unsigned long long)dedup->report->articles);
    if (is_fatal(item->error.status))
        return rp_fail(error, item->error.status, "%s", item->error.message);
    struct rp_dedup_report *report = dedup->report;
    if (item->error.status != RP_OK)
        return bad(dedup, item, item->file_over ? &report->bad_files : &report->bad_lines, &item->error, error);
    enum rp_status status = RP_OK;
    if (item->remark.status != RP_OK)
        status = bad(dedup, item, &report->bad_dates, &item->remark, error);
    return status == RP_OK ? add_article(dedup, job, item, error) : status;
}

/* The first pass: everything through the corpus. */
static enum rp_status add_all(struct rp_dedup *dedup, struct rp_error *error)
{
    const struct rp_dedup_options *options = dedup->options;
    struct rp_pipeline *pipeline;
    struct rp_job *job;
    const struct rp_agencies *agencies = options->corpus != NULL ? options->corpus->agencies : NULL;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned threads = options->threads > 0 ? options->threads : processors > 0 ? (unsigned)processors : 1;
    if (threads > RP_DEDUP_THREADS_MAX)
        threads = RP_DEDUP_THREADS_MAX;
    enum rp_status status =
        rp_pipeline_start(options->files, options->file_count, threads, agencies, options->repair, options->interrupt, &pipeline, error);
    if (status != RP_OK)
        return status;
    while (status == RP_OK && (status = rp_pipeline_next(pipeline, &job, error)) == RP_OK) {
        for (size_t i = 0; status == RP_OK && i < job->count; i++)
            status = take_item(dedup, job, &job->items[i], error);
        rp_dedup_tell(dedup, false, job->done_bytes);
        rp_pipeline_give_back(pipeline, job);
    }
    rp_pipeline_stop(pipeline);
    return status == RP_CLOSED ? RP_OK : status;
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

/* Everything that happens in the folder. */
static enum rp_status run(struct rp_dedup *dedup, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    if (dedup->spooling)
        status = rp_folder_spool(&dedup->folder, error);
    if (status == RP_OK)
        status = add_all(dedup, error);
    if (status == RP_OK)
        status = rp_keepers_choose(&dedup->keepers, dedup->options->keep, dedup->corpus, dedup->report, error);
    if (status == RP_OK)
        status = rp_dedup_write_kept(dedup, error);
    if (status == RP_OK)
        status = write_summary(dedup, error);
    return status == RP_OK ? rp_folder_commit(&dedup->folder, error) : status;
}

enum rp_status rp_dedup_run(const struct rp_dedup_options *options, struct rp_dedup_report *ret, struct rp_error *error)
{
    struct rp_dedup dedup = {.options = options, .report = ret};
    *ret = (struct rp_dedup_report){0};
    if (options->threads > RP_DEDUP_THREADS_MAX)
        return rp_fail(error, RP_BAD_ARGUMENT, "%u threads are more than %d", options->threads, RP_DEDUP_THREADS_MAX);
    rp_keepers_init(&dedup.keepers);
    enum rp_status status = look_at_files(&dedup, error);
    if (status != RP_OK)
        goto no_files;
    status = rp_corpus_create(options->corpus, &dedup.corpus);
    if (status != RP_OK) {
        rp_fail(error, status, "the corpus cannot be made: %s", rp_status_meaning(status));
        goto no_files;
    }
    status = rp_folder_open(options->output, options->force, &dedup.folder, error);
    if (status != RP_OK)
        goto no_folder;
    rp_stock_start();
    status = run(&dedup, error);
    rp_stock_end();
    rp_folder_close(&dedup.folder);
no_folder:
    rp_answer_room_done(&dedup.room);
    rp_corpus_free(dedup.corpus);
no_files:
    rp_free(dedup.spooled);
    rp_keepers_done(&dedup.keepers);
    return status;
}
