/* A text as the search for credits sees it: its tokens, what stands between them, and where phrases of the tables match. */
#ifndef RP_MATCH_ATTRIBUTION_SCAN_H
#define RP_MATCH_ATTRIBUTION_SCAN_H

#include "match/attribution_gap.h"
#include "match/attribution_table.h"
#include "reprint/article.h"
#include "text/tokens.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rp_scan {
    const struct rp_tokens *tokens;
    struct rp_str raw;
    const struct rp_agencies *agencies;
};

/* The bytes between token i - 1 and token i; before the first and behind the last one for i = 0 and i = count. */
static inline struct rp_str rp_scan_gap(const struct rp_scan *scan, size_t i)
{
    const struct rp_tokens *tokens = scan->tokens;
    size_t start = i > 0 ? tokens->raw_end[i - 1] : 0;
    size_t end = i < tokens->count ? tokens->raw_start[i] : scan->raw.len;
    return (struct rp_str){scan->raw.data + start, end > start ? end - start : 0};
}

bool rp_scan_capital(const struct rp_scan *scan, size_t i); /* token i begins with a capital letter */
bool rp_scan_number(const struct rp_scan *scan, size_t i);  /* begins with a digit */

#define RP_KIND(kind) (1u << (kind))

/* The longest phrase of one of `kinds` (RP_KIND bits) that begins at token `pos`, or NULL. No line may break inside it. */
const struct rp_phrase *rp_scan_forward(const struct rp_scan *scan, size_t pos, unsigned kinds);
/* The longest that ends before token `end`. */
const struct rp_phrase *rp_scan_backward(const struct rp_scan *scan, size_t end, unsigned kinds);
/* One of two words with "..." between: its words at tokens `first` and `last`. */
const struct rp_phrase *rp_scan_parted(const struct rp_scan *scan, size_t first, size_t last, unsigned kinds);

/* A name of the table in the text. */
struct rp_name {
    size_t first, end;           /* its tokens */
    uint32_t raw_start, raw_end; /* without an elided article before it or a suffix behind an apostrophe */
    bool elided;                 /* "l'AFP" */
    const struct rp_phrase *phrase;
};

/* The longest name that begins at token `pos`. */
bool rp_scan_name(const struct rp_scan *scan, size_t pos, struct rp_name *ret);
/* Another agency's phrase for the same name, behind name->phrase in the table; NULL at the end. */
const struct rp_phrase *rp_name_next(const struct rp_scan *scan, const struct rp_name *name, const struct rp_phrase *after);

/* Names that stand together: "dpa/AFP", "Reuters and AP". */
enum { RP_GROUP_NAMES = 8 };
struct rp_group {
    struct rp_name name[RP_GROUP_NAMES];
    size_t count;
    size_t first, end; /* tokens, from the first name to behind the last */
};

#endif
