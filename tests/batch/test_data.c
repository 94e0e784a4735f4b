/* batch/dedup with a corpus that is kept: runs one after the other say what one run over all says, and a corpus goes out and in again. */
#include "fixture.h"

#include "base/tree.h"
#include "input/records.h"
#include "store/archive.h"
#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARTICLES = 900, PARTS = 3 };

static struct told told;

static struct rp_dedup_options options_of(const char *const *file, const char *output, const char *data)
{
    struct rp_dedup_options options = jobs_options(file, 1, output, &told);
    options.data = data;
    options.holder = "a test";
    options.keep = RP_KEEP_FIRST;
    return options;
}

static struct rp_dedup_report run(const struct rp_dedup_options *options)
{
    struct rp_dedup_report report;
    struct rp_error error;
    if (rp_dedup_run(options, &report, &error) != RP_OK)
        fail_msg("%s", error.message);
    return report;
}

static struct rp_dedup_report run_on(const char *file, const char *output, const char *data)
{
    struct rp_dedup_options options = options_of(&file, output, data);
    return run(&options);
}

static const char *write_text(const char *name, const char *text)
{
    files_write(in_folder(name), text, strlen(text));
    return in_folder(name);
}

/* The made lines in files of their own, part1 and so on. */
static void write_parts(void)
{
    size_t start = 0;
    made_articles(&made, ARTICLES, 0);
    write_made("all.jsonl");
    for (int i = 0; i < PARTS; i++) {
        char name[16];
        size_t end = i == PARTS - 1 ? made.len : made.len * (size_t)(i + 1) / PARTS;
        while (made.data[end - 1] != '\n')
            end++;
        snprintf(name, sizeof name, "part%d.jsonl", i + 1);
        files_write(in_folder(name), made.data + start, end - start);
        start = end;
    }
}

/* What three output folders have one behind the other. */
static void expect_joined(const char *whole, const char *name)
{
    struct rp_buf joined;
    rp_buf_init(&joined, 64 << 20);
    for (int i = 1; i <= PARTS; i++) {
        char out[8];
        snprintf(out, sizeof out, "out%d", i);
        char *part = jobs_read(in_folder(out), name);
        assert_int_equal(rp_buf_add_str(&joined, rp_str_of(part)), RP_OK);
        free(part);
    }
    assert_int_equal(rp_buf_add(&joined, "", 1), RP_OK);
    char *all = jobs_read(whole, name);
    assert_true(joined.len > 1);
    assert_string_equal(all, joined.data);
    free(all);
    rp_buf_done(&joined);
}

static void runs_one_after_the_other_say_what_one_says(void **state)
{
    uint64_t articles = 0, kept = 0;
    (void)state;
    write_parts();
    struct rp_dedup_report all = run_on(in_folder("all.jsonl"), in_folder("all"), NULL);
    for (int i = 1; i <= PARTS; i++) {
        char part[16], out[8];
        snprintf(part, sizeof part, "part%d.jsonl", i);
        snprintf(out, sizeof out, "out%d", i);
        struct rp_dedup_report report = run_on(in_folder(part), in_folder(out), in_folder("data"));
        assert_int_equal(report.there, 0);
        articles += report.articles;
        kept += report.kept;
    }
    assert_int_equal(articles, ARTICLES);
    assert_int_equal(kept, all.kept);
    expect_joined(in_folder("all"), "stories.jsonl");
    expect_joined(in_folder("all"), "kept.jsonl");
    expect_joined(in_folder("all"), "removed.jsonl");
}

static void what_is_there_is_not_said_again(void **state)
{
    (void)state;
    made_articles(&made, 50, 0);
    const char *file = write_made("in.jsonl");
    assert_int_equal(run_on(file, in_folder("out1"), in_folder("data")).articles, 50);
    made_article(&made, "new", 1, 61, 3, "new.example", NULL); /* has the text of a0 */
    made_article(&made, "a1", 999, 60, 0, NULL, NULL);        /* the id of another text */
    write_made("in.jsonl");
    struct rp_dedup_report report = run_on(file, in_folder("out2"), in_folder("data"));
    assert_int_equal(report.there, 50);
    assert_int_equal(report.articles, 1);
    assert_int_equal(report.bad_lines, 1);
    assert_int_equal(report.stories, 1);
    assert_int_equal(report.removed, 1);
    assert_string_equal(told.first, "in.jsonl:52: exists");
    char *stories = jobs_read(in_folder("out2"), "stories.jsonl"), *removed = jobs_read(in_folder("out2"), "removed.jsonl"),
         *kept = jobs_read(in_folder("out2"), "kept.jsonl"), *summary = jobs_read(in_folder("out2"), "summary.json");
    assert_memory_equal(stories, "{\"id\":\"new\",\"seq\":51,\"story\":1,", 31);
    assert_non_null(strstr(removed, "\"kept\":\"a0\",\"story\":1}"));
    assert_string_equal(kept, "");
    assert_non_null(strstr(summary, "\"there\":50,"));
    free(stories);
    free(removed);
    free(kept);
    free(summary);
}

static void expect_kept(enum rp_keep keep, const char *file, const char *id)
{
    char out[32], want[64];
    snprintf(out, sizeof out, "by-%s", rp_keep_name(keep));
    assert_int_equal(rp_tree_remove(in_folder("data"), NULL), RP_OK);
    run_on(in_folder("before.jsonl"), NULL, in_folder("data"));
    struct rp_dedup_options options = options_of(&file, in_folder(out), in_folder("data"));
    options.keep = keep;
    struct rp_dedup_report report = run(&options);
    assert_int_equal(report.stories, 2);
    assert_int_equal(report.kept, 1);
    snprintf(want, sizeof want, "{\"id\":\"again\",\"reason\":\"");
    char *removed = jobs_read(in_folder(out), "removed.jsonl");
    assert_memory_equal(removed, want, strlen(want));
    snprintf(want, sizeof want, "\"kept\":\"%s\"", id);
    if (strstr(removed, want) == NULL)
        fail_msg("%s: %s", rp_keep_name(keep), removed);
    free(removed);
}

/* Of a story that was there, one of the articles that were there is kept: the best of them by the policy. */
static void of_an_old_story_none_is_kept(void **state)
{
    (void)state;
    made_article(&made, "first", 1, 100, 0, "a.example", "2020-01-03");
    made_article(&made, "long", 1, 100, 9, "b.example", "2020-01-01");
    made_article(&made, "late", 1, 100, 2, "c.example", "2020-01-05");
    made_article(&made, "other", 2, 100, 0, "c.example", "2020-01-05");
    write_made("before.jsonl");
    rp_buf_clear(&made);
    made_article(&made, "again", 1, 100, 20, "d.example", "2021-01-01");
    made_article(&made, "alone", 3, 100, 0, "d.example", NULL);
    const char *file = write_made("in.jsonl");
    expect_kept(RP_KEEP_FIRST, file, "first");
    expect_kept(RP_KEEP_LONGEST, file, "long");
    expect_kept(RP_KEEP_LATEST, file, "late");
    expect_kept(RP_KEEP_ORIGINAL, file, "long"); /* was published first */
}

/* --- out and in again --- */

static enum rp_status add_line(void *context, const struct rp_article *article, int64_t time_ms, struct rp_error *error)
{
    (void)time_ms;
    (void)error;
    return rp_record_article(context, article);
}

static struct rp_archive *open_corpus(const char *path, struct rp_corpus_options *corpus)
{
    struct rp_archive *archive;
    struct rp_error error;
    rp_corpus_options_default(corpus);
    struct rp_archive_options options = {.path = path, .holder = "a test", .fsync = RP_FSYNC_NEVER, .corpus = corpus};
    if (rp_archive_open(&options, &archive, &error) != RP_OK || rp_archive_restore(archive, NULL, &error) != RP_OK)
        fail_msg("%s", error.message);
    return archive;
}

static void expect_same_story(struct rp_corpus *a, struct rp_corpus *b, const char *id)
{
    struct rp_story *of_a, *of_b;
    assert_int_equal(rp_corpus_story(a, rp_str_of(id), &of_a, NULL), RP_OK);
    assert_int_equal(rp_corpus_story(b, rp_str_of(id), &of_b, NULL), RP_OK);
    assert_int_equal(of_a->story, of_b->story);
    assert_int_equal(of_a->member_count, of_b->member_count);
    assert_true(rp_str_equal(of_a->original, of_b->original));
    for (size_t i = 0; i < of_a->member_count; i++) {
        assert_true(rp_str_equal(of_a->members[i].id, of_b->members[i].id));
        assert_int_equal(of_a->members[i].seq, of_b->members[i].seq);
        assert_int_equal(of_a->members[i].verdict, of_b->members[i].verdict);
    }
    rp_story_free(of_a);
    rp_story_free(of_b);
}

static void a_corpus_goes_out_and_in_again(void **state)
{
    struct rp_archive_report report;
    struct rp_corpus_options options[2];
    struct rp_buf lines;
    (void)state;
    made_articles(&made, ARTICLES, 0);
    assert_int_equal(run_on(write_made("in.jsonl"), NULL, in_folder("data")).articles, ARTICLES);
    rp_buf_init(&lines, 64 << 20);
    const struct rp_archive_look look = {.path = in_folder("data"), .each = add_line, .context = &lines};
    assert_int_equal(rp_archive_export(&look, &report, NULL), RP_OK);
    assert_int_equal(report.articles, ARTICLES);
    files_write(in_folder("out.jsonl"), lines.data, lines.len);
    rp_buf_done(&lines);
    assert_int_equal(run_on(in_folder("out.jsonl"), NULL, in_folder("again")).articles, ARTICLES);
    struct rp_archive *a = open_corpus(in_folder("data"), &options[0]), *b = open_corpus(in_folder("again"), &options[1]);
    for (int i = 0; i < ARTICLES; i++) {
        char id[16];
        snprintf(id, sizeof id, "a%d", i);
        expect_same_story(rp_archive_corpus(a), rp_archive_corpus(b), id);
    }
    rp_archive_abandon(a);
    rp_archive_abandon(b);
}

/* --- jobs that come to nothing --- */

static void a_wrong_folder_changes_nothing(void **state)
{
    struct rp_dedup_report report;
    struct rp_error error;
    (void)state;
    made_articles(&made, 5, 0);
    const char *file = write_made("in.jsonl"), *data = write_text("no-folder", "text");
    struct rp_dedup_options options = options_of(&file, in_folder("out"), data);
    assert_int_equal(rp_dedup_run(&options, &report, &error), RP_IO);
    assert_non_null(strstr(error.message, "no-folder"));
    assert_false(files_exist(in_folder("out")));
    options.data = jobs_folder; /* holds something else */
    assert_int_equal(rp_dedup_run(&options, &report, &error), RP_DAMAGED);
    assert_false(files_exist(in_folder("out")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(runs_one_after_the_other_say_what_one_says, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_there_is_not_said_again, setup, teardown),
        cmocka_unit_test_setup_teardown(of_an_old_story_none_is_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(a_corpus_goes_out_and_in_again, setup, teardown),
        cmocka_unit_test_setup_teardown(a_wrong_folder_changes_nothing, setup, teardown),
    };
    return cmocka_run_group_tests_name("batch/data", tests, NULL, NULL);
}
