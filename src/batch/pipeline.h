/* Reading, parsing, fingerprinting and packing many files, in order and by many threads. Private to dedup.
 *
 * One thread reads and cuts the input into jobs of some hundred lines; each job goes to the workers and, in order, past a thread that may do something with
 * it to the one who takes the results. Queues between them are bounded, so the reader waits when the taker is slow. */
#ifndef RP_BATCH_PIPELINE_H
#define RP_BATCH_PIPELINE_H

#include "base/buf.h"
#include "corpus/prepare.h"
#include "input/feed.h"
#include "reprint/status.h"
#include "store/archive.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One article, or one error. */
struct rp_item {
    size_t start, len; /* its bytes within the job */
    uint64_t line;
    uint32_t file; /* index */
    bool is_text;
    bool repaired;                /* it was no valid UTF-8 */
    bool file_over;               /* the error ends the file */
    uint64_t hash;                /* of its bytes */
    struct rp_prepared *prepared; /* owned; says nothing after an error */
    size_t row_start, row_len;    /* the article, packed, within the job's rows */
    struct rp_logged logged;      /* for who logs it */
    struct rp_error error;        /* status RP_OK: none */
    struct rp_error remark;       /* on its date, which is left out; status RP_OK: none */
};

struct rp_job {
    struct rp_buf bytes, rows;
    struct rp_item *items; /* owned */
    size_t count, cap;
    uint64_t done_bytes; /* of the files as they lie on disk, up to here */
    bool ready;
    struct rp_error error; /* of `pass`; status RP_OK: none */
    struct rp_job *next; /* among those that are not in use */
};

struct rp_pipeline;

/* All pointers are borrowed until stop. */
struct rp_pipeline_options {
    const char *const *files;
    size_t file_count;
    unsigned workers;
    const struct rp_agencies *agencies; /* those of the corpus; NULL: the built-in ones */
    bool repair;                        /* as rp_feed_repair */
    uint32_t first;                     /* file to begin with */
    struct rp_feed *feed;               /* that file, read to where this is to begin; owned, also when it can not be started. NULL: from its beginning */
    uint64_t done_bytes;                /* of the files before */
    const atomic_bool *interrupt;
    /* Called for each job that is worked off, in the order of the input, by a thread of its own; NULL: nothing. What it fails with is in the job, which is the last. */
    enum rp_status (*pass)(void *context, struct rp_job *job, struct rp_error *error);
    void *context;
};

/* Starts the threads. RP_NO_MEMORY; RP_IO when no thread can be made. */
enum rp_status rp_pipeline_start(const struct rp_pipeline_options *options, struct rp_pipeline **ret, struct rp_error *error);
/* The next job, worked off, in the order of the input; the caller gives it back. RP_CLOSED at the end, RP_NO_MEMORY. */
enum rp_status rp_pipeline_next(struct rp_pipeline *pipeline, struct rp_job **ret, struct rp_error *error);
void rp_pipeline_give_back(struct rp_pipeline *pipeline, struct rp_job *job);
/* Ends the threads, wherever they are, and frees what is left. NULL is allowed. */
void rp_pipeline_stop(struct rp_pipeline *pipeline);

#endif
