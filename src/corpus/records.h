/* The articles of a corpus: one record each in a numbered slot, found by id. Their strings and the answers given for them are on the shelf or in the vault. */
#ifndef RP_CORPUS_RECORDS_H
#define RP_CORPUS_RECORDS_H

#include "corpus/chunks.h"
#include "corpus/names.h"
#include "corpus/recent.h"
#include "corpus/shelf.h"
#include "corpus/table.h"
#include "corpus/ties.h"
#include "corpus/vault.h"
#include "reprint/article.h"
#include "reprint/corpus.h"
#include "reprint/limits.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RP_SLOT_NONE UINT32_MAX

struct rp_record {
    uint64_t seq; /* 0: the slot is free */
    int64_t added_ms, published_ms;
    rp_shelf_ref place; /* of the article and the answer */
    uint32_t last_key;  /* upper half of the largest key it is indexed by */
    uint32_t exact_key; /* lower half of its exact hash's first 8 bytes: what the index goes by */
    uint32_t source;
    uint32_t story;
    uint32_t next, previous; /* in the story; `next` chains free slots */
    uint32_t tie;            /* rp_records_tie */
    unsigned key_count : 16;
    unsigned verdict : 4;
    unsigned named : 4;   /* members of its story that name its source (stories.c) */
    unsigned indexed : 1;
    unsigned taught : 1;  /* its source's profile counts a run for it */
};

struct rp_records {
    struct rp_chunks records;
    size_t count, live; /* slots in use or freed; in use */
    uint32_t free_slot;
    struct rp_table ids; /* by hash of the id */
    uint64_t seed;
    struct rp_chunks ties; /* of those articles that have one */
    size_t tie_count;
    uint32_t free_tie;
    struct rp_shelf shelf;
    struct rp_names names;        /* of agencies and cues */
    const struct rp_vault *vault; /* borrowed; NULL: all is on the shelf */
    struct rp_recent recent;      /* of the vault */
    struct rp_buf article_room, answer_room; /* what was read last */
};

/* RP_NO_MEMORY. */
enum rp_status rp_records_init(struct rp_records *records, uint64_t seed, const struct rp_vault *vault);
void rp_records_done(struct rp_records *records);

static inline struct rp_record *rp_record_at(const struct rp_records *records, uint32_t slot)
{
    return rp_chunks_at(&records->records, slot);
}

/* The slot of an id, or RP_SLOT_NONE. */
uint32_t rp_records_find(const struct rp_records *records, struct rp_str id);
/* Room for one more article that takes `need` bytes of the shelf, so that the next rp_records_take of it can not fail, nor so many changes of ties as an article
 * makes; with a number it is in memory then. RP_NO_MEMORY, RP_IO. */
enum rp_status rp_records_reserve(struct rp_records *records, const struct rp_shelved *shelved, size_t need, struct rp_error *error);
/* A slot for a new article, with copies of all. An older version may have the id, if it is dropped before the id is looked for. */
uint32_t rp_records_take(struct rp_records *records, const struct rp_shelved *shelved, uint64_t seq, enum rp_verdict verdict);
/* Frees the slot; what others have on the shelf may move. */
void rp_records_drop(struct rp_records *records, uint32_t slot);
/* What ties an article to its story. */
struct rp_tie rp_records_tie(const struct rp_records *records, uint32_t slot);
void rp_records_set_tie(struct rp_records *records, uint32_t slot, struct rp_tie tie);
/* For loading (image.h): the next slot, free or with an article. RP_NO_MEMORY. */
enum rp_status rp_records_load_free(struct rp_records *records, uint32_t next, struct rp_error *error);
enum rp_status rp_records_load_one(struct rp_records *records, const struct rp_record *record, const struct rp_shelved *shelved, struct rp_error *error);
/* Then their ids, all together. RP_NO_MEMORY. */
enum rp_status rp_records_load_ids(struct rp_records *records);
/* Bytes of all; and what rp_records_reserve and rp_records_take may add to them. */
uint64_t rp_records_bytes(const struct rp_records *records);
uint64_t rp_records_growth(const struct rp_records *records, size_t need);

static inline struct rp_str rp_records_id(const struct rp_records *records, uint32_t slot)
{
    return rp_shelf_id(&records->shelf, rp_record_at(records, slot)->place);
}

/* The article. Good until something is dropped, room is made for the second time, or so many more were read as may be needed at once (recent.h). RP_IO, RP_DAMAGED,
 * RP_NO_MEMORY. */
enum rp_status rp_records_article(struct rp_records *records, uint32_t slot, struct rp_article *ret, struct rp_error *error);
/* The same of one that was read in this operation, or is new: it is in memory. */
struct rp_article rp_records_at_hand(const struct rp_records *records, uint32_t slot);
/* The answer as it was given when the article was added (kept.h); good until the next call. Fails likewise. */
enum rp_status rp_records_kept(struct rp_records *records, uint32_t slot, struct rp_str *ret, struct rp_error *error);
/* The agencies that the article credits; returns how many. */
size_t rp_records_agencies(struct rp_records *records, uint32_t slot, const char *ret[RP_LIMIT_ATTRIBUTIONS]);

#endif
