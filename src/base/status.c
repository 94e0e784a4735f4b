/* Names of status codes. */
#include "reprint/status.h"

#include "reprint/version.h"

const char *rp_version(void)
{
    return RP_VERSION;
}

const char *rp_status_name(enum rp_status status)
{
    static const char *const names[] = {
#define RP_STATUS_NAME(name, text, meaning) text,
        RP_STATUS_MAP(RP_STATUS_NAME)
#undef RP_STATUS_NAME
    };
    return (unsigned)status < RP_STATUS_COUNT ? names[status] : "unknown_status";
}

const char *rp_status_meaning(enum rp_status status)
{
    static const char *const meanings[] = {
#define RP_STATUS_MEANING(name, text, meaning) meaning,
        RP_STATUS_MAP(RP_STATUS_MEANING)
#undef RP_STATUS_MEANING
    };
    return (unsigned)status < RP_STATUS_COUNT ? meanings[status] : "unknown status";
}
