/* Ids by number and numbers by id: 0, 1, 2, ... in the order they were added. */
#ifndef RP_BATCH_IDS_H
#define RP_BATCH_IDS_H

#include "base/buf.h"
#include "reprint/article.h"
#include "reprint/status.h"

#include <stddef.h>
#include <stdint.h>

#define RP_NO_NUMBER UINT32_MAX

struct rp_ids {
    struct rp_buf bytes;
    size_t *ends; /* owned: where id i ends in bytes */
    size_t count, cap;
    uint32_t *table; /* owned: numbers by hash, RP_NO_NUMBER where free; half of it at least is free */
    size_t slots;    /* a power of 2, or 0 */
};

void rp_ids_init(struct rp_ids *ids);
void rp_ids_done(struct rp_ids *ids);
/* RP_EXISTS when it is there already, RP_LIMIT past RP_LIMIT_ARTICLES ids, RP_NO_MEMORY; nothing has changed then. */
enum rp_status rp_ids_add(struct rp_ids *ids, struct rp_str id);
/* RP_NO_NUMBER when it is not there. */
uint32_t rp_ids_find(const struct rp_ids *ids, struct rp_str id);
/* Borrowed until the next add. */
struct rp_str rp_ids_get(const struct rp_ids *ids, uint32_t number);

#endif
