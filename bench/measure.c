/* What the bench programs share. */
#include "measure.h"

#include "base/pages.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double bench_thread_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_value(const void *left, const void *right)
{
    double a, b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return (a > b) - (a < b);
}

double bench_percentile(double *values, size_t count, unsigned percent)
{
    if (count == 0)
        return 0;
    qsort(values, count, sizeof *values, by_value);
    return values[count * percent / 100];
}

double bench_median(double *values, size_t count)
{
    return bench_percentile(values, count, 50);
}

/* --- made articles --- */

static long long seed = 1, median = 3000, sources = 500;
static double copies = 0.15;
static char *script; /* owned by nobody: popt's, until the end */

struct poptOption bench_made_options[] = {
    {"seed", 's', POPT_ARG_LONGLONG | POPT_ARGFLAG_SHOW_DEFAULT, &seed, 0, "another seed, other articles", "S"},
    {"median", 0, POPT_ARG_LONGLONG | POPT_ARGFLAG_SHOW_DEFAULT, &median, 0, "length of half of them at most", "BYTES"},
    {"copies", 0, POPT_ARG_DOUBLE | POPT_ARGFLAG_SHOW_DEFAULT, &copies, 0, "share of copies", "SHARE"},
    {"sources", 0, POPT_ARG_LONGLONG | POPT_ARGFLAG_SHOW_DEFAULT, &sources, 0, "sources that they come from", "K"},
    {"script", 0, POPT_ARG_STRING, &script, 0, "latin (default), german, arabic, russian, chinese or hindi", "NAME"},
    POPT_TABLEEND,
};

struct rp_maker *bench_maker(const char *program)
{
    struct rp_made_options options;
    struct rp_maker *maker = NULL;
    rp_made_options_default(&options);
    bool known = script == NULL || rp_script_parse(script, &options.script);
    bool in_range = median >= 0 && median <= UINT32_MAX && sources >= 0 && sources <= UINT32_MAX && copies >= 0 && copies <= 1;
    if (known && in_range) {
        options.seed = (uint64_t)seed;
        options.median = (uint32_t)median;
        options.sources = (uint32_t)sources;
        options.copies = (uint32_t)lround(copies * 10000);
        enum rp_status status = rp_maker_create(&options, &maker);
        if (status == RP_OK)
            return maker;
        if (status == RP_NO_MEMORY)
            exit(bench_fail(program, "out of memory"));
    }
    bench_fail(program, known ? "--median, --copies or --sources is out of range (100 to 100000; 0 to 1; 1 to 10000)" : "--script: no such script");
    exit(2);
}

poptContext bench_parse(int argc, char **argv, const struct poptOption *options, const char *arguments)
{
    poptContext context = poptGetContext(NULL, argc, (const char **)argv, options, 0);
    if (context == NULL)
        exit(bench_fail(argv[0], "out of memory"));
    poptSetOtherOptionHelp(context, arguments);
    int code = poptGetNextOpt(context);
    if (code < -1) {
        fprintf(stderr, "%s: %s: %s\n", argv[0], poptBadOption(context, 0), poptStrerror(code));
        exit(bench_usage(context));
    }
    return context;
}

int bench_usage(poptContext context)
{
    poptPrintUsage(context, stderr, 0);
    return 2;
}

int bench_fail(const char *program, const char *message)
{
    fprintf(stderr, "%s: %s\n", program, message);
    return 1;
}

/* --- JSON: names and numbers of our own, which need no escapes --- */

static bool follows;

void bench_json_open(void)
{
    putchar('{');
    follows = false;
}

static void put_key(const char *key)
{
    printf("%s\"%s\":", follows ? "," : "", key);
    follows = true;
}

void bench_json_text(const char *key, const char *value)
{
    put_key(key);
    printf("\"%s\"", value);
}

void bench_json_number(const char *key, double value)
{
    put_key(key);
    printf("%.10g", value);
}

void bench_json_close(void)
{
    puts("}");
    fflush(stdout);
}

/* --- ballast --- */

enum { GIVEN_BACK = 32 << 20 }; /* at least, at once */

void bench_ballast_take(struct bench_ballast *ret, size_t size)
{
    *ret = (struct bench_ballast){.block = rp_pages_take(size), .size = size};
    if (ret->block != NULL)
        rp_pages_fill(ret->block, size);
    else
        ret->size = 0;
}

void bench_ballast_keep(struct bench_ballast *ballast, size_t size)
{
    size = size / GIVEN_BACK * GIVEN_BACK;
    if (size >= ballast->size)
        return;
    rp_pages_give(ballast->block + size, ballast->size - size);
    ballast->size = size;
}
