/* Filling in struct rp_error. */
#include "base/error.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The control characters of ASCII, and those behind it, which terminals obey too. */
static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

static void make_harmless(char *message)
{
    unsigned char *s = (unsigned char *)message;
    for (size_t left = strlen(message); left > 0;) {
        uint32_t code;
        unsigned bad, n = rp_utf8_read(s, left, &code, &bad);
        if (n == 0 || is_control(code)) {
            n = n == 0 ? bad : n;
            memset(s, '?', n);
        }
        s += n;
        left -= n;
    }
}

static void fill(struct rp_error *error, enum rp_status status, uint64_t offset, const char *format, va_list args)
{
    if (error == NULL)
        return;
    error->status = status;
    error->offset = offset;
    vsnprintf(error->message, sizeof error->message, format, args);
    make_harmless(error->message);
}

enum rp_status rp_fail(struct rp_error *error, enum rp_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(error, status, UINT64_MAX, format, args);
    va_end(args);
    return status;
}

enum rp_status rp_fail_at(struct rp_error *error, enum rp_status status, uint64_t offset, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(error, status, offset, format, args);
    va_end(args);
    return status;
}

enum rp_status rp_fail_memory(struct rp_error *error)
{
    return rp_fail(error, RP_NO_MEMORY, "out of memory");
}
