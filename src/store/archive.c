/* A corpus on disk as a whole: opening, restoring, closing. */
#include "store/archive_inside.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "corpus/engine.h"
#include "match/attribution_table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WINDOWS = 32, WINDOW_DAYS_OF_ALL = 32 };
static const uint64_t CHECKED_AT_START = UINT64_C(1) << 30; /* bytes of files that are read to be held against the seal, or of rows when there is none */

const char *rp_archive_phase_name(enum rp_archive_phase phase)
{
    static const char *const names[] = {"checking", "loading", "indexing", "replaying", "ready", "read_only"};
    return names[phase];
}

void rp_archive_remark(struct rp_archive *archive, const char *format, ...)
{
    char line[400];
    va_list arguments;
    if (archive->options.on_remark == NULL)
        return;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    archive->options.on_remark(archive->options.context, line);
}

void rp_archive_end_writing(struct rp_archive *archive, const char *why)
{
    pthread_mutex_lock(&archive->lock);
    bool first = archive->why[0] == '\0';
    if (first)
        snprintf(archive->why, sizeof archive->why, "%s", why);
    pthread_cond_broadcast(&archive->less);
    pthread_mutex_unlock(&archive->lock);
    atomic_store(&archive->phase, RP_ARCHIVE_READ_ONLY);
    if (first)
        rp_archive_remark(archive, "no more is taken: %s", why);
}

/* Once nothing more can be written, it stays so. */
static void enter(struct rp_archive *archive, enum rp_archive_phase phase, uint64_t total)
{
    int before = atomic_load(&archive->phase);
    atomic_store(&archive->done, 0);
    atomic_store(&archive->total, total);
    while (before != RP_ARCHIVE_READ_ONLY && !atomic_compare_exchange_weak(&archive->phase, &before, (int)phase))
        ;
}

void rp_archive_get_state(struct rp_archive *archive, struct rp_archive_state *ret)
{
    *ret = (struct rp_archive_state){.phase = (enum rp_archive_phase)atomic_load(&archive->phase),
                                     .done = atomic_load(&archive->done),
                                     .total = atomic_load(&archive->total),
                                     .last_number = atomic_load(&archive->last_number),
                                     .state_number = atomic_load(&archive->state_number),
                                     .replayed = atomic_load(&archive->replayed)};
    pthread_mutex_lock(&archive->lock);
    memcpy(ret->why, archive->why, sizeof ret->why);
    pthread_mutex_unlock(&archive->lock);
}

/* --- opening --- */

/* Of all days there are some windows, so that expiry is not coarse and the windows are not many. */
static int64_t window_ms(uint32_t keep_days)
{
    int64_t days = keep_days == 0 ? WINDOW_DAYS_OF_ALL : keep_days / WINDOWS > 1 ? keep_days / WINDOWS : 1;
    return days * RP_DAY_MS;
}

struct found {
    struct rp_archive *archive;
    struct rp_error *error;
    bool any, articles; /* something; something of the articles, which is the error then */
};

static void on_damaged(void *context, const char *file, const char *what)
{
    struct found *found = context;
    bool harmless;
    const char *mend = rp_data_folder_mend(file, &harmless);
    rp_archive_remark(found->archive, "%s: %s", file, what);
    if (!found->any || (!found->articles && !harmless))
        rp_fail(found->error, RP_DAMAGED, "%s: %s: %s", file, what, mend);
    found->any = true;
    found->articles = found->articles || !harmless;
}

/* Files that are not as they were left are not opened: what would be made of them is anybody's guess. */
static enum rp_status check_seal(struct rp_archive *archive, bool *ret_sealed, struct rp_error *error)
{
    struct found found = {archive, error, false, false};
    bool all;
    enum rp_status status = rp_data_folder_check(archive->folder, CHECKED_AT_START, on_damaged, &found, ret_sealed, &all, error);
    if (status == RP_OK && found.any)
        return RP_DAMAGED;
    if (status == RP_OK && *ret_sealed && !all)
        rp_archive_remark(archive, "files of more than 1 GiB in all: the largest are checked when they are read, or by `reprint verify`");
    return status;
}

enum rp_status rp_archive_open_rows(struct rp_archive *archive, struct rp_error *error)
{
    const struct rp_archive_options *options = &archive->options;
    struct rp_rows_options rows = {.folder = rp_data_folder_rows(archive->folder), .fsync = options->fsync, .window_ms = window_ms(options->keep_days), .read_only = options->look,
                                   .used = access(rp_data_folder_state(archive->folder), F_OK) == 0, .looked = archive->looked,
                                   .damaged = archive->damage != NULL ? rp_damage_on_rows : NULL, .damaged_context = archive->damage};
    return rp_rows_open(&rows, &archive->rows, error);
}

static enum rp_status make_corpus(struct rp_archive *archive, struct rp_error *error)
{
    struct rp_corpus_options options = *archive->options.corpus;
    options.vault = &archive->vault;
    enum rp_status status = rp_corpus_create(&options, &archive->corpus);
    return status == RP_OK ? RP_OK : rp_fail(error, status, "the corpus can not be made: %s", rp_status_meaning(status));
}

void rp_archive_free(struct rp_archive *archive)
{
    rp_archive_end_expecting(archive);
    rp_corpus_free(archive->corpus);
    rp_rows_close(archive->rows);
    rp_data_folder_close(archive->folder);
    rp_packer_free(archive->packer);
    rp_notes_done(&archive->notes);
    rp_notes_done(&archive->handed);
    rp_notes_done(&archive->kept);
    rp_numbers_done_list(&archive->gone);
    rp_numbers_done_list(&archive->voids);
    rp_numbers_done_list(&archive->handed_voids);
    rp_numbers_done_list(&archive->unsettled);
    pthread_cond_destroy(&archive->less);
    pthread_cond_destroy(&archive->begun);
    pthread_mutex_destroy(&archive->lock);
    pthread_mutex_destroy(&archive->settling);
    rp_free(archive);
}

enum rp_status rp_archive_open(const struct rp_archive_options *options, struct rp_archive **ret, struct rp_error *error)
{
    struct rp_archive *archive = rp_alloc_zeroed(1, sizeof *archive);
    if (archive == NULL)
        return rp_fail_memory(error);
    archive->options = *options;
    pthread_mutex_init(&archive->lock, NULL);
    pthread_mutex_init(&archive->settling, NULL);
    pthread_cond_init(&archive->less, NULL);
    pthread_cond_init(&archive->begun, NULL);
    rp_notes_init(&archive->notes);
    rp_notes_init(&archive->handed);
    rp_notes_init(&archive->kept);
    archive->applied_ms = INT64_MIN; /* none */
    archive->agencies = rp_agencies_hash(options->corpus->agencies);
    atomic_init(&archive->expired, INT64_MIN);
    rp_archive_make_vault(archive);
    enum rp_status status = rp_packer_create(&archive->packer);
    struct rp_data_folder_options folder = {.path = options->path, .holder = options->holder, .turn = options->cut != NULL ? options->cut->turn : 0,
                                            .look = options->look, .create = options->create};
    if (status == RP_OK)
        status = rp_data_folder_open(&folder, &archive->folder, error);
    else
        rp_fail_memory(error);
    if (status == RP_OK)
        status = make_corpus(archive, error);
    if (status != RP_OK) {
        rp_archive_free(archive);
        return status;
    }
    *ret = archive;
    return RP_OK;
}

/* --- restoring --- */

/* Rows are on the disk before the state that has seen them: so what it holds must be there, whatever the end of a log is. */
static enum rp_status check_last(const struct rp_archive *archive, struct rp_error *error)
{
    uint64_t known = rp_archive_last_held(archive), last = rp_rows_last_number(archive->rows);
    if (known <= last)
        return RP_OK;
    return rp_fail(error, RP_DAMAGED, "%s ends with operation %llu, and the state has articles up to %llu: MANIFEST or a log has lost its end; restore a backup",
                   rp_data_folder_rows(archive->folder), (unsigned long long)last, (unsigned long long)known);
}

enum rp_status rp_archive_load(struct rp_archive *archive, const atomic_bool *interrupt, struct rp_error *error)
{
    enter(archive, RP_ARCHIVE_LOADING, 0);
    enum rp_status status = rp_archive_load_state(archive, interrupt, error);
    if (status == RP_NOT_FOUND && rp_rows_last_number(archive->rows) == 0)
        return RP_NOT_FOUND; /* nothing was ever there */
    if (status == RP_NOT_FOUND)
        return rp_fail(error, RP_DAMAGED, "%s is missing: restore a backup, or `reprint export` what is left and `import` it into a new folder", rp_data_folder_state(archive->folder));
    if (status == RP_OK)
        status = check_last(archive, error);
    if (status == RP_OK)
        status = rp_archive_settle_again(archive, error);
    if (status != RP_OK)
        return status;
    enter(archive, RP_ARCHIVE_INDEXING, archive->corpus->indexed);
    return rp_archive_load_index(archive, interrupt, error);
}

static void start_time(struct rp_archive *archive)
{
    struct rp_corpus_stats stats;
    rp_corpus_stats(archive->corpus, &stats);
    bool believed = archive->options.believe_clock || stats.articles == 0; /* of none, none can expire */
    int64_t last = rp_rows_last_time(archive->rows), most = believed ? 0 : (int64_t)archive->options.keep_days * RP_DAY_MS;
    switch (rp_timekeeper_start(&archive->time, last, most)) {
    case RP_TIME_BEHIND:
        rp_archive_remark(archive, "the clock is behind the last operation: the time of the corpus goes on from that");
        break;
    case RP_TIME_NOT_BELIEVED:
        rp_archive_remark(archive, "the clock says that more than %u day%s gone by since the last operation, after which no article would be left: it is not believed, and "
                                   "nothing expires; --believe-clock takes it as it is", archive->options.keep_days, archive->options.keep_days == 1 ? " has" : "s have");
        break;
    case RP_TIME_FINE:
        break;
    }
}

static enum rp_status void_behind(struct rp_archive *archive, uint64_t behind, struct rp_error *error)
{
    enum { AT_ONCE = 1024 };
    uint64_t numbers[AT_ONCE], next = behind + 1, last = rp_rows_last_number(archive->rows);
    enum rp_status status = RP_OK;
    while (next <= last && status == RP_OK) {
        size_t count = 0;
        while (next <= last && count < AT_ONCE)
            numbers[count++] = next++;
        status = rp_rows_void(archive->rows, numbers, count, next > last, error);
    }
    return status;
}

/* Before the state is read: it must not have seen what is taken back. */
static enum rp_status cut(struct rp_archive *archive, struct rp_error *error)
{
    const struct rp_archive_cut *wanted = archive->options.cut;
    uint64_t behind, seen;
    if (wanted == NULL || (wanted->turn != 0 && wanted->turn != rp_data_folder_turn_before(archive->folder)))
        return RP_OK;
    enum rp_status status = wanted->behind(wanted->context, rp_rows_last_number(archive->rows), &behind, error);
    if (status == RP_OK)
        status = rp_archive_peek_state(archive, &seen, error);
    if (status != RP_OK)
        return status;
    if (seen > behind)
        return wanted->turn != 0 ? RP_OK : rp_fail(error, RP_DAMAGED, "the state in %s has seen operations that were to be taken back", archive->options.path);
    archive->was_cut = true;
    return void_behind(archive, behind, error);
}

bool rp_archive_was_cut(const struct rp_archive *archive)
{
    return archive->was_cut;
}

uint64_t rp_archive_turn(const struct rp_archive *archive)
{
    return rp_data_folder_turn(archive->folder);
}

enum rp_status rp_archive_take_back(struct rp_archive *archive, struct rp_error *error)
{
    return void_behind(archive, archive->applied, error);
}

/* A folder that was not closed. There is no seal: the rows are read, as far as files would be held against one. And when RocksDB opens it to write, it deletes tables that its MANIFEST does not know, and with them what shows that the MANIFEST has lost its end. */
static enum rp_status look_first(struct rp_archive *archive, struct rp_error *error)
{
    bool look = archive->options.look;
    archive->options.look = true;
    enum rp_status status = rp_archive_open_rows(archive, error);
    archive->options.look = look;
    if (status == RP_OK) {
        status = rp_rows_read_through(archive->rows, CHECKED_AT_START, error);
        rp_rows_close(archive->rows);
    }
    archive->rows = NULL;
    archive->looked = status == RP_OK;
    return status == RP_NOT_FOUND ? RP_OK : status;
}

static enum rp_status restore(struct rp_archive *archive, const atomic_bool *interrupt, struct rp_error *error)
{
    enter(archive, RP_ARCHIVE_CHECKING, 0);
    enum rp_status status = check_seal(archive, &archive->sealed, error);
    if (status == RP_OK && !archive->sealed)
        status = look_first(archive, error);
    if (status == RP_OK)
        status = rp_data_folder_unseal(archive->folder, error);
    if (status == RP_OK)
        status = rp_archive_open_rows(archive, error);
    if (status == RP_OK)
        status = cut(archive, error);
    if (status == RP_OK)
        status = rp_keeper_start(archive, error);
    if (status != RP_OK)
        return status;
    archive->restoring = true;
    status = rp_archive_load(archive, interrupt, error);
    bool is_new = status == RP_NOT_FOUND;
    if (status == RP_OK) {
        if (archive->applied > 0) /* the state of an empty corpus knows no time */
            rp_rows_begin_behind(archive->rows, archive->applied, archive->applied_ms);
        enter(archive, RP_ARCHIVE_REPLAYING, rp_rows_last_number(archive->rows) - archive->applied);
        status = rp_archive_replay(archive, interrupt, error);
    }
    archive->restoring = false;
    if (status != RP_OK && !is_new)
        return status;
    uint64_t again = atomic_load(&archive->replayed);
    if (archive->other_agencies && again > 0)
        rp_archive_remark(archive, "%llu operations were done again with other agencies or cues than before: their credits may differ from what was answered",
                          (unsigned long long)again);
    /* A state before the first operation; and one before operations under other thresholds or with other agencies. */
    if (rp_corpus_loaded(archive->corpus) || is_new || archive->other_agencies)
        status = rp_archive_write_state(archive, error);
    atomic_store(&archive->last_number, rp_rows_last_number(archive->rows));
    if (status != RP_OK)
        return status;
    start_time(archive);
    enter(archive, RP_ARCHIVE_READY, 0);
    return RP_OK;
}

enum rp_status rp_archive_restore(struct rp_archive *archive, const atomic_bool *interrupt, struct rp_error *error)
{
    enum rp_status status = restore(archive, interrupt, error);
    archive->interrupted = status == RP_INTERRUPTED;
    return status;
}

/* --- closing --- */

/* Whether the state on the disk is not the one of now. */
static bool has_changed(const struct rp_archive *archive)
{
    return archive->applied != atomic_load(&archive->state_number) || archive->gone.count > 0 || archive->unsettled.count > 0;
}

static enum rp_status leave_in_order(struct rp_archive *archive, struct rp_error *error)
{
    enum rp_status status = archive->interrupted || !has_changed(archive) ? RP_OK : rp_archive_write_state(archive, error);
    if (status == RP_OK)
        status = rp_rows_sync(archive->rows, error);
    rp_rows_close(archive->rows);
    archive->rows = NULL;
    return status == RP_OK ? rp_data_folder_seal(archive->folder, error) : status;
}

enum rp_status rp_archive_close(struct rp_archive *archive, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    if (archive == NULL)
        return RP_OK;
    bool whole = atomic_load(&archive->phase) == RP_ARCHIVE_READY;
    rp_keeper_end(archive);
    if (atomic_load(&archive->phase) == RP_ARCHIVE_READ_ONLY)
        status = rp_fail(error, RP_IO, "%s", archive->why);
    else if (whole || (archive->sealed && archive->interrupted)) /* then it is as it was */
        status = leave_in_order(archive, error);
    rp_archive_free(archive);
    return status;
}

void rp_archive_abandon(struct rp_archive *archive)
{
    if (archive == NULL)
        return;
    if (archive->rows != NULL)
        rp_rows_forgo(archive->rows);
    pthread_mutex_lock(&archive->lock);
    if (archive->why[0] == 0)
        strcpy(archive->why, "it is given up"); /* so that the keeper does not wait for what cannot be written any more */
    pthread_mutex_unlock(&archive->lock);
    rp_keeper_end(archive);
    rp_archive_free(archive);
}
