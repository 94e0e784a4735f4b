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
/* Both folders hold the same bytes. */
void jobs_expect_same(const char *a, const char *b);
/* What a file of an output folder holds; the caller frees it. */
char *jobs_read(const char *output, const char *name);
/* Writes text to standard input through a pipe that stays open when keep_open; jobs_restore_input ends it. */
void jobs_give_input(const char *text, bool keep_open);
void jobs_restore_input(void);

#endif
