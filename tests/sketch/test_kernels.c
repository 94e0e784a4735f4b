/* Every kernel that this processor has, against the scalar one, and whole fingerprints of random texts in many scripts. */
#include "support/cmocka.h"

#include "base/utf8.h"
#include "reprint/fingerprint.h"
#include "sketch/kernels.h"
#include "support/random.h"

#include <stdio.h>
#include <stdlib.h>

static void check_bits(const struct rp_sketch_kernels *kernels, uint64_t *random)
{
    enum { COUNT = 700 };
    static uint64_t features[COUNT];
    uint64_t got[64] = {1}, want[64] = {1};
    size_t count = random_below(random, COUNT);
    uint64_t always = random_below(random, 3) == 0 ? UINT64_MAX : 0; /* lanes that are full */
    for (size_t i = 0; i < count; i++)
        features[i] = random_next(random) | always;
    kernels->count_bits(features, count, got);
    rp_sketch_kernels_scalar.count_bits(features, count, want);
    assert_memory_equal(got, want, sizeof want);
}

static void check_throw(const struct rp_sketch_kernels *kernels, uint64_t *random)
{
    static const uint64_t rounds[] = {0, 1, 2, 7, 127, 128, 200, 255};
    uint64_t got[128], want[128];
    uint8_t filled[128];
    size_t count = random_below(random, 300);
    uint64_t *set = malloc((count + 1) * sizeof *set), round = rounds[random_below(random, 8)];
    assert_non_null(set);
    for (size_t i = 0; i < count; i++)
        set[i + 1] = random_next(random);
    for (size_t bin = 0; bin < 128; bin++) {
        filled[bin] = round > 0 && random_below(random, 8) > 0;
        want[bin] = filled[bin] ? random_next(random) >> 7 : UINT64_MAX;
    }
    memcpy(got, want, sizeof got);
    kernels->throw_all(set + 1, count, round, filled, got);
    rp_throw_all_scalar(set + 1, count, round, filled, want);
    assert_memory_equal(got, want, sizeof want);
    free(set);
}

static void check_below(const struct rp_sketch_kernels *kernels, uint64_t *random)
{
    enum { COUNT = 100 };
    uint64_t set[COUNT + RP_BELOW_SLACK + 1], got[COUNT + RP_BELOW_SLACK + 1], want[COUNT + RP_BELOW_SLACK];
    size_t count = random_below(random, COUNT);
    uint64_t limit = random_next(random) >> random_below(random, 64);
    for (size_t i = 0; i < count; i++)
        set[i] = random_next(random) >> random_below(random, 64);
    got[count + RP_BELOW_SLACK] = set[count + RP_BELOW_SLACK] = 1;
    size_t n = rp_below_scalar(set, count, limit, want);
    assert_int_equal(kernels->below(set, count, limit, got), n);
    assert_memory_equal(got, want, n * sizeof *want);
    assert_int_equal(kernels->below(set, count, limit, set), n); /* in place */
    assert_memory_equal(set, want, n * sizeof *want);
    assert_int_equal(got[count + RP_BELOW_SLACK], 1);
    assert_int_equal(set[count + RP_BELOW_SLACK], 1);
}

static void all_kernels_do_as_the_scalar_one(void **state)
{
    (void)state;
    for (int cpu = 0; cpu < RP_CPU_COUNT; cpu++) {
        if (!rp_cpu_has((enum rp_cpu)cpu))
            continue;
        const struct rp_sketch_kernels *kernels = rp_sketch_kernels_of((enum rp_cpu)cpu);
        uint64_t random = 11;
        printf("# %s\n", rp_cpu_name((enum rp_cpu)cpu));
        for (int i = 0; i < 2000; i++) {
            check_bits(kernels, &random);
            check_throw(kernels, &random);
            check_below(kernels, &random);
        }
    }
}

/* Words of all scripts, with what joins, parts and clings. */
static size_t make_text(uint64_t *random, char *text, size_t size)
{
    static const uint32_t starts[] = {'a', 'A', '0', 0xe0, 0x391, 0x410, 0x5d0, 0x627, 0x915, 0xe01, 0x3042, 0x4e00, 0xac00, 0x1d400, 0x2460, 0xfdf0};
    static const uint32_t others[] = {' ', ' ', ' ', '.', ',', '\'', '-', '\n', 0x2019, 0x301, 0x308, 0x94d, 0x93c, 0x64e, 0xad, 0x200d, 0x200b, 0xfdfa};
    size_t len = 0, want = random_below(random, size - 8);
    uint32_t start = 'a';
    while (len < want) {
        if (random_below(random, 30) == 0)
            start = starts[random_below(random, sizeof starts / sizeof *starts)];
        bool other = random_below(random, 5) == 0;
        uint32_t code = other ? others[random_below(random, sizeof others / sizeof *others)] : start + (uint32_t)random_below(random, 26);
        len += rp_utf8_write(code, text + len);
    }
    return len;
}

static void fingerprints_are_the_same_on_all(void **state)
{
    (void)state;
    enum { SIZE = 12000 };
    struct rp_workspace *workspace;
    struct rp_error error;
    uint64_t random = 13;
    assert_int_equal(rp_workspace_create(&workspace), RP_OK);
    for (int i = 0; i < 300; i++) {
        struct rp_fingerprint want = {0}, got = {0};
        char *text = malloc(SIZE), *exact;
        assert_non_null(text);
        size_t len = make_text(&random, text, i % 3 == 0 ? SIZE : 300);
        assert_non_null(exact = malloc(len + 1)); /* ends where the text ends */
        memcpy(exact + 1, text, len);
        assert_int_equal(rp_cpu_use("scalar", &error), RP_OK);
        enum rp_status status = rp_fingerprint(workspace, exact + 1, len, &want, NULL);
        for (int cpu = 0; cpu < RP_CPU_COUNT; cpu++) {
            if (!rp_cpu_has((enum rp_cpu)cpu))
                continue;
            assert_int_equal(rp_cpu_use(rp_cpu_name((enum rp_cpu)cpu), &error), RP_OK);
            assert_int_equal(rp_fingerprint(workspace, exact + 1, len, &got, NULL), status);
            assert_memory_equal(&got, &want, sizeof want);
        }
        free(exact);
        free(text);
    }
    rp_workspace_free(workspace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kernels_do_as_the_scalar_one),
        cmocka_unit_test(fingerprints_are_the_same_on_all),
    };
    return cmocka_run_group_tests_name("sketch/kernels", tests, NULL, NULL);
}
