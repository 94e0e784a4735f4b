/* Edits: numbers behind tags. Those that are about logs have few others before that, and none of another form. */
#include "store/edits.h"

#include "base/packing.h"
#include "store/torn.h"

#include <stdbool.h>
#include <string.h>

enum { RECORD_MOST = 256 }; /* bytes that are looked at: an edit about one log has some thirty */

enum tag {
    TAG_COMPARATOR = 1,
    TAG_LOG_NUMBER = 2,
    TAG_NEXT_FILE = 3,
    TAG_LAST_SEQUENCE = 4,
    TAG_PREVIOUS_LOG = 9,
    TAG_LEAST_LOG = 10, /* those before it are done without */
    TAG_MOST_FAMILY = 203,
    TAG_LOG_CLOSED = 0x2007, /* its number and its length, once it is whole */
    TAG_LOGS_DELETED = 0x2008 /* those before this one */
};

struct edits {
    char record[RECORD_MOST];
    size_t len;
    uint64_t least;
};

static void raise(struct edits *edits, uint64_t least)
{
    edits->least = least > edits->least ? least : edits->least;
}

/* The number that stands first; 0: none. */
static uint64_t number_in(struct rp_str bytes)
{
    struct rp_unpacking log = rp_unpacking_of(bytes);
    return rp_unpack_number(&log);
}

static void look_at_record(struct edits *edits)
{
    struct rp_unpacking from = rp_unpacking_of((struct rp_str){edits->record, edits->len});
    while (!from.bad) {
        uint64_t tag = rp_unpack_number(&from);
        switch (tag) {
        case TAG_COMPARATOR:
            rp_unpack_str(&from);
            break;
        case TAG_LOG_NUMBER:
        case TAG_NEXT_FILE:
        case TAG_LAST_SEQUENCE:
        case TAG_PREVIOUS_LOG:
        case TAG_MOST_FAMILY:
            rp_unpack_number(&from);
            break;
        case TAG_LEAST_LOG:
            raise(edits, rp_unpack_number(&from));
            break;
        case TAG_LOG_CLOSED:
        case TAG_LOGS_DELETED:
            raise(edits, number_in(rp_unpack_str(&from)) + (tag == TAG_LOG_CLOSED));
            break;
        default:
            return;
        }
    }
}

static void take_piece(void *context, enum rp_torn_piece piece, struct rp_str bytes)
{
    struct edits *edits = context;
    if (piece == RP_TORN_WHOLE || piece == RP_TORN_FIRST)
        edits->len = 0;
    size_t n = bytes.len < RECORD_MOST - edits->len ? bytes.len : RECORD_MOST - edits->len;
    memcpy(edits->record + edits->len, bytes.data, n);
    edits->len += n;
    if (piece == RP_TORN_WHOLE || piece == RP_TORN_LAST)
        look_at_record(edits);
}

enum rp_status rp_edits_last_log(const char *path, uint64_t *ret_least, struct rp_error *error)
{
    struct edits edits = {.len = 0};
    enum rp_status status = rp_torn_check(path, take_piece, &edits, error);
    *ret_least = edits.least;
    return status;
}
