/* Where a corpus keeps what need not be in memory: the article and the answer of each number. The store has one (store/archive_notes.c); without one all stays on the
 * shelf. A number belongs to one article for ever. */
#ifndef RP_CORPUS_VAULT_H
#define RP_CORPUS_VAULT_H

#include "base/buf.h"
#include "reprint/article.h"
#include "reprint/status.h"

#include <stddef.h>
#include <stdint.h>

/* Borrowed by the corpus; all is called by the thread that calls the corpus. */
struct rp_vault {
    void *context;
    /* The article, with its strings in `room`; the answer as it was kept, in `room`. RP_IO, RP_DAMAGED, RP_NO_MEMORY. */
    enum rp_status (*article)(void *context, uint64_t number, struct rp_buf *room, struct rp_article *ret, struct rp_error *error);
    enum rp_status (*answer)(void *context, uint64_t number, struct rp_buf *room, struct rp_error *error);
    /* Room for so many bytes more of answers and keys, so that keeping them can not fail. RP_NO_MEMORY. */
    enum rp_status (*reserve)(void *context, size_t bytes);
    char *(*keep_answer)(void *context, uint64_t number, size_t size); /* where the bytes are to be put */
    void (*keep_keys)(void *context, uint64_t number, const uint32_t *tags, size_t count);
    void (*gone)(void *context, uint64_t number);
};

#endif
