/* The first pass of a job: everything through the corpus, and the answers out. */
#include "base/error.h"
#include "batch/pipeline.h"
#include "batch/work.h"
#include "input/feed.h"
#include "input/records.h"

#include <sys/stat.h>
#include <unistd.h>

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
    if (dedup->options->output == NULL)
        return RP_OK;
    enum rp_status status = rp_keepers_add(&dedup->keepers, answer->id, &kept);
    if (status != RP_OK)
        return rp_fail(error, status, "an article: %s", rp_status_meaning(status));
    rp_keepers_merge(&dedup->keepers, answer);
    if (rp_journal_note(&dedup->journal, answer->id, &kept, answer) != RP_OK)
        return rp_fail_memory(error);
    if (!dedup->spooled[item->file])
        return RP_OK;
    status = rp_dedup_add_line(rp_folder_buf(&dedup->folder, RP_OUT_SPOOL),
                               rp_feed_name(dedup->options->files[item->file]), bytes, item->is_text, error);
    return status == RP_OK ? rp_folder_flush(&dedup->folder, RP_OUT_SPOOL, false, error) : status;
}

static enum rp_status write_answer(struct rp_dedup *dedup, const struct rp_answer *answer, struct rp_error *error)
{
    if (dedup->options->output == NULL)
        return RP_OK;
    enum rp_status status = rp_record_answer(rp_folder_buf(&dedup->folder, RP_OUT_STORIES), answer);
    if (status != RP_OK)
        return rp_fail(error, status, "stories.jsonl: %s", rp_status_meaning(status));
    return rp_folder_flush(&dedup->folder, RP_OUT_STORIES, false, error);
}

/* Up to this item and with it. */
static struct rp_reach reach_to(const struct rp_dedup *dedup, const struct rp_item *item)
{
    bool over = item->file_over || item->is_text;
    return (struct rp_reach){.found = dedup->place.reach.found, .file = over ? item->file + 1 : item->file, .line = over ? 0 : item->line};
}

/* What an article is to the job that the corpus has now. */
enum owner { OURS, REPEATED, THEIRS };

/* The corpus answers a repeated article as it did the first time, and what it has from before or from others too. */
static enum owner find_owner(const struct rp_dedup *dedup, const struct rp_item *item, const struct rp_answer *answer)
{
    const struct rp_place *place = &dedup->place;
    const struct rp_reach reach = reach_to(dedup, item);
    if (answer->seq <= place->before)
        return THEIRS;
    if (answer->seq > place->reach.found)
        return answer->seq > dedup->last_seq ? OURS : REPEATED;
    if (rp_ids_find(&dedup->keepers.ids, answer->id) != RP_NO_NUMBER)
        return REPEATED;
    return rp_dedup_is_of_job(place, &reach, answer->seq) ? OURS : THEIRS;
}

/* The job finds what it had logged in the same order again, unless something of it was removed: that has been added anew, behind what others have added. */
static enum rp_status check_order(const struct rp_dedup *dedup, const struct rp_answer *answer, struct rp_error *error)
{
    const struct rp_ids *ids = &dedup->keepers.ids;
    if (answer->seq > dedup->last_seq)
        return RP_OK;
    return rp_dedup_fail_removed(dedup, rp_ids_get(ids, (uint32_t)ids->count - 1), error);
}

/* An article into the corpus, and its answer out. */
static enum rp_status add_article(struct rp_dedup *dedup, const struct rp_job *job, const struct rp_item *item,
                                  struct rp_error *error)
{
    struct rp_answer *answer;
    struct rp_error why;
    const struct rp_item *next = item + 1 < job->items + job->count ? item + 1 : NULL;
    if (next != NULL && next->prepared != NULL)
        rp_corpus_fetch(rp_archive_corpus(dedup->archive), next->prepared);
    enum rp_status status = rp_archive_add(dedup->archive, &item->logged, item->prepared, 0, &dedup->room, &answer, &why);
    if (status == RP_EXISTS)
        return bad(dedup, item, &dedup->report->bad_lines, &why, error);
    if (status != RP_OK)
        return rp_fail(error, status, "%s:%llu: %s", rp_feed_name(dedup->options->files[item->file]),
                       (unsigned long long)item->line, why.message);
    switch (find_owner(dedup, item, answer)) {
    case THEIRS:
        dedup->report->there++;
        return RP_OK;
    case REPEATED:
        rp_fail(&why, RP_EXISTS, "id \"%.*s\" was there before, with the same text", RP_SHOW(answer->id));
        return bad(dedup, item, &dedup->report->bad_lines, &why, error);
    case OURS:
        break;
    }
    status = check_order(dedup, answer, error);
    if (status != RP_OK)
        return status;
    status = remember(dedup, job, item, answer, error);
    if (status == RP_OK)
        status = write_answer(dedup, answer, error);
    dedup->torn = status != RP_OK;
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

/* What the corpus is to take is on its way to the disk before it does. */
static enum rp_status log_job(void *context, struct rp_job *job, struct rp_error *error)
{
    struct rp_dedup *dedup = context;
    enum rp_status status = RP_OK;
    for (size_t i = 0; i < job->count && status == RP_OK; i++) {
        struct rp_item *item = &job->items[i];
        if (item->error.status == RP_OK)
            status = rp_archive_log_add(dedup->archive, (struct rp_str){job->rows.data + item->row_start, item->row_len}, 0, &item->logged, error);
    }
    if (status == RP_OK && job->count > 0 && dedup->options->data != NULL && dedup->options->output != NULL) {
        const struct rp_reach reach = reach_to(dedup, &job->items[job->count - 1]);
        status = rp_journal_reach(&dedup->journal, &reach, error);
    }
    return status == RP_OK ? rp_archive_commit(dedup->archive, error) : status;
}

/* Behind so many items of the job. What the next one was logged as has come to nothing, or is taken back. */
static void set_place(struct rp_dedup *dedup, const struct rp_job *job, size_t count)
{
    for (size_t i = 0; i < job->count && i <= count; i++)
        if (job->items[i].logged.number > 0)
            dedup->place.number = job->items[i].logged.number;
    if (count == 0)
        return;
    const struct rp_reach reach = reach_to(dedup, &job->items[count - 1]);
    dedup->place.file = reach.file;
    dedup->place.line = reach.line;
}

static enum rp_status take_job(struct rp_dedup *dedup, const struct rp_job *job, struct rp_error *error)
{
    enum rp_status status = job->error.status;
    size_t taken = 0;
    if (status != RP_OK)
        return rp_fail(error, status, "%s", job->error.message);
    while (taken < job->count && (status = take_item(dedup, job, &job->items[taken], error)) == RP_OK) {
        dedup->sure = *dedup->report;
        taken++;
    }
    set_place(dedup, job, taken);
    /* Before the state of the engine may be written: it must not know more than the journal. */
    if (status == RP_OK && job->count > 0 && dedup->options->output != NULL) {
        status = rp_dedup_note_place(dedup, error);
        dedup->torn = status != RP_OK;
    }
    if (status == RP_OK)
        rp_archive_rest(dedup->archive, false);
    return status;
}

/* A corpus that is kept has in the end what the job has taken and no more, and the journal says the same. */
static void leave_in_order(struct rp_dedup *dedup)
{
    const struct rp_dedup_report report = *dedup->report;
    bool ok = !dedup->torn && rp_archive_take_back(dedup->archive, NULL) == RP_OK;
    if (ok && dedup->options->output != NULL) {
        dedup->place.clear = true;
        *dedup->report = dedup->sure;
        ok = rp_dedup_note_place(dedup, NULL) == RP_OK;
        *dedup->report = report;
    }
    dedup->torn = !ok;
}

static unsigned count_threads(const struct rp_dedup_options *options)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned threads = options->threads > 0 ? options->threads : processors > 0 ? (unsigned)processors : 1;
    return threads < RP_DEDUP_THREADS_MAX ? threads : RP_DEDUP_THREADS_MAX;
}

/* Of the files that are over when a job is gone on with. */
static uint64_t bytes_before(const struct rp_dedup *dedup)
{
    uint64_t bytes = 0;
    struct stat info;
    for (uint32_t i = 0; i < dedup->place.file && i < dedup->options->file_count; i++)
        if (stat(dedup->options->files[i], &info) == 0 && S_ISREG(info.st_mode))
            bytes += (uint64_t)info.st_size;
    return bytes;
}

enum rp_status rp_dedup_add_all(struct rp_dedup *dedup, struct rp_error *error)
{
    const struct rp_dedup_options *options = dedup->options;
    struct rp_pipeline *pipeline;
    struct rp_job *job;
    struct rp_feed *feed;
    dedup->sure = *dedup->report;
    enum rp_status status = rp_dedup_find_place(dedup, &feed, error);
    if (status != RP_OK)
        return status;
    const struct rp_pipeline_options reading = {
        .files = options->files,
        .file_count = options->file_count,
        .workers = count_threads(options),
        .agencies = options->corpus != NULL ? options->corpus->agencies : NULL,
        .repair = options->repair,
        .first = dedup->place.file,
        .feed = feed,
        .done_bytes = bytes_before(dedup),
        .interrupt = options->interrupt,
        .pass = log_job,
        .context = dedup,
    };
    status = rp_pipeline_start(&reading, &pipeline, error);
    if (status != RP_OK)
        return status;
    while (status == RP_OK && (status = rp_pipeline_next(pipeline, &job, error)) == RP_OK) {
        status = take_job(dedup, job, error);
        rp_dedup_tell(dedup, false, job->done_bytes);
        rp_pipeline_give_back(pipeline, job);
    }
    rp_pipeline_stop(pipeline);
    if (status != RP_CLOSED) {
        if (options->data != NULL)
            leave_in_order(dedup);
        return status;
    }
    dedup->place.file = (uint32_t)options->file_count;
    dedup->place.line = 0;
    return options->output != NULL ? rp_dedup_note_place(dedup, error) : RP_OK;
}
