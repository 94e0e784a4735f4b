/* A connected socket. */
#ifndef RP_CLIENT_CONNECT_H
#define RP_CLIENT_CONNECT_H

#include "base/address.h"
#include "reprint/client.h"

#include <stdbool.h>
#include <stdint.h>

enum { RP_CLIENT_POLL_MS = 200 }; /* how soon an interruption is seen */

/* Asks the options' `interrupted`. */
bool rp_client_interrupted(const struct rp_client_options *options);

/* Connects until deadline_ms (of rp_clock_ms); every address that a name stands for is tried. The socket does not block.
 * RP_UNREACHABLE, RP_TIMED_OUT, RP_INTERRUPTED, RP_NO_MEMORY. Looking up a name takes as long as the system's resolver takes. */
enum rp_status rp_connect(const struct rp_address *address, const struct rp_client_options *options, int64_t deadline_ms, int *ret_fd,
                          struct rp_error *error);

#endif
