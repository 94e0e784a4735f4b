/* Bylines and tag lines: "By Jane Doe, Associated Press", "RND/dpa". */
#ifndef RP_MATCH_ATTRIBUTION_BYLINE_H
#define RP_MATCH_ATTRIBUTION_BYLINE_H

#include "match/attribution_scan.h"

bool rp_byline_is(const struct rp_scan *scan, const struct rp_group *group);
bool rp_byline_is_tag(const struct rp_scan *scan, const struct rp_group *group);

#endif
