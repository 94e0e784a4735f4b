/* Articles to the server, many at a time: a window of copies that are sent and not answered, which are sent again when the connection
 * breaks. Adding is idempotent, so that what the server did take is answered as before. */
#ifndef RP_CLI_SENDING_H
#define RP_CLI_SENDING_H

#include "cli/remote.h"
#include "reprint/client.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RP_SENDING_ARTICLES = 256, RP_SENDING_BYTES = 8 << 20 }; /* of the window; a larger article goes alone */

/* An article and where it came from: one block of memory. */
struct rp_sent {
    struct rp_article article;
    const char *file; /* borrowed */
    uint64_t line;
    size_t bytes;
};

struct rp_sending {
    struct rp_remote *remote; /* borrowed, open */
    bool check;               /* ask only */
    unsigned flags;           /* of rp_client_post_add */
    /* In the order in which the articles were put. */
    void (*on_answer)(void *context, const struct rp_answer *answer);
    void (*on_fault)(void *context, const char *file, uint64_t line, const struct rp_error *error); /* what the server said of one article */
    void *context;
    struct rp_sent *window[RP_SENDING_ARTICLES]; /* owned; a ring */
    size_t first, count, bytes;
    uint64_t answered; /* well or not */
};

/* Sends an article; waits only when the window is full. *file must stay. Failures end it all: of the connection after several tries, RP_DAMAGED,
 * RP_INTERRUPTED, RP_NO_MEMORY. */
enum rp_status rp_sending_put(struct rp_sending *sending, const struct rp_article *article, const char *file, uint64_t line,
                              struct rp_error *error);
/* Waits for all answers. Fails as rp_sending_put. */
enum rp_status rp_sending_settle(struct rp_sending *sending, struct rp_error *error);
void rp_sending_done(struct rp_sending *sending);

#endif
