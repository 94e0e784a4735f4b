/* A load test. */
#include "load/runner.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/error.h"
#include "client/connect.h"
#include "load/connection.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>

#define NS_OF_MS INT64_C(1000000)
enum { LOOK_MS = 100 };
static const double NS_OF_S = 1e9;

struct run {
    const struct rp_load_options *options;
    struct rp_load_report *report;
    struct rp_load_connection *connections; /* owned, as many as were opened */
    struct pollfd *polled;                  /* owned; one for each */
    uint32_t count;
    int64_t begin_ns, measured_ns; /* of rp_clock_ns: the first request; the first that counts */
    int64_t end_ns;                /* no request is due any more; INT64_MAX: not known */
    int64_t moved_ns, looked_ns;   /* when a byte came last; when on_look was called */
    uint64_t next;                 /* closed loop: the number of the next article */
    uint64_t first, last;          /* open loop: numbers of the first that counts, and behind the last one */
    uint64_t waiting;              /* requests written and not answered */
};

void rp_load_options_default(struct rp_load_options *ret)
{
    *ret = (struct rp_load_options){.connections = 1, .in_flight = 1, .drain_ms = 10000, .silence_ms = 60000};
}

static bool interrupted(const struct rp_load_options *options)
{
    return options->interrupt != NULL && atomic_load_explicit(options->interrupt, memory_order_relaxed);
}

/* --- when requests are due --- */

static bool is_open(const struct run *run)
{
    return run->options->rate > 0;
}

static int64_t due_ns(const struct run *run, uint64_t number)
{
    return run->begin_ns + (int64_t)((double)number / run->options->rate * NS_OF_S);
}

/* The number of the first that is due so long after the beginning, or later. */
static uint64_t first_after(const struct run *run, int64_t ns)
{
    uint64_t number = (uint64_t)((double)ns / NS_OF_S * run->options->rate);
    while (due_ns(run, number) < run->begin_ns + ns)
        number++;
    return number;
}

static void plan(struct run *run)
{
    const struct rp_load_options *options = run->options;
    run->begin_ns = run->moved_ns = run->looked_ns = rp_clock_ns();
    run->measured_ns = run->begin_ns + options->warm_up_ms * NS_OF_MS;
    run->end_ns = options->ms > 0 ? run->measured_ns + options->ms * NS_OF_MS : INT64_MAX;
    if (!is_open(run))
        return;
    run->first = first_after(run, options->warm_up_ms * NS_OF_MS);
    run->last = options->ms > 0 ? first_after(run, (options->warm_up_ms + (int64_t)options->ms) * NS_OF_MS) : UINT64_MAX;
    if (options->count > 0 && run->last - run->first > options->count)
        run->last = run->first + options->count;
    if (run->last < UINT64_MAX)
        run->end_ns = due_ns(run, run->last);
    for (uint32_t i = 0; i < run->count; i++)
        run->connections[i].next = i;
}

/* Has everything that is to be sent been written? */
static bool is_over(const struct run *run, int64_t now)
{
    if (!is_open(run))
        return now >= run->end_ns || (run->options->count > 0 && run->report->asked >= run->options->count);
    for (uint32_t i = 0; i < run->count; i++)
        if (run->connections[i].next < run->last)
            return false;
    return true;
}

/* --- sending --- */

static void ask(struct run *run, struct rp_load_connection *connection, uint64_t article, int64_t due)
{
    size_t len = rp_load_connection_ask(connection, run->options->requests, article, due);
    run->waiting++;
    run->report->sent_in_all++;
    if (due >= run->measured_ns) {
        run->report->asked++;
        run->report->bytes += len;
    }
}

/* A window that is nearly full is left alone: a few requests at once cost as much as one. */
static void fill_closed(struct run *run, struct rp_load_connection *connection, int64_t now)
{
    if (rp_load_connection_free(connection) < run->options->in_flight / 4)
        return;
    while (rp_load_connection_takes(connection) && !is_over(run, now))
        ask(run, connection, run->next++, now);
}

/* The connections take turns, so that each has a schedule of its own. */
static void fill_open(struct run *run, struct rp_load_connection *connection, int64_t now)
{
    while (connection->next < run->last && rp_load_connection_takes(connection)) {
        int64_t due = due_ns(run, connection->next);
        if (due > now)
            return;
        ask(run, connection, connection->next, due);
        connection->next += run->count;
    }
}

/* True when more could be sent at once. */
static bool send_due(struct run *run)
{
    bool more = false;
    for (uint32_t i = 0; i < run->count; i++) {
        struct rp_load_connection *connection = &run->connections[i];
        int64_t now = rp_clock_ns();
        if (is_open(run))
            fill_open(run, connection, now);
        else
            fill_closed(run, connection, now);
        rp_load_connection_send(connection);
        bool blocked = rp_load_connection_unsent(connection) > 0;
        run->polled[i].events = blocked ? POLLIN | POLLOUT : POLLIN;
        if (!blocked && rp_load_connection_takes(connection))
            more |= is_open(run) ? connection->next < run->last && due_ns(run, connection->next) <= now
                                 : rp_load_connection_free(connection) >= run->options->in_flight / 4 && !is_over(run, now);
    }
    return more;
}

/* --- receiving --- */

static void count_fault(struct rp_load_report *report, const char *name)
{
    size_t i = 0;
    report->refused++;
    while (i < report->fault_count && strcmp(report->faults[i].name, name) != 0)
        i++;
    if (i == RP_LOAD_FAULTS)
        return;
    if (i == report->fault_count)
        memcpy(report->faults[report->fault_count++].name, name, strlen(name) + 1);
    report->faults[i].count++;
}

static void count_reply(struct run *run, const struct rp_load_taken *taken, int64_t now)
{
    run->waiting--;
    if (taken->due < run->measured_ns)
        return;
    run->report->answered++;
    run->report->ns = now - run->measured_ns;
    rp_histogram_record(&run->report->recent, now - taken->due);
    if (taken->refused)
        count_fault(run->report, taken->name);
}

static enum rp_status receive(struct run *run, struct rp_load_connection *connection, struct rp_error *error)
{
    struct rp_load_taken taken;
    enum rp_status status, ended = rp_load_connection_receive(connection, error);
    int64_t now = rp_clock_ns();
    run->moved_ns = now;
    while (rp_load_connection_take(connection, run->options->requests->protocol, &taken, &status, error))
        count_reply(run, &taken, now);
    return status != RP_OK ? status : ended;
}

/* --- the loop --- */

static void look(struct run *run, int64_t now)
{
    rp_histogram_merge(&run->report->all, &run->report->recent);
    if (run->options->on_look != NULL)
        run->options->on_look(run->options->context, run->report, now - run->begin_ns);
    rp_histogram_clear(&run->report->recent);
    run->looked_ns = now;
}

/* Until the next request is due, or somebody wants to look. */
static int64_t wait_ns(const struct run *run, int64_t now)
{
    int64_t until = run->looked_ns + LOOK_MS * NS_OF_MS;
    for (uint32_t i = 0; is_open(run) && i < run->count; i++) {
        const struct rp_load_connection *connection = &run->connections[i];
        if (connection->next >= run->last || !rp_load_connection_takes(connection))
            continue;
        int64_t due = due_ns(run, connection->next);
        if (due < until)
            until = due;
    }
    return until > now ? until - now : 0;
}

static enum rp_status wait_and_receive(struct run *run, int64_t ns, struct rp_error *error)
{
    struct timespec timeout = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
    int ready = ppoll(run->polled, run->count, &timeout, NULL);
    if (ready < 0 && errno != EINTR)
        return rp_fail(error, RP_IO, "waiting for sockets failed: %s", strerror(errno));
    enum rp_status status = RP_OK;
    for (uint32_t i = 0; ready > 0 && i < run->count && status == RP_OK; i++)
        if ((run->polled[i].revents & (POLLIN | POLLERR | POLLHUP)) != 0)
            status = receive(run, &run->connections[i], error);
    return status;
}

/* What stands in the way of going on. RP_OK: nothing. */
static enum rp_status check(const struct run *run, int64_t now, struct rp_error *error)
{
    if (interrupted(run->options))
        return rp_fail(error, RP_INTERRUPTED, "interrupted");
    if (run->waiting > 0 && now - run->moved_ns > run->options->silence_ms * NS_OF_MS)
        return rp_fail(error, RP_TIMED_OUT, "the server was silent for %u s", run->options->silence_ms / 1000);
    return RP_OK;
}

static enum rp_status go(struct run *run, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    while (status == RP_OK) {
        bool more = send_due(run);
        int64_t now = rp_clock_ns();
        if (run->waiting == 0) {
            if (is_over(run, now))
                break;
            run->moved_ns = now;
        }
        if (now >= run->end_ns && now - run->end_ns >= run->options->drain_ms * NS_OF_MS)
            break;
        if (now - run->looked_ns >= LOOK_MS * NS_OF_MS) {
            look(run, now);
            status = check(run, now, error);
        }
        if (status == RP_OK)
            status = wait_and_receive(run, more ? 0 : wait_ns(run, now), error);
    }
    look(run, rp_clock_ns());
    return status;
}

/* Those of a connection that are not sent, before a number. */
static uint64_t unsent_before(const struct run *run, const struct rp_load_connection *connection, uint64_t end)
{
    return end > connection->next ? (end - connection->next + run->count - 1) / run->count : 0;
}

/* What was due by now, counts and is not sent. */
static void count_unsent(struct run *run)
{
    if (!is_open(run))
        return;
    uint64_t due = first_after(run, rp_clock_ns() - run->begin_ns + 1), end = due < run->last ? due : run->last;
    for (uint32_t i = 0; i < run->count && end > run->first; i++)
        run->report->unsent += unsent_before(run, &run->connections[i], end) - unsent_before(run, &run->connections[i], run->first);
}

static bool stops_connecting(void *context)
{
    return interrupted(context);
}

static enum rp_status open_connections(struct run *run, struct rp_error *error)
{
    const struct rp_load_options *options = run->options;
    struct rp_client_options client;
    rp_client_options_default(&client);
    client.interrupted = stops_connecting;
    client.context = (void *)options;
    enum rp_status status = RP_OK;
    while (run->count < options->connections && status == RP_OK) {
        int fd;
        status = rp_connect(&options->address, &client, rp_clock_ms() + client.connect_ms, &fd, error);
        if (status == RP_OK && rp_load_connection_init(&run->connections[run->count], fd, options->in_flight, options->requests) != RP_OK)
            status = rp_fail_memory(error);
        if (status == RP_OK)
            run->polled[run->count++].fd = fd;
    }
    return status;
}

enum rp_status rp_load_run(const struct rp_load_options *options, struct rp_load_report *ret, struct rp_error *error)
{
    struct run run = {.options = options, .report = ret};
    memset(ret, 0, sizeof *ret);
    run.connections = rp_alloc_zeroed(options->connections, sizeof *run.connections);
    run.polled = rp_alloc_zeroed(options->connections, sizeof *run.polled);
    enum rp_status status = run.connections != NULL && run.polled != NULL ? RP_OK : rp_fail_memory(error);
    if (status == RP_OK)
        status = open_connections(&run, error);
    if (status == RP_OK) {
        /* Else the kernel lets a thread sleep up to 50 us longer than it asked for. Where that can not be had, requests are later. */
        prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
        plan(&run);
        status = go(&run, error);
        count_unsent(&run);
    }
    for (uint32_t i = 0; i < run.count; i++)
        rp_load_connection_done(&run.connections[i]);
    rp_free(run.connections);
    rp_free(run.polled);
    return status;
}
