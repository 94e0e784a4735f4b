/* An article as a row of the store: a version, then one zstd frame with all its strings. Any thread; each has its own packer. */
#ifndef RP_STORE_PACK_H
#define RP_STORE_PACK_H

#include "base/buf.h"
#include "reprint/article.h"
#include "reprint/status.h"

#include <stdint.h>

enum { RP_ROW_VERSION = 2 };
struct rp_packer;
enum rp_status rp_packer_create(struct rp_packer **ret); /* RP_NO_MEMORY */
void rp_packer_free(struct rp_packer *packer);           /* NULL is allowed */

/* Appends the article to `buf`, with the checksum of the zstd frame. RP_NO_MEMORY; RP_LIMIT past the limits of an article, or of the buffer. */
enum rp_status rp_pack(struct rp_packer *packer, const struct rp_article *article, struct rp_buf *buf);
/* The strings lie in `room`, which is emptied first. RP_DAMAGED when the row is none, or its checksum is wrong: never a wrong string. RP_NEWER when it has a newer version; RP_NO_MEMORY; RP_LIMIT past
 * what the room may hold. */
enum rp_status rp_unpack(struct rp_packer *packer, struct rp_str row, struct rp_buf *room, struct rp_article *ret);

#endif
