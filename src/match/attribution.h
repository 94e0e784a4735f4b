/* Which agency a text credits: cue x alias over the tokens. Pure; any thread. Tables: `agencies`, or NULL for those that are built in. */
#ifndef RP_MATCH_ATTRIBUTION_H
#define RP_MATCH_ATTRIBUTION_H

#include "reprint/article.h"
#include "reprint/corpus.h"
#include "text/tokens.h"

#include <stdbool.h>
#include <stddef.h>

/* Finds at most RP_LIMIT_ATTRIBUTIONS credits, in the order of the text, one (the first, explicit cues before datelines and tags) for each agency. `raw` is the
 * text that `tokens` were made of. Returns how many were written to ret. An agency's own host crediting itself is reported like any other. */
size_t rp_attribution_find(const struct rp_agencies *agencies, const struct rp_tokens *tokens, struct rp_str raw, struct rp_attribution ret[]);

/* True when `source` (a host or an outlet's name) is the agency itself: "sputniknews.com", "de.sputniknews.com" or "Sputnik" for Sputnik. `agency` is the
 * canonical name. */
bool rp_attribution_is_agency(const struct rp_agencies *agencies, struct rp_str source, const char *agency);

#endif
