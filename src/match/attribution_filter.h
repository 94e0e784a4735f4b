/* Where in a text a name of the tables may begin: most tokens are passed over by what their hashes say. */
#ifndef RP_MATCH_ATTRIBUTION_FILTER_H
#define RP_MATCH_ATTRIBUTION_FILTER_H

#include "match/attribution_scan.h"
#include "match/kernels.h"

/* False when rp_scan_name finds none at token `pos`. */
bool rp_filter_may_begin(const struct rp_scan *scan, size_t pos);

/* The tokens of start .. start + RP_FILTER_BLOCK where one may begin, in their order. Returns how many. */
unsigned rp_filter_block(const struct rp_scan *scan, size_t start, size_t ret[RP_FILTER_BLOCK]);

#endif
