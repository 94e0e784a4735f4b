/* Which words of a text are no running text. */
#include "match/noise.h"

#include <stdbool.h>
#include <string.h>

/* In weights of tokens: two a word. */
enum { SHORT_LINE = 2 * 12, LONG_STRETCH = 2 * 60, LEAST_BODY = 2 * 50 };

static bool has_any(struct rp_str gap, const char *const marks[])
{
    for (size_t m = 0; marks[m] != NULL; m++) {
        size_t len = strlen(marks[m]);
        for (size_t i = 0; i + len <= gap.len; i++)
            if (memcmp(gap.data + i, marks[m], len) == 0)
                return true;
    }
    return false;
}

static bool ends_sentence(struct rp_str gap)
{
    static const char *const marks[] = {".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔", NULL};
    return has_any(gap, marks);
}

static bool punctuates(struct rp_str gap)
{
    static const char *const marks[] = {",", ";", ":", "،", "؛", "、", "，", "；", "：", NULL};
    return has_any(gap, marks);
}

/* The bytes between token i and the next one. One code point may be two tokens: then there are none. */
static struct rp_str gap_behind(const struct rp_tokens *tokens, struct rp_str raw, size_t i)
{
    uint32_t start = tokens->raw_end[i], end = i + 1 < tokens->count ? tokens->raw_start[i + 1] : (uint32_t)raw.len;
    return (struct rp_str){raw.data + start, end > start ? end - start : 0};
}

/* What the bytes between two tokens say. */
enum { BREAKS_LINE = 1, ENDS_SENTENCE = 2, PUNCTUATES = 4 };

static unsigned read_gap(struct rp_str gap)
{
    if (gap.len == 0 || (gap.len == 1 && gap.data[0] == ' '))
        return 0;
    unsigned breaks = memchr(gap.data, '\n', gap.len) != NULL ? BREAKS_LINE : 0;
    if (ends_sentence(gap))
        return breaks | ENDS_SENTENCE | PUNCTUATES;
    return punctuates(gap) ? breaks | PUNCTUATES : breaks;
}

/* A text that has no body beside it is a list itself. */
static void keep_lists(const struct rp_tokens *tokens, uint8_t *noise)
{
    size_t running = 0;
    for (size_t i = 0; i < tokens->count; i++)
        running += noise[i] ? 0 : tokens->weight[i];
    if (running < LEAST_BODY)
        memset(noise, 0, tokens->count);
}

void rp_noise_find(const struct rp_tokens *tokens, struct rp_str raw, uint8_t *ret)
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
    keep_lists(tokens, ret);
}
