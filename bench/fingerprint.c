/* What a fingerprint costs, whole and in parts, beside what it costs to look at the same bytes at all.
 *
 * usage: bench_fingerprint [FILE] [--megabytes N] [--runs N] [--median BYTES] [--script NAME] ...
 *
 * Texts are those of FILE or made ones, as many as make N megabytes. Every part is timed over all texts, one part after the other, and that again and
 * again; for each the median of its runs counts, in processor time of this thread. One line of JSON: megabytes of raw text a second for each part, and
 * articles a second of the whole. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "input/feed.h"
#include "measure.h"
#include "sketch/sketch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

bool bench_utf8_valid(const char *data, size_t len);

static const char PROGRAM[] = "bench_fingerprint";

/* A text and what its parts are computed from. */
struct text {
    struct rp_str raw; /* owned */
    struct rp_tokens tokens;
    struct rp_shingles shingles;
};

struct set {
    struct text *texts; /* owned */
    size_t count, cap, bytes, bytes_max;
    struct rp_workspace *workspace; /* owned */
    char *copy;                     /* owned; as long as the longest text */
    uint64_t sum;                   /* of what comes out, so that nothing is left away */
};

/* --- the texts --- */

static enum rp_status set_add(struct set *set, struct rp_str raw)
{
    struct rp_fingerprint fingerprint;
    if (rp_fingerprint(set->workspace, raw.data, raw.len, &fingerprint, NULL) != RP_OK)
        return RP_OK; /* no words in it, or no valid UTF-8 */
    char *copy = rp_alloc(raw.len);
    if (copy == NULL || !rp_grow(&set->texts, &set->cap, set->count + 1, sizeof *set->texts, SIZE_MAX / sizeof *set->texts)) {
        rp_free(copy);
        return RP_NO_MEMORY;
    }
    memcpy(copy, raw.data, raw.len);
    struct text *text = &set->texts[set->count++];
    text->raw = (struct rp_str){copy, raw.len};
    rp_tokens_init(&text->tokens);
    rp_shingles_init(&text->shingles);
    set->bytes += raw.len;
    enum rp_status status = rp_tokenise(&text->tokens, copy, raw.len, NULL);
    return status == RP_OK ? rp_shingle(&text->shingles, &text->tokens) : status;
}

static enum rp_status read_set(struct set *set, const char *path, struct rp_error *error)
{
    struct rp_feed *feed;
    struct rp_article_parser *parser = NULL;
    struct rp_piece piece;
    struct rp_article article;
    enum rp_status status = rp_feed_open(path, NULL, &feed, error);
    if (status != RP_OK)
        return status;
    status = rp_article_parser_create(&parser);
    while (status == RP_OK && set->bytes < set->bytes_max) {
        status = rp_feed_next(feed, &piece, error);
        if (status == RP_OK && rp_piece_parse(parser, path, &piece, &article, error) == RP_OK)
            status = set_add(set, article.text);
    }
    rp_article_parser_free(parser);
    rp_feed_close(feed);
    return status == RP_CLOSED ? RP_OK : status;
}

static enum rp_status make_set(struct set *set)
{
    struct rp_maker *maker = bench_maker(PROGRAM);
    struct rp_made made;
    enum rp_status status = RP_OK;
    rp_made_init(&made);
    for (uint64_t i = 0; status == RP_OK && set->bytes < set->bytes_max; i++) {
        status = rp_make(maker, i, &made);
        if (status == RP_OK)
            status = set_add(set, made.article.text);
    }
    rp_made_done(&made);
    rp_maker_free(maker);
    return status;
}

static enum rp_status set_fill(struct set *set, const char *path, struct rp_error *error)
{
    size_t longest = 0;
    if (rp_workspace_create(&set->workspace) != RP_OK)
        return rp_fail_memory(error);
    enum rp_status status = path != NULL ? read_set(set, path, error) : make_set(set);
    for (size_t i = 0; i < set->count; i++)
        longest = set->texts[i].raw.len > longest ? set->texts[i].raw.len : longest;
    set->copy = rp_alloc(longest);
    if (status == RP_NO_MEMORY || set->copy == NULL)
        return rp_fail_memory(error);
    if (status == RP_OK && set->count == 0)
        return rp_fail(error, RP_EMPTY_TEXT, "there are no texts in it");
    return status;
}

static void set_done(struct set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        rp_free((char *)set->texts[i].raw.data);
        rp_tokens_done(&set->texts[i].tokens);
        rp_shingles_done(&set->texts[i].shingles);
    }
    rp_free(set->texts);
    rp_free(set->copy);
    rp_workspace_free(set->workspace);
}

/* --- the parts: each of one text --- */

static void whole(struct set *set, const struct text *text)
{
    struct rp_fingerprint fingerprint;
    if (rp_fingerprint(set->workspace, text->raw.data, text->raw.len, &fingerprint, NULL) == RP_OK)
        set->sum += fingerprint.simhash;
}

static void tokenise(struct set *set, const struct text *text)
{
    if (rp_tokenise(&set->workspace->tokens, text->raw.data, text->raw.len, NULL) == RP_OK)
        set->sum += set->workspace->tokens.count;
}

static void shingle(struct set *set, const struct text *text)
{
    if (rp_shingle(&set->workspace->shingles, &text->tokens) == RP_OK)
        set->sum += set->workspace->shingles.distinct_count;
}

static void tokenise_shingle(struct set *set, const struct text *text)
{
    if (rp_tokenise(&set->workspace->tokens, text->raw.data, text->raw.len, NULL) == RP_OK &&
        rp_shingle(&set->workspace->shingles, &set->workspace->tokens) == RP_OK)
        set->sum += set->workspace->shingles.distinct_count;
}

static void minhash(struct set *set, const struct text *text)
{
    uint16_t values[RP_MINHASH_VALUES];
    rp_minhash(text->shingles.distinct, text->shingles.distinct_count, values);
    set->sum += values[0];
}

static void simhash(struct set *set, const struct text *text)
{
    set->sum += rp_simhash(text->tokens.hash, text->tokens.count);
}

static void fracminhash(struct set *set, const struct text *text)
{
    uint64_t keys[RP_KEYS_MAX];
    set->sum += rp_fracminhash(text->shingles.distinct, text->shingles.distinct_count, RP_KEYS_MAX, keys);
}

static void copy(struct set *set, const struct text *text)
{
    memcpy(set->copy, text->raw.data, text->raw.len);
    set->sum += (unsigned char)set->copy[text->raw.len / 2];
}

static void xxh3(struct set *set, const struct text *text)
{
    set->sum += XXH3_64bits(text->raw.data, text->raw.len);
}

static void utf8_fault(struct set *set, const struct text *text)
{
    set->sum += rp_utf8_fault(text->raw);
}

static void utf8_simdjson(struct set *set, const struct text *text)
{
    set->sum += bench_utf8_valid(text->raw.data, text->raw.len);
}

static const struct part {
    const char *name;
    void (*run)(struct set *set, const struct text *text);
} parts[] = {
    {"fingerprint", whole},   {"tokenise_shingle", tokenise_shingle}, {"tokenise", tokenise},       {"shingle", shingle},
    {"minhash", minhash},     {"simhash", simhash},                   {"fracminhash", fracminhash}, {"memcpy", copy},
    {"xxh3", xxh3},           {"utf8_fault", utf8_fault},             {"utf8_simdjson", utf8_simdjson},
};
enum { PARTS = sizeof parts / sizeof parts[0], RUNS_MAX = 99 };

/* A pass of what takes little time is repeated until the clock can tell. */
static double time_part(struct set *set, const struct part *part)
{
    const double least = 0.005;
    double start = bench_thread_seconds(), took;
    unsigned passes = 0;
    do {
        for (size_t i = 0; i < set->count; i++)
            part->run(set, &set->texts[i]);
        passes++;
        took = bench_thread_seconds() - start;
    } while (took < least);
    return took / passes;
}

static void measure(struct set *set, int runs)
{
    static double took[PARTS][RUNS_MAX];
    for (int run = 0; run < runs; run++)
        for (int i = 0; i < PARTS; i++)
            took[i][run] = time_part(set, &parts[i]);
    bench_json_open();
    bench_json_number("articles", (double)set->count);
    bench_json_number("bytes", (double)set->bytes);
    bench_json_number("runs", runs);
    bench_json_number("articles_per_s", (double)set->count / bench_median(took[0], (size_t)runs));
    for (int i = 0; i < PARTS; i++)
        bench_json_number(parts[i].name, (double)set->bytes / 1e6 / bench_median(took[i], (size_t)runs));
    bench_json_close();
}

int main(int argc, char **argv)
{
    struct set set = {0};
    struct rp_error error;
    int runs = 9, megabytes = 16, code = 0;
    struct poptOption options[] = {
        {"megabytes", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &megabytes, 0, "so much text, or all of FILE when it has less", "N"},
        {"runs", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &runs, 0, "medians of so many", "N"},
        {NULL, 0, POPT_ARG_INCLUDE_TABLE, bench_made_options, 0, "Without FILE, made articles:", NULL},
        POPT_AUTOHELP POPT_TABLEEND,
    };
    poptContext context = bench_parse(argc, argv, options, "[FILE] [OPTION...]");
    const char *path = poptGetArg(context);
    if (runs < 1 || runs > RUNS_MAX || megabytes < 1 || poptPeekArg(context) != NULL)
        return bench_usage(context);
    set.bytes_max = (size_t)megabytes * 1000000;
    if (set_fill(&set, path, &error) == RP_OK)
        measure(&set, runs);
    else
        code = bench_fail(PROGRAM, error.message);
    set_done(&set);
    poptFreeContext(context);
    return code;
}
