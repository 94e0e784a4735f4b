/* Strings packed behind each other in a block. */
#ifndef RP_CORPUS_STRINGS_H
#define RP_CORPUS_STRINGS_H

#include "reprint/article.h"

#include <string.h>

/* Copies str to *at, moves *at behind it, returns the copy. */
static inline struct rp_str rp_put_str(char **at, struct rp_str str)
{
    struct rp_str copy = {*at, str.len};
    if (str.len > 0)
        memcpy(*at, str.data, str.len);
    *at += str.len;
    return copy;
}

#endif
