/* Every kernel of profiles that this processor has, against the scalar one. */
#include "support/cmocka.h"

#include "corpus/kernels.h"
#include "support/random.h"

#include <stdio.h>
#include <string.h>

enum { SETS = 8, TAGS = 200, MOST = 60 };

/* Few tags, so that sets are full of what came before; runs that jump, so that they come round; now and then a count near its end, or a place made free. */
static void disturb(struct rp_seen *sets, uint64_t *random, uint32_t *run)
{
    struct rp_seen *set = &sets[random_below(random, SETS)];
    unsigned at = (unsigned)random_below(random, RP_SEEN_WAYS);
    *run += random_below(random, 10) == 0 ? (uint32_t)random_below(random, 70000) : (uint32_t)random_below(random, 2);
    if (random_below(random, 4) == 0)
        set->count[at] = (uint8_t)(random_below(random, 2) == 0 ? 0 : set->count[at] > 0 ? RP_SEEN_COUNT_MAX - 1 : 0);
}

static void check(const struct rp_corpus_kernels *kernels, uint64_t seed)
{
    struct rp_seen got[SETS] = {0}, want[SETS] = {0};
    uint32_t tags[MOST], run = 0;
    uint8_t got_counts[MOST], want_counts[MOST];
    uint64_t random = seed, spread = 1 + random_below(&random, TAGS);
    for (int step = 0; step < 400; step++) {
        size_t count = random_below(&random, MOST + 1);
        int64_t own = random_below(&random, 3) == 0 ? -1 : (int64_t)run;
        for (size_t i = 0; i < count; i++)
            tags[i] = (uint32_t)rp_mix(random_below(&random, spread));
        kernels->count_seen(got, SETS - 1, tags, count, own, got_counts);
        rp_corpus_kernels_scalar.count_seen(want, SETS - 1, tags, count, own, want_counts);
        assert_memory_equal(got_counts, want_counts, count);
        size_t taken = kernels->learn(got, SETS - 1, tags, count, run);
        assert_int_equal(taken, rp_corpus_kernels_scalar.learn(want, SETS - 1, tags, count, run));
        assert_memory_equal(got, want, sizeof want);
        disturb(want, &random, &run);
        memcpy(got, want, sizeof want);
    }
}

static void all_kernels_do_as_the_scalar_one(void **state)
{
    (void)state;
    for (int cpu = 0; cpu < RP_CPU_COUNT; cpu++) {
        if (!rp_cpu_has((enum rp_cpu)cpu))
            continue;
        printf("# %s\n", rp_cpu_name((enum rp_cpu)cpu));
        for (uint64_t seed = 0; seed < 100; seed++)
            check(rp_corpus_kernels_of((enum rp_cpu)cpu), seed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kernels_do_as_the_scalar_one),
    };
    return cmocka_run_group_tests_name("corpus/kernels", tests, NULL, NULL);
}
