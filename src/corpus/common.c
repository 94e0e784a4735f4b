/* How common each word pair is. */
#include "corpus/common.h"

#include "base/alloc.h"
#include "base/bits.h"

#include <stdbool.h>

enum { LEAST_ARTICLES = 50, LEAST_SHARED = 20, COMMON_ARTICLES = 4, COMMON_SHARE = 100, AHEAD = 16 };

enum rp_status rp_common_init(struct rp_common *common)
{
    *common = (struct rp_common){.articles = rp_alloc_zeroed(RP_PAIR_NUMBERS, sizeof *common->articles)};
    return common->articles != NULL ? RP_OK : RP_NO_MEMORY;
}

void rp_common_done(struct rp_common *common)
{
    rp_free(common->articles);
    *common = (struct rp_common){0};
}

uint64_t rp_common_bytes(void)
{
    return RP_PAIR_NUMBERS * sizeof(uint16_t);
}

void rp_common_learn(struct rp_common *common, const uint32_t *pairs, size_t count)
{
    common->counted++;
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count)
            RP_FETCH(&common->articles[pairs[i + AHEAD]]);
        common->articles[pairs[i]] += common->articles[pairs[i]] < UINT16_MAX;
    }
}

/* A full count may stand for more articles than it says, and stays. */
void rp_common_unlearn(struct rp_common *common, const uint32_t *pairs, size_t count)
{
    common->counted--;
    for (size_t i = 0; i < count; i++)
        common->articles[pairs[i]] -= common->articles[pairs[i]] < UINT16_MAX;
}

static bool is_common(const struct rp_common *common, uint32_t pair)
{
    uint64_t articles = common->articles[pair];
    return articles > COMMON_ARTICLES && (articles * COMMON_SHARE > common->counted || articles == UINT16_MAX);
}

double rp_common_share(const struct rp_common *common, const struct rp_pairs *a, struct rp_pairs *b)
{
    size_t of_a = 0, of_b = 0, shared = 0;
    if (common->counted < LEAST_ARTICLES)
        return 0;
    for (size_t i = 0; i < b->count; i++) {
        if (is_common(common, b->number[i]))
            continue;
        of_b++;
        b->seen[b->number[i] / 64] |= UINT64_C(1) << b->number[i] % 64;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (is_common(common, a->number[i]))
            continue;
        of_a++;
        shared += b->seen[a->number[i] / 64] >> a->number[i] % 64 & 1;
    }
    for (size_t i = 0; i < b->count; i++)
        b->seen[b->number[i] / 64] = 0;
    size_t fewer = of_a < of_b ? of_a : of_b;
    return shared >= LEAST_SHARED ? (double)shared / (double)fewer : 0;
}
