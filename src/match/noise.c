/* Which words of a text are no running text. */
#include "match/noise.h"

#include <stdbool.h>
#include <string.h>

/* In weights of tokens: two a word. */
enum { SHORT_LINE = 2 * 12, LONG_STRETCH = 2 * 60, LEAST_BODY = 2 * 50 };
enum { CHUNK = 256 };

/* What the bytes between two tokens say. */
enum { BREAKS_LINE = 1, ENDS_SENTENCE = 2, PUNCTUATES = 4, MAY_BE_MARK = 8 };

/* A mark outside ASCII. */
struct mark {
    const char *bytes; /* 2 or 3 */
    unsigned says;
};

/* By the first byte, which is one of few, so that other text is passed over at once. */
static unsigned read_mark(const char *at, size_t len)
{
    static const struct mark marks[] = {
        {"…", ENDS_SENTENCE | PUNCTUATES}, {"。", ENDS_SENTENCE | PUNCTUATES}, {"！", ENDS_SENTENCE | PUNCTUATES},
        {"？", ENDS_SENTENCE | PUNCTUATES}, {"।", ENDS_SENTENCE | PUNCTUATES}, {"؟", ENDS_SENTENCE | PUNCTUATES},
        {"۔", ENDS_SENTENCE | PUNCTUATES}, {"،", PUNCTUATES},                  {"؛", PUNCTUATES},
        {"、", PUNCTUATES},                 {"，", PUNCTUATES},                 {"；", PUNCTUATES},
        {"：", PUNCTUATES},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t bytes = (unsigned char)at[0] >= 0xe0 ? 3 : 2;
        if (marks[i].bytes[0] == at[0] && bytes <= len && memcmp(marks[i].bytes, at, bytes) == 0)
            return marks[i].says;
    }
    return 0;
}

/* What each byte says; of a mark outside ASCII the first one only that it may be one. */
static const uint8_t says_of[256] = {
    ['\n'] = BREAKS_LINE,
    ['.'] = ENDS_SENTENCE | PUNCTUATES,
    ['!'] = ENDS_SENTENCE | PUNCTUATES,
    ['?'] = ENDS_SENTENCE | PUNCTUATES,
    [','] = PUNCTUATES,
    [';'] = PUNCTUATES,
    [':'] = PUNCTUATES,
    [0xd8] = MAY_BE_MARK,
    [0xdb] = MAY_BE_MARK,
    [0xe0] = MAY_BE_MARK,
    [0xe2] = MAY_BE_MARK,
    [0xe3] = MAY_BE_MARK,
    [0xef] = MAY_BE_MARK,
};

static unsigned read_gap(struct rp_str gap)
{
    const unsigned char *bytes = (const unsigned char *)gap.data;
    unsigned says = 0;
    for (size_t i = 0; i < gap.len; i++)
        says |= says_of[bytes[i]];
    for (size_t i = 0; i < gap.len && (says & MAY_BE_MARK); i++)
        says |= says_of[bytes[i]] & MAY_BE_MARK ? read_mark(gap.data + i, gap.len - i) : 0;
    return says & ~(unsigned)MAY_BE_MARK;
}

/* The bytes between token i and the next one. One code point may be two tokens: then there are none. */
static struct rp_str gap_behind(const struct rp_tokens *tokens, struct rp_str raw, size_t i)
{
    uint32_t start = tokens->raw_end[i], end = i + 1 < tokens->count ? tokens->raw_start[i + 1] : (uint32_t)raw.len;
    return (struct rp_str){raw.data + start, end > start ? end - start : 0};
}

/* The tokens from `start` to before `end` that have something other than one space behind them, which ends few; returns how many. The last one has. */
static size_t find_gaps(const struct rp_tokens *tokens, struct rp_str raw, size_t start, size_t end, uint32_t *ret)
{
    size_t n = 0, last = tokens->count - 1, last_byte = raw.len - 1; /* it may be two tokens */
    for (size_t i = start; i < end && i < last; i++) {
        uint32_t from = tokens->raw_end[i];
        ret[n] = (uint32_t)i;
        n += (tokens->raw_start[i + 1] - from != 1) | (raw.data[from < last_byte ? from : last_byte] != ' ');
    }
    if (end == tokens->count)
        ret[n++] = (uint32_t)last;
    return n;
}

/* Do the tokens from `start` to before `end` weigh that much? A token weighs 1 or 2. */
static bool weigh(const struct rp_tokens *tokens, size_t start, size_t end, size_t least)
{
    size_t weight = 0;
    if (end - start >= least || RP_WEIGHT_WORD * (end - start) < least)
        return end - start >= least;
    for (size_t i = start; i < end; i++)
        weight += tokens->weight[i];
    return weight >= least;
}

/* Is there a body beside the noise? */
static bool has_body(const struct rp_tokens *tokens, const uint8_t *noise)
{
    uint32_t running = 0;
    for (size_t i = 0; i < tokens->count; i++)
        running += tokens->weight[i] * (noise[i] ^ 1u);
    return running >= LEAST_BODY;
}

/* Where the line and the stretch without punctuation begin that token i stands in; and whether a sentence has ended in the line. */
struct reading {
    size_t line, stretch;
    bool sentence;
};

static void read_behind(struct reading *reading, const struct rp_tokens *tokens, size_t i, unsigned gap, uint8_t *ret)
{
    reading->sentence = reading->sentence || (gap & ENDS_SENTENCE);
    if (gap & PUNCTUATES) {
        if (weigh(tokens, reading->stretch, i + 1, LONG_STRETCH))
            memset(ret + reading->stretch, 1, i + 1 - reading->stretch);
        reading->stretch = i + 1;
    }
    if (gap & BREAKS_LINE) {
        if (!reading->sentence && !weigh(tokens, reading->line, i + 1, SHORT_LINE))
            memset(ret + reading->line, 1, i + 1 - reading->line);
        reading->line = i + 1;
        reading->sentence = false;
    }
}

bool rp_noise_find(const struct rp_tokens *tokens, struct rp_str raw, uint8_t *ret)
{
    struct reading reading = {0, 0, false};
    memset(ret, 0, tokens->count);
    for (size_t start = 0, end; start < tokens->count; start = end) {
        uint32_t gaps[CHUNK];
        end = tokens->count - start < CHUNK ? tokens->count : start + CHUNK;
        size_t n = find_gaps(tokens, raw, start, end, gaps);
        for (size_t k = 0; k < n; k++) {
            unsigned gap = read_gap(gap_behind(tokens, raw, gaps[k]));
            if (gaps[k] + 1 == tokens->count)
                gap |= BREAKS_LINE | PUNCTUATES;
            read_behind(&reading, tokens, gaps[k], gap, ret);
        }
    }
    return has_body(tokens, ret);
}
