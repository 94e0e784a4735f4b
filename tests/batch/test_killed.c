/* batch/dedup: a job that is killed at any moment is gone on with, and ends with the same bytes. All jobs are processes of their own: the threads of RocksDB are not
 * there in a process that was forked from one that has used it. */
#include "fixture.h"

#include "support/cmocka.h"
#include "support/random.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARTICLES = 4000, LIVES = 40, STATE_EVERY = 700, LOOK_NS = 100000 };

static struct told told;
static const char *input;

static off_t size_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? info.st_size : -1;
}

static struct rp_dedup_options options_to(const char *output)
{
    struct rp_dedup_options options = jobs_options(&input, 1, output, &told);
    options.state_every = STATE_EVERY;
    options.on_error = NULL;
    options.resume = true;
    return options;
}

/* The process is killed as soon as a file of the folder has a size: at a moment that depends on all that goes on. False: it was over before. */
static bool kill_when(const struct rp_dedup_options *options, const char *name, off_t size)
{
    const char *path = files_path(options->output, name);
    int status = 0;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        struct rp_dedup_report report;
        struct rp_error error;
        enum rp_status done = rp_dedup_run(options, &report, &error);
        if (done != RP_OK)
            fprintf(stderr, "# %s\n", error.message);
        _exit(done == RP_OK ? 0 : 1);
    }
    assert_true(pid > 0);
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (size_of(path) >= size) {
            kill(pid, SIGKILL);
            assert_int_equal(waitpid(pid, &status, 0), pid);
            break;
        }
        nanosleep(&(struct timespec){.tv_nsec = LOOK_NS}, NULL);
    }
    if (WIFEXITED(status))
        assert_int_equal(WEXITSTATUS(status), 0);
    return WIFSIGNALED(status);
}

static void run_well(const struct rp_dedup_options *options)
{
    assert_false(kill_when(options, "never", 0));
}

/* Moments in the order of a job: names of files, and how large they are in the end. */
struct moment {
    const char *name;
    off_t most;
};

static struct moment draw(const struct moment *moments, size_t count, uint64_t *random)
{
    /* Most of them in the first pass, which is the longest. */
    size_t which = (size_t)random_below(random, 4 * count);
    struct moment moment = moments[which < count ? which : which % 2];
    moment.most = (off_t)random_below(random, (uint64_t)moment.most);
    return moment;
}

static void a_killed_job_goes_on(void **state)
{
    uint64_t random = 23;
    int kills = 0;
    (void)state;
    made_articles(&made, ARTICLES, 9);
    input = write_made("in.jsonl");
    struct rp_dedup_options options = options_to(in_folder("whole"));
    run_well(&options);
    const struct moment moments[] = {
        {".reprint-job/journal", 50 * ARTICLES},
        {"stories.jsonl.tmp", size_of(files_path(options.output, "stories.jsonl"))},
        {".reprint-job/corpus/state.new", 1000},
        {"kept.jsonl.tmp", size_of(files_path(options.output, "kept.jsonl"))},
        {"stories.jsonl", 1},
        {"summary.json", 1},
    };
    options.output = in_folder("out");
    for (int life = 0; life < LIVES; life++) {
        struct moment moment = draw(moments, sizeof moments / sizeof *moments, &random);
        if (kill_when(&options, moment.name, moment.most)) {
            kills++;
            continue;
        }
        jobs_expect_same(in_folder("whole"), options.output);
        assert_false(files_exist(files_path(options.output, ".reprint-job")));
        files_remove(options.output);
    }
    if (!files_exist(files_path(options.output, "summary.json")) || files_exist(files_path(options.output, ".reprint-job")))
        run_well(&options);
    jobs_expect_same(in_folder("whole"), options.output);
    print_message("# killed %d times\n", kills);
    assert_true(kills > LIVES / 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_killed_job_goes_on, setup, teardown),
    };
    return cmocka_run_group_tests_name("batch/killed", tests, NULL, NULL);
}
