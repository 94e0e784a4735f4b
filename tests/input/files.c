/* Files made by tests. */
#include "files.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

const char *files_folder(void)
{
    static char path[4096];
    const char *base = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/reprint-test-XXXXXX", base != NULL ? base : "/tmp");
    assert_non_null(mkdtemp(path));
    return path;
}

/* Paths that were made, so that each lives as long as the program. */
struct known {
    struct known *next;
    char path[];
};

const char *files_path(const char *folder, const char *name)
{
    static struct known *first;
    char path[4096];
    int len = snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_true(len > 0 && (size_t)len < sizeof path);
    for (const struct known *known = first; known != NULL; known = known->next)
        if (strcmp(known->path, path) == 0)
            return known->path;
    struct known *known = malloc(sizeof *known + (size_t)len + 1);
    assert_non_null(known);
    memcpy(known->path, path, (size_t)len + 1);
    known->next = first;
    first = known;
    return known->path;
}

static void remove_files(const char *folder, int depth)
{
    struct dirent *entry;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        char path[4096];
        struct stat info;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        assert_int_equal(lstat(path, &info), 0);
        if (S_ISDIR(info.st_mode) && depth > 0)
            remove_files(path, depth - 1);
        else
            assert_int_equal(unlink(path), 0);
    }
    closedir(dir);
    assert_int_equal(rmdir(folder), 0);
}

void files_remove(const char *folder)
{
    remove_files(folder, 1);
}

void files_write(const char *path, const void *data, size_t len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(len > 0 ? fwrite(data, 1, len, file) : 0, len);
    assert_int_equal(fclose(file), 0);
}

void *files_gzip(const void *data, size_t len, size_t *ret_len)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t cap = deflateBound(&z, len) + 64;
    unsigned char *packed = malloc(cap);
    assert_non_null(packed);
    z.next_in = (unsigned char *)(uintptr_t)data;
    z.avail_in = (uInt)len;
    z.next_out = packed;
    z.avail_out = (uInt)cap;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    *ret_len = cap - z.avail_out;
    deflateEnd(&z);
    return packed;
}

void *files_zstd(const void *data, size_t len, size_t *ret_len)
{
    size_t cap = ZSTD_compressBound(len);
    void *packed = malloc(cap);
    assert_non_null(packed);
    *ret_len = ZSTD_compress(packed, cap, data, len, 3);
    assert_false(ZSTD_isError(*ret_len));
    return packed;
}

char *files_read(const char *path, size_t *ret_len)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long len = ftell(file);
    rewind(file);
    char *data = malloc((size_t)len + 1);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, (size_t)len, file), (size_t)len);
    fclose(file);
    data[len] = 0;
    if (ret_len != NULL)
        *ret_len = (size_t)len;
    return data;
}

bool files_exist(const char *path)
{
    return access(path, F_OK) == 0;
}
