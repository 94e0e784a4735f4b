/* Whether a text names an outlet as the one that it is from. Pure; any thread. */
#ifndef RP_MATCH_OUTLET_H
#define RP_MATCH_OUTLET_H

#include "reprint/article.h"

#include <stdbool.h>

/* True when `text` has the name of `outlet` (an article's source: a host or a name) in words that the outlet's own text does not have: what both say, they say
 * of the news; what one adds ("Jane Doe, The Washington Post", "first published by axar.az") is said of the text. A name of one word is
 * a word like others, so that only its host counts. */
bool rp_outlet_is_named(struct rp_str text, struct rp_str outlet, struct rp_str own);

#endif
