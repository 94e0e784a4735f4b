/* The shelf: where the ids of articles and the agencies that they credit are, packed behind each other in segments of memory; and their other strings and the
 * answers kept for them, unless a vault has those.
 *
 * A segment is filled and then closed. What is dropped leaves a gap; a closed segment goes when nothing in it is left. What is left of one that is mostly
 * gaps moves to the open one, when gaps are a quarter of all: where the oldest articles go first, segments go whole. */
#ifndef RP_CORPUS_SHELF_H
#define RP_CORPUS_SHELF_H

#include "corpus/answer.h"
#include "reprint/article.h"
#include "reprint/limits.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A stretch of memory that is filled from the front. */
struct rp_segment {
    char *base; /* owned; NULL: not in use */
    uint32_t cap, used;
    uint32_t live;      /* bytes of `used` that are no gaps */
    uint32_t next_free; /* of those not in use */
};

struct rp_shelf {
    struct rp_segment *segments; /* owned */
    size_t count, cap;           /* in use or freed */
    uint32_t open, free;         /* UINT32_MAX: none */
    uint64_t bytes, gaps;        /* of all segments as far as they are filled; and what of that is dropped */
    uint64_t text_bytes;         /* strings of the articles that are there */
};

/* A place on the shelf. */
typedef uint64_t rp_shelf_ref;

void rp_shelf_init(struct rp_shelf *shelf);
void rp_shelf_done(struct rp_shelf *shelf);
uint64_t rp_shelf_bytes(const struct rp_shelf *shelf);

/* What there is to put: the whole article and its answer, or with a number only what is always in memory of it. */
struct rp_shelved {
    uint64_t number; /* in the vault; 0: all is on the shelf */
    struct rp_str id;
    struct rp_str agencies[RP_LIMIT_ATTRIBUTIONS]; /* that it credits */
    uint32_t agency_count;
    uint32_t bytes; /* of all strings of the article */
    const struct rp_article *article; /* these two only without a number */
    const struct rp_outcome *outcome;
};
struct rp_shelved rp_shelved_of(const struct rp_article *article, const struct rp_outcome *outcome, uint64_t number);

/* The bytes that it takes. */
size_t rp_shelf_need(const struct rp_shelved *shelved);
/* Room for so many, so that the next rp_shelf_put of as many can not fail. RP_NO_MEMORY. */
enum rp_status rp_shelf_reserve(struct rp_shelf *shelf, size_t need);
/* What reserving would add to rp_shelf_bytes, beside the bytes themselves. */
uint64_t rp_shelf_growth(const struct rp_shelf *shelf);
/* Copies it; `slot` says whose it is. */
rp_shelf_ref rp_shelf_put(struct rp_shelf *shelf, uint32_t slot, const struct rp_shelved *shelved);

/* All can be read where they are until something is dropped. */
struct rp_str rp_shelf_id(const struct rp_shelf *shelf, rp_shelf_ref ref);
struct rp_shelved rp_shelf_get(const struct rp_shelf *shelf, rp_shelf_ref ref); /* without article and outcome */
/* Of one without a number. */
struct rp_article rp_shelf_article(const struct rp_shelf *shelf, rp_shelf_ref ref);
struct rp_str rp_shelf_kept(const struct rp_shelf *shelf, rp_shelf_ref ref); /* see kept.h */

/* Whose places they are: what moves is told. */
struct rp_shelf_owner {
    void *context;
    rp_shelf_ref (*place)(void *context, uint32_t slot);
    void (*move)(void *context, uint32_t slot, rp_shelf_ref ref);
};
/* Drops what is there, and clears the segment when little is left in it; without the memory for that it stays as it is. */
void rp_shelf_drop(struct rp_shelf *shelf, rp_shelf_ref ref, const struct rp_shelf_owner *owner);

#endif
