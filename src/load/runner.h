/* A load test: requests over many connections from one thread, and how long each reply took.
 *
 * Closed loop: so many requests of a connection are always under way; a request's time begins when it is written. Open loop (`rate`): requests are
 * due at fixed times, whatever the server does; a request's time begins when it is DUE, also when it could only be sent later, because the window
 * was full or the thread was late. So a server that stalls is seen by all who would have asked in the meantime (no coordinated omission). */
#ifndef RP_LOAD_RUNNER_H
#define RP_LOAD_RUNNER_H

#include "base/address.h"
#include "load/histogram.h"
#include "load/requests.h"

#include <stdatomic.h>
#include <stdbool.h>

enum { RP_LOAD_FAULTS = 16, RP_LOAD_CONNECTIONS_MAX = 10000, RP_LOAD_WINDOW_MAX = 1 << 20 };

/* An error that requests were answered with. */
struct rp_load_fault {
    char name[RP_LOAD_NAME_BYTES];
    uint64_t count;
};

/* Of the requests that were due after the warm-up. */
struct rp_load_report {
    uint64_t asked, bytes;    /* requests sent, and their bytes */
    uint64_t answered;        /* well or not */
    uint64_t refused;         /* of these, with an error */
    struct rp_load_fault faults[RP_LOAD_FAULTS]; /* by name; what comes beyond that many names counts in `refused` alone */
    size_t fault_count;
    uint64_t unsent;          /* open loop: were due, and there was no time left to send them */
    uint64_t sent_in_all;     /* also in the warm-up: beyond the number of articles that there are, they were sent again */
    int64_t ns;               /* from the end of the warm-up to the last reply */
    struct rp_histogram all, recent; /* ns a reply took: of all, and of those since the last look */
};

struct rp_load_options {
    struct rp_address address;
    const struct rp_load_requests *requests; /* borrowed; at least one */
    uint32_t connections, in_flight;         /* unanswered requests of each */
    double rate;                             /* requests a second, of all connections; 0: closed loop */
    uint32_t warm_up_ms;
    uint64_t count;                          /* requests; 0: no end */
    uint32_t ms;                             /* time; 0: no end. With neither it goes on until it is interrupted */
    uint32_t drain_ms;                       /* that replies are waited for at the end; in open loop, requests that are late sent */
    uint32_t silence_ms;                     /* without a byte while replies are due: the server hangs */
    const atomic_bool *interrupt;            /* borrowed; NULL: none. Ends the test with the figures so far */
    void (*on_look)(void *context, struct rp_load_report *report, int64_t ns); /* several times a second, `ns` into the test; NULL: none */
    void *context;
};

/* Defaults: one connection, one request in flight, closed loop, no warm-up, no end, 10 s to drain, 60 s of silence. The rest is zero. */
void rp_load_options_default(struct rp_load_options *ret);

/* Runs the test. *ret holds the figures so far also when it fails: RP_UNREACHABLE, RP_TIMED_OUT (connecting, or silence), RP_CLOSED (the server ended
 * a connection), RP_DAMAGED (what came is no reply), RP_INTERRUPTED, RP_NO_MEMORY. Errors that requests are answered with are no failure. */
enum rp_status rp_load_run(const struct rp_load_options *options, struct rp_load_report *ret, struct rp_error *error);

#endif
