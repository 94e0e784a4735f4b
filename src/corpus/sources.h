/* What is known of each source: the shingles that it repeats from article to article (its boilerplate) and its latest titles.
 *
 * A profile is a table of shingle tags with the number of title runs that had them. It grows with its source up to a maximum, then forgets what was seen
 * least and longest ago; all profiles together have a maximum too, beyond which the source that was silent longest loses its own.
 * A source is known as long as the corpus has an article of it. */
#ifndef RP_CORPUS_SOURCES_H
#define RP_CORPUS_SOURCES_H

#include "match/refuse.h"
#include "reprint/article.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RP_SOURCE_NONE UINT32_MAX
enum { RP_SOURCE_TITLES = 8 };

struct rp_source;
struct rp_sources {
    struct rp_source *sources; /* owned */
    size_t count, cap, live; /* slots in use or freed; sources */
    uint32_t free_source;
    uint32_t *table; /* owned: by hash of the name, index + 1 */
    size_t table_cap;
    uint64_t name_bytes, profile_bytes, max_profile_bytes;
    uint32_t newest, oldest; /* list of the sources with a profile by last use */
};

void rp_sources_init(struct rp_sources *sources, uint64_t max_profile_bytes);
void rp_sources_done(struct rp_sources *sources);

/* The source of that name, or RP_SOURCE_NONE. */
uint32_t rp_sources_find(const struct rp_sources *sources, struct rp_str name);
/* The source of one more article; made when it is new. An empty name gives RP_SOURCE_NONE. RP_NO_MEMORY. */
enum rp_status rp_sources_open(struct rp_sources *sources, struct rp_str name, uint32_t *ret);
/* One article of the source less: with the last one its name, profile and titles are forgotten. */
void rp_sources_close(struct rp_sources *sources, uint32_t source);
struct rp_str rp_sources_name(const struct rp_sources *sources, uint32_t source);

/* Is a shingle one that the source repeats: in at least 2 runs of articles other than the one asked for? For a text that is in the corpus
 * (`counted`) its own run is among those counted; for a new one with that title the current run may be its own. */
struct rp_boilerplate {
    const struct rp_source *source; /* borrowed; NULL: nothing is known */
    uint32_t own_run;               /* the run that a new article would belong to; UINT32_MAX for a text already counted */
};
struct rp_boilerplate rp_sources_for_new(const struct rp_sources *sources, uint32_t source, const struct rp_title *title);
struct rp_boilerplate rp_sources_for_old(const struct rp_sources *sources, uint32_t source);
bool rp_is_boilerplate(const struct rp_boilerplate *boilerplate, uint64_t shingle);

/* Words that are in half of the source's latest titles, and in two of them at least; returns how many. */
size_t rp_sources_common_words(const struct rp_sources *sources, uint32_t source, uint64_t ret[RP_TITLE_WORDS * 2]);

/* Counts an article of the source. Reserve first: learning itself can not fail. RP_NO_MEMORY. */
enum rp_status rp_sources_reserve(struct rp_sources *sources, uint32_t source, size_t shingles);
/* True when the article began a run: when it goes, rp_sources_unlearn takes back what it was counted for. */
bool rp_sources_learn(struct rp_sources *sources, uint32_t source, const struct rp_title *title, const uint64_t *shingles, size_t count);
void rp_sources_unlearn(struct rp_sources *sources, uint32_t source, const uint64_t *shingles, size_t count);
uint64_t rp_sources_bytes(const struct rp_sources *sources);
/* What opening the source and reserving would add to that, at most. */
uint64_t rp_sources_growth(const struct rp_sources *sources, struct rp_str name, size_t shingles);

#endif
