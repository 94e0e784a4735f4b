/* The folder of a corpus: what lies in it, who holds it, and whether it is as it was left.
 *
 *   FORMAT      a line of text: what this is, and the version of it
 *   HOLDER      locked by the process that uses the folder; says which that is, and its turn: a random number
 *   state       the engine's state as of an operation (blocks_file.h)
 *   rows/       RocksDB (rows.h)
 *   SEAL        of a folder that was closed as it should be: name, length and XXH3-128 of FORMAT, state and each file in rows/; gone while the folder is in use */
#ifndef RP_STORE_FOLDER_H
#define RP_STORE_FOLDER_H

#include "reprint/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rp_data_folder;
struct rp_data_folder_options {
    const char *path;
    const char *holder; /* who asks: "reprint serve on 127.0.0.1:7878"; one line */
    bool look;          /* nothing will be changed, not even HOLDER: any number may look at once */
    uint64_t turn;      /* of an earlier hold that this one goes on with: when nobody has had the folder since, the turn stays. 0: none */
    const atomic_bool *interrupt; /* ends rp_data_folder_seal when it becomes true; NULL: nothing does */
    bool create;        /* makes the folder, or uses an empty one; else one without FORMAT is RP_NOT_FOUND */
    bool bare;          /* with `create`: FORMAT is left to rp_data_folder_finish, so that what is cut off before it is no corpus; of a folder that is not taken nothing stays */
};
/* Locks it and checks FORMAT; nothing is changed but HOLDER, and a "state.new" that was left is taken away. RP_IN_USE says who holds it; RP_NEWER for a newer version, RP_DAMAGED for a folder that holds something else; RP_IO. */
enum rp_status rp_data_folder_open(const struct rp_data_folder_options *options, struct rp_data_folder **ret, struct rp_error *error);
/* Syncs "rows" and makes FORMAT, synced. */
enum rp_status rp_data_folder_finish(const struct rp_data_folder *folder, struct rp_error *error);
void rp_data_folder_close(struct rp_data_folder *folder); /* NULL is allowed */
/* The number of this turn at the folder, and of the one before it; 0 when it is not known, or of one that only looks. */
uint64_t rp_data_folder_turn(const struct rp_data_folder *folder);
uint64_t rp_data_folder_turn_before(const struct rp_data_folder *folder);
/* Of a path without slashes at its end: what stands above it is cut off at the last one that is left. */
size_t rp_data_folder_path_length(const char *path);
/* Paths in it, terminated, as long as it is open. */
const char *rp_data_folder_state(const struct rp_data_folder *folder);     /* "state" */
const char *rp_data_folder_new_state(const struct rp_data_folder *folder); /* "state.new": what is written before it takes the place of "state" */
const char *rp_data_folder_rows(const struct rp_data_folder *folder);      /* "rows" */

/* Holds the files against the SEAL: damaged() for each that is missing, shorter, longer or other than it was; what came in addition is nobody's harm. Without a SEAL the folder was not closed: *ret_sealed is
 * false and there is nothing to hold them against. Files are read up to `most` bytes in all, the small ones first; of the others only the length is looked at; *ret_all says
 * whether all were read. RP_OK also when something is damaged. */
enum rp_status rp_data_folder_check(const struct rp_data_folder *folder, uint64_t most, void (*damaged)(void *context, const char *file, const char *what),
                                    void *context, bool *ret_sealed, bool *ret_all, struct rp_error *error);
/* What can be done about a file that is not as it was left: what of it was lost, if anything was. */
const char *rp_data_folder_mend(const char *file, bool *ret_harmless);
/* Before the first change, and after the last: both synced. RP_IO, RP_NO_MEMORY; RP_INTERRUPTED. */
enum rp_status rp_data_folder_unseal(struct rp_data_folder *folder, struct rp_error *error);
enum rp_status rp_data_folder_seal(struct rp_data_folder *folder, struct rp_error *error);
/* "state.new" takes the place of "state", synced. */
enum rp_status rp_data_folder_take_state(struct rp_data_folder *folder, struct rp_error *error);
/* Of one that came to nothing: the room that it takes may be what the next one lacks. */
void rp_data_folder_drop_new_state(const struct rp_data_folder *folder);

#endif
