/* What can be made of an article without the corpus: checked, copied, tokenised, fingerprinted. Pure; done by any thread, many at
 * once, before the one engine thread takes it. */
#ifndef RP_CORPUS_PREPARE_H
#define RP_CORPUS_PREPARE_H

#include "reprint/article.h"
#include "reprint/corpus.h"
#include "reprint/fingerprint.h"
#include "reprint/limits.h"
#include "corpus/records.h"
#include "match/refuse.h"
#include "sketch/sketch.h"

#include <stdint.h>

/* Made by rp_prepare, freed by rp_prepared_free. */
struct rp_prepared {
    struct rp_article article; /* all strings copied into `shelved` */
    struct rp_shelved *shelved; /* owned, until the corpus takes it over */
    int64_t published_ms;      /* INT64_MAX when absent */
    size_t bytes;              /* of all of it, for queues */
    struct rp_fingerprint fingerprint;
    uint64_t *shingles; /* distinct, fingerprint.shingles of them */
    uint32_t *pairs;    /* distinct numbers of its word pairs */
    size_t pair_count;
    struct rp_title title;
    size_t attribution_count;
    struct rp_attribution attributions[RP_LIMIT_ATTRIBUTIONS];
};

/* Which fields an article must have. */
enum rp_prepare_flags { RP_PREPARE_NO_ID = 1 };

/* Fails as rp_corpus_add does for bad articles; nothing is kept then. The workspace belongs to the calling thread. `agencies` are those of the
 * corpus, which outlive what is prepared; NULL: the built-in ones. */
enum rp_status rp_prepare(struct rp_workspace *workspace, const struct rp_agencies *agencies, const struct rp_article *article, unsigned flags,
                          struct rp_prepared **ret, struct rp_error *error);
void rp_prepared_free(struct rp_prepared *prepared); /* NULL is allowed */

/* As rp_corpus_add and rp_corpus_check, with the pure part done. `prepared` stays the caller's, but a corpus that keeps the article takes
 * over the block of strings: prepared->article may then be read until the next call on the corpus. */
enum rp_status rp_corpus_add_prepared(struct rp_corpus *corpus, struct rp_prepared *prepared, int64_t now_ms, unsigned flags,
                                      struct rp_answer **ret, struct rp_error *error);
enum rp_status rp_corpus_check_prepared(struct rp_corpus *corpus, const struct rp_prepared *prepared, struct rp_answer **ret,
                                        struct rp_error *error);

#endif
