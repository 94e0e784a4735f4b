/* What a seal says. A line a file: hash, length, name; the last line is the hash of all before it. */
#include "store/seal.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/tree.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    FILES_MOST = 1000000,
    HEX = 32,
    PATH_BYTES = 4096
};

static const char head[] = "reprint seal 1\n";

void rp_seal_done(struct rp_seal *seal)
{
    for (size_t i = 0; i < seal->count; i++)
        rp_free(seal->files[i].name);
    rp_free(seal->files);
    *seal = (struct rp_seal){0};
}

enum rp_status rp_seal_add(struct rp_seal *seal, const char *name, uint64_t size, const uint8_t hash[16])
{
    size_t bytes = strlen(name) + 1;
    struct rp_sealed file = {.size = size};
    if (seal->count == FILES_MOST)
        return RP_LIMIT;
    if (!rp_grow(&seal->files, &seal->cap, seal->count + 1, sizeof *seal->files, FILES_MOST))
        return RP_NO_MEMORY;
    file.name = rp_alloc(bytes);
    if (file.name == NULL)
        return RP_NO_MEMORY;
    memcpy(file.name, name, bytes);
    memcpy(file.hash, hash, sizeof file.hash);
    seal->files[seal->count++] = file;
    return RP_OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct rp_sealed *)a)->name, ((const struct rp_sealed *)b)->name);
}

void rp_seal_sort(struct rp_seal *seal)
{
    if (seal->count > 0)
        qsort(seal->files, seal->count, sizeof *seal->files, by_name);
}

const struct rp_sealed *rp_seal_find(const struct rp_seal *seal, const char *name)
{
    size_t low = 0, high = seal->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(seal->files[middle].name, name);
        if (order == 0)
            return &seal->files[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void put_hex(const uint8_t hash[16], char ret[HEX + 1])
{
    for (unsigned i = 0; i < 16; i++)
        snprintf(ret + 2 * i, 3, "%02x", hash[i]);
}

static bool get_hex(const char *text, uint8_t ret[16])
{
    static const char digits[] = "0123456789abcdef";
    for (unsigned i = 0; i < HEX; i++) {
        const char *digit = text[i] != 0 ? strchr(digits, text[i]) : NULL;
        if (digit == NULL)
            return false;
        unsigned value = (unsigned)(digit - digits);
        ret[i / 2] = (uint8_t)(i % 2 == 0 ? value << 4 : ret[i / 2] | value);
    }
    return true;
}

static enum rp_status put_line(struct rp_buf *buf, const uint8_t hash[16], const char *format, uint64_t size, const char *name)
{
    char hex[HEX + 1], line[PATH_BYTES + 100];
    put_hex(hash, hex);
    snprintf(line, sizeof line, format, hex, size, name);
    return rp_buf_add_str(buf, rp_str_of(line));
}

enum rp_status rp_seal_write(const struct rp_seal *seal, struct rp_buf *ret)
{
    uint8_t hash[16];
    enum rp_status status = rp_buf_add_str(ret, rp_str_of(head));
    for (size_t i = 0; status == RP_OK && i < seal->count; i++)
        status = put_line(ret, seal->files[i].hash, "%s %" PRIu64 " %s\n", seal->files[i].size, seal->files[i].name);
    if (status != RP_OK)
        return status;
    rp_hash128(ret->data, ret->len, hash);
    return put_line(ret, hash, "%s\n", 0, "");
}

/* One line of a text whose checksum is right: what does not read well was written so. */
static enum rp_status read_line(const char *line, size_t len, struct rp_seal *seal)
{
    char name[PATH_BYTES];
    uint8_t hash[16];
    uint64_t size = 0;
    size_t at = HEX + 1;
    if (len < at || !get_hex(line, hash))
        return RP_DAMAGED;
    for (; at < len && line[at] >= '0' && line[at] <= '9'; at++)
        size = size * 10 + (uint64_t)(line[at] - '0');
    at++;
    if (at >= len || len - at >= sizeof name)
        return RP_DAMAGED;
    memcpy(name, line + at, len - at);
    name[len - at] = 0;
    return rp_seal_add(seal, name, size, hash);
}

enum rp_status rp_seal_read(struct rp_str text, struct rp_seal *ret, unsigned *ret_version)
{
    const size_t head_len = sizeof head - 1, last = HEX + 1;
    uint8_t said[16], is[16];
    char first[32] = "";
    enum rp_status status = RP_OK;
    if (text.len < head_len + last || text.data[text.len - 1] != '\n' ||
        !get_hex(text.data + text.len - last, said))
        return RP_DAMAGED;
    rp_hash128(text.data, text.len - last, is);
    if (memcmp(said, is, sizeof is) != 0)
        return RP_DAMAGED;
    memcpy(first, text.data, head_len < sizeof first ? head_len : sizeof first - 1);
    if (sscanf(first, "reprint seal %u", ret_version) == 1 && *ret_version > RP_SEAL_VERSION)
        return RP_NEWER;
    if (memcmp(text.data, head, head_len) != 0)
        return RP_DAMAGED;
    const char *line = text.data + head_len, *end = text.data + text.len - last;
    while (status == RP_OK && line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        if (stop == NULL)
            return RP_DAMAGED;
        status = read_line(line, (size_t)(stop - line), ret);
        line = stop + 1;
    }
    return status;
}

/* `path` is that of the name. What is not there is passed over. */
static enum rp_status list_file(const char *path, const char *name, struct rp_seal *seal, bool *ret_is_folder, struct rp_error *error)
{
    static const uint8_t none[16];
    struct stat info;
    *ret_is_folder = false;
    if (stat(path, &info) != 0)
        return errno == ENOENT && lstat(path, &info) != 0 ? RP_OK : rp_fail(error, RP_IO, "%s cannot be looked at: %s", path, strerror(errno));
    *ret_is_folder = S_ISDIR(info.st_mode);
    if (*ret_is_folder || rp_seal_add(seal, name, (uint64_t)info.st_size, none) == RP_OK)
        return RP_OK;
    return rp_fail_memory(error);
}

/* What else lies there is nobody's harm. */
static bool is_of_rocksdb(const char *name)
{
    static const char *const begins[] = {"MANIFEST-", "OPTIONS-", "CURRENT", "IDENTITY", "LOCK", "LOG"};
    const char *ending = strrchr(name, '.');
    bool found = ending != NULL && (strcmp(ending, ".sst") == 0 || strcmp(ending, ".log") == 0);
    for (size_t i = 0; i < sizeof begins / sizeof *begins && !found; i++)
        found = strncmp(name, begins[i], strlen(begins[i])) == 0;
    return found;
}

/* `path` is the folder, of which the part behind `start` belongs to the names. */
static enum rp_status list_folder(char path[PATH_BYTES], size_t start, struct rp_seal *seal, struct rp_error *error)
{
    size_t len = strlen(path);
    enum rp_status status = RP_OK;
    const char *entry;
    bool is_folder;
    int failed = 0;
    DIR *dir = opendir(path);
    if (dir == NULL)
        return rp_fail(error, RP_IO, "%s cannot be read: %s", path, strerror(errno));
    while (status == RP_OK && (entry = rp_tree_next(dir, &failed)) != NULL) {
        if (!is_of_rocksdb(entry))
            continue;
        int longer = snprintf(path + len, PATH_BYTES - len, "/%s", entry);
        if (longer < 0 || (size_t)longer >= PATH_BYTES - len || strchr(entry, '\n') != NULL)
            status = rp_fail(error, RP_IO, "%s has a name that cannot be sealed: take it out of the folder", path);
        else
            status = list_file(path, path + start, seal, &is_folder, error); /* a folder in it is none of ours */
        path[len] = 0;
    }
    closedir(dir);
    return failed == 0 ? status : rp_fail(error, RP_IO, "%s cannot be read: %s", path, strerror(failed));
}

enum rp_status rp_seal_list(const char *folder, const char *const *names, struct rp_seal *ret, struct rp_error *error)
{
    char path[PATH_BYTES];
    enum rp_status status = RP_OK;
    for (; *names != NULL && status == RP_OK; names++) {
        bool is_folder;
        int len = snprintf(path, sizeof path, "%s/%s", folder, *names);
        if (len < 0 || (size_t)len >= sizeof path)
            return rp_fail(error, RP_IO, "the path of the folder is too long");
        status = list_file(path, *names, ret, &is_folder, error);
        if (status == RP_OK && is_folder)
            status = list_folder(path, strlen(folder) + 1, ret, error);
    }
    rp_seal_sort(ret);
    return status;
}
