/* Shingles: widths, gram hashes, the set of distinct ones, every failing allocation. */
#include "support/cmocka.h"

#include "base/bits.h"
#include "support/failing.h"
#include "support/words.h"
#include "text/shingles.h"

#include <stdlib.h>

struct text {
    struct rp_tokens tokens;
    struct rp_shingles shingles;
};

static void text_init(struct text *text)
{
    rp_tokens_init(&text->tokens);
    rp_shingles_init(&text->shingles);
}

static void text_read(struct text *text, const char *raw)
{
    assert_int_equal(rp_tokenise(&text->tokens, raw, strlen(raw), NULL), RP_OK);
    assert_int_equal(rp_shingle(&text->shingles, &text->tokens), RP_OK);
}

static void text_done(struct text *text)
{
    rp_tokens_done(&text->tokens);
    rp_shingles_done(&text->shingles);
}

/* Section 4, written out anew. */
static uint64_t plain_gram(const uint64_t *hashes, unsigned count)
{
    uint64_t sum = 0;
    for (unsigned j = 0; j < count; j++)
        sum += (rp_mix((j + 1) * RP_GOLDEN) | 1) * hashes[j];
    return rp_mix(sum);
}

static void grams_are_those_of_the_page(void **state)
{
    (void)state;
    uint64_t hashes[8];
    for (uint64_t i = 0; i < 8; i++)
        hashes[i] = rp_mix(i + 77);
    for (unsigned count = 1; count <= 8; count++)
        assert_true(rp_gram(hashes, count) == plain_gram(hashes, count));
}

static void widths(void **state)
{
    (void)state;
    /* widths: how many tokens the shingle from each token on covers. */
    static const struct {
        const char *raw, *widths;
    } cases[] = {
        {"", ""},
        {"a", "1"},
        {"a b c", "3"},
        {"a b c d", "4"},
        {"a b c d e", "44"},
        {"一二三四五六七", "7"},
        {"一二三四五六七八", "8"},
        {"一二三四五六七八九", "88"},
        {"一二三四五六七 a", "87"},      /* eight to begin with; then 6 and a word of 2 */
        {"a 一二三四五六七", "7"},
        {"一 a b c d", "54"},            /* 1 + 2 + 2 + 2 = 7 is too little */
        {"a b c 一 d e", "55"},          /* 2 + 2 + 2 + 1 = 7 and a word, then 2 + 2 + 1 + 2 = 7 and a word */
    };
    struct text text;
    text_init(&text);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text_read(&text, cases[i].raw);
        if (text.shingles.count != strlen(cases[i].widths))
            fail_msg("\"%s\": %zu shingles", cases[i].raw, text.shingles.count);
        for (size_t k = 0; k < text.shingles.count; k++) {
            assert_int_equal(text.shingles.width[k], cases[i].widths[k] - '0');
            assert_true(text.shingles.hash[k] == plain_gram(text.tokens.hash + k, text.shingles.width[k]));
        }
    }
    text_done(&text);
}

/* Random mixtures of words and singles against the rule itself. */
static void every_shingle_is_the_shortest_of_weight_eight(void **state)
{
    (void)state;
    struct text text;
    uint64_t x = 4;
    text_init(&text);
    for (int round = 0; round < 3000; round++) {
        char raw[400] = "";
        size_t pieces = (size_t)round % 60;
        for (size_t i = 0; i < pieces; i++) {
            x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
            strcat(raw, x >> 62 < 2 ? " w" : "中");
        }
        text_read(&text, raw);
        size_t shingles = 0;
        for (size_t i = 0; i < text.tokens.count; i++) {
            unsigned weight = 0, width = 0;
            while (weight < 8 && i + width < text.tokens.count)
                weight += text.tokens.weight[i + width++];
            if (weight < 8)
                break;
            assert_int_equal(text.shingles.width[i], width);
            shingles++;
        }
        assert_int_equal(text.shingles.count, shingles > 0 ? shingles : text.tokens.count > 0);
    }
    text_done(&text);
}

static int by_value(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static size_t plain_distinct(uint64_t *values, size_t count)
{
    size_t n = 0;
    qsort(values, count, sizeof *values, by_value);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || values[i] != values[i - 1])
            values[n++] = values[i];
    return n;
}

static void the_distinct_ones_are_all_and_once(void **state)
{
    (void)state;
    static char raw[100000];
    struct text text;
    text_init(&text);
    for (int words = 0; words < 3000; words = words * 2 + 1) {
        for (int different = 1; different <= 64; different *= 4) {
            uint64_t x = 8;
            raw[0] = 0;
            for (int i = 0; i < words; i++) {
                x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
                snprintf(raw + strlen(raw), 20, " w%d", (int)((x >> 33) % (unsigned)different));
            }
            text_read(&text, raw);
            const struct rp_shingles *shingles = &text.shingles;
            uint64_t *want = calloc(shingles->count + 1, sizeof *want), *got = calloc(shingles->count + 1, sizeof *got);
            assert_true(want != NULL && got != NULL);
            if (shingles->count > 0) {
                memcpy(want, shingles->hash, shingles->count * sizeof *want);
                memcpy(got, shingles->distinct, shingles->distinct_count * sizeof *got);
            }
            assert_int_equal(shingles->distinct_count, plain_distinct(want, shingles->count));
            assert_int_equal(plain_distinct(got, shingles->distinct_count), shingles->distinct_count);
            assert_memory_equal(got, want, shingles->distinct_count * sizeof *got);
            free(want);
            free(got);
        }
    }
    text_read(&text, "a b c d a b c d a b c d e");
    assert_int_equal(text.shingles.count, 10);
    assert_int_equal(text.shingles.distinct_count, 5);
    assert_true(text.shingles.distinct[0] == text.shingles.hash[0]); /* in the order of first occurrence */
    assert_true(text.shingles.distinct[4] == text.shingles.hash[9]);
    text_done(&text);
}

/* The gram of tokens with the hash 0 is 0, which is also the mark of a free place. */
static void a_shingle_of_zero_counts_once(void **state)
{
    (void)state;
    uint64_t hash[12] = {0, 0, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0};
    uint8_t weight[12];
    memset(weight, 2, sizeof weight);
    const struct rp_tokens tokens = {.hash = hash, .weight = weight, .count = 12};
    struct rp_shingles shingles;
    rp_shingles_init(&shingles);
    assert_int_equal(rp_shingle(&shingles, &tokens), RP_OK);
    assert_int_equal(shingles.count, 9);
    assert_true(shingles.hash[0] == 0 && shingles.hash[8] == 0);
    assert_int_equal(shingles.distinct_count, 6);
    rp_shingles_done(&shingles);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static char raw[60000];
    struct text calm;
    struct rp_shingles swept;
    struct failing failing;
    raw[0] = 0;
    words_append(raw, sizeof raw, 3, 5000);
    text_init(&calm);
    text_read(&calm, raw);
    size_t failures = 0;
    for (int used = 0; used < 2; used++) {
        enum rp_status status = RP_NO_MEMORY;
        for (size_t n = 1; status != RP_OK; n++) {
            rp_shingles_init(&swept);
            if (used) {
                struct rp_tokens few = calm.tokens;
                few.count = 20;
                assert_int_equal(rp_shingle(&swept, &few), RP_OK);
            }
            failing_start(&failing, n);
            status = rp_shingle(&swept, &calm.tokens);
            failing_stop();
            if (status != RP_OK) {
                failures++;
                assert_int_equal(status, RP_NO_MEMORY);
                assert_int_equal(swept.count, 0);
                assert_int_equal(swept.distinct_count, 0);
                assert_int_equal(rp_shingle(&swept, &calm.tokens), RP_OK);
            }
            assert_int_equal(swept.count, calm.shingles.count);
            assert_int_equal(swept.distinct_count, calm.shingles.distinct_count);
            assert_memory_equal(swept.hash, calm.shingles.hash, swept.count * sizeof *swept.hash);
            assert_memory_equal(swept.distinct, calm.shingles.distinct, swept.distinct_count * sizeof *swept.distinct);
            rp_shingles_done(&swept);
        }
    }
    assert_int_equal(failures, 12); /* six arrays */
    text_done(&calm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grams_are_those_of_the_page),
        cmocka_unit_test(widths),
        cmocka_unit_test(every_shingle_is_the_shortest_of_weight_eight),
        cmocka_unit_test(the_distinct_ones_are_all_and_once),
        cmocka_unit_test(a_shingle_of_zero_counts_once),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("text/shingles", tests, NULL, NULL);
}
