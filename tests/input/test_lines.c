/* input/lines: lines, numbers, bounds. */
#include "input/lines.h"

#include "base/buf.h"
#include "files.h"
#include "reprint/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *folder;

static int setup(void **state)
{
    (void)state;
    folder = strdup(files_folder());
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    files_remove(folder);
    free(folder);
    return 0;
}

static struct rp_lines *open_lines(const char *name)
{
    struct rp_lines *lines;
    struct rp_error error;
    assert_int_equal(rp_lines_open(files_path(folder, name), NULL, &lines, &error), RP_OK);
    return lines;
}

static void expect_line(struct rp_lines *lines, uint64_t number, const char *text)
{
    struct rp_str line;
    uint64_t got;
    assert_int_equal(rp_lines_next(lines, &line, &got, NULL), RP_OK);
    assert_int_equal(got, number);
    assert_int_equal(line.len, strlen(text));
    assert_memory_equal(line.data, text, line.len);
}

static void expect_end(struct rp_lines *lines)
{
    struct rp_str line;
    uint64_t number;
    assert_int_equal(rp_lines_next(lines, &line, &number, NULL), RP_CLOSED);
    assert_int_equal(rp_lines_next(lines, &line, &number, NULL), RP_CLOSED);
    rp_lines_close(lines);
}

static void gives_lines(void **state)
{
    (void)state;
    files_write(files_path(folder, "a"), "one\n\ntwo\r\nlast", 14);
    struct rp_lines *lines = open_lines("a");
    expect_line(lines, 1, "one");
    expect_line(lines, 2, "");
    expect_line(lines, 3, "two\r");
    expect_line(lines, 4, "last");
    expect_end(lines);
    files_write(files_path(folder, "a"), "", 0);
    expect_end(open_lines("a"));
    files_write(files_path(folder, "a"), "\n", 1);
    lines = open_lines("a");
    expect_line(lines, 1, "");
    expect_end(lines);
    rp_lines_close(NULL);
}

static void drops_a_byte_order_mark(void **state)
{
    (void)state;
    files_write(files_path(folder, "a"), "\xef\xbb\xbfone\n\xef\xbb\xbftwo\n", 14);
    struct rp_lines *lines = open_lines("a");
    expect_line(lines, 1, "one");
    expect_line(lines, 2, "\xef\xbb\xbftwo");
    expect_end(lines);
    files_write(files_path(folder, "a"), "\xef\xbb", 2);
    lines = open_lines("a");
    expect_line(lines, 1, "\xef\xbb");
    expect_end(lines);
}

static void many_lines_over_many_chunks(void **state)
{
    (void)state;
    size_t len = 0, cap = 4 << 20, packed_len;
    char *data = malloc(cap), want[600];
    for (unsigned i = 0; len < cap - 1000; i++) {
        memset(data + len, 'a' + (int)(i % 26), i % 500);
        len += i % 500;
        data[len++] = '\n';
    }
    void *packed = files_zstd(data, len, &packed_len);
    files_write(files_path(folder, "a"), packed, packed_len);
    struct rp_lines *lines = open_lines("a");
    for (size_t i = 0, at = 0; at < len; i++) {
        memset(want, 'a' + (int)(i % 26), i % 500);
        want[i % 500] = 0;
        expect_line(lines, i + 1, want);
        at += i % 500 + 1;
    }
    uint64_t done, total;
    rp_lines_progress(lines, &done, &total);
    assert_int_equal(done, packed_len);
    assert_int_equal(total, packed_len);
    assert_true(rp_lines_is_file(lines));
    expect_end(lines);
    free(packed);
    free(data);
}

/* A line at the limit is given, one byte more is not; a line of 20 MB is one error, and what follows is read. */
static void skips_lines_that_are_too_long(void **state)
{
    (void)state;
    struct rp_str line;
    struct rp_error error;
    uint64_t number;
    const size_t huge = 20u << 20;
    char *data = malloc(2 * (size_t)RP_LIMIT_LINE + huge + 64);
    size_t len = 0;
    memset(data, 'x', RP_LIMIT_LINE);
    len += RP_LIMIT_LINE;
    data[len++] = '\n';
    memset(data + len, 'y', RP_LIMIT_LINE + 1);
    len += RP_LIMIT_LINE + 1;
    memcpy(data + len, "\nshort\n", 7);
    len += 7;
    memset(data + len, 'z', huge);
    len += huge;
    files_write(files_path(folder, "open"), data, len);
    memcpy(data + len, "\nend", 4);
    files_write(files_path(folder, "a"), data, len + 4);
    free(data);
    for (int open = 0; open < 2; open++) {
        struct rp_lines *lines = open_lines(open ? "open" : "a");
        assert_int_equal(rp_lines_next(lines, &line, &number, &error), RP_OK);
        assert_int_equal(line.len, RP_LIMIT_LINE);
        assert_int_equal(rp_lines_next(lines, &line, &number, &error), RP_LIMIT);
        assert_int_equal(number, 2);
        assert_int_equal(error.status, RP_LIMIT);
        assert_non_null(strstr(error.message, "16777216"));
        expect_line(lines, 3, "short");
        assert_int_equal(rp_lines_next(lines, &line, &number, &error), RP_LIMIT);
        assert_int_equal(number, 4);
        if (!open)
            expect_line(lines, 5, "end");
        expect_end(lines);
    }
}

static void a_cut_file_gives_its_whole_lines_first(void **state)
{
    (void)state;
    struct rp_str line;
    struct rp_error error;
    uint64_t number;
    size_t len;
    const char data[] = "one\ntwo\nthree";
    char *packed = files_gzip(data, sizeof data - 1, &len);
    files_write(files_path(folder, "a"), packed, len - 4);
    free(packed);
    struct rp_lines *lines = open_lines("a");
    expect_line(lines, 1, "one");
    expect_line(lines, 2, "two");
    assert_int_equal(rp_lines_next(lines, &line, &number, &error), RP_DAMAGED);
    assert_int_equal(number, 3);
    assert_non_null(strstr(error.message, "cut off"));
    expect_end(lines);
    assert_int_equal(rp_lines_open(files_path(folder, "none"), NULL, &lines, &error), RP_IO);
}

static void shows_what_comes(void **state)
{
    (void)state;
    struct rp_str seen;
    bool all;
    files_write(files_path(folder, "a"), "one\ntwo\n", 8);
    struct rp_lines *lines = open_lines("a");
    assert_int_equal(rp_lines_peek(lines, 1, &seen, &all, NULL), RP_OK);
    assert_true(seen.len >= 1);
    expect_line(lines, 1, "one");
    assert_int_equal(rp_lines_peek(lines, 100, &seen, &all, NULL), RP_OK);
    assert_true(all);
    assert_int_equal(seen.len, 4);
    assert_memory_equal(seen.data, "two\n", 4);
    expect_line(lines, 2, "two");
    expect_end(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gives_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(drops_a_byte_order_mark, setup, teardown),
        cmocka_unit_test_setup_teardown(many_lines_over_many_chunks, setup, teardown),
        cmocka_unit_test_setup_teardown(skips_lines_that_are_too_long, setup, teardown),
        cmocka_unit_test_setup_teardown(a_cut_file_gives_its_whole_lines_first, setup, teardown),
        cmocka_unit_test_setup_teardown(shows_what_comes, setup, teardown),
    };
    return cmocka_run_group_tests_name("input/lines", tests, NULL, NULL);
}
