/* Folders with all that is in them. */
#ifndef RP_BASE_TREE_H
#define RP_BASE_TREE_H

#include "reprint/status.h"

#include <dirent.h>
#include <stdbool.h>

/* The next name in a folder, neither the folder itself nor the one above it. NULL: there is none, or it cannot be read: *ret_failed is errno, else 0. */
const char *rp_tree_next(DIR *dir, int *ret_failed);

/* Whether a path, of something that may not be there yet, lies in a folder that is there; false where that can not be told. */
bool rp_tree_has(const char *folder, const char *path);

/* Takes a folder away with all that is in it; links are not followed. RP_OK too when there is none; RP_IO. */
enum rp_status rp_tree_remove(const char *path, struct rp_error *error);

#endif
