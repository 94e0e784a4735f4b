/* Stories: which articles carry the same text, and which of them is the original. */
#ifndef RP_CORPUS_STORIES_H
#define RP_CORPUS_STORIES_H

#include "corpus/credits.h"
#include "corpus/records.h"
#include "corpus/sources.h"
#include "reprint/corpus.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RP_STORY_NONE UINT32_MAX

struct rp_thread {
    uint64_t id; /* seq of its founder; 0: free */
    uint32_t first, last; /* slots of its members; `first` chains free stories */
    uint32_t members, indexed;
    uint32_t original; /* slot */
    uint32_t credits;  /* of its members (credits.h) */
    uint8_t reason;    /* enum rp_original_reason */
    bool unsorted;     /* merging has put members behind the first few out of the order of seq, until somebody asks for it */
    bool counted;      /* what its members credit: not when it never had two */
};
struct rp_stories {
    struct rp_chunks stories;
    size_t count, live; /* in use or freed; in use */
    uint32_t free_story;
    struct rp_credit_pool credits;
};

void rp_stories_init(struct rp_stories *stories);
void rp_stories_done(struct rp_stories *stories);
static inline struct rp_thread *rp_story_at(const struct rp_stories *stories, uint32_t story)
{
    return rp_chunks_at(&stories->stories, story);
}

/* Room for one more, and for all credits that an article may have counted. RP_NO_MEMORY. */
enum rp_status rp_stories_reserve(struct rp_stories *stories);
uint64_t rp_stories_bytes(const struct rp_stories *stories);
uint64_t rp_stories_growth(const struct rp_stories *stories); /* what rp_stories_reserve would add */
/* A new, empty story; reserve first. */
uint32_t rp_stories_take(struct rp_stories *stories, uint64_t id);

/* Who asks for members' records and sources. */
struct rp_story_context {
    struct rp_records *records;
    struct rp_credit_pool *credits;
    const struct rp_sources *sources;
    const struct rp_agencies *agencies; /* NULL: the built-in ones */
};

/* Reads the articles that joining, merging and leaving compare: the first members of the story, and one more; of one that a member is to leave, sort first.
 * Fails as rp_records_article. */
enum rp_status rp_stories_fetch(const struct rp_stories *stories, struct rp_records *records, uint32_t story, struct rp_error *error);

/* Appends a record (which has the highest seq) to a story and names the original anew. */
void rp_stories_join(struct rp_stories *stories, const struct rp_story_context *context, uint32_t story, uint32_t slot);
/* Makes one story of two different ones, with the lower id; returns its index. Costs what the smaller one has members, unless the two together
 * change who is credited or named in the larger one. */
uint32_t rp_stories_merge(struct rp_stories *stories, const struct rp_story_context *context, uint32_t a, uint32_t b);
/* Puts the members into the order of seq; changes nothing else. */
void rp_stories_sort(struct rp_stories *stories, struct rp_records *records, uint32_t story);
/* Takes a record out; the story goes with its last member, and the last but one is tied to nothing any more. */
void rp_stories_leave(struct rp_stories *stories, const struct rp_story_context *context, uint32_t slot);

#endif
