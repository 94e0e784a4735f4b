/* A copy of the folder while it is in use: a corpus of its own. */
#include "base/error.h"
#include "base/priority.h"
#include "base/tree.h"
#include "store/archive_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 64 << 10 };

static bool write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        size -= (size_t)n;
    }
    return true;
}

/* False with an errno; ECANCELED: interrupted. */
static bool copy_bytes(int from, int to, const atomic_bool *interrupt)
{
    char piece[PIECE];
    for (;;) {
        if (interrupt != NULL && atomic_load(interrupt)) {
            errno = ECANCELED;
            return false;
        }
        ssize_t n = read(from, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0 && fsync(to) == 0;
        if (!write_all(to, piece, (size_t)n))
            return false;
    }
}

static enum rp_status check_place(const struct rp_archive *archive, const char *path, struct rp_error *error)
{
    if (rp_tree_has(archive->options.path, path))
        return rp_fail(error, RP_BAD_ARGUMENT, "%s is in the folder that is to be copied: name another place", path);
    DIR *dir = opendir(path);
    int failed = 0;
    bool empty = dir == NULL ? errno == ENOENT : rp_tree_next(dir, &failed) == NULL;
    if (dir != NULL)
        closedir(dir);
    if (failed != 0)
        return rp_fail(error, RP_IO, "%s cannot be read: %s", path, strerror(failed));
    return empty ? RP_OK : rp_fail(error, RP_EXISTS, "%s is there already and not empty: a backup wants a folder of its own", path);
}

static enum rp_status copy_file(const char *from_path, const char *to_path, const atomic_bool *interrupt, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    int from = open(from_path, O_RDONLY | O_CLOEXEC), to = -1;
    if (from < 0)
        return rp_fail(error, RP_IO, "%s cannot be read: %s", from_path, strerror(errno));
    to = open(to_path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
    bool copied = to >= 0 && copy_bytes(from, to, interrupt);
    if (!copied && errno == ECANCELED)
        status = rp_fail(error, RP_INTERRUPTED, "interrupted while the state was copied");
    else if (!copied)
        status = rp_fail(error, RP_IO, "%s cannot be written: %s", to_path, strerror(errno));
    if (to >= 0)
        close(to);
    close(from);
    return status;
}

/* Takes out what a copy that failed has left. */
static void empty_folder(const char *path)
{
    char name[PATH_MAX];
    const char *entry;
    int failed;
    DIR *dir = opendir(path);
    while (dir != NULL && (entry = rp_tree_next(dir, &failed)) != NULL)
        if (snprintf(name, sizeof name, "%s/%s", path, entry) < (int)sizeof name)
            rp_tree_remove(name, NULL); /* what stays is seen by the next copy */
    if (dir != NULL)
        closedir(dir);
    rmdir(path); /* unless it is a place where a disk is mounted */
}

/* Says first which folder it is about: the corpus and its copy may lie on two disks, of which one is full. */
static enum rp_status not_made(const char *path, enum rp_status status, struct rp_error *error)
{
    if (error == NULL)
        return status;
    struct rp_error why = *error;
    size_t len = strlen(path);
    const char *message = strncmp(why.message, path, len) == 0 && why.message[len] == '/' ? why.message + len + 1 : why.message;
    return rp_fail(error, status, "no copy is made in %.80s: %s", path, message);
}

enum rp_status rp_archive_backup(struct rp_archive *archive, const char *to, const atomic_bool *interrupt, struct rp_error *error)
{
    char path[PATH_MAX];
    size_t len = rp_data_folder_path_length(to);
    if (len >= sizeof path)
        return rp_fail(error, RP_IO, "the path of the copy has %zu bytes: %d are the most", len, PATH_MAX - 1);
    memcpy(path, to, len);
    path[len] = 0;
    const struct rp_data_folder_options options = {.path = path, .holder = "reprint backup", .create = true, .bare = true, .interrupt = interrupt};
    struct rp_data_folder *copy;
    enum rp_status status = check_place(archive, path, error);
    if (status != RP_OK)
        return status;
    status = rp_data_folder_open(&options, &copy, error);
    if (status != RP_OK)
        return not_made(path, status, error);
    /* State and rows that belong together: none of the operations behind the state is forgotten in between. */
    pthread_mutex_lock(&archive->settling);
    status = copy_file(rp_data_folder_state(archive->folder), rp_data_folder_state(copy), interrupt, error);
    if (status == RP_OK)
        status = rp_rows_checkpoint(archive->rows, rp_data_folder_rows(copy), error);
    pthread_mutex_unlock(&archive->settling);
    if (status == RP_OK)
        status = rp_data_folder_finish(copy, error);
    rp_give_way(); /* the rest is reading what was copied */
    if (status == RP_OK)
        status = rp_data_folder_seal(copy, error);
    rp_data_folder_close(copy);
    if (status == RP_OK)
        return RP_OK;
    empty_folder(path);
    return not_made(path, status, error);
}
