/* input/feed: JSONL or plain text, piece by piece. */
#include "input/feed.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "files.h"
#include "reprint/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static struct rp_feed *feed_of(const char *name, const char *data, size_t len)
{
    struct rp_feed *feed;
    files_write(files_path(folder, name), data, len);
    assert_int_equal(rp_feed_open(files_path(folder, name), NULL, &feed, NULL), RP_OK);
    return feed;
}

static void expect_piece(struct rp_feed *feed, uint64_t line, bool is_text, const char *bytes)
{
    struct rp_piece piece;
    assert_int_equal(rp_feed_next(feed, &piece, NULL), RP_OK);
    assert_int_equal(piece.line, line);
    assert_int_equal(piece.is_text, is_text);
    assert_int_equal(piece.bytes.len, strlen(bytes));
    assert_memory_equal(piece.bytes.data, bytes, piece.bytes.len);
}

static void expect_end(struct rp_feed *feed)
{
    struct rp_piece piece;
    assert_int_equal(rp_feed_next(feed, &piece, NULL), RP_CLOSED);
    assert_int_equal(rp_feed_next(feed, &piece, NULL), RP_CLOSED);
    rp_feed_close(feed);
}

static void repairs_where_asked(void **state)
{
    (void)state;
    const char lines[] = "{\"id\":\"a\"}\n{\"id\":\"\xff\xe4\xb8\"}\n{\"id\":\"\xc3\xa9\"}";
    struct rp_feed *feed = feed_of("bad.jsonl", lines, sizeof lines - 1);
    struct rp_piece piece;
    rp_feed_repair(feed);
    expect_piece(feed, 1, false, "{\"id\":\"a\"}");
    assert_int_equal(rp_feed_next(feed, &piece, NULL), RP_OK);
    assert_true(piece.repaired);
    assert_true(rp_str_equal(piece.bytes, rp_str_of("{\"id\":\"???\"}")));
    assert_int_equal(rp_feed_next(feed, &piece, NULL), RP_OK);
    assert_false(piece.repaired);
    assert_true(rp_str_equal(piece.bytes, rp_str_of("{\"id\":\"\xc3\xa9\"}")));
    expect_end(feed);
    feed = feed_of("bad.txt", "K\xe4se", 4);
    rp_feed_repair(feed);
    expect_piece(feed, 1, true, "K?se");
    expect_end(feed);
}

static size_t countdown;

static bool fails_at_zero(size_t size, void *context)
{
    (void)size;
    (void)context;
    return countdown-- != 0;
}

/* How many allocations the first piece takes, each of which failed once. */
static size_t fail_each(bool repair)
{
    for (size_t n = 0;; n++) {
        struct rp_piece piece;
        struct rp_error error;
        struct rp_feed *feed = feed_of("bad.jsonl", "{\"a\xff\"}\n{}\n", 10);
        if (repair)
            rp_feed_repair(feed);
        countdown = n;
        rp_alloc_set_hook(fails_at_zero, NULL);
        enum rp_status status = rp_feed_next(feed, &piece, &error);
        rp_alloc_set_hook(NULL, NULL);
        if (status != RP_OK) {
            assert_int_equal(status, RP_NO_MEMORY);
            expect_end(feed);
            continue;
        }
        assert_int_equal(piece.repaired, repair);
        rp_feed_close(feed);
        return n;
    }
}

static void repair_needs_memory(void **state)
{
    (void)state;
    assert_int_equal(fail_each(true), fail_each(false) + 1);
}

static void reads_jsonl(void **state)
{
    (void)state;
    const char data[] = "\n  \t\r\n {\"id\":1}\n\nbroken\n{}";
    struct rp_feed *feed = feed_of("a", data, sizeof data - 1);
    expect_piece(feed, 3, false, " {\"id\":1}");
    expect_piece(feed, 5, false, "broken");
    expect_piece(feed, 6, false, "{}");
    assert_true(rp_feed_is_file(feed));
    uint64_t done, total;
    rp_feed_progress(feed, &done, &total);
    assert_int_equal(done, sizeof data - 1);
    assert_int_equal(total, sizeof data - 1);
    expect_end(feed);
    expect_end(feed_of("a", "", 0));
    expect_end(feed_of("a", " \n\n", 3));
    rp_feed_close(NULL);
}

static void reads_plain_text(void **state)
{
    (void)state;
    const char data[] = "\xef\xbb\xbfTitle\n\nBody [1] {x} of the text.\n";
    size_t len;
    struct rp_feed *feed = feed_of("a.txt", data, sizeof data - 1);
    expect_piece(feed, 1, true, data + 3);
    expect_end(feed);
    char *packed = files_gzip(data, sizeof data - 1, &len);
    feed = feed_of("a.txt.gz", packed, len);
    expect_piece(feed, 1, true, data + 3);
    expect_end(feed);
    free(packed);
}

/* A broken first line does not make one article of a file of many. */
static void a_broken_first_line_stays_a_line(void **state)
{
    (void)state;
    static const char *const names[] = {"a.jsonl", "a.ndjson", "a.json", "a.jsonl.gz", "a.jsonl.zst"};
    const char broken[] = "not an object\n[]\n";
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct rp_feed *feed = feed_of(names[i], broken, sizeof broken - 1);
        expect_piece(feed, 1, false, "not an object");
        expect_piece(feed, 2, false, "[]");
        expect_end(feed);
    }
    const char later[] = "not an object\n { \"id\":\"a\"}\n";
    struct rp_feed *feed = feed_of("a", later, sizeof later - 1);
    expect_piece(feed, 1, false, "not an object");
    expect_piece(feed, 2, false, " { \"id\":\"a\"}");
    expect_end(feed);
    enum { DEPTH = 100000 };
    char *data = malloc(DEPTH + 32);
    memset(data, '[', DEPTH);
    strcpy(data + DEPTH, "\n{\"id\":\"a\"}\n");
    feed = feed_of("a", data, strlen(data));
    struct rp_piece piece;
    assert_int_equal(rp_feed_next(feed, &piece, NULL), RP_OK);
    assert_int_equal(piece.bytes.len, DEPTH);
    expect_piece(feed, 2, false, "{\"id\":\"a\"}");
    expect_end(feed);
    free(data);
}

static void bounds_a_plain_text(void **state)
{
    (void)state;
    struct rp_piece piece;
    struct rp_error error;
    char *data = malloc(RP_LIMIT_TEXT + 1);
    memset(data, 'x', RP_LIMIT_TEXT + 1);
    struct rp_feed *feed = feed_of("a", data, RP_LIMIT_TEXT);
    assert_int_equal(rp_feed_next(feed, &piece, &error), RP_OK);
    assert_int_equal(piece.bytes.len, RP_LIMIT_TEXT);
    expect_end(feed);
    feed = feed_of("a", data, RP_LIMIT_TEXT + 1);
    assert_int_equal(rp_feed_next(feed, &piece, &error), RP_LIMIT);
    assert_int_equal(piece.line, 1);
    assert_non_null(strstr(error.message, "4194304"));
    expect_end(feed);
    free(data);
}

static void a_line_too_long_is_one_error(void **state)
{
    (void)state;
    struct rp_piece piece;
    struct rp_error error;
    size_t len = 20u << 20;
    char *data = malloc(len);
    memset(data, 'x', len);
    memcpy(data, "{\"id\":\"", 7);
    memcpy(data + len - 3, "\n{}", 3);
    struct rp_feed *feed = feed_of("a", data, len);
    assert_int_equal(rp_feed_next(feed, &piece, &error), RP_LIMIT);
    assert_int_equal(piece.line, 1);
    expect_piece(feed, 2, false, "{}");
    expect_end(feed);
    free(data);
}

static void cut_files_end_with_an_error(void **state)
{
    (void)state;
    struct rp_piece piece;
    struct rp_error error;
    const char jsonl[] = "{\"id\":\"a\"}\n{\"id\":\"b\"}\n", text[] = "Plain words.\n";
    size_t len;
    char *packed = files_zstd(jsonl, sizeof jsonl - 1, &len);
    struct rp_feed *feed = feed_of("a", packed, len - 1);
    enum rp_status status;
    while ((status = rp_feed_next(feed, &piece, &error)) == RP_OK)
        assert_true(piece.line < 3);
    assert_int_equal(status, RP_DAMAGED);
    expect_end(feed);
    free(packed);
    packed = files_gzip(jsonl, sizeof jsonl - 1, &len);
    feed = feed_of("a", packed, len - 1);
    expect_piece(feed, 1, false, "{\"id\":\"a\"}");
    expect_piece(feed, 2, false, "{\"id\":\"b\"}");
    assert_int_equal(rp_feed_next(feed, &piece, &error), RP_DAMAGED);
    assert_int_equal(piece.line, 3);
    assert_non_null(strstr(error.message, "cut off"));
    expect_end(feed);
    free(packed);
    packed = files_gzip(text, sizeof text - 1, &len);
    feed = feed_of("a", packed, len - 1);
    assert_int_equal(rp_feed_next(feed, &piece, &error), RP_DAMAGED);
    expect_end(feed);
    free(packed);
    assert_int_equal(rp_feed_open(files_path(folder, "none"), NULL, &feed, &error), RP_IO);
    assert_non_null(strstr(error.message, "none"));
}

/* The first line of a live pipe is given while the pipe stays open. */
static void gives_the_first_line_of_a_live_pipe(void **state)
{
    (void)state;
    struct rp_feed *feed;
    int ends[2], saved = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(write(ends[1], "{\"id\":1}\n", 9), 9);
    assert_int_equal(rp_feed_open("-", NULL, &feed, NULL), RP_OK);
    expect_piece(feed, 1, false, "{\"id\":1}");
    close(ends[1]);
    assert_false(rp_feed_is_file(feed));
    expect_end(feed);
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(ends[0]);
}

static void parses_pieces(void **state)
{
    (void)state;
    struct rp_article_parser *parser;
    struct rp_article article;
    struct rp_error error;
    struct rp_piece line = {.bytes = rp_str_of("{\"id\":\"a\",\"text\":\"b\"}"), .line = 1};
    struct rp_piece text = {.bytes = rp_str_of("{words"), .line = 1, .is_text = true};
    assert_int_equal(rp_article_parser_create(&parser), RP_OK);
    assert_int_equal(rp_piece_parse(parser, "f", &line, &article, &error), RP_OK);
    assert_memory_equal(article.id.data, "a", 1);
    assert_int_equal(rp_piece_parse(parser, "f", &text, &article, &error), RP_OK);
    assert_memory_equal(article.id.data, "f", 1);
    line.bytes = text.bytes;
    assert_int_equal(rp_piece_parse(parser, "f", &line, &article, &error), RP_BAD_JSON);
    rp_article_parser_free(parser);
}

static void names_files(void **state)
{
    (void)state;
    assert_string_equal(rp_feed_name("-"), "stdin");
    assert_string_equal(rp_feed_name("./a.txt"), "a.txt");
    assert_string_equal(rp_feed_name("././b/a.txt"), "b/a.txt");
    assert_string_equal(rp_feed_name("/x/a.txt"), "/x/a.txt");
    assert_string_equal(rp_feed_name("../a.txt"), "../a.txt");
    assert_string_equal(rp_feed_name("./"), "./");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(repairs_where_asked, setup, teardown),
        cmocka_unit_test_setup_teardown(repair_needs_memory, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_jsonl, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_plain_text, setup, teardown),
        cmocka_unit_test_setup_teardown(a_broken_first_line_stays_a_line, setup, teardown),
        cmocka_unit_test_setup_teardown(bounds_a_plain_text, setup, teardown),
        cmocka_unit_test_setup_teardown(a_line_too_long_is_one_error, setup, teardown),
        cmocka_unit_test_setup_teardown(cut_files_end_with_an_error, setup, teardown),
        cmocka_unit_test_setup_teardown(gives_the_first_line_of_a_live_pipe, setup, teardown),
        cmocka_unit_test(parses_pieces),
        cmocka_unit_test(names_files),
    };
    return cmocka_run_group_tests_name("input/feed", tests, NULL, NULL);
}
