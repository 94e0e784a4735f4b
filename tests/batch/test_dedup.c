/* batch/dedup: the same bytes whatever the way. */
#include "fixture.h"

#include "support/cmocka.h"

#include <stdlib.h>

static void run(const char *const *files, size_t count, const char *output, enum rp_keep keep,
                struct rp_dedup_report *ret)
{
    struct told told;
    struct rp_error error = {0};
    struct rp_dedup_options options = jobs_options(files, count, output, &told);
    options.keep = keep;
    if (rp_dedup_run(&options, ret, &error) != RP_OK)
        fail_msg("%s", error.message);
}

static void expect_line(const char *output, const char *name, const char *line)
{
    char *text = jobs_read(output, name);
    if (strstr(text, line) == NULL)
        fail_msg("%s has no %s: %s", name, line, text);
    free(text);
}

/* a and its copies b and c (longer), d alone. */
static const char *four_articles(void)
{
    made_article(&made, "a", 1, 100, 0, "a.example", "2020-01-03");
    made_article(&made, "b", 1, 100, 5, "b.example", "2020-01-04");
    made_article(&made, "d", 2, 100, 0, "c.example", NULL);
    made_article(&made, "c", 1, 100, 9, "c.example", "2020-01-02");
    return write_made("in.jsonl");
}

static void tells_copies_apart(void **state)
{
    (void)state;
    struct rp_dedup_report report;
    const char *file = four_articles(), *out = in_folder("out");
    run(&file, 1, out, RP_KEEP_FIRST, &report);
    assert_int_equal(report.articles, 4);
    assert_int_equal(report.stories, 2);
    assert_int_equal(report.kept, 2);
    assert_int_equal(report.removed, 2);
    assert_int_equal(report.verdicts[RP_VERDICT_UNIQUE], 2);
    assert_int_equal(report.bad_lines + report.bad_files, 0);
    assert_int_equal(report.bytes, made.len - 4);
    char *stories = jobs_read(out, "stories.jsonl"), *kept = jobs_read(out, "kept.jsonl");
    const char *lines[4] = {made.data};
    for (unsigned i = 1; i < 4; i++)
        lines[i] = strchr(lines[i - 1], '\n') + 1;
    assert_memory_equal(stories, "{\"id\":\"a\",\"seq\":1,\"story\":1,\"verdict\":\"unique\"", 46);
    /* a and d, as they were. */
    size_t a = (size_t)(lines[1] - lines[0]), d = (size_t)(lines[3] - lines[2]);
    assert_int_equal(strlen(kept), a + d);
    assert_memory_equal(kept, lines[0], a);
    assert_memory_equal(kept + a, lines[2], d);
    assert_int_equal(report.kept_bytes, a + d - 2);
    free(stories);
    free(kept);
    char *removed = jobs_read(out, "removed.jsonl"), *summary = jobs_read(out, "summary.json");
    assert_non_null(strstr(removed, "{\"id\":\"b\",\"reason\":\""));
    assert_non_null(strstr(removed, "\",\"kept\":\"a\",\"story\":1}\n{\"id\":\"c\",\"reason\":\""));
    assert_non_null(strstr(summary,
                           "\"keep\":\"first\",\"articles\":4,\"bad_lines\":0,\"bad_files\":0,\"bad_dates\":0,\"repaired\":0,\"stories\":2,\"kept\":2,"
                           "\"removed\":2,\"verdicts\":{\"unique\":2,"));
    free(removed);
    free(summary);
}

static void keeps_by_policy(void **state)
{
    (void)state;
    struct rp_dedup_report report;
    const char *file = four_articles();
    run(&file, 1, in_folder("longest"), RP_KEEP_LONGEST, &report);
    expect_line(in_folder("longest"), "kept.jsonl", "{\"id\":\"c\"");
    expect_line(in_folder("longest"), "removed.jsonl", "{\"id\":\"a\",\"reason\":\"");
    expect_line(in_folder("longest"), "removed.jsonl", "\"kept\":\"c\"");
    run(&file, 1, in_folder("latest"), RP_KEEP_LATEST, &report);
    expect_line(in_folder("latest"), "removed.jsonl", "\"kept\":\"b\"");
    /* Nobody is credited: c was published first. */
    run(&file, 1, in_folder("original"), RP_KEEP_ORIGINAL, &report);
    expect_line(in_folder("original"), "removed.jsonl", "\"kept\":\"c\"");
    assert_int_equal(report.kept, 2);
}

static void same_bytes_for_any_number_of_threads(void **state)
{
    (void)state;
    made_articles(&made, 1500, 7);
    const char *files[] = {write_made("in.jsonl"), in_folder("text.txt")};
    files_write(files[1], "Title\n\nBody of a plain text.\n", 29);
    static const char *const names[] = {"t1", "t2", "t4"};
    for (unsigned i = 0; i < 3; i++) {
        struct told told;
        struct rp_dedup_report report;
        struct rp_dedup_options options = jobs_options(files, 2, in_folder(names[i]), &told);
        options.threads = 1u << i;
        assert_int_equal(rp_dedup_run(&options, &report, NULL), RP_OK);
        assert_int_equal(report.articles, 1501);
        assert_int_equal(report.bad_lines, 214);
        assert_true(report.removed > 300);
        assert_int_equal(report.kept + report.removed, report.articles);
        assert_int_equal(told.errors, 5);
        assert_string_equal(told.first, "in.jsonl:8: missing_key");
        if (i > 0)
            jobs_expect_same(in_folder("t1"), in_folder(names[i]));
    }
    struct told told;
    struct rp_dedup_report report;
    struct rp_dedup_options options = jobs_options(files, 2, in_folder("all"), &told);
    options.threads = 0;
    assert_int_equal(rp_dedup_run(&options, &report, NULL), RP_OK);
    jobs_expect_same(in_folder("t1"), in_folder("all"));
}

static void same_bytes_from_packed_files_and_pipes(void **state)
{
    (void)state;
    struct rp_dedup_report report;
    size_t len;
    made_articles(&made, 500, 9);
    const char *file = write_made("in.jsonl");
    run(&file, 1, in_folder("plain"), RP_KEEP_ORIGINAL, &report);
    void *packed = files_gzip(made.data, made.len, &len);
    file = in_folder("in.gz");
    files_write(file, packed, len);
    free(packed);
    run(&file, 1, in_folder("gzip"), RP_KEEP_ORIGINAL, &report);
    jobs_expect_same(in_folder("plain"), in_folder("gzip"));
    packed = files_zstd(made.data, made.len, &len);
    file = in_folder("in.zst");
    files_write(file, packed, len);
    free(packed);
    run(&file, 1, in_folder("zstd"), RP_KEEP_ORIGINAL, &report);
    jobs_expect_same(in_folder("plain"), in_folder("zstd"));
    assert_int_equal(rp_buf_add(&made, "", 1), RP_OK);
    jobs_give_input(made.data, false);
    file = "-";
    run(&file, 1, in_folder("pipe"), RP_KEEP_ORIGINAL, &report);
    jobs_restore_input();
    jobs_expect_same(in_folder("plain"), in_folder("pipe"));
    assert_false(files_exist(files_path(in_folder("pipe"), "spool.tmp")));
}

/* A pipe between two files keeps its place. */
static void mixes_files_and_pipes(void **state)
{
    (void)state;
    struct rp_dedup_report report;
    const char *files[] = {in_folder("1.jsonl"), "-", in_folder("3.txt")};
    made_article(&made, "a", 1, 80, 0, NULL, NULL);
    write_made("1.jsonl");
    rp_buf_clear(&made);
    made_article(&made, "b", 2, 80, 0, NULL, NULL);
    made_line(&made, "broken");
    made_article(&made, "c", 1, 80, 0, NULL, NULL);
    made_article(&made, "d", 3, 80, 0, NULL, NULL);
    assert_int_equal(rp_buf_add(&made, "", 1), RP_OK);
    files_write(files[2], "A plain text with a \"quote\".", 28);
    jobs_give_input(made.data, false);
    run(files, 3, in_folder("out"), RP_KEEP_FIRST, &report);
    jobs_restore_input();
    assert_int_equal(report.articles, 5);
    assert_int_equal(report.bad_lines, 1);
    char *kept = jobs_read(in_folder("out"), "kept.jsonl");
    const char *a = strstr(kept, "{\"id\":\"a\""), *b = strstr(kept, "{\"id\":\"b\""),
               *d = strstr(kept, "{\"id\":\"d\"");
    const char *text = strstr(kept, "3.txt\",\"text\":\"A plain text with a \\\"quote\\\".\"}\n");
    assert_true(a != NULL && a < b && b < d && d < text);
    free(kept);
    char *removed = jobs_read(in_folder("out"), "removed.jsonl");
    assert_string_equal(removed, "{\"id\":\"c\",\"reason\":\"identical\",\"kept\":\"a\",\"story\":1}\n");
    free(removed);
    /* A plain text from a pipe. */
    jobs_give_input("Words from a pipe.", false);
    run(&files[1], 1, in_folder("words"), RP_KEEP_FIRST, &report);
    jobs_restore_input();
    kept = jobs_read(in_folder("words"), "kept.jsonl");
    assert_string_equal(kept, "{\"id\":\"stdin\",\"text\":\"Words from a pipe.\"}\n");
    free(kept);
}

static void empty_files_give_empty_results(void **state)
{
    (void)state;
    struct rp_dedup_report report;
    const char *file = write_made("in.jsonl");
    run(&file, 1, in_folder("out"), RP_KEEP_ORIGINAL, &report);
    assert_int_equal(report.articles + report.stories + report.bad_lines, 0);
    char *stories = jobs_read(in_folder("out"), "stories.jsonl");
    assert_string_equal(stories, "");
    free(stories);
    expect_line(in_folder("out"), "summary.json", "\"articles\":0");
}

static void what_was_kept_is_kept_again(void **state)
{
    (void)state;
    struct rp_dedup_report first, again;
    made_articles(&made, 400, 0);
    const char *file = write_made("in.jsonl");
    run(&file, 1, in_folder("out"), RP_KEEP_FIRST, &first);
    const char *kept = files_path(in_folder("out"), "kept.jsonl");
    run(&kept, 1, in_folder("again"), RP_KEEP_FIRST, &again);
    assert_int_equal(again.articles, first.kept);
    assert_int_equal(again.removed, 0);
}

struct bar {
    unsigned calls, writing;
    uint64_t done, total, articles;
};

static void take_progress(void *context, const struct rp_dedup_progress *progress)
{
    struct bar *bar = context;
    if (progress->writing && bar->writing++ == 0)
        bar->done = 0;
    assert_true(progress->done_bytes >= bar->done);
    assert_true(progress->done_bytes <= progress->total_bytes);
    bar->calls++;
    bar->done = progress->done_bytes;
    bar->total = progress->total_bytes;
    bar->articles = progress->articles;
}

static void tells_progress(void **state)
{
    (void)state;
    struct told told;
    struct bar bar = {0};
    struct rp_dedup_report report;
    made_articles(&made, 600, 0);
    const char *file = write_made("in.jsonl");
    struct rp_dedup_options options = jobs_options(&file, 1, in_folder("out"), &told);
    options.on_error = NULL;
    options.on_progress = take_progress;
    options.context = &bar;
    assert_int_equal(rp_dedup_run(&options, &report, NULL), RP_OK);
    assert_true(bar.calls >= 5);
    assert_true(bar.writing >= 1);
    assert_int_equal(bar.done, made.len);
    assert_int_equal(bar.total, made.len);
    assert_int_equal(bar.articles, 600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tells_copies_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(keeps_by_policy, setup, teardown),
        cmocka_unit_test_setup_teardown(same_bytes_for_any_number_of_threads, setup, teardown),
        cmocka_unit_test_setup_teardown(same_bytes_from_packed_files_and_pipes, setup, teardown),
        cmocka_unit_test_setup_teardown(mixes_files_and_pipes, setup, teardown),
        cmocka_unit_test_setup_teardown(empty_files_give_empty_results, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_kept_is_kept_again, setup, teardown),
        cmocka_unit_test_setup_teardown(tells_progress, setup, teardown),
    };
    return cmocka_run_group_tests_name("batch/dedup", tests, NULL, NULL);
}
