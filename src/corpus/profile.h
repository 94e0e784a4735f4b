/* What one source repeats: a table of shingle tags with the number of runs that had them. A run is consecutive articles under one title. One shingle in
 * four is kept, by its hash; the keys of the index are among those.
 *
 * The table grows with its source up to a maximum, then forgets first what only one run had, longest ago. Two shingles with one tag count as one. */
#ifndef RP_CORPUS_PROFILE_H
#define RP_CORPUS_PROFILE_H

#include "corpus/blocks.h"
#include "corpus/image.h"
#include "reprint/status.h"

#include <stddef.h>
#include <stdint.h>

struct rp_seen;
/* All zeros: empty, no memory taken. */
struct rp_profile {
    struct rp_seen *sets; /* owned, one a cache line; from the blocks that every call is given */
    size_t set_count, used;
};
void rp_profile_done(struct rp_profile *profile, struct rp_blocks *blocks);

/* Makes room for n more shingles; what is given up when there is none depends on `run`, the latest one. RP_NO_MEMORY. */
enum rp_status rp_profile_reserve(struct rp_profile *profile, struct rp_blocks *blocks, uint32_t run, size_t n);
uint64_t rp_profile_bytes(const struct rp_profile *profile);
uint64_t rp_profile_growth(const struct rp_profile *profile, size_t n); /* what reserving would add to that */

/* Those of a set of shingles that are watched, as a profile knows them: room for `count` of them; returns how many. Pure. */
size_t rp_profile_watch(const uint64_t *shingles, size_t count, uint32_t *ret);

/* Asks for the memory that counting and learning them will need. */
void rp_profile_fetch(const struct rp_profile *profile, const uint32_t *watched, size_t count);

/* Counts an article's distinct shingles, those that are watched, for a run, at most once for each run; reserve first. And takes back what one run was counted
 * for. */
void rp_profile_learn(struct rp_profile *profile, uint32_t run, const uint32_t *watched, size_t count);
void rp_profile_unlearn(struct rp_profile *profile, const uint64_t *shingles, size_t count);

/* ret[i]: how many runs had shingles[i], at most 255, one less where own_run was the latest of them. The shingles stand in the order of the text: one that
 * is not kept has the count of the nearest that is. */
enum { RP_PROFILE_EVERY_RUN = -1 }; /* as own_run: one less in any case */
void rp_profile_count(const struct rp_profile *profile, int64_t own_run, const uint64_t *shingles, size_t count, uint8_t *ret);

/* A profile as it lies in memory, and the same read into an empty one. Fails as the source does, or RP_NO_MEMORY. */
void rp_profile_save(const struct rp_profile *profile, const struct rp_image_sink *sink);
enum rp_status rp_profile_load(struct rp_profile *profile, struct rp_blocks *blocks, size_t set_count, size_t used, const struct rp_image_source *source,
                               struct rp_error *error);

#endif
