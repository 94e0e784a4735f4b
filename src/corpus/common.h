/* How common each word pair is: in how many articles it stands. Tells the pairs that two texts share because both are written in one language from
 * those that one has from the other. */
#ifndef RP_CORPUS_COMMON_H
#define RP_CORPUS_COMMON_H

#include "reprint/status.h"
#include "text/pairs.h"

#include <stdint.h>

struct rp_common {
    uint16_t *articles; /* owned: for each number of a pair; full at its maximum */
    uint64_t counted;   /* articles */
};
enum rp_status rp_common_init(struct rp_common *common); /* RP_NO_MEMORY */
void rp_common_done(struct rp_common *common);
uint64_t rp_common_bytes(void);

/* Counts an article's pairs, and takes that back. Can not fail. */
void rp_common_learn(struct rp_common *common, const uint32_t *pairs, size_t count);
void rp_common_unlearn(struct rp_common *common, const uint32_t *pairs, size_t count);

/* Share of the smaller text's pairs that the other has too, common ones left out of both: those in more than one of a hundred articles. 0 as long as fewer
 * than 50 articles were counted, when nothing is known, and where fewer than 20 pairs are shared. `b` lends its scratch. */
double rp_common_share(const struct rp_common *common, const struct rp_pairs *a, struct rp_pairs *b);

#endif
