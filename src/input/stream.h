/* The bytes of a file, unpacked: plain, gzip (any number of members) or Zstandard (any number of frames), told apart by
 * their first bytes and not by the name. */
#ifndef RP_INPUT_STREAM_H
#define RP_INPUT_STREAM_H

#include "reprint/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rp_stream;

/* "-" is standard input, which stays open afterwards. When *interrupt (may be NULL; borrowed) becomes true, a read ends
 * with RP_INTERRUPTED, also one that waits for a pipe. RP_IO when the file cannot be opened, RP_NO_MEMORY. */
enum rp_status rp_stream_open(const char *path, const atomic_bool *interrupt, struct rp_stream **ret,
                              struct rp_error *error);
void rp_stream_close(struct rp_stream *stream); /* NULL is allowed */
/* A second flag that ends a read as *interrupt does. Borrowed. */
void rp_stream_stop_on(struct rp_stream *stream, const atomic_bool *flag);

/* 1 .. cap bytes into dst; 0 at the end. RP_IO, RP_DAMAGED (cut off or not what its first bytes say), RP_NO_MEMORY,
 * RP_INTERRUPTED; messages name the file. After a failure the stream is only good for closing. */
enum rp_status rp_stream_read(struct rp_stream *stream, char *dst, size_t cap, size_t *ret_len, struct rp_error *error);

/* Bytes of the file as it lies on disk: taken so far, and in all (0 when not known: a pipe). */
void rp_stream_progress(const struct rp_stream *stream, uint64_t *ret_done, uint64_t *ret_total);
/* True for a regular file, which can be opened and read again. */
bool rp_stream_is_file(const struct rp_stream *stream);

#endif
