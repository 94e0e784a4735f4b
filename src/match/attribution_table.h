/* The names and cues of data/agencies.tsv and data/cues.tsv as token sequences. attribution_generate.c writes them at build time into
 * attribution_tables.c: constants, ready for use. Those with a user's lines added are made by agencies.c. */
#ifndef RP_MATCH_ATTRIBUTION_TABLE_H
#define RP_MATCH_ATTRIBUTION_TABLE_H

#include "reprint/agencies.h"

#include <stddef.h>
#include <stdint.h>

/* X(NAME, "word in the tables", forward, backward): what a phrase is. A phrase is looked for forward (from its first token) or backward (from its
 * last one), as seen from the agency's name. The first two are names themselves. */
#define RP_PHRASE_MAP(X)          \
    X(NAME, "name", 0, 0)         \
    X(OTHER, "other", 0, 0)       \
    X(BEFORE, "before", 0, 1)     \
    X(TOLD, "told", 0, 1)         \
    X(TO, "to", 0, 1)             \
    X(LABEL, "label", 0, 1)       \
    X(BYLINE, "byline", 0, 1)     \
    X(AFTER, "after", 1, 0)       \
    X(LATER, "later", 1, 0)       \
    X(LAST, "last", 0, 1)         \
    X(OF, "of", 1, 0)             \
    X(WIRE, "wire", 1, 0)         \
    X(LINK, "link", 1, 1)         \
    X(AGENCY, "agency", 1, 1)     \
    X(AND, "and", 1, 1)           \
    X(DATE, "date", 1, 1)         \
    X(PHOTO, "photo", 1, 1)

enum rp_phrase_kind {
#define RP_PHRASE_ENUM(name, word, forward, backward) RP_PHRASE_##name,
    RP_PHRASE_MAP(RP_PHRASE_ENUM)
#undef RP_PHRASE_ENUM
    RP_PHRASE_KINDS
};

enum rp_phrase_flags {
    RP_PHRASE_EXACT = 1,    /* name: only when the raw bytes are `text` */
    RP_PHRASE_DOUBTFUL = 2, /* name: means other things too; wants an agency word beside it, a firm cue, or a dateline */
    RP_PHRASE_FIRM = 4      /* cue: makes a doubtful name an agency's */
};

enum { RP_PHRASE_TOKENS = 16 };

struct rp_phrase {
    const char *text; /* as in the table */
    uint32_t first;   /* its token hashes are token[first] .. token[first + count - 1], in the direction of the set */
    uint8_t count;
    uint8_t kind;  /* enum rp_phrase_kind */
    uint8_t flags; /* enum rp_phrase_flags */
    uint16_t agency;
    uint64_t langs; /* bits of languages; a name with any wants a cue that has one of them; a cue with none fits all names */
};

/* Phrases by their first token, the longest first. */
struct rp_phrase_set {
    const uint64_t *token;
    const struct rp_phrase *phrase;
    size_t count;
    const uint16_t *slot; /* open addressing by the low bits of the first token's hash: 1 + index of its first phrase, or 0 */
    uint32_t slot_mask;
    const uint64_t *firsts; /* a filter of the first tokens */
    const uint64_t *begins; /* a filter of the first two tokens, and of those that are a phrase alone: "the" is in the other one, and begins little */
};

/* A filter is a bitmap by the high bits of hashes: no phrase has what has no bit. */
enum { RP_FILTER_BITS = 1 << 15, RP_FILTER_SHIFT = 64 - 15 };

static inline unsigned rp_filter_has(const uint64_t *filter, uint64_t hash)
{
    return filter[hash >> RP_FILTER_SHIFT >> 6] >> (hash >> RP_FILTER_SHIFT & 63) & 1u;
}

/* Two tokens in a row; `second` 0: one alone, by other bits than those of the filter of first tokens. */
static inline uint64_t rp_filter_pair(uint64_t first, uint64_t second)
{
    return first << (64 - RP_FILTER_SHIFT) ^ second;
}

struct rp_agency {
    const char *name;
    const char *hosts; /* separated by spaces; "" when there are none */
};

/* Languages have numbers: bits of rp_phrase.langs. The first stands for datelines, bylines and tag lines. */
enum { RP_LANGS_MAX = 64, RP_LANG_TAG = 1 };

struct rp_agencies {
    const struct rp_agency *agencies;
    size_t agency_count;
    struct rp_phrase_set names, forward, backward;
    const char *const *langs; /* their names, from the first bit on */
    size_t lang_count;
};

extern const struct rp_agencies rp_agencies_builtin;

/* The same for tables that find the same. NULL: the built-in one. */
uint64_t rp_agencies_hash(const struct rp_agencies *agencies);

#endif
