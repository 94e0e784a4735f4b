/* Is a source the agency itself, or somebody who republishes it? */
#include "match/attribution.h"

#include "match/attribution_table.h"

#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_text(struct rp_str a, const char *b, size_t len)
{
    if (a.len != len)
        return false;
    for (size_t i = 0; i < len; i++)
        if (lower(a.data[i]) != lower(b[i]))
            return false;
    return true;
}

/* Is source one of the hosts or below one? */
static bool host_of(struct rp_str source, const char *hosts)
{
    for (const char *host = hosts; *host != 0;) {
        size_t len = strcspn(host, " ");
        struct rp_str tail = source;
        if (source.len > len) {
            tail.data += source.len - len;
            tail.len = len;
        }
        if (same_text(tail, host, len) && (source.len == len || source.data[source.len - len - 1] == '.'))
            return true;
        host += len + (host[len] == ' ');
    }
    return false;
}

bool rp_attribution_is_agency(const struct rp_agencies *agencies, struct rp_str source, const char *agency)
{
    const struct rp_agencies *tables = agencies != NULL ? agencies : &rp_agencies_builtin;
    size_t at = 0;
    while (at < tables->agency_count && strcmp(tables->agencies[at].name, agency) != 0)
        at++;
    if (at == tables->agency_count || source.len == 0)
        return false;
    if (same_text(source, agency, strlen(agency)) || host_of(source, tables->agencies[at].hosts))
        return true;
    for (size_t i = 0; i < tables->names.count; i++) {
        const struct rp_phrase *phrase = &tables->names.phrase[i];
        if (phrase->kind == RP_PHRASE_NAME && phrase->agency == at && same_text(source, phrase->text, strlen(phrase->text)))
            return true;
    }
    return false;
}
