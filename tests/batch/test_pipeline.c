/* batch/pipeline: many threads, one order. */
#include "batch/pipeline.h"

#include "files.h"
#include "made.h"
#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char *folder;
static struct rp_buf made;

static int setup(void **state)
{
    (void)state;
    folder = strdup(files_folder());
    made_init(&made);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rp_buf_done(&made);
    files_remove(folder);
    free(folder);
    return 0;
}

static void keeps_the_order(void **state)
{
    (void)state;
    made_articles(&made, 2000, 10);
    files_write(files_path(folder, "a"), made.data, made.len);
    files_write(files_path(folder, "b"), "Plain text.", 11);
    const char *files[] = {files_path(folder, "a"), files_path(folder, "none"), files_path(folder, "b")};
    for (unsigned workers = 1; workers <= 4; workers++) {
        struct rp_pipeline *pipeline;
        struct rp_job *job;
        struct rp_error error;
        unsigned articles = 0, bad = 0, over = 0;
        uint64_t line = 0, done = 0;
        assert_int_equal(rp_pipeline_start(&(struct rp_pipeline_options){.files = files, .file_count = 3, .workers = workers}, &pipeline, &error), RP_OK);
        while (rp_pipeline_next(pipeline, &job, &error) == RP_OK) {
            assert_true(job->done_bytes >= done);
            done = job->done_bytes;
            for (size_t i = 0; i < job->count; i++) {
                const struct rp_item *item = &job->items[i];
                char id[16];
                if (item->file == 0)
                    assert_int_equal(item->line, ++line);
                if (item->error.status != RP_OK) {
                    item->file_over ? over++ : bad++;
                    continue;
                }
                snprintf(id, sizeof id, "a%u", articles++);
                assert_true(rp_str_equal(item->prepared->article.id, rp_str_of(item->file == 0 ? id : files[2])));
                assert_int_equal(item->is_text, item->file == 2);
            }
            rp_pipeline_give_back(pipeline, job);
        }
        assert_int_equal(articles, 2001);
        assert_int_equal(bad, 200);
        assert_int_equal(over, 1);
        assert_int_equal(done, made.len + 11);
        assert_int_equal(rp_pipeline_next(pipeline, &job, &error), RP_CLOSED);
        rp_pipeline_stop(pipeline);
    }
    rp_pipeline_stop(NULL);
}

/* Stopped at every stage: at once, after a job, with the reader waiting for room. */
static void stops_anywhere(void **state)
{
    (void)state;
    made_articles(&made, 6000, 0);
    files_write(files_path(folder, "a"), made.data, made.len);
    const char *path = files_path(folder, "a");
    const char *files[] = {path, path, path, path};
    for (unsigned jobs = 0; jobs < 4; jobs++) {
        struct rp_pipeline *pipeline;
        struct rp_job *job;
        assert_int_equal(rp_pipeline_start(&(struct rp_pipeline_options){.files = files, .file_count = 4, .workers = 2}, &pipeline, NULL), RP_OK);
        for (unsigned i = 0; i < jobs; i++) {
            assert_int_equal(rp_pipeline_next(pipeline, &job, NULL), RP_OK);
            rp_pipeline_give_back(pipeline, job);
        }
        rp_pipeline_stop(pipeline);
    }
}

/* A reader that waits for a pipe ends when it is told to stop. */
static void stops_at_a_silent_pipe(void **state)
{
    (void)state;
    const char *files[] = {"-"};
    struct rp_pipeline *pipeline;
    int ends[2], saved = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(rp_pipeline_start(&(struct rp_pipeline_options){.files = files, .file_count = 1, .workers = 1}, &pipeline, NULL), RP_OK);
    rp_pipeline_stop(pipeline);
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_the_order, setup, teardown),
        cmocka_unit_test_setup_teardown(stops_anywhere, setup, teardown),
        cmocka_unit_test_setup_teardown(stops_at_a_silent_pipe, setup, teardown),
    };
    return cmocka_run_group_tests_name("batch/pipeline", tests, NULL, NULL);
}
