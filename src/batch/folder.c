/* The output folder of a job. */
#include "batch/folder.h"

#include "base/alloc.h"
#include "base/error.h"
#include "batch/tree.h"

#include <dirent.h>
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
static const char job_name[] = ".reprint-job", corpus_name[] = "corpus";

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

static bool is_temporary(const char *entry)
{
    if (strcmp(entry, job_name) == 0)
        return true;
    for (unsigned i = 0; i < RP_OUT_COUNT; i++) {
        size_t len = strlen(names[i]);
        if (strncmp(entry, names[i], len) == 0 && strcmp(entry + len, ".tmp") == 0)
            return true;
    }
    return false;
}

static enum rp_status check_empty(const char *path, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    struct dirent *entry;
    DIR *dir = opendir(path);
    if (dir == NULL)
        return rp_fail(error, RP_IO, "the folder %s cannot be read: %s", path, strerror(errno));
    while (status == RP_OK && (entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && !is_temporary(entry->d_name))
            status = rp_fail(error, RP_BAD_ARGUMENT,
                             "the folder %s is not empty (%s): name another one, or --force replaces what is there",
                             path, entry->d_name);
    closedir(dir);
    return status;
}

static enum rp_status open_out(struct rp_folder *folder, enum rp_output which, struct rp_error *error)
{
    struct rp_out *out = &folder->outs[which];
    /* The lock lives as long as the file is open. */
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const char *path = out->temporary;
    enum rp_status status = RP_OK;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        status = rp_fail(error, RP_IO, "%s cannot be written: %s", path, strerror(errno));
    } else if (fcntl(fd, F_SETLK, &lock) != 0 && (errno == EACCES || errno == EAGAIN)) {
        status = rp_fail(error, RP_IO, "%s: another job is writing there", path);
    } else if (ftruncate(fd, 0) != 0) {
        status = rp_fail(error, RP_IO, "%s cannot be written: %s", path, strerror(errno));
    }
    if (status == RP_OK)
        out->fd = fd;
    else if (fd >= 0)
        close(fd);
    return status;
}

static bool make_paths(struct rp_folder *folder, const char *path)
{
    folder->path = rp_alloc(strlen(path) + 1);
    if (folder->path == NULL)
        return false;
    strcpy(folder->path, path);
    folder->job = join_path(path, job_name, "");
    folder->corpus = folder->job != NULL ? join_path(folder->job, corpus_name, "") : NULL;
    if (folder->corpus == NULL)
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

enum rp_status rp_folder_open(const char *path, bool force, struct rp_folder *ret, struct rp_error *error)
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
    else if (!ret->made && !force)
        status = check_empty(path, error);
    for (unsigned i = 0; status == RP_OK && i < RP_OUT_SPOOL; i++)
        status = open_out(ret, (enum rp_output)i, error);
    if (status != RP_OK)
        rp_folder_close(ret);
    return status;
}

enum rp_status rp_folder_make_job(struct rp_folder *folder, struct rp_error *error)
{
    enum rp_status status = rp_tree_remove(folder->job, error);
    if (status == RP_OK && mkdir(folder->job, 0777) != 0)
        status = rp_fail(error, RP_IO, "the folder %s cannot be made: %s", folder->job, strerror(errno));
    folder->job_made = status == RP_OK;
    return status;
}

enum rp_status rp_folder_spool(struct rp_folder *folder, struct rp_error *error)
{
    return open_out(folder, RP_OUT_SPOOL, error);
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
            return rp_fail(error, RP_IO, "%s/%s.tmp cannot be written: %s", folder->path, names[which],
                           strerror(errno));
        done += n > 0 ? (size_t)n : 0;
    }
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
    if (status == RP_OK && fsync(out->fd) != 0)
        status = rp_fail(error, RP_IO, "%s/%s.tmp cannot be synced: %s", folder->path, names[which], strerror(errno));
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
    if (rename(out->temporary, out->final) != 0)
        return not_replaced(out, error);
    out->named = true;
    return RP_OK;
}

enum rp_status rp_folder_commit(struct rp_folder *folder, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    for (unsigned i = 0; status == RP_OK && i < RP_OUT_SPOOL; i++)
        status = sync_out(folder, (enum rp_output)i, error);
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
        if (out->fd >= 0 && !out->named)
            unlink(out->temporary);
        if (out->fd >= 0)
            close(out->fd);
        out->fd = -1;
        rp_free(out->temporary);
        rp_free(out->final);
        out->temporary = out->final = NULL;
    }
    if (folder->job_made)
        rp_tree_remove(folder->job, NULL);
    if (folder->made)
        rmdir(folder->path); /* only when it is empty */
    rp_free(folder->job);
    rp_free(folder->corpus);
    rp_free(folder->path);
    *folder = (struct rp_folder){0};
}
