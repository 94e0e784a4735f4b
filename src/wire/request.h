/* Requests: what a client asks. docs/PROTOCOL.md is their specification. */
#ifndef RP_WIRE_REQUEST_H
#define RP_WIRE_REQUEST_H

#include "base/buf.h"
#include "reprint/article.h"
#include "reprint/limits.h"
#include "reprint/status.h"
#include "wire/decoder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RP_PROTOCOL_VERSION = 1 };

/* X(NAME, "name") */
#define RP_METHOD_MAP(X)          \
    X(HELLO, "hello")             \
    X(PING, "ping")               \
    X(ADD, "add")                 \
    X(ADD_MANY, "add_many")       \
    X(CHECK, "check")             \
    X(GET, "get")                 \
    X(STORY, "story")             \
    X(REMOVE, "remove")           \
    X(FINGERPRINT, "fingerprint") \
    X(COMPARE, "compare")         \
    X(STATS, "stats")             \
    X(BACKUP, "backup")           \
    X(WATCH, "watch")

enum rp_method {
#define RP_METHOD_ENUM(name, text) RP_METHOD_##name,
    RP_METHOD_MAP(RP_METHOD_ENUM)
#undef RP_METHOD_ENUM
    RP_METHOD_COUNT
};
const char *rp_method_name(enum rp_method method);

/* An article of `add_many`, or what is wrong with it. */
struct rp_entry {
    struct rp_article article;
    struct rp_error error; /* status RP_OK: nothing */
};

/* All strings are borrowed from the message and the decoder. Members that a method does not have are zero. */
struct rp_request {
    uint32_t id; /* number of the message */
    enum rp_method method;
    struct rp_str key;           /* get, story, remove: the article's id; backup: the folder */
    struct rp_article article;   /* add, check; fingerprint: its text */
    bool replace;                /* add, add_many */
    struct rp_entry *entries;    /* add_many; owned by the decoder */
    size_t entry_count;
    struct rp_str new_id, old_id; /* compare */
    uint64_t after;              /* story */
    uint32_t verdicts;           /* watch: bits */
    struct rp_str source;        /* watch */
    uint64_t protocol;           /* hello */
};

/* Reads one message. On failure *error says where and what, and *ret_has_id whether ret->id is the number to answer under. RP_BAD_FRAME, RP_UNKNOWN_METHOD,
 * RP_UNKNOWN_KEY, RP_REPEATED_KEY, RP_MISSING_KEY, RP_WRONG_TYPE, RP_BAD_VALUE, RP_LIMIT, RP_NO_MEMORY. What is wrong with one article of
 * add_many is in its entry. */
enum rp_status rp_request_decode(struct rp_decoder *decoder, const char *data, size_t len, struct rp_request *ret, bool *ret_has_id,
                                 struct rp_error *error);

/* Appends a request. RP_NO_MEMORY, RP_LIMIT; buf is then as before. */
enum rp_status rp_request_encode(struct rp_buf *buf, const struct rp_request *request);

#endif
