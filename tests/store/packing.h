/* What packs articles and unpacks them: a packer, and room for a row and for an article. */
#ifndef TESTS_STORE_PACKING_H
#define TESTS_STORE_PACKING_H

#include "base/buf.h"
#include "store/pack.h"

struct packing {
    struct rp_packer *packer;
    struct rp_buf row, room;
};

static inline enum rp_status packing_begin(struct packing *ret)
{
    rp_buf_init(&ret->row, 8 << 20);
    rp_buf_init(&ret->room, 8 << 20);
    return rp_packer_create(&ret->packer);
}

static inline void packing_end(struct packing *packing)
{
    rp_packer_free(packing->packer);
    rp_buf_done(&packing->row);
    rp_buf_done(&packing->room);
}

#endif
