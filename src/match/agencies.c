/* The built-in tables with a user's lines added. */
#include "base/alloc.h"
#include "base/hash.h"
#include "match/attribution_parse.h"

#include <string.h>

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

static uint64_t hash_text(const char *text, uint64_t seed)
{
    return rp_hash64(text, strlen(text) + 1, seed);
}

static uint64_t hash_phrases(const struct rp_phrase_set *set, uint64_t hash)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct rp_phrase *phrase = &set->phrase[i];
        const uint64_t numbers[] = {phrase->count, phrase->kind, phrase->flags, phrase->agency, phrase->langs};
        hash = rp_hash64(numbers, sizeof numbers, hash_text(phrase->text, hash));
    }
    return hash;
}

uint64_t rp_agencies_hash(const struct rp_agencies *agencies)
{
    uint64_t hash = 0;
    if (agencies == NULL)
        agencies = &rp_agencies_builtin;
    for (size_t i = 0; i < agencies->agency_count; i++)
        hash = hash_text(agencies->agencies[i].hosts, hash_text(agencies->agencies[i].name, hash));
    return hash_phrases(&agencies->backward, hash_phrases(&agencies->forward, hash_phrases(&agencies->names, hash)));
}
