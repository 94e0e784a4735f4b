/* Status codes and error details. Every function of reprint that can fail returns one of these codes.
 *
 * Thread-safety: everything here may be called from any thread. */
#ifndef REPRINT_STATUS_H
#define REPRINT_STATUS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* X(NAME, "stable_name", "what it means"). The order is the numeric code, which is part of the wire protocol: add at the end only. */
#define RP_STATUS_MAP(X)                                                                          \
    X(OK, "ok", "success")                                                                        \
    X(NO_MEMORY, "no_memory", "out of memory")                                                    \
    X(BAD_ARGUMENT, "bad_argument", "an argument is not valid")                                   \
    X(INVALID_UTF8, "invalid_utf8", "the text is not valid UTF-8")                                \
    X(EMPTY_TEXT, "empty_text", "the text has no words")                                          \
    X(LIMIT, "limit_exceeded", "a limit is exceeded")                                             \
    X(NOT_FOUND, "not_found", "there is no such article")                                         \
    X(EXISTS, "exists", "the id is taken by an article with another text")                        \
    X(BAD_JSON, "bad_json", "not valid JSON")                                                     \
    X(MISSING_KEY, "missing_key", "a required key is missing")                                    \
    X(UNKNOWN_KEY, "unknown_key", "a key is not known")                                           \
    X(REPEATED_KEY, "repeated_key", "a key is given twice")                                       \
    X(WRONG_TYPE, "wrong_type", "a value is of the wrong type")                                   \
    X(BAD_VALUE, "bad_value", "a value is not valid")                                             \
    X(BAD_FRAME, "bad_frame", "not a MessagePack-RPC message")                                    \
    X(UNKNOWN_METHOD, "unknown_method", "there is no such method")                                \
    X(IO, "io_error", "reading or writing failed")                                                \
    X(DAMAGED, "damaged", "the data is damaged")                                                  \
    X(UNREACHABLE, "unreachable", "the server cannot be reached")                                 \
    X(CLOSED, "closed", "the connection was closed")                                              \
    X(TIMED_OUT, "timed_out", "it took too long")                                                 \
    X(SHUTTING_DOWN, "shutting_down", "the server is shutting down")                              \
    X(INTERRUPTED, "interrupted", "interrupted")                                                  \
    X(IN_USE, "in_use", "another process has it")                                                 \
    X(NEWER, "newer_format", "a newer version has written it")                                    \
    X(NOT_READY, "not_ready", "the server is still starting")

enum rp_status {
#define RP_STATUS_ENUM(name, text, meaning) RP_##name,
    RP_STATUS_MAP(RP_STATUS_ENUM)
#undef RP_STATUS_ENUM
    RP_STATUS_COUNT
};

/* What went wrong, for a person. `message` is one line of UTF-8 without a newline, always terminated, and says what and how to
 * mend it; the caller adds where (file and line, or request id). */
struct rp_error {
    enum rp_status status;
    uint64_t offset; /* bytes into the input where that is meaningful, else UINT64_MAX */
    char message[240];
};

/* The stable name ("invalid_utf8") and the meaning of a code; "unknown_status" for a number that is none. Static strings. */
const char *rp_status_name(enum rp_status status);
const char *rp_status_meaning(enum rp_status status);

#ifdef __cplusplus
}
#endif
#endif
