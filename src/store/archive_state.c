/* The state of the engine in a file. Written by a process that is forked for it: what the engine changes meanwhile is copied by the system, page by page, and
 * the index, which changes everywhere, is left out of that process. */
#define _GNU_SOURCE /* close_range */
#include "base/alloc.h"
#include "base/error.h"
#include "base/priority.h"
#include "corpus/engine.h"
#include "corpus/image.h"
#include "store/archive_inside.h"
#include "store/blocks_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char KIND[] = "reprint state";
enum { HEAD = 4 };

/* --- writing --- */

struct writing_state {
    struct rp_blocks_writer writer;
    pid_t parent; /* 0: this is the process of the corpus */
    unsigned puts;
};

/* When the process of the corpus is no more, nobody wants the state. */
static void put(void *context, const void *data, size_t size)
{
    enum { LOOKED_ROUND = 4096 };
    struct writing_state *writing = context;
    if (writing->parent != 0 && ++writing->puts % LOOKED_ROUND == 0 && getppid() != writing->parent)
        _exit(1);
    rp_blocks_writer_put(&writing->writer, data, size);
}

/* The lowest and the highest number of an article that is there; UINT64_MAX and 0: none is. */
static void find_numbers(const struct rp_records *records, uint64_t *ret_first, uint64_t *ret_last)
{
    *ret_first = UINT64_MAX;
    *ret_last = 0;
    for (size_t i = 0; i < records->count; i++) {
        const struct rp_record *record = rp_record_at(records, (uint32_t)i);
        if (record->seq == 0)
            continue;
        uint64_t number = rp_shelf_get(&records->shelf, record->place).number;
        *ret_first = number < *ret_first ? number : *ret_first;
        *ret_last = number > *ret_last ? number : *ret_last;
    }
}

uint64_t rp_archive_last_held(const struct rp_archive *archive)
{
    uint64_t first, last;
    find_numbers(&archive->corpus->records, &first, &last);
    return last;
}

/* Asks for no memory and takes no lock. */
static struct rp_state_result write_to(const struct rp_archive *archive, int fd, pid_t parent, const struct rp_numbers_list *gone)
{
    struct writing_state writing = {.parent = parent};
    const struct rp_image_sink sink = {&writing, put};
    const uint64_t head[HEAD] = {archive->applied, (uint64_t)archive->applied_ms, gone->count, archive->agencies};
    rp_blocks_writer_start(&writing.writer, fd, KIND, RP_IMAGE_VERSION);
    put(&writing, head, sizeof head);
    put(&writing, gone->numbers, gone->count * sizeof *gone->numbers);
    rp_corpus_save(archive->corpus, &sink);
    uint64_t first, last;
    find_numbers(&archive->corpus->records, &first, &last);
    return (struct rp_state_result){.error = rp_blocks_writer_end(&writing.writer), .first = first};
}

/* A file of its own, also when a process that was left over still writes to the last one. */
static int open_new(const struct rp_archive *archive)
{
    const char *path = rp_data_folder_new_state(archive->folder);
    if (unlink(path) != 0 && errno != ENOENT)
        return -1;
    return open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void sort(struct rp_numbers_list *list)
{
    if (list->count > 1)
        qsort(list->numbers, list->count, sizeof *list->numbers, by_value);
}

/* The other process: keeps nothing open but what it writes to, so that connections end when this one ends them. */
static _Noreturn void write_and_exit(const struct rp_archive *archive, int fd, int result, pid_t parent, const struct rp_numbers_list *gone)
{
    enum { FILE_FD = 3, RESULT_FD = 4 };
    int file = fcntl(fd, F_DUPFD, RESULT_FD + 1), out = fcntl(result, F_DUPFD, RESULT_FD + 1);
    if (file < 0 || out < 0 || dup2(file, FILE_FD) < 0 || dup2(out, RESULT_FD) < 0)
        _exit(1);
    close_range(RESULT_FD + 1, ~0U, 0);
    rp_give_way();
    struct rp_state_result found = write_to(archive, FILE_FD, parent, gone);
    _exit(write(RESULT_FD, &found, sizeof found) == (ssize_t)sizeof found ? 0 : 1);
}

/* What an earlier state was to settle and did not. */
static void take_back(struct rp_archive *archive)
{
    pthread_mutex_lock(&archive->lock);
    rp_numbers_append(&archive->gone, &archive->unsettled); /* without memory they wait on */
    pthread_mutex_unlock(&archive->lock);
}

/* A signal must not find the other process with this one's handlers, whose descriptors it has closed: all stay blocked there. */
static pid_t fork_without_signals(void)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    if (pid != 0)
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pid;
}

void rp_archive_fork_state(struct rp_archive *archive)
{
    int result[2], fd;
    if (!rp_archive_hand_over(archive)) /* what the state builds on goes before it */
        return;
    take_back(archive);
    sort(&archive->gone);
    struct rp_writing writing = {.number = archive->applied, .behind = archive->handed_count, .gone = archive->gone};
    pid_t parent = getpid();
    if (pipe(result) != 0) {
        rp_archive_remark(archive, "a pipe can not be made: %s; the state is written later", strerror(errno));
        rp_settler_put_off(archive);
        return;
    }
    fd = open_new(archive);
    writing.pid = fd >= 0 ? fork_without_signals() : -1;
    if (writing.pid == 0)
        write_and_exit(archive, fd, result[1], parent, &writing.gone);
    int why = errno;
    if (fd >= 0)
        close(fd);
    close(result[1]);
    if (writing.pid < 0) {
        close(result[0]);
        rp_archive_remark(archive, "the state can not be written: %s; it is tried again later", strerror(why));
        rp_settler_put_off(archive);
        return;
    }
    writing.result = result[0];
    archive->applied_since = 0;
    archive->state_wanted = false;
    atomic_store(&archive->retry_ms, 0);
    archive->gone = (struct rp_numbers_list){0};
    pthread_mutex_lock(&archive->lock);
    archive->writing = writing;
    pthread_cond_signal(&archive->begun);
    pthread_mutex_unlock(&archive->lock);
}

enum rp_status rp_archive_write_state(struct rp_archive *archive, struct rp_error *error)
{
    const char *path = rp_data_folder_new_state(archive->folder);
    rp_archive_write_notes(archive); /* what the state builds on goes before it */
    take_back(archive);
    sort(&archive->gone);
    int fd = open_new(archive);
    if (fd < 0)
        return rp_fail(error, RP_IO, "%s cannot be made: %s", path, strerror(errno));
    struct rp_state_result found = write_to(archive, fd, 0, &archive->gone);
    close(fd);
    if (found.error != 0) {
        rp_data_folder_drop_new_state(archive->folder);
        return rp_fail(error, RP_IO, "%s cannot be written: %s", path, strerror(found.error));
    }
    archive->applied_since = 0;
    enum rp_status status = rp_archive_take_state(archive, archive->applied, &archive->gone, found.first, error);
    if (status == RP_OK)
        rp_numbers_done_list(&archive->gone);
    else
        rp_data_folder_drop_new_state(archive->folder);
    return status;
}

static uint64_t size_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? (uint64_t)info.st_size : 0;
}

enum rp_status rp_archive_take_state(struct rp_archive *archive, uint64_t number, const struct rp_numbers_list *gone, uint64_t first,
                                     struct rp_error *error)
{
    pthread_mutex_lock(&archive->settling);
    enum rp_status status = rp_rows_flush(archive->rows, error);
    if (status == RP_OK)
        status = rp_data_folder_take_state(archive->folder, error);
    if (status == RP_OK) {
        atomic_store(&archive->state_number, number);
        rp_rows_leave_room(archive->rows, size_of(rp_data_folder_state(archive->folder))); /* the next one lies beside it for a while */
        status = rp_rows_settle(archive->rows, number, gone->numbers, gone->count, first, error);
    }
    pthread_mutex_unlock(&archive->settling);
    return status;
}

/* --- reading --- */

struct reading {
    struct rp_archive *archive;
    struct rp_blocks_reader *reader;
    const atomic_bool *interrupt;
};

static enum rp_status get(void *context, void *ret, size_t size, struct rp_error *error)
{
    struct reading *reading = context;
    atomic_fetch_add_explicit(&reading->archive->done, size, memory_order_relaxed);
    if (reading->interrupt != NULL && atomic_load_explicit(reading->interrupt, memory_order_relaxed))
        return rp_fail(error, RP_INTERRUPTED, "interrupted while reading the state");
    return rp_blocks_reader_get(reading->reader, ret, size, error);
}

/* The articles that had gone when it was written, into archive->unsettled. */
static enum rp_status get_gone(struct reading *reading, uint64_t count, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    for (uint64_t i = 0; i < count && status == RP_OK; i++) {
        uint64_t one;
        status = get(reading, &one, sizeof one, error);
        if (status == RP_OK && !rp_numbers_add(&reading->archive->unsettled, one))
            status = rp_fail_memory(error);
    }
    return status;
}

static enum rp_status open_head(struct reading *reading, uint64_t head[HEAD], struct rp_error *error)
{
    enum rp_status status = rp_blocks_reader_open(rp_data_folder_state(reading->archive->folder), KIND, RP_IMAGE_VERSION, &reading->reader, error);
    return status == RP_OK ? get(reading, head, HEAD * sizeof *head, error) : status;
}

static enum rp_status open_state(struct reading *reading, uint64_t head[HEAD], struct rp_error *error)
{
    enum rp_status status = open_head(reading, head, error);
    return status == RP_OK ? get_gone(reading, head[2], error) : status;
}

enum rp_status rp_archive_peek_state(struct rp_archive *archive, uint64_t *ret, struct rp_error *error)
{
    struct reading reading = {.archive = archive};
    uint64_t head[HEAD];
    enum rp_status status = open_head(&reading, head, error);
    rp_blocks_reader_close(reading.reader);
    *ret = status == RP_OK ? head[0] : 0;
    return status == RP_NOT_FOUND ? RP_OK : status;
}

enum rp_status rp_archive_settle_again(struct rp_archive *archive, struct rp_error *error)
{
    rp_rows_leave_room(archive->rows, size_of(rp_data_folder_state(archive->folder)));
    enum rp_status status = rp_rows_settle(archive->rows, archive->applied, archive->unsettled.numbers, archive->unsettled.count, 0, error);
    rp_numbers_done_list(&archive->unsettled);
    return status;
}

static enum rp_status load_corpus(struct rp_archive *archive, const struct rp_image_source *source, struct rp_error *error)
{
    enum rp_status status = rp_corpus_load_head(archive->corpus, source, error);
    if (status == RP_OK && !archive->options.look)
        status = rp_archive_expect_index(archive, error);
    return status == RP_OK ? rp_corpus_load_rest(archive->corpus, source, error) : status;
}

enum rp_status rp_archive_load_state(struct rp_archive *archive, const atomic_bool *interrupt, struct rp_error *error)
{
    struct reading reading = {.archive = archive, .interrupt = interrupt};
    uint64_t head[HEAD];
    atomic_store(&archive->total, size_of(rp_data_folder_state(archive->folder)));
    enum rp_status status = open_state(&reading, head, error);
    if (status == RP_OK)
        status = load_corpus(archive, &(struct rp_image_source){&reading, get}, error);
    if (status == RP_OK)
        status = rp_blocks_reader_end(reading.reader, error);
    rp_blocks_reader_close(reading.reader);
    if (status == RP_OK) {
        archive->applied = head[0];
        archive->applied_ms = (int64_t)head[1];
        archive->other_agencies = head[3] != archive->agencies;
        atomic_store(&archive->state_number, head[0]);
    }
    return status;
}
