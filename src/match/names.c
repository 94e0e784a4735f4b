/* Names of verdicts, rules, refusals and reasons. */
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

static const struct {
    const char *name, *meaning;
} rules[] = {
    {"none", "no rule has decided"},
#define RP_RULE_NAME(name, text, meaning) {text, meaning},
    RP_RULE_MAP(RP_RULE_NAME)
#undef RP_RULE_NAME
};

const char *rp_rule_name(enum rp_rule rule)
{
    return (unsigned)rule < RP_RULE_COUNT ? rules[rule].name : "unknown_rule";
}

const char *rp_rule_meaning(enum rp_rule rule)
{
    return (unsigned)rule < RP_RULE_COUNT ? rules[rule].meaning : "unknown rule";
}

const char *rp_kin_name(enum rp_kin kin)
{
    static const char *const names[] = {
#define RP_KIN_NAME(name, text) text,
        RP_KIN_MAP(RP_KIN_NAME)
#undef RP_KIN_NAME
    };
    return (unsigned)kin < RP_KIN_COUNT ? names[kin] : "unknown_kin";
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

static const struct {
    const char *name, *meaning;
} drop_reasons[] = {
    {"none", "they count"},
#define RP_DROP_NAME(name, text, meaning) {text, meaning},
    RP_DROP_MAP(RP_DROP_NAME)
#undef RP_DROP_NAME
};

const char *rp_drop_reason_name(enum rp_drop_reason reason)
{
    return (unsigned)reason < RP_DROP_COUNT ? drop_reasons[reason].name : "unknown_reason";
}

const char *rp_drop_reason_meaning(enum rp_drop_reason reason)
{
    return (unsigned)reason < RP_DROP_COUNT ? drop_reasons[reason].meaning : "unknown reason";
}
