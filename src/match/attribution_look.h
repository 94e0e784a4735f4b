/* How tokens look and what they stand beside. */
#ifndef RP_MATCH_ATTRIBUTION_LOOK_H
#define RP_MATCH_ATTRIBUTION_LOOK_H

#include "match/attribution_scan.h"

struct rp_str rp_look_before(const struct rp_scan *scan, const struct rp_group *group); /* the bytes beside a group */
struct rp_str rp_look_behind(const struct rp_scan *scan, const struct rp_group *group);

size_t rp_look_length(const struct rp_scan *scan, size_t i); /* bytes of token i in the text */
bool rp_look_capitals(const struct rp_scan *scan, size_t i); /* nothing but A to Z */
bool rp_look_small(const struct rp_scan *scan, size_t i);    /* begins with one of a to z */

bool rp_look_begins_line(const struct rp_scan *scan, size_t i);
size_t rp_look_line_start(const struct rp_scan *scan, size_t i, size_t most); /* first token of its line, but not further back than `most` tokens */
bool rp_look_behind_sentence(const struct rp_scan *scan, uint32_t raw);       /* a sentence ends before this byte, but for spaces and dashes */
bool rp_look_near_end(const struct rp_scan *scan, size_t token);              /* where bare tags stand */
/* Is the next line none of the article's: the text ends, or the line ends without a full stop, as menus and see-also links do? */
bool rp_look_body_ends(const struct rp_scan *scan, size_t token);

#endif
