/* The names of agencies and cues that articles of a corpus credit: each once, at an address that stays, so that what is read from elsewhere points to what the
 * answers and stories of the corpus point to. */
#ifndef RP_CORPUS_NAMES_H
#define RP_CORPUS_NAMES_H

#include "reprint/article.h"

#include <stddef.h>
#include <stdint.h>

struct rp_names {
    char **names; /* owned, and each of them; terminated */
    size_t count, cap;
    uint32_t *table; /* owned: by hash, index + 1 */
    size_t table_cap;
    uint64_t bytes;
};

/* All begins as zeros. */
void rp_names_done(struct rp_names *names);
/* The one copy of a name, made when it is new; NULL when memory is out. A name without bytes is "". */
const char *rp_names_keep(struct rp_names *names, struct rp_str name);
uint64_t rp_names_bytes(const struct rp_names *names);

#endif
