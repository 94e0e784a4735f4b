#include "disk.h"

#include "support/cmocka.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 1024, PATHS = 8 };

static char top[PATH_BYTES / 2];

const char *disk_make(void)
{
    const char *tmp = getenv("TMPDIR");
    snprintf(top, sizeof top, "%s/reprint-store-XXXXXX", tmp != NULL ? tmp : "/tmp");
    assert_non_null(mkdtemp(top));
    return top;
}

const char *disk_path(const char *name)
{
    static char paths[PATHS][PATH_BYTES];
    static unsigned next;
    char *path = paths[next++ % PATHS];
    snprintf(path, PATH_BYTES, "%s/%s", top, name);
    return path;
}

char *disk_read(const char *path, size_t *ret_len)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size_t len = (size_t)ftell(file);
    char *data = malloc(len + 1);
    assert_non_null(data);
    rewind(file);
    assert_int_equal(fread(data, 1, len, file), len);
    fclose(file);
    data[len] = 0;
    if (ret_len != NULL)
        *ret_len = len;
    return data;
}

void disk_write(const char *path, const void *data, size_t len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

void disk_flip(const char *path, uint64_t bit)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, (long)(bit / 8), SEEK_SET), 0);
    int byte = fgetc(file);
    assert_true(byte != EOF);
    assert_int_equal(fseek(file, (long)(bit / 8), SEEK_SET), 0);
    fputc(byte ^ 1 << bit % 8, file);
    assert_int_equal(fclose(file), 0);
}

/* What is to be done with each entry below a folder: files, and with `folders` the folders after what is in them. */
static void walk(const char *folder, size_t skip, bool folders, void (*each)(void *context, const char *path, const char *name), void *context)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[PATH_BYTES];
        struct stat info;
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        bool own = strcmp(entries[i]->d_name, ".") != 0 && strcmp(entries[i]->d_name, "..") != 0;
        free(entries[i]);
        if (!own || lstat(path, &info) != 0)
            continue;
        if (S_ISDIR(info.st_mode))
            walk(path, skip, folders, each, context);
        if (!S_ISDIR(info.st_mode) || folders)
            each(context, path, path + skip);
    }
    if (count >= 0)
        free(entries);
}

void disk_each_file(const char *folder, void (*each)(void *context, const char *path, const char *name), void *context)
{
    walk(folder, strlen(folder) + 1, false, each, context);
}

static void take_away(void *context, const char *path, const char *name)
{
    (void)context;
    (void)name;
    remove(path);
}

void disk_remove(void)
{
    walk(top, 0, true, take_away, NULL);
    rmdir(top);
}

int disk_setup(void **state)
{
    (void)state;
    disk_make();
    return 0;
}

int disk_teardown(void **state)
{
    (void)state;
    disk_remove();
    return 0;
}

static void count(void *context, const char *path, const char *name)
{
    (void)name;
    struct stat info;
    if (stat(path, &info) == 0)
        *(uint64_t *)context += (uint64_t)info.st_size;
}

uint64_t disk_bytes(const char *folder)
{
    uint64_t bytes = 0;
    disk_each_file(folder, count, &bytes);
    return bytes;
}

static void copy_file(void *context, const char *path, const char *name)
{
    char to[1200];
    size_t len;
    char *bytes = disk_read(path, &len);
    assert_in_range(snprintf(to, sizeof to, "%s/%s", (const char *)context, name), 1, sizeof to - 1);
    disk_write(to, bytes, len);
    free(bytes);
}

void disk_copy_files(const char *from, const char *to)
{
    char kept[600]; /* paths do not stay for long */
    assert_in_range(snprintf(kept, sizeof kept, "%s", to), 1, sizeof kept - 1);
    disk_each_file(from, copy_file, kept);
}
