/* Fingerprints, version 1: docs/FINGERPRINT.md defines every field and estimator.
 *
 * All functions are pure and may be called from any thread; a workspace belongs to one thread at a time. */
#ifndef REPRINT_FINGERPRINT_H
#define REPRINT_FINGERPRINT_H

#include "reprint/status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    RP_FINGERPRINT_VERSION = 1,
    RP_MINHASH_VALUES = 128,
    RP_KEYS_MIN = 32, /* keys are topped up to this, as far as there are shingles */
    RP_KEYS_MAX = 96,
    RP_FINGERPRINT_MAX_BYTES = 292 + 8 * RP_KEYS_MAX
};

struct rp_fingerprint {
    uint32_t tokens;
    uint32_t shingles;                   /* distinct */
    uint8_t exact[16];                   /* XXH3-128 of the token stream, canonical */
    uint64_t simhash;                    /* over word pairs */
    uint16_t minhash[RP_MINHASH_VALUES]; /* Fast Similarity Sketching, arXiv:1704.04370 */
    uint32_t key_count;
    uint64_t keys[RP_KEYS_MAX]; /* FracMinHash, ascending; the first key_count are set, the rest are 0 */
};

/* Memory that fingerprinting reuses from text to text. */
struct rp_workspace;
enum rp_status rp_workspace_create(struct rp_workspace **ret);
void rp_workspace_free(struct rp_workspace *workspace); /* NULL is allowed */

/* The fingerprint of text[0 .. len). Fails with RP_INVALID_UTF8 (error->offset is the offending byte), RP_EMPTY_TEXT, RP_LIMIT
 * (longer than RP_LIMIT_TEXT), RP_NO_MEMORY. error may be NULL. */
enum rp_status rp_fingerprint(struct rp_workspace *workspace, const char *text, size_t len, struct rp_fingerprint *ret,
                              struct rp_error *error);

/* Estimators, all in [0, 1]. */
double rp_fingerprint_resemblance(const struct rp_fingerprint *a, const struct rp_fingerprint *b);         /* MinHash */
double rp_fingerprint_resemblance_simhash(const struct rp_fingerprint *a, const struct rp_fingerprint *b); /* rough */
double rp_fingerprint_resemblance_keys(const struct rp_fingerprint *a, const struct rp_fingerprint *b);    /* FracMinHash */
double rp_fingerprint_containment(const struct rp_fingerprint *a, const struct rp_fingerprint *b);         /* of a in b */

/* Binary encoding: writes at most RP_FINGERPRINT_MAX_BYTES to ret and returns how many. */
size_t rp_fingerprint_encode(const struct rp_fingerprint *fingerprint, uint8_t ret[RP_FINGERPRINT_MAX_BYTES]);
/* RP_DAMAGED when the bytes are no fingerprint of version 1; error (may be NULL) says why. */
enum rp_status rp_fingerprint_decode(const uint8_t *data, size_t len, struct rp_fingerprint *ret, struct rp_error *error);

#ifdef __cplusplus
}
#endif
#endif
