/* wire/frame: each limit at its edge, what lies about its size, and how much work and memory it takes. */
#include "wire/frame.h"

#include "base/buf.h"
#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>

static const char good[] = "\x94\x00\x07\xa4ping\x91\x80";
enum { GOOD = sizeof good - 1 };

struct outcome {
    enum rp_frame kind;
    size_t len;
    struct rp_error error;
};

/* The first thing that is said of the stream; *frames goes on behind it. */
static struct outcome first(struct rp_frames *frames, const char *data, size_t len)
{
    struct outcome outcome = {.error.status = RP_OK};
    outcome.kind = rp_frames_next(frames, data, len, &outcome.len, &outcome.error);
    return outcome;
}

/* Bytes are passed over, and a good message behind them is found. */
static void assert_good_behind(struct rp_frames *frames, const char *data, size_t len)
{
    struct outcome outcome = first(frames, data, len);
    while (outcome.kind == RP_FRAME_MORE && outcome.len > 0) {
        data += outcome.len;
        len -= outcome.len;
        outcome = first(frames, data, len);
    }
    assert_int_equal(outcome.kind, RP_FRAME_MESSAGE);
    assert_int_equal(outcome.len, GOOD);
    assert_int_equal(len, GOOD);
    assert_false(rp_frames_inside(frames));
}

static void add_good(struct rp_buf *buf)
{
    assert_int_equal(rp_buf_add(buf, good, GOOD), RP_OK);
}

static void add_byte(struct rp_buf *buf, unsigned byte, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_int_equal(rp_buf_add(buf, &(char){(char)byte}, 1), RP_OK);
}

static void take_or_refuse(const struct rp_buf *buf, size_t len, size_t max_bytes, uint32_t max_values, const char *limit)
{
    struct rp_frames frames;
    rp_frames_init(&frames, max_bytes, max_values);
    struct outcome outcome = first(&frames, buf->data, buf->len);
    if (limit == NULL) {
        assert_int_equal(outcome.kind, RP_FRAME_MESSAGE);
        assert_int_equal(outcome.len, len);
    } else {
        assert_int_equal(outcome.kind, RP_FRAME_FAULT);
        assert_int_equal(outcome.error.status, RP_LIMIT);
        assert_non_null(strstr(outcome.error.message, limit));
    }
    assert_good_behind(&frames, buf->data + outcome.len, buf->len - outcome.len);
}

static void a_message_has_max_bytes(void **state)
{
    (void)state;
    struct rp_buf buf;
    rp_buf_init(&buf, 1 << 16);
    /* One long value, or many short ones. */
    add_byte(&buf, 0x91, 1);
    add_byte(&buf, 0xc5, 1);
    add_byte(&buf, 1000 >> 8, 1);
    add_byte(&buf, 1000 & 255, 1);
    add_byte(&buf, 'x', 1000);
    add_good(&buf);
    take_or_refuse(&buf, 1004, 1004, 100, NULL);
    take_or_refuse(&buf, 1004, 1003, 100, "\"frame\" (--max-frame)");
    rp_buf_clear(&buf);
    add_byte(&buf, 0xdc, 1);
    add_byte(&buf, 0, 1);
    add_byte(&buf, 200, 1);
    add_byte(&buf, 0xc0, 200);
    add_good(&buf);
    take_or_refuse(&buf, 203, 203, 1000, NULL);
    take_or_refuse(&buf, 203, 202, 1000, "\"frame\" (--max-frame)");
    take_or_refuse(&buf, 203, 200, 1000, "\"frame\" (--max-frame)");
    rp_buf_done(&buf);
}

static void a_message_nests_sixteen_deep(void **state)
{
    (void)state;
    struct rp_buf buf;
    for (unsigned levels = RP_LIMIT_NESTING - 1; levels <= RP_LIMIT_NESTING + 1; levels++) {
        rp_buf_init(&buf, 1 << 16);
        add_byte(&buf, 0x91, levels - 1);
        add_byte(&buf, 0x90, 1); /* an empty one is a level too */
        add_good(&buf);
        take_or_refuse(&buf, levels, 1000, 100, levels <= RP_LIMIT_NESTING ? NULL : "\"nesting\" of 16");
        rp_buf_clear(&buf);
        add_byte(&buf, 0x91, 1);
        for (unsigned i = 1; i < levels; i++) {
            add_byte(&buf, 0x81, 1);
            add_byte(&buf, 1, 1); /* the key; the value is the next map */
        }
        add_byte(&buf, 0xc0, 1);
        add_good(&buf);
        take_or_refuse(&buf, 2 * levels, 1000, 100, levels <= RP_LIMIT_NESTING ? NULL : "\"nesting\" of 16");
        rp_buf_done(&buf);
    }
}

static void a_message_has_max_values(void **state)
{
    (void)state;
    /* 1 + 3 + 2 * 2 + 1 values */
    static const char message[] = "\x93\xa1x\x82\x01\x02\x03\x04\x91\xc3";
    struct rp_buf buf;
    rp_buf_init(&buf, 1 << 16);
    assert_int_equal(rp_buf_add(&buf, message, sizeof message - 1), RP_OK);
    add_good(&buf);
    take_or_refuse(&buf, sizeof message - 1, 1000, 9, NULL);
    struct rp_frames frames;
    rp_frames_init(&frames, 1000, 8);
    struct outcome outcome = first(&frames, buf.data, buf.len);
    assert_int_equal(outcome.kind, RP_FRAME_FAULT);
    assert_int_equal(outcome.error.status, RP_LIMIT);
    assert_int_equal(outcome.error.offset, 8); /* the last array is one too many */
    assert_non_null(strstr(outcome.error.message, "8 values of the limit \"values\""));
    rp_buf_clear(&buf);
    add_byte(&buf, 0x96, 1);
    add_byte(&buf, 0xc0, 6);
    add_good(&buf);
    rp_frames_init(&frames, 1000, 6);
    outcome = first(&frames, buf.data, 1); /* that it declares too many is said at once */
    assert_int_equal(outcome.kind, RP_FRAME_FAULT);
    assert_good_behind(&frames, buf.data + 1, buf.len - 1);
    rp_buf_done(&buf);
}

/* A length of bytes may be true: 4 GB are passed over exactly, and a good message behind them is found. */
static void four_gigabytes_are_passed_over(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        uint64_t bytes;
    } kinds[] = {{"\x91\xc6\xff\xff\xff\xff", UINT32_MAX},
                 {"\x91\xdb\xff\xff\xff\xff", UINT32_MAX},
                 {"\x91\xc9\xff\xff\xff\xff", UINT32_MAX + UINT64_C(1)}};
    enum { PIECE = 1 << 20 };
    char *piece = calloc(1, PIECE);
    assert_non_null(piece);
    for (size_t k = 0; k < 3; k++) {
        struct rp_frames frames;
        rp_frames_init(&frames, RP_LIMIT_FRAME, RP_LIMIT_VALUES);
        struct outcome outcome = first(&frames, kinds[k].head, 6);
        assert_int_equal(outcome.kind, RP_FRAME_FAULT);
        assert_int_equal(outcome.len, 6);
        assert_int_equal(outcome.error.status, RP_LIMIT);
        for (uint64_t left = kinds[k].bytes; left > 0;) {
            assert_true(rp_frames_inside(&frames));
            size_t n = left < PIECE ? (size_t)left : PIECE;
            outcome = first(&frames, piece, n);
            assert_int_equal(outcome.kind, RP_FRAME_MORE);
            assert_int_equal(outcome.len, n);
            left -= n;
        }
        assert_good_behind(&frames, good, GOOD);
    }
    free(piece);
}

/* A count of values that no message can have is a lie: one error, and it ends there. */
static void a_lie_about_a_count_ends_the_message(void **state)
{
    (void)state;
    static const char *const heads[] = {"\xdd\xff\xff\xff\xff", "\xdf\xff\xff\xff\xff",
                                        "\x94\x00\x01\xdd\xff\xff\xff\xff", "\x91\xdf\xff\xff\xff\xff"};
    for (size_t k = 0; k < sizeof heads / sizeof *heads; k++) {
        char stream[40];
        struct rp_frames frames;
        size_t len = strlen(heads[k] + 3) + 3; /* one has a zero byte */
        memcpy(stream, heads[k], len);
        memcpy(stream + len, good, GOOD);
        rp_frames_init(&frames, RP_LIMIT_FRAME, RP_LIMIT_VALUES);
        struct outcome outcome = first(&frames, stream, len + GOOD);
        assert_int_equal(outcome.kind, RP_FRAME_FAULT);
        assert_int_equal(outcome.len, len);
        assert_int_equal(outcome.error.status, RP_LIMIT);
        assert_non_null(strstr(outcome.error.message, stream[len - 5] == '\xdd' ? "declares 4294967295 values" : "declares 8589934590 values"));
        assert_good_behind(&frames, stream + len, GOOD);
    }
}

static void nested_arrays_are_one_fault(void **state)
{
    (void)state;
    enum { LEVELS = 100000 };
    char *stream = malloc(LEVELS + 1 + GOOD);
    assert_non_null(stream);
    memset(stream, 0x91, LEVELS);
    stream[LEVELS] = '\xc0';
    memcpy(stream + LEVELS + 1, good, GOOD);
    struct rp_frames frames;
    rp_frames_init(&frames, RP_LIMIT_FRAME, RP_LIMIT_VALUES);
    struct outcome outcome = first(&frames, stream, LEVELS + 1 + GOOD);
    assert_int_equal(outcome.kind, RP_FRAME_FAULT);
    assert_int_equal(outcome.error.status, RP_LIMIT);
    assert_int_equal(outcome.error.offset, RP_LIMIT_NESTING);
    assert_good_behind(&frames, stream + outcome.len, LEVELS + 1 + GOOD - outcome.len);
    free(stream);
}

/* The byte that means nothing, in the place of any value of a message. */
static void the_unused_byte_is_a_fault(void **state)
{
    (void)state;
    /* The first bytes of the values of `good`, and how long each is. */
    static const size_t values[][2] = {{0, 1}, {1, 1}, {2, 1}, {3, 5}, {8, 1}, {9, 1}};
    for (size_t i = 0; i < 6; i++) {
        size_t place = values[i][0];
        char stream[3 * GOOD];
        memcpy(stream, good, place);
        stream[place] = '\xc1';
        size_t len = place + 1;
        /* What the message still has behind it. */
        size_t rest = place == 0 ? GOOD : place + values[i][1];
        memcpy(stream + len, good + rest, GOOD - rest);
        len += GOOD - rest;
        if (place == 8) /* it took the place of the array around the last value */
            len--;
        memcpy(stream + len, good, GOOD);
        struct rp_frames frames;
        rp_frames_init(&frames, 1000, 100);
        struct outcome outcome = first(&frames, stream, len + GOOD);
        assert_int_equal(outcome.kind, RP_FRAME_FAULT);
        assert_int_equal(outcome.error.status, RP_BAD_FRAME);
        assert_int_equal(outcome.error.offset, place);
        assert_non_null(strstr(outcome.error.message, "0xc1"));
        assert_good_behind(&frames, stream + outcome.len, len + GOOD - outcome.len);
    }
}

/* Garbage is told once, whatever it is made of, and ends where an array begins. */
static void garbage_is_one_fault(void **state)
{
    (void)state;
    static const char garbage[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n\xc0\x81\x01\xa3xyz\xc4\x02\x94\x94";
    char stream[sizeof garbage - 1 + GOOD];
    memcpy(stream, garbage, sizeof garbage - 1);
    memcpy(stream + sizeof garbage - 1, good, GOOD);
    struct rp_frames frames;
    rp_frames_init(&frames, 1000, 100);
    struct outcome outcome = first(&frames, stream, sizeof stream);
    assert_int_equal(outcome.kind, RP_FRAME_FAULT);
    assert_int_equal(outcome.error.status, RP_BAD_FRAME);
    assert_non_null(strstr(outcome.error.message, "a message is an array"));
    assert_good_behind(&frames, stream + outcome.len, sizeof stream - outcome.len);
    outcome = first(&frames, "x", 1); /* garbage again is told again */
    assert_int_equal(outcome.kind, RP_FRAME_FAULT);
}

/* 20 MB behind a limit of 16 MiB come in small pieces: none of it has to be kept. */
static void what_is_passed_over_is_not_kept(void **state)
{
    (void)state;
    enum { BYTES = 20 << 20, PIECE = 1000 };
    char piece[PIECE] = {0};
    struct rp_frames frames;
    rp_frames_init(&frames, RP_LIMIT_FRAME, RP_LIMIT_VALUES);
    struct outcome outcome = first(&frames, "\x94\x00\x09\xa3" "add\x91\x81\xa4" "text\xdb\x01\x40\x00\x00", 19);
    assert_int_equal(outcome.kind, RP_FRAME_FAULT);
    assert_int_equal(outcome.len, 19);
    for (size_t left = BYTES; left > 0;) {
        size_t n = left < PIECE ? left : PIECE;
        outcome = first(&frames, piece, n);
        assert_int_equal(outcome.kind, RP_FRAME_MORE);
        assert_int_equal(outcome.len, n);
        left -= n;
    }
    assert_good_behind(&frames, good, GOOD);
}

/* A message of 16 MiB comes byte by byte: every value is looked at once, whatever came before it. */
static void work_is_linear(void **state)
{
    (void)state;
    enum { VALUES = RP_LIMIT_VALUES - 1, EACH = 253, BYTES = 5 + VALUES * (2 + EACH) };
    char *stream = calloc(1, BYTES), *at = stream;
    assert_non_null(stream);
    memcpy(at, "\xdd\x00\x00\xff\xff", 5);
    at += 5;
    for (size_t i = 0; i < VALUES; i++, at += 2 + EACH)
        memcpy(at, "\xc4\xfd", 2);
    assert_in_range(BYTES, RP_LIMIT_FRAME - (128 << 10), RP_LIMIT_FRAME);
    struct rp_frames frames;
    struct rp_error error;
    size_t n, steps = 0;
    rp_frames_init(&frames, RP_LIMIT_FRAME, RP_LIMIT_VALUES);
    for (size_t len = 1; len < BYTES; len++) {
        size_t before = frames.at;
        uint32_t values = frames.values;
        assert_int_equal(rp_frames_next(&frames, stream, len, &n, &error), RP_FRAME_MORE);
        assert_int_equal(n, 0);
        steps += frames.values - values;
        /* It stays before the one value that is not whole, and goes over one value at most. */
        if (frames.at < before || frames.values > values + 1 || len - frames.at >= 2 + EACH)
            fail_msg("after %zu bytes it stands at %zu", len, frames.at);
    }
    assert_int_equal(steps, VALUES);
    assert_int_equal(rp_frames_next(&frames, stream, BYTES, &n, &error), RP_FRAME_MESSAGE);
    assert_int_equal(n, BYTES);
    free(stream);
}

static void finds_the_number_of_a_request(void **state)
{
    (void)state;
    static const struct {
        const char *data;
        size_t len;
        bool found;
        uint32_t id;
    } cases[] = {
        {"\x94\x00\x07", 3, true, 7},
        {"\x94\x00\x7f\xc1", 4, true, 127},
        {"\x94\x00\xcc\xff", 4, true, 255},
        {"\x94\x00\xcd\x01\x02", 5, true, 258},
        {"\x94\x00\xce\xff\xff\xff\xff", 7, true, UINT32_MAX},
        {"\x94\x00\xce\xff\xff\xff", 6, false, 0}, /* cut */
        {"\x94\x00\xcc", 3, false, 0},
        {"\x94\x00", 2, false, 0},
        {"", 0, false, 0},
        {"\x94\x01\x07", 3, false, 0}, /* a reply */
        {"\x93\x02\x07", 3, false, 0}, /* a notice */
        {"\x94\x00\xe0", 3, false, 0}, /* below zero */
        {"\x94\x00\xa1x", 4, false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t id = 0;
        assert_int_equal(rp_frame_id(cases[i].data, cases[i].len, &id), cases[i].found);
        assert_int_equal(id, cases[i].id);
    }
    uint32_t id;
    assert_false(rp_frame_id(NULL, 0, &id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_has_max_bytes),
        cmocka_unit_test(a_message_nests_sixteen_deep),
        cmocka_unit_test(a_message_has_max_values),
        cmocka_unit_test(four_gigabytes_are_passed_over),
        cmocka_unit_test(a_lie_about_a_count_ends_the_message),
        cmocka_unit_test(nested_arrays_are_one_fault),
        cmocka_unit_test(the_unused_byte_is_a_fault),
        cmocka_unit_test(garbage_is_one_fault),
        cmocka_unit_test(what_is_passed_over_is_not_kept),
        cmocka_unit_test(work_is_linear),
        cmocka_unit_test(finds_the_number_of_a_request),
    };
    return cmocka_run_group_tests_name("wire/frame", tests, NULL, NULL);
}
