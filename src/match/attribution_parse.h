/* From lines of agencies and cues to phrases: the one parser of these tables, for the build and for a user's file. */
#ifndef RP_MATCH_ATTRIBUTION_PARSE_H
#define RP_MATCH_ATTRIBUTION_PARSE_H

#include "base/buf.h"
#include "match/attribution_table.h"
#include "text/tokens.h"

#include <stdint.h>

/* A phrase as it was read. */
struct rp_table_phrase {
    uint64_t token[RP_PHRASE_TOKENS]; /* in the direction of its set */
    uint64_t langs;
    uint64_t line; /* 0: of the table that was there before */
    size_t text;   /* where it begins in `strings` */
    size_t order;  /* of equal phrases the first in the table counts */
    uint8_t count, kind, flags;
    uint16_t agency;
};

struct rp_table_set {
    struct rp_table_phrase *phrase; /* owned */
    size_t count, cap;
};

struct rp_table_agency {
    size_t name, hosts; /* where they begin in `strings` */
    uint64_t line;      /* 0: of the table that was there before, and no line of this one */
};

struct rp_tables {
    struct rp_table_set names, forward, backward;
    struct rp_table_agency *agency; /* owned */
    size_t agencies, agency_cap;
    size_t lang[RP_LANGS_MAX]; /* names: where they begin in `strings` */
    size_t langs;
    uint64_t spoken;         /* bits of the languages that a cue has */
    struct rp_buf strings;   /* all of them, terminated */
    struct rp_tokens tokens; /* scratch */
    uint64_t line;           /* the one in hand, or at fault; 0: none */
    struct rp_error *error;  /* borrowed; may be NULL */
};

/* Empty tables. RP_NO_MEMORY; rp_tables_done is called all the same. */
enum rp_status rp_tables_init(struct rp_tables *tables, struct rp_error *error);
void rp_tables_done(struct rp_tables *tables);
/* Begins with all that `base` has. RP_NO_MEMORY. */
enum rp_status rp_tables_take_over(struct rp_tables *tables, const struct rp_agencies *base);
/* Adds the lines of a file. Fails as rp_agencies_load; tables->line is then the line. */
enum rp_status rp_tables_read(struct rp_tables *tables, struct rp_str file);

/* attribution_build.c: sorts the phrases and makes constants of them, in one block of memory, for rp_free. Fails with RP_BAD_VALUE, tables->line
 * being the line, when a spelling names a language that no cue has or is another agency's already; RP_NO_MEMORY. */
enum rp_status rp_tables_build(struct rp_tables *tables, struct rp_agencies **ret);

#endif
