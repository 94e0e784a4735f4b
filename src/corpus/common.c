/* How common each word pair is. */
#include "corpus/common.h"

#include "base/alloc.h"
#include "base/bits.h"

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

/* A pair is common when it stands in more articles than this. */
static uint32_t most_articles(const struct rp_common *common)
{
    uint64_t most = common->counted / COMMON_SHARE;
    most = most > COMMON_ARTICLES ? most : COMMON_ARTICLES;
    return most < UINT16_MAX ? (uint32_t)most : UINT16_MAX - 1; /* a full count may stand for any number */
}

/* No branches: which pairs are common is not to be foretold. */
double rp_common_share(const struct rp_common *common, const struct rp_pairs *a, struct rp_pairs *b)
{
    size_t of_a = 0, of_b = 0, shared = 0;
    if (common->counted < LEAST_ARTICLES)
        return 0;
    uint32_t most = most_articles(common);
    for (size_t i = 0; i < b->count; i++) {
        uint32_t number = b->number[i];
        uint64_t counts = common->articles[number] <= most;
        of_b += counts;
        b->seen[number / 64] |= counts << number % 64;
    }
    for (size_t i = 0; i < a->count; i++) {
        uint32_t number = a->number[i];
        uint64_t counts = common->articles[number] <= most;
        of_a += counts;
        shared += counts & b->seen[number / 64] >> number % 64;
    }
    for (size_t i = 0; i < b->count; i++)
        b->seen[b->number[i] / 64] = 0;
    size_t fewer = of_a < of_b ? of_a : of_b;
    return shared >= LEAST_SHARED ? (double)shared / (double)fewer : 0;
}
