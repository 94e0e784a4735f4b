/* How tokens look and what they stand beside. */
#include "match/attribution_look.h"

#include <string.h>

enum { TAIL_BYTES = 500 };

struct rp_str rp_look_before(const struct rp_scan *scan, const struct rp_group *group)
{
    return rp_scan_gap(scan, group->first);
}

struct rp_str rp_look_behind(const struct rp_scan *scan, const struct rp_group *group)
{
    return rp_scan_gap(scan, group->end);
}

size_t rp_look_length(const struct rp_scan *scan, size_t i)
{
    return scan->tokens->raw_end[i] - scan->tokens->raw_start[i];
}

bool rp_look_capitals(const struct rp_scan *scan, size_t i)
{
    const char *raw = scan->raw.data + scan->tokens->raw_start[i];
    for (size_t n = 0; n < rp_look_length(scan, i); n++)
        if (raw[n] < 'A' || raw[n] > 'Z')
            return false;
    return true;
}

bool rp_look_small(const struct rp_scan *scan, size_t i)
{
    const char *raw = scan->raw.data + scan->tokens->raw_start[i];
    return raw[0] >= 'a' && raw[0] <= 'z';
}

bool rp_look_begins_line(const struct rp_scan *scan, size_t i)
{
    return i == 0 || rp_gap_breaks_line(rp_scan_gap(scan, i));
}

bool rp_look_behind_sentence(const struct rp_scan *scan, uint32_t raw)
{
    for (;;) {
        if (raw > 0 && scan->raw.data[raw - 1] != 0 && strchr(" \t\n\r-", scan->raw.data[raw - 1]) != NULL)
            raw--;
        else if (raw > 3 && (memcmp(scan->raw.data + raw - 3, "–", 3) == 0 || memcmp(scan->raw.data + raw - 3, "—", 3) == 0))
            raw -= 3;
        else
            break;
    }
    if (raw == 0)
        return false;
    unsigned char c = (unsigned char)scan->raw.data[raw - 1];
    if (strchr(".!?\"'", (char)c) != NULL)
        return true;
    struct rp_str last = {scan->raw.data + (raw > 3 ? raw - 3 : 0), raw > 3 ? 3 : raw};
    static const char *const stops[] = {"。", "！", "？", "।", "۔", "؟", "”", "“", "»", "«", "」", "』", "…", "’"};
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        size_t len = strlen(stops[i]);
        if (last.len >= len && memcmp(last.data + last.len - len, stops[i], len) == 0)
            return true;
    }
    return false;
}

bool rp_look_body_ends(const struct rp_scan *scan, size_t token)
{
    size_t raw = token < scan->tokens->count ? scan->tokens->raw_start[token] : scan->raw.len;
    const char *newline = memchr(scan->raw.data + raw, '\n', scan->raw.len - raw);
    return raw == scan->raw.len || !rp_look_behind_sentence(scan, (uint32_t)(newline != NULL ? (size_t)(newline - scan->raw.data) : scan->raw.len));
}

bool rp_look_near_end(const struct rp_scan *scan, size_t token)
{
    size_t raw = token < scan->tokens->count ? scan->tokens->raw_start[token] : scan->raw.len;
    return scan->raw.len - raw <= TAIL_BYTES;
}

size_t rp_look_line_start(const struct rp_scan *scan, size_t i, size_t most)
{
    size_t at = i;
    while (at > 0 && i - at < most && !rp_gap_breaks_line(rp_scan_gap(scan, at)))
        at--;
    return at;
}
