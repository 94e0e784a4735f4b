/* How far off the estimators are, over many pairs of sets of known overlap. MinHash: root-mean-square error at most 1.05 times that
 * of 128 independent values, sqrt(J(1-J)/128). FracMinHash: at most 1.05 times the error of drawing as many shingles as its sample
 * has. Both: no bias beyond three standard errors. The sets come from a fixed seed, so the outcome is always the same. */
#include "support/cmocka.h"

#include "base/bits.h"
#include "sketch/sketch.h"
#include "support/words.h"

#include <math.h>

enum { PAIRS = 3000, SET_MAX = 4096 };

static const double ALLOWED = 1.05, STANDARD_ERRORS = 3;

/* Two sets: `both` shingles in common, a_only and b_only in one alone. */
struct sizes {
    size_t both, a_only, b_only;
};

static void fill(uint64_t *set, size_t count, uint64_t *next)
{
    for (size_t i = 0; i < count; i++)
        set[i] = rp_mix((*next += RP_GOLDEN));
}

static void sketch(struct rp_fingerprint *print, const uint64_t *set, size_t count)
{
    *print = (struct rp_fingerprint){.shingles = (uint32_t)count};
    rp_minhash(set, count, print->minhash);
    print->key_count = rp_fracminhash(set, count, RP_KEYS_MAX, print->keys);
}

static void make_pair(const struct sizes *sizes, uint64_t *next, struct rp_fingerprint *a, struct rp_fingerprint *b)
{
    static uint64_t set[SET_MAX];
    assert_true(sizes->both + sizes->a_only <= SET_MAX && sizes->both + sizes->b_only <= SET_MAX);
    fill(set, sizes->both, next);
    fill(set + sizes->both, sizes->a_only, next);
    sketch(a, set, sizes->both + sizes->a_only);
    fill(set + sizes->both, sizes->b_only, next);
    sketch(b, set, sizes->both + sizes->b_only);
}

/* Errors of one estimator; `allowed` adds up the variance that is expected of each estimate. */
struct errors {
    double sum, squares, allowed;
    int count;
};

static void count_error(struct errors *errors, double estimate, double truth, double variance)
{
    double error = estimate - truth;
    errors->sum += error;
    errors->squares += error * error;
    errors->allowed += variance;
    errors->count++;
}

static void check(const struct errors *errors, const char *what, const struct sizes *sizes)
{
    double rms = sqrt(errors->squares / errors->count), expected = sqrt(errors->allowed / errors->count);
    double bias = errors->sum / errors->count;
    double standard_error = sqrt((errors->squares / errors->count - bias * bias) / errors->count);
    if (rms > ALLOWED * expected)
        fail_msg("%s of %zu + %zu, %zu: error %.5f, expected %.5f", what, sizes->both, sizes->a_only, sizes->b_only, rms, expected);
    if (fabs(bias) > STANDARD_ERRORS * standard_error)
        fail_msg("%s of %zu + %zu, %zu: bias %.5f, standard error %.5f", what, sizes->both, sizes->a_only, sizes->b_only, bias, standard_error);
}

static const double resemblances[] = {.02, .05, .1, .2, .35, .5, .65, .8, .9, .95, .98};
static const size_t unions[] = {20, 40, 100, 300, 1000, 3000};
enum { RESEMBLANCES = sizeof resemblances / sizeof *resemblances, UNIONS = sizeof unions / sizeof *unions };

/* A union of the size, with about the resemblance and the rest shared out evenly. */
static struct sizes sizes_of(size_t either, double resemblance)
{
    size_t both = (size_t)(resemblance * (double)either + .5), rest = either - both;
    return (struct sizes){both, rest / 2, rest - rest / 2};
}

static void minhash_is_as_good_as_published(void **state)
{
    (void)state;
    uint64_t next = 1;
    for (int u = 0; u < UNIONS; u++)
        for (int r = 0; r < RESEMBLANCES; r++) {
            struct sizes sizes = sizes_of(unions[u], resemblances[r]);
            double truth = (double)sizes.both / (double)unions[u];
            struct errors errors = {0};
            if (sizes.both == 0 || sizes.both == unions[u])
                continue;
            for (int pair = 0; pair < PAIRS / 2; pair++) {
                struct rp_fingerprint a, b;
                make_pair(&sizes, &next, &a, &b);
                count_error(&errors, rp_fingerprint_resemblance(&a, &b), truth, truth * (1 - truth) / RP_MINHASH_VALUES);
            }
            check(&errors, "MinHash", &sizes);
        }
}

/* How many keys of the first lie below both thresholds, and how many of either: what the estimates are drawn from. */
static void sample_sizes(const struct rp_fingerprint *a, const struct rp_fingerprint *b, size_t *ret_a, size_t *ret_either)
{
    uint64_t s = rp_keys_threshold(a->keys, a->key_count, a->shingles) - 1, t = rp_keys_threshold(b->keys, b->key_count, b->shingles) - 1;
    uint64_t last = s < t ? s : t; /* the largest that counts; 2^64 - 1 for all */
    size_t in_a = 0, either = 0;
    uint32_t i = 0, j = 0;
    while ((i < a->key_count && a->keys[i] <= last) || (j < b->key_count && b->keys[j] <= last)) {
        uint64_t x = i < a->key_count ? a->keys[i] : UINT64_MAX, y = j < b->key_count ? b->keys[j] : UINT64_MAX;
        in_a += x <= y;
        either++;
        i += x <= y;
        j += y <= x;
    }
    *ret_a = in_a;
    *ret_either = either;
}

/* Of a share p among `sample` things drawn without replacement from `all`. */
static double variance_of(double p, size_t sample, size_t all)
{
    return sample < all ? p * (1 - p) / (double)sample * (double)(all - sample) / (double)(all - 1) : 0;
}

static void check_keys(const struct sizes *sizes, uint64_t *next)
{
    size_t a_all = sizes->both + sizes->a_only, all = a_all + sizes->b_only;
    double containment = (double)sizes->both / (double)a_all, resemblance = (double)sizes->both / (double)all;
    struct errors of_a = {0}, either = {0};
    int empty = 0;
    for (int pair = 0; pair < PAIRS; pair++) {
        struct rp_fingerprint a, b;
        size_t a_sample, sample;
        make_pair(sizes, next, &a, &b);
        sample_sizes(&a, &b, &a_sample, &sample);
        if (a_sample == 0) { /* nothing of a small set lies below the threshold of a large one: no estimate */
            assert_true(rp_fingerprint_containment(&a, &b) == 0);
            empty++;
            continue;
        }
        count_error(&of_a, rp_fingerprint_containment(&a, &b), containment, variance_of(containment, a_sample, a_all));
        count_error(&either, rp_fingerprint_resemblance_keys(&a, &b), resemblance, variance_of(resemblance, sample, all));
    }
    assert_true(empty < PAIRS / 50);
    check(&of_a, "containment", sizes);
    check(&either, "resemblance by keys", sizes);
}

static void keys_of_sets_of_one_size_are_as_good_as_their_sample(void **state)
{
    (void)state;
    uint64_t next = 2;
    for (int u = 2; u < UNIONS; u++)
        for (int r = 2; r < RESEMBLANCES; r += 2) {
            struct sizes sizes = sizes_of(unions[u], resemblances[r]);
            check_keys(&sizes, &next);
        }
}

/* A text within a long page, a page around it, two that overlap at the edges. */
static void keys_of_sets_of_other_sizes_are_as_good_as_their_sample(void **state)
{
    (void)state;
    static const struct sizes cases[] = {
        {150, 50, 100}, {150, 50, 1000}, {100, 100, 3000}, {380, 20, 800}, {200, 1000, 50},
        {600, 200, 60}, {300, 2000, 10}, {250, 250, 3500}, {30, 300, 300}, {90, 10, 400},
    };
    uint64_t next = 3;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_keys(&cases[i], &next);
}

static void short_sets_are_exact(void **state)
{
    (void)state;
    uint64_t next = 4;
    for (size_t both = 0; both <= 16; both++) {
        struct sizes sizes = {both, 16 - both, 15};
        struct rp_fingerprint a, b;
        make_pair(&sizes, &next, &a, &b);
        assert_true(rp_fingerprint_containment(&a, &b) == (double)both / 16);
        assert_true(rp_fingerprint_resemblance_keys(&a, &b) == (double)both / (double)(31));
    }
}

/* The whole way, from texts: what two fingerprints say against what the shingle sets say. */
static void texts_are_no_worse_than_sets(void **state)
{
    (void)state;
    static char text[40000];
    struct rp_workspace *workspace;
    struct errors errors = {0};
    const struct sizes words = {200, 100, 100};
    assert_int_equal(rp_workspace_create(&workspace), RP_OK);
    for (uint64_t pair = 0; pair < 500; pair++) {
        struct rp_fingerprint prints[2];
        for (uint64_t i = 0; i < 2; i++) {
            text[0] = 0;
            words_append(text, sizeof text, 3 * pair + 1, 200);
            words_append(text, sizeof text, 3 * pair + 2 + i, 100);
            assert_int_equal(rp_fingerprint(workspace, text, strlen(text), &prints[i], NULL), RP_OK);
            assert_int_equal(prints[i].shingles, 297);
        }
        double truth = 197.0 / (297 + 297 - 197);
        count_error(&errors, rp_fingerprint_resemblance(&prints[0], &prints[1]), truth, truth * (1 - truth) / RP_MINHASH_VALUES);
    }
    check(&errors, "MinHash of texts", &words);
    rp_workspace_free(workspace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minhash_is_as_good_as_published),
        cmocka_unit_test(keys_of_sets_of_one_size_are_as_good_as_their_sample),
        cmocka_unit_test(keys_of_sets_of_other_sizes_are_as_good_as_their_sample),
        cmocka_unit_test(short_sets_are_exact),
        cmocka_unit_test(texts_are_no_worse_than_sets),
    };
    return cmocka_run_group_tests_name("sketch/error", tests, NULL, NULL);
}
