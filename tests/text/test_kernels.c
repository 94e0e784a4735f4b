/* Every kernel that this processor has, against the scalar one: the same tokens, hashes and grams from random input, nothing read beyond the text, nothing
 * written beyond the slack. */
#include "support/cmocka.h"

#include "support/random.h"
#include "text/kernels.h"
#include "text/tokens.h"

#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX = 400, BEFORE = 6, TOKENS = 1 + TEXT_MAX / 2 + 1 + RP_KERNEL_SLACK, STREAM = BEFORE + TEXT_MAX + 1 + RP_KERNEL_SLACK, CANARY = 0x5a };

/* What a kernel may write to, and a canary behind. */
struct room {
    char stream[STREAM + 1];
    uint32_t raw_start[TOKENS + 1], raw_end[TOKENS + 1], stream_end[TOKENS + 1];
    uint8_t weight[TOKENS + 1];
};

static struct rp_ascii begin(struct room *room, const char *before, size_t count, bool open)
{
    size_t len = strlen(before);
    memset(room, CANARY, sizeof *room);
    memcpy(room->stream, before, len);
    return (struct rp_ascii){room->stream, len, room->raw_start, room->raw_end, room->stream_end, room->weight, count, open,
                             open && before[len - 1] <= '9'};
}

static void check_canary(const struct room *room)
{
    assert_int_equal(room->stream[STREAM], CANARY);
    assert_int_equal(room->raw_start[TOKENS], 0x5a5a5a5a);
    assert_int_equal(room->raw_end[TOKENS], 0x5a5a5a5a);
    assert_int_equal(room->stream_end[TOKENS], 0x5a5a5a5a);
    assert_int_equal(room->weight[TOKENS], CANARY);
}

static void compare(const struct rp_ascii *got, const struct rp_ascii *want, size_t first)
{
    size_t tokens = want->count - first;
    assert_int_equal(got->count, want->count);
    assert_int_equal(got->open, want->open);
    assert_true(!want->open || got->is_digit == want->is_digit);
    assert_int_equal(got->stream_len, want->stream_len);
    assert_memory_equal(got->stream, want->stream, want->stream_len);
    assert_memory_equal(got->raw_start + first, want->raw_start + first, (tokens + want->open) * sizeof(uint32_t));
    assert_memory_equal(got->raw_end + first, want->raw_end + first, tokens * sizeof(uint32_t));
    assert_memory_equal(got->stream_end + first, want->stream_end + first, tokens * sizeof(uint32_t));
    assert_memory_equal(got->weight + first, want->weight + first, tokens);
}

/* Many kinds of text: mostly words, mostly joiners, all bytes. */
static unsigned char any_byte(uint64_t *random, unsigned kind)
{
    static const char mixed[] = "abcXYZ019  '',,.-\n", joiners[] = "a'1,'1,b ";
    switch (kind) {
    case 0:
        return (unsigned char)(random_below(random, 6) == 0 ? ' ' : 'a' + random_below(random, 26));
    case 1:
        return (unsigned char)mixed[random_below(random, sizeof mixed - 1)];
    case 2:
        return (unsigned char)joiners[random_below(random, sizeof joiners - 1)];
    case 3:
        return (unsigned char)random_below(random, 128);
    default:
        return (unsigned char)(random_below(random, 40) == 0 ? random_below(random, 256) : 'a' + random_below(random, 26));
    }
}

static void check_ascii(const struct rp_text_kernels *kernels, uint64_t *random)
{
    static struct room got_room, want_room;
    size_t len = random_below(random, random_below(random, 4) == 0 ? TEXT_MAX : 140), place = random_below(random, 1000);
    unsigned kind = (unsigned)random_below(random, 5);
    unsigned char *text = malloc(len + 1); /* the last byte of the block is the last of the text, so that a sanitizer sees what is beyond */
    assert_non_null(text);
    unsigned char *at = text + 1;
    for (size_t i = 0; i < len; i++)
        at[i] = any_byte(random, kind);
    const char *const befores[] = {"", "old ", "ol", "old 12", "9"};
    unsigned before = (unsigned)random_below(random, 5);
    bool open = before > 1;
    size_t first = before == 1 || before == 3;
    struct rp_ascii got = begin(&got_room, befores[before], first, open), want = begin(&want_room, befores[before], first, open);
    size_t want_n = rp_text_kernels_scalar.ascii(&want, at, len, place), got_n = kernels->ascii(&got, at, len, place);
    assert_int_equal(got_n, want_n);
    compare(&got, &want, first);
    check_canary(&got_room);
    check_canary(&want_room);
    free(text);
}

static void check_hashes(const struct rp_text_kernels *kernels, uint64_t *random)
{
    enum { COUNT = 70, LONGEST = 40 };
    uint32_t end[COUNT];
    uint64_t got[COUNT + 1], want[COUNT];
    size_t count = random_below(random, COUNT), len = 0;
    unsigned longest = random_below(random, 2) ? 9 : LONGEST;
    char *stream = malloc(COUNT * (LONGEST + 1) + RP_KERNEL_HASH_SLACK);
    assert_non_null(stream);
    for (size_t i = 0; i < count; i++) {
        for (size_t letters = 1 + random_below(random, longest); letters > 0; letters--)
            stream[len++] = (char)random_below(random, 256);
        end[i] = (uint32_t)len;
        stream[len++] = ' ';
    }
    memset(stream + len, (int)random_below(random, 256), RP_KERNEL_HASH_SLACK);
    got[count] = 1;
    kernels->hash_tokens(stream, end, count, got);
    rp_hash_tokens_scalar(stream, end, count, want);
    assert_memory_equal(got, want, count * sizeof *want);
    assert_int_equal(got[count], 1);
    free(stream);
}

static void check_grams(const struct rp_text_kernels *kernels, uint64_t *random)
{
    enum { COUNT = 50 };
    uint64_t got[COUNT + 1], want[COUNT];
    size_t count = random_below(random, COUNT);
    unsigned width = 1 + (unsigned)random_below(random, 8);
    uint64_t *hashes = malloc((count + width) * sizeof *hashes);
    assert_non_null(hashes);
    for (size_t i = 0; i < count + width; i++)
        hashes[i] = random_next(random);
    got[count] = 1;
    /* The last gram ends with the last hash. */
    kernels->grams(hashes + 1, count, width, got);
    rp_grams_scalar(hashes + 1, count, width, want);
    assert_memory_equal(got, want, count * sizeof *want);
    assert_int_equal(got[count], 1);
    free(hashes);
}

static void all_kernels_do_as_the_scalar_one(void **state)
{
    (void)state;
    for (int cpu = 0; cpu < RP_CPU_COUNT; cpu++) {
        if (!rp_cpu_has((enum rp_cpu)cpu))
            continue;
        const struct rp_text_kernels *kernels = rp_text_kernels_of((enum rp_cpu)cpu);
        uint64_t random = 7;
        printf("# %s\n", rp_cpu_name((enum rp_cpu)cpu));
        for (int i = 0; i < 20000; i++)
            check_ascii(kernels, &random);
        for (int i = 0; i < 2000; i++) {
            check_hashes(kernels, &random);
            check_grams(kernels, &random);
        }
    }
}

/* The ways of a token through the ends of blocks: every length at every place. */
static void tokens_cross_blocks(void **state)
{
    (void)state;
    static struct room got_room, want_room;
    unsigned char text[300];
    for (int cpu = 0; cpu < RP_CPU_COUNT; cpu++)
        for (size_t at = 0; rp_cpu_has((enum rp_cpu)cpu) && at < 130; at++)
            for (size_t len = 1; len < 140; len += len < 20 ? 1 : 13) {
                memset(text, ' ', sizeof text);
                memset(text + at, 'W', len);
                text[at + len] = (unsigned char)(len % 3 == 0 ? '\'' : ',');
                text[at + len + 1] = (unsigned char)(len % 2 == 0 ? 'x' : ' ');
                struct rp_ascii got = begin(&got_room, "", 0, false), want = begin(&want_room, "", 0, false);
                size_t got_n = rp_text_kernels_of((enum rp_cpu)cpu)->ascii(&got, text, at + len + 3, 0);
                assert_int_equal(got_n, rp_text_kernels_scalar.ascii(&want, text, at + len + 3, 0));
                compare(&got, &want, 0);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kernels_do_as_the_scalar_one),
        cmocka_unit_test(tokens_cross_blocks),
    };
    return cmocka_run_group_tests_name("text/kernels", tests, NULL, NULL);
}
