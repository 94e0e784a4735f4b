/* The copies in files: articles in, a folder out that says what is whose copy, and which articles to keep; or into a corpus that is kept, or both.
 *
 * The folder gets
 *   stories.jsonl  a line an article, in the order of the input: the answer when it was added (input/records.h)
 *   kept.jsonl     the lines of the articles that are kept, as they were; a plain text becomes a line {"id","text"}
 *   removed.jsonl  {"id","reason","kept","story"} of each of the others: reason is the verdict that makes it a copy,
 *                  kept the id of the article of its story that is kept
 *   summary.json   counts
 *
 * They hold the same bytes whatever the number of threads, and appear all at once at the end: until then they are
 * called *.tmp, and summary.json comes last. Without a corpus that is kept
 * the articles lie in one in the folder .reprint-job meanwhile.
 *
 * With a corpus that is kept the articles are matched against all that is in it, and stay there. The folder is about those that were not there before: of a story
 * that had an article then, none is kept, so that all kept.jsonl together hold one of each story.
 *
 * A job that was interrupted can be gone on with, and ends with the same bytes, with a corpus that is kept too; what others have added to that in between is not of the job. */
#ifndef RP_BATCH_DEDUP_H
#define RP_BATCH_DEDUP_H

#include "reprint/corpus.h"
#include "reprint/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(NAME, "stable_name"): which article of each story is kept at the end. Where two are as good, the earlier one of the
 * input. */
#define RP_KEEP_MAP(X)                                                                                                 \
    X(ORIGINAL, "original")                                                                                            \
    X(FIRST, "first")                                                                                                  \
    X(LONGEST, "longest")                                                                                              \
    X(LATEST, "latest")

enum rp_keep {
#define RP_KEEP_ENUM(name, text) RP_KEEP_##name,
    RP_KEEP_MAP(RP_KEEP_ENUM)
#undef RP_KEEP_ENUM
        RP_KEEP_COUNT
};
const char *rp_keep_name(enum rp_keep keep);
/* False when there is no such name. */
bool rp_keep_parse(const char *name, enum rp_keep *ret);

enum { RP_DEDUP_THREADS_MAX = 256 };

struct rp_dedup_progress {
    bool writing;                     /* the second pass, which writes kept.jsonl */
    uint64_t done_bytes, total_bytes; /* of the files as they lie on disk, in this pass; total 0 when it is not known */
    uint64_t articles, errors;
};

/* All pointers are borrowed. Callbacks come from the thread that runs the job. */
struct rp_dedup_options {
    const char *const *files; /* as rp_feed_open takes them; "-" at most once */
    size_t file_count;
    const char *output; /* NULL: no folder, only with `data` */
    const char *data;   /* the folder of a corpus that is kept, which is made if need be; NULL: none */
    const char *holder; /* with `data`: who asks, as in struct rp_archive_options */
    enum rp_keep keep;
    unsigned threads;                       /* that parse and fingerprint; 0: one for each processor */
    bool force;                             /* the folder may hold something: files of the names above are replaced */
    bool resume;                            /* the folder may hold a job that was interrupted: it is gone on with */
    bool strict;                            /* the first error ends the job, also a bad date */
    bool repair;                            /* invalid UTF-8 is repaired as rp_feed_repair does, in what is kept too */
    size_t max_errors;                      /* that on_error is told, bad dates among them; the others are only counted */
    const struct rp_corpus_options *corpus; /* NULL: the defaults */
    uint64_t state_every;                   /* as in struct rp_archive_options; 0: its default */
    const atomic_bool *interrupt;           /* may be NULL; true ends the job soon */
    void (*on_error)(void *context, const char *file, uint64_t line, const struct rp_error *error);
    void (*on_remark)(void *context, const char *line); /* on the corpus that is kept; from any thread */
    void (*on_progress)(void *context, const struct rp_dedup_progress *progress);
    void *context;
};

struct rp_dedup_report {
    uint64_t articles;  /* that were taken */
    uint64_t there;     /* that were in the corpus before the job, with the same text */
    uint64_t bad_lines; /* among them repeated ids, also with the same text */
    uint64_t bad_files; /* that could not be read to their end; what was read of them counts */
    uint64_t bad_dates; /* that are none: their articles count, undated */
    uint64_t repaired;  /* articles whose UTF-8 was repaired */
    uint64_t stories, kept, removed;
    uint64_t verdicts[RP_VERDICT_COUNT];
    bool resumable; /* the folder holds the job as far as it came */
    uint64_t bytes, kept_bytes; /* of the lines of all articles and of the kept ones, without newlines */
};

/* RP_OK also when lines, files or dates were bad: see the report. Otherwise the folder is as it was, unless the job can be
 * gone on with; what a corpus that is kept has taken stays there:
 *   RP_BAD_ARGUMENT  no files, too many threads, "-" twice, a folder that holds something, `resume` with another job
 *   RP_IO            a file that cannot be opened at the start, or the folder cannot be written
 *   RP_DAMAGED       a file changed between the two passes, or since the job was interrupted
 *   RP_LIMIT         more than the corpus may hold
 *   and what rp_archive_open and rp_archive_restore fail with
 *   RP_INTERRUPTED, RP_NO_MEMORY, and in a strict job the first error, its place in front of the message.
 * *ret is filled in as far as the job came. */
enum rp_status rp_dedup_run(const struct rp_dedup_options *options, struct rp_dedup_report *ret,
                            struct rp_error *error);

#endif
