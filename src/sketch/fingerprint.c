/* Text in, fingerprint out. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "sketch/sketch.h"

#include <string.h>

enum rp_status rp_workspace_create(struct rp_workspace **ret)
{
    struct rp_workspace *workspace = rp_alloc(sizeof *workspace);
    if (workspace == NULL)
        return RP_NO_MEMORY;
    rp_tokens_init(&workspace->tokens);
    rp_shingles_init(&workspace->shingles);
    rp_pairs_init(&workspace->pairs);
    *ret = workspace;
    return RP_OK;
}

void rp_workspace_free(struct rp_workspace *workspace)
{
    if (workspace == NULL)
        return;
    rp_tokens_done(&workspace->tokens);
    rp_shingles_done(&workspace->shingles);
    rp_pairs_done(&workspace->pairs);
    rp_free(workspace);
}

enum rp_status rp_fingerprint(struct rp_workspace *workspace, const char *text, size_t len, struct rp_fingerprint *ret,
                              struct rp_error *error)
{
    const struct rp_tokens *tokens = &workspace->tokens;
    const struct rp_shingles *shingles = &workspace->shingles;
    enum rp_status status = rp_tokenise(&workspace->tokens, text, len, error);
    if (status != RP_OK)
        return status;
    if (tokens->count == 0)
        return rp_fail(error, RP_EMPTY_TEXT, "the text has no words");
    if (rp_shingle(&workspace->shingles, tokens) != RP_OK)
        return rp_fail_memory(error);
    *ret = (struct rp_fingerprint){.tokens = (uint32_t)tokens->count, .shingles = (uint32_t)shingles->distinct_count};
    rp_hash128(tokens->stream, tokens->stream_len, ret->exact);
    ret->simhash = rp_simhash(tokens->hash, tokens->count);
    rp_minhash(shingles->distinct, shingles->distinct_count, ret->minhash);
    workspace->key_count = rp_fracminhash(shingles->distinct, shingles->distinct_count, RP_KEYS_MOST, workspace->keys);
    ret->key_count = workspace->key_count < RP_KEYS_MAX ? workspace->key_count : RP_KEYS_MAX;
    memcpy(ret->keys, workspace->keys, ret->key_count * sizeof *ret->keys);
    return RP_OK;
}
