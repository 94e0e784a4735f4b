/* Lines for the operator. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

static enum rp_log_level threshold = RP_LOG_INFO;

void rp_log_set_level(enum rp_log_level level)
{
    threshold = level;
}

void rp_log(enum rp_log_level level, const char *format, ...)
{
    static const char *const names[] = {"error", "warning", "info", "debug"};
    char line[1024];
    va_list args;
    if (level > threshold)
        return;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    fprintf(stderr, "reprint: %s: %s\n", names[level], line);
}
