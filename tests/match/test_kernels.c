/* Every kernel that this processor has, against the scalar one. */
#include "support/cmocka.h"

#include "match/attribution_table.h"
#include "match/kernels.h"
#include "support/random.h"

#include <stdlib.h>
#include <string.h>

enum { TOKENS = 200 };

/* Arrays that end where their memory does, so that a kernel that reads behind them is found out. */
static struct rp_tokens make_tokens(size_t count, uint64_t *random)
{
    struct rp_tokens made = {.count = count, .hash = malloc(count * sizeof *made.hash), .raw_start = malloc(count * sizeof *made.raw_start),
                             .raw_end = malloc(count * sizeof *made.raw_end), .stream_end = malloc(count * sizeof *made.stream_end)};
    assert_true(made.hash != NULL && made.raw_start != NULL && made.raw_end != NULL && made.stream_end != NULL);
    uint32_t stream = 0, raw = (uint32_t)random_below(random, 3);
    for (size_t i = 0; i < count; i++) {
        uint32_t len = 1 + (uint32_t)random_below(random, 9), more = (uint32_t)random_below(random, 5);
        made.hash[i] = random_next(random);
        made.raw_start[i] = raw;
        made.raw_end[i] = raw + len + (more == 4) - (more == 3); /* as long in the text, mostly */
        made.stream_end[i] = stream + len;
        stream += len + 1;
        raw += len + 1 + (uint32_t)random_below(random, 3);
    }
    return made;
}

static void free_tokens(struct rp_tokens *made)
{
    free(made->hash);
    free(made->raw_start);
    free(made->raw_end);
    free(made->stream_end);
}

static void check_look(const struct rp_match_kernels *kernels, uint64_t *random)
{
    static uint64_t filter[RP_FILTER_BITS / 64];
    uint8_t got_shorter[RP_FILTER_BLOCK], want_shorter[RP_FILTER_BLOCK], got[RP_FILTER_BLOCK], want[RP_FILTER_BLOCK];
    uint64_t fill = random_below(random, 3);
    for (size_t i = 0; i < RP_FILTER_BITS / 64; i++)
        filter[i] = fill > 0 ? random_next(random) & (fill > 1 ? UINT64_MAX : random_next(random) & random_next(random)) : 0;
    struct rp_tokens tokens = make_tokens(1 + random_below(random, TOKENS), random);
    size_t start = random_below(random, 4) > 0 ? random_below(random, tokens.count) : 0, left = tokens.count - start;
    size_t n = left < RP_FILTER_BLOCK ? left : RP_FILTER_BLOCK;
    unsigned count = rp_match_kernels_scalar.look(&tokens, start, n, filter, want_shorter, want);
    assert_int_equal(kernels->look(&tokens, start, n, filter, got_shorter, got), count);
    assert_memory_equal(got_shorter, want_shorter, n);
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(got[i], want[i]);
    free_tokens(&tokens);
}

static void every_kernel_says_what_the_scalar_one_says(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int cpu = 0; cpu < RP_CPU_COUNT; cpu++)
        for (int round = 0; rp_cpu_has((enum rp_cpu)cpu) && round < 3000; round++)
            check_look(rp_match_kernels_of((enum rp_cpu)cpu), &random);
}

static void the_scalar_one_finds_what_is_meant(void **state)
{
    (void)state;
    static uint64_t filter[RP_FILTER_BITS / 64];
    uint64_t hash[] = {UINT64_C(1) << 63, 0, 3, 7};
    uint32_t raw_start[] = {0, 6, 12, 20}, raw_end[] = {5, 11, 19, 24}, stream_end[] = {5, 11, 18, 23}; /* the third one lost a byte */
    struct rp_tokens tokens = {.hash = hash, .raw_start = raw_start, .raw_end = raw_end, .stream_end = stream_end, .count = 4};
    uint8_t shorter[RP_FILTER_BLOCK], place[RP_FILTER_BLOCK];
    filter[RP_FILTER_BITS / 128] = 1;
    assert_int_equal(rp_match_kernels_scalar.look(&tokens, 0, 4, filter, shorter, place), 2);
    assert_memory_equal(place, ((uint8_t[]){0, 2}), 2);
    assert_memory_equal(shorter, ((uint8_t[]){0, 0, 1, 0}), 4);
    assert_int_equal(rp_match_kernels_scalar.look(&tokens, 2, 2, filter, shorter, place), 1);
    assert_memory_equal(shorter, ((uint8_t[]){1, 0}), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_says_what_the_scalar_one_says),
        cmocka_unit_test(the_scalar_one_finds_what_is_meant),
    };
    return cmocka_run_group_tests_name("match/kernels", tests, NULL, NULL);
}
