/* The ends of messages. The format is that of the MessagePack specification (2017). */
#include "wire/frame.h"

#include "base/error.h"

/* One value's head: how long it is, what follows it. */
struct head {
    size_t head_bytes;     /* type byte and length */
    uint64_t payload;      /* bytes behind the head */
    uint64_t children;     /* values behind it */
    bool array, container; /* an array; an array or a map */
    bool known;            /* false for the one byte that means nothing */
};

static uint64_t read_be(const unsigned char *s, unsigned n)
{
    uint64_t x = 0;
    for (unsigned i = 0; i < n; i++)
        x = x << 8 | s[i];
    return x;
}

/* Types 0xc0 .. 0xdf: bytes of the length behind the type byte, bytes that follow whatever it says, what a unit of it is. */
enum unit { UNIT_NONE, UNIT_BYTES, UNIT_VALUES, UNIT_PAIRS };
static const struct {
    uint8_t length, fixed, unit;
} types[32] = {
    {0, 0, UNIT_NONE},  {0, 0, UNIT_NONE},  {0, 0, UNIT_NONE},  {0, 0, UNIT_NONE},                          /* nil, never used, booleans */
    {1, 0, UNIT_BYTES}, {2, 0, UNIT_BYTES}, {4, 0, UNIT_BYTES},                                             /* bin */
    {1, 1, UNIT_BYTES}, {2, 1, UNIT_BYTES}, {4, 1, UNIT_BYTES},                                             /* ext */
    {0, 4, UNIT_NONE},  {0, 8, UNIT_NONE},                                                                  /* floats */
    {0, 1, UNIT_NONE},  {0, 2, UNIT_NONE},  {0, 4, UNIT_NONE},  {0, 8, UNIT_NONE},                          /* unsigned */
    {0, 1, UNIT_NONE},  {0, 2, UNIT_NONE},  {0, 4, UNIT_NONE},  {0, 8, UNIT_NONE},                          /* signed */
    {0, 2, UNIT_NONE},  {0, 3, UNIT_NONE},  {0, 5, UNIT_NONE},  {0, 9, UNIT_NONE},  {0, 17, UNIT_NONE},     /* fixext */
    {1, 0, UNIT_BYTES}, {2, 0, UNIT_BYTES}, {4, 0, UNIT_BYTES},                                             /* str */
    {2, 0, UNIT_VALUES}, {4, 0, UNIT_VALUES},                                                               /* array */
    {2, 0, UNIT_PAIRS}, {4, 0, UNIT_PAIRS},                                                                 /* map */
};

/* Reads the head of the value at s; false when it is not there whole. */
static bool read_head(const unsigned char *s, size_t len, struct head *ret)
{
    *ret = (struct head){.head_bytes = 1, .known = s[0] != 0xc1};
    if (s[0] < 0x80 || s[0] >= 0xe0)
        return true;
    if (s[0] < 0xa0) {
        ret->container = true;
        ret->array = s[0] >= 0x90;
        ret->children = (s[0] & 15u) * (ret->array ? 1u : 2u);
        return true;
    }
    if (s[0] < 0xc0) {
        ret->payload = s[0] & 31u;
        return true;
    }
    unsigned type = s[0] - 0xc0u, length = types[type].length;
    if (len < 1u + length)
        return false;
    uint64_t declared = read_be(s + 1, length);
    ret->head_bytes += length;
    ret->payload = types[type].fixed + (types[type].unit == UNIT_BYTES ? declared : 0);
    ret->array = types[type].unit == UNIT_VALUES;
    ret->container = ret->array || types[type].unit == UNIT_PAIRS;
    ret->children = types[type].unit == UNIT_PAIRS ? 2 * declared : types[type].unit == UNIT_VALUES ? declared : 0;
    return true;
}

void rp_frames_init(struct rp_frames *frames, size_t max_bytes, uint32_t max_values)
{
    *frames = (struct rp_frames){.max_bytes = max_bytes, .max_values = max_values};
}

static void begin(struct rp_frames *frames)
{
    frames->at = frames->values = frames->depth = 0;
}

bool rp_frames_inside(const struct rp_frames *frames)
{
    return frames->at > 0 || frames->skip_values > 0 || frames->skip_bytes > 0;
}

/* Values of the message in hand that are still to come behind the one at `at`, which the innermost level counts yet. */
static uint64_t values_to_come(const struct rp_frames *frames)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < frames->depth; i++)
        sum += frames->left[i];
    return sum > 0 ? sum - 1 : 0;
}

/* The message in hand ends as a fault; what is left of it, `bytes` and then `values`, is passed over. */
static enum rp_frame give_up(struct rp_frames *frames, size_t done, uint64_t bytes, uint64_t values, size_t *ret_len)
{
    frames->skip_bytes = bytes;
    frames->skip_values = values;
    *ret_len = done;
    begin(frames);
    return RP_FRAME_FAULT;
}

/* Checks the head at `at` against the limits. True: a fault, and the outcome is in *ret. */
static bool refuse(struct rp_frames *frames, const struct head *head, size_t *ret_len, struct rp_error *error, enum rp_frame *ret)
{
    size_t at = frames->at, done = at + head->head_bytes;
    uint64_t rest = values_to_come(frames);
    if (!head->known) {
        rp_fail_at(error, RP_BAD_FRAME, at, "byte %zu of the message is 0xc1, which MessagePack does not use", at);
        *ret = give_up(frames, done, 0, rest, ret_len);
    } else if (at == 0 && !head->array && head->children <= frames->max_bytes) {
        rp_fail_at(error, RP_BAD_FRAME, 0, "a message is an array: [0, id, method, [{...}]]");
        *ret = give_up(frames, done, head->payload, head->children, ret_len);
        frames->garbage = true;
    } else if (head->children > frames->max_bytes) {
        /* It lies, or could only be refused: it ends here, so that a lie does not swallow what comes next. */
        rp_fail_at(error, RP_LIMIT, at, "byte %zu of the message declares %llu values: no message of the limit \"frame\" (%zu bytes) has so many", at,
                   (unsigned long long)head->children, frames->max_bytes);
        *ret = give_up(frames, done, 0, 0, ret_len);
    } else if (head->payload > frames->max_bytes || done + head->payload > frames->max_bytes) {
        rp_fail_at(error, RP_LIMIT, at, "the message is longer than the %zu bytes of the limit \"frame\" (--max-frame)", frames->max_bytes);
        *ret = give_up(frames, done, head->payload, rest + head->children, ret_len);
    } else if (head->container && frames->depth == RP_LIMIT_NESTING) {
        rp_fail_at(error, RP_LIMIT, at, "byte %zu of the message: maps and arrays nest deeper than the limit \"nesting\" of %d", at, RP_LIMIT_NESTING);
        *ret = give_up(frames, done, 0, rest + head->children, ret_len);
    } else if (1 + frames->values + rest + head->children > frames->max_values) {
        rp_fail_at(error, RP_LIMIT, at, "the message has more than the %u values of the limit \"values\"", frames->max_values);
        *ret = give_up(frames, done, head->payload, rest + head->children, ret_len);
    } else {
        return false;
    }
    return true;
}

/* Steps over a value that is there whole; the levels that it fills are left. */
static void step(struct rp_frames *frames, const struct head *head)
{
    frames->at += head->head_bytes + (size_t)head->payload;
    frames->values++;
    if (head->children > 0)
        frames->left[frames->depth++] = head->children;
    while (frames->depth > 0 && frames->left[frames->depth - 1] == 0)
        frames->depth--;
}

/* Passes over what is left of a message that was given up. True when it is over. */
static bool pass_over(struct rp_frames *frames, const unsigned char *s, size_t len, size_t *ret_len)
{
    size_t at = 0;
    for (;;) {
        uint64_t bytes = frames->skip_bytes < len - at ? frames->skip_bytes : len - at;
        at += (size_t)bytes;
        frames->skip_bytes -= bytes;
        struct head head;
        if (frames->skip_bytes > 0 || frames->skip_values == 0 || at == len || !read_head(s + at, len - at, &head))
            break;
        at += head.head_bytes;
        frames->skip_bytes = head.payload;
        frames->skip_values += head.children - 1;
    }
    *ret_len = at;
    return frames->skip_bytes == 0 && frames->skip_values == 0;
}

/* Between messages: bytes that begin none, behind some of which that was said already. */
static size_t pass_garbage(struct rp_frames *frames, const unsigned char *s, size_t len)
{
    size_t at = 0;
    while (frames->garbage && at < len && frames->skip_bytes == 0 && frames->skip_values == 0) {
        struct head head;
        if (!read_head(s + at, len - at, &head))
            break;
        frames->garbage = !head.array && head.children <= frames->max_bytes;
        if (!frames->garbage)
            break;
        at += head.head_bytes;
        frames->skip_bytes = head.payload;
        frames->skip_values = head.children;
    }
    return at;
}

enum rp_frame rp_frames_next(struct rp_frames *frames, const char *data, size_t len, size_t *ret_len, struct rp_error *error)
{
    const unsigned char *s = (const unsigned char *)data;
    size_t passed = 0;
    *ret_len = 0;
    while (frames->skip_bytes > 0 || frames->skip_values > 0 || (frames->garbage && passed < len)) {
        size_t n;
        bool over = pass_over(frames, s + passed, len - passed, &n);
        if (over)
            n += pass_garbage(frames, s + passed + n, len - passed - n);
        passed += n;
        if (!over || n == 0)
            break;
    }
    if (passed > 0 || frames->skip_bytes > 0 || frames->skip_values > 0 || len == 0) {
        *ret_len = passed;
        return RP_FRAME_MORE;
    }
    while (frames->at < len) {
        struct head head;
        enum rp_frame fault;
        if (!read_head(s + frames->at, len - frames->at, &head))
            return RP_FRAME_MORE;
        if (refuse(frames, &head, ret_len, error, &fault))
            return fault;
        if (frames->at + head.head_bytes + head.payload > len)
            return RP_FRAME_MORE;
        if (frames->depth > 0)
            frames->left[frames->depth - 1]--;
        step(frames, &head);
        if (frames->depth == 0) {
            *ret_len = frames->at;
            begin(frames);
            return RP_FRAME_MESSAGE;
        }
    }
    return RP_FRAME_MORE;
}

bool rp_frame_id(const char *data, size_t len, uint32_t *ret)
{
    const unsigned char *s = (const unsigned char *)data;
    if (len < 3 || s[0] != 0x94 || s[1] != 0)
        return false;
    unsigned bytes = s[2] == 0xcc ? 1 : s[2] == 0xcd ? 2 : s[2] == 0xce ? 4 : 0;
    if (s[2] < 0x80)
        *ret = s[2];
    else if (bytes > 0 && len >= 3u + bytes)
        *ret = (uint32_t)read_be(s + 3, bytes);
    else
        return false;
    return true;
}
