/* Which kernels are used, and the scalar ones, which define what all of them do. */
#include "corpus/kernels.h"

unsigned rp_seen_find(const struct rp_seen *set, uint32_t tag)
{
    unsigned at = RP_SEEN_WAYS;
    for (unsigned i = 0; i < RP_SEEN_WAYS; i++)
        at = set->tag[i] == tag && set->count[i] > 0 ? i : at;
    return at;
}

unsigned rp_seen_worst(const struct rp_seen *set, uint32_t run)
{
    enum { ONE_RUN = 1 << 16, FREE = 1 << 17 };
    uint32_t worst = 0; /* its worth, and how many places are behind it: what is greatest is found without a branch */
    for (unsigned i = 0; i < RP_SEEN_WAYS; i++) {
        uint32_t worth = (uint16_t)(run - set->run[i]) + (uint32_t)(set->count[i] == 1) * ONE_RUN;
        worth = set->count[i] == 0 ? FREE : worth;
        uint32_t place = worth * RP_SEEN_WAYS + (RP_SEEN_WAYS - 1 - i);
        worst = place > worst ? place : worst;
    }
    return RP_SEEN_WAYS - 1 - worst % RP_SEEN_WAYS;
}

static void count_seen(const struct rp_seen *sets, uint32_t mask, const uint32_t *tags, size_t count, int64_t own_run, uint8_t *ret)
{
    for (size_t i = 0; i < count && i < RP_SEEN_AHEAD; i++)
        RP_FETCH(&sets[tags[i] & mask]);
    for (size_t i = 0; i < count; i++) {
        if (i + RP_SEEN_AHEAD < count)
            RP_FETCH(&sets[tags[i + RP_SEEN_AHEAD] & mask]);
        const struct rp_seen *set = &sets[tags[i] & mask];
        unsigned at = rp_seen_find(set, tags[i]);
        bool own = at < RP_SEEN_WAYS && (own_run < 0 || set->run[at] == (uint16_t)own_run);
        ret[i] = at < RP_SEEN_WAYS ? (uint8_t)(set->count[at] - own) : 0;
    }
}

static size_t learn(struct rp_seen *sets, uint32_t mask, const uint32_t *tags, size_t count, uint32_t run)
{
    size_t taken = 0;
    for (size_t i = 0; i < count && i < RP_SEEN_AHEAD; i++)
        RP_FETCH(&sets[tags[i] & mask]);
    for (size_t i = 0; i < count; i++) {
        if (i + RP_SEEN_AHEAD < count)
            RP_FETCH(&sets[tags[i + RP_SEEN_AHEAD] & mask]);
        struct rp_seen *set = &sets[tags[i] & mask];
        unsigned at = rp_seen_find(set, tags[i]);
        bool is_new = at == RP_SEEN_WAYS;
        if (is_new) {
            at = rp_seen_worst(set, run);
            taken += set->count[at] == 0;
        }
        rp_seen_note(set, at, is_new, tags[i], run);
    }
    return taken;
}

const struct rp_corpus_kernels rp_corpus_kernels_scalar = {count_seen, learn};

const struct rp_corpus_kernels *rp_corpus_kernels_of(enum rp_cpu cpu)
{
#if defined(__x86_64__)
    if (cpu == RP_CPU_AVX2 || cpu == RP_CPU_AVX512)
        return &rp_corpus_kernels_avx2;
#endif
    (void)cpu;
    return &rp_corpus_kernels_scalar;
}
