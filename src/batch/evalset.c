/* The articles of an evaluation set, in memory. */
#include "batch/evalset.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/time.h"
#include "input/feed.h"
#include "reprint/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

void rp_evalset_done(struct rp_evalset *set)
{
    for (size_t i = 0; i < set->ids.count; i++)
        rp_free(set->docs[i].found);
    rp_free(set->docs);
    rp_free(set->order);
    rp_labels_done(&set->labels);
    rp_ids_done(&set->ids);
    rp_buf_done(&set->lines);
    rp_article_parser_free(set->parser);
    *set = (struct rp_evalset){0};
}

void rp_evalset_bad(struct rp_eval_report *report, uint64_t line, const struct rp_error *error)
{
    if (report->bad++ > 0)
        return;
    report->bad_line = line;
    report->bad_error = *error;
}

enum rp_status rp_evalset_article(struct rp_evalset *set, uint32_t number, struct rp_article *ret,
                                  struct rp_error *error)
{
    const struct rp_doc *doc = &set->docs[number];
    return rp_article_parse(set->parser, (struct rp_str){set->lines.data + doc->start, doc->len}, ret, error);
}

/* Keeps one line. RP_EXISTS for an id that was there. */
static enum rp_status keep(struct rp_evalset *set, const struct rp_piece *piece, const struct rp_article *article,
                           struct rp_error *error)
{
    struct rp_doc doc = {
        .start = set->lines.len, .len = piece->bytes.len, .line = piece->line, .published_ms = INT64_MAX};
    if (article->published.len > 0)
        rp_time_parse(article->published, &doc.published_ms, NULL); /* the parser has checked it */
    if (article->source.len > 0)
        doc.source = rp_hash64(article->source.data, article->source.len, 0) | 1;
    if (!rp_grow(&set->docs, &set->cap, set->ids.count + 1, sizeof *set->docs, RP_LIMIT_ARTICLES))
        return rp_fail_memory(error);
    enum rp_status status = rp_buf_add_str(&set->lines, piece->bytes);
    if (status != RP_OK)
        return rp_fail(error, status, "%s",
                       status == RP_LIMIT ? "the set is larger than a corpus may be" : "out of memory");
    status = rp_ids_add(&set->ids, article->id);
    if (status == RP_OK) {
        set->docs[set->ids.count - 1] = doc;
        return RP_OK;
    }
    set->lines.len = doc.start;
    return rp_fail(error, status, "id \"%.*s\" %s", RP_SHOW(article->id),
                   status == RP_EXISTS ? "was there before" : "cannot be kept");
}

/* True for the faults of one line; the others end the run. */
static bool is_bad_line(enum rp_status status)
{
    return status != RP_OK && status != RP_NO_MEMORY && status != RP_CLOSED && status != RP_IO &&
           status != RP_DAMAGED && status != RP_INTERRUPTED;
}

static enum rp_status load_docs(struct rp_evalset *set, const char *path, const atomic_bool *interrupt,
                                struct rp_eval_report *report, struct rp_error *error)
{
    struct rp_feed *feed;
    struct rp_piece piece;
    struct rp_article article;
    struct rp_error why;
    enum rp_status status = rp_feed_open(path, interrupt, &feed, error);
    if (status != RP_OK)
        return status;
    while (status == RP_OK) {
        status = rp_feed_next(feed, &piece, &why);
        if (status == RP_OK)
            status = rp_piece_parse(set->parser, path, &piece, &article, &why);
        if (status == RP_OK)
            status = keep(set, &piece, &article, &why);
        if (is_bad_line(status)) {
            rp_evalset_bad(report, piece.line, &why);
            status = RP_OK;
        }
    }
    rp_feed_close(feed);
    return status == RP_CLOSED ? RP_OK : rp_fail(error, status, "%s", why.message);
}

/* docs.jsonl, packed or not. */
static enum rp_status find_docs(const char *folder, char path[PATH_BYTES], struct rp_error *error)
{
    static const char *const names[] = {"docs.jsonl", "docs.jsonl.zst", "docs.jsonl.gz"};
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (snprintf(path, PATH_BYTES, "%s/%s", folder, names[i]) < PATH_BYTES && access(path, R_OK) == 0)
            return RP_OK;
    return rp_fail(error, RP_IO, "%s has no docs.jsonl, docs.jsonl.zst or docs.jsonl.gz that can be read", folder);
}

struct when {
    int64_t published_ms;
    uint32_t number;
};

static int earlier(const void *left, const void *right)
{
    const struct when *a = left, *b = right;
    if (a->published_ms != b->published_ms)
        return a->published_ms < b->published_ms ? -1 : 1;
    return a->number < b->number ? -1 : 1;
}

static enum rp_status put_in_order(struct rp_evalset *set, struct rp_error *error)
{
    size_t count = set->ids.count;
    struct when *when = rp_alloc_zeroed(count, sizeof *when);
    set->order = rp_alloc_zeroed(count, sizeof *set->order);
    if (when == NULL || set->order == NULL) {
        rp_free(when);
        return rp_fail_memory(error);
    }
    for (uint32_t i = 0; i < count; i++)
        when[i] = (struct when){set->docs[i].published_ms, i};
    if (count > 0)
        qsort(when, count, sizeof *when, earlier);
    for (uint32_t i = 0; i < count; i++) {
        set->order[i] = when[i].number;
        set->docs[when[i].number].place = i;
    }
    rp_free(when);
    return RP_OK;
}

enum rp_status rp_evalset_load(struct rp_evalset *set, const char *folder, const struct rp_eval_options *options,
                               struct rp_eval_report *report, struct rp_error *error)
{
    char path[PATH_BYTES];
    *set = (struct rp_evalset){.new_sources = options->new_sources};
    rp_buf_init(&set->lines, RP_LIMIT_CORPUS_BYTES);
    rp_ids_init(&set->ids);
    if (rp_article_parser_create(&set->parser) != RP_OK)
        return rp_fail_memory(error);
    enum rp_status status = find_docs(folder, path, error);
    if (status == RP_OK)
        status = load_docs(set, path, options->interrupt, report, error);
    if (status == RP_OK)
        status = put_in_order(set, error);
    if (status != RP_OK)
        return status;
    if (snprintf(path, sizeof path, "%s/pairs.tsv", folder) >= PATH_BYTES)
        return rp_fail(error, RP_IO, "the folder's name is too long");
    return rp_labels_load(path, &set->ids, &set->labels, error);
}
