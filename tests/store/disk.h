/* A folder of a test's own, and what is done to the files in it. */
#ifndef TESTS_STORE_DISK_H
#define TESTS_STORE_DISK_H

#include <stddef.h>
#include <stdint.h>

/* Makes a new folder under $TMPDIR; valid until disk_remove, which takes it away with all that is in it. */
const char *disk_make(void);
void disk_remove(void);
/* The same around a test. */
int disk_setup(void **state);
int disk_teardown(void **state);
/* A path in it; the last eight are valid. */
const char *disk_path(const char *name);

/* The content, terminated; the caller frees it. */
char *disk_read(const char *path, size_t *ret_len);
void disk_write(const char *path, const void *data, size_t len);
void disk_flip(const char *path, uint64_t bit);
/* Calls each() for every file below a folder, by name; `path` is the whole one, `name` from the folder on. */
void disk_each_file(const char *folder, void (*each)(void *context, const char *path, const char *name), void *context);
/* Copies every file below a folder to the same name below another, in which the folders are. */
void disk_copy_files(const char *from, const char *to);
uint64_t disk_bytes(const char *folder);

#endif
