/* The output folder of a job. */
#include "batch/folder.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FLUSH_BYTES = 256 << 10,
    BUF_BYTES = 64 << 20 /* far more than one record and what may wait before it */
};

static const char *const names[RP_OUT_COUNT] = {"stories.jsonl", "kept.jsonl", "removed.jsonl", "summary.json",
                                                "spool"};
static const char job_name[] = ".reprint-job", corpus_name[] = "corpus", journal_name[] = "journal";

/* folder/name + end; the caller frees it. */
static char *join_path(const char *folder, const char *name, const char *end)
{
    size_t size = strlen(folder) + strlen(name) + strlen(end) + 2;
    char *path = rp_alloc(size);
    if (path != NULL)
        snprintf(path, size, "%s/%s%s", folder, name, end);
    return path;
}

const char *rp_folder_temporary(const struct rp_folder *folder, enum rp_output which)
{
    return folder->outs[which].temporary;
}

const char *rp_folder_corpus(const struct rp_folder *folder)
{
    return folder->corpus;
}

const char *rp_folder_journal(const struct rp_folder *folder)
{
    return folder->journal;
}

static bool is_temporary(const char *entry)
{
    for (unsigned i = 0; i < RP_OUT_COUNT; i++) {
        size_t len = strlen(names[i]);
        if (strncmp(entry, names[i], len) == 0 && strcmp(entry + len, ".tmp") == 0)
            return true;
    }
    return false;
}

/* Of a job that left its folder, or is at work yet. */
static enum rp_status refuse_job(const struct rp_folder *folder, struct rp_error *error)
{
    const char *path = folder->outs[RP_OUT_STORIES].temporary;
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(path, O_RDWR | O_CLOEXEC);
    bool locked = fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    if (fd >= 0)
        close(fd);
    if (locked)
        return rp_fail(error, RP_IO, "%s: another job is writing there", path);
    return rp_fail(error, RP_BAD_ARGUMENT, "the folder %s holds a job that was interrupted: --resume goes on with it, --force starts anew", folder->path);
}

static enum rp_status check_empty(const struct rp_folder *folder, enum rp_folder_mode mode, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    const char *name;
    int failed = 0;
    DIR *dir = opendir(folder->path);
    if (dir == NULL)
        return rp_fail(error, RP_IO, "the folder %s cannot be read: %s", folder->path, strerror(errno));
    if (mode == RP_FOLDER_RESUMED && access(folder->outs[RP_OUT_SUMMARY].final, F_OK) == 0) {
        closedir(dir);
        return rp_fail(error, RP_BAD_ARGUMENT, "the job in the folder %s is finished: there is nothing to go on with; --force does it anew", folder->path);
    }
    while (status == RP_OK && (name = rp_tree_next(dir, &failed)) != NULL)
        if (strcmp(name, job_name) != 0 && !is_temporary(name))
            status = rp_fail(error, RP_BAD_ARGUMENT,
                             "the folder %s is not empty (%s): name another one, or --force replaces what is there",
                             folder->path, name);
    closedir(dir);
    if (failed != 0)
        return rp_fail(error, RP_IO, "the folder %s cannot be read: %s", folder->path, strerror(failed));
    return status == RP_OK && access(folder->job, F_OK) == 0 ? refuse_job(folder, error) : status;
}

static enum rp_status not_written(const char *path, struct rp_error *error)
{
    return rp_fail(error, RP_IO, "%s cannot be written: %s", path, strerror(errno));
}

/* Without O_CREAT among the flags one that is not there is left out. */
static enum rp_status open_out(struct rp_folder *folder, enum rp_output which, int flags, struct rp_error *error)
{
    struct rp_out *out = &folder->outs[which];
    /* The lock lives as long as the file is open. */
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const char *path = out->temporary;
    int fd = open(path, O_RDWR | O_CLOEXEC | flags, 0666);
    if (fd < 0)
        return errno == ENOENT && (flags & O_CREAT) == 0 ? RP_OK : not_written(path, error);
    if (fcntl(fd, F_SETLK, &lock) == 0) {
        out->fd = fd;
        return RP_OK;
    }
    enum rp_status status = errno == EACCES || errno == EAGAIN ? rp_fail(error, RP_IO, "%s: another job is writing there", path) : not_written(path, error);
    close(fd);
    return status;
}

/* To go on behind so many bytes. */
static enum rp_status cut_out(struct rp_folder *folder, enum rp_output which, uint64_t bytes, struct rp_error *error)
{
    struct rp_out *out = &folder->outs[which];
    struct stat info;
    enum rp_status status = out->fd < 0 ? open_out(folder, which, O_CREAT, error) : RP_OK;
    if (status != RP_OK)
        return status;
    if (fstat(out->fd, &info) != 0)
        return not_written(out->temporary, error);
    if ((uint64_t)info.st_size < bytes)
        return rp_fail(error, RP_DAMAGED, "%s is shorter than it was when the job was interrupted: --force starts anew", out->temporary);
    if (ftruncate(out->fd, (off_t)bytes) != 0 || lseek(out->fd, (off_t)bytes, SEEK_SET) < 0)
        return not_written(out->temporary, error);
    out->written = bytes;
    return RP_OK;
}

enum rp_status rp_folder_go_on(struct rp_folder *folder, uint64_t stories, uint64_t spool, bool spooling, struct rp_error *error)
{
    enum rp_status status = cut_out(folder, RP_OUT_STORIES, stories, error);
    for (unsigned i = RP_OUT_STORIES + 1; status == RP_OK && i < RP_OUT_SPOOL; i++)
        status = cut_out(folder, (enum rp_output)i, 0, error);
    return status == RP_OK && spooling ? cut_out(folder, RP_OUT_SPOOL, spool, error) : status;
}

static bool make_paths(struct rp_folder *folder, const char *path)
{
    folder->path = rp_alloc(strlen(path) + 1);
    if (folder->path == NULL)
        return false;
    strcpy(folder->path, path);
    folder->job = join_path(path, job_name, "");
    folder->corpus = folder->job != NULL ? join_path(folder->job, corpus_name, "") : NULL;
    folder->journal = folder->job != NULL ? join_path(folder->job, journal_name, "") : NULL;
    if (folder->corpus == NULL || folder->journal == NULL)
        return false;
    for (unsigned i = 0; i < RP_OUT_COUNT; i++) {
        struct rp_out *out = &folder->outs[i];
        out->temporary = join_path(path, names[i], ".tmp");
        out->final = join_path(path, names[i], "");
        if (out->temporary == NULL || out->final == NULL)
            return false;
    }
    return true;
}

/* All that is there, or all but the spool, anew. */
static enum rp_status open_outs(struct rp_folder *folder, bool resumed, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    for (unsigned i = 0; status == RP_OK && i < RP_OUT_COUNT; i++) {
        if (resumed)
            status = open_out(folder, (enum rp_output)i, 0, error);
        else if (i != RP_OUT_SPOOL)
            status = cut_out(folder, (enum rp_output)i, 0, error);
    }
    return status;
}

enum rp_status rp_folder_open(const char *path, enum rp_folder_mode mode, struct rp_folder *ret, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    *ret = (struct rp_folder){0};
    for (unsigned i = 0; i < RP_OUT_COUNT; i++) {
        ret->outs[i].fd = -1;
        rp_buf_init(&ret->outs[i].buf, BUF_BYTES);
    }
    if (!make_paths(ret, path)) {
        rp_folder_close(ret);
        return rp_fail_memory(error);
    }
    ret->made = mkdir(path, 0777) == 0;
    if (!ret->made && errno != EEXIST)
        status = rp_fail(error, RP_IO, "the folder %s cannot be made: %s", path, strerror(errno));
    bool resumed = status == RP_OK && mode == RP_FOLDER_RESUMED && access(ret->job, F_OK) == 0;
    if (status == RP_OK && !ret->made && !resumed && mode != RP_FOLDER_FORCED)
        status = check_empty(ret, mode, error);
    ret->stays = resumed;
    if (status == RP_OK)
        status = open_outs(ret, resumed, error);
    ret->job_there = resumed;
    if (status != RP_OK)
        rp_folder_close(ret);
    return status;
}

enum rp_status rp_folder_make_job(struct rp_folder *folder, struct rp_error *error)
{
    enum rp_status status = rp_tree_remove(folder->job, error);
    if (folder->outs[RP_OUT_SPOOL].fd < 0)
        unlink(folder->outs[RP_OUT_SPOOL].temporary); /* of a job before */
    if (status == RP_OK && mkdir(folder->job, 0777) != 0)
        status = rp_fail(error, RP_IO, "the folder %s cannot be made: %s", folder->job, strerror(errno));
    folder->job_there = status == RP_OK;
    return status;
}

struct rp_buf *rp_folder_buf(struct rp_folder *folder, enum rp_output which)
{
    return &folder->outs[which].buf;
}

enum rp_status rp_folder_flush(struct rp_folder *folder, enum rp_output which, bool always, struct rp_error *error)
{
    struct rp_out *out = &folder->outs[which];
    size_t done = 0;
    if (!always && out->buf.len < FLUSH_BYTES)
        return RP_OK;
    while (done < out->buf.len) {
        ssize_t n = write(out->fd, out->buf.data + done, out->buf.len - done);
        if (n < 0 && errno != EINTR)
            return not_written(out->temporary, error);
        done += n > 0 ? (size_t)n : 0;
    }
    out->written += done;
    rp_buf_clear(&out->buf);
    return RP_OK;
}

static enum rp_status sync_folder(const struct rp_folder *folder, struct rp_error *error)
{
    int fd = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = fd < 0 || fsync(fd) != 0;
    enum rp_status status =
        failed ? rp_fail(error, RP_IO, "the folder %s cannot be synced: %s", folder->path, strerror(errno)) : RP_OK;
    if (fd >= 0)
        close(fd);
    return status;
}

static enum rp_status sync_out(struct rp_folder *folder, enum rp_output which, struct rp_error *error)
{
    struct rp_out *out = &folder->outs[which];
    enum rp_status status = rp_folder_flush(folder, which, true, error);
    if (status == RP_OK && out->fd >= 0 && fsync(out->fd) != 0)
        status = rp_fail(error, RP_IO, "%s cannot be synced: %s", out->temporary, strerror(errno));
    return status;
}

static enum rp_status not_replaced(const struct rp_out *out, struct rp_error *error)
{
    return rp_fail(error, RP_IO, "%s cannot be replaced: %s", out->final, strerror(errno));
}

static enum rp_status take_away(const struct rp_out *out, struct rp_error *error)
{
    return unlink(out->final) == 0 || errno == ENOENT ? RP_OK : not_replaced(out, error);
}

static enum rp_status give_name(struct rp_out *out, struct rp_error *error)
{
    if (out->fd >= 0 && rename(out->temporary, out->final) != 0)
        return not_replaced(out, error);
    out->named = true;
    return RP_OK;
}

enum rp_status rp_folder_sync_outs(struct rp_folder *folder, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    for (unsigned i = 0; status == RP_OK && i < RP_OUT_SPOOL; i++)
        status = sync_out(folder, (enum rp_output)i, error);
    return status;
}

enum rp_status rp_folder_commit(struct rp_folder *folder, struct rp_error *error)
{
    enum rp_status status = rp_folder_sync_outs(folder, error);
    if (status == RP_OK && folder->outs[RP_OUT_SUMMARY].fd < 0)
        return RP_OK; /* it was the last to get its name */
    /* Where summary.json is, everything is of the same job. */
    if (status == RP_OK)
        status = take_away(&folder->outs[RP_OUT_SUMMARY], error);
    if (status == RP_OK)
        status = sync_folder(folder, error);
    for (unsigned i = 0; status == RP_OK && i < RP_OUT_SUMMARY; i++)
        status = give_name(&folder->outs[i], error);
    if (status == RP_OK)
        status = sync_folder(folder, error);
    if (status == RP_OK)
        status = give_name(&folder->outs[RP_OUT_SUMMARY], error);
    return status == RP_OK ? sync_folder(folder, error) : status;
}

void rp_folder_close(struct rp_folder *folder)
{
    for (unsigned i = 0; i < RP_OUT_COUNT; i++) {
        struct rp_out *out = &folder->outs[i];
        rp_buf_done(&out->buf);
        if (out->fd >= 0 && !out->named && !folder->stays)
            unlink(out->temporary);
        if (out->fd >= 0)
            close(out->fd);
        out->fd = -1;
        rp_free(out->temporary);
        rp_free(out->final);
        out->temporary = out->final = NULL;
    }
    /* The journal goes last: as long as it is there, it says that all is done. */
    if (folder->job_there && !folder->stays && rp_tree_remove(folder->corpus, NULL) == RP_OK)
        rp_tree_remove(folder->job, NULL);
    if (folder->made && !folder->stays)
        rmdir(folder->path); /* only when it is empty */
    rp_free(folder->job);
    rp_free(folder->corpus);
    rp_free(folder->journal);
    rp_free(folder->path);
    *folder = (struct rp_folder){0};
}
