/* The folder of a corpus: who holds it, its format, its paths, the state that takes its place. The seal is in folder_seal.c. */
#include "store/folder.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/tree.h"
#include "store/folder_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FORMAT_VERSION = 1, TEXT_BYTES = 512 };

static const char *const names[RP_PATH_COUNT] = {
    NULL,           RP_FOLDER_FORMAT, RP_FOLDER_NEW_FORMAT, RP_FOLDER_HOLDER, RP_FOLDER_STATE, RP_FOLDER_NEW_STATE,
    RP_FOLDER_ROWS, RP_FOLDER_SEAL,   RP_FOLDER_NEW_SEAL};

const char *rp_data_folder_state(const struct rp_data_folder *folder)
{
    return folder->paths[RP_PATH_STATE];
}

const char *rp_data_folder_new_state(const struct rp_data_folder *folder)
{
    return folder->paths[RP_PATH_NEW_STATE];
}

const char *rp_data_folder_rows(const struct rp_data_folder *folder)
{
    return folder->paths[RP_PATH_ROWS];
}

uint64_t rp_data_folder_turn(const struct rp_data_folder *folder)
{
    return folder->turn;
}

uint64_t rp_data_folder_turn_before(const struct rp_data_folder *folder)
{
    return folder->turn_before;
}

enum rp_status rp_folder_sync(const char *path, struct rp_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum rp_status status = RP_OK;
    if (fd < 0 || fsync(fd) != 0)
        status = rp_fail(error, RP_IO, "%s cannot be synced: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return status;
}

static enum rp_status write_all(int fd, const char *path, const char *text, size_t len, struct rp_error *error)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = write(fd, text + done, len - done);
        if (n < 0 && errno != EINTR)
            return rp_fail(error, RP_IO, "%s cannot be written: %s", path, strerror(errno));
        done += n > 0 ? (size_t)n : 0;
    }
    return RP_OK;
}

enum rp_status rp_folder_put(const struct rp_data_folder *folder, enum rp_folder_path temporary, enum rp_folder_path final, const char *text,
                             size_t len, struct rp_error *error)
{
    const char *path = folder->paths[temporary];
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return rp_fail(error, RP_IO, "%s cannot be written: %s", path, strerror(errno));
    enum rp_status status = write_all(fd, path, text, len, error);
    if (status == RP_OK && fsync(fd) != 0)
        status = rp_fail(error, RP_IO, "%s cannot be synced: %s", path, strerror(errno));
    close(fd);
    if (status == RP_OK && rename(path, folder->paths[final]) != 0)
        status = rp_fail(error, RP_IO, "%s cannot be replaced: %s", folder->paths[final], strerror(errno));
    return status == RP_OK ? rp_folder_sync(folder->paths[RP_PATH_FOLDER], error) : status;
}

/* Up to TEXT_BYTES - 1 bytes of a small file, terminated. */
static enum rp_status read_text(int fd, const char *path, char ret[TEXT_BYTES], struct rp_error *error)
{
    size_t len = 0;
    for (;;) {
        ssize_t n = pread(fd, ret + len, TEXT_BYTES - 1 - len, (off_t)len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return rp_fail(error, RP_IO, "%s cannot be read: %s", path, strerror(errno));
        if (n == 0)
            break;
        len += (size_t)n;
    }
    ret[len] = 0;
    return RP_OK;
}

/* --- FORMAT --- */

/* With a checksum, so that a version that was damaged is not taken for a newer one. */
static size_t write_format(unsigned version, char ret[TEXT_BYTES])
{
    int len = snprintf(ret, TEXT_BYTES, "reprint corpus, format %u", version);
    len += snprintf(ret + len, TEXT_BYTES - (size_t)len, " (%016" PRIx64 ")\n", rp_hash64(ret, (size_t)len, 0));
    return (size_t)len;
}

static enum rp_status check_format(const struct rp_data_folder *folder, int fd, struct rp_error *error)
{
    char text[TEXT_BYTES], want[TEXT_BYTES];
    unsigned version;
    const char *path = folder->paths[RP_PATH_FORMAT];
    enum rp_status status = read_text(fd, path, text, error);
    if (status != RP_OK)
        return status;
    if (sscanf(text, "reprint corpus, format %u", &version) == 1) {
        write_format(version, want);
        if (strcmp(text, want) == 0 && version > FORMAT_VERSION)
            return rp_fail(error, RP_NEWER, "%s has format version %u and this program knows %d: use a newer reprint", path, version, FORMAT_VERSION);
        if (strcmp(text, want) == 0 && version == FORMAT_VERSION)
            return RP_OK;
    }
    return rp_fail(error, RP_DAMAGED, "%s is damaged, or the folder holds something else: name another one, or take it from a backup", path);
}

/* What an interrupted start may have left of a folder that has no FORMAT yet. */
static bool is_of_a_start(const char *name)
{
    return strcmp(name, RP_FOLDER_HOLDER) == 0 || strcmp(name, RP_FOLDER_NEW_FORMAT) == 0;
}

static bool is_of_a_corpus(const char *name)
{
    return strcmp(name, RP_FOLDER_ROWS) == 0 || strcmp(name, RP_FOLDER_STATE) == 0 || strcmp(name, RP_FOLDER_SEAL) == 0;
}

/* Of a folder without FORMAT. */
static enum rp_status check_empty(const struct rp_data_folder *folder, bool create, struct rp_error *error)
{
    const char *path = folder->paths[RP_PATH_FOLDER];
    bool corpus = false, other = false;
    const char *name;
    int failed = 0;
    DIR *dir = opendir(path);
    if (dir == NULL)
        return rp_fail(error, RP_IO, "%s cannot be read: %s", path, strerror(errno));
    while ((name = rp_tree_next(dir, &failed)) != NULL) {
        corpus = corpus || is_of_a_corpus(name);
        other = other || !is_of_a_start(name);
    }
    closedir(dir);
    if (failed != 0)
        return rp_fail(error, RP_IO, "%s cannot be read: %s", path, strerror(failed));
    if (corpus)
        return rp_fail(error, RP_DAMAGED, "%s is missing: take the folder from a backup", folder->paths[RP_PATH_FORMAT]);
    if (!create)
        return rp_fail(error, RP_NOT_FOUND, "there is no corpus in %s", path);
    if (other)
        return rp_fail(error, RP_DAMAGED, "%s holds something else than a corpus: name an empty folder", path);
    return RP_OK;
}

static enum rp_status look_at_format(const struct rp_data_folder *folder, bool create, bool *ret_there, struct rp_error *error)
{
    const char *path = folder->paths[RP_PATH_FORMAT];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *ret_there = fd >= 0;
    if (fd < 0)
        return errno == ENOENT ? check_empty(folder, create, error) : rp_fail(error, RP_IO, "%s cannot be read: %s", path, strerror(errno));
    enum rp_status status = check_format(folder, fd, error);
    close(fd);
    return status;
}

static enum rp_status make_format(const struct rp_data_folder *folder, struct rp_error *error)
{
    char text[TEXT_BYTES];
    size_t len = write_format(FORMAT_VERSION, text);
    return rp_folder_put(folder, RP_PATH_NEW_FORMAT, RP_PATH_FORMAT, text, len, error);
}

/* --- HOLDER --- */

static enum rp_status in_use(const struct rp_data_folder *folder, struct rp_error *error)
{
    char text[TEXT_BYTES];
    enum rp_status status = read_text(folder->holder_fd, folder->paths[RP_PATH_HOLDER], text, error);
    if (status != RP_OK)
        return status;
    text[strcspn(text, "\n")] = 0;
    return rp_fail(error, RP_IN_USE, "%s is in use by %s", folder->paths[RP_PATH_FOLDER], text[0] != 0 ? text : "another process that is starting");
}

static enum rp_status fail_locked(struct rp_data_folder *folder, const struct flock *wanted, struct rp_error *error)
{
    struct flock found = *wanted;
    if (fcntl(folder->holder_fd, F_GETLK, &found) == 0 && found.l_type == F_RDLCK)
        return rp_fail(error, RP_IN_USE, "%s is being read by process %ld (verify, export)", folder->paths[RP_PATH_FOLDER], (long)found.l_pid);
    return in_use(folder, error);
}

/* The line that says who, and a line for the turn; what stands there was the turn before. Cut off at any moment, one or the other turn stands there. */
static enum rp_status write_holder(struct rp_data_folder *folder, const struct rp_data_folder_options *options, struct rp_error *error)
{
    char text[TEXT_BYTES];
    const char *path = folder->paths[RP_PATH_HOLDER];
    enum rp_status status = read_text(folder->holder_fd, path, text, error);
    if (status != RP_OK)
        return status;
    const char *before = strchr(text, '\n');
    if (before == NULL || sscanf(before, "\nturn %" SCNx64, &folder->turn_before) != 1)
        folder->turn_before = 0;
    folder->turn = options->turn;
    if ((folder->turn == 0 || folder->turn != folder->turn_before) && getrandom(&folder->turn, sizeof folder->turn, 0) != (ssize_t)sizeof folder->turn)
        return rp_fail(error, RP_IO, "the system gives no random numbers: %s", strerror(errno));
    int len = snprintf(text, sizeof text, "%.400s (process %ld)\nturn %016" PRIx64 "\n", options->holder, (long)getpid(), folder->turn);
    status = write_all(folder->holder_fd, path, text, (size_t)len, error);
    if (status == RP_OK && ftruncate(folder->holder_fd, len) != 0)
        status = rp_fail(error, RP_IO, "%s cannot be written: %s", path, strerror(errno));
    return status;
}

/* The lock goes with the process, and is none of a child's. */
static enum rp_status take_hold(struct rp_data_folder *folder, const struct rp_data_folder_options *options, struct rp_error *error)
{
    bool look = options->look;
    struct flock lock = {.l_type = look ? F_RDLCK : F_WRLCK, .l_whence = SEEK_SET};
    const char *path = folder->paths[RP_PATH_HOLDER];
    folder->holder_fd = open(path, look ? O_RDONLY | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (folder->holder_fd < 0 && look && errno == ENOENT)
        return RP_OK; /* nobody has ever held it */
    if (folder->holder_fd < 0)
        return rp_fail(error, RP_IO, "%s cannot be opened: %s", path, strerror(errno));
    if (fcntl(folder->holder_fd, F_SETLK, &lock) != 0) {
        enum rp_status status = errno == EACCES || errno == EAGAIN ? fail_locked(folder, &lock, error)
                                                                   : rp_fail(error, RP_IO, "%s cannot be locked: %s", path, strerror(errno));
        close(folder->holder_fd);
        folder->holder_fd = -1;
        return status;
    }
    return look ? RP_OK : write_holder(folder, options, error);
}

/* --- the whole --- */

size_t rp_data_folder_path_length(const char *path)
{
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    return len;
}

static bool make_paths(struct rp_data_folder *folder, const char *path)
{
    size_t len = rp_data_folder_path_length(path);
    for (unsigned i = 0; i < RP_PATH_COUNT; i++) {
        size_t size = len + 1 + (i > 0 ? strlen(names[i]) + 1 : 0);
        folder->paths[i] = rp_alloc(size);
        if (folder->paths[i] == NULL)
            return false;
        snprintf(folder->paths[i], size, "%.*s%s%s", (int)len, path, i > 0 ? "/" : "", i > 0 ? names[i] : "");
    }
    return true;
}

/* The entry of a new folder is synced too, by its name in the one above. */
static enum rp_status make_folder(const struct rp_data_folder *folder, struct rp_error *error)
{
    char *path = folder->paths[RP_PATH_FOLDER];
    if (mkdir(path, 0777) != 0)
        return errno == EEXIST ? RP_OK : rp_fail(error, RP_IO, "the folder %s cannot be made: %s", path, strerror(errno));
    char *last = strrchr(path, '/');
    if (last == NULL || last == path)
        return rp_folder_sync(last == NULL ? "." : "/", error);
    *last = 0;
    enum rp_status status = rp_folder_sync(path, error);
    *last = '/';
    return status;
}

static enum rp_status open_folder(struct rp_data_folder *folder, const struct rp_data_folder_options *options, struct rp_error *error)
{
    bool there;
    struct stat info;
    const char *path = folder->paths[RP_PATH_FOLDER];
    if (options->create) {
        enum rp_status made = make_folder(folder, error);
        if (made != RP_OK)
            return made;
    } else if (stat(path, &info) != 0) {
        return rp_fail(error, errno == ENOENT ? RP_NOT_FOUND : RP_IO, "%s cannot be opened: %s", path, strerror(errno));
    }
    /* First a look, so that nothing is put into a folder that is none of ours; then once more, as its only holder. */
    enum rp_status status = look_at_format(folder, options->create, &there, error);
    if (status == RP_OK)
        status = take_hold(folder, options, error);
    if (status == RP_OK)
        status = look_at_format(folder, options->create, &there, error);
    if (status == RP_OK && there && !options->look)
        rp_data_folder_drop_new_state(folder);
    if (status != RP_OK && options->bare && !there && folder->holder_fd >= 0)
        unlink(folder->paths[RP_PATH_HOLDER]); /* else it would be in the way of the next try */
    return status == RP_OK && !there && !options->bare ? make_format(folder, error) : status;
}

enum rp_status rp_data_folder_finish(const struct rp_data_folder *folder, struct rp_error *error)
{
    enum rp_status status = rp_folder_sync(folder->paths[RP_PATH_ROWS], error);
    return status == RP_OK ? make_format(folder, error) : status;
}

enum rp_status rp_data_folder_open(const struct rp_data_folder_options *options, struct rp_data_folder **ret, struct rp_error *error)
{
    struct rp_data_folder *folder = rp_alloc_zeroed(1, sizeof *folder);
    if (folder == NULL)
        return rp_fail_memory(error);
    folder->holder_fd = -1;
    folder->interrupt = options->interrupt;
    enum rp_status status = make_paths(folder, options->path) ? open_folder(folder, options, error) : rp_fail_memory(error);
    if (status != RP_OK) {
        rp_data_folder_close(folder);
        return status;
    }
    *ret = folder;
    return RP_OK;
}

void rp_data_folder_close(struct rp_data_folder *folder)
{
    if (folder == NULL)
        return;
    if (folder->holder_fd >= 0)
        close(folder->holder_fd);
    rp_seal_done(&folder->old);
    for (unsigned i = 0; i < RP_PATH_COUNT; i++)
        rp_free(folder->paths[i]);
    rp_free(folder);
}

enum rp_status rp_data_folder_take_state(struct rp_data_folder *folder, struct rp_error *error)
{
    if (rename(folder->paths[RP_PATH_NEW_STATE], folder->paths[RP_PATH_STATE]) != 0)
        return rp_fail(error, RP_IO, "%s cannot be replaced: %s", folder->paths[RP_PATH_STATE], strerror(errno));
    return rp_folder_sync(folder->paths[RP_PATH_FOLDER], error);
}

void rp_data_folder_drop_new_state(const struct rp_data_folder *folder)
{
    unlink(folder->paths[RP_PATH_NEW_STATE]); /* should it stay, the next one begins with it */
}
