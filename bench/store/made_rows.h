/* Rows as the store logs them, made beforehand: what the benches beside RocksDB write, and what sizes are taken of. */
#ifndef BENCH_STORE_MADE_ROWS_H
#define BENCH_STORE_MADE_ROWS_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

struct bench_rows {
    char **rows;   /* owned, and each of them: what is under the key of an article */
    size_t *sizes; /* owned */
    size_t count;
    uint64_t bytes, text_bytes;
    uint64_t zstd_bytes; /* of the texts, each packed alone at level 3 */
};
/* Made articles (measure.h), or the end of the program. */
void bench_rows_make(const char *program, size_t count, struct bench_rows *ret);
void bench_rows_done(struct bench_rows *rows);

#endif
