/* server/take, server/job: what a job takes up while it waits, before the engine and after. */
#include "server/take.h"

#include "host.h"
#include "support/cmocka.h"
#include "support/failing.h"

#include <stdio.h>

static struct rp_job_pool pool;
static struct rp_taker with = {.pool = &pool};
static char room[100000];

static void a_done_job_lets_go_of_its_article(void **state)
{
    (void)state;
    struct rp_request request = {.id = 1, .method = RP_METHOD_CHECK, .article = made_article(room, sizeof room, "a", "", 1, 5000)};
    struct rp_job *job = rp_take_request(&with, &request);
    assert_non_null(job);
    assert_false(job->failed);
    assert_true(job->bytes > request.article.text.len);
    assert_true(job->weight < request.article.text.len * 2); /* so the article may not be kept for the reply */
    rp_finish_request(job);
    assert_null(job->prepared);
    rp_job_free(job);
}

static void the_entries_of_a_list_count(void **state)
{
    (void)state;
    static struct rp_entry entries[RP_LIMIT_ADD_MANY];
    struct rp_article article = made_article(room, sizeof room, "a", "", 1, 20);
    for (size_t i = 0; i < RP_LIMIT_ADD_MANY; i += 2)
        entries[i].article = article;
    entries[5].error = (struct rp_error){.status = RP_WRONG_TYPE, .message = "m"};
    struct rp_request request = {.id = 1, .method = RP_METHOD_ADD_MANY, .entries = entries, .entry_count = RP_LIMIT_ADD_MANY};
    struct rp_job *job = rp_take_request(&with, &request);
    assert_non_null(job);
    size_t bytes = RP_LIMIT_ADD_MANY * sizeof *job->entries;
    for (size_t i = 0; i < RP_LIMIT_ADD_MANY; i++)
        bytes += job->entries[i].prepared != NULL ? job->entries[i].prepared->bytes : 0;
    assert_true(job->bytes >= bytes);
    assert_non_null(job->entries[0].prepared);
    assert_int_equal(job->entries[5].error.status, RP_WRONG_TYPE);
    assert_int_equal(job->entries[7].error.status, RP_MISSING_KEY);
    assert_non_null(strstr(job->entries[7].error.message, "params.articles[7]: id"));
    rp_finish_request(job);
    assert_null(job->entries[0].prepared);
    rp_job_free(job);
}

/* Every allocation fails once: either no job, or one whose answer is that memory is out. */
static void taking_may_run_out_of_memory(void **state)
{
    (void)state;
    struct rp_article article = made_article(room, sizeof room, "a", "", 1, 100);
    struct rp_entry entries[2] = {{.article = article}, {.article = article}};
    const struct rp_request requests[] = {
        {.method = RP_METHOD_ADD, .article = article},
        {.method = RP_METHOD_FINGERPRINT, .article = article},
        {.method = RP_METHOD_ADD_MANY, .entries = entries, .entry_count = 2},
        {.method = RP_METHOD_COMPARE, .new_id = rp_str_of("a"), .old_id = rp_str_of("b")},
        {.method = RP_METHOD_PING},
    };
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        bool whole = false;
        for (size_t n = 1; !whole; n++) {
            struct failing failing;
            failing_start(&failing, n);
            struct rp_job *job = rp_take_request(&with, &requests[i]);
            failing_stop();
            whole = failing.seen < n;
            assert_true(whole || job == NULL || requests[i].method == RP_METHOD_ADD_MANY || job->failed);
            assert_true(!whole || (job != NULL && !job->failed));
            if (job != NULL && job->failed)
                assert_int_equal(job->error.status, RP_NO_MEMORY);
            if (job != NULL)
                rp_job_free(job);
        }
    }
}

static int set_up(void **state)
{
    (void)state;
    return rp_workspace_create(&with.workspace) == RP_OK && rp_packer_create(&with.packer) == RP_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    rp_job_pool_done(&pool);
    rp_workspace_free(with.workspace);
    rp_packer_free(with.packer);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_done_job_lets_go_of_its_article),
        cmocka_unit_test(the_entries_of_a_list_count),
        cmocka_unit_test(taking_may_run_out_of_memory),
    };
    return cmocka_run_group_tests_name("server/take", tests, set_up, tear_down);
}
