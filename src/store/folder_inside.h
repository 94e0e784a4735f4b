/* The inside of the folder, shared by its files. */
#ifndef RP_STORE_FOLDER_INSIDE_H
#define RP_STORE_FOLDER_INSIDE_H

#include "store/folder.h"
#include "store/seal.h"

#define RP_FOLDER_FORMAT "FORMAT"
#define RP_FOLDER_NEW_FORMAT "FORMAT.new"
#define RP_FOLDER_HOLDER "HOLDER"
#define RP_FOLDER_STATE "state"
#define RP_FOLDER_NEW_STATE "state.new"
#define RP_FOLDER_ROWS "rows"
#define RP_FOLDER_SEAL "SEAL"
#define RP_FOLDER_NEW_SEAL "SEAL.new"

enum rp_folder_path {
    RP_PATH_FOLDER,
    RP_PATH_FORMAT,
    RP_PATH_NEW_FORMAT,
    RP_PATH_HOLDER,
    RP_PATH_STATE,
    RP_PATH_NEW_STATE,
    RP_PATH_ROWS,
    RP_PATH_SEAL,
    RP_PATH_NEW_SEAL,
    RP_PATH_COUNT
};

struct rp_data_folder {
    char *paths[RP_PATH_COUNT]; /* owned: made at the start, so that what comes later needs no memory for them */
    int holder_fd;              /* locked */
    const atomic_bool *interrupt; /* borrowed; NULL: none */
    uint64_t turn, turn_before;
    struct rp_seal old;         /* that was taken off: of the files in it that never change, the hashes are still good */
};

/* Writes a text to a file under its temporary name, syncs it, gives it its own, syncs the folder. */
enum rp_status rp_folder_put(const struct rp_data_folder *folder, enum rp_folder_path temporary, enum rp_folder_path final, const char *text,
                             size_t len, struct rp_error *error);
enum rp_status rp_folder_sync(const char *path, struct rp_error *error);

#endif
