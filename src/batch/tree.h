/* Folders with all that is in them. Private to dedup. */
#ifndef RP_BATCH_TREE_H
#define RP_BATCH_TREE_H

#include "reprint/status.h"

/* Takes a folder away with all that is in it; links are not followed. RP_OK too when there is none; RP_IO. */
enum rp_status rp_tree_remove(const char *path, struct rp_error *error);

#endif
