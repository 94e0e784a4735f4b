/* Made articles: the same on every machine and in any order, valid, and copies of what they are said to be copies of. */
#include "support/cmocka.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "load/made.h"
#include "support/failing.h"
#include "text/shingles.h"

#include <stdlib.h>

static struct rp_maker *maker_of(const struct rp_made_options *options)
{
    struct rp_maker *maker;
    assert_int_equal(rp_maker_create(options, &maker), RP_OK);
    return maker;
}

static struct rp_made_options defaults(void)
{
    struct rp_made_options options;
    rp_made_options_default(&options);
    return options;
}

/* A digest of all strings of articles 0 .. count - 1. */
static uint64_t digest(const struct rp_maker *maker, uint64_t count)
{
    struct rp_made made;
    uint64_t hash = 0;
    rp_made_init(&made);
    for (uint64_t i = 0; i < count; i++) {
        assert_int_equal(rp_make(maker, i, &made), RP_OK);
        const struct rp_str strings[] = {made.article.id,  made.article.source,    made.article.title,
                                         made.article.url, made.article.published, made.article.text};
        for (size_t k = 0; k < sizeof strings / sizeof strings[0]; k++)
            hash = rp_hash64(strings[k].data, strings[k].len, hash);
    }
    rp_made_done(&made);
    return hash;
}

/* The numbers are those of the first machine that made them. Another digest is another input for every figure that was measured: say so where the
 * figures stand. */
static void the_same_bytes_everywhere(void **state)
{
    static const uint64_t expected[RP_SCRIPT_COUNT] = {
        UINT64_C(0x9ce1432d4f46c078), UINT64_C(0x19261629fd4a7fe4), UINT64_C(0xdfa3d65b502b8fef),
        UINT64_C(0x582ab909891ce178), UINT64_C(0x0ac7df2816319620), UINT64_C(0x77573c1baed89188),
    };
    (void)state;
    struct rp_made_options options = defaults();
    for (int script = 0; script < RP_SCRIPT_COUNT; script++) {
        options.script = (enum rp_script)script;
        struct rp_maker *maker = maker_of(&options);
        assert_int_equal(digest(maker, 200), expected[script]);
        rp_maker_free(maker);
    }
}

static void another_seed_makes_others(void **state)
{
    (void)state;
    struct rp_made_options options = defaults();
    struct rp_maker *one = maker_of(&options);
    options.seed = 2;
    struct rp_maker *two = maker_of(&options);
    assert_true(digest(one, 3) != digest(two, 3));
    rp_maker_free(one);
    rp_maker_free(two);
}

static void an_article_does_not_depend_on_those_before(void **state)
{
    (void)state;
    struct rp_made_options options = defaults();
    struct rp_maker *maker = maker_of(&options);
    struct rp_made used, fresh;
    rp_made_init(&used);
    for (uint64_t i = 300; i-- > 0;) {
        assert_int_equal(rp_make(maker, i * 37, &used), RP_OK);
        rp_made_init(&fresh);
        assert_int_equal(rp_make(maker, i * 37, &fresh), RP_OK);
        assert_int_equal(used.article.text.len, fresh.article.text.len);
        assert_memory_equal(used.article.text.data, fresh.article.text.data, fresh.article.text.len);
        assert_string_equal(used.published, fresh.published);
        rp_made_done(&fresh);
    }
    rp_made_done(&used);
    rp_maker_free(maker);
}

static void all_strings_are_valid(void **state)
{
    (void)state;
    struct rp_made_options options = defaults();
    struct rp_made made;
    rp_made_init(&made);
    for (int script = 0; script < RP_SCRIPT_COUNT; script++) {
        options.script = (enum rp_script)script;
        struct rp_maker *maker = maker_of(&options);
        for (uint64_t i = 0; i < 1000; i++) {
            assert_int_equal(rp_make(maker, i, &made), RP_OK);
            assert_int_equal(rp_utf8_fault(made.article.text), made.article.text.len);
            assert_int_equal(rp_utf8_fault(made.article.title), made.article.title.len);
            assert_int_equal(made.article.published.len, strlen("2024-01-01T00:00:00Z"));
        }
        rp_maker_free(maker);
    }
    rp_made_done(&made);
}

static int by_length(const void *left, const void *right)
{
    const size_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static void half_of_them_are_no_longer_than_the_median(void **state)
{
    enum { COUNT = 4000 };
    static size_t length[COUNT];
    (void)state;
    struct rp_made_options options = defaults();
    struct rp_maker *maker = maker_of(&options);
    struct rp_made made;
    rp_made_init(&made);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(rp_make(maker, i, &made), RP_OK);
        length[i] = made.article.text.len;
    }
    qsort(length, COUNT, sizeof *length, by_length);
    assert_in_range(length[COUNT / 2], 2800, 3200);
    assert_in_range(length[COUNT / 10], 900, 1800);
    assert_in_range(length[COUNT * 9 / 10], 5000, 9000);
    rp_made_done(&made);
    rp_maker_free(maker);
}

static void so_many_are_copies_of_earlier_ones(void **state)
{
    enum { COUNT = 10000 };
    (void)state;
    struct rp_made_options options = defaults();
    options.median = 100;
    struct rp_maker *maker = maker_of(&options);
    struct rp_made made, original;
    uint64_t copies = 0, recent = 0;
    rp_made_init(&made);
    rp_made_init(&original);
    for (uint64_t i = 0; i < COUNT; i++) {
        assert_int_equal(rp_make(maker, i, &made), RP_OK);
        assert_true(made.original <= i && (made.original < i) == made.is_copy);
        if (!made.is_copy)
            continue;
        copies++;
        recent += i - made.original <= 4096;
        assert_int_equal(rp_make(maker, made.original, &original), RP_OK);
        assert_false(original.is_copy);
    }
    assert_in_range(copies, COUNT * 14 / 100, COUNT * 16 / 100);
    assert_true(recent > copies * 3 / 4);
    rp_made_done(&made);
    rp_made_done(&original);
    rp_maker_free(maker);
}

/* --- containment, by the shingles that the engine goes by --- */

struct reader {
    struct rp_tokens tokens;
    struct rp_shingles shingles;
};

static void read_text(struct reader *reader, const struct rp_made *made)
{
    assert_int_equal(rp_tokenise(&reader->tokens, made->article.text.data, made->article.text.len, NULL), RP_OK);
    assert_int_equal(rp_shingle(&reader->shingles, &reader->tokens), RP_OK);
}

static int by_number(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static size_t shared_of(const struct rp_shingles *a, struct rp_shingles *b)
{
    size_t shared = 0;
    qsort(b->distinct, b->distinct_count, sizeof *b->distinct, by_number);
    for (size_t i = 0; i < a->distinct_count; i++)
        shared += bsearch(&a->distinct[i], b->distinct, b->distinct_count, sizeof *b->distinct, by_number) != NULL;
    return shared;
}

/* Articles of one source without a frame: then the text is a title and the body. */
static struct rp_maker *frameless(struct rp_made_options options)
{
    struct rp_made made;
    rp_made_init(&made);
    options.sources = 1;
    for (options.seed = 1;; options.seed++) {
        struct rp_maker *maker = maker_of(&options);
        assert_int_equal(rp_make(maker, 0, &made), RP_OK);
        const char *behind_title = made.article.text.data + made.article.title.len + 1;
        if (memchr(behind_title, '\n', 60) == NULL) { /* no menu line */
            rp_made_done(&made);
            return maker;
        }
        rp_maker_free(maker);
    }
}

static void containment_is_what_it_is_said_to_be(void **state)
{
    (void)state;
    struct rp_made_options options = defaults();
    struct reader copy = {0}, old = {0};
    struct rp_made made, original;
    rp_tokens_init(&copy.tokens);
    rp_tokens_init(&old.tokens);
    rp_shingles_init(&copy.shingles);
    rp_shingles_init(&old.shingles);
    rp_made_init(&made);
    rp_made_init(&original);
    for (int script = 0; script < RP_SCRIPT_COUNT; script++) {
        double error[2] = {0};
        size_t copies[2] = {0};
        options.script = (enum rp_script)script;
        struct rp_maker *maker = frameless(options);
        for (uint64_t i = 0; i < 1500; i++) {
            assert_int_equal(rp_make(maker, i, &made), RP_OK);
            if (!made.is_copy)
                continue;
            assert_int_equal(rp_make(maker, made.original, &original), RP_OK);
            read_text(&copy, &made);
            read_text(&old, &original);
            double found = (double)shared_of(&copy.shingles, &old.shingles) / (double)copy.shingles.distinct_count;
            double said = (double)made.containment / 100;
            error[made.is_edited] += found - said;
            copies[made.is_edited]++;
            /* The title, the ends of passages, and what stands in both by chance. */
            assert_true(found < said + 0.1 && found > said - 0.35);
        }
        assert_true(copies[0] > 100 && copies[1] > 30);
        assert_true(error[0] / (double)copies[0] > -0.04 && error[0] / (double)copies[0] < 0.01);
        assert_true(error[1] / (double)copies[1] > -0.10 && error[1] / (double)copies[1] < -0.02);
        rp_maker_free(maker);
    }
    rp_tokens_done(&copy.tokens);
    rp_tokens_done(&old.tokens);
    rp_shingles_done(&copy.shingles);
    rp_shingles_done(&old.shingles);
    rp_made_done(&made);
    rp_made_done(&original);
}

/* --- errors --- */

static void options_out_of_range_are_refused(void **state)
{
    (void)state;
    struct rp_maker *maker = NULL;
    for (int i = 0; i < 6; i++) {
        struct rp_made_options options = defaults();
        options.median = i == 0 ? 99 : i == 1 ? 100001 : options.median;
        options.copies = i == 2 ? 10001 : options.copies;
        options.sources = i == 3 ? 0 : i == 4 ? 10001 : options.sources;
        options.script = i == 5 ? RP_SCRIPT_COUNT : options.script;
        assert_int_equal(rp_maker_create(&options, &maker), RP_BAD_ARGUMENT);
    }
    enum rp_script script;
    assert_false(rp_script_parse("klingon", &script));
    assert_true(rp_script_parse("hindi", &script) && script == RP_SCRIPT_HINDI);
}

static void memory_may_be_short(void **state)
{
    (void)state;
    struct rp_made_options options = defaults();
    struct rp_maker *maker;
    struct failing failing;
    enum rp_status status = RP_NO_MEMORY;
    for (size_t n = 1; status == RP_NO_MEMORY; n++) {
        failing_start(&failing, n);
        status = rp_maker_create(&options, &maker);
        failing_stop();
    }
    assert_int_equal(status, RP_OK);
    struct rp_made made;
    status = RP_NO_MEMORY;
    for (size_t n = 1; status == RP_NO_MEMORY; n++) {
        rp_made_init(&made);
        failing_start(&failing, n);
        status = rp_make(maker, 7, &made); /* a copy */
        failing_stop();
        rp_made_done(&made);
    }
    assert_int_equal(status, RP_OK);
    assert_int_equal(rp_make(maker, UINT64_C(1) << 40, &made), RP_BAD_ARGUMENT);
    rp_maker_free(maker);
    rp_maker_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_bytes_everywhere),
        cmocka_unit_test(another_seed_makes_others),
        cmocka_unit_test(an_article_does_not_depend_on_those_before),
        cmocka_unit_test(all_strings_are_valid),
        cmocka_unit_test(half_of_them_are_no_longer_than_the_median),
        cmocka_unit_test(so_many_are_copies_of_earlier_ones),
        cmocka_unit_test(containment_is_what_it_is_said_to_be),
        cmocka_unit_test(options_out_of_range_are_refused),
        cmocka_unit_test(memory_may_be_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
