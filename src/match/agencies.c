/* The built-in tables with a user's lines added. */
#include "base/alloc.h"
#include "match/attribution_parse.h"

enum rp_status rp_agencies_load(struct rp_str table, struct rp_agencies **ret, uint64_t *ret_line, struct rp_error *error)
{
    struct rp_tables tables;
    enum rp_status status = rp_tables_init(&tables, error);
    if (status == RP_OK)
        status = rp_tables_take_over(&tables, &rp_agencies_builtin);
    if (status == RP_OK)
        status = rp_tables_read(&tables, table);
    if (status == RP_OK)
        status = rp_tables_build(&tables, ret);
    *ret_line = status == RP_NO_MEMORY ? 0 : tables.line;
    rp_tables_done(&tables);
    return status;
}

void rp_agencies_free(struct rp_agencies *agencies)
{
    rp_free(agencies);
}
