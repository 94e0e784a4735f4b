/* A corpus on disk that is ended at any moment, in order or not, goes on as one in memory that was never ended. Each life of it is a process of its own. */
#include "support/cmocka.h"

#include "base/strings.h"
#include "corpus/same.h"
#include "reprint/fingerprint.h"
#include "store/archive.h"
#include "store/disk.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_THREAD__)
enum { STEPS = 450 }; /* each life does again in memory what was before it, and that is slow there */
#else
enum { STEPS = 1200 };
#endif
enum { STATE_EVERY = 50 };

struct life {
    struct rp_corpus *plain;
    struct rp_archive *archive;
    struct rp_workspace *workspace;
    struct rp_prepared *prepared;
    struct rp_packer *packer;
    struct rp_buf row;
    uint64_t random;
    int step;
};

/* What a step is. */
enum what { ADD, REMOVE };
static enum what next_step(struct life *life, struct made *made_, struct rp_article **ret)
{
    *ret = random_article(made_, &life->random);
    life->step++;
    return random_below(&life->random, 100) < 20 ? REMOVE : ADD;
}

static enum rp_status step_in_memory(struct life *life, enum what what, const struct rp_article *article, struct rp_answer **ret)
{
    if (what == REMOVE)
        return rp_corpus_remove(life->plain, article->id, NULL);
    return rp_corpus_add(life->plain, article, life->step, life->step % 3 == 0 ? RP_ADD_REPLACE : 0, ret, NULL);
}

static enum rp_status step_on_disk(struct life *life, enum what what, const struct rp_article *article, struct rp_answer **ret)
{
    struct rp_error error;
    struct rp_logged logged;
    unsigned flags = life->step % 3 == 0 ? RP_ADD_REPLACE : 0;
    rp_buf_clear(&life->row);
    assert_int_equal(rp_pack(life->packer, article, &life->row), RP_OK);
    enum rp_status status = what == REMOVE
                                ? rp_archive_log_remove(life->archive, article->id, &logged, &error)
                                : rp_archive_log_add(life->archive, (struct rp_str){life->row.data, life->row.len}, flags, &logged, &error);
    if (status == RP_OK)
        status = rp_archive_commit(life->archive, &error);
    if (status != RP_OK)
        fail_msg("%s", error.message);
    assert_int_equal(rp_prepare(life->workspace, NULL, article, 0, life->prepared, NULL), RP_OK);
    status = what == REMOVE ? rp_archive_remove(life->archive, &logged, article->id, &error)
                            : rp_archive_add(life->archive, &logged, life->prepared, flags, NULL, ret, &error);
    rp_archive_rest(life->archive, true);
    return status;
}

static void step(struct life *life)
{
    struct made m;
    struct rp_article *article;
    struct rp_answer *plain = NULL, *kept = NULL;
    enum what what = next_step(life, &m, &article);
    enum rp_status status = step_in_memory(life, what, article, &plain);
    assert_int_equal(step_on_disk(life, what, article, &kept), status);
    if (plain != NULL)
        assert_same_answer(plain, kept);
    rp_answer_free(plain);
    rp_answer_free(kept);
}

static void open_archive(struct life *life)
{
    struct rp_error error;
    struct rp_corpus_options corpus;
    rp_corpus_options_default(&corpus);
    corpus.index_seed = (uint64_t)life->step;
    struct rp_archive_options options = {.path = disk_path("data"), .holder = "a test", .create = true, .fsync = RP_FSYNC_NEVER, .state_every = STATE_EVERY, .corpus = &corpus};
    if (rp_archive_open(&options, &life->archive, &error) != RP_OK || rp_archive_restore(life->archive, NULL, &error) != RP_OK)
        fail_msg("%s", error.message);
    rp_corpus_options_default(&corpus);
}

/* The corpus in memory up to the step at which this life begins. */
static void begin(struct life *life, int from)
{
    *life = (struct life){.plain = make(), .prepared = rp_prepared_create(), .random = 31};
    assert_int_equal(rp_workspace_create(&life->workspace), RP_OK);
    assert_int_equal(rp_packer_create(&life->packer), RP_OK);
    rp_buf_init(&life->row, 1 << 20);
    while (life->step < from) {
        struct made m;
        struct rp_article *article;
        struct rp_answer *answer = NULL;
        enum what what = next_step(life, &m, &article);
        step_in_memory(life, what, article, &answer);
        rp_answer_free(answer);
    }
}

enum end { IN_ORDER, AT_ONCE };

static void live(int from, int to, enum end end)
{
    struct life life;
    struct rp_error error;
    struct rp_corpus_stats stats;
    begin(&life, from);
    open_archive(&life);
    assert_same_all(life.plain, rp_archive_corpus(life.archive));
    while (life.step < to)
        step(&life);
    if (end == AT_ONCE)
        _exit(0);
    assert_same_all(life.plain, rp_archive_corpus(life.archive));
    rp_corpus_stats(rp_archive_corpus(life.archive), &stats);
    assert_true(stats.index_bytes < 100 << 20); /* no more than there is */
    if (rp_archive_close(life.archive, &error) != RP_OK)
        fail_msg("%s", error.message);
    rp_corpus_free(life.plain);
    rp_prepared_free(life.prepared);
    rp_workspace_free(life.workspace);
    rp_packer_free(life.packer);
    rp_buf_done(&life.row);
}

static void in_a_process(int from, int to, enum end end)
{
    int status;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        live(from, to, end);
        _exit(0);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (status != 0)
        fail_msg("the life of the steps %d to %d ended with %d", from, to, status);
}

static void each_life_goes_on(void **state)
{
    (void)state;
    uint64_t random = 3;
    disk_make();
    for (int from = 0; from < STEPS;) {
        int to = from + (int)random_below(&random, 90);
        in_a_process(from, to, random_below(&random, 3) == 0 ? IN_ORDER : AT_ONCE);
        from = to;
    }
    disk_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_life_goes_on),
    };
    return cmocka_run_group_tests_name("store/archive", tests, NULL, NULL);
}
