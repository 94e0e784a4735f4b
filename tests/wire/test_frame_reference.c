/* wire/frame: on random and damaged streams it says what a plain recursive scanner says, however the stream is cut into chunks. */
#include "support/cmocka.h"
#include "support/random.h"
#include "trace.h"

#include <stdio.h>

enum { STREAM = 400 };

struct stream {
    unsigned char s[STREAM];
    size_t len;
};

static void put(struct stream *stream, uint64_t byte)
{
    if (stream->len < STREAM)
        stream->s[stream->len++] = (unsigned char)byte;
}

static void put_length(struct stream *stream, unsigned bytes, uint64_t length)
{
    while (bytes-- > 0)
        put(stream, length >> 8 * bytes);
}

static void put_some(struct stream *stream, uint64_t *random, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        put(stream, random_next(random));
}

static void put_value(struct stream *stream, uint64_t *random, unsigned levels);

static void put_values(struct stream *stream, uint64_t *random, unsigned levels, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        put_value(stream, random, levels - 1);
}

/* A value with a length, in each of the widths. */
static void put_long(struct stream *stream, uint64_t *random, unsigned levels)
{
    static const struct {
        unsigned char type, bytes, extra;
        unsigned values; /* of a unit; 0: it counts bytes */
    } kinds[] = {
        {0xc4, 1, 0, 0}, {0xc5, 2, 0, 0}, {0xc6, 4, 0, 0}, {0xc7, 1, 1, 0}, {0xc8, 2, 1, 0}, {0xc9, 4, 1, 0}, {0xd9, 1, 0, 0},
        {0xda, 2, 0, 0}, {0xdb, 4, 0, 0}, {0xdc, 2, 0, 1}, {0xdd, 4, 0, 1}, {0xde, 2, 0, 2}, {0xdf, 4, 0, 2},
    };
    size_t k = random_below(random, levels > 0 ? 13 : 9);
    uint64_t length = random_below(random, kinds[k].values > 0 ? 5 : 20);
    put(stream, kinds[k].type);
    put_length(stream, kinds[k].bytes, length);
    if (kinds[k].values > 0)
        put_values(stream, random, levels, kinds[k].values * length);
    else
        put_some(stream, random, kinds[k].extra + length);
}

static void put_value(struct stream *stream, uint64_t *random, unsigned levels)
{
    static const unsigned char fixed[][2] = {{0xca, 4}, {0xcb, 8}, {0xcc, 1}, {0xcd, 2}, {0xce, 4}, {0xcf, 8}, {0xd0, 1}, {0xd1, 2},
                                             {0xd2, 4}, {0xd3, 8}, {0xd4, 2}, {0xd5, 3}, {0xd6, 5}, {0xd7, 9}, {0xd8, 17}};
    uint64_t length = random_below(random, 5);
    switch (random_below(random, levels > 0 ? 7 : 5)) {
    case 0:
        put(stream, random_below(random, 0x80));
        return;
    case 1:
        put(stream, 0xa0 + length);
        put_some(stream, random, length);
        return;
    case 2:
        length = random_below(random, sizeof fixed / sizeof *fixed);
        put(stream, fixed[length][0]);
        put_some(stream, random, fixed[length][1]);
        return;
    case 3:
        put_long(stream, random, levels);
        return;
    case 4:
        put(stream, 0xc0 + (random_below(random, 2) ? 0 : 2 + random_below(random, 2)));
        return;
    case 5:
        put(stream, 0x90 + length);
        put_values(stream, random, levels, length);
        return;
    default:
        put(stream, 0x80 + length);
        put_values(stream, random, levels, 2 * length);
    }
}

static void make(struct stream *stream, uint64_t *random)
{
    stream->len = 0;
    while (stream->len < STREAM - 100) {
        if (random_below(random, 8) == 0)
            put_value(stream, random, 2); /* perhaps garbage */
        uint64_t count = random_below(random, 6), deep = random_below(random, 20) == 0 ? 10 + random_below(random, 12) : 0;
        for (uint64_t i = 0; i < deep; i++)
            put(stream, random_below(random, 2) ? 0x91 : 0x92);
        put(stream, 0x90 + count);
        put_values(stream, random, 5, count);
    }
}

static void damage(struct stream *stream, uint64_t *random)
{
    static const unsigned char worst[] = {0xc1, 0xdd, 0xdf, 0xdc, 0xde, 0xc6, 0xc9, 0xdb, 0x91, 0x81, 0xff};
    for (uint64_t n = random_below(random, 6); n > 0 && stream->len > 8; n--) {
        unsigned char *at = &stream->s[random_below(random, stream->len - 5)];
        switch (random_below(random, 5)) {
        case 0:
            *at = (unsigned char)random_next(random);
            break;
        case 1:
            *at ^= (unsigned char)(1u << random_below(random, 8));
            break;
        case 2:
            *at = worst[random_below(random, sizeof worst)];
            break;
        case 3:
            memset(at + 1, 0xff, 4);
            *at = worst[random_below(random, sizeof worst)];
            break;
        default:
            stream->len -= random_below(random, 4);
        }
    }
}

static void show(const struct trace *trace, const char *name)
{
    print_message("# %s: up to %zu%s\n", name, trace->position, trace->inside ? ", inside" : "");
    for (size_t i = 0; i < trace->count; i++)
        print_message("#   %s [%zu, %zu) %s at %llu\n", trace->events[i].kind == RP_FRAME_MESSAGE ? "message" : "fault", trace->events[i].start,
                      trace->events[i].end, rp_status_name(trace->events[i].status), (unsigned long long)trace->events[i].offset);
}

static bool same(const struct trace *a, const struct trace *b)
{
    bool equal = a->count == b->count && a->position == b->position && a->inside == b->inside;
    for (size_t i = 0; i < a->count && equal; i++) {
        const struct event *x = &a->events[i], *y = &b->events[i];
        equal = x->kind == y->kind && x->status == y->status && x->offset == y->offset && x->start == y->start && x->end == y->end;
    }
    return equal;
}

struct tally {
    size_t messages, faults, limits;
};

static void check(const struct stream *stream, size_t max_bytes, uint32_t max_values, struct tally *tally)
{
    static const size_t chunks[] = {STREAM, 1, 2, 7, 0};
    struct trace want;
    trace_reference(&want, stream->s, stream->len, max_bytes, max_values);
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        struct trace got;
        trace_frames(&got, stream->s, stream->len, chunks[i], max_bytes, max_values);
        if (!same(&want, &got)) {
            print_message("# ");
            for (size_t k = 0; k < stream->len; k++)
                print_message("%02x", stream->s[k]);
            print_message("\n# chunks of %zu, limits %zu bytes, %u values\n", chunks[i], max_bytes, max_values);
            show(&want, "wanted");
            show(&got, "got");
            fail_msg("the scanners differ");
        }
        trace_done(&got);
    }
    for (size_t i = 0; i < want.count; i++) {
        tally->messages += want.events[i].kind == RP_FRAME_MESSAGE;
        tally->faults += want.events[i].kind == RP_FRAME_FAULT;
        tally->limits += want.events[i].status == RP_LIMIT;
    }
    trace_done(&want);
}

/* Whole messages and garbage, no limit in the way; then damaged, and with limits that are met all the time. */
static void says_what_the_plain_one_says(void **state)
{
    (void)state;
    uint64_t random = 20260101;
    struct tally clean = {0}, damaged = {0};
    struct stream stream;
    for (int round = 0; round < 1500; round++) {
        make(&stream, &random);
        check(&stream, 1 << 20, 1 << 16, &clean);
        for (int again = 0; again < 3; again++) {
            damage(&stream, &random);
            check(&stream, 1 + random_below(&random, 300), 1 + (uint32_t)random_below(&random, 60), &damaged);
        }
    }
    print_message("# clean: %zu messages, %zu faults; damaged: %zu messages, %zu faults, %zu of them limits\n", clean.messages, clean.faults,
                  damaged.messages, damaged.faults, damaged.limits);
    assert_true(clean.messages > 5000 && clean.faults > 500);
    assert_true(damaged.messages > 5000 && damaged.faults > 5000 && damaged.limits > 2000);
}

/* Bytes that are no messages at all. */
static void noise_is_scanned_the_same(void **state)
{
    (void)state;
    uint64_t random = 7;
    struct tally tally = {0};
    for (int round = 0; round < 3000; round++) {
        struct stream stream = {0};
        put_some(&stream, &random, STREAM);
        check(&stream, 1 + random_below(&random, 5000), 1 + (uint32_t)random_below(&random, 5000), &tally);
    }
    assert_true(tally.faults > 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_the_plain_one_says),
        cmocka_unit_test(noise_is_scanned_the_same),
    };
    return cmocka_run_group_tests_name("wire/frame_reference", tests, NULL, NULL);
}
