/* Names of verdicts and refusals. */
#include "reprint/compare.h"

const char *rp_verdict_name(enum rp_verdict verdict)
{
    static const char *const names[] = {
#define RP_VERDICT_NAME(name, text) text,
        RP_VERDICT_MAP(RP_VERDICT_NAME)
#undef RP_VERDICT_NAME
    };
    return (unsigned)verdict < RP_VERDICT_COUNT ? names[verdict] : "unknown_verdict";
}

const char *rp_refusal_name(enum rp_refusal refusal)
{
    switch (refusal) {
    case RP_REFUSAL_TEMPLATE:
        return "template";
    case RP_REFUSAL_MODULE:
        return "module";
    case RP_REFUSAL_NONE:
        break;
    }
    return "none";
}
