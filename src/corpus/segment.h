/* One segment of the shelf: a stretch of memory that is filled from the front, and may be written to a file that has no name and read from there. */
#ifndef RP_CORPUS_SEGMENT_H
#define RP_CORPUS_SEGMENT_H

#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rp_segment {
    char *base; /* owned; NULL: not in use */
    uint32_t cap, used;
    uint32_t live;      /* bytes of `used` that are no gaps */
    uint32_t next_free; /* of those not in use */
    bool spooled;       /* base is a file's, and only to be read */
};

bool rp_segment_make(struct rp_segment *segment, uint32_t cap); /* false: no memory */
void rp_segment_done(struct rp_segment *segment);
/* Makes one of a file in the folder that holds what this one does, and stays as it is. RP_IO. */
enum rp_status rp_segment_spool(const struct rp_segment *segment, const char *folder, struct rp_segment *ret, struct rp_error *error);

#endif
