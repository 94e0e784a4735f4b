/* A corpus on disk in "data" of disk_make's folder, that is filled one operation at a time. */
#ifndef TESTS_STORE_FILLING_H
#define TESTS_STORE_FILLING_H

#include "store/archive.h"

enum { FILLING_STATE_EVERY = 150 };

struct filling {
    struct rp_archive *archive;
    struct rp_workspace *workspace;
    struct rp_prepared *prepared;
    struct rp_packer *packer;
    struct rp_buf row;
};

/* Opens and restores it. When that fails nothing is to be ended. */
enum rp_status fill_try_begin(struct filling *ret, struct rp_error *error);
void fill_begin(struct filling *ret);
void fill_end(struct filling *filling);
enum rp_status fill_try_end(struct filling *filling, struct rp_error *error);
/* Leaves it as a process does that is killed. */
void fill_abandon(struct filling *filling);

/* As rp_corpus_add; RP_EXISTS also when a replacement changed nothing. */
enum rp_status fill_add(struct filling *filling, const struct rp_article *article, unsigned flags);
void fill_remove(struct filling *filling, struct rp_str id);

#endif
