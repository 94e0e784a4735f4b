/* The options of a corpus on disk on the command line. */
#include "cli/data_flags.h"

#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS_MOST = 36500, INTERVAL_MOST_MS = 3600000 };

static void say_remark(void *context, const char *line)
{
    (void)context;
    rp_log(RP_LOG_WARN, "%s", line);
}

void rp_data_flags_init(struct rp_data_flags *ret)
{
    *ret = (struct rp_data_flags){.options = {.create = true, .on_remark = say_remark}};
}

static bool take_fsync(const char *when, struct rp_archive_options *ret)
{
    static const char interval[] = "interval=";
    if (when == NULL || strcmp(when, "always") == 0) {
        ret->fsync = RP_FSYNC_ALWAYS;
        return true;
    }
    if (strcmp(when, "never") == 0) {
        ret->fsync = RP_FSYNC_NEVER;
        return true;
    }
    const char *number = when + sizeof interval - 1;
    if (strncmp(when, interval, sizeof interval - 1) != 0 || number[strspn(number, "0123456789")] != 0)
        return false;
    errno = 0;
    unsigned long ms = strtoul(number, NULL, 10);
    ret->fsync = RP_FSYNC_INTERVAL;
    ret->fsync_ms = (uint32_t)ms;
    return errno == 0 && ms >= 1 && ms <= INTERVAL_MOST_MS;
}

bool rp_data_flags_take(const struct rp_command *command, struct rp_data_flags *flags)
{
    if (flags->folder == NULL && (flags->fsync != NULL || flags->keep_days != 0 || flags->believe_clock)) {
        rp_usage(command, "--fsync, --keep and --believe-clock say how --data keeps articles: --data is missing");
        return false;
    }
    if (!take_fsync(flags->fsync, &flags->options)) {
        rp_usage(command, "--fsync %s: always, never or interval=1 .. interval=%d (milliseconds) is wanted", flags->fsync, INTERVAL_MOST_MS);
        return false;
    }
    if (flags->keep_days < 0 || flags->keep_days > DAYS_MOST) {
        rp_usage(command, "--keep %d is not in 0 .. %d", flags->keep_days, DAYS_MOST);
        return false;
    }
    flags->options.path = flags->folder;
    flags->options.keep_days = (uint32_t)flags->keep_days;
    flags->options.believe_clock = flags->believe_clock;
    return true;
}

void rp_data_flags_done(struct rp_data_flags *flags)
{
    free(flags->folder);
    free(flags->fsync);
}
