/* An article as it is given to reprint. */
#ifndef REPRINT_ARTICLE_H
#define REPRINT_ARTICLE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes with a length; borrowed, not terminated. data may be NULL when len is 0. */
struct rp_str {
    const char *data;
    size_t len;
};

/* All strings are UTF-8 and borrowed for the duration of the call they are given to. An absent field has len 0. */
struct rp_article {
    struct rp_str id;        /* required, 1 .. RP_LIMIT_ID bytes, unique in a corpus */
    struct rp_str text;      /* required, 1 .. RP_LIMIT_TEXT bytes; by habit title, newline, body */
    struct rp_str source;    /* host or outlet */
    struct rp_str published; /* ISO 8601 date or date and time; without a zone: UTC */
    struct rp_str url;
    struct rp_str title; /* when absent, the first line of the text serves */
    struct rp_str lang;
    struct rp_str same_story_as; /* id of an article that is there: this one is in its story, whatever the texts say, and in no other. Its own, where no
                                  * article has that yet: it founds a story. Any other says nothing. Up to RP_LIMIT_ID bytes */
};

#ifdef __cplusplus
}
#endif
#endif
