/* A load test on the command line. */
#include "cli/trial.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/error.h"
#include "cli/articles.h"
#include "cli/interrupt.h"
#include "cli/trial_print.h"
#include "load/made.h"
#include "reprint/limits.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

enum { UNSAID = INT_MIN, FAULTS_SAID = 10, DEFAULT_SECONDS = 10, CLOSED_IN_FLIGHT = 64, MADE_DEFAULT = 100000, MADE_MAX = 400000 };
static const size_t TEXTS_BYTES = (size_t)8 << 30; /* of articles that are held; what comes behind them is not read */
static const double SECONDS_MAX = 1e6, RATE_MIN = 1e-3, RATE_MAX = 1e9;
static const double NO_RATE = -HUGE_VAL;

void rp_trial_init(struct rp_trial *ret, const struct rp_command *command)
{
    *ret = (struct rp_trial){.command = command, .connections = 1, .in_flight = UNSAID, .articles = UNSAID, .rate = NO_RATE, .seconds = NAN, .warm_up = NAN};
    rp_load_options_default(&ret->options);
    ret->options.interrupt = rp_interrupt_watch();
}

void rp_trial_done(struct rp_trial *trial)
{
    rp_load_requests_done(&trial->requests);
    rp_free(trial->report);
    free(trial->to);
}

bool rp_trial_check(struct rp_trial *trial)
{
    const struct rp_command *command = trial->command;
    bool counted = trial->articles != UNSAID, is_open = trial->rate != NO_RATE;
    int in_flight = trial->in_flight != UNSAID ? trial->in_flight : is_open ? RP_LIMIT_IN_FLIGHT : CLOSED_IN_FLIGHT;
    double seconds = !isnan(trial->seconds) ? trial->seconds : counted ? SECONDS_MAX : DEFAULT_SECONDS;
    double warm_up = !isnan(trial->warm_up) ? trial->warm_up : counted ? 0 : 1;
    if (trial->connections < 1 || trial->connections > RP_LOAD_CONNECTIONS_MAX)
        rp_usage(command, "--connections %d is not in 1 .. %d", trial->connections, RP_LOAD_CONNECTIONS_MAX);
    else if (in_flight < 1 || in_flight > RP_LOAD_WINDOW_MAX)
        rp_usage(command, "--in-flight %d is not in 1 .. %d", in_flight, RP_LOAD_WINDOW_MAX);
    else if (is_open && !(trial->rate >= RATE_MIN && trial->rate <= RATE_MAX))
        rp_usage(command, "--rate %g is not in %g .. %g", trial->rate, RATE_MIN, RATE_MAX);
    else if (!(seconds > 0 && seconds <= SECONDS_MAX))
        rp_usage(command, "--seconds %g is not above 0 and up to %.0f", seconds, SECONDS_MAX);
    else if (!(warm_up >= 0 && warm_up <= SECONDS_MAX))
        rp_usage(command, "--warm-up %g is not in 0 .. %.0f", warm_up, SECONDS_MAX);
    else if (counted && trial->articles < 1)
        rp_usage(command, "--articles %lld is below 1", trial->articles);
    else {
        trial->options.connections = (uint32_t)trial->connections;
        trial->options.in_flight = (uint32_t)in_flight;
        trial->options.rate = is_open ? trial->rate : 0;
        trial->options.count = counted ? (uint64_t)trial->articles : 0;
        trial->options.ms = isnan(trial->seconds) && counted ? 0 : (uint32_t)ceil(seconds * 1000);
        trial->options.warm_up_ms = (uint32_t)ceil(warm_up * 1000);
        return true;
    }
    return false;
}

/* --- articles --- */

struct taking {
    struct rp_trial *trial;
    struct rp_reading reading;
    bool full;
};

static enum rp_status take(void *context, const struct rp_article *article, struct rp_error *error)
{
    struct taking *taking = context;
    struct rp_load_requests *requests = &taking->trial->requests;
    enum rp_status status = rp_load_requests_add(requests, article);
    if (status == RP_NO_MEMORY)
        return rp_fail_memory(error);
    if (status != RP_OK)
        return rp_fail(error, status, "the article is larger than a message can be");
    taking->full = taking->reading.stop = requests->bytes.len > TEXTS_BYTES;
    return RP_OK;
}

static void read_files(struct rp_trial *trial, const char *const *files, int count)
{
    struct taking taking = {.trial = trial};
    taking.reading = (struct rp_reading){
        .each = take,
        .context = &taking,
        .interrupt = trial->options.interrupt,
        .faults_said = FAULTS_SAID,
    };
    rp_articles_read(&taking.reading, files, count);
    trial->faults = taking.reading.faults;
    if (taking.full)
        rp_say(trial->command, "only the first %zu articles are used", trial->requests.count);
}

/* As many as are to be sent, where that is known and not too much. */
static uint64_t made_count(const struct rp_load_options *options)
{
    double wanted = options->rate > 0 ? options->rate * ((double)options->ms + options->warm_up_ms) / 1e3 : 0;
    if (options->count > 0 && (wanted == 0 || wanted > (double)options->count))
        wanted = (double)options->count + options->rate * options->warm_up_ms / 1e3;
    return wanted > 0 && wanted < MADE_MAX ? (uint64_t)wanted + 1 : MADE_DEFAULT;
}

/* Articles made up from a seed, always the same. */
static enum rp_status make_articles(struct rp_trial *trial)
{
    struct rp_made_options options;
    struct rp_maker *maker;
    struct rp_made made;
    rp_made_options_default(&options);
    enum rp_status status = rp_maker_create(&options, &maker);
    if (status != RP_OK)
        return status;
    rp_made_init(&made);
    uint64_t count = made_count(&trial->options);
    for (uint64_t i = 0; i < count && status == RP_OK && !atomic_load(trial->options.interrupt); i++) {
        status = rp_make(maker, i, &made);
        if (status == RP_OK)
            status = rp_load_requests_add(&trial->requests, &made.article);
    }
    rp_made_done(&made);
    rp_maker_free(maker);
    return status;
}

enum rp_exit rp_trial_read(struct rp_trial *trial, const struct rp_load_protocol *protocol, const char *const *files, int count)
{
    rp_load_requests_init(&trial->requests, protocol, (uint32_t)(rp_clock_ns() ^ (int64_t)getpid() << 16));
    trial->options.requests = &trial->requests;
    if (count > 0) {
        read_files(trial, files, count);
    } else if (make_articles(trial) != RP_OK) {
        rp_say(trial->command, "out of memory");
        return RP_EXIT_INPUT;
    }
    if (trial->requests.count > 0)
        return RP_EXIT_DONE;
    rp_say(trial->command, "there is no article to send");
    return RP_EXIT_INPUT;
}

/* --- the test --- */

static void show_line(void *context, struct rp_load_report *report, int64_t ns)
{
    struct rp_trial *trial = context;
    char line[RP_FIELDS_BYTES];
    if (!trial->progress.on)
        return;
    /* The last column stays free: behind it some terminals begin a line. */
    rp_trial_line(&trial->options, report, ns, rp_terminal_columns(stderr) - 1, line);
    rp_progress_write(&trial->progress, line);
}

static enum rp_exit fail(const struct rp_trial *trial, const char *address, const struct rp_error *error)
{
    rp_say(trial->command, "%s: %s", address, error->message);
    return rp_exit_of(error->status);
}

static enum rp_exit print(const struct rp_trial *trial, bool cut_short)
{
    const struct rp_load_report *report = trial->report;
    if (!trial->json)
        rp_trial_table(stdout, &trial->options, report);
    else if (rp_trial_json(stdout, &trial->options, report) != RP_OK) {
        rp_say(trial->command, "out of memory");
        return RP_EXIT_INPUT;
    }
    if (cut_short)
        rp_say(trial->command, "interrupted: the figures so far");
    bool whole = cut_short || report->asked == report->answered;
    return whole && report->refused == 0 && trial->faults == 0 ? RP_EXIT_DONE : RP_EXIT_INPUT;
}

enum rp_exit rp_trial_run(struct rp_trial *trial, const char *address)
{
    struct rp_error error;
    enum rp_status status = rp_address_parse(address, &trial->options.address, &error);
    if (status != RP_OK)
        return rp_usage(trial->command, "%s", error.message);
    trial->report = rp_alloc_zeroed(1, sizeof *trial->report);
    if (trial->report == NULL) {
        rp_fail_memory(&error);
        return fail(trial, address, &error);
    }
    trial->options.on_look = show_line;
    trial->options.context = trial;
    rp_progress_start(&trial->progress);
    status = rp_load_run(&trial->options, trial->report, &error);
    rp_progress_clear(&trial->progress);
    if (status != RP_OK && status != RP_INTERRUPTED) {
        if (trial->report->answered > 0)
            print(trial, false); /* the figures until then */
        return fail(trial, address, &error);
    }
    return print(trial, status == RP_INTERRUPTED);
}
