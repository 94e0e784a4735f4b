/* Folders with all that is in them. */
#include "base/tree.h"

#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH_MOST = 8 }; /* far more than our own folders have */

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
    struct dirent *entry;
    while (failed == 0 && (entry = readdir(dir)) != NULL)
        if (rp_tree_is_entry(entry->d_name))
            failed = depth < DEPTH_MOST ? remove_at(fd, entry->d_name, depth + 1) : ELOOP;
    closedir(dir);
    return failed != 0 || unlinkat(folder, name, AT_REMOVEDIR) == 0 ? failed : errno;
}

enum rp_status rp_tree_remove(const char *path, struct rp_error *error)
{
    int failed = remove_at(AT_FDCWD, path, 0);
    return failed == 0 ? RP_OK : rp_fail(error, RP_IO, "%s cannot be removed: %s", path, strerror(failed));
}
