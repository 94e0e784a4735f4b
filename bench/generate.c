/* Made-up articles as JSONL on standard output, and the truth about their copies.
 *
 * usage: bench_generate --articles N [--seed S] [--median BYTES] [--copies SHARE] [--sources K] [--script NAME] [--truth FILE]
 *
 * A line of FILE is a copy: its id, the id of its original, the share of its body that is taken from there, and 1 when one in a hundred of the words taken
 * was changed; tabs between. */
#include "input/emit.h"
#include "measure.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char PROGRAM[] = "bench_generate";

static enum rp_status emit_article(struct rp_buf *line, const struct rp_article *article)
{
    struct rp_emit emit;
    rp_buf_clear(line);
    rp_emit_init(&emit, line);
    rp_emit_open(&emit, '{');
    rp_emit_key_str(&emit, "id", article->id);
    rp_emit_key_str(&emit, "source", article->source);
    rp_emit_key_str(&emit, "title", article->title);
    rp_emit_key_str(&emit, "published", article->published);
    rp_emit_key_str(&emit, "url", article->url);
    rp_emit_key_str(&emit, "text", article->text);
    rp_emit_close(&emit, '}');
    rp_emit_newline(&emit);
    return emit.status;
}

/* Ids are made from numbers: that of an article which is not at hand is written in the same way. */
static void print_truth(FILE *truth, const struct rp_made *made)
{
    if (made->is_copy)
        fprintf(truth, "%s\tmade-%08" PRIu64 "\t%" PRIu32 ".%02" PRIu32 "\t%d\n", made->id, made->original, made->containment / 100,
                made->containment % 100, made->is_edited);
}

static int generate(const struct rp_maker *maker, uint64_t count, FILE *truth)
{
    enum { LINE_MAX_BYTES = 64 << 20 };
    struct rp_made made;
    struct rp_buf line;
    enum rp_status status = RP_OK;
    rp_made_init(&made);
    rp_buf_init(&line, LINE_MAX_BYTES);
    for (uint64_t i = 0; i < count && status == RP_OK; i++) {
        status = rp_make(maker, i, &made);
        if (status == RP_OK)
            status = emit_article(&line, &made.article);
        if (status == RP_OK && fwrite(line.data, 1, line.len, stdout) != line.len)
            status = RP_IO;
        if (truth != NULL)
            print_truth(truth, &made);
    }
    rp_buf_done(&line);
    rp_made_done(&made);
    return status == RP_OK ? 0 : bench_fail(PROGRAM, rp_status_meaning(status));
}

int main(int argc, char **argv)
{
    long long articles = -1;
    char *path = NULL;
    int code;
    struct poptOption options[] = {
        {"articles", 'n', POPT_ARG_LONGLONG, &articles, 0, "how many", "N"},
        {"truth", 0, POPT_ARG_STRING, &path, 0, "which are copies of which", "FILE"},
        {NULL, 0, POPT_ARG_INCLUDE_TABLE, bench_made_options, 0, "Articles:", NULL},
        POPT_AUTOHELP POPT_TABLEEND,
    };
    poptContext context = bench_parse(argc, argv, options, "--articles N [OPTION...]");
    if (articles < 0 || poptPeekArg(context) != NULL)
        return bench_usage(context);
    struct rp_maker *maker = bench_maker(PROGRAM);
    FILE *truth = path != NULL ? fopen(path, "w") : NULL;
    if (path != NULL && truth == NULL)
        code = bench_fail(PROGRAM, "the file of --truth cannot be written");
    else
        code = generate(maker, (uint64_t)articles, truth);
    if (truth != NULL && fclose(truth) != 0)
        code = bench_fail(PROGRAM, "the file of --truth cannot be written");
    if (fflush(stdout) != 0)
        code = bench_fail(PROGRAM, "standard output cannot be written");
    rp_maker_free(maker);
    free(path);
    poptFreeContext(context);
    return code;
}
