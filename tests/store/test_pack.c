/* store/pack: an article comes back as it was, or not at all. */
#include "store/pack.h"

#include "packing.h"
#include "reprint/limits.h"
#include "support/cmocka.h"
#include "support/failing.h"
#include "support/random.h"
#include "support/words.h"

#include <stdlib.h>

static struct rp_article sample(char *text, size_t size, uint64_t seed, int words)
{
    text[0] = 0;
    words_append(text, size, seed, words);
    return (struct rp_article){.id = rp_str_of("wire-1"),
                               .text = rp_str_of(text),
                               .source = rp_str_of("wire.example"),
                               .published = rp_str_of("2024-03-04T10:05Z"),
                               .url = rp_str_of("https://wire.example/1"),
                               .title = rp_str_of("Ferry"),
                               .lang = rp_str_of("en"),
                               .same_story_as = rp_str_of("wire-0")};
}

static bool same(const struct rp_article *a, const struct rp_article *b)
{
    return rp_str_equal(a->id, b->id) && rp_str_equal(a->text, b->text) && rp_str_equal(a->source, b->source) &&
           rp_str_equal(a->published, b->published) && rp_str_equal(a->url, b->url) && rp_str_equal(a->title, b->title) &&
           rp_str_equal(a->lang, b->lang) && rp_str_equal(a->same_story_as, b->same_story_as);
}

static struct packing begin(void)
{
    struct packing packing;
    assert_int_equal(packing_begin(&packing), RP_OK);
    return packing;
}

static struct rp_str row_of(const struct packing *packing)
{
    return (struct rp_str){packing->row.data, packing->row.len};
}

static void comes_back_as_it_was(void **state)
{
    (void)state;
    static char text[200000];
    struct packing packing = begin();
    struct rp_article got, article = sample(text, sizeof text, 1, 500);
    assert_int_equal(rp_pack(packing.packer, &article, &packing.row), RP_OK);
    assert_true(packing.row.len < article.text.len);
    assert_int_equal(rp_unpack(packing.packer, row_of(&packing), &packing.room, &got), RP_OK);
    assert_true(same(&article, &got));
    /* Only what is required; and it is appended. */
    struct rp_article bare = {.id = rp_str_of("a"), .text = rp_str_of("b")};
    size_t first = packing.row.len;
    assert_int_equal(rp_pack(packing.packer, &bare, &packing.row), RP_OK);
    struct rp_str second = {packing.row.data + first, packing.row.len - first};
    assert_int_equal(rp_unpack(packing.packer, second, &packing.room, &got), RP_OK);
    assert_true(same(&bare, &got));
    assert_int_equal(rp_unpack(packing.packer, (struct rp_str){packing.row.data, first}, &packing.room, &got), RP_OK);
    assert_true(same(&article, &got));
    packing_end(&packing);
}

static void the_same_article_gives_the_same_row(void **state)
{
    (void)state;
    static char text[20000];
    struct packing a = begin(), b = begin();
    struct rp_article other = sample(text, sizeof text, 7, 900);
    assert_int_equal(rp_pack(b.packer, &other, &b.row), RP_OK); /* what a packer did before does not matter */
    rp_buf_clear(&b.row);
    struct rp_article article = sample(text, sizeof text, 2, 300);
    assert_int_equal(rp_pack(a.packer, &article, &a.row), RP_OK);
    assert_int_equal(rp_pack(b.packer, &article, &b.row), RP_OK);
    assert_true(rp_str_equal(row_of(&a), row_of(&b)));
    packing_end(&a);
    packing_end(&b);
}

static void the_longest_article_fits(void **state)
{
    (void)state;
    struct packing packing = begin();
    char *text = malloc(RP_LIMIT_TEXT + 1);
    assert_non_null(text);
    uint64_t seed = 3;
    for (size_t i = 0; i < RP_LIMIT_TEXT; i++)
        text[i] = (char)random_next(&seed); /* grows by being packed */
    struct rp_str string = {text, RP_LIMIT_STRING};
    struct rp_article got, article = {.id = {text, RP_LIMIT_ID}, .text = {text, RP_LIMIT_TEXT}, .source = string, .published = string, .url = string,
                                      .title = string, .lang = string, .same_story_as = {text, RP_LIMIT_ID}};
    assert_int_equal(rp_pack(packing.packer, &article, &packing.row), RP_OK);
    assert_int_equal(rp_unpack(packing.packer, row_of(&packing), &packing.room, &got), RP_OK);
    assert_true(same(&article, &got));
    article.text.len = RP_LIMIT_TEXT + 100;
    size_t before = packing.row.len;
    assert_int_equal(rp_pack(packing.packer, &article, &packing.row), RP_LIMIT);
    assert_int_equal(packing.row.len, before);
    free(text);
    packing_end(&packing);
}

/* A few bits of a frame mean nothing: then the strings are the right ones. */
static void a_flipped_bit_gives_no_wrong_string(void **state)
{
    (void)state;
    static char text[4000];
    struct packing packing = begin();
    struct rp_article got, article = sample(text, sizeof text, 4, 60);
    size_t passed = 0;
    assert_int_equal(rp_pack(packing.packer, &article, &packing.row), RP_OK);
    for (size_t bit = 0; bit < packing.row.len * 8; bit++) {
        packing.row.data[bit / 8] ^= (char)(1 << bit % 8);
        enum rp_status status = rp_unpack(packing.packer, row_of(&packing), &packing.room, &got);
        assert_true(status == RP_DAMAGED || (status == RP_NEWER && bit < 8) || (status == RP_OK && same(&article, &got)));
        passed += status == RP_OK;
        packing.row.data[bit / 8] ^= (char)(1 << bit % 8);
    }
    assert_true(passed < 16);
    packing_end(&packing);
}

static void a_part_of_a_row_is_damaged(void **state)
{
    (void)state;
    static char text[4000];
    struct packing packing = begin();
    struct rp_article got, article = sample(text, sizeof text, 5, 60);
    assert_int_equal(rp_pack(packing.packer, &article, &packing.row), RP_OK);
    for (size_t len = 0; len < packing.row.len; len++)
        assert_int_equal(rp_unpack(packing.packer, (struct rp_str){packing.row.data, len}, &packing.room, &got), RP_DAMAGED);
    assert_int_equal(rp_buf_add(&packing.row, "x", 1), RP_OK);
    assert_int_equal(rp_unpack(packing.packer, row_of(&packing), &packing.room, &got), RP_DAMAGED);
    uint64_t seed = 6;
    for (unsigned round = 0; round < 1000; round++) {
        for (size_t i = round % 2 == 0 ? 0 : 6; i < packing.row.len; i++) /* with the frame's head and without it */
            packing.row.data[i] = (char)random_next(&seed);
        enum rp_status status = rp_unpack(packing.packer, row_of(&packing), &packing.room, &got);
        assert_int_equal(status, (unsigned char)packing.row.data[0] > RP_ROW_VERSION ? RP_NEWER : RP_DAMAGED);
    }
    packing_end(&packing);
}

static void a_room_that_is_too_small_is_a_limit(void **state)
{
    (void)state;
    static char text[4000];
    struct packing packing = begin();
    struct rp_article got, article = sample(text, sizeof text, 8, 60);
    struct rp_buf small;
    rp_buf_init(&small, 20);
    assert_int_equal(rp_pack(packing.packer, &article, &small), RP_LIMIT);
    assert_int_equal(small.len, 0);
    assert_int_equal(rp_pack(packing.packer, &article, &packing.row), RP_OK);
    assert_int_equal(rp_unpack(packing.packer, row_of(&packing), &small, &got), RP_LIMIT);
    rp_buf_done(&small);
    packing_end(&packing);
}

static enum rp_status there_and_back(void)
{
    static char text[4000];
    struct packing packing;
    struct rp_article got, article = sample(text, sizeof text, 9, 60);
    enum rp_status status = packing_begin(&packing);
    if (status != RP_OK)
        return status;
    status = rp_pack(packing.packer, &article, &packing.row);
    if (status == RP_OK)
        status = rp_unpack(packing.packer, row_of(&packing), &packing.room, &got);
    packing_end(&packing);
    return status;
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        struct failing failing;
        failing_start(&failing, n);
        enum rp_status status = there_and_back();
        failing_stop();
        if (status == RP_OK) {
            assert_true(n >= 4);
            return;
        }
        assert_int_equal(status, RP_NO_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back_as_it_was),
        cmocka_unit_test(the_same_article_gives_the_same_row),
        cmocka_unit_test(the_longest_article_fits),
        cmocka_unit_test(a_flipped_bit_gives_no_wrong_string),
        cmocka_unit_test(a_part_of_a_row_is_damaged),
        cmocka_unit_test(a_room_that_is_too_small_is_a_limit),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests_name("store/pack", tests, NULL, NULL);
}
