/* Which kernels are used, and the scalar ones, which define what all of them do. */
#include "match/kernels.h"

#include "match/attribution_table.h"

static unsigned look(const struct rp_tokens *tokens, size_t start, size_t n, const uint64_t *filter, uint8_t ret_shorter[RP_FILTER_BLOCK],
                     uint8_t ret[RP_FILTER_BLOCK])
{
    const uint32_t *raw_start = tokens->raw_start + start, *raw_end = tokens->raw_end + start, *end = tokens->stream_end + start;
    const uint64_t *hash = tokens->hash + start;
    unsigned count = 0;
    ret_shorter[0] = raw_end[0] - raw_start[0] > end[0] - (start > 0 ? tokens->stream_end[start - 1] + 1 : 0);
    for (size_t i = 1; i < n; i++) /* a loop of its own, which compilers make vectors of */
        ret_shorter[i] = (int32_t)(raw_end[i] - raw_start[i] - (end[i] - end[i - 1] - 1)) > 0;
    for (size_t i = 0; i < n; i++) {
        ret[count] = (uint8_t)i;
        count += rp_filter_has(filter, hash[i]) | ret_shorter[i];
    }
    return count;
}

const struct rp_match_kernels rp_match_kernels_scalar = {look};

const struct rp_match_kernels *rp_match_kernels_of(enum rp_cpu cpu)
{
#if defined(__x86_64__)
    if (cpu == RP_CPU_AVX512)
        return &rp_match_kernels_avx512;
#endif
    (void)cpu;
    return &rp_match_kernels_scalar;
}
