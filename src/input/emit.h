/* JSON on one line into a buffer. Numbers do not depend on the locale; strings come out as valid UTF-8 whatever goes
 * in.
 *
 * The first failure sticks: check `status` once at the end. (yajl's generator is not used: it does not survive an
 * allocation that fails.) */
#ifndef RP_INPUT_EMIT_H
#define RP_INPUT_EMIT_H

#include "base/buf.h"
#include "reprint/article.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stdint.h>

struct rp_emit {
    struct rp_buf *buf; /* borrowed; grows at its end */
    enum rp_status status;
    bool follows; /* a comma is due before the next key or element */
};

void rp_emit_init(struct rp_emit *emit, struct rp_buf *buf);

/* One of { [ and its } ]. */
void rp_emit_open(struct rp_emit *emit, char bracket);
void rp_emit_close(struct rp_emit *emit, char bracket);
/* Within { }: a key, then its value. Keys are literals that need no escape. */
void rp_emit_key(struct rp_emit *emit, const char *key);

void rp_emit_str(struct rp_emit *emit, struct rp_str value);
void rp_emit_u64(struct rp_emit *emit, uint64_t value);
void rp_emit_share(struct rp_emit *emit, double value); /* a number in [0, 1] with four decimals: 0.9312 */
void rp_emit_hex(struct rp_emit *emit, const uint8_t *data, size_t len); /* as a string, lower case */
void rp_emit_hex64(struct rp_emit *emit, uint64_t value);                /* as a string of 16 digits */

/* Key and value in one. */
void rp_emit_key_str(struct rp_emit *emit, const char *key, struct rp_str value);
void rp_emit_key_text(struct rp_emit *emit, const char *key, const char *value); /* terminated */
void rp_emit_key_u64(struct rp_emit *emit, const char *key, uint64_t value);
void rp_emit_key_share(struct rp_emit *emit, const char *key, double value);

/* Ends a line. */
void rp_emit_newline(struct rp_emit *emit);

#endif
