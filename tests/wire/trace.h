/* What a scanner of messages says of a stream: two of them, the one under test and a plain recursive one to hold it against. */
#ifndef TESTS_WIRE_TRACE_H
#define TESTS_WIRE_TRACE_H

#include "wire/frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event {
    enum rp_frame kind;
    enum rp_status status; /* of a fault */
    uint64_t offset;       /* of a fault, in its message */
    size_t start, end;     /* in the stream */
};

struct trace {
    struct event *events; /* owned */
    size_t count, cap;
    size_t position; /* up to where the stream is done with */
    bool inside;     /* a message has begun there */
};

/* Feeds the stream to rp_frames in chunks: of `chunk` bytes, or of random sizes when that is 0. */
void trace_frames(struct trace *trace, const unsigned char *stream, size_t len, size_t chunk, size_t max_bytes, uint32_t max_values);
/* The same outcome, from the stream as a whole, by recursion. */
void trace_reference(struct trace *trace, const unsigned char *stream, size_t len, size_t max_bytes, uint32_t max_values);
void trace_done(struct trace *trace);

#endif
