/* Tags as Rice codes: of each gap the low bits as they are, the rest in ones that a zero ends. */
#include "store/keys.h"

#include "base/bits.h"

#include <assert.h>
#include <stdlib.h>

/* The gaps of n tags among 2^32 are 2^32 / n on average. */
static unsigned low_bits(size_t count)
{
    unsigned bits = 31;
    while (count > 1 && bits > 0) {
        count /= 2;
        bits--;
    }
    return bits;
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

struct bits {
    struct rp_packing *to;
    uint64_t pending;
    unsigned count;
};

static void put_bits(struct bits *bits, uint64_t value, unsigned count)
{
    bits->pending |= value << bits->count;
    bits->count += count;
    while (bits->count >= 8) {
        unsigned char byte = (unsigned char)bits->pending;
        rp_pack_bytes(bits->to, &byte, 1);
        bits->pending >>= 8;
        bits->count -= 8;
    }
}

void rp_keys_pack(struct rp_packing *to, const uint32_t *tags, size_t count)
{
    uint32_t sorted[RP_POSTINGS_OF_ONE], last = 0;
    unsigned low = low_bits(count);
    struct bits bits = {.to = to};
    assert(count <= RP_POSTINGS_OF_ONE);
    memcpy(sorted, tags, count * sizeof *tags);
    qsort(sorted, count, sizeof *sorted, by_value);
    rp_pack_number(to, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t gap = sorted[i] - last;
        last = sorted[i];
        for (uint32_t ones = gap >> low; ones > 0; ones--)
            put_bits(&bits, 1, 1);
        put_bits(&bits, 0, 1);
        put_bits(&bits, gap & ((UINT32_C(1) << low) - 1), low);
    }
    put_bits(&bits, 0, 7); /* what is left of the last byte */
}

/* The next bits; what is behind the end is zeros. Of those above the count some may be there already, as they are. */
struct taking {
    const unsigned char *at, *end;
    uint64_t ready;
    unsigned count;
};

/* At least 56 bits. */
static void fill(struct taking *from)
{
    if (from->end - from->at >= 8) {
        unsigned bytes = (63 - from->count) / 8;
        from->ready |= rp_read_le64(from->at) << from->count;
        from->at += bytes;
        from->count += 8 * bytes;
        return;
    }
    for (; from->count < 56; from->count += 8) {
        from->ready |= (uint64_t)(from->at < from->end ? *from->at : 0) << from->count;
        from->at++;
    }
}

static void drop(struct taking *from, unsigned bits)
{
    from->ready >>= bits;
    from->count -= bits;
}

/* Ones before the next zero, which is taken too. */
static uint32_t take_ones(struct taking *from)
{
    const uint64_t above = UINT64_C(1) << 63; /* what is ready, always */
    uint32_t ones = 0;
    unsigned run = rp_first_bit(~from->ready | above);
    while (run >= from->count) {
        ones += from->count;
        drop(from, from->count);
        fill(from);
        run = rp_first_bit(~from->ready | above);
    }
    drop(from, run + 1);
    return ones + run;
}

static uint32_t take_gap(struct taking *from, unsigned low)
{
    fill(from);
    uint32_t ones = take_ones(from);
    if (from->count < low)
        fill(from);
    uint32_t gap = ones << low | (uint32_t)(from->ready & ((UINT64_C(1) << low) - 1));
    drop(from, low);
    return gap;
}

enum rp_status rp_keys_unpack(struct rp_str bytes, uint32_t ret_tags[RP_POSTINGS_OF_ONE], size_t *ret_count)
{
    struct rp_unpacking head = rp_unpacking_of(bytes);
    size_t count = rp_unpack_small(&head, RP_POSTINGS_OF_ONE);
    struct taking from = {.at = (const unsigned char *)head.at, .end = (const unsigned char *)head.end};
    unsigned low = low_bits(count);
    uint32_t last = 0;
    if (head.bad)
        return RP_DAMAGED;
    for (size_t i = 0; i < count; i++)
        ret_tags[i] = last += take_gap(&from, low);
    *ret_count = count;
    /* What was looked at beyond the end is still ready, whole. */
    return from.at - from.count / 8 <= from.end ? RP_OK : RP_DAMAGED;
}
