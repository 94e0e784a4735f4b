/* Longer gaps than a blank. */
#include "match/attribution_gap.h"

bool rp_gap_holds(struct rp_str gap, const char *text, size_t len)
{
    for (size_t i = 0; i + len <= gap.len; i++)
        if (gap.data[i] == text[0] && memcmp(gap.data + i, text, len) == 0)
            return true;
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_ascii(struct rp_str gap)
{
    unsigned char any = 0;
    for (size_t i = 0; i < gap.len; i++)
        any |= (unsigned char)gap.data[i];
    return any < 0x80;
}

bool rp_gap_stops(struct rp_str gap)
{
    for (size_t i = 0; i < gap.len; i++) {
        bool stop = gap.data[i] == '.' || gap.data[i] == '!' || gap.data[i] == '?';
        if (stop && (i + 1 == gap.len || is_space(gap.data[i + 1]) || (unsigned char)gap.data[i + 1] >= 0x80 || gap.data[i + 1] == '"'))
            return true;
    }
    if (rp_gap_has(gap, "\n\r;|"))
        return true;
    if (is_ascii(gap))
        return false;
    return rp_gap_has_text(gap, "。") || rp_gap_has_text(gap, "！") || rp_gap_has_text(gap, "？") ||
           rp_gap_has_text(gap, "।") || rp_gap_has_text(gap, "؟") || rp_gap_has_text(gap, "۔");
}

bool rp_gap_dashes(struct rp_str gap)
{
    size_t i = 0;
    while (i < gap.len && (is_space(gap.data[i]) || strchr(")]/.:,", gap.data[i]) != NULL))
        i++;
    struct rp_str rest = {gap.data + i, gap.len - i};
    if (rest.len > 0 && rest.data[0] == '-')
        return true;
    if (rest.len > 3)
        rest.len = 3;
    return rp_gap_has_text(rest, "–") || rp_gap_has_text(rest, "—") || rp_gap_has_text(rest, "―") || rp_gap_has_text(rest, "−");
}
