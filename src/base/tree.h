/* Folders with all that is in them. */
#ifndef RP_BASE_TREE_H
#define RP_BASE_TREE_H

#include "reprint/status.h"

#include <stdbool.h>
#include <string.h>

/* Of a name that readdir gives: neither the folder itself nor the one above it. */
static inline bool rp_tree_is_entry(const char *name)
{
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

/* Takes a folder away with all that is in it; links are not followed. RP_OK too when there is none; RP_IO. */
enum rp_status rp_tree_remove(const char *path, struct rp_error *error);

#endif
