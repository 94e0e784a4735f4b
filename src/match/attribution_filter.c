/* Two looks, without branches. The first one, at all tokens, knows the first words of names. "The" and other common words pass it: the second one also knows
 * the word behind. */
#include "match/attribution_filter.h"

/* May the token have an apostrophe in it, before which or behind which a name stands? Then some of its bytes were left out of the stream; as they are of
 * letters that fold to shorter ones. `start`: where it begins in the stream. */
static inline unsigned is_shorter(const struct rp_tokens *tokens, size_t i, uint32_t start)
{
    return tokens->raw_end[i] - tokens->raw_start[i] > tokens->stream_end[i] - start;
}

static inline uint32_t stream_start(const struct rp_tokens *tokens, size_t i)
{
    return i > 0 ? tokens->stream_end[i - 1] + 1 : 0;
}

static inline unsigned begins(const struct rp_scan *scan, size_t pos)
{
    const struct rp_tokens *tokens = scan->tokens;
    const uint64_t *filter = scan->agencies->names.begins, hash = tokens->hash[pos];
    unsigned may = rp_filter_has(filter, rp_filter_pair(hash, 0)) | is_shorter(tokens, pos, stream_start(tokens, pos));
    if (pos + 1 < tokens->count)
        may |= rp_filter_has(filter, rp_filter_pair(hash, tokens->hash[pos + 1])) | is_shorter(tokens, pos + 1, tokens->stream_end[pos] + 1);
    return may;
}

bool rp_filter_may_begin(const struct rp_scan *scan, size_t pos)
{
    const struct rp_tokens *tokens = scan->tokens;
    unsigned first = rp_filter_has(scan->agencies->names.firsts, tokens->hash[pos]) | is_shorter(tokens, pos, stream_start(tokens, pos));
    return first != 0 && begins(scan, pos) != 0;
}

/* A loop of its own, which compilers make vectors of. */
static void find_shorter(const struct rp_tokens *tokens, size_t start, size_t n, uint8_t ret[RP_FILTER_BLOCK])
{
    const uint32_t *raw_start = tokens->raw_start + start, *raw_end = tokens->raw_end + start, *end = tokens->stream_end + start;
    ret[0] = is_shorter(tokens, start, stream_start(tokens, start));
    for (size_t i = 1; i < n; i++)
        ret[i] = (int32_t)(raw_end[i] - raw_start[i] - (end[i] - end[i - 1] - 1)) > 0;
}

unsigned rp_filter_block(const struct rp_scan *scan, size_t start, size_t ret[RP_FILTER_BLOCK])
{
    const struct rp_tokens *tokens = scan->tokens;
    const uint64_t *firsts = scan->agencies->names.firsts;
    size_t n = tokens->count - start < RP_FILTER_BLOCK ? tokens->count - start : RP_FILTER_BLOCK;
    uint8_t shorter[RP_FILTER_BLOCK];
    unsigned first = 0, count = 0;
    find_shorter(tokens, start, n, shorter);
    for (size_t i = 0; i < n; i++) {
        ret[first] = start + i;
        first += rp_filter_has(firsts, tokens->hash[start + i]) | shorter[i];
    }
    for (unsigned k = 0; k < first; k++) {
        ret[count] = ret[k];
        count += begins(scan, ret[k]);
    }
    return count;
}
