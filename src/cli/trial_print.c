/* The figures of a load test: a line while it runs, a table, a JSON object. */
#include "cli/trial_print.h"

#include "input/emit.h"

#include <inttypes.h>

enum { JSON_BYTES = 1 << 20, TIME_LEFT_AFTER_NS = 1000000000 };

/* The percentiles that are shown. */
static const struct {
    const char *name;
    double share;
} percentiles[] = {{"p50", .5}, {"p90", .9}, {"p99", .99}, {"p99.9", .999}, {"p99.99", .9999}};
enum { PERCENTILES = sizeof percentiles / sizeof *percentiles };

static double per_second(uint64_t what, int64_t ns)
{
    return ns > 0 ? (double)what / ((double)ns / 1e9) : 0;
}

static double ms(int64_t ns)
{
    return (double)ns / 1e6;
}

/* --- while it runs --- */

enum field { WHAT, BAR, SHARE, ARTICLES, ARTICLE_RATE, BYTE_RATE, MEDIAN, P99, TIME_LEFT, ERRORS, FIELD_COUNT };
_Static_assert((int)FIELD_COUNT <= (int)RP_FIELDS_MAX, "the line has room for all");

/* How much of it is over, by time or by articles, whichever ends it first; 0 when it has no end. */
static double share_done(const struct rp_load_options *options, const struct rp_load_report *report, int64_t ns)
{
    double by_time = options->ms > 0 ? (double)ns / (((double)options->ms + options->warm_up_ms) * 1e6) : 0;
    double by_count = options->count > 0 ? (double)report->answered / (double)options->count : 0;
    double share = by_time > by_count ? by_time : by_count;
    return share < 1 ? share : 1;
}

static void write_fields(const struct rp_load_options *options, const struct rp_load_report *report, int64_t ns, struct rp_field ret[FIELD_COUNT])
{
    double share = share_done(options, report, ns);
    bool warm = ns >= options->warm_up_ms * INT64_C(1000000);
    snprintf(ret[WHAT].text, RP_FIELD_BYTES, warm ? "bench" : "warm-up");
    if (share > 0) {
        rp_field_bar(&ret[BAR], share);
        snprintf(ret[SHARE].text, RP_FIELD_BYTES, "%3d %%", (int)(share * 100));
    }
    if (warm && report->answered > 0) {
        snprintf(ret[ARTICLES].text, RP_FIELD_BYTES, "%" PRIu64 " articles", report->answered);
        snprintf(ret[ARTICLE_RATE].text, RP_FIELD_BYTES, "%.0f/s", per_second(report->answered, report->ns));
        snprintf(ret[BYTE_RATE].text, RP_FIELD_BYTES, "%.1f MB/s", per_second(report->bytes, report->ns) / 1e6);
    }
    if (report->recent.total > 0) {
        snprintf(ret[MEDIAN].text, RP_FIELD_BYTES, "p50 %.2f ms", ms(rp_histogram_at(&report->recent, .5)));
        snprintf(ret[P99].text, RP_FIELD_BYTES, "p99 %.2f ms", ms(rp_histogram_at(&report->recent, .99)));
    }
    if (share > 0 && ns > TIME_LEFT_AFTER_NS)
        rp_field_time_left(&ret[TIME_LEFT], (double)ns / 1e9 * (1 - share) / share);
    if (report->refused > 0)
        snprintf(ret[ERRORS].text, RP_FIELD_BYTES, "%" PRIu64 " errors", report->refused);
}

void rp_trial_line(const struct rp_load_options *options, const struct rp_load_report *report, int64_t ns, int columns, char ret[RP_FIELDS_BYTES])
{
    struct rp_field fields[FIELD_COUNT] = {
        [WHAT] = {.gap = 2},
        [BAR] = {.dropped = 1, .gap = 1},
        [SHARE] = {.dropped = 4, .gap = 2},
        [ARTICLES] = {.dropped = 2, .gap = 2},
        [ARTICLE_RATE] = {.dropped = 9, .gap = 2},
        [BYTE_RATE] = {.dropped = 3, .gap = 2},
        [MEDIAN] = {.dropped = 6, .gap = 2},
        [P99] = {.dropped = 7, .gap = 2},
        [TIME_LEFT] = {.dropped = 5, .gap = 2},
        [ERRORS] = {.dropped = 8, .gap = 2},
    };
    write_fields(options, report, ns, fields);
    rp_fields_join(fields, FIELD_COUNT, columns, ret);
}

/* --- at the end --- */

static uint64_t unanswered(const struct rp_load_report *report)
{
    return report->asked - report->answered;
}

void rp_trial_table(FILE *file, const struct rp_load_options *options, const struct rp_load_report *report)
{
    fprintf(file, "%-16s  %s, %u connection%s, %u in flight\n", "load", options->requests->protocol->name, options->connections,
            options->connections == 1 ? "" : "s", options->in_flight);
    if (options->rate > 0)
        fprintf(file, "%-16s  %12.0f articles/s, due at fixed times\n", "", options->rate);
    fprintf(file, "%-16s  %12" PRIu64 " in %.2f s\n", "articles", report->answered, (double)report->ns / 1e9);
    fprintf(file, "%-16s  %12.0f articles/s\n", "throughput", per_second(report->answered, report->ns));
    fprintf(file, "%-16s  %12.1f MB/s\n", "", per_second(report->bytes, report->ns) / 1e6);
    for (size_t i = 0; i < PERCENTILES; i++)
        fprintf(file, "%-8s %-7s  %12.3f ms\n", i == 0 ? "latency" : "", percentiles[i].name,
                ms(rp_histogram_at(&report->all, percentiles[i].share)));
    fprintf(file, "%-8s %-7s  %12.3f ms\n", "", "max", ms(report->all.max));
    fprintf(file, "%-16s  %12" PRIu64 "\n", "errors", report->refused);
    for (size_t i = 0; i < report->fault_count; i++)
        fprintf(file, "  %-14s  %12" PRIu64 "\n", report->faults[i].name, report->faults[i].count);
    if (unanswered(report) > 0)
        fprintf(file, "%-16s  %12" PRIu64 "\n", "not answered", unanswered(report));
    if (report->unsent > 0)
        fprintf(file, "%-16s  %12" PRIu64 " that were due: the server did not keep up\n", "not sent", report->unsent);
    if (report->sent_in_all > options->requests->count)
        fprintf(file, "%-16s  %12zu sent %.1f times over: copies from the second time on\n", "texts", options->requests->count,
                (double)report->sent_in_all / (double)options->requests->count);
}

static void emit_latency(struct rp_emit *emit, const struct rp_histogram *all)
{
    rp_emit_key(emit, "latency_ns");
    rp_emit_open(emit, '{');
    rp_emit_key_u64(emit, "mean", (uint64_t)rp_histogram_mean(all));
    for (size_t i = 0; i < PERCENTILES; i++)
        rp_emit_key_u64(emit, percentiles[i].name, (uint64_t)rp_histogram_at(all, percentiles[i].share));
    rp_emit_key_u64(emit, "max", (uint64_t)all->max);
    rp_emit_close(emit, '}');
}

static void emit_errors(struct rp_emit *emit, const struct rp_load_report *report)
{
    rp_emit_key_u64(emit, "errors", report->refused);
    rp_emit_key(emit, "errors_by_name");
    rp_emit_open(emit, '{');
    for (size_t i = 0; i < report->fault_count; i++)
        rp_emit_key_u64(emit, report->faults[i].name, report->faults[i].count);
    rp_emit_close(emit, '}');
}

enum rp_status rp_trial_json(FILE *file, const struct rp_load_options *options, const struct rp_load_report *report)
{
    struct rp_buf line;
    struct rp_emit emit;
    rp_buf_init(&line, JSON_BYTES);
    rp_emit_init(&emit, &line);
    rp_emit_open(&emit, '{');
    rp_emit_key_text(&emit, "load", options->requests->protocol->name);
    rp_emit_key_u64(&emit, "connections", options->connections);
    rp_emit_key_u64(&emit, "in_flight", options->in_flight);
    if (options->rate > 0)
        rp_emit_key_u64(&emit, "rate", (uint64_t)(options->rate + .5));
    rp_emit_key_u64(&emit, "articles", report->answered);
    rp_emit_key_u64(&emit, "ns", (uint64_t)report->ns);
    rp_emit_key_u64(&emit, "articles_per_s", (uint64_t)(per_second(report->answered, report->ns) + .5));
    rp_emit_key_u64(&emit, "bytes_per_s", (uint64_t)(per_second(report->bytes, report->ns) + .5));
    emit_latency(&emit, &report->all);
    emit_errors(&emit, report);
    rp_emit_key_u64(&emit, "not_answered", unanswered(report));
    rp_emit_key_u64(&emit, "not_sent", report->unsent);
    rp_emit_key_u64(&emit, "texts", options->requests->count);
    rp_emit_key_u64(&emit, "sent_in_all", report->sent_in_all);
    rp_emit_close(&emit, '}');
    rp_emit_newline(&emit);
    if (emit.status == RP_OK)
        fwrite(line.data, 1, line.len, file);
    rp_buf_done(&line);
    return emit.status;
}
