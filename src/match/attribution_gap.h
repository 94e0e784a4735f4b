/* What stands between tokens: signs, blanks and ends of lines. */
#ifndef RP_MATCH_ATTRIBUTION_GAP_H
#define RP_MATCH_ATTRIBUTION_GAP_H

#include "reprint/article.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* One of these ASCII characters? `any_of` is a literal, so that compilers make two numbers of it: most gaps are one blank, and looked at often. */
static inline bool rp_gap_has(struct rp_str gap, const char *any_of)
{
    uint64_t low = 0, high = 0;
    for (size_t i = 0; i < strlen(any_of); i++) {
        low |= any_of[i] < 64 ? UINT64_C(1) << (any_of[i] & 63) : 0;
        high |= any_of[i] < 64 ? 0 : UINT64_C(1) << (any_of[i] & 63);
    }
    for (size_t i = 0; i < gap.len; i++) {
        unsigned char c = (unsigned char)gap.data[i];
        if ((c < 64 ? low : c < 128 ? high : 0) >> (c & 63) & 1)
            return true;
    }
    return false;
}

/* text[0 .. len), len > 0 */
bool rp_gap_holds(struct rp_str gap, const char *text, size_t len);

static inline bool rp_gap_has_text(struct rp_str gap, const char *text)
{
    size_t len = strlen(text);
    return len <= gap.len && rp_gap_holds(gap, text, len);
}

static inline bool rp_gap_breaks_line(struct rp_str gap)
{
    return rp_gap_has(gap, "\n\r");
}

/* A sentence or line ends in a gap of two bytes and more. */
bool rp_gap_stops(struct rp_str gap);

static inline bool rp_gap_breaks_sentence(struct rp_str gap)
{
    return gap.len == 1 ? rp_gap_has(gap, "\n\r;") : gap.len > 1 && rp_gap_stops(gap);
}

bool rp_gap_dashes(struct rp_str gap); /* begins, behind brackets and spaces, with a dash */

#endif
