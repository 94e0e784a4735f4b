/* Lines for the operator. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

static enum rp_log_level threshold = RP_LOG_INFO;
static void (*clear_room)(void *context);
static void *clear_context;

void rp_log_set_level(enum rp_log_level level)
{
    threshold = level;
}

void rp_log_make_room(void (*clear)(void *context), void *context)
{
    clear_room = clear;
    clear_context = context;
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
    flockfile(stderr);
    if (clear_room != NULL)
        clear_room(clear_context);
    fprintf(stderr, "reprint: %s: %s\n", names[level], line);
    funlockfile(stderr);
}
