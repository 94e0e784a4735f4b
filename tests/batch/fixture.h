/* A folder and a buffer of made-up lines for each case of a test of jobs. */
#ifndef TESTS_BATCH_FIXTURE_H
#define TESTS_BATCH_FIXTURE_H

#include "files.h"
#include "jobs.h"
#include "made.h"

static struct rp_buf made;

static int setup(void **state)
{
    made_init(&made);
    return jobs_setup(state);
}

static int teardown(void **state)
{
    rp_buf_done(&made);
    return jobs_teardown(state);
}

static const char *in_folder(const char *name)
{
    return files_path(jobs_folder, name);
}

static inline const char *write_made(const char *name)
{
    files_write(in_folder(name), made.data, made.len);
    return in_folder(name);
}

#endif
