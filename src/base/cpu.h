/* Which instructions the kernels may use: the best that the processor has, or what was asked for. Any thread. */
#ifndef RP_BASE_CPU_H
#define RP_BASE_CPU_H

#include "reprint/status.h"

#include <stdbool.h>

/* X(NAME, "name"), each better than those before. AVX512 stands for F, BW, DQ, VL, VBMI and VBMI2 with BMI2; NEON is there on every 64-bit ARM. */
#define RP_CPU_MAP(X)   \
    X(SCALAR, "scalar") \
    X(NEON, "neon")     \
    X(AVX2, "avx2")     \
    X(AVX512, "avx512")

enum rp_cpu {
#define RP_CPU_ENUM(name, text) RP_CPU_##name,
    RP_CPU_MAP(RP_CPU_ENUM)
#undef RP_CPU_ENUM
    RP_CPU_COUNT
};
const char *rp_cpu_name(enum rp_cpu cpu);

/* Has this processor it, and this build kernels for it? */
bool rp_cpu_has(enum rp_cpu cpu);

/* What the kernels use: at first what the environment variable REPRINT_CPU names, else the best there is. */
enum rp_cpu rp_cpu_used(void);

/* Uses another from now on. RP_BAD_ARGUMENT: no such name, or this processor has not got it. */
enum rp_status rp_cpu_use(const char *name, struct rp_error *error);

#endif
