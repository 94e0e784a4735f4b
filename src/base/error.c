/* Filling in struct rp_error. */
#include "base/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Length of the well-formed UTF-8 sequence at s, or 0. */
static size_t sequence(const unsigned char *s)
{
    size_t n = s[0] < 0x80 ? 1 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : (s[0] & 0xf0) == 0xe0 ? 3 : s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    return n;
}

static void make_harmless(char *message)
{
    for (unsigned char *s = (unsigned char *)message; *s != 0;) {
        size_t n = sequence(s);
        if (n == 0 || *s < 0x20 || *s == 0x7f) {
            *s = '?';
            n = 1;
        }
        s += n;
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
