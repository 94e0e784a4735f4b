/* Which instructions the kernels may use. */
#include "base/cpu.h"

#include "base/error.h"
#include "base/log.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[RP_CPU_COUNT] = {
#define RP_CPU_NAME(name, text) [RP_CPU_##name] = text,
    RP_CPU_MAP(RP_CPU_NAME)
#undef RP_CPU_NAME
};

/* One more than the level in use; 0: not chosen yet. */
static atomic_int chosen;

const char *rp_cpu_name(enum rp_cpu cpu)
{
    return names[cpu];
}

/* The compiler's own table knows what the operating system saves of the registers, too. */
bool rp_cpu_has(enum rp_cpu cpu)
{
    switch (cpu) {
    case RP_CPU_SCALAR:
        return true;
#if defined(__x86_64__)
    case RP_CPU_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
    case RP_CPU_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
               __builtin_cpu_supports("bmi2");
#elif defined(__aarch64__)
    case RP_CPU_NEON:
        return true;
#endif
    default:
        return false;
    }
}

static enum rp_cpu best(void)
{
    int cpu = RP_CPU_COUNT - 1;
    while (!rp_cpu_has((enum rp_cpu)cpu))
        cpu--;
    return (enum rp_cpu)cpu;
}

static enum rp_status find(const char *name, enum rp_cpu *ret, struct rp_error *error)
{
    for (int cpu = 0; cpu < RP_CPU_COUNT; cpu++) {
        if (strcmp(names[cpu], name) != 0)
            continue;
        if (!rp_cpu_has((enum rp_cpu)cpu))
            return rp_fail(error, RP_BAD_ARGUMENT, "this processor has no %s: its best is %s", name, names[best()]);
        *ret = (enum rp_cpu)cpu;
        return RP_OK;
    }
    return rp_fail(error, RP_BAD_ARGUMENT, "no such instructions \"%.40s\": there are scalar, neon, avx2 and avx512", name);
}

enum rp_cpu rp_cpu_used(void)
{
    int known = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (known != 0)
        return (enum rp_cpu)(known - 1);
    struct rp_error error;
    enum rp_cpu cpu = best();
    const char *wish = getenv("REPRINT_CPU");
    if (wish != NULL && *wish != '\0' && find(wish, &cpu, &error) != RP_OK)
        rp_log(RP_LOG_WARN, "REPRINT_CPU: %s; %s is used", error.message, names[cpu]);
    int none = 0; /* who comes second takes what the first has chosen */
    if (!atomic_compare_exchange_strong(&chosen, &none, (int)cpu + 1))
        return (enum rp_cpu)(none - 1);
    return cpu;
}

enum rp_status rp_cpu_use(const char *name, struct rp_error *error)
{
    enum rp_cpu cpu = RP_CPU_SCALAR;
    enum rp_status status = find(name, &cpu, error);
    if (status == RP_OK)
        atomic_store(&chosen, (int)cpu + 1);
    return status;
}
