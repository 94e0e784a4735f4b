/* cli/terminal: widths, strings of strangers, colours. */
#include "cli/terminal.h"

#include "written.h"

#include "base/buf.h"

#include <locale.h>

static int setup(void **state)
{
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") != NULL ? 0 : -1;
}

static void counts_columns(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int columns;
    } cases[] = {{"", 0}, {"abc", 3}, {"äö", 2}, {"渡轮", 4}, {"e\xcc\x81", 1}, {"\xff\xfe", 2}, {"a\nb", 3}, {"\xe6\xb8", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(rp_str_columns(rp_str_of(cases[i].text)), cases[i].columns);
}

static void show(const char *text, int columns, const char *want)
{
    struct written written;
    rp_show(written_begin(&written), rp_str_of(text), columns);
    written_expect(&written, want);
}

static void cuts_and_pads(void **state)
{
    (void)state;
    show("abc", 0, "abc");
    show("abc", 5, "abc  ");
    show("abcdef", 6, "abcdef");
    show("abcdefg", 6, "abcde…");
    show("渡轮船", 6, "渡轮船");
    show("渡轮船", 5, "渡轮…");
    show("渡轮船", 4, "渡… "); /* half a character is none */
    show("", 3, "   ");
}

/* Nothing that a stranger writes moves the cursor or changes colours. */
static void makes_strings_harmless(void **state)
{
    (void)state;
    show("\x1b[31mred\x1b[0m", 0, "?[31mred?[0m");
    show("a\nb\rc\x08\x7f", 0, "a?b?c??");
    show("a\tb", 0, "a b");
    show("a\xc2\x9b" "31m", 0, "a?31m"); /* CSI as one character */
    show("\xff.\xc3.", 0, "?.?.");
    show("\xc2\xa0é", 0, "\xc2\xa0é");
}

static void shows_texts(void **state)
{
    (void)state;
    struct written written;
    rp_show_text(written_begin(&written), rp_str_of("one  \r\n\ntwo\tthree\x1b\n  four"));
    written_expect(&written, "one\n\ntwo three?\n  four\n");
    rp_show_text(written_begin(&written), rp_str_of(""));
    written_expect(&written, "");
    rp_show_text(written_begin(&written), (struct rp_str){"a\0b\n", 4});
    written_expect(&written, "a?b\n");
}

static void colours_only_when_asked(void **state)
{
    (void)state;
    struct written written;
    FILE *file = written_begin(&written);
    assert_false(rp_terminal_colors(file));
    assert_int_equal(rp_terminal_width(file), 80);
    rp_color(file, false, RP_COLOR_RED);
    rp_color(file, true, RP_COLOR_RED);
    rp_color(file, true, RP_COLOR_PLAIN);
    written_expect(&written, "\x1b[31m\x1b[0m");
    assert_int_equal(rp_verdict_color(RP_VERDICT_UNIQUE), RP_COLOR_GREEN);
    assert_int_equal(rp_verdict_color(RP_VERDICT_IDENTICAL), RP_COLOR_RED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_columns), cmocka_unit_test(cuts_and_pads),           cmocka_unit_test(makes_strings_harmless),
        cmocka_unit_test(shows_texts),    cmocka_unit_test(colours_only_when_asked),
    };
    return cmocka_run_group_tests_name("cli/terminal", tests, setup, NULL);
}
