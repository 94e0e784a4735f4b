/* Texts of 4 MiB made to take long or to grow: each must come through in linear time and memory. What takes quadratic time here
 * takes days, and the test runs into the time limit of the test run. */
#include "support/cmocka.h"

#include "reprint/limits.h"
#include "text/shingles.h"

#include <stdlib.h>

/* Bytes of the stream for each of the text, at most: 33 for the three of U+FDFA. */
enum { STREAM_FACTOR = 11 };

/* The first piece, then the other again and again; both end where a character ends. */
static void run(const char *first, const char *piece, size_t tokens_wanted, size_t distinct_wanted)
{
    char *text = malloc(RP_LIMIT_TEXT);
    size_t len = strlen(first), n = strlen(piece);
    struct rp_tokens tokens;
    struct rp_shingles shingles;
    assert_non_null(text);
    memcpy(text, first, len);
    for (; len + n <= RP_LIMIT_TEXT; len += n)
        memcpy(text + len, piece, n);
    rp_tokens_init(&tokens);
    rp_shingles_init(&shingles);
    assert_int_equal(rp_tokenise(&tokens, text, len, NULL), RP_OK);
    if (tokens.count != tokens_wanted)
        fail_msg("\"%s\": %zu tokens", piece, tokens.count);
    assert_int_equal(rp_shingle(&shingles, &tokens), RP_OK);
    if (shingles.distinct_count != distinct_wanted)
        fail_msg("\"%s\": %zu distinct shingles", piece, shingles.distinct_count);
    assert_true(tokens.stream_cap <= 2 * STREAM_FACTOR * RP_LIMIT_TEXT); /* grows by doubling */
    /* The next short text gives it back. */
    assert_int_equal(rp_tokenise(&tokens, "a short text", 12, NULL), RP_OK);
    assert_int_equal(rp_shingle(&shingles, &tokens), RP_OK);
    assert_true(tokens.cap <= RP_TEXT_KEPT && tokens.stream_cap <= 4 * RP_TEXT_KEPT && shingles.cap <= RP_TEXT_KEPT);
    rp_tokens_done(&tokens);
    rp_shingles_done(&shingles);
    free(text);
}

static void marks_without_end(void **state)
{
    (void)state;
    run("ж", "\xcc\x88", 1, 1);                 /* kept, all of one class */
    run("ж", "\xcc\x88\xcc\xa3", 1, 1);         /* each second one belongs before the first */
    run("ж", "\xcc\x88\xcc\xa3\xd2\x88", 1, 1);
    run("e", "\xcc\x81", 1, 1);                 /* dropped */
    run("", "\xcc\x81", 0, 0);                  /* with nothing to stand on */
    run("", "ж\xcc\x88\xcc\xa3", 1, 1);         /* one word of 4 MiB with marks */
    run("", "ที่", RP_LIMIT_TEXT / 9, 1);
}

static void apostrophes_and_commas_without_end(void **state)
{
    (void)state;
    run("a", "'", 1, 1);
    run("", "'", 0, 0);
    run("", "a'", 1, 1);
    run("", "a''", RP_LIMIT_TEXT / 3, 1);
    run("1", ",", 1, 1);
    run("", "1,", 1, 1);
    run("", "1,,", RP_LIMIT_TEXT / 3, 1);
    run("", "’", 0, 0);
}

static void words_without_end(void **state)
{
    (void)state;
    run("", "a", 1, 1);
    run("", "ß", 1, 1);
    run("", "中", RP_LIMIT_TEXT / 3, 1);
    run("", "a ", RP_LIMIT_TEXT / 2, 1);
    run("", "ab 12 ", RP_LIMIT_TEXT / 6 * 2, 2);
    run("", " ", 0, 0);
    run("a", "\xc2\xad", 1, 1);
}

/* U+FDFA becomes eighteen code points in four words. */
static void what_grows_grows_no_further(void **state)
{
    (void)state;
    run("", "\xef\xb7\xba", RP_LIMIT_TEXT / 3 * 3 + 1, 5); /* the last word of each joins the first of the next */
    run("", "ΐ", 1, 1);
    run("", "㋿", RP_LIMIT_TEXT / 3 * 2, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_without_end),
        cmocka_unit_test(apostrophes_and_commas_without_end),
        cmocka_unit_test(words_without_end),
        cmocka_unit_test(what_grows_grows_no_further),
    };
    return cmocka_run_group_tests_name("text/hostile", tests, NULL, NULL);
}
