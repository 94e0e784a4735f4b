/* A copy of the folder while it is in use: a corpus of its own. */
#include "base/error.h"
#include "store/archive_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
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

static bool copy_bytes(int from, int to)
{
    char piece[PIECE];
    for (;;) {
        ssize_t n = read(from, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0 && fsync(to) == 0;
        if (!write_all(to, piece, (size_t)n))
            return false;
    }
}

static enum rp_status copy_file(const char *from_path, const char *to_path, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    int from = open(from_path, O_RDONLY | O_CLOEXEC), to = -1;
    if (from < 0)
        return rp_fail(error, RP_IO, "%s cannot be read: %s", from_path, strerror(errno));
    to = open(to_path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
    if (to < 0 || !copy_bytes(from, to))
        status = rp_fail(error, RP_IO, "%s cannot be written: %s", to_path, strerror(errno));
    if (to >= 0)
        close(to);
    close(from);
    return status;
}

enum rp_status rp_archive_backup(struct rp_archive *archive, const char *path, struct rp_error *error)
{
    const struct rp_data_folder_options options = {.path = path, .holder = "reprint backup", .create = true};
    struct rp_data_folder *copy;
    if (access(path, F_OK) == 0 && rmdir(path) != 0)
        return rp_fail(error, RP_EXISTS, "%s is there already: a backup wants a folder of its own", path);
    enum rp_status status = rp_data_folder_open(&options, &copy, error);
    if (status != RP_OK)
        return status;
    /* State and rows that belong together: none of the operations behind the state is forgotten in between. */
    pthread_mutex_lock(&archive->settling);
    status = copy_file(rp_data_folder_state(archive->folder), rp_data_folder_state(copy), error);
    if (status == RP_OK)
        status = rp_rows_checkpoint(archive->rows, rp_data_folder_rows(copy), error);
    pthread_mutex_unlock(&archive->settling);
    if (status == RP_OK)
        status = rp_data_folder_seal(copy, error);
    rp_data_folder_close(copy);
    return status;
}
