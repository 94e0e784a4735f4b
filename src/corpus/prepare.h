/* What can be made of an article without the corpus: checked, copied, tokenised, fingerprinted. Pure; done by any thread, many at
 * once, before the one engine thread takes it. */
#ifndef RP_CORPUS_PREPARE_H
#define RP_CORPUS_PREPARE_H

#include "reprint/article.h"
#include "reprint/corpus.h"
#include "reprint/fingerprint.h"
#include "reprint/limits.h"
#include "corpus/answer.h"
#include "match/refuse.h"
#include "sketch/sketch.h"

#include <stdint.h>

/* Room for what is prepared, filled anew for each article: it keeps its memory, but for what a long text has made it take. */
struct rp_prepared {
    struct rp_article article; /* all strings copied into `strings` */
    uint64_t number;           /* of the article in the vault of the corpus that it goes to; without one 0 */
    int64_t published_ms;      /* INT64_MAX when absent */
    size_t bytes;              /* of all that the article takes, for queues */
    struct rp_fingerprint fingerprint;
    char *strings;      /* owned */
    uint64_t *shingles; /* owned: distinct, fingerprint.shingles of them */
    uint64_t *keys;     /* owned: of them, as many keys as there may be, ascending (sketch/sketch.h) */
    uint32_t key_count;
    uint32_t *watched;  /* owned: of them, what profiles watch (corpus/profile.h) */
    uint32_t *pairs;    /* owned: distinct numbers of its word pairs */
    size_t watched_count, pair_count;
    size_t strings_cap, shingles_cap, keys_cap, watched_cap, pairs_cap;
    struct rp_prepared *next; /* in a pool */
    struct rp_title title;
    size_t attribution_count;
    struct rp_attribution attributions[RP_LIMIT_ATTRIBUTIONS];
};

/* Which fields an article must have. */
enum rp_prepare_flags { RP_PREPARE_NO_ID = 1 };

enum { RP_PREPARED_KEPT = 64 << 10 }; /* bytes that an empty one holds, at most */
struct rp_prepared *rp_prepared_create(void);          /* NULL: no memory */
void rp_prepared_free(struct rp_prepared *prepared);   /* NULL is allowed */
void rp_prepared_shrink(struct rp_prepared *prepared); /* empties it, if it holds more */

/* Fails as rp_corpus_add does for bad articles; *prepared is not to be used then but to prepare again. The workspace belongs to the calling thread.
 * `agencies` are those of the corpus, which outlive what is prepared; NULL: the built-in ones. */
enum rp_status rp_prepare(struct rp_workspace *workspace, const struct rp_agencies *agencies, const struct rp_article *article, unsigned flags,
                          struct rp_prepared *prepared, struct rp_error *error);

/* Some that are not in use, of one thread. All zeros: none. */
struct rp_prepared_pool {
    struct rp_prepared *first; /* owned, and those behind it */
    size_t count;
};
enum { RP_PREPARED_POOL = 1024 };
struct rp_prepared *rp_prepared_take(struct rp_prepared_pool *pool); /* NULL: no memory */
void rp_prepared_give(struct rp_prepared_pool *pool, struct rp_prepared *prepared); /* NULL is allowed */
void rp_prepared_pool_done(struct rp_prepared_pool *pool);

/* Asks for the memory that adding it will need, while another article is added: changes nothing. */
void rp_corpus_fetch(const struct rp_corpus *corpus, const struct rp_prepared *prepared);
/* Flags of rp_corpus_add_prepared beside those of rp_corpus_add: an operation that was done before is done again, whatever the limits are now. */
enum { RP_ADD_REPLAYED = 1 << 8 };
/* As rp_corpus_add and rp_corpus_check, with the pure part done. The answer lies in the room, which is used again for the next one. */
enum rp_status rp_corpus_add_prepared(struct rp_corpus *corpus, const struct rp_prepared *prepared, int64_t now_ms, unsigned flags,
                                      struct rp_answer_room *room, struct rp_answer **ret, struct rp_error *error);
enum rp_status rp_corpus_check_prepared(struct rp_corpus *corpus, const struct rp_prepared *prepared, struct rp_answer_room *room,
                                        struct rp_answer **ret, struct rp_error *error);
/* seq of the last article that was added; 0: none. */
uint64_t rp_corpus_last_seq(const struct rp_corpus *corpus);
/* As rp_corpus_get, the same way. */
enum rp_status rp_corpus_get_into(struct rp_corpus *corpus, struct rp_str id, struct rp_answer_room *room, struct rp_answer **ret,
                                  struct rp_error *error);

#endif
