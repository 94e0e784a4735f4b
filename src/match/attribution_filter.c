/* Two looks, without branches. The first one, at all tokens, knows the first words of names. "The" and other common words pass it: the second one also knows
 * the word behind. */
#include "match/attribution_filter.h"

/* May token i have an apostrophe in it, before which or behind which a name stands? Then some of its bytes were left out of the stream; as they are of letters
 * that fold to shorter ones. */
static bool is_shorter(const struct rp_tokens *tokens, size_t i)
{
    uint32_t start = i > 0 ? tokens->stream_end[i - 1] + 1 : 0;
    return tokens->raw_end[i] - tokens->raw_start[i] > tokens->stream_end[i] - start;
}

/* The second look, at a token's hash and the next one's. */
static inline unsigned begins(const struct rp_phrase_set *names, uint64_t hash, uint64_t next)
{
    return rp_filter_has(names->begins, rp_filter_pair(hash, 0)) | rp_filter_has(names->begins, rp_filter_pair(hash, next));
}

bool rp_filter_may_begin(const struct rp_scan *scan, size_t pos)
{
    const struct rp_tokens *tokens = scan->tokens;
    const struct rp_phrase_set *names = &scan->agencies->names;
    const uint64_t *hash = tokens->hash + pos;
    size_t next = pos + 1 < tokens->count;
    return is_shorter(tokens, pos) || (rp_filter_has(names->firsts, hash[0]) && (begins(names, hash[0], hash[next]) || is_shorter(tokens, pos + next)));
}

unsigned rp_filter_block(const struct rp_scan *scan, size_t start, size_t ret[RP_FILTER_BLOCK])
{
    const struct rp_tokens *tokens = scan->tokens;
    const struct rp_phrase_set *names = &scan->agencies->names;
    const uint64_t *hash = tokens->hash + start;
    size_t left = tokens->count - start, n = left < RP_FILTER_BLOCK ? left : RP_FILTER_BLOCK;
    uint8_t shorter[RP_FILTER_BLOCK + 1], place[RP_FILTER_BLOCK];
    unsigned first = rp_match_kernels()->look(tokens, start, n, names->firsts, shorter, place), count = 0;
    shorter[n] = n < left && is_shorter(tokens, start + n);
    for (unsigned k = 0; k < first; k++) {
        size_t i = place[k], next = i + 1 < left ? i + 1 : i;
        ret[count] = start + i;
        count += begins(names, hash[i], hash[next]) | shorter[i] | shorter[next];
    }
    return count;
}
