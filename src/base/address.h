/* Where a server is or listens: "HOST:PORT", "[IPv6]:PORT", or the path of a Unix socket, which has a "/" in it. */
#ifndef RP_BASE_ADDRESS_H
#define RP_BASE_ADDRESS_H

#include "reprint/status.h"

#include <stdbool.h>

enum { RP_ADDRESS_HOST = 254, RP_ADDRESS_PORT = 6, RP_ADDRESS_PATH = 108 }; /* with the terminating zero */

struct rp_address {
    bool is_unix;
    char host[RP_ADDRESS_HOST], port[RP_ADDRESS_PORT];
    char path[RP_ADDRESS_PATH];
};

/* Port 0, which a listener may ask for, is taken. RP_BAD_ARGUMENT. */
enum rp_status rp_address_parse(const char *text, struct rp_address *ret, struct rp_error *error);

#endif
