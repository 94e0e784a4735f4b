/* Folders with all that is in them. */
#ifndef RP_BASE_TREE_H
#define RP_BASE_TREE_H

#include "reprint/status.h"

/* Takes a folder away with all that is in it; links are not followed. RP_OK too when there is none; RP_IO. */
enum rp_status rp_tree_remove(const char *path, struct rp_error *error);

#endif
