/* The articles of a corpus: one record each in a numbered slot, found by id. Their texts and the answers given for them are held in memory here. */
#ifndef RP_CORPUS_RECORDS_H
#define RP_CORPUS_RECORDS_H

#include "corpus/chunks.h"
#include "corpus/table.h"
#include "corpus/ties.h"
#include "reprint/article.h"
#include "reprint/corpus.h"
#include "reprint/limits.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RP_SLOT_NONE UINT32_MAX

/* An article with its strings in one block. */
struct rp_shelved {
    struct rp_article article;
    size_t bytes; /* of the block */
};

struct rp_record {
    uint64_t seq; /* 0: the slot is free */
    int64_t added_ms, published_ms;
    struct rp_shelved *shelved; /* owned */
    struct rp_answer *answer;   /* owned: as it was given when the article was added */
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
    uint64_t text_bytes, answer_bytes; /* of all blocks */
};

enum rp_status rp_records_init(struct rp_records *records, uint64_t seed); /* RP_NO_MEMORY */
void rp_records_done(struct rp_records *records);

static inline struct rp_record *rp_record_at(const struct rp_records *records, uint32_t slot)
{
    return rp_chunks_at(&records->records, slot);
}

/* The slot of an id, or RP_SLOT_NONE. */
uint32_t rp_records_find(const struct rp_records *records, struct rp_str id);
/* Room for one more, so that the next rp_records_take can not fail, nor so many changes of ties as an article makes. RP_NO_MEMORY. */
enum rp_status rp_records_reserve(struct rp_records *records);
/* A slot for a new article; takes over both blocks. An older version may have the id, if it is dropped before the id is looked for. */
uint32_t rp_records_take(struct rp_records *records, struct rp_shelved *shelved, struct rp_answer *answer, uint64_t seq);
/* Frees the slot and both blocks. */
void rp_records_drop(struct rp_records *records, uint32_t slot);
/* What ties an article to its story. */
struct rp_tie rp_records_tie(const struct rp_records *records, uint32_t slot);
void rp_records_set_tie(struct rp_records *records, uint32_t slot, struct rp_tie tie);
/* Bytes of the records and the table by id; and what rp_records_reserve may add to them. */
uint64_t rp_records_index_bytes(const struct rp_records *records);
uint64_t rp_records_growth(const struct rp_records *records);

/* A block with copies of the article's strings; NULL when memory is out. */
struct rp_shelved *rp_shelve(const struct rp_article *article);

#endif
