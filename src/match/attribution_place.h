/* Credits that are no sentence: datelines, bylines, tags; and pictures' credits, which are none. */
#ifndef RP_MATCH_ATTRIBUTION_PLACE_H
#define RP_MATCH_ATTRIBUTION_PLACE_H

#include "match/attribution_scan.h"

bool rp_place_photo(const struct rp_scan *scan, const struct rp_group *group);
bool rp_place_picture_behind(const struct rp_scan *scan, const struct rp_group *group); /* "AP photo", "AFP via Getty" */

/* "dateline", "byline" or "tag", or NULL. Sets the bytes of the credit when it is more than the name: brackets around a single name. */
const char *rp_place_credit(const struct rp_scan *scan, const struct rp_group *group, uint32_t *ret_start, uint32_t *ret_end);

#endif
