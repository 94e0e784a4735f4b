/* The articles of a corpus: one record each in a numbered slot, found by id. Their texts and the answers given for them are held in memory here. */
#ifndef RP_CORPUS_RECORDS_H
#define RP_CORPUS_RECORDS_H

#include "corpus/ties.h"
#include "reprint/article.h"
#include "reprint/corpus.h"
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
    uint64_t last_key; /* the largest key it is indexed by */
    uint64_t exact_key;
    uint32_t key_count;
    struct rp_shelved *shelved; /* owned */
    struct rp_answer *answer;   /* owned: as it was given when the article was added */
    uint32_t source;
    uint32_t story;
    uint32_t next, previous; /* in the story; `next` chains free slots */
    struct rp_tie tie;       /* what it shares with the others of its story */
    bool indexed;
    bool taught; /* its source's profile counts a run for it */
    uint8_t named; /* members of its story that name its source (stories.c) */
};

struct rp_records {
    struct rp_record *records; /* owned */
    size_t count, cap;         /* slots in use or freed */
    uint32_t free_slot;
    uint32_t *table; /* owned: by hash of the id, slot + 1 */
    size_t table_cap, live;
    uint64_t text_bytes, answer_bytes; /* of all blocks */
};

void rp_records_init(struct rp_records *records);
void rp_records_done(struct rp_records *records);

/* The slot of an id, or RP_SLOT_NONE. */
uint32_t rp_records_find(const struct rp_records *records, struct rp_str id);
/* Room for one more, so that the next rp_records_take can not fail. RP_NO_MEMORY. */
enum rp_status rp_records_reserve(struct rp_records *records);
/* A slot for a new article; takes over both blocks. */
uint32_t rp_records_take(struct rp_records *records, struct rp_shelved *shelved, struct rp_answer *answer, uint64_t seq);
/* Frees the slot and both blocks. */
void rp_records_drop(struct rp_records *records, uint32_t slot);
/* Bytes of the records and the table by id; and what rp_records_reserve would add to them. */
uint64_t rp_records_index_bytes(const struct rp_records *records);
uint64_t rp_records_growth(const struct rp_records *records);

/* A block with copies of the article's strings; NULL when memory is out. */
struct rp_shelved *rp_shelve(const struct rp_article *article);

#endif
