/* What the bench programs share: times, medians, the options of made articles, results as lines of JSON. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include "base/buf.h"
#include "load/made.h"
#include "reprint/status.h"

#include <popt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seconds of processor time that this thread has had: what else runs on the machine does not count. */
double bench_thread_seconds(void);
/* Sorts them; 0 when there are none. */
double bench_median(double *values, size_t count);
double bench_percentile(double *values, size_t count, unsigned percent);

/* Memory that was touched (see warm.c), to be given back as what is measured takes as much. What the system does not give is done without. */
struct bench_ballast {
    char *block;
    size_t size;
};
void bench_ballast_take(struct bench_ballast *ret, size_t size);
void bench_ballast_keep(struct bench_ballast *ballast, size_t size);

/* The options of made articles, for the tables of popt: POPT_ARG_INCLUDE_TABLE of bench_made_options. */
extern struct poptOption bench_made_options[];
/* What they were set to, or the end of the program with a message that begins with its name. */
struct rp_maker *bench_maker(const char *program);

/* Parses the options of a program, or ends it. `arguments` is what stands beside the options in the line of usage. The caller frees. */
poptContext bench_parse(int argc, char **argv, const struct poptOption *options, const char *arguments);
/* Prints the usage; gives 2. */
int bench_usage(poptContext context);

/* Ends a program: "NAME: MESSAGE" on standard error; gives 1. */
int bench_fail(const char *program, const char *message);

/* One line of JSON: open, keys and values, close. */
void bench_json_open(void);
void bench_json_text(const char *key, const char *value);
void bench_json_number(const char *key, double value);
void bench_json_close(void);

#endif
