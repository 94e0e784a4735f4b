/* Folders with all that is in them. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "base/tree.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH_MOST = 8 }; /* far more than our own folders have */

const char *rp_tree_next(DIR *dir, int *ret_failed)
{
    struct dirent *entry;
    do {
        errno = 0;
        entry = readdir(dir);
    } while (entry != NULL && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
    *ret_failed = entry == NULL ? errno : 0;
    return entry != NULL ? entry->d_name : NULL;
}

bool rp_tree_has(const char *folder, const char *path)
{
    char above[PATH_MAX], there[PATH_MAX], own[PATH_MAX];
    snprintf(above, sizeof above, "%s", path);
    char *end = strrchr(above, '/');
    if (end == NULL)
        strcpy(above, ".");
    else
        end[end == above] = '\0';
    if (realpath(above, there) == NULL || realpath(folder, own) == NULL)
        return false;
    size_t len = strlen(own);
    return strncmp(there, own, len) == 0 && (there[len] == '/' || there[len] == '\0');
}

/* errno, 0: done. */
static int remove_at(int folder, const char *name, int depth)
{
    if (unlinkat(folder, name, 0) == 0 || errno == ENOENT)
        return 0;
    if (errno != EISDIR && errno != EPERM)
        return errno;
    int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), failed = 0;
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (dir == NULL) {
        failed = errno;
        if (fd >= 0)
            close(fd);
        return failed;
    }
    const char *entry;
    while (failed == 0 && (entry = rp_tree_next(dir, &failed)) != NULL)
        failed = depth < DEPTH_MOST ? remove_at(fd, entry, depth + 1) : ELOOP;
    closedir(dir);
    return failed != 0 || unlinkat(folder, name, AT_REMOVEDIR) == 0 ? failed : errno;
}

enum rp_status rp_tree_remove(const char *path, struct rp_error *error)
{
    int failed = remove_at(AT_FDCWD, path, 0);
    return failed == 0 ? RP_OK : rp_fail(error, RP_IO, "%s cannot be removed: %s", path, strerror(failed));
}
