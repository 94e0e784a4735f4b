/* Letters that are an agency's name, but stand for something else here. */
#ifndef RP_MATCH_ATTRIBUTION_ACRONYM_H
#define RP_MATCH_ATTRIBUTION_ACRONYM_H

#include "match/attribution_scan.h"

/* "Americans for Prosperity (AFP)": the words before a bracket spell the name in it and are no agency's. */
bool rp_acronym_is_other(const struct rp_scan *scan, const struct rp_group *group);

#endif
