/* Files made by tests: a folder of their own, plain, gzip and Zstandard. */
#ifndef TESTS_INPUT_FILES_H
#define TESTS_INPUT_FILES_H

#include <stdbool.h>
#include <stddef.h>

/* Makes a new folder under $TMPDIR; its path is valid until the next call. */
const char *files_folder(void);
/* Takes the folder away with all that is in it, one level deep. */
void files_remove(const char *folder);
/* folder/name; the same string for the same path, valid to the end of the program. */
const char *files_path(const char *folder, const char *name);

void files_write(const char *path, const void *data, size_t len);
/* The bytes as one gzip member or one Zstandard frame; the caller frees the block. */
void *files_gzip(const void *data, size_t len, size_t *ret_len);
void *files_zstd(const void *data, size_t len, size_t *ret_len);
/* The content, terminated; the caller frees it. NULL when there is no such file. */
char *files_read(const char *path, size_t *ret_len);
bool files_exist(const char *path);

#endif
