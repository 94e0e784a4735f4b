/* Dedup jobs in tests. */
#ifndef TESTS_BATCH_JOBS_H
#define TESTS_BATCH_JOBS_H

#include "batch/dedup.h"

struct told {
    unsigned errors;
    char first[300]; /* file:line: status */
};

/* A folder for the inputs and outputs of one test. */
extern char *jobs_folder;
int jobs_setup(void **state);
int jobs_teardown(void **state);

/* Options of a job that tells its errors to *told. */
struct rp_dedup_options jobs_options(const char *const *files, size_t count, const char *output, struct told *told);
/* Runs one that is to go well. */
struct rp_dedup_report jobs_run_well(const struct rp_dedup_options *options);
/* Runs one that is to fail, with a message that says these words. */
void jobs_expect_failure(const struct rp_dedup_options *options, enum rp_status status, const char *words);

/* When a job is to be interrupted: so many articles have come, in the first pass or in the second. */
struct jobs_when {
    uint64_t articles;
    bool writing;
};
/* Runs one until then; it can be gone on with. */
struct rp_dedup_report jobs_interrupt(struct rp_dedup_options options, struct jobs_when when);
/* What it does that by: options.interrupt, and options.on_progress with a jobs_when as the context. */
extern atomic_bool jobs_interrupted;
void jobs_interrupt_then(void *context, const struct rp_dedup_progress *progress);

/* Both folders hold the same bytes. */
void jobs_expect_same(const char *a, const char *b);
/* What a file of an output folder holds; the caller frees it. */
char *jobs_read(const char *output, const char *name);
/* Writes text to standard input through a pipe that stays open when keep_open; jobs_restore_input ends it. */
void jobs_give_input(const char *text, bool keep_open);
void jobs_restore_input(void);

#endif
