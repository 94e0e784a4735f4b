/* Which words of a text are no running text. */
#include "match/noise.h"

#include <stdbool.h>
#include <string.h>

/* In weights of tokens: two a word. */
enum { SHORT_LINE = 2 * 12, LONG_STRETCH = 2 * 60, LEAST_BODY = 2 * 50 };

/* What the bytes between two tokens say. */
enum { BREAKS_LINE = 1, ENDS_SENTENCE = 2, PUNCTUATES = 4 };

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

static unsigned read_gap(struct rp_str gap)
{
    unsigned says = 0;
    if (gap.len == 1 && gap.data[0] == ' ') /* nearly always */
        return 0;
    for (size_t i = 0; i < gap.len; i++) {
        switch (gap.data[i]) {
        case ' ':
            break;
        case '\n':
            says |= BREAKS_LINE;
            break;
        case '.':
        case '!':
        case '?':
            says |= ENDS_SENTENCE | PUNCTUATES;
            break;
        case ',':
        case ';':
        case ':':
            says |= PUNCTUATES;
            break;
        default:
            says |= (unsigned char)gap.data[i] >= 0x80 ? read_mark(gap.data + i, gap.len - i) : 0;
        }
    }
    return says;
}

/* The bytes between token i and the next one. One code point may be two tokens: then there are none. */
static struct rp_str gap_behind(const struct rp_tokens *tokens, struct rp_str raw, size_t i)
{
    uint32_t start = tokens->raw_end[i], end = i + 1 < tokens->count ? tokens->raw_start[i + 1] : (uint32_t)raw.len;
    return (struct rp_str){raw.data + start, end > start ? end - start : 0};
}

/* Is there a body beside the noise? */
static bool has_body(const struct rp_tokens *tokens, const uint8_t *noise)
{
    size_t running = 0;
    for (size_t i = 0; i < tokens->count; i++)
        running += noise[i] ? 0 : tokens->weight[i];
    return running >= LEAST_BODY;
}

bool rp_noise_find(const struct rp_tokens *tokens, struct rp_str raw, uint8_t *ret)
{
    size_t line = 0, stretch = 0; /* where they begin */
    unsigned line_weight = 0, stretch_weight = 0;
    bool sentence = false;
    memset(ret, 0, tokens->count);
    for (size_t i = 0; i < tokens->count; i++) {
        line_weight += tokens->weight[i];
        stretch_weight += tokens->weight[i];
        unsigned gap = read_gap(gap_behind(tokens, raw, i));
        if (i + 1 == tokens->count)
            gap |= BREAKS_LINE | PUNCTUATES;
        if (gap == 0)
            continue;
        sentence = sentence || (gap & ENDS_SENTENCE);
        if (gap & PUNCTUATES) {
            if (stretch_weight >= LONG_STRETCH)
                memset(ret + stretch, 1, i + 1 - stretch);
            stretch = i + 1;
            stretch_weight = 0;
        }
        if (gap & BREAKS_LINE) {
            if (line_weight < SHORT_LINE && !sentence)
                memset(ret + line, 1, i + 1 - line);
            line = i + 1;
            line_weight = 0;
            sentence = false;
        }
    }
    return has_body(tokens, ret);
}
