/* Kernels for NEON. It has no product of 64 bits: hashes are left to the scalar ones. */
#if defined(__aarch64__)

#include "text/ascii_runs.h"

#include <arm_neon.h>

/* One bit for each byte that is all ones. */
static uint64_t mask_of(const uint8x16_t parts[4])
{
    static const uint8_t powers[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t bit = vld1q_u8(powers);
    uint8x16_t low = vpaddq_u8(vandq_u8(parts[0], bit), vandq_u8(parts[1], bit));
    uint8x16_t high = vpaddq_u8(vandq_u8(parts[2], bit), vandq_u8(parts[3], bit));
    uint8x16_t sum = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

static uint8x16_t in_range(uint8x16_t bytes, uint8_t first, uint8_t count)
{
    return vcltq_u8(vsubq_u8(bytes, vdupq_n_u8(first)), vdupq_n_u8(count));
}

static struct rp_block classify(const unsigned char *text, char ret_lower[RP_BLOCK])
{
    uint8x16_t letter[4], digit[4], apostrophe[4], comma[4], beyond[4];
    for (unsigned i = 0; i < 4; i++) {
        uint8x16_t bytes = vld1q_u8(text + 16 * i);
        uint8x16_t lower = vaddq_u8(bytes, vandq_u8(in_range(bytes, 'A', 26), vdupq_n_u8(0x20)));
        vst1q_u8((uint8_t *)ret_lower + 16 * i, lower);
        letter[i] = in_range(lower, 'a', 26);
        digit[i] = in_range(bytes, '0', 10);
        apostrophe[i] = vceqq_u8(bytes, vdupq_n_u8('\''));
        comma[i] = vceqq_u8(bytes, vdupq_n_u8(','));
        beyond[i] = vcgeq_u8(bytes, vdupq_n_u8(0x80));
    }
    uint64_t digits = mask_of(digit);
    return (struct rp_block){.word = digits | mask_of(letter),
                             .digit = digits,
                             .apostrophe = mask_of(apostrophe),
                             .comma = mask_of(comma),
                             .beyond = mask_of(beyond)};
}

static size_t ascii(struct rp_ascii *to, const unsigned char *text, size_t len, size_t place)
{
    return rp_ascii_by_blocks(to, text, len, place, classify);
}

const struct rp_text_kernels rp_text_kernels_neon = {ascii, rp_hash_tokens_scalar, rp_grams_scalar};

#else
typedef int rp_no_neon; /* a file must declare something */
#endif
