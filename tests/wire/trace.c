/* What a scanner of messages says of a stream. */
#include "trace.h"

#include "support/cmocka.h"
#include "support/random.h"

#include <stdlib.h>

static void note(struct trace *trace, enum rp_frame kind, enum rp_status status, uint64_t offset, size_t start, size_t end)
{
    if (trace->count == trace->cap) {
        trace->cap = trace->cap > 0 ? 2 * trace->cap : 16;
        trace->events = realloc(trace->events, trace->cap * sizeof *trace->events);
        assert_non_null(trace->events);
    }
    trace->events[trace->count++] = (struct event){kind, status, offset, start, end};
}

void trace_done(struct trace *trace)
{
    free(trace->events);
    *trace = (struct trace){0};
}

/* --- the scanner under test --- */

/* Looks at stream[from .. to) in a block that has just these bytes, so that AddressSanitizer sees a step beyond. */
static enum rp_frame look(struct rp_frames *frames, const unsigned char *stream, size_t from, size_t to, size_t *ret_len, struct rp_error *error)
{
    char *block = malloc(to > from ? to - from : 1);
    assert_non_null(block);
    memcpy(block, stream + from, to - from);
    enum rp_frame kind = rp_frames_next(frames, block, to - from, ret_len, error);
    free(block);
    assert_true(*ret_len <= to - from);
    return kind;
}

void trace_frames(struct trace *trace, const unsigned char *stream, size_t len, size_t chunk, size_t max_bytes, uint32_t max_values)
{
    struct rp_frames frames;
    uint64_t random = len;
    size_t done = 0, there = 0;
    *trace = (struct trace){0};
    rp_frames_init(&frames, max_bytes, max_values);
    while (there < len) {
        size_t n = chunk > 0 ? chunk : 1 + random_below(&random, 30);
        there = n < len - there ? there + n : len;
        for (;;) {
            struct rp_error error = {0};
            enum rp_frame kind = look(&frames, stream, done, there, &n, &error);
            if (kind == RP_FRAME_MORE && n == 0)
                break;
            if (kind != RP_FRAME_MORE) {
                assert_true(n > 0);
                bool fault = kind == RP_FRAME_FAULT;
                assert_true(!fault || error.message[0] != 0);
                note(trace, kind, fault ? error.status : RP_OK, fault ? error.offset : 0, done, done + n);
            }
            done += n;
        }
    }
    trace->position = done;
    trace->inside = rp_frames_inside(&frames);
}

/* --- the plain one --- */

struct reference {
    struct trace *trace;
    const unsigned char *s;
    size_t len, at;     /* of the stream; where it is */
    size_t start;       /* of the message */
    size_t max_bytes;
    uint32_t max_values;
    uint64_t known;     /* values that the message has, by what it declared so far */
    bool skipping;      /* the message is a fault already */
    bool garbage;
};

enum outcome { WHOLE, CUT, LIE };

struct value {
    uint64_t head, payload, children;
    bool array, container;
};

static uint64_t big_endian(const unsigned char *s, unsigned n)
{
    return n == 0 ? 0 : big_endian(s, n - 1) << 8 | s[n - 1];
}

/* The table of the specification, line by line. False when the head is not there whole. */
static bool read_value(const struct reference *r, struct value *ret)
{
    const unsigned char *s = r->s + r->at;
    size_t left = r->len - r->at;
    *ret = (struct value){.head = 1};
    if (left == 0)
        return false;
    unsigned b = s[0], wide = 0;
    char unit = 0;
    if (b >= 0x80 && b <= 0x8f) /* fixmap */
        *ret = (struct value){.head = 1, .children = 2 * (b - 0x80u), .container = true};
    else if (b >= 0x90 && b <= 0x9f) /* fixarray */
        *ret = (struct value){.head = 1, .children = b - 0x90u, .array = true, .container = true};
    else if (b >= 0xa0 && b <= 0xbf) /* fixstr */
        ret->payload = b - 0xa0u;
    else if (b >= 0xc4 && b <= 0xc6) /* bin 8, 16, 32 */
        wide = 1u << (b - 0xc4), unit = 'b';
    else if (b >= 0xc7 && b <= 0xc9) /* ext 8, 16, 32 */
        wide = 1u << (b - 0xc7), unit = 'e';
    else if (b == 0xca || b == 0xce || b == 0xd2) /* float 32, uint 32, int 32 */
        ret->payload = 4;
    else if (b == 0xcb || b == 0xcf || b == 0xd3) /* float 64, uint 64, int 64 */
        ret->payload = 8;
    else if (b == 0xcc || b == 0xd0) /* uint 8, int 8 */
        ret->payload = 1;
    else if (b == 0xcd || b == 0xd1) /* uint 16, int 16 */
        ret->payload = 2;
    else if (b >= 0xd4 && b <= 0xd8) /* fixext 1, 2, 4, 8, 16 */
        ret->payload = 1 + (1u << (b - 0xd4));
    else if (b >= 0xd9 && b <= 0xdb) /* str 8, 16, 32 */
        wide = 1u << (b - 0xd9), unit = 'b';
    else if (b == 0xdc || b == 0xdd) /* array 16, 32 */
        wide = b == 0xdc ? 2 : 4, unit = 'a';
    else if (b == 0xde || b == 0xdf) /* map 16, 32 */
        wide = b == 0xde ? 2 : 4, unit = 'm';
    if (unit == 0)
        return true;
    if (left < 1 + wide)
        return false;
    uint64_t declared = big_endian(s + 1, wide);
    ret->head = 1 + wide;
    ret->array = unit == 'a';
    ret->container = unit == 'a' || unit == 'm';
    ret->children = unit == 'a' ? declared : unit == 'm' ? 2 * declared : 0;
    ret->payload = unit == 'b' ? declared : unit == 'e' ? declared + 1 : 0;
    return true;
}

/* Why the value at r->at can not be taken, or RP_OK. */
static enum rp_status fault_of(struct reference *r, const struct value *value, unsigned depth)
{
    uint64_t end = r->at - r->start + value->head + value->payload;
    bool top = r->at == r->start, lie = value->children > r->max_bytes;
    if (r->s[r->at] == 0xc1)
        return RP_BAD_FRAME;
    if (top && !value->array && !lie)
        return RP_BAD_FRAME;
    r->known += value->children;
    return lie || end > r->max_bytes || (value->container && depth == RP_LIMIT_NESTING) || r->known > r->max_values ? RP_LIMIT : RP_OK;
}

static enum outcome walk(struct reference *r, unsigned depth)
{
    struct value value;
    if (!read_value(r, &value))
        return CUT;
    enum rp_status status = r->skipping ? RP_OK : fault_of(r, &value, depth);
    if (status != RP_OK) {
        r->skipping = true;
        r->garbage = r->at == r->start && !value.array && r->s[r->at] != 0xc1 && value.children <= r->max_bytes;
        note(r->trace, RP_FRAME_FAULT, status, r->at - r->start, r->start, r->at + value.head);
        if (value.children > r->max_bytes) {
            r->at += value.head;
            return LIE;
        }
    }
    if (value.payload > r->len - r->at - value.head) {
        if (r->skipping)
            r->at = r->len;
        return CUT;
    }
    r->at += value.head + value.payload;
    enum outcome outcome = WHOLE;
    for (uint64_t i = 0; i < value.children && outcome == WHOLE; i++)
        outcome = walk(r, depth + 1);
    return outcome;
}

/* True when garbage goes on with the value at r->at. */
static bool is_garbage(struct reference *r)
{
    struct value value;
    if (!r->garbage || !read_value(r, &value))
        return r->garbage;
    r->garbage = !value.array && value.children <= r->max_bytes;
    return r->garbage;
}

void trace_reference(struct trace *trace, const unsigned char *stream, size_t len, size_t max_bytes, uint32_t max_values)
{
    struct reference r = {.trace = trace, .s = stream, .len = len, .max_bytes = max_bytes, .max_values = max_values};
    *trace = (struct trace){0};
    while (r.at < len) {
        r.start = r.at;
        r.known = 1;
        r.skipping = is_garbage(&r);
        enum outcome outcome = walk(&r, 0);
        if (outcome == CUT) {
            trace->inside = r.at > r.start;
            trace->position = r.skipping ? r.at : r.start;
            return;
        }
        if (!r.skipping)
            note(trace, RP_FRAME_MESSAGE, RP_OK, 0, r.start, r.at);
    }
    trace->position = r.at;
}
