/* A line of fields for a terminal that may be too narrow for all of them. */
#ifndef RP_CLI_FIELDS_H
#define RP_CLI_FIELDS_H

#include <stddef.h>

enum { RP_FIELD_BYTES = 40, RP_FIELDS_MAX = 10, RP_FIELDS_BYTES = RP_FIELDS_MAX * (RP_FIELD_BYTES + 2) };

struct rp_field {
    char text[RP_FIELD_BYTES]; /* ASCII; "": not there */
    unsigned dropped;          /* its turn when there is no room, from 1; 0: it stays */
    size_t gap;                /* blanks between it and the next one */
};

/* Joins `count` fields to a line of at most `columns`; leaves out what there is no room for, and cuts off the rest. The fields left out become
 * empty. */
void rp_fields_join(struct rp_field *fields, size_t count, int columns, char ret[RP_FIELDS_BYTES]);

/* "[####....]" for a share of 0 .. 1; "0:30 left" or "2 h 05 min left". */
void rp_field_bar(struct rp_field *field, double share);
void rp_field_time_left(struct rp_field *field, double seconds);

#endif
