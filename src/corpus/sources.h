/* What is known of each source: its profile, the shingles that it repeats from article to article (its boilerplate), and its latest titles.
 *
 * All profiles together have a maximum, beyond which the source that was silent longest loses its own. A source is known as long as the corpus has an
 * article of it. */
#ifndef RP_CORPUS_SOURCES_H
#define RP_CORPUS_SOURCES_H

#include "corpus/blocks.h"
#include "corpus/image.h"
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
    struct rp_blocks blocks; /* of the profiles */
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

/* Asks for the memory that counting and learning what is watched of a new article will need. */
void rp_sources_fetch(const struct rp_sources *sources, struct rp_str name, const uint32_t *watched, size_t count);

/* How many runs of the source's articles other than the article's own had each of its shingles: ret[i] for shingles[i]. For a new article, which may go
 * on the latest run with its title; and for one that is in the corpus and was counted. All 0 when the source is not known. */
void rp_sources_count_new(const struct rp_sources *sources, uint32_t source, const struct rp_title *title, const uint64_t *shingles,
                          size_t count, uint8_t *ret);
void rp_sources_count_old(const struct rp_sources *sources, uint32_t source, const uint64_t *shingles, size_t count, uint8_t *ret);

/* Words that are in half of the source's latest titles, and in two of them at least; returns how many. */
size_t rp_sources_common_words(const struct rp_sources *sources, uint32_t source, uint64_t ret[RP_TITLE_WORDS * 2]);

/* Counts an article of the source. Reserve first: learning itself can not fail. RP_NO_MEMORY. */
enum rp_status rp_sources_reserve(struct rp_sources *sources, uint32_t source, size_t shingles);
/* Its shingles that are watched, as rp_profile_watch gives them. True when the article began a run: when it goes, rp_sources_unlearn takes back what it was counted for. */
bool rp_sources_learn(struct rp_sources *sources, uint32_t source, const struct rp_title *title, const uint32_t *watched, size_t count);
void rp_sources_unlearn(struct rp_sources *sources, uint32_t source, const uint64_t *shingles, size_t count);
/* All that is known of all sources, and the same read into one of none (image.h). */
void rp_sources_save(const struct rp_sources *sources, const struct rp_image_sink *sink);
enum rp_status rp_sources_load(struct rp_sources *sources, const struct rp_image_source *source, struct rp_error *error);
uint64_t rp_sources_bytes(const struct rp_sources *sources);
/* What opening the source and reserving would add to that, at most. */
uint64_t rp_sources_growth(const struct rp_sources *sources, struct rp_str name, size_t shingles);

#endif
