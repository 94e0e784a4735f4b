/* Sealing the folder, and holding its files against the seal. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "store/folder.h"
#include "store/folder_inside.h"
#include "store/rocks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    READ_BYTES = 256 << 10,
    SEAL_BYTES = 256 << 20, /* more than a million files take */
    WHAT_BYTES = 160
};

static const char *const to_seal[] = {RP_FOLDER_FORMAT, RP_FOLDER_STATE, RP_FOLDER_ROWS, NULL};

/* Room for reading files. */
struct reading {
    struct rp_hashing *hashing;
    char *data;
    const atomic_bool *interrupt; /* NULL: none */
    struct rp_buf path;
};

static bool begin_reading(struct reading *reading)
{
    rp_buf_init(&reading->path, 64 << 10);
    reading->hashing = rp_hashing_create();
    reading->data = rp_alloc(READ_BYTES);
    return reading->hashing != NULL && reading->data != NULL;
}

static void end_reading(struct reading *reading)
{
    rp_hashing_free(reading->hashing);
    rp_free(reading->data);
    rp_buf_done(&reading->path);
}

static const char *path_of(struct reading *reading, const struct rp_data_folder *folder, const char *name)
{
    rp_buf_clear(&reading->path);
    if (rp_buf_add_str(&reading->path, rp_str_of(folder->paths[RP_PATH_FOLDER])) != RP_OK || rp_buf_add(&reading->path, "/", 1) != RP_OK ||
        rp_buf_add(&reading->path, name, strlen(name) + 1) != RP_OK)
        return NULL;
    return reading->path.data;
}

/* The bytes of a file and their hash; synced if asked for. errno, 0: done; ECANCELED: interrupted. */
static int read_file(struct reading *reading, const char *path, bool sync, uint64_t *ret_size, uint8_t ret_hash[16])
{
    int failed = 0, fd = open(path, O_RDONLY | O_CLOEXEC);
    *ret_size = 0;
    if (fd < 0)
        return errno;
    while (failed == 0) {
        ssize_t n = read(fd, reading->data, READ_BYTES);
        if (n == 0)
            break;
        if (n < 0)
            failed = errno != EINTR ? errno : 0;
        else
            rp_hashing_add(reading->hashing, reading->data, (size_t)n);
        *ret_size += n > 0 ? (uint64_t)n : 0;
        if (failed == 0 && reading->interrupt != NULL && atomic_load(reading->interrupt))
            failed = ECANCELED;
    }
    rp_hashing_end(reading->hashing, ret_hash);
    if (failed == 0 && sync && fsync(fd) != 0)
        failed = errno;
    close(fd);
    return failed;
}

/* --- reading the seal --- */

static enum rp_status read_seal_text(const char *path, struct rp_buf *ret, bool *ret_there, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *ret_there = fd >= 0;
    if (fd < 0)
        return errno == ENOENT ? RP_OK : rp_fail(error, RP_IO, "%s cannot be read: %s", path, strerror(errno));
    while (status == RP_OK) {
        status = rp_buf_reserve(ret, READ_BYTES);
        if (status != RP_OK)
            break;
        ssize_t n = read(fd, ret->data + ret->len, READ_BYTES);
        if (n == 0)
            break;
        if (n > 0)
            ret->len += (size_t)n;
        else if (errno != EINTR)
            status = rp_fail(error, RP_IO, "%s cannot be read: %s", path, strerror(errno));
    }
    close(fd);
    return status == RP_NO_MEMORY ? rp_fail_memory(error) : status;
}

/* RP_DAMAGED without a message. */
static enum rp_status read_seal(const struct rp_data_folder *folder, struct rp_seal *ret, bool *ret_there, struct rp_error *error)
{
    struct rp_buf text;
    unsigned version;
    rp_buf_init(&text, SEAL_BYTES);
    enum rp_status status = read_seal_text(folder->paths[RP_PATH_SEAL], &text, ret_there, error);
    if (status == RP_LIMIT)
        status = RP_DAMAGED;
    if (status == RP_OK && *ret_there)
        status = rp_seal_read((struct rp_str){text.data, text.len}, ret, &version);
    if (status == RP_NEWER)
        rp_fail(error, status, "%s has format version %u and this program knows %d: use a newer reprint", folder->paths[RP_PATH_SEAL], version, RP_SEAL_VERSION);
    if (status == RP_NO_MEMORY)
        rp_fail_memory(error);
    rp_buf_done(&text);
    return status;
}

/* --- checking --- */

struct check {
    const struct rp_data_folder *folder;
    void (*damaged)(void *context, const char *file, const char *what);
    void *context;
};

static int by_size(const void *a, const void *b)
{
    const struct rp_sealed *const *x = a, *const *y = b;
    if ((*x)->size != (*y)->size)
        return (*x)->size < (*y)->size ? -1 : 1;
    return strcmp((*x)->name, (*y)->name);
}

/* True when the file is there with the length that it had. */
static bool check_length(const struct check *check, const struct rp_sealed *sealed, const struct rp_sealed *file)
{
    const char *what = file == NULL                ? "is missing"
                       : file->size < sealed->size ? "is shorter than it was"
                       : file->size > sealed->size ? "is longer than it was"
                                                   : NULL;
    if (what != NULL)
        check->damaged(check->context, sealed->name, what);
    return what == NULL;
}

static enum rp_status check_content(const struct check *check, struct reading *reading, const struct rp_sealed *sealed)
{
    uint64_t size;
    uint8_t hash[16];
    char what[WHAT_BYTES];
    const char *path = path_of(reading, check->folder, sealed->name);
    if (path == NULL)
        return RP_NO_MEMORY;
    int failed = read_file(reading, path, false, &size, hash);
    if (failed != 0) {
        snprintf(what, sizeof what, "cannot be read: %s", strerror(failed));
        check->damaged(check->context, sealed->name, what);
    } else if (size != sealed->size || memcmp(hash, sealed->hash, sizeof hash) != 0) {
        check->damaged(check->context, sealed->name, "is not as it was left");
    }
    return RP_OK;
}

static enum rp_status check_files(const struct check *check, const struct rp_seal *seal, const struct rp_seal *there, uint64_t most, bool *ret_all)
{
    struct reading reading = {0};
    enum rp_status status = begin_reading(&reading) ? RP_OK : RP_NO_MEMORY;
    const struct rp_sealed **small_first = rp_alloc((seal->count + 1) * sizeof(struct rp_sealed *));
    if (small_first == NULL)
        status = RP_NO_MEMORY;
    *ret_all = true;
    for (size_t i = 0; status == RP_OK && i < seal->count; i++)
        small_first[i] = &seal->files[i];
    if (status == RP_OK)
        qsort(small_first, seal->count, sizeof *small_first, by_size);
    for (size_t i = 0; status == RP_OK && i < seal->count; i++) {
        const struct rp_sealed *sealed = small_first[i];
        if (!check_length(check, sealed, rp_seal_find(there, sealed->name)))
            continue;
        *ret_all = *ret_all && sealed->size <= most;
        if (!*ret_all)
            continue;
        most -= sealed->size;
        status = check_content(check, &reading, sealed);
    }
    rp_free(small_first);
    end_reading(&reading);
    return status;
}

enum rp_status rp_data_folder_check(const struct rp_data_folder *folder, uint64_t most, void (*damaged)(void *context, const char *file, const char *what),
                                    void *context, bool *ret_sealed, bool *ret_all, struct rp_error *error)
{
    struct check check = {.folder = folder, .damaged = damaged, .context = context};
    struct rp_seal seal = {0}, there = {0};
    *ret_all = false;
    enum rp_status status = read_seal(folder, &seal, ret_sealed, error);
    if (status == RP_DAMAGED) {
        damaged(context, RP_FOLDER_SEAL, "is not as it was left");
        status = RP_OK;
    } else if (status == RP_OK && *ret_sealed) {
        status = rp_seal_list(folder->paths[RP_PATH_FOLDER], to_seal, &there, error);
        if (status == RP_OK) {
            status = check_files(&check, &seal, &there, most, ret_all);
            if (status != RP_OK)
                rp_fail_memory(error);
        }
    }
    rp_seal_done(&seal);
    rp_seal_done(&there);
    return status;
}

const char *rp_data_folder_mend(const char *file, bool *ret_harmless)
{
    static const char *const harmless[] = {RP_FOLDER_SEAL, RP_FOLDER_ROWS "/LOG", RP_FOLDER_ROWS "/OPTIONS-", RP_FOLDER_ROWS "/IDENTITY", RP_FOLDER_ROWS "/LOCK", NULL};
    static const char *const needed[] = {RP_FOLDER_FORMAT, RP_FOLDER_ROWS "/CURRENT", RP_FOLDER_ROWS "/MANIFEST-", NULL};
    size_t i = 0, k = 0;
    while (harmless[i] != NULL && strncmp(file, harmless[i], strlen(harmless[i])) != 0)
        i++;
    while (needed[k] != NULL && strncmp(file, needed[k], strlen(needed[k])) != 0)
        k++;
    *ret_harmless = harmless[i] != NULL;
    return *ret_harmless       ? "no article is in it: delete " RP_FOLDER_SEAL " from the folder, and start again"
           : needed[k] != NULL ? "restore a backup"
                               : RP_ROCKS_MEND;
}

/* --- sealing --- */

enum rp_status rp_data_folder_unseal(struct rp_data_folder *folder, struct rp_error *error)
{
    bool there;
    rp_seal_done(&folder->old);
    enum rp_status status = read_seal(folder, &folder->old, &there, error);
    if (status == RP_DAMAGED)
        rp_seal_done(&folder->old);
    else if (status != RP_OK)
        return status;
    if (unlink(folder->paths[RP_PATH_SEAL]) != 0 && errno != ENOENT)
        return rp_fail(error, RP_IO, "%s cannot be taken away: %s", folder->paths[RP_PATH_SEAL], strerror(errno));
    return there ? rp_folder_sync(folder->paths[RP_PATH_FOLDER], error) : RP_OK;
}

/* RocksDB's tables are written once: of one that was there, the old hash says more than a new one would. */
static const struct rp_sealed *known(const struct rp_data_folder *folder, const struct rp_sealed *file)
{
    const char *end = strrchr(file->name, '.');
    const struct rp_sealed *old = end != NULL && strcmp(end, ".sst") == 0 ? rp_seal_find(&folder->old, file->name) : NULL;
    return old != NULL && old->size == file->size ? old : NULL;
}

static enum rp_status seal_file(const struct rp_data_folder *folder, struct reading *reading, struct rp_sealed *file, struct rp_error *error)
{
    const struct rp_sealed *old = known(folder, file);
    if (old != NULL) {
        memcpy(file->hash, old->hash, sizeof file->hash);
        return RP_OK;
    }
    const char *path = path_of(reading, folder, file->name);
    if (path == NULL)
        return rp_fail_memory(error);
    int failed = read_file(reading, path, true, &file->size, file->hash);
    if (failed == ECANCELED)
        return rp_fail(error, RP_INTERRUPTED, "interrupted while files were read");
    return failed == 0 ? RP_OK : rp_fail(error, RP_IO, "%s cannot be sealed: %s", path, strerror(failed));
}

static enum rp_status write_seal(const struct rp_data_folder *folder, const struct rp_seal *seal, struct rp_error *error)
{
    struct rp_buf text;
    rp_buf_init(&text, SEAL_BYTES);
    enum rp_status status = rp_seal_write(seal, &text);
    if (status != RP_OK)
        rp_fail_memory(error);
    else
        status = rp_folder_put(folder, RP_PATH_NEW_SEAL, RP_PATH_SEAL, text.data, text.len, error);
    rp_buf_done(&text);
    return status;
}

enum rp_status rp_data_folder_seal(struct rp_data_folder *folder, struct rp_error *error)
{
    struct reading reading = {.interrupt = folder->interrupt};
    struct rp_seal seal = {0};
    enum rp_status status = begin_reading(&reading) ? RP_OK : rp_fail_memory(error);
    if (status == RP_OK)
        status = rp_seal_list(folder->paths[RP_PATH_FOLDER], to_seal, &seal, error);
    for (size_t i = 0; status == RP_OK && i < seal.count; i++)
        status = seal_file(folder, &reading, &seal.files[i], error);
    if (status == RP_OK && access(folder->paths[RP_PATH_ROWS], F_OK) == 0)
        status = rp_folder_sync(folder->paths[RP_PATH_ROWS], error);
    if (status == RP_OK)
        status = write_seal(folder, &seal, error);
    rp_seal_done(&seal);
    end_reading(&reading);
    return status;
}
