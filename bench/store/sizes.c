/* What made articles come to: as texts, as texts packed one by one by zstd at level 3, and as rows of the store.
 *
 * usage: bench_sizes --articles N [OPTION...] */
#include "measure.h"
#include "made_rows.h"

static const char PROGRAM[] = "bench_sizes";

int main(int argc, char **argv)
{
    long long articles = -1;
    struct poptOption options[] = {
        {"articles", 'n', POPT_ARG_LONGLONG, &articles, 0, "how many", "N"},
        {NULL, 0, POPT_ARG_INCLUDE_TABLE, bench_made_options, 0, "Articles:", NULL},
        POPT_AUTOHELP POPT_TABLEEND,
    };
    poptContext context = bench_parse(argc, argv, options, "--articles N [OPTION...]");
    if (articles < 1 || poptPeekArg(context) != NULL)
        return bench_usage(context);
    struct bench_rows rows;
    bench_rows_make(PROGRAM, (size_t)articles, &rows);
    bench_json_open();
    bench_json_number("articles", (double)rows.count);
    bench_json_number("text_bytes", (double)rows.text_bytes / (double)rows.count);
    bench_json_number("zstd_bytes", (double)rows.zstd_bytes / (double)rows.count);
    bench_json_number("row_bytes", (double)rows.bytes / (double)rows.count);
    bench_json_close();
    bench_rows_done(&rows);
    poptFreeContext(context);
    return 0;
}
