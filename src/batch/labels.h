/* The labelled pairs of an evaluation set: pairs.tsv, a line `a b label trap` with tabs between, and a heading of these
 * words. */
#ifndef RP_BATCH_LABELS_H
#define RP_BATCH_LABELS_H

#include "batch/ids.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rp_label { RP_LABEL_COPY, RP_LABEL_NOT, RP_LABEL_SKIP };

struct rp_pair {
    uint32_t a, b; /* numbers of the ids, in either order */
    enum rp_label label;
    bool trap; /* a `not` that shares much text all the same */
};

struct rp_labels {
    struct rp_pair *pairs; /* owned */
    size_t count, cap;
    uint32_t *table; /* owned: indices of pairs by hash */
    size_t slots;
};

/* Fills *ret, which rp_labels_done is to free. RP_IO and what reading fails with; RP_BAD_VALUE for a line that is no
 * such line, RP_NOT_FOUND for an id that is no article's, RP_REPEATED_KEY for a pair that was there; the message says
 * file and line. */
enum rp_status rp_labels_load(const char *path, const struct rp_ids *ids, struct rp_labels *ret,
                              struct rp_error *error);
void rp_labels_done(struct rp_labels *labels);
/* NULL when the pair is not listed. */
const struct rp_pair *rp_labels_find(const struct rp_labels *labels, uint32_t a, uint32_t b);

#endif
