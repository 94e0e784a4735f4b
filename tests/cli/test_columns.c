/* cli/columns and cli/difference: two texts side by side. */
#include "cli/columns.h"

#include "written.h"

#include "base/buf.h"
#include "cli/difference.h"
#include "support/failing.h"
#include "support/words.h"

#include <locale.h>

static int setup(void **state)
{
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") != NULL ? 0 : -1;
}

static void columns(const char *left, const char *right, int width, bool colors, const char *want)
{
    struct written written;
    assert_int_equal(rp_columns_print(written_begin(&written), rp_str_of(left), rp_str_of(right), width, colors), RP_OK);
    written_expect(&written, want);
}

static void wraps_at_words(void **state)
{
    (void)state;
    columns("one two three", "one two three", 19, false,
            "one two  | one two \n"
            "three    | three   \n");
    columns("one\n two", "one", 19, false, "one  two | one     \n");
    columns("abcdefghijkl", "", 19, false,
            "abcdefgh |         \n"
            "ijkl     |         \n");
    columns("渡轮渡轮渡", "e", 19, false,
            "渡轮渡轮 | e       \n"
            "渡       |         \n");
    columns("", "", 19, false, "");
}

static void marks_what_differs(void **state)
{
    (void)state;
    columns("the red ferry", "the ferry sank", 43, true,
            "the \x1b[31mred\x1b[0m ferry       \x1b[2m | \x1b[0mthe ferry \x1b[32msank\x1b[0m      \n");
    columns("same", "Same", 19, true, "same    \x1b[2m | \x1b[0mSame    \n");
}

static void takes_no_control_characters(void **state)
{
    (void)state;
    columns("a\x1b[31m", "a\x07", 19, false, "a?[31m   | a?      \n");
}

/* odd: '1' for each token that has no partner. */
static void difference(const char *a, const char *b, const char *odd_a, const char *odd_b)
{
    struct rp_tokens tokens_a, tokens_b;
    bool marks_a[32], marks_b[32];
    rp_tokens_init(&tokens_a);
    rp_tokens_init(&tokens_b);
    assert_int_equal(rp_tokenise(&tokens_a, a, strlen(a), NULL), RP_OK);
    assert_int_equal(rp_tokenise(&tokens_b, b, strlen(b), NULL), RP_OK);
    assert_int_equal(tokens_a.count, strlen(odd_a));
    assert_int_equal(tokens_b.count, strlen(odd_b));
    assert_int_equal(rp_difference(&tokens_a, &tokens_b, marks_a, marks_b), RP_OK);
    for (size_t i = 0; i < tokens_a.count; i++)
        assert_int_equal(marks_a[i], odd_a[i] == '1');
    for (size_t i = 0; i < tokens_b.count; i++)
        assert_int_equal(marks_b[i], odd_b[i] == '1');
    rp_tokens_done(&tokens_a);
    rp_tokens_done(&tokens_b);
}

static void finds_words_without_a_partner(void **state)
{
    (void)state;
    difference("a b c", "a b c", "000", "000");
    difference("a b c", "a c", "010", "00");
    difference("a b", "c d", "11", "11");
    difference("", "a", "", "1");
    difference("a", "", "1", "");
    difference("x a b c", "a b y c", "1000", "0010");
}

/* Texts that are too long to align get no marks, and no memory is asked for. */
static void leaves_long_texts_unmarked(void **state)
{
    (void)state;
    static char a[80000], b[80000];
    struct rp_tokens tokens[2];
    words_append(a, sizeof a, 1, 6000);
    words_append(b, sizeof b, 2, 6000);
    const char *texts[] = {a, b};
    bool *marks = test_malloc(20000);
    memset(marks, 1, 20000);
    for (int i = 0; i < 2; i++) {
        rp_tokens_init(&tokens[i]);
        assert_int_equal(rp_tokenise(&tokens[i], texts[i], strlen(texts[i]), NULL), RP_OK);
        assert_in_range(tokens[i].count, 5000, 10000);
    }
    struct failing failing;
    failing_start(&failing, 1);
    assert_int_equal(rp_difference(&tokens[0], &tokens[1], marks, marks + 10000), RP_OK);
    failing_stop();
    for (size_t i = 0; i < tokens[0].count; i++)
        assert_false(marks[i]);
    rp_tokens_done(&tokens[0]);
    rp_tokens_done(&tokens[1]);
    test_free(marks);
}

static void says_when_memory_is_out(void **state)
{
    (void)state;
    enum rp_status status = RP_NO_MEMORY;
    for (size_t n = 1; status != RP_OK; n++) {
        struct written written;
        struct failing failing;
        FILE *file = written_begin(&written);
        failing_start(&failing, n);
        status = rp_columns_print(file, rp_str_of("one two"), rp_str_of("one three"), 43, false);
        failing_stop();
        assert_true(status == RP_OK || status == RP_NO_MEMORY);
        assert_true(n > 1 || status == RP_NO_MEMORY);
        written_expect(&written, status == RP_OK ? "one two              | one three           \n" : "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wraps_at_words),
        cmocka_unit_test(marks_what_differs),
        cmocka_unit_test(takes_no_control_characters),
        cmocka_unit_test(finds_words_without_a_partner),
        cmocka_unit_test(leaves_long_texts_unmarked),
        cmocka_unit_test(says_when_memory_is_out),
    };
    return cmocka_run_group_tests_name("cli/columns", tests, setup, NULL);
}
