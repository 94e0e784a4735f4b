/* A line of fields. */
#include "cli/fields.h"

#include <stdio.h>
#include <string.h>

enum { BAR = 24 };

static size_t join(const struct rp_field *fields, size_t count, char ret[RP_FIELDS_BYTES])
{
    size_t len = 0, gap = 0;
    ret[0] = 0;
    for (size_t i = 0; i < count; i++) {
        if (fields[i].text[0] == 0)
            continue;
        len += (size_t)snprintf(ret + len, RP_FIELDS_BYTES - len, "%*s%s", (int)gap, "", fields[i].text);
        gap = fields[i].gap;
    }
    return len;
}

void rp_fields_join(struct rp_field *fields, size_t count, int columns, char ret[RP_FIELDS_BYTES])
{
    size_t room = columns > 0 ? (size_t)columns : 0, len = join(fields, count, ret);
    for (unsigned turn = 1; turn <= count && len > room; turn++)
        for (size_t i = 0; i < count; i++)
            if (fields[i].dropped == turn) {
                fields[i].text[0] = 0;
                len = join(fields, count, ret);
            }
    if (len > room)
        ret[room] = 0;
}

void rp_field_bar(struct rp_field *field, double share)
{
    int full = share < 0 ? 0 : share < 1 ? (int)(share * BAR) : BAR;
    field->text[0] = '[';
    memset(field->text + 1, '#', (size_t)full);
    memset(field->text + 1 + full, '.', (size_t)(BAR - full));
    memcpy(field->text + 1 + BAR, "]", 2);
}

void rp_field_time_left(struct rp_field *field, double seconds)
{
    long left = seconds < 1e6 ? (long)(seconds + .5) : 1000000;
    if (left >= 3600)
        snprintf(field->text, RP_FIELD_BYTES, "%ld h %02ld min left", left / 3600, left / 60 % 60);
    else
        snprintf(field->text, RP_FIELD_BYTES, "%ld:%02ld left", left / 60, left % 60);
}
