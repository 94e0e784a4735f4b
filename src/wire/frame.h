/* Where one message of a MessagePack stream ends, found without allocating and before msgpack-c sees it: that library asks for memory by declared
 * length, so that five bytes could ask for 96 GB.
 *
 * Checked on the way, byte by byte as they come: the size of the message, how deep it nests, how many values it has, and that a declared count can
 * fit at all. What is too large is passed over exactly, in bounded memory, and the stream goes on behind it. */
#ifndef RP_WIRE_FRAME_H
#define RP_WIRE_FRAME_H

#include "reprint/limits.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rp_frames {
    size_t max_bytes;
    uint32_t max_values;
    size_t at;                         /* bytes of the message in hand that were looked at */
    uint32_t values;                   /* of it, begun so far */
    uint32_t depth;                    /* of the levels in `left` */
    uint64_t left[RP_LIMIT_NESTING];   /* values still to come, a level each */
    uint64_t skip_values, skip_bytes;  /* of a message that is being passed over */
    bool garbage;                      /* what came last began no message, and that was said */
};

enum rp_frame {
    RP_FRAME_MORE,    /* nothing yet: more bytes are needed. *ret_len bytes are done with (of a message that is passed over) */
    RP_FRAME_MESSAGE, /* the first *ret_len bytes are one message */
    RP_FRAME_FAULT,   /* a message that can not be taken: *error; *ret_len bytes are done with */
};

/* max_bytes, max_values: of one message, the limits "frame" and "values". */
void rp_frames_init(struct rp_frames *frames, size_t max_bytes, uint32_t max_values);
/* Looks at data[0 .. len): what is left of the stream after what earlier calls were done with. */
enum rp_frame rp_frames_next(struct rp_frames *frames, const char *data, size_t len, size_t *ret_len, struct rp_error *error);
/* True in the middle of a message: the stream must not end here. */
bool rp_frames_inside(const struct rp_frames *frames);

/* The number of a request, from its first bytes, for the reply to one that can not be read. False when it has none. */
bool rp_frame_id(const char *data, size_t len, uint32_t *ret);

#endif
