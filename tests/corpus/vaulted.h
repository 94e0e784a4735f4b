/* What tests of a corpus with a vault have in common: articles are prepared and have a number, which is their time too, and of what is kept of them nothing can fail. */
#ifndef TESTS_CORPUS_VAULTED_H
#define TESTS_CORPUS_VAULTED_H

#include "corpus/engine.h"
#include "corpus/made.h"
#include "corpus/vault.h"

static struct rp_workspace *workspace;
static struct rp_prepared *prepared;

static int vaulted_setup(void **state)
{
    (void)state;
    prepared = rp_prepared_create();
    return prepared != NULL && rp_workspace_create(&workspace) == RP_OK ? 0 : -1;
}

static int vaulted_teardown(void **state)
{
    (void)state;
    rp_prepared_free(prepared);
    rp_workspace_free(workspace);
    return 0;
}

static enum rp_status add_vaulted(struct rp_corpus *corpus, const struct rp_article *article, uint64_t number, unsigned flags, struct rp_answer **ret,
                                  struct rp_error *error)
{
    assert_int_equal(rp_prepare(workspace, NULL, article, 0, prepared, NULL), RP_OK);
    prepared->number = number;
    return rp_corpus_add_prepared(corpus, prepared, (int64_t)number, flags, NULL, ret, error);
}

static enum rp_status reserve(void *context, size_t bytes)
{
    (void)context;
    (void)bytes;
    return RP_OK;
}

#endif
